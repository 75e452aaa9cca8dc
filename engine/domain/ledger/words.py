"""The words in which offices write causes, categories, kinds of relief and ways to pay, and the codes they mean."""

from collections.abc import Mapping
from typing import Final, TypeVar

from engine.domain.case_codes import Category, Cause, Track
from engine.domain.ledger.cell_values import Cell, CellProblem, text_of

Code = TypeVar("Code", Cause, Category, Track, str)

CASH, BANK, IN_KIND = "cash", "bank", "in_kind"
METHOD_LABELS: Final = {CASH: "现金", BANK: "银行转账", IN_KIND: "实物"}

_CAUSES: Final[Mapping[str, Cause]] = {
    **{text_of(cause.label): cause for cause in Cause},
    **{cause.value: cause for cause in Cause},
    "因灾": Cause.OTHER_ACCIDENT,
    "意外事故": Cause.OTHER_ACCIDENT,
    "意外事件": Cause.OTHER_ACCIDENT,
    "突发意外": Cause.OTHER_ACCIDENT,
    "因病": Cause.MEDICAL,
    "疾病": Cause.MEDICAL,
    "医疗": Cause.MEDICAL,
    "因学": Cause.EDUCATION,
    "教育": Cause.EDUCATION,
    "住房": Cause.HOUSING_TRANSITION,
    "流浪乞讨": Cause.VAGRANT,
    "其他原因": Cause.OTHER,
}
# Looked for inside a longer text; the text is understood only when all words found name the same cause.
_CAUSE_WORDS: Final[Mapping[str, Cause]] = {
    "火灾": Cause.FIRE,
    "失火": Cause.FIRE,
    "燃气": Cause.GAS_EXPLOSION,
    "煤气": Cause.GAS_EXPLOSION,
    "车祸": Cause.TRAFFIC_ACCIDENT,
    "交通": Cause.TRAFFIC_ACCIDENT,
    "溺水": Cause.DROWNING,
    "人身伤害": Cause.VIOLENT_INJURY,
    "突发重大疾病": Cause.SUDDEN_MAJOR_ILLNESS,
    "突发疾病": Cause.SUDDEN_MAJOR_ILLNESS,
    "突发重病": Cause.SUDDEN_MAJOR_ILLNESS,
    "流浪": Cause.VAGRANT,
    "医疗费": Cause.MEDICAL,
    "住院": Cause.MEDICAL,
    "医药费": Cause.MEDICAL,
    "学费": Cause.EDUCATION,
    "上学": Cause.EDUCATION,
    "就学": Cause.EDUCATION,
}
_CATEGORIES: Final[Mapping[str, Category]] = {
    **{text_of(category.label): category for category in Category},
    **{category.value: category for category in Category},
    "低保": Category.DIBAO,
    "低保户": Category.DIBAO,
    "城市低保": Category.DIBAO,
    "农村低保": Category.DIBAO,
    "城乡低保": Category.DIBAO,
    "最低生活保障对象": Category.DIBAO,
    "特困": Category.TEKUN,
    "特困供养": Category.TEKUN,
    "五保": Category.TEKUN,
    "分散特困": Category.TEKUN_SCATTERED,
    "集中特困": Category.TEKUN_CONCENTRATED,
    "建档立卡": Category.REGISTERED_POOR,
    "建卡贫困户": Category.REGISTERED_POOR,
    "低保边缘": Category.LOW_INCOME_EDGE,
    "低收入家庭": Category.LOW_INCOME_EDGE,
    "刚性支出困难": Category.RIGID_EXPENDITURE,
    "支出型困难家庭": Category.RIGID_EXPENDITURE,
    "监测户": Category.MONITORED_ANTIPOVERTY,
    "监测对象": Category.MONITORED_ANTIPOVERTY,
    "脱贫不稳定": Category.LIFTED_UNSTABLE,
    "边缘易致贫": Category.ANTIPOVERTY_EDGE,
    "普通居民": Category.NONE,
    "一般户": Category.NONE,
    "其他困难群众": Category.OTHER,
}
_TRACKS: Final[Mapping[str, Track]] = {
    **{text_of(track.label): track for track in Track},
    **{track.value: track for track in Track},
    "急难": Track.URGENT,
    "急难型救助": Track.URGENT,
    "急难型救助对象": Track.URGENT,
    "急难型临时救助": Track.URGENT,
    "支出": Track.EXPENDITURE,
    "支出型救助": Track.EXPENDITURE,
    "支出型救助对象": Track.EXPENDITURE,
    "支出型临时救助": Track.EXPENDITURE,
}
_METHODS: Final[Mapping[str, str]] = {
    **{label: method for method, label in METHOD_LABELS.items()},
    **{method: method for method in METHOD_LABELS},
    "现金发放": CASH,
    "发放现金": CASH,
    "银行": BANK,
    "银行代发": BANK,
    "银行卡": BANK,
    "打卡": BANK,
    "打卡发放": BANK,
    "转账": BANK,
    "一卡通": BANK,
    "社会化发放": BANK,
    "发放实物": IN_KIND,
    "实物发放": IN_KIND,
    "物资": IN_KIND,
}


def cause_of(cell: Cell) -> Cause | CellProblem:
    """The cause that a cell names, by itself or inside a longer text."""
    text = text_of(cell).replace(" ", "")
    if text in _CAUSES:
        return _CAUSES[text]
    named = {cause for word, cause in _CAUSE_WORDS.items() if word in text}
    return named.pop() if len(named) == 1 else _unknown("cause_unknown", "困难原因", [one.label for one in Cause])


def category_of(cell: Cell) -> Category | CellProblem:
    """The category of the household."""
    return _coded(_CATEGORIES, cell, "category_unknown", "对象类别", [one.label for one in Category])


def track_of(cell: Cell) -> Track | CellProblem:
    """Which of the two kinds of relief it was."""
    return _coded(_TRACKS, cell, "track_unknown", "救助类型", [one.label for one in Track])


def method_of(cell: Cell) -> str | CellProblem:
    """How it was given out: `cash`, `bank` or `in_kind`."""
    return _coded(_METHODS, cell, "method_unknown", "发放方式", list(METHOD_LABELS.values()))


def _coded(codes: Mapping[str, Code], cell: Cell, problem: str, label: str, known: list[str]) -> Code | CellProblem:
    return codes.get(text_of(cell).replace(" ", "")) or _unknown(problem, label, known)


def _unknown(problem: str, label: str, known: list[str]) -> CellProblem:
    return CellProblem(problem, f"{label}无法识别", f"填写：{'、'.join(known)}")
