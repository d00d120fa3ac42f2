"""What is said above and below the hits: that the first only holds what was asked about, that there may be more."""

from dataclasses import replace

import pytest

from bot.keeping import saved, shown
from bot.model import Cue, Hit, SearchId, Tier
from bot.search.engine import search
from bot.withholding import Withholding
from handlers.reply import page, why
from tests.search_library import everything, library
from tests.small_library import CONSOLE
from tests.test_reply import PLAIN, ZH, found, hit, lines_of


def test_a_loose_answer_that_holds_what_was_asked_about_says_so() -> None:
    loose = replace(hit(tier=Tier.LOOSE), about="護城河", holds_about=True)
    first = page(found([loose]), PLAIN)
    assert lines_of(first)[0] == "沒有人照這樣說過，不過這幾段有講到「護城河」："


def test_a_later_page_does_not_say_that_nothing_matches() -> None:
    loose = hit(tier=Tier.LOOSE)
    later = page(found([loose], total=6, first=6), PLAIN)
    assert lines_of(later)[0] == "以下只有部分相符："


@pytest.mark.parametrize(("heard", "reason"), [("互成盒", "聽起來像：護城河 ≈ 互成盒"), ("護城河", "只有部分相符")])
def test_what_was_asked_about_is_shown_beside_what_was_heard_for_it(heard: str, reason: str) -> None:
    text = f"公司的{heard}很深"
    loose = replace(hit(tier=Tier.LOOSE), text=text, marks=((3, 6),), about="護城河", holds_about=True)
    assert why(loose, "護城河是什麼", ZH) == reason


def test_a_kept_hit_still_holds_it() -> None:
    snapshot = library({"only": [Cue(0, 4000, "大家都在談烘豆機")]})
    scope = everything(snapshot)
    kept = saved(search(snapshot, "烘豆機是什麼", scope)[0])
    assert shown(snapshot, [kept], scope, Withholding(snapshot, CONSOLE))[0].holds_about


@pytest.mark.parametrize("hits", [(), (hit(),)])
def test_a_search_that_ran_out_of_time_says_last_that_there_may_be_more(hits: tuple[Hit, ...]) -> None:
    whole = replace(found(hits), search=SearchId("aaaaaa") if hits else None)
    assert lines_of(page(replace(whole, ran_out=True), PLAIN))[-1] == ZH.say("search.ran-out")
    assert ZH.say("search.ran-out") not in page(whole, PLAIN).text
