"""Texts that try to hang, crash or fill the server, and the data that they are let loose on."""

SCOPE = {
    "big": list(range(4000)),
    "text": "a" * 90_000,
    "members": [{"a": number} for number in range(3000)],
    "x": 3,
    "名": [{"a": 1, "年龄": 70}, {"a": None, "年龄": 9}],
    "n": 5,
    "case": {"members": [{"a": 1, "年龄": 30}] * 5, "on": "2026-09-21", "flag": True, "户": {"口": 3}},
    "nested": [[[[[1, "a"], None]]], {"a": [{"a": [1]}]}],
    "户 口": 4,
}

DOUBLING = "for i in 1..58 return [partial[-1], partial[-1]]"

TOO_EXPENSIVE = {
    "sums in a loop": "for i in 1..4000 return sum(big)",
    "loops in loops": "for i in 1..5000 return count(for j in 1..5000 return j)",
    "cross product": "some x in big, y in big, z in big satisfies x + y + z < 0",
    "huge range": "for i in 1..100000000 return i",
    "range of dates": 'for i in @"0001-01-01"..@"9999-01-01" return i',
    "long text": "text + text",
    "many long texts": "for i in 1..5000 return substring(text, 2)",
    "joined texts": "string join(for i in 1..5000 return text)",
    "growing replacement": 'replace(text, "a", "bbbbbbbbbbbbbbbbbbbb")',
    "exponent": "10 ** 101",
    "powers": "for i in 1..5000 return 1.0001 ** 99.5",
    "roots": "for i in 1..5000 return sqrt(i)",
    "thousands of digits": "for i in 1..5000 return [string(1e6000), string(2e6000)]",
    "nested brackets": "(" * 2000 + "1" + ")" * 2000,
    "nested lists": "[" * 61 + "]" * 61,
    "nested conditions": "if true then 1 else " * 200 + "1",
    "minus signs": "-" * 3000 + "1",
    "long sum": "+".join(["1"] * 201),
    "long path": "a" + ".b" * 300,
    "long conjunction": " and ".join(["true"] * 300),
    "many comparisons": "1" + "=1" * 1000,
    "long text of the expression": "1" * 10_001,
    "many tokens": "[" + ",".join(["1"] * 2500) + "]",
    "recursion": "{f: function(n) f(n) + f(n), r: f(1)}.r",
    "self application": "(function(x) x(x))(function(x) x(x))",
    "doubling compared": f"{{a: {DOUBLING}, b: {DOUBLING}, c: a = b}}.c",
    "doubling identical": f"{{a: {DOUBLING}, b: {DOUBLING}, c: is(a, b)}}.c",
    "doubling written": f"string({DOUBLING})",
    "doubling flattened": f"flatten({DOUBLING})",
    "doubling returned": DOUBLING,
    "deep value": "{a: for i in 1..300 return [partial[-1]], c: a = a}.c",
    "nested filter": "members[count(members[a > 3]) > 1]",
    "sorting by a search": "sort(big, function(x, y) every z in big satisfies z > x)",
    "backtracking on purpose": 'matches(substring(text, 1, 500), "^(a+)+\\1$b")',
    "patterns": 'for i in 1..5000 return matches("a", "(a{900}|b)" + string(i))',
    "pattern over a long text": 'matches(text, "(a*)*(a*)*b")',
    "ranges from text": 'for i in 1..5000 return range("[1.." + string(i) + "]")',
    "types of long lists": "for i in 1..5000 return members instance of list<context<a: number>>",
    "zones": 'for i in 1..5000 return time("10:00:00@Europe/" + string(i))',
    "members of long lists": "for i in 1..5000 return members.a",
    "texts of long lists": "for i in 1..5000 return string(big)",
}

HARMLESS = {
    "catastrophic pattern": ('matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")', False),
    "pattern beyond its size": ('matches("a", "(a{1,50}){1,90}b")', None),
    "overflow": ("9e6000 * 9e6000", None),
    "tower": ("10 ** 100 ** 100", None),
    "calls nested": ("not(" * 40 + "true" + ")" * 40, True),
    "python": ('"__class__".__class__.__mro__', None),
    "python call": ("__import__", None),
}

ONES = "[" + ",".join(["1"] * 1500) + "]"
SHANGHAI, PARIS = '@"2026-09-21T10:30:00@Asia/Shanghai"', '@"2026-09-21T10:30:00@Europe/Paris"'
MOMENTS = f"{{d: for i in 1..700 return {SHANGHAI}, m: for i in 1..60 return "

LABORIOUS = {
    "large list": "[" + ",".join(["1"] * 1990) + "]",
    "large context": "{" + ",".join(f"a{n}:1" for n in range(999)) + "}",
    "keys of many words": "{" + ",".join([" a b c d e f g h i j"] * 350) + ": 1}",
    "names of many words": "{" + ",".join(f"a b{n}: a b{n - 1}" for n in range(600)) + "}",
    "many calls": "[" + ",".join(["abs(1)"] * 990) + "]",
    "many loops": "[" + ",".join(["for i in x return i"] * 500) + "]",
    "many conditions": "[" + ",".join(["if x then 1 else 2"] * 500) + "]",
    "many functions": "[" + ",".join(["(function(x) x)(1)"] * 440) + "]",
    "many date-times": "[" + ",".join([SHANGHAI] * 250) + "]",
    "many variables": "for " + ",".join(f"a{n} in [1]" for n in range(550)) + " return 1",
    "loops around a large list": "for a in x return " * 140 + ONES,
    "functions around a large list": "function(a) " * 140 + ONES,
    "filters around a large list": "x[" * 55 + ONES + "]" * 55,
    "filters around names": "x[" * 55 + "[" + ",".join(f"n{n}" for n in range(800)) + "]" + "]" * 55,
    "large body of a loop": "for i in 1..5000 return count([" + ",".join(["x=i"] * 990) + "])",
    "body of a loop with date-times": f"for i in 1..2000 return count([{','.join([f'{SHANGHAI} < {PARIS}'] * 100)}])",
    "greatest of many date-times": MOMENTS + "max(d)}.m",
    "equal date-times": MOMENTS + "d = d}.m",
    "search for a date-time": MOMENTS + f"index of(d, {PARIS})}}.m",
    "equal long texts": "{t: substring(text, 1), r: for i in 1..4900 return t in [text, text, text, text]}.r",
    "sorted long texts": "{t: for i in 1..13 return substring(text, 1), r: for i in 1..900 return sort(t)}.r",
    "written digits": "string(for i in 1..4900 return 1e-6000)",
    "returned digits": "for i in 1..4900 return 1e-6000",
    "index into nothing": "for i in 1..5000 return null[unknown]",
    "comments": "1" + "/**/" * 2400,
    "escapes": '"' + "\\u4e09" * 1600 + '"',
    "surrogates": '"' + "\\uD800" * 1600 + '"',
    "words": " ".join(["date and time"] * 700),
    "tests": "not(" + ",".join(["1"] * 1990) + ")",
    "assignments": ";".join(["x = 1"] * 1000),
    "loops in assignments": ";".join(f"x{n} = for i in 1..4000 return i" for n in range(200)),
}

WRONG = (
    "年龄 ＞ 60",
    "kind = “urgent”",
    "a == 1 && b || !c",
    "[x for x in big if x > 1]",
    "f'{x}'",
    "lambda x: x",
    "__import__('os').system('id')",
    "().__class__.__bases__[0].__subclasses__()",
    "{{7*7}}${7*7}<%= 7 %>",
    "{x: {x: {x:",
    "/*" * 50,
)

ATTACKS = (*TOO_EXPENSIVE.values(), *(text for text, _ in HARMLESS.values()), *LABORIOUS.values(), *WRONG)
