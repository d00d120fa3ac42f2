"""Time zones by the cities that people know them by."""

from zoneinfo import ZoneInfo

import pytest

from handlers.locale import LANGUAGES
from handlers.zones import COMMON, zone_called, zones_like


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("臺北", "Asia/Taipei"),
        ("台北", "Asia/Taipei"),
        ("Taipei", "Asia/Taipei"),
        ("紐約", "America/New_York"),
        ("纽约", "America/New_York"),
        (" new york ", "America/New_York"),
        ("洛杉磯", "America/Los_Angeles"),
        ("東京", "Asia/Tokyo"),
        ("kolkata", "Asia/Kolkata"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_called_by_its_city_in_any_language(typed: str, key: str) -> None:
    assert zone_called(typed) == key


def test_what_is_no_city_stays_as_it_was_typed() -> None:
    assert zone_called("Nowhere") == "Nowhere"


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_offered_is_a_zone_with_a_name(language: str) -> None:
    for typed in ("", "a", "/"):
        for key, city in zones_like(typed, language, 25):
            assert ZoneInfo(key).key == key
            assert city


def test_common_zones_are_offered_where_nothing_was_typed() -> None:
    assert [key for key, _ in zones_like("", "zh-TW", 3)] == list(COMMON[:3])


@pytest.mark.parametrize(
    ("typed", "language", "first"),
    [
        ("台", "zh-TW", ("Asia/Taipei", "台北")),
        ("new y", "en", ("America/New_York", "New York")),
        ("york", "en", ("America/New_York", "New York")),
        ("asia/taip", "en", ("Asia/Taipei", "Taipei")),
    ],
)
def test_zones_are_offered_by_city_or_key(typed: str, language: str, first: tuple[str, str]) -> None:
    assert zones_like(typed, language, 25)[0] == first


def test_no_more_are_offered_than_asked_for() -> None:
    assert len(zones_like("a", "en", 25)) == 25
