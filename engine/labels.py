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
