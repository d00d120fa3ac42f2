"""A search whose time is up answers with what it has."""

from collections import Counter
from typing import TYPE_CHECKING, cast

import pytest

from bot.search.engine import search
from bot.search.patience import Patience
from bot.search.wanted import Alternative, Wanted
from tests.counting import Counting
from tests.search_library import beans, everything

if TYPE_CHECKING:
    from bot.ports import Snapshot


def asked(wanted: Wanted | str, patience: Patience | None) -> tuple[list[str], Counter[str]]:
    """What was matched, and the calls of the store."""
    snapshot = beans()
    counting = Counting(snapshot)
    hits = search(cast("Snapshot", counting), wanted, everything(snapshot), patience=patience)
    return [hit.matched for hit in hits], counting.calls


def over(after: int = 0) -> Patience:
    """Patience that runs out after so many steps."""
    left = iter([False] * after + [True] * 99)
    return Patience(lambda: next(left))


EITHER = Wanted((Alternative("護城河"), Alternative("烘豆")))


def test_alternatives_that_are_left_are_left_out() -> None:
    every, _ = asked(EITHER, None)
    patience = over()
    some, _ = asked(EITHER, patience)
    assert "烘豆" in every
    assert "烘豆" not in some
    assert patience.ran_out


def test_the_first_is_looked_for_however_little_time_there_is() -> None:
    assert asked("護城河", over())[0] == asked("護城河", None)[0]


def test_nothing_is_guessed_any_more() -> None:
    patience = over()
    _, calls = asked("hucehnghe", patience)
    assert calls["candidates"] == 1
    assert patience.ran_out


def test_a_search_that_needs_no_more_time_does_not_run_out() -> None:
    patience = over()
    asked("護城河", patience)
    assert not patience.ran_out


@pytest.mark.parametrize("steps", [0, 1])
def test_words_around_a_phrase_are_looked_for_as_a_sentence_first(steps: int) -> None:
    _, calls = asked(Wanted((Alternative("小店的 護城河", ("護城河",)),)), over(steps))
    assert calls["candidates"] == steps + 1
