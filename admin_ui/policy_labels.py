"""Chinese words for what was decided, paid and handed over; a code without a word is shown as it is."""

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
CONSENT_PARTIES: Final = {"household": "家庭成员", "supporter": "赡养、抚养、扶养人"}
CONSENT_STATUSES: Final = {
    "not_asked": "未单独登记",
    "given": "同意",
    "refused": "不同意",
    "withdrawn": "已撤回",
    "expired": "已过有效期",
}
