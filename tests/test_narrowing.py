"""Where a search looks: shows, episodes, speakers and days by the names that people type."""

from datetime import date

import pytest

from bot.errors import NotFoundError
from bot.model import Cue, EpisodeFacts, Scope, Show, ShowId
from bot.narrowing import narrow
from bot.search.language import parse
from tests.small_library import SmallLibrary

BEANS, NEWS, SECRET = (
    Show(ShowId(1), "beans", "週末的烘豆教室"),
    Show(ShowId(2), "news", None),
    Show(ShowId(3), "secret", "祕密"),
)
HERE = Scope(frozenset({BEANS.id, NEWS.id}))


def library() -> SmallLibrary:
    held = SmallLibrary()
    for show, stem, number, published, speaker in (
        (BEANS, "ep-001", 1, date(2023, 12, 31), "Ann Lee"),
        (BEANS, "ep-002", 2, date(2024, 5, 1), "Ann"),
        (BEANS, "special", None, date(2024, 5, 2), None),
        (NEWS, "2", 7, None, "安"),
        (SECRET, "hidden", 9, date(2024, 5, 1), "Bo"),
    ):
        held.add(show, stem, [Cue(0, 1000, "豆子", speaker)], EpisodeFacts(number, None, published))
    return held


def kept(typed: str) -> list[str]:
    """The stems of the episodes that are left."""
    held = library()
    _, scope = narrow(held, parse(f"{typed} 豆子"), HERE)
    return [episode.stem for episode in held.episodes(scope)]


def names(typed: str) -> frozenset[str]:
    wanted, _ = narrow(library(), parse(f"{typed} 豆子"), HERE)
    return wanted.speakers


def refused(typed: str) -> tuple[str, dict[str, object]]:
    with pytest.raises(NotFoundError) as error:
        kept(typed)
    return error.value.code, error.value.values


def test_without_filters_the_scope_stays() -> None:
    assert narrow(library(), parse("豆子"), HERE) == (parse("豆子").wanted, HERE)


@pytest.mark.parametrize(
    ("typed", "stems"),
    [
        ("show:beans", ["ep-001", "ep-002", "special"]),
        ("show:BEANS", ["ep-001", "ep-002", "special"]),
        ("show:烘豆", ["ep-001", "ep-002", "special"]),
        ("show:周末", ["ep-001", "ep-002", "special"]),
        ("show:new", ["2"]),
        ("show:news show:beans", ["ep-001", "ep-002", "special", "2"]),
        ("ep:1", ["ep-001"]),
        ("ep:EP1", ["ep-001"]),
        ("ep:1-7", ["ep-001", "ep-002", "2"]),
        ("ep:7-1", ["ep-001", "ep-002", "2"]),
        ("ep:2", ["2"]),
        ("ep:special", ["special"]),
        ("ep:ＳＰＥＣＩＡＬ", ["special"]),
        ("ep:1 ep:special", ["ep-001", "special"]),
        ("show:beans ep:2", ["ep-002"]),
        ("before:2024", ["ep-001"]),
        ("before:2024-05-02", ["ep-001", "ep-002"]),
        ("after:2023", ["ep-002", "special"]),
        ("after:2024-05-01", ["special"]),
        ("after:2023 before:2024-05-02", ["ep-002"]),
        ("ep:1-2 after:2023", ["ep-002"]),
    ],
)
def test_filters_leave_the_episodes_that_are_meant(typed: str, stems: list[str]) -> None:
    assert kept(typed) == stems


@pytest.mark.parametrize(
    ("typed", "speakers"),
    [
        ("speaker:Ann", {"Ann"}),
        ("speaker:ann", {"Ann"}),
        ("speaker:lee", {"Ann Lee"}),
        ("speaker:an", {"Ann", "Ann Lee"}),
    ],
)
def test_a_speaker_is_meant_by_the_name_or_a_part_of_it(typed: str, speakers: set[str]) -> None:
    assert names(typed) == speakers


def test_several_speakers_may_have_said_it() -> None:
    assert names('speaker:安 speaker:"Ann Lee"') == {"安", "Ann Lee"}


def test_no_speaker_is_anybody() -> None:
    assert names("ep:1") == frozenset()


def test_where_no_show_answers_none_is_named() -> None:
    with pytest.raises(NotFoundError) as error:
        narrow(library(), parse("show:beans 豆子"), Scope(frozenset()))
    assert (error.value.code, error.value.values) == ("show.none", {"show": "beans"})


@pytest.mark.parametrize(
    ("typed", "code", "values"),
    [
        ("show:nowhere", "show.not_here", {"show": "nowhere", "known": "週末的烘豆教室, news"}),
        ("show:secret", "show.not_here", {"show": "secret", "known": "週末的烘豆教室, news"}),
        ("ep:99", "episode.none", {"episode": "99"}),
        ("ep:9", "episode.none", {"episode": "9"}),
        ("ep:hidden", "episode.none", {"episode": "hidden"}),
        ("show:news ep:special", "episode.none", {"episode": "special"}),
        ("speaker:Bo", "speaker.none", {"speaker": "Bo"}),
        ("ep:1 speaker:安", "speaker.none", {"speaker": "安"}),
        ("before:2020", "episode.not_then", {}),
        ("after:2024-05 before:2024", "episode.not_then", {}),
        ("show:news after:2020", "episode.not_then", {}),
    ],
)
def test_what_is_not_here_is_said_and_what_is_hidden_is_not_here(
    typed: str, code: str, values: dict[str, object]
) -> None:
    assert refused(typed) == (code, values)
