"""Options that are typed into one line by their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.asking import Values
from handlers.functions import BY_NAME, typed_values
from handlers.worded import worded_values

SET = BY_NAME["daily set"]


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("", {}),
        ("09:00", {"time": "09:00"}),
        ("09:00 Asia/Taipei @x", {"time": "09:00", "zone": "Asia/Taipei", "place": "@x"}),
        ("09:00 days:mon,wed pin:on", {"time": "09:00", "days": "mon,wed", "pin": "on"}),
        ("09:00 pin:on days:mon", {"time": "09:00", "days": "mon", "pin": "on"}),
        ("09:00 days:every 3 days pin:on", {"time": "09:00", "days": "every 3 days", "pin": "on"}),
        ("09：00 星期：一三五　置頂：開", {"time": "09：00", "days": "一三五", "pin": "開"}),
        ("09:00 静音:开 讨论串:关", {"time": "09:00", "silent": "开", "thread": "关"}),
        ("09:00 Votes:off", {"time": "09:00", "votes": "off"}),
        ('09:00 標題:"早安，今天聽這段" 置頂:開', {"time": "09:00", "heading": "早安，今天聽這段", "pin": "開"}),
        ("09:00 heading:「pin:off」", {"time": "09:00", "heading": "pin:off"}),
        ("標題:『早 安』 09:00 台北", {"heading": "早 安", "time": "09:00", "zone": "台北"}),
        ("時間:09:00 時區:台北 頻道:@x", {"time": "09:00", "zone": "台北", "place": "@x"}),
        ("09:00 pin:on pin:off", {"time": "09:00", "pin": "off"}),
        ('09:00 heading:"', {"time": "09:00", "heading": '"'}),
        ('heading:"" 09:00', {"time": "09:00", "heading": ""}),
        ("09:00 heading:", {"time": "09:00", "heading": ""}),
        ("09:00 https://t.me/x", {"time": "09:00", "zone": "https://t.me/x"}),
    ],
)
def test_what_is_named_is_read_and_the_rest_goes_by_its_order(typed: str, values: Values) -> None:
    assert typed_values(SET, typed) == values


def test_a_function_without_named_options_takes_its_text_as_it_is() -> None:
    assert typed_values(BY_NAME["quote"], "show:x 護城河  pin:on") == {"text": "show:x 護城河  pin:on"}


@given(text=st.text(max_size=60))
def test_whatever_is_typed_is_read(text: str) -> None:
    values, left = worded_values(SET.parameters, text)
    assert values or left == text


@given(heading=st.text("早安ab: ，", max_size=20))
def test_a_quoted_value_is_read_as_it_stands(heading: str) -> None:
    assert typed_values(SET, f'09:00 標題:"{heading}" 置頂:開')["heading"] == heading.strip()
