"""Two bundles side by side, in the words of those who draw them."""

from collections import Counter
from typing import Any, Final

from engine.bpmn.bundle_contents import CELL, KEYWORD, PROPERTY, ThingKind
from engine.bpmn.bundle_differences import AttributeChange, BundleDifference, Change, differences
from engine.bpmn.bundle_files import BundleFile
from engine.services.bundle_views import BundleNotFoundError, require_reader
from engine.services.unit_of_work import UnitOfWork
from engine.store import bundles

CHANGES: Final = {Change.ADDED: "新增", Change.REMOVED: "删除", Change.CHANGED: "修改"}
KINDS: Final = {
    ThingKind.PROCESS: "流程",
    ThingKind.ELEMENT: "节点",
    ThingKind.FLOW: "连线",
    ThingKind.DECISION: "决策",
    ThingKind.COLUMN: "决策表列",
    ThingKind.ROW: "决策表行",
    ThingKind.FORM: "表单",
    ThingKind.FIELD: "表单字段",
    ThingKind.FILE: "文件",
}
ATTRIBUTES: Final = {
    "name": "名称",
    "lanes": "泳道",
    "inputs": "输入",
    "outputs": "输出",
    "kind": "节点类型",
    "lane": "岗位",
    "default_flow": "默认连线",
    "attached_to": "附着节点",
    "is_interrupting": "是否中断",
    "container": "所在子流程",
    "events": "事件",
    "message": "消息",
    "calls": "调用流程",
    "decision": "决策",
    "script": "赋值",
    "repetition": "多实例",
    "source": "起点",
    "target": "终点",
    "condition": "条件",
    "variable": "变量",
    "logic": "内容",
    "requires": "依赖",
    "hit_policy": "命中策略",
    "aggregation": "聚合",
    "annotations": "说明",
    "label": "列名",
    "expression": "表达式",
    "allowed": "允许取值",
    "default": "缺省值",
    "type_ref": "类型",
    "imports": "导入",
    "types": "类型定义",
    "digest": "内容",
}
PROPERTIES: Final = {
    "form": "表单",
    "clock_start": "起算时限",
    "clock_stop": "停止时限",
    "clock_pause": "中止时限",
    "deadline": "时限",
    "distinct_from": "须不同于",
    "operation": "操作",
    "legal_basis": "依据",
    "hint": "提示",
}
KEYWORDS: Final = {
    "title": "名称",
    "description": "填写说明",
    "type": "类型",
    "format": "格式",
    "required": "必填字段",
    "oneOf": "选项",
    "enum": "选项",
    "minimum": "最小值",
    "maximum": "最大值",
    "minLength": "最短",
    "maxLength": "最长",
    "pattern": "格式规则",
    "x-layout": "字段顺序",
    "x-visible": "何时显示",
    "x-required": "何时必填",
    "x-prefill": "预填",
    "x-check": "附加核对",
    "x-keep": "保留为流程变量",
    "x-plan": "计划日期",
    "x-personal": "个人信息",
    "x-papers": "印在文书上",
    "x-widget": "控件",
    "x-role": "岗位",
}


def comparison(work: UnitOfWork, before: int, after: int) -> dict[str, Any]:
    """Everything in which bundle `after` differs from bundle `before`, with Chinese words, by file."""
    require_reader(work)
    found = differences(_files(work, before), _files(work, after))
    counts = Counter(one.change for one in found)
    return {
        "before": before,
        "after": after,
        **{change.value: counts[change] for change in Change},
        "items": [_item(one) for one in found],
    }


def _files(work: UnitOfWork, number: int) -> list[BundleFile]:
    files = [BundleFile(path, content) for path, content in bundles.files_of(work.session, number)]
    if not files:
        raise BundleNotFoundError(number)
    return files


def _item(one: BundleDifference) -> dict[str, Any]:
    thing = one.thing
    return {
        "change": one.change.value,
        "change_name": CHANGES[one.change],
        "kind": thing.kind.value,
        "kind_name": KINDS[thing.kind],
        "file": thing.file,
        "owner": thing.owner,
        "key": thing.key or thing.name,
        "name": f"第 {thing.name} 行" if thing.kind is ThingKind.ROW else thing.name,
        "attributes": [_attribute(change) for change in one.attributes],
    }


def _attribute(change: AttributeChange) -> dict[str, Any]:
    return {
        "attribute": change.attribute,
        "name": _word(change.attribute),
        "before": change.before,
        "after": change.after,
    }


def _word(attribute: str) -> str:
    """The Chinese word for an attribute; columns of tables are called by their headings."""
    if attribute.startswith(CELL):
        return attribute.removeprefix(CELL)
    if attribute.startswith(PROPERTY):
        name = attribute.removeprefix(PROPERTY)
        return PROPERTIES.get(name, f"属性 {name}")
    if attribute.startswith(KEYWORD):
        name = attribute.removeprefix(KEYWORD)
        return KEYWORDS.get(name, f"表单规则 {name}")
    return ATTRIBUTES[attribute]
