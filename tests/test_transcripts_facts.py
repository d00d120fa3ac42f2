from datetime import date
from pathlib import Path

import pytest

from bot.errors import UsageError
from bot.model import EpisodeFacts
from bot.transcripts import facts
from bot.transcripts.facts import FolderFacts, parse_facts
from bot.transcripts.timing import AS_WRITTEN, Timing

PATH = Path("show/episodes.toml")


def refusal_of(text: str | bytes) -> UsageError:
    with pytest.raises(UsageError) as refusal:
        parse_facts(text if isinstance(text, bytes) else text.encode(), PATH)
    assert refusal.value.values["file"] == PATH
    return refusal.value


def test_everything_that_may_be_said_is_read() -> None:
    read = parse_facts(
        b"""
        [show]
        title = " Tech\\n Wave "
        link_template = "https://example.com/{number}?t={seconds}"
        [episodes.002]
        number = 4
        title = "Chips"
        date = 2024-05-01
        audio_url = "https://example.com/004.mp3"
        link_template = "https://youtu.be/abc?t={seconds}"
        [episodes."EP 4.5"]
        """,
        PATH,
    )
    assert read == FolderFacts(
        "Tech Wave",
        "https://example.com/{number}?t={seconds}",
        {
            "002": EpisodeFacts(
                4, "Chips", date(2024, 5, 1), "https://example.com/004.mp3", "https://youtu.be/abc?t={seconds}"
            ),
            "EP 4.5": EpisodeFacts(),
        },
    )
    assert read.of("002").number == 4


def test_an_offset_and_the_ranges_of_advertisements_are_read() -> None:
    read = parse_facts(b'[episodes.1]\noffset_s = -2.5\ninserted = [["12:30", "13:45"], [2400, 2470.5]]', PATH)
    assert read.timing_of("1") == Timing(-2_500, ((750_000, 825_000), (2_400_000, 2_470_500)))


def test_an_episode_without_times_of_its_own_is_heard_as_written() -> None:
    read = parse_facts(b"[episodes.1]\nnumber = 1", PATH)
    assert (read.timing_of("1"), read.timings) == (AS_WRITTEN, {})


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ('[["12:30", "12:30"]]', "episodes.1.inserted"),
        ('[["12:30", "13:30"], ["13:00", "14:00"]]', "episodes.1.inserted"),
        ('[["soon", "13:30"]]', "episodes.1.inserted.0.0"),
        ("[[-1, 2]]", "episodes.1.inserted.0.0"),
        ("[[true, 2]]", "episodes.1.inserted.0.0"),
        ("[[1, 1e300]]", "episodes.1.inserted.0.1"),
        ("[[1]]", "episodes.1.inserted.0.1"),
        ("3", "episodes.1.inserted"),
    ],
)
def test_ranges_that_cannot_be_are_refused_with_an_example(value: str, key: str) -> None:
    refusal = refusal_of(f"[episodes.1]\ninserted = {value}")
    assert (refusal.code, refusal.values["key"]) == ("facts.value", key)
    assert refusal.values["expected"] == '[["12:30", "13:45"], ["40:00", "41:10"]]'


@pytest.mark.parametrize("value", ["nan", "inf", "100000", '"2"', "true"])
def test_an_offset_that_is_no_number_of_seconds_of_a_day_is_refused(value: str) -> None:
    refusal = refusal_of(f"[episodes.1]\noffset_s = {value}")
    assert (refusal.values["key"], refusal.values["expected"]) == ("episodes.1.offset_s", "-2.5")


def test_an_episode_without_an_entry_has_no_facts() -> None:
    assert parse_facts(b"", PATH).of("002") == EpisodeFacts()


def test_the_example_in_the_documentation_is_valid() -> None:
    example = (facts.__doc__ or "").split("```")[1].removeprefix("toml")
    assert parse_facts(example.encode(), PATH).of("002").published == date(2024, 5, 1)


def test_a_bom_is_no_part_of_the_file() -> None:
    assert parse_facts(b'\xef\xbb\xbf[show]\ntitle = "a"', PATH).show_title == "a"


def test_a_stem_is_compared_in_its_composed_form() -> None:
    assert parse_facts('[episodes."e\u0301"]\nnumber = 1'.encode(), PATH).of("\u00e9").number == 1


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("[shw]", "shw", "show, episodes"),
        ("x = 1", "x", "show, episodes"),
        ("[show]\nname = 1", "show.name", "title, link_template"),
        (
            "[episodes.1]\nfoo = 1",
            "episodes.1.foo",
            "number, title, date, audio_url, link_template, offset_s, inserted, trust",
        ),
        (
            "[episodes.1.5]\nnumber = 1",
            "episodes.1.5",
            "number, title, date, audio_url, link_template, offset_s, inserted, trust",
        ),
    ],
)
def test_an_unknown_key_is_refused_with_the_known_ones(text: str, key: str, expected: str) -> None:
    refusal = refusal_of(text)
    assert refusal.code == "facts.unknown_key"
    assert (refusal.values["key"], refusal.values["expected"]) == (key, expected)


@pytest.mark.parametrize(
    ("text", "key", "value", "expected"),
    [
        ("show = 3", "show", 3, "[show]"),
        ("[show]\ntitle = 1", "show.title", 1, '"…" (1–500)'),
        ('[show]\ntitle = " "', "show.title", " ", '"…" (1–500)'),
        ("episodes = [1]", "episodes", [1], "[episodes.002]"),
        ("[episodes]\n1 = 2", "episodes.1", 2, "[episodes.002]"),
        ("[episodes.1]\nnumber = true", "episodes.1.number", True, "4"),
        ('[episodes.1]\nnumber = "4"', "episodes.1.number", "4", "4"),
        ("[episodes.1]\nnumber = 4.5", "episodes.1.number", 4.5, "4"),
        ("[episodes.1]\nnumber = -1", "episodes.1.number", -1, "4"),
        ("[episodes.1]\nnumber = 9999999999", "episodes.1.number", 9999999999, "4"),
        ('[episodes.1]\ndate = "2024-05-01"', "episodes.1.date", "2024-05-01", "2024-05-01"),
        ("[episodes.1]\naudio_url = 1", "episodes.1.audio_url", 1, '"https://…"'),
    ],
)
def test_a_wrong_value_is_refused_with_what_was_expected(text: str, key: str, value: object, expected: str) -> None:
    refusal = refusal_of(text)
    assert refusal.code == "facts.value"
    assert refusal.values == {"file": PATH, "key": key, "value": value, "expected": expected}


def test_a_date_with_a_time_is_refused() -> None:
    assert refusal_of("[episodes.1]\ndate = 2024-05-01T10:00:00Z").code == "facts.value"


def test_a_title_that_is_too_long_is_refused() -> None:
    assert refusal_of(f'[episodes.1]\ntitle = "{"a" * 501}"').code == "facts.value"


def test_an_address_that_is_not_of_the_web_is_refused() -> None:
    refusal = refusal_of('[episodes.1]\naudio_url = "ftp://a/b"')
    assert refusal.code == "link.url"
    assert refusal.values == {
        "file": PATH,
        "key": "episodes.1.audio_url",
        "value": "ftp://a/b",
        "expected": "https://…",
    }


@pytest.mark.parametrize("table", ["show", "episodes.1"])
def test_a_template_with_an_unknown_placeholder_is_refused_with_its_place(table: str) -> None:
    refusal = refusal_of(f'[{table}]\nlink_template = "https://a/{{time}}"')
    assert refusal.code == "link.placeholder"
    assert refusal.values["key"] == f"{table}.link_template"
    assert refusal.values["expected"] == "{seconds}, {hms}, {number}, {stem}, {audio}"


@pytest.mark.parametrize(
    "text",
    ["[show", "a = ", b"\xff", "[show]\n[show]", "[episodes.1]\ndate = 2024-02-31", "a = " + "[" * 100_000,
     "a = " + "9" * 5000],
    ids=["half a table", "half a key", "not UTF-8", "a table twice", "no such day", "too deep", "too many digits"],
)  # fmt: skip
def test_what_is_no_toml_is_refused_with_where(text: str | bytes) -> None:
    refusal = refusal_of(text)
    assert refusal.code == "facts.syntax"
    assert refusal.values["detail"]
