"""Samples for the rules on expressions, people, clocks, tables, forms and money."""

from tests.processes.samples.sample_bundle import Edit
from tests.processes.samples.sample_table import Sample, called, form, main, property_on

GRANT = 'approve.decision = "grant"'
RESULT_PLAIN = '"x-personal": true'

EXPRESSIONS = (
    Sample("expression_invalid", "flow_grant", (main(GRANT, "approve.decision == 'grant'"),)),
    Sample("unknown_name", "flow_grant", (main(GRANT, 'aprove.decision = "grant"'),), (main(GRANT, "total_fen = 1"),)),
    Sample(
        "unknown_member",
        "flow_grant",
        (main(GRANT, 'approve.foo = "grant"'),),
        (main(GRANT, "policy.help_size.months = 1 and case.persons = 2"),),
    ),
    Sample(
        "unknown_function",
        "flow_grant",
        (main(GRANT, "open(approve.decision)"),),
        (main(GRANT, "string length(approve.decision) = 5"),),
    ),
    Sample(
        "type_mismatch",
        "flow_grant",
        (main(GRANT, "approve.decision &gt; 3"),),
        (main(GRANT, 'approve.approved_fen &gt; 3 and approve.decision &gt; "a"'),),
    ),
    Sample(
        "type_mismatch_unclear",
        "flow_grant",
        (main(GRANT, 'total_fen = "grant"'),),
        (main(GRANT, "total_fen = approve.approved_fen"),),
    ),
    Sample("constant_condition", "flow_grant", (main(GRANT, "1 = 1"),)),
    Sample("script_empty", "mark_paid", (called("<bpmn:script>paid = true</bpmn:script>", ""),)),
    Sample("script_overwrites", "list_payments", (main("total_fen = ", "approve = "),)),
)

PEOPLE = (
    Sample(
        "task_without_form",
        "approve",
        (property_on("approve", "form", "help_case/none"),),
        (property_on("approve", "form", "help_case/approve"),),
    ),
    Sample("task_without_name", "approve", (main('id="approve" name="审批"', 'id="approve"'),)),
    Sample("task_without_lane", "approve", (main("<bpmn:flowNodeRef>approve</bpmn:flowNodeRef>", ""),)),
    Sample(
        "several_lanes",
        "approve",
        (
            main(
                "<bpmn:flowNodeRef>propose</bpmn:flowNodeRef>",
                "<bpmn:flowNodeRef>propose</bpmn:flowNodeRef><bpmn:flowNodeRef>approve</bpmn:flowNodeRef>",
            ),
        ),
    ),
    Sample("unknown_lane", "approve", (main('name="乡镇负责人"', 'name="县长"'),)),
    Sample(
        "nested_lanes",
        "lane_leader",
        (
            main(
                '<bpmn:lane id="lane_leader" name="乡镇负责人">',
                '<bpmn:lane id="lane_leader" name="乡镇负责人"><bpmn:childLaneSet id="c" />',
            ),
        ),
    ),
    Sample("unknown_operation", "register_help", (main('value="register_award"', 'value="make_award"'),)),
    Sample(
        "operation_input_unknown",
        "register_help",
        (property_on("register_help", "input.cap", "1"),),
        (property_on("register_help", "input.plan", "null"),),
    ),
    Sample(
        "operation_input_missing",
        "record_payment",
        (called('<spiffworkflow:property name="input.payment_id" value="payment_id" />', ""),),
    ),
    Sample(
        "distinct_from_unknown",
        "approve",
        (main('name="distinct_from" value="propose"', 'name="distinct_from" value="propose,purpose"'),),
        (main('name="distinct_from" value="propose"', 'name="distinct_from" value="propose,case_opened"'),),
    ),
)

CLOCKS = (
    Sample(
        "deadline_without_limit",
        "propose",
        (main('name="clock_start" value="help.pay"', 'name="clock_start" value="help.pay,help.pray"'),),
    ),
    Sample(
        "clock_never_stopped",
        "propose",
        (called('name="clock_stop" value="help.pay"', 'name="clock_stop" value="help.approve"'),),
        (property_on("size_help", "clock_start", "help.notice"),),
    ),
    Sample(
        "deadline_never_started",
        "receipt_overdue",
        (main('deadline("help.pay")', 'deadline("help.notice")'),),
        (main('deadline("help.pay")', 'deadline_warning("help.pay")'),),
    ),
    Sample(
        "deadline_key_not_constant", "receipt_overdue", (main('deadline("help.pay")', 'deadline("help." + "pay")'),)
    ),
)

FORMS = (
    Sample("form_unreadable", None, (form('"type": "object",', '"type": "object"'),)),
    Sample("form_schema", None, (form('"minimum": 1', '"minimum": "one"'),)),
    Sample(
        "form_open",
        None,
        (form('"required": ["proposed_fen"],\n  "additionalProperties": false,', '"required": ["proposed_fen"],'),),
    ),
    Sample("form_keyword", None, (form('"x-visible"', '"x-visble"'),)),
    Sample("form_keyword_value", None, (form('"x-personal": true', '"x-personal": "yes"'),)),
    Sample(
        "form_field_kind",
        None,
        (form('"type": "string", "title": "账号"', '"type": "object", "title": "账号"'),),
        (form('"type": "string", "title": "账号"', '"type": ["string", "null"], "title": "账号"'),),
    ),
    Sample("form_field_title", None, (form('"title": "账号", ', ""),)),
    Sample("form_field_name", None, (form('"account": {', '"case": {'),), (form('"account": {', '"case_account": {'),)),
    Sample(
        "form_pattern",
        None,
        (form("^[0-9]{6,20}$", "^([0-9]+)+$"),),
        (form("^[0-9]{6,20}$", "^(?!0+(\\\\.0+)?$)[0-9]{1,6}$"),),
    ),
    Sample("form_field_kept", None, (form('"x-personal": true', '"x-personal": true, "x-keep": true'),)),
    Sample(
        "form_paper_unknown",
        None,
        (form('"x-personal": true', '"x-personal": true, "x-papers": ["public_notice"]'),),
        (form('"x-personal": true', '"x-personal": true, "x-papers": ["approval_form"]'),),
    ),
    Sample("form_field_unknown", None, (form('"required": ["proposed_fen"]', '"required": ["proposed"]'),)),
    Sample(
        "form_unused",
        None,
        (
            Edit(
                "forms/help_case/other.json", "", '{"type": "object", "properties": {}, "additionalProperties": false}'
            ),
        ),
    ),
)

MONEY = (
    Sample(
        "payment_without_approval",
        "record_payment",
        (main('<spiffworkflow:property name="distinct_from" value="propose" />', ""),),
        (main('name="distinct_from" value="propose"', 'name="distinct_from" value="propose,hear_family"'),),
    ),
    Sample(
        "payment_without_award",
        "record_payment",
        (main('name="operation" value="register_award"', 'name="operation" value="remind"'),),
    ),
)

TEXT_SAMPLES = EXPRESSIONS + PEOPLE + CLOCKS + FORMS + MONEY
