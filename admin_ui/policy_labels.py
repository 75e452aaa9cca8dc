"""Chinese words for what was decided, paid, issued and handed over; a code without a word is shown as it is."""

from typing import Final

AWARD_KINDS: Final = {
    "relief_first": "先行救助",
    "topup": "追加救助",
    "expenditure": "支出型救助",
    "conference": "一事一议",
    "imported": "台账记载",
}
LEVELS: Final = {
    "township": "乡镇（街道）",
    "county": "区县",
    "county_mechanism": "区县一事一议",
    "not_recorded": "未记载",
}
METHODS: Final = {"cash": "现金", "bank": "银行代发", "in_kind": "实物"}
FUND_SOURCES: Final = {"township_float": "乡镇备用金", "county_budget": "区县预算", "not_recorded": "未记载"}
NONFISCAL_SOURCES: Final = {
    "foundation": "救助基金会",
    "charity_fund": "慈善基金",
    "donation": "社会捐赠",
    "crowdfunding": "医疗众筹",
}
NONFISCAL_KINDS: Final = {"money": "资金", "goods": "实物", "voucher": "凭证"}
AMOUNT_WARNINGS: Final = {
    "below_interval": "金额低于该项目的下限",
    "above_interval": "金额高于该项目的上限",
}
DISBURSEMENT_STATUSES: Final = {
    "planned": "待发放",
    "ordered": "已提交代发",
    "returned": "银行退回",
    "paid": "已发放",
    "cancelled": "已取消",
}
REFERRAL_TARGETS: Final = {
    "medical_insurance": "医疗救助（医保部门）",
    "huimin_jikun_bao": "惠民济困保",
    "relief_foundation": "重庆社会救助基金会",
    "education_bureau": "教育部门",
    "housing_bureau": "住房部门",
    "legal_aid": "法律援助",
    "rescue_station": "救助管理站",
    "charity_medical_crowdfunding": "慈善医疗众筹",
    "charity_supermarket": "慈善超市",
}
REFERRAL_KINDS: Final = {"service": "转办服务", "information": "告知信息"}
REFERRAL_TIMINGS: Final = {"now": "立即", "after_relief": "救助后"}
REFERRAL_STATUSES: Final = {
    "drafted": "待填写",
    "sent": "已发出",
    "accepted": "已接收",
    "closed": "已反馈",
    "informed": "已告知",
    "declined": "已退回",
    "dropped": "不转介",
}
NOTICE_KINDS: Final = {
    "acceptance": "受理通知书",
    "not_accepted": "不予受理通知书",
    "refusal": "不予救助决定书",
    "transfer": "移送通知书",
    "supplement": "一次性补正告知书",
    "stop_or_reduce": "停止或调减救助通知书",
    "recovery": "款项追回决定书",
    "inform": "情况通报",
}
SERVICE_WAYS: Final = {
    "in_person": "当面送达",
    "post": "邮寄送达",
    "electronic": "电子送达",
    "left": "留置送达",
    "public": "公告送达",
}
VALUES: Final = {
    **LEVELS,
    **REFERRAL_TARGETS,
    **REFERRAL_KINDS,
    **REFERRAL_TIMINGS,
    "minutes": "见会议纪要",
    "education": "教育支出",
    "living_during_works": "过渡期基本生活",
    "medical": "医疗支出",
    "urgent": "急难型",
    "expenditure": "支出型",
    "required": "需要",
    "waived": "免除",
    "deferred": "事后补做",
    "if_disputed": "有争议时",
    "repeat": "重新公示",
    "refuse_or_refer": "不予救助或转介",
    "relief": "可救助",
    "relief_then_topup": "先救助后追加",
    "DUPLICATE_SAME_CAUSE": "同一事由重复申请",
    "NOT_BASIC_LIVING_NEED": "不属基本生活困难",
    "NOT_IN_CATEGORY": "不属救助类别",
    "clue": "转为线索",
    "inform": "通报",
    "next_visit": "下次走访",
    "visit": "安排回访",
    "none": "无",
    "whole": "一次给付",
    "first_only": "先付一部分",
    "conference": "一事一议",
    "topup": "区县追加",
    "accept": "受理",
    "not_accept": "不予受理",
    "hold_for_override": "报区县决定",
    "H": "小时",
    "ND": "自然日",
    "WD": "工作日",
    "duty": "职责时限",
    "period": "期间",
    "accepted_at": "受理",
    "decided_at": "作出决定",
    "earliest_known": "最早知晓",
    "emergency_relieved_at": "急难缓解",
    "instalment_due": "当期应发",
    "reached": "到达环节",
    "received_at": "收到申请",
    "served_at": "送达",
    "visit_due": "约定走访",
    "application_and_promise": "申请书与承诺书",
    "category_proof": "类别证明",
    "cause_evidence": "事由证明",
    "check_authorisation": "核对授权书",
    "household_register": "户口簿",
    "identity_photo": "身份证件",
    "medical_vouchers": "医疗费用凭证",
    "tuition_vouchers": "学费凭证",
    "works_approval": "建房批准",
    "never_ask": "不得索要",
    "applicant": "申请人",
    "fetched": "部门共享",
}
CLUE_SOURCES: Final = {
    "visit": "走访发现",
    "hotline": "热线",
    "monitoring": "监测预警",
    "police": "公安",
    "hospital": "医院",
    "school": "学校",
    "person": "群众反映",
    "online": "网络",
}
