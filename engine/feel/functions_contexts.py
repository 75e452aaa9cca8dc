"""Functions on contexts. Each text in backticks is an example that is true."""

from engine.feel.functions import UnfitArgumentsError, built_in
from engine.feel.scopes import Run


@built_in("get value", "m: context, key: string")
def get_value(_run: Run, m: dict[str, object], key: str) -> object:
    """按键取值。`get value({"户主": "张三"}, "户主") = "张三"`"""
    return m.get(key)


@built_in("get entries", "m: context")
def get_entries(_run: Run, m: dict[str, object]) -> object:
    """键和值的列表。`get entries({a: 1}) = [{key: "a", value: 1}]`"""
    return [{"key": key, "value": value} for key, value in m.items()]


@built_in("context", "entries: list")
def context(_run: Run, entries: list[object]) -> object:
    """由键和值的列表组成上下文。`context([{key: "a", value: 1}]) = {a: 1}`"""
    result: dict[str, object] = {}
    for entry in entries:
        if not isinstance(entry, dict) or "value" not in entry:
            raise UnfitArgumentsError
        key = entry.get("key")
        if not isinstance(key, str) or key in result:
            raise UnfitArgumentsError
        result[key] = entry["value"]
    return result


@built_in("context put", "context: context, key: string, value: any")
def context_put(_run: Run, target: dict[str, object], key: str, value: object) -> object:
    """加上或替换一个键，也可给出键的路径。`context put({a: 1}, "b", 2) = {a: 1, b: 2}`"""
    return {**target, key: value}


@built_in("context put", "context: context, keys: list, value: any")
def context_put_nested(run: Run, target: dict[str, object], keys: list[object], value: object) -> object:
    """加上或替换路径末端的键。`context put({a: {b: 1}}, ["a", "b"], 2) = {a: {b: 2}}`"""
    if not keys or not all(isinstance(key, str) for key in keys) or len(keys) > 60:
        raise UnfitArgumentsError
    run.charge_size(len(target))
    first = str(keys[0])
    if len(keys) == 1:
        return {**target, first: value}
    inner = target.get(first, {})
    if not isinstance(inner, dict):
        raise UnfitArgumentsError
    return {**target, first: context_put_nested(run, inner, keys[1:], value)}


@built_in("context merge", "contexts: list")
def context_merge(run: Run, contexts: list[object]) -> object:
    """合并几个上下文，后者优先。`context merge([{a: 1}, {a: 2, b: 3}]) = {a: 2, b: 3}`"""
    merged: dict[str, object] = {}
    for part in contexts:
        if not isinstance(part, dict):
            raise UnfitArgumentsError
        run.charge_size(len(part))
        merged.update(part)
    return merged
