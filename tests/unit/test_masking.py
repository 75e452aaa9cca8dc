"""Free texts hide the people of the case and every long number, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.masking import masked_text

NAMES = ["罗远明", "罗远", "张三"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("罗远明家失火，电话13912345678", "罗*明家失火，电话139****5678"),
        ("电话 139 1234 5678", "电话 139******5678"),
        ("身份证50010119900307123X，户主张三", "身份证500***********123X，户主张*"),
        ("卡号6222020200117788", "卡号622*********7788"),
        ("损失12000元，2026-03-10起", "损失12000元，2026-03-10起"),
        ("", ""),
    ],
)
def test_a_text_is_told_without_people_and_long_numbers(text: str, masked: str) -> None:
    assert masked_text(text, NAMES) == masked


@given(before=st.text(alphabet="一二三，。"), number=st.integers(10**10, 10**18 - 1), after=st.text(alphabet="四五六"))
def test_no_number_of_a_phone_or_an_account_is_left(before: str, number: int, after: str) -> None:
    assert str(number) not in masked_text(f"{before}{number}{after}", [])
