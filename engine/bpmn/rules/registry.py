"""The list of all rules: what is not in it is not checked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.bpmn.draft import Draft
from engine.bpmn.findings import Fault, Severity
from engine.bpmn.rules import (
    calls,
    clocks,
    decision_rows,
    decisions,
    elements,
    events,
    expression_types,
    expressions,
    forms,
    gateways,
    identifiers,
    joins,
    loops,
    multi_instances,
    payments,
    structure,
    tasks,
    timers,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule under its stable name."""

    name: str
    check: Callable[[Draft], Iterator[Fault]]
    severity: Severity = Severity.ERROR


_WARNING = Severity.WARNING

RULES: tuple[Rule, ...] = (
    # ids and names
    Rule("duplicate_id", identifiers.ids_are_unique_in_their_file),
    Rule("duplicate_id_in_bundle", identifiers.ids_are_unique_in_the_bundle),
    Rule("reserved_id", identifiers.ids_are_not_the_librarys),
    Rule("id_not_a_name", identifiers.ids_can_be_written_in_feel),
    Rule("ids_differ_only_in_case", identifiers.ids_differ_by_more_than_case, _WARNING),
    Rule("file_name_differs", identifiers.files_are_named_like_what_they_hold, _WARNING),
    Rule("message_with_two_names", identifiers.messages_of_one_id_have_one_name),
    # the shape of a process
    Rule("file_without_process", structure.files_hold_a_process),
    Rule("process_not_executable", structure.processes_are_executable),
    Rule("start_event", structure.there_is_one_plain_start),
    Rule("dangling_flow", structure.arrows_lead_somewhere),
    Rule("dead_end", structure.nodes_have_a_way_out),
    Rule("unreachable", structure.nodes_can_be_reached),
    Rule("no_end", structure.every_way_reaches_an_end),
    Rule("implicit_split", structure.only_gateways_split),
    Rule("implicit_merge", structure.only_gateways_merge),
    Rule("misplaced_flow", structure.starts_and_rims_have_no_arrow_in),
    Rule("too_many_in_a_row", structure.chains_are_short),
    # elements that are not run as drawn
    Rule("unsupported_element", elements.elements_are_supported),
    Rule("unsupported_event", elements.events_are_supported),
    Rule("ignored_element", elements.nothing_drawn_is_ignored),
    Rule("unsupported_extension", elements.extensions_are_known),
    Rule("unknown_property", elements.properties_are_known),
    Rule("foreign_extension", elements.foreign_engines_are_not_asked, _WARNING),
    # gateways and loops
    Rule("gateway_without_default", gateways.gateways_have_a_default),
    Rule("default_not_outgoing", gateways.defaults_leave_their_gateway),
    Rule("condition_missing", gateways.other_flows_have_a_condition),
    Rule("condition_ignored", gateways.conditions_stand_where_they_count),
    Rule("event_gateway_timers", gateways.event_gateways_have_one_timer),
    Rule("event_gateway_target", gateways.event_gateways_lead_to_events),
    Rule("join_never_complete", joins.parallel_joins_are_reached_by_all),
    Rule("merge_runs_twice", joins.exclusive_merges_are_reached_once),
    Rule("split_in_loop", loops.loops_do_not_split),
    Rule("automatic_loop", loops.loops_wait_somewhere),
    # events and timers
    Rule("reference_missing", events.events_refer_to_something),
    Rule("trigger_missing", events.catching_events_wait_for_something),
    Rule("trigger_ignored", events.events_are_read_where_they_stand),
    Rule("event_without_condition", events.conditional_events_have_a_condition),
    Rule("boundary_misplaced", events.rims_belong_to_resting_activities),
    Rule("timer_without_time", timers.timers_have_a_time),
    Rule("timer_repetition", timers.repetitions_are_counted),
    Rule("timer_constant", timers.constant_times_can_be_worked_out),
    # calls and repetitions
    Rule("unknown_called_process", calls.called_processes_exist),
    Rule("call_cycle", calls.calls_do_not_go_in_circles),
    Rule("called_without_data_sets", calls.called_processes_declare_their_data),
    Rule("data_name", calls.data_names_are_declared_once),
    Rule("call_input_unknown", calls.call_inputs_are_known),
    Rule("call_input_missing", calls.call_inputs_are_given),
    Rule("output_never_set", calls.outputs_are_assigned_somewhere, _WARNING),
    Rule("passes_without_output", multi_instances.passes_give_something_back),
    Rule("passes_over_nothing", multi_instances.passes_are_over_something),
    Rule("unknown_list", multi_instances.lists_of_passes_exist),
    Rule("item_name_taken", multi_instances.items_have_names_of_their_own),
    Rule("too_many_passes", multi_instances.passes_are_few),
    Rule("pass_output_not_set", multi_instances.output_items_are_set_by_the_call),
    Rule("loop_without_condition", multi_instances.loops_have_a_condition),
    # expressions
    Rule("expression_invalid", expressions.texts_are_feel),
    Rule("unknown_name", expressions.names_exist),
    Rule("unknown_member", expressions.members_exist),
    Rule("unknown_function", expressions.functions_exist),
    Rule("type_mismatch", expression_types.types_go_together),
    Rule("type_mismatch_unclear", expression_types.types_probably_go_together, _WARNING),
    Rule("constant_condition", expressions.conditions_depend_on_something),
    Rule("script_empty", expressions.scripts_assign_something),
    Rule("script_overwrites", expressions.scripts_assign_own_variables),
    # people and operations
    Rule("task_without_form", tasks.tasks_have_a_form),
    Rule("task_without_name", tasks.tasks_have_a_name),
    Rule("task_without_lane", tasks.tasks_have_a_lane),
    Rule("several_lanes", tasks.tasks_have_one_lane),
    Rule("unknown_lane", tasks.lanes_are_roles),
    Rule("nested_lanes", tasks.lanes_are_not_nested),
    Rule("unknown_operation", tasks.operations_are_registered),
    Rule("operation_input_unknown", tasks.operation_inputs_are_known),
    Rule("operation_input_missing", tasks.operation_inputs_are_given),
    Rule("distinct_from_unknown", tasks.separated_tasks_exist),
    # clocks
    Rule("deadline_without_limit", clocks.keys_have_a_limit),
    Rule("clock_never_stopped", clocks.clocks_can_stop, _WARNING),
    Rule("deadline_never_started", clocks.awaited_clocks_are_started),
    Rule("deadline_key_not_constant", clocks.awaited_keys_are_constant),
    # decisions
    Rule("decision_without_logic", decisions.decisions_have_logic),
    Rule("requirement_missing", decisions.requirements_exist),
    Rule("requirement_cycle", decisions.requirements_do_not_go_in_circles),
    Rule("import_missing", decisions.imports_exist),
    Rule("model_too_large", decisions.models_are_small),
    Rule("language_unsupported", decisions.expressions_are_feel),
    Rule("function_kind_unsupported", decisions.functions_are_feel),
    Rule("type_unknown", decisions.types_exist),
    Rule("decision_input_missing", decisions.input_data_are_given),
    Rule("hit_policy_unsupported", decisions.hit_policies_are_known),
    Rule("priority_without_values", decisions.priorities_are_listed),
    Rule("output_name", decisions.outputs_have_names),
    Rule("input_without_expression", decisions.inputs_test_something),
    Rule("row_incomplete", decisions.rows_are_complete),
    Rule("cell_too_long", decisions.cells_are_short),
    Rule("unknown_decision", decisions.evaluated_decisions_exist),
    Rule("decision_unused", decisions.decisions_are_used, _WARNING),
    Rule("rows_overlap", decision_rows.rows_do_not_overlap),
    Rule("rows_overlap_unclear", decision_rows.overlaps_can_be_worked_out, _WARNING),
    Rule("rows_with_gap", decision_rows.rows_cover_the_inputs, _WARNING),
    Rule("rows_with_gap_unclear", decision_rows.gaps_can_be_worked_out, _WARNING),
    Rule("row_dead", decision_rows.rows_can_answer, _WARNING),
    Rule("row_expired", decision_rows.rows_are_in_force, Severity.INFORMATION),
    Rule("output_unreachable", decision_rows.outputs_can_come, _WARNING),
    # forms
    Rule("form_unreadable", forms.forms_can_be_read),
    Rule("form_schema", forms.forms_are_json_schemas),
    Rule("form_open", forms.forms_are_closed),
    Rule("form_keyword", forms.form_keywords_are_known),
    Rule("form_keyword_value", forms.form_keywords_have_their_kind),
    Rule("form_field_kind", forms.fields_can_be_shown),
    Rule("form_field_title", forms.fields_have_a_title, _WARNING),
    Rule("form_field_name", forms.fields_have_plain_names),
    Rule("form_pattern", forms.patterns_are_harmless),
    Rule("form_field_kept", forms.kept_fields_are_impersonal),
    Rule("form_paper_unknown", forms.papers_take_answers),
    Rule("form_field_unknown", forms.named_fields_exist),
    Rule("form_unused", forms.forms_are_used, _WARNING),
    # money
    Rule("payment_without_approval", payments.payments_follow_an_approval),
    Rule("payment_without_award", payments.payments_follow_an_award),
)
