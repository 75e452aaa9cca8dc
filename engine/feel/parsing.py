"""FEEL text to syntax tree."""

import re
from decimal import DecimalException
from functools import lru_cache
from importlib import resources
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.lexer import Lexer

from engine.feel import syntax_tree as tree
from engine.feel.budgets import MAX_CHAIN, MAX_TREE_DEPTH, too_expensive
from engine.feel.decimals import number
from engine.feel.errors import FeelSyntaxError
from engine.feel.lexing import RawToken
from engine.feel.names import named_tokens
from engine.feel.syntax_hints import end_hint, syntax_hint
from engine.feel.syntax_tree import Place
from engine.feel.temporal import TemporalError
from engine.feel.temporal_text import read_any

_FILTERED = frozenset({"LBRACE", "RBRACE", "COMMA", "DOT", "COLON", "DOTS", "SEMICOLON", "ARROW", "THEN", "ELSE"})
_FILTERED |= {"RETURN", "SATISFIES", "OF"}

_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(["\\\'ntr]))')
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


class _Tokens(Lexer):
    """Hands the tokens that are already made to lark."""

    def __init__(self, _configuration: object) -> None:
        pass

    def lex(self, tokens: Any) -> Any:  # type: ignore[override]  # the simple interface, which lark wraps
        for token in tokens:
            kind = f"_{token.kind}" if token.kind in _FILTERED else token.kind
            yield Token(kind, token.text, line=token.line, column=token.column, start_pos=token.start)


def string_value(text: str) -> str:
    """What a string token stands for; an unknown escape keeps its backslash."""
    plain = _ESCAPE.sub(_unescaped, text[1:-1])
    plain = _SURROGATES.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), plain)
    return plain.encode("utf-8", "replace").decode("utf-8")


def _unescaped(match: "re.Match[str]") -> str:
    code = match[1] or match[2]
    if code is None:
        return _ESCAPED[match[3]]
    return chr(int(code, 16)) if int(code, 16) < 0x110000 else "\ufffd"


def _place(token: Token) -> Place:
    return Place(token.line or 0, token.column or 0)


@v_args(inline=True)
class _TreeBuilder(Transformer[Token, Any]):
    """Turns what lark recognised into nodes; each method is named after a rule of the grammar."""

    def expression(self, value: tree.Node) -> tree.Node:
        return value

    def unary_tests(self, *tests: tree.Node) -> tuple[tree.Node, ...]:
        return tests

    def assignments(self, *assignments: tree.Assignment) -> tuple[tree.Assignment, ...]:
        return assignments

    def assignment(self, name: Token, _sign: Token, value: tree.Node) -> tree.Assignment:
        return tree.Assignment(str(name), value)

    def open_test(self, sign: Token, operand: tree.Node) -> tree.OpenTest:
        return tree.OpenTest(str(sign), operand, _place(sign))

    def disjunction(self, left: tree.Node, _sign: Token, right: tree.Node) -> tree.Disjunction:
        first = left.operands if isinstance(left, tree.Disjunction) else (left,)
        return tree.Disjunction(_chained((*first, right)))

    def conjunction(self, left: tree.Node, _sign: Token, right: tree.Node) -> tree.Conjunction:
        first = left.operands if isinstance(left, tree.Conjunction) else (left,)
        return tree.Conjunction(_chained((*first, right)))

    def compare(self, left: tree.Node, sign: Token, right: tree.Node) -> tree.Comparison:
        if isinstance(left, tree.Comparison) and left.operator[0] in "<>" and sign[0] in "<>":
            raise FeelSyntaxError(
                "不能连写比较（如 1 < x < 5）",
                line=sign.line or 0,
                column=sign.column or 0,
                fix="请写 x in (1..5) 或用 and 连接",
            )
        return tree.Comparison(str(sign), left, right, _place(sign))

    def between(self, value: tree.Node, sign: Token, low: tree.Node, _and: Token, high: tree.Node) -> tree.Between:
        return tree.Between(value, low, high, _place(sign))

    def is_in(self, value: tree.Node, sign: Token, test: tree.Node) -> tree.In:
        return tree.In(value, (test,), _place(sign))

    def is_in_list(self, value: tree.Node, sign: Token, *rest: Any) -> tree.In:
        return tree.In(value, tuple(test for test in rest if isinstance(test, tree.Node)), _place(sign))

    def instance_of(self, value: tree.Node, _sign: Token, type_name: tree.TypeName) -> tree.InstanceOf:
        return tree.InstanceOf(value, type_name)

    def arithmetic(self, left: tree.Node, sign: Token, right: tree.Node) -> tree.Arithmetic:
        operation = tree.Operation(str(sign), right, _place(sign))
        if isinstance(left, tree.Arithmetic):
            return tree.Arithmetic(left.first, _chained((*left.operations, operation), behind=1))
        return tree.Arithmetic(left, (operation,))

    def negation(self, sign: Token, operand: tree.Node) -> tree.Node:
        return tree.Negation(operand, _place(sign))

    def conditional(self, sign: Token, condition: tree.Node, yes: tree.Node, no: tree.Node) -> tree.Conditional:
        return tree.Conditional(condition, yes, no, _place(sign))

    def loop(self, sign: Token, variables: tuple[tree.LoopVariable, ...], body: tree.Node) -> tree.Loop:
        return tree.Loop(variables, body, _place(sign))

    def quantified(self, sign: Token, variables: tuple[tree.LoopVariable, ...], body: tree.Node) -> tree.Quantified:
        return tree.Quantified(sign.type == "EVERY", variables, body)

    def iterators(self, *variables: tree.LoopVariable) -> tuple[tree.LoopVariable, ...]:
        return variables

    def iterator(self, name: Token, _in: Token, source: tree.Node, end: tree.Node | None = None) -> tree.LoopVariable:
        return tree.LoopVariable(str(name), source, end)

    def function_definition(self, *parts: Any) -> tree.FunctionDefinition:
        return tree.FunctionDefinition(parts[2], parts[4])

    def external_function(self, *parts: Any) -> tree.Node:
        raise FeelSyntaxError(
            "不允许外部函数（external）", line=parts[0].line, column=parts[0].column, fix="请用 FEEL 写出函数体"
        )

    def parameters(self, *parameters: tree.Parameter | None) -> tuple[tree.Parameter, ...]:
        return tuple(parameter for parameter in parameters if parameter is not None)

    def parameter(self, name: Token, type_name: tree.TypeName | None) -> tree.Parameter:
        return tree.Parameter(str(name), type_name)

    def path(self, source: tree.Node, name: Token) -> tree.Postfix:
        return _postfix(source, tree.Member(str(name), _place(name)))

    def filter(self, source: tree.Node, _open: Token, condition: tree.Node, _close: Token) -> tree.Postfix:
        return _postfix(source, tree.Filter(condition))

    def call(self, source: tree.Node, sign: Token, arguments: Any, _close: Token) -> tree.Postfix:
        positional, named = arguments
        return _postfix(source, tree.Call(positional, named, _place(sign)))

    def positional(self, *arguments: tree.Node | None) -> Any:
        return tuple(argument for argument in arguments if argument is not None), ()

    def named(self, *arguments: tuple[str, tree.Node]) -> Any:
        return (), arguments

    def named_argument(self, name: Token, value: tree.Node) -> tuple[str, tree.Node]:
        return str(name), value

    def number(self, token: Token) -> tree.Literal:
        try:
            return tree.Literal(number(str(token)))
        except DecimalException as error:
            raise FeelSyntaxError("数字太大", line=token.line or 0, column=token.column or 0) from error

    def string(self, token: Token) -> tree.Literal:
        return tree.Literal(string_value(str(token)))

    def temporal(self, sign: Token, token: Token) -> tree.Literal:
        try:
            return tree.Literal(read_any(string_value(str(token))))
        except TemporalError as error:
            raise FeelSyntaxError(
                f"{token} 不是日期、时间或时长",
                line=sign.line or 0,
                column=sign.column or 0,
                fix='例如 @"2026-09-21"、@"10:30:00"、@"P3D"、@"P1M"',
            ) from error

    def true(self, _token: Token) -> tree.Literal:
        return tree.Literal(True)

    def false(self, _token: Token) -> tree.Literal:
        return tree.Literal(False)

    def null(self, _token: Token) -> tree.Literal:
        return tree.Literal(None)

    def name(self, token: Token) -> tree.Name:
        return tree.Name(str(token), _place(token))

    def parenthesis(self, _open: Token, value: tree.Node, _close: Token) -> tree.Node:
        return value

    def open_range(self, _open: Token, sign: Token, operand: tree.Node, _close: Token) -> tree.OpenRange:
        return tree.OpenRange(str(sign), operand, _place(sign))

    def list_literal(self, *items: Any) -> tree.ListLiteral:
        return tree.ListLiteral(tuple(item for item in items if isinstance(item, tree.Node)))

    def context(self, *entries: tuple[str, tree.Node]) -> tree.ContextLiteral:
        return tree.ContextLiteral(entries)

    def entry(self, key: Token, value: tree.Node) -> tuple[str, tree.Node]:
        return string_value(str(key)) if key.type == "STRING" else str(key), value

    def range(self, opening: Token, low: tree.Node, high: tree.Node, closing: Token) -> tree.RangeLiteral:
        return tree.RangeLiteral(low, high, opening.type == "LSQB", closing.type == "RSQB", _place(opening))

    def plain_type(self, *names: Token) -> tree.TypeName:
        return tree.TypeName(".".join(names))

    def generic_type(self, name: Token, _lt: Token, part: tree.TypeName, _gt: Token) -> tree.TypeName:
        return tree.TypeName(str(name), parts=(part,))

    def context_type(self, name: Token, _lt: Token, *entries: Any) -> tree.TypeName:
        return tree.TypeName(str(name), entries=tuple(entries[:-1]))

    def type_entry(self, key: Token, type_name: tree.TypeName) -> tuple[str, tree.TypeName]:
        return str(key), type_name

    def function_type(self, *parts: Any) -> tree.TypeName:
        types = tuple(part for part in parts if isinstance(part, tree.TypeName))
        return tree.TypeName("function", parts=types[:-1], result=types[-1])


def _chained(operands: tuple[Any, ...], behind: int = 0) -> tuple[Any, ...]:
    """The operands, if with those `behind` which they stand they are not too many."""
    if len(operands) + behind > MAX_CHAIN:
        raise too_expensive("连续运算的项数", MAX_CHAIN)
    return operands


def _postfix(source: tree.Node, step: tree.Member | tree.Filter | tree.Call) -> tree.Postfix:
    if isinstance(source, tree.Postfix):
        return tree.Postfix(source.source, _chained((*source.steps, step)))
    return tree.Postfix(source, (step,))


@lru_cache(maxsize=1)
def _parser() -> Lark:
    grammar = resources.files("engine.feel").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer=_Tokens,
        transformer=_TreeBuilder(),
        start=["expression", "unary_tests", "assignments"],
        maybe_placeholders=True,
    )


def parse(text: str, start: str, names: frozenset[str], built_in: frozenset[str]) -> Any:
    """The node of an expression, or the tuple of nodes of unary tests and assignments."""
    return parse_tokens(named_tokens(text, names, built_in), start)


def parse_tokens(tokens: list[RawToken], start: str) -> Any:
    """The same from tokens; refuses trees that are too deep."""
    if not tokens:
        raise FeelSyntaxError("表达式为空", line=1, column=1, fix="请填写表达式")
    try:
        result: Any = _parser().parse(tokens, start=start)
    except UnexpectedInput as error:
        raise _syntax_error(error, tokens) from error
    for node in result if isinstance(result, tuple) else (result,):
        if node.extent.depth > MAX_TREE_DEPTH:
            raise too_expensive("表达式嵌套层数", MAX_TREE_DEPTH)
    return result


def _syntax_error(error: UnexpectedInput, tokens: list[RawToken]) -> FeelSyntaxError:
    token = getattr(error, "token", None)
    if token is None or token.type == "$END":
        last = tokens[-1]
        return FeelSyntaxError(
            "表达式不完整",
            line=last.line,
            column=last.column + len(last.text),
            fix=end_hint(tokens) or "请补全后半部分",
        )
    expected = getattr(error, "expected", None) or getattr(error, "accepts", None) or set()
    position = next((number for number, one in enumerate(tokens) if one.start == token.start_pos), 0)
    fix = (
        next((hint for kind, hint in _MISSING.items() if kind in expected and len(expected) <= 3), None)
        or syntax_hint(tokens, position)
        or "请检查此处前后是否缺少运算符、逗号或括号"
    )
    return FeelSyntaxError(f"此处不应出现 {token}", line=token.line or 0, column=token.column or 0, fix=fix)


_MISSING = {
    "_THEN": "if 之后需要 then",
    "_ELSE": "if … then … 之后需要 else",
    "_RETURN": "for … in … 之后需要 return",
    "_SATISFIES": "some/every … in … 之后需要 satisfies",
    "IN": "变量之后需要 in",
}
