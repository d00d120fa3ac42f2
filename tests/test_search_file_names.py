"""What the names of transcripts say."""

from datetime import date

import pytest

from bot.model import EpisodeFacts
from bot.search.file_names import count_said, facts_in, number_offered, parted, season_in


@pytest.mark.parametrize(
    ("stem", "number", "title"),
    [
        ("ep004", 4, None),
        ("EP12 山上的茶", 12, "山上的茶"),
        ("EP.12_山上的茶_與_霧", 12, "山上的茶 與 霧"),
        ("Episode 7 - The Tea", 7, "The Tea"),
        ("山上的茶 第十二集", 12, "山上的茶"),
        ("第 102 集｜茶園", 102, "茶園"),
        ("第一百零二回", 102, None),
        ("S02E05 Fog", 5, "Fog"),
        ("s2 e5", 5, None),
        ("#33 茶", 33, None),
        ("#33 茶園", 33, "茶園"),
        ("EP3 茶園 [dQw4w9WgXcQ].zh-TW", 3, "茶園"),
        ("ep3.whisper.large-v3", 3, None),
        ("EP0", 0, None),
        ("第兩集", 2, None),
    ],
)
def test_a_name_says_its_number_and_title(stem: str, number: int, title: str | None) -> None:
    assert facts_in(stem) == EpisodeFacts(number=number, title=title)


@pytest.mark.parametrize(
    "stem",
    ["012", "talk", "deep3", "step 3", "12 Tea", "EP12345", "第集", "第百千萬集", "recap-7", "C# 12", "季第 集"],
)
def test_a_number_that_nothing_says_to_be_one_is_not_believed(stem: str) -> None:
    assert facts_in(stem) == EpisodeFacts()


@pytest.mark.parametrize(
    ("stem", "day", "title"),
    [
        ("2024-05-01", date(2024, 5, 1), None),
        ("20240501-1180", date(2024, 5, 1), None),
        ("2024.05.01 The Tea", date(2024, 5, 1), "The Tea"),
    ],
)
def test_a_name_says_its_day(stem: str, day: date, title: str | None) -> None:
    assert facts_in(stem) == EpisodeFacts(title=title, published=day)


@pytest.mark.parametrize("stem", ["2024-02-30", "2024-05.01", "120240501", "20241301", "18990101"])
def test_what_is_no_day_is_none(stem: str) -> None:
    assert facts_in(stem).published is None


def test_a_number_at_the_beginning_is_offered() -> None:
    assert [number_offered(stem) for stem in ("012", "12 Tea", "7.en", "20240501", "12345", "12a", "tea")] == [
        12, 12, 7, None, None, None, None,
    ]  # fmt: skip
    assert number_offered("2024-05-01") is None


def test_a_season_is_told() -> None:
    assert [season_in(stem) for stem in ("S02E05", "ep5", "classes2e5")] == [2, None, None]


@pytest.mark.parametrize(
    ("numeral", "number"),
    [("12", 12), ("十二", 12), ("一百零二", 102), ("一二", 12), ("零五", 5), ("兩", 2), ("", None), ("百千", None),
     ("10000", None), ("一萬", None)],
)  # fmt: skip
def test_numbers_are_read_as_they_are_said(numeral: str, number: int | None) -> None:
    assert count_said(numeral) == number


@pytest.mark.parametrize(
    ("stem", "bare"),
    [("ep1.corrected", "ep1"), ("ep1_Proofread", "ep1"), ("ep1.校對", "ep1"), ("ep1.人工", "ep1"), ("ep1.修訂", "ep1")],
)
def test_a_name_says_that_people_corrected_it(stem: str, bare: str) -> None:
    assert parted(stem) == (bare, True)


@pytest.mark.parametrize("stem", ["ep1", "corrected", ".corrected", "ep1 corrected", "ep1.corrected.v2", "uncorrected"])
def test_another_name_does_not(stem: str) -> None:
    assert parted(stem) == (stem, False)
