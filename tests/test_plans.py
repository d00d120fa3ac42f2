"""What somebody wants of a schedule's plan, read and checked."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.errors import NajiError
from bot.model import Place, PlaceKind, Platform, Show, ShowId
from bot.place_ports import Role
from bot.plans import HEADING_CHARS, OPTIONS, Surroundings, planned
from bot.slots import USUAL_PLAN, Days, Plan

GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "7")
SHOWS = (Show(ShowId(1), "moat", "護城河時間"), Show(ShowId(2), "tea", "喝茶時間"), Show(ShowId(3), "night", None))


class OneRole:
    """`bot.place_ports.Roles` of a server with one role."""

    def find(self, typed: str) -> Role | None:
        return Role("900", "聽眾") if typed in ("900", "@聽眾") else None

    def known(self, role_id: str) -> Role | None:
        return self.find(role_id)


HERE = Surroundings(GUILD, SHOWS, OneRole())
ALL_SET = Plan(
    Days(frozenset((0,))),
    "moat",
    "早安",
    "en",
    "900",
    is_silent=True,
    pins=True,
    opens_thread=True,
    has_votes=False,
    set_by="discord:1",
)
TYPED = {
    "days": "週一",
    "show": "moat",
    "heading": " 早安 ",
    "language": "EN",
    "role": "@聽眾",
    "silent": "開",
    "pin": "True",
    "thread": "on",
    "votes": "關",
}


def test_each_option_changes_its_part_of_the_plan() -> None:
    assert planned(replace(USUAL_PLAN, set_by="discord:1"), TYPED, HERE) == ALL_SET
    assert TYPED.keys() == set(OPTIONS)


def test_what_is_not_named_stays() -> None:
    assert planned(ALL_SET, {}, HERE) == ALL_SET
    assert planned(ALL_SET, {"pin": "off", "time": "09:00"}, HERE) == replace(ALL_SET, pins=False)


@pytest.mark.parametrize("nothing", ["none", "ALL", "auto", "無", "預設", " "])
def test_an_option_is_set_back_to_the_usual(nothing: str) -> None:
    options = dict.fromkeys(("show", "heading", "language", "role"), nothing)
    assert planned(ALL_SET, options, HERE) == replace(ALL_SET, show="", heading="", language="", role="")


@pytest.mark.parametrize(
    ("typed", "slug"), [("MOAT", "moat"), ("護城河", "moat"), ("喝茶時間", "tea"), ("night", "night")]
)
def test_a_show_is_named_by_its_slug_or_by_a_part_of_its_title(typed: str, slug: str) -> None:
    assert planned(USUAL_PLAN, {"show": typed}, HERE).show == slug


@pytest.mark.parametrize(("typed", "language"), [("zh_tw", "zh-TW"), ("中文", "zh-TW"), ("英文", "en"), ("en", "en")])
def test_a_language_is_named_as_people_call_it(typed: str, language: str) -> None:
    assert planned(USUAL_PLAN, {"language": typed}, HERE).language == language


@pytest.mark.parametrize(
    ("word", "is_on"), [("on", True), ("YES", True), ("要", True), ("False", False), ("不要", False), ("关", False)]
)
def test_a_switch_is_said_in_many_ways(word: str, *, is_on: bool) -> None:
    assert planned(USUAL_PLAN, {"silent": word}, HERE).is_silent is is_on


def test_a_heading_is_one_line_of_so_many_characters() -> None:
    assert planned(USUAL_PLAN, {"heading": "a\n b"}, HERE).heading == "a b"
    assert len(planned(USUAL_PLAN, {"heading": "早" * HEADING_CHARS}, HERE).heading) == HEADING_CHARS


@pytest.mark.parametrize(
    ("options", "code", "values"),
    [
        ({"days": "someday"}, "daily.days", {"days": "someday"}),
        ({"show": "時間"}, "daily.show_several", {"show": "時間"}),
        ({"show": "secret"}, "show.not_here", {"show": "secret", "known": "護城河時間, 喝茶時間, night"}),
        ({"heading": "早" * 101}, "daily.heading", {"chars": 101, "limit": 100}),
        ({"language": "法文"}, "daily.language", {"typed": "法文"}),
        ({"role": "@everyone"}, "daily.role", {"role": "@everyone"}),
        ({"silent": "x"}, "daily.switch_silent", {"typed": "x"}),
        ({"pin": "x"}, "daily.switch_pin", {"typed": "x"}),
        ({"thread": "x"}, "daily.switch_thread", {"typed": "x"}),
        ({"votes": ""}, "daily.switch_votes", {"typed": ""}),
    ],
)
def test_what_cannot_be_read_is_refused_by_what_was_typed(
    options: Mapping[str, str], code: str, values: Mapping[str, object]
) -> None:
    with pytest.raises(NajiError) as raised:
        planned(USUAL_PLAN, options, HERE)
    assert (raised.value.code, raised.value.values) == (code, values)


@pytest.mark.parametrize(
    "place",
    [
        Place(Platform.DISCORD, PlaceKind.DIRECT, "7"),
        Place(Platform.TELEGRAM, PlaceKind.GROUP, "-7"),
        Place(Platform.TELEGRAM, PlaceKind.DIRECT, "7"),
    ],
)
@pytest.mark.parametrize(
    ("name", "code"), [("role", "daily.role_elsewhere"), ("thread", "daily.thread_elsewhere"), ("show", "show.none")]
)
def test_what_there_is_only_elsewhere_is_refused(place: Place, name: str, code: str) -> None:
    with pytest.raises(NajiError) as raised:
        planned(USUAL_PLAN, {name: "on"}, Surroundings(place, ()))
    assert raised.value.code == code
    assert planned(ALL_SET, {name: "none"}, Surroundings(place, ())) != ALL_SET
