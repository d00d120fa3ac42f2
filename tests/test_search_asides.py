"""Hits in what is not the show: told as such, behind what the show says about as well, and no clip of the day."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.choosing import Occasion, choose
from bot.errors import NotFoundError
from bot.keeping import saved, shown
from bot.model import Clip, EpisodeDraft, EpisodeFacts, Hit, ShowId, Tier
from bot.ports import Snapshot
from bot.search.asides import behind_the_show
from bot.search.engine import index_episode, search
from bot.segment_ports import Recognition
from bot.segments import Kind, Segment
from bot.withholding import Withholding
from tests.memory import MemoryStore
from tests.search_library import beans, everything, timed
from tests.small_library import CONSOLE

AD = Segment(0, 40_000, Kind.SPONSOR, 0.9)
(SHOWN, *_) = search(beans(), "護城河", everything(beans()))


def hit(tier: Tier, score: float, *, aside: bool = False, nth: int = 0) -> Hit:
    return replace(SHOWN, tier=tier, score=score, aside=AD if aside else None, start_ms=nth)


def marked(texts: Sequence[str], *segments: Segment) -> Snapshot:
    """A store with one episode, a cue of eight seconds a text, and these segments."""

    async def fill() -> Snapshot:
        store = MemoryStore()
        cues = timed(texts)
        draft = EpisodeDraft("beans", "ep1", EpisodeFacts(), cues, index_episode(cues), "1")
        episode = await store.put_episode(draft)
        await store.put_recognitions({episode: Recognition(1, b"", "", segments)})
        return await store.read(lambda snapshot: snapshot)

    return asyncio.run(fill())


TEXTS = (
    "這台磨豆機真的很安靜 現在買有優惠",
    "早上磨豆子的時候不會吵到鄰居",
    "我們回到今天的題目",
    "這台磨豆機真的很安靜 我用了三年",
    "店裡的客人都問我在哪裡買的",
    "然後我就說是在路口的那一家",
)


def test_an_exact_hit_of_the_show_stands_before_one_of_an_advertisement() -> None:
    starts = {
        bool(segments): [each.start_ms // 8000 for each in search(library, "磨豆機真的很安靜", everything(library))]
        for segments in ((), (Segment(0, 16_000, Kind.SPONSOR, 0.9),))
        for library in [marked(TEXTS, *segments)]
    }
    assert starts == {False: [0, 2], True: [2, 0]}  # with a lead-in of three seconds


def test_a_hit_says_what_it_lies_in() -> None:
    ad = Segment(0, 16_000, Kind.SPONSOR, 0.9)
    library = marked(TEXTS, ad)
    assert [each.aside for each in search(library, "磨豆機真的很安靜", everything(library))] == [None, ad]


def test_a_kept_hit_says_what_it_lies_in_by_then() -> None:
    before, ad = marked(TEXTS), Segment(0, 16_000, Kind.SPONSOR, 0.9)
    kept = [saved(each) for each in search(before, "優惠", everything(before))]
    assert [each.aside for each in shown(before, kept, everything(before), Withholding(before, CONSOLE)).values()] == [
        None
    ]
    after = marked(TEXTS, ad)
    assert [each.aside for each in shown(after, kept, everything(after), Withholding(after, CONSOLE)).values()] == [ad]


def test_a_hit_of_an_advertisement_stays_in_its_tier() -> None:
    hits = [hit(Tier.EXACT, 1.0, aside=True), hit(Tier.SOUND, 0.9), hit(Tier.LOOSE, 0.9)]
    assert behind_the_show(hits) == tuple(hits)


def test_a_much_better_hit_of_an_advertisement_stays_in_front() -> None:
    good, middling, poor = hit(Tier.SOUND, 0.9, aside=True), hit(Tier.SOUND, 0.85), hit(Tier.SOUND, 0.5)
    assert behind_the_show([good, middling, poor]) == (middling, good, poor)


def test_what_another_show_says_is_not_put_before_an_advertisement() -> None:
    ad, other = hit(Tier.EXACT, 1.0, aside=True), hit(Tier.EXACT, 1.0, nth=1)
    elsewhere = replace(other, episode=replace(other.episode, show=replace(other.episode.show, id=ShowId(99))))
    assert behind_the_show([ad, elsewhere]) == (ad, elsewhere)
    assert behind_the_show([ad, elsewhere, other]) == (elsewhere, other, ad)


@given(st.lists(st.tuples(st.sampled_from((0.5, 0.9, 0.95, 1.0)), st.booleans()), max_size=8))
def test_each_kind_of_hit_keeps_its_own_order(drawn: list[tuple[float, bool]]) -> None:
    best_first = enumerate(sorted(drawn, reverse=True))
    hits = [hit(Tier.SOUND, score, aside=aside, nth=nth) for nth, (score, aside) in best_first]
    ordered = behind_the_show(hits)
    assert [each for each in ordered if each.aside] == [each for each in hits if each.aside]
    assert [each for each in ordered if not each.aside] == [each for each in hits if not each.aside]


def clip_of_the_day(library: Snapshot, seed: str) -> Clip:
    occasion = Occasion(CONSOLE, everything(library), date(2024, 5, 1), seed)
    return choose(library, occasion, Withholding(library, CONSOLE)).clip


def test_the_clip_of_the_day_is_always_from_the_show() -> None:
    library = marked(TEXTS * 3, Segment(0, 60_000, Kind.SPONSOR, 0.9))
    for seed in map(str, range(20)):
        assert clip_of_the_day(library, seed).start_ms >= 60_000


def test_where_nothing_is_the_show_there_is_no_clip_of_the_day() -> None:
    library = marked(TEXTS, Segment(0, 60_000, Kind.NOISE, 0.9))
    with pytest.raises(NotFoundError) as raised:
        clip_of_the_day(library, "seed")
    assert raised.value.code == "daily.no_clip"
