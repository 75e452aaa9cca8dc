"""Chinese words for every code a page shows; a code without a word is shown as it is, never hidden."""

from collections.abc import Mapping
from typing import Final

SYSTEM = "临时救助办理系统"

ROLES: Final = {
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

CASE_STATUSES: Final = {
    "clue": "线索",
    "clue_closed": "线索已了结",
    "registered": "已登记",
    "in_progress": "办理中",
    "closed_completed": "已办结",
    "closed_completed_with_breach": "已办结（曾超时限）",
    "not_accepted_closed": "不予受理",
    "transferred_closed": "已移送",
    "refused_closed": "不予救助",
    "withdrawn_closed": "已撤回",
    "paid_closed": "已发放办结",
    "closed_terminated_partway": "中途终止",
    "recovered_closed": "已追回办结",
}
OPEN_CASE_STATUSES: Final = frozenset({"clue", "registered", "in_progress"})

TRACKS: Final = {"urgent": "急难型", "expenditure": "支出型"}

CAUSES: Final = {
    "fire": "火灾",
    "gas_explosion": "燃气爆炸",
    "traffic_accident": "交通事故",
    "drowning": "溺水",
    "violent_injury": "人身伤害",
    "other_accident": "其他意外事件",
    "sudden_major_illness": "突发重大疾病",
    "medical": "医疗支出",
    "education": "教育支出",
    "housing_transition": "住房过渡期生活困难",
    "other_special": "其他特殊困难",
    "vagrant": "生活无着的流浪乞讨",
    "debt_gambling": "欠债或赌博",
    "other": "其他",
}

CATEGORIES: Final = {
    "none": "无",
    "dibao": "低保",
    "tekun": "特困供养",
    "tekun_scattered": "分散供养特困",
    "tekun_concentrated": "集中供养特困",
    "low_income_edge": "低保边缘",
    "rigid_expenditure": "刚性支出困难",
    "registered_poor": "建档立卡",
    "monitored_antipoverty": "防返贫监测对象",
    "lifted_unstable": "脱贫不稳定",
    "antipoverty_edge": "边缘易致贫",
    "returned_to_poverty": "返贫人口",
    "registered_poor_applying_dibao": "建档立卡贫困人口（正在申请低保）",
    "other": "其他",
}

ENTERED_CHANNELS: Final = {
    "window": "窗口申请",
    "phone": "电话申请",
    "online": "网上申请",
    "agent": "代办申请",
    "proactive": "主动发现",
}
CHANNELS: Final = {**ENTERED_CHANNELS, "imported": "台账导入"}

AGENT_KINDS: Final = {"person": "个人代理", "body": "受托单位"}
LEDGER_STATUSES: Final = {
    "mapping": "待指定列",
    "reading": "正在读取",
    "checked": "待确认",
    "applying": "正在导入",
    "applied": "已导入",
    "discarded": "已放弃",
    "failed": "读取失败",
}

PROGRAMMES: Final = {"dibao": "低保", "tekun": "特困供养"}

EXPENDITURE_KINDS: Final = {"medical": "医疗", "education": "教育", "housing": "住房", "other": "其他"}

DEADLINE_STATUSES: Final = {
    "running": "计时中",
    "paused": "暂停中",
    "warned": "临近时限",
    "breached": "超时限",
    "met": "按时完成",
    "elapsed": "期满",
    "cancelled": "已撤销",
}

DEADLINE_KEYS: Final = {
    "urgent.pay": "先行救助发放",
    "small_fast.pay": "小额快救发放",
    "urgent.first_contact": "急难首次联系",
    "urgent.watch": "急难72小时关注",
    "clue.first_response": "线索首次响应",
    "accept.decision": "受理决定",
    "supplement.notice": "补正一次性告知",
    "supplement.wait": "等待补正",
    "exp.survey": "入户调查与核对",
    "exp.review": "审核",
    "exp.publicity_end": "公示期",
    "exp.approve": "审批",
    "exp.decide": "审核审批全程",
    "exp.pay": "支出型救助发放",
    "one_case.meeting": "一事一议会议",
    "one_case.pay": "一事一议发放",
    "topup.decide": "区县追加决定",
    "topup.pay": "追加救助发放",
    "stage.pay": "分期发放",
    "stage.precheck": "分期发放前复核",
    "posthoc.reminder": "急难缓解登记提醒",
    "posthoc.complete": "补齐手续",
    "referral.draft": "填写转介单",
    "referral.accept": "转介接收",
    "referral.feedback": "转介反馈",
    "objection.recheck": "异议复核",
    "refusal.notice": "送达不予救助决定",
    "appeal.review": "申请复议期",
    "complaint.accept": "信访受理",
    "complaint.finish": "信访办结",
    "recovery.repay": "退款",
    "opengov.update": "政务公开更新",
    "bridge.result": "低保特困衔接结果",
}

DEADLINE_KINDS: Final = {"duty": "职责时限", "period": "期间"}

PROCESSES: Final = {
    "relief_case": "临时救助办理",
    "urgent_relief": "急难型先行救助",
    "paperwork_completion": "补齐手续",
    "expenditure_relief": "支出型审核审批",
    "verification": "核查",
    "public_notice": "公示与异议",
    "disbursement": "发放",
    "instalment": "单笔发放",
    "case_conference": "一事一议",
    "referral": "转介",
    "programme_bridge": "低保特困衔接",
    "clue_handling": "线索处置",
    "monitoring_visit": "走访监测",
    "recovery": "追回",
    "complaint_review": "投诉与复议",
}

# Entries of the path and of clocks; what people did has its words in the API's answer.
HISTORY_KINDS: Final = {
    "task_created": "产生待办",
    "task_completed": "办结",
    "task_cancelled": "待办撤销",
    "message_awaited": "等待外部事件",
    "message_delivered": "外部事件已到",
    "wait_cancelled": "不再等待",
    "operation_run": "系统办理",
    "decision_recorded": "政策测算",
    "process_called": "进入子流程",
    "process_returned": "子流程办结",
    "process_cancelled": "子流程中止",
    "process_started": "流程开始",
    "process_ended": "流程结束",
    "event_fired": "事件触发",
    "timer_fired": "到期触发",
    "deadline_warned": "时限预警",
    "deadline_breached": "超时限",
    "deadline_escalated": "超时限上报",
    "deadline_paused": "暂停计时",
    "deadline_resumed": "恢复计时",
    "reminder_sent": "催办",
    "incident_opened": "出现异常",
    "incident_resolved": "异常已处理",
}

MESSAGES: Final = {
    "emergency_relieved": "急难情况已缓解",
    "supplement_received": "补正材料已交",
    "objection_filed": "收到异议",
    "application_withdrawn": "申请人撤回",
    "programme_decided": "低保特困审核已出结果",
}

INCIDENT_STATUSES: Final = {"open": "待处理", "resolved": "已处理", "given_up": "已了结"}

STAFF_STATUSES: Final = {"active": "在岗", "disabled": "已停用"}

CHANGE_KINDS: Final = {"merge": "合并", "split": "分设", "rename": "更名"}
CHANGE_STATUSES: Final = {
    "proposed": "待确认",
    "confirmed": "待生效",
    "applied": "已执行",
    "withdrawn": "已撤回",
    "stopped": "未能执行",
}
CHANGE_COUNTS: Final = {
    "cases": "移交个案",
    "tasks": "移交待办",
    "tasks_returned": "退回待签收",
    "grants_ended": "终止岗位",
    "grants_begun": "新授岗位",
    "stock_items": "移交物资（种）",
}
HANDOVER_REASONS: Final = {"household_moved": "家庭迁移", "wrong_registration": "登记单位有误", "other": "其他"}
WORK_HANDOVER_REASONS: Final = {
    "left": "离职或调离",
    "role_changed": "岗位变动",
    "absent": "请假或培训",
    "other": "其他",
}
HANDOVER_STATUSES: Final = {
    "proposed": "待接收",
    "accepted": "已接收",
    "refused": "不接收",
    "withdrawn": "已撤回",
}
TIMER_STATES: Final = {"waiting": "等待到期", "failed": "执行失败"}
EFFECT_STATES: Final = {"ready": "待发送", "leased": "发送中", "dead": "已停止"}
EFFECT_KINDS: Final = {
    "bank_order": "银行代发",
    "economic_check": "经济状况核对",
    "referral": "转介",
}
AUDIT_ACTIONS: Final = {
    "case_registered": "登记",
    "case_accepted": "受理",
    "case_transferred": "移送",
    "case_closed": "结案",
    "case_read": "查阅个案",
    "task_claimed": "签收",
    "task_released": "退回",
    "claim_ended": "久未办理，自动退回",
    "task_put_off": "挂起或取消挂起",
    "task_reassigned": "转办",
    "task_completed": "办结",
    "message_received": "外部事件",
    "document_added": "上传材料",
    "document_read": "查阅材料",
    "award_registered": "登记救助金额",
    "disbursement_paid": "登记发放",
    "plan_changed": "调整发放计划",
    "bank_file_made": "生成银行代发文件",
    "bank_answers_read": "读入银行回盘",
    "bank_return_recorded": "登记退票",
    "aid_stock_received": "实物入库",
    "check_requests_exported": "导出核对请求",
    "check_answer_received": "收到核对反馈",
    "notice_issued": "出具文书",
    "notice_printed": "打印文书",
    "case_file_printed": "打印档案",
    "notice_served": "送达文书",
    "paperwork_filed": "手续归档",
    "referral_sent": "发出转介",
    "referral_closed": "转介办结",
    "deadline_recounted": "时限重算",
    "deadlines_cancelled": "撤销时限",
    "decision_not_published": "不公布救助决定",
    "process_opened": "发起流程",
    "incident_opened": "出现异常",
    "incident_retried": "重试异常",
    "incident_resolved": "异常已处理",
    "incident_given_up": "异常已了结",
    "bundle_drafted": "起草流程包",
    "bundle_migrated": "在办个案转用流程包",
    "case_migrated": "个案转用流程包",
    "bundle_simulated": "回放典型个案",
    "bundle_submitted": "提交流程包",
    "bundle_published": "发布流程包",
    "bundle_retired": "停用流程包",
    "calendar_imported": "导入工作日历",
    "staff_member_created": "新增人员",
    "staff_status_set": "变更人员状态",
    "role_granted": "授予岗位",
    "role_revoked": "撤销岗位",
    "unit_created": "新增单位",
    "unit_ended": "撤销单位",
    "unit_change_proposed": "提出机构调整",
    "unit_change_confirmed": "确认机构调整",
    "unit_change_applied": "执行机构调整",
    "unit_change_withdrawn": "撤回机构调整",
    "breach_explained": "说明超时限原因",
    "breach_signed_off": "审签超时限说明",
    "breach_returned": "退回超时限说明",
    "breaches_exported": "导出超时限登记簿",
    "case_handover_proposed": "提出个案移交",
    "case_handover_refused": "不接收移交",
    "case_handover_withdrawn": "撤回个案移交",
    "case_handed_over": "个案移交",
    "work_handed_over": "移交个人待办",
    "sessions_ended": "结束登录会话",
    "audit_verified": "核对办理记录",
    "password_changed": "修改密码",
    "password_reset": "重置密码",
    "lockout_lifted": "解除登录锁定",
    "ledger_read": "查阅台账",
    "ledger_exported": "导出台账",
    "api_token_created": "创建访问令牌",
    "api_token_revoked": "撤销访问令牌",
}
AUDIT_DETAILS: Final = {
    "channel": "渠道",
    "code": "代码",
    "from": "原",
    "to": "现",
    "key": "时限",
    "reason": "原因",
    "role": "岗位",
    "unit": "单位",
    "successor": "承接单位",
    "source": "来源",
    "status": "状态",
    "end_state": "办结状态",
    "effective_on": "生效日期",
    "track": "救助类型",
    "message": "外部事件",
    "handed_over": "移交",
    "returned": "退回待签收",
    **CHANGE_COUNTS,
}
DAY_KINDS: Final = {"off": "放假", "makeup": "上班"}

BARRED: Final = "您已登记或办理过本案的相关环节，按职责分离要求须由另一人办理。"
INBOX_VIEWS: Final = {
    "mine": "我的待办",
    "available": "可签收",
    "team": "本单位",
    "all": "辖区全部",
    "put_off": "已挂起",
}

MONITORED: Final = {**DEADLINE_STATUSES, "provisional": "到期暂定"}

BREACH_STATES: Final = {
    "unexplained": "未说明",
    "explanation": "待审签",
    "returned": "退回重写",
    "accepted": "已审签",
}

DUE_FILTERS: Final = {"": "全部时限", "breached": "已超时限", "today": "今日到期", "three_days": "三天内到期"}

GROUPINGS: Final = {
    "track": "按类型",
    "cause": "按事由",
    "category": "按对象类别",
    "method": "按方式",
    "unit": "按单位",
    "month": "按月份",
    "key": "按时限",
}

LEDGER_PURPOSES: Final = {
    "": "脱敏姓名",
    "archive": "全名：归档",
    "inspection": "全名：检查",
    "audit": "全名：审计",
    "payment_check": "全名：核对发放",
    "handover": "全名：移交",
}

# What a page can add to the API's own words.
ADVICE: Final = {
    "unreachable": "暂时连不上服务器。您填写的内容还在本页，请稍后再试一次。",
    "stale_revision": "您填写的内容已保留在本页，请核对最新情况后再次提交。",
    "task_already_claimed": "请返回待办列表选择其他事项。",
    "task_already_completed": "请查看个案的最新进展。",
}

DIAGRAM_WORDS: Final = {
    "current": "办理中",
    "done": "已完成",
    "overdue": "超时限",
    "cancelled": "已取消",
    "visits": "{count} 次",
    "zoom_in": "放大",
    "zoom_out": "缩小",
    "fit": "全图",
    "locate": "当前位置",
    "region": "流程图，可用方向键移动，加减号缩放",
    "failure": "流程图暂时无法显示。个案办理不受影响，请将个案编号告知管理员。",
}


def label(words: Mapping[str, str], code: str | None, missing: str = "—") -> str:
    """The word for `code`; the code itself where there is none, `missing` where there is no code."""
    if not code:
        return missing
    return words.get(code, code)


def deadline_label(key: str) -> str:
    """The words for a deadline key; a numbered stage (`stage2.pay`) is named by its number."""
    if key in DEADLINE_KEYS:
        return DEADLINE_KEYS[key]
    prefix, _, rest = key.partition(".")
    number = prefix.removeprefix("stage")
    if prefix.startswith("stage") and number.isdecimal() and f"stage.{rest}" in DEADLINE_KEYS:
        return f"第{number}期{DEADLINE_KEYS[f'stage.{rest}'].removeprefix('分期')}"
    return key
