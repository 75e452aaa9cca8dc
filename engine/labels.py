"""Chinese words for the codes of the engine: what people read instead of a code."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorText:
    """What an error is called, and what the reader can do about it."""

    title: str
    advice: str


ERRORS: dict[str, ErrorText] = {
    "internal_error": ErrorText(
        "系统内部错误", "系统出现未预料的问题，操作未生效。请稍后重试，并将请求编号告知管理员。"
    ),
    "not_found": ErrorText("没有找到", "所查内容不存在，或不在您的管辖范围内。"),
    "conflict": ErrorText("当前状态不允许", "数据已发生变化，请刷新页面后再试。"),
    "not_permitted": ErrorText("没有权限", "您的岗位不能进行此操作。如有需要，请联系本单位管理员。"),
    "not_signed_in": ErrorText("尚未登录", "请先登录；如登录已过期，请重新登录。"),
    "login_failed": ErrorText("登录失败", "用户名或密码不正确。"),
    "locked_out": ErrorText("登录已被暂时锁定", "失败次数过多，请稍后再试，或联系管理员重置密码。"),
    "sign_in_busy": ErrorText("登录繁忙", "同时登录的人数较多，请稍后再试。"),
    "password_change_required": ErrorText("需要修改密码", "密码为初始密码或已到期，请先修改密码。"),
    "cross_site_refused": ErrorText("拒绝跨站请求", "该请求来自其他网站，已被拒绝。请从本系统页面操作。"),
    "too_many_requests": ErrorText("请求过于频繁", "请稍后再试。"),
    "form_invalid": ErrorText("填写内容有误", "请按提示更正后重新提交。"),
    "body_too_large": ErrorText("提交内容过大", "提交的内容超过允许的大小，请精简后再试。"),
    "body_unreadable": ErrorText("提交内容无法读取", "提交的内容不是有效的 JSON，或嵌套过深。"),
    "media_type_not_supported": ErrorText("不支持的内容类型", "请以 application/json 提交。"),
    "method_not_allowed": ErrorText("不支持的操作方式", "该地址不支持这种请求方式。"),
    "request_refused": ErrorText("请求无法处理", "请求格式不正确，请检查后再试。"),
    "unavailable": ErrorText("系统暂时不可用", "请稍后重试；重复提交同一请求不会重复办理。"),
    "database_busy": ErrorText("系统繁忙", "请稍后重试；重复提交同一请求不会重复办理。"),
    "clock_cannot_go_back": ErrorText("时钟不能倒退", "业务时间只能向前设置。"),
    "cannot_go_on": ErrorText("案件无法继续办理", "已登记为异常，请管理员处理后重试。"),
    "case_stopped": ErrorText("案件无法继续办理", "已登记为异常，请管理员处理后重试；您填写的内容未丢失。"),
    "case_not_found": ErrorText("没有找到该个案", "个案不存在，或不在您的管辖范围内。"),
    "case_closed": ErrorText("个案已办结", "该个案已办结，不能再办理。"),
    "case_still_open": ErrorText("个案尚有未办事项", "还有事项未完成，暂不能办结。"),
    "task_not_found": ErrorText("没有找到该待办", "待办不存在，或不在您的管辖范围内。"),
    "task_not_open": ErrorText("待办已不可办理", "该待办已办结或已取消，请刷新待办列表。"),
    "task_already_claimed": ErrorText("待办已被他人签收", "该待办由 {assignee} 办理；如需转办，请联系本单位负责人。"),
    "task_already_completed": ErrorText("待办已办结", "该待办已办结，请刷新待办列表。"),
    "stale_revision": ErrorText("内容已被更新", "打开后内容已被更新，请刷新后重新核对再提交。"),
    "separation_of_duties": ErrorText("须由他人办理", "您已办理过本案的相关环节，按职责分离要求须由另一人办理。"),
    "idempotency_key_reused": ErrorText("幂等键重复使用", "该幂等键已用于另一个请求，请换一个。"),
    "unknown_message": ErrorText("没有这种事件", "该个案的流程不接收这种事件。"),
    "nothing_awaited": ErrorText("当前不等待该事件", "个案当前没有等待该事件的环节，请核对个案进度。"),
    "document_not_found": ErrorText("没有找到该材料", "材料不存在，或不在您的管辖范围内。"),
    "document_refused": ErrorText("材料不能上传", "只接受 PDF、JPG、PNG 文件，请按提示更正。"),
    "document_damaged": ErrorText("材料已损坏", "存档材料与登记的校验值不符，请联系管理员。"),
    "no_bundle_in_force": ErrorText("没有生效的流程", "该日期没有生效的流程包，请管理员先发布。"),
    "bundle_broken": ErrorText("流程包有误", "流程图或决策表不能运行，请按校验结果更正。"),
    "xml_refused": ErrorText("文件被拒绝", "文件不是可接受的流程图或决策表，请按校验结果更正。"),
    "unknown_process": ErrorText("没有该流程", "流程包中没有该流程。"),
    "unknown_operation": ErrorText("没有该系统操作", "流程图引用了未登记的系统操作，请流程管理员更正。"),
    "unknown_decision": ErrorText("没有该决策表", "流程图引用了不存在的决策表，请流程管理员更正。"),
    "no_rule_matched": ErrorText("决策表无匹配规则", "没有规则适用于本案情况，请流程管理员补充决策表。"),
    "rules_overlap": ErrorText("决策表规则重叠", "有多条规则同时适用，请流程管理员更正决策表。"),
    "decision_failed": ErrorText("决策表无法计算", "决策表计算出错，请流程管理员更正。"),
    "process_failed": ErrorText("流程无法继续", "已登记为异常，请管理员处理后重试。"),
    "process_stuck": ErrorText("流程停滞", "流程没有可继续的环节，请管理员处理。"),
    "process_limit": ErrorText("流程超出限制", "流程超出运行限制，请管理员处理。"),
    "process_too_deep": ErrorText("流程嵌套过深", "流程调用层级超出限制，请流程管理员更正。"),
    "process_data_too_large": ErrorText("流程数据过大", "流程数据超出限制，请流程管理员更正。"),
    "step_failed": ErrorText("环节无法执行", "环节 {element_id} 无法执行，请管理员处理后重试。"),
    "step_too_large": ErrorText("一步产生的环节过多", "请流程管理员检查循环和多实例设置。"),
    "step_too_slow": ErrorText("一步用时过长", "请管理员检查流程图和决策表。"),
    "state_mismatch": ErrorText("流程状态不符", "已保存的流程状态与当前版本不符，请管理员处理。"),
    "timer_not_due": ErrorText("定时未到", "该定时事项尚未到期。"),
    "feel_error": ErrorText("表达式有误", "表达式不能计算，请流程管理员更正。"),
    "feel_syntax": ErrorText("表达式语法有误", "第 {line} 行第 {column} 列附近有误，请流程管理员更正。"),
    "feel_unknown_name": ErrorText("表达式引用了未知名称", "请流程管理员检查第 {line} 行第 {column} 列的名称。"),
    "feel_null": ErrorText("表达式缺少数据", "需要有值的地方没有值，请流程管理员检查。"),
    "feel_type": ErrorText("表达式数据类型不符", "请流程管理员检查表达式。"),
    "feel_budget": ErrorText("表达式过于复杂", "表达式超出计算限制，请流程管理员简化。"),
    "operation_refused": ErrorText("不符合办理规则", "该操作不符合规定，未作任何改动。"),
    "notice_incomplete": ErrorText("文书内容不完整", "请补齐文书所需内容后再发出。"),
    "second_supplement": ErrorText("不得再次要求补正", "补正应一次性告知，不得再次要求补充。"),
    "notice_not_served": ErrorText("文书尚未送达", "请先登记送达情况。"),
    "referral_not_found": ErrorText("没有找到该转介", "转介不存在，或不在您的管辖范围内。"),
    "consent_missing": ErrorText("缺少本人同意", "转介须有本人同意或法定依据。"),
    "award_above_authority": ErrorText("超出审批权限", "救助金额超出本级审批权限，请报上级审批。"),
    "award_above_ceiling": ErrorText("超出救助限额", "救助金额超出规定的最高限额。"),
    "disbursement_not_found": ErrorText("没有找到该笔发放", "发放记录不存在，或不在您的管辖范围内。"),
    "already_paid": ErrorText("已经发放", "该笔救助金已发放，不得重复发放。"),
    "standby_fund_too_low": ErrorText("备用金不足", "备用金余额不足，请由区县执行发放。"),
    "paperwork_incomplete": ErrorText("手续尚未补齐", "必填手续未补齐，不能办结。"),
    "local_standard_missing": ErrorText("缺少保障标准", "没有适用的低保标准，请管理员维护。"),
    "deadline_anchor_missing": ErrorText("缺少时限起点", "时限的起算时间尚不明确，请管理员检查流程。"),
    "deadline_limit_invalid": ErrorText("时限设置有误", "请流程管理员检查时限表。"),
    "deadline_pause_invalid": ErrorText("中止计时有误", "中止与恢复的时间不一致，请管理员检查。"),
    "deadline_cancel_without_reason": ErrorText("撤销时限须说明理由", "请填写理由。"),
    "calendar_invalid": ErrorText("工作日历有误", "请管理员检查工作日历。"),
    "schema_outdated": ErrorText("数据库需要升级", "请管理员运行 jiuzhu init。"),
    "schema_unknown": ErrorText("数据库版本过新", "请管理员安装与数据库相符的程序版本。"),
    "foreign_keys_broken": ErrorText("数据库升级失败", "升级已撤销，请管理员检查数据。"),
    "username_taken": ErrorText("用户名已存在", "请换一个用户名。"),
    "grant_exists": ErrorText("已有该岗位", "该人员在此单位已担任该岗位。"),
    "ciphertext_refused": ErrorText("加密数据校验失败", "数据可能被改动或密钥不符，请联系管理员。"),
    "key_file_refused": ErrorText("密钥文件不可用", "请管理员检查密钥文件。"),
}

ROLES = {
    "village_assistant": "村级协理员",
    "township_handler": "乡镇经办人",
    "township_leader": "乡镇负责人",
    "county_handler": "区县经办人",
    "county_section_chief": "区县科长",
    "county_leader": "区县分管领导",
    "finance_officer": "财务人员",
    "check_centre": "核对中心",
    "mechanism_member": "成员单位",
    "charity_contact": "转介接收单位",
    "city_admin": "市级管理员",
    "city_monitor": "市级督查人员",
    "process_owner": "流程管理员",
    "auditor": "审计人员",
}

UNIT_KINDS = {"city": "市", "county": "区县", "township": "乡镇（街道）", "village": "村（社区）"}

STAFF_STATUSES = {"active": "在岗", "disabled": "已停用"}

PASSWORD_RULES = {
    "too_short": "密码至少 {min_length} 位",
    "too_long": "密码最多 {max_length} 位",
    "too_few_classes": "密码须包含大写字母、小写字母、数字、符号中的至少 {classes} 类",
    "common": "密码过于常见，请换一个",
    "contains_username": "密码不能包含用户名",
    "used_before": "不能使用最近用过的密码",
    "wrong_present": "当前密码不正确",
}

FIELD_PROBLEMS = {
    "missing": "必填",
    "extra_forbidden": "不允许的字段",
    "string_type": "须为文字",
    "string_too_short": "至少 {min_length} 个字",
    "string_too_long": "最多 {max_length} 个字",
    "string_pattern_mismatch": "格式不正确",
    "string_unicode": "含有无效字符",
    "int_type": "须为整数",
    "int_parsing": "须为整数",
    "int_parsing_size": "数值过大",
    "int_from_float": "须为整数",
    "float_type": "须为数字",
    "bool_type": "须为是或否",
    "bool_parsing": "须为是或否",
    "greater_than": "须大于 {gt}",
    "greater_than_equal": "不得小于 {ge}",
    "less_than": "须小于 {lt}",
    "less_than_equal": "不得大于 {le}",
    "enum": "不是可选的值",
    "literal_error": "不是可选的值",
    "list_type": "须为列表",
    "too_long": "最多 {max_length} 项",
    "too_short": "至少 {min_length} 项",
    "dict_type": "须为对象",
    "model_type": "须为对象",
    "model_attributes_type": "须为对象",
    "date_type": "须为日期，如 2026-03-10",
    "date_parsing": "须为日期，如 2026-03-10",
    "date_from_datetime_parsing": "须为日期，如 2026-03-10",
    "datetime_type": "须为带时区的时间，如 2026-03-10T09:00:00+08:00",
    "datetime_parsing": "须为带时区的时间，如 2026-03-10T09:00:00+08:00",
    "datetime_from_date_parsing": "须为带时区的时间，如 2026-03-10T09:00:00+08:00",
    "timezone_aware": "须为带时区的时间，如 2026-03-10T09:00:00+08:00",
    "uuid_type": "不是有效的编号",
    "uuid_parsing": "不是有效的编号",
    "other": "格式不正确",
}


def error_text(code: str) -> ErrorText:
    """The words for an error code; an unknown code is an internal error to people."""
    return ERRORS.get(code, ERRORS["internal_error"])
