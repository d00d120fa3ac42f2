"""Feeds beside the operator's own files and words: whose transcript stays, whose times count."""

from dataclasses import replace

import pytest

from bot.feed_model import Validators
from bot.feed_ports import Answer
from bot.feeds.looking import FED
from bot.given import GivenFacts
from bot.model import EpisodeDraft, EpisodeFacts
from tests.feed_house import T1, House, tea_house
from tests.memory_feeds import Pages, item_of, vtt_of
from tests.store_drafts import Script


@pytest.fixture
def house() -> House:
    return tea_house()


def own_draft(number: int | None = None) -> EpisodeDraft:
    return replace(Script("ep1", show="tea").draft(), facts=EpisodeFacts(number))


async def test_the_operators_offset_counts_at_the_next_round_and_is_taken_back(house: House) -> None:
    await house.added()

    async def starts(offset_ms: int | None) -> list[int]:
        await house.store.give_facts("tea", "cup-1", GivenFacts(offset_ms=offset_ms))
        await house.sync()
        (episode,) = await house.episodes()
        cues = await house.store.read(lambda snapshot: snapshot.cues_between(episode.id, 0, 1 << 40))
        return [placed.cue.start_ms for placed in cues]

    assert await starts(5000) == [5000, 7000]
    assert await starts(2500) == [2500, 4500]
    assert await starts(None) == [0, 2000]


async def test_an_episode_whose_offset_stays_is_not_written_again(house: House) -> None:
    await house.store.give_facts("tea", "cup-1", GivenFacts(offset_ms=5000))
    await house.added()
    writes = house.writes
    assert (await house.sync()).news == ()
    assert house.writes == writes


async def test_a_transcript_that_the_operator_imports_while_a_round_goes_on_stays(house: House) -> None:
    own = Script("cup-1", show="tea").draft()

    class Meanwhile(Pages):
        async def get(self, url: str, since: Validators, max_bytes: int) -> Answer:
            if url == T1:
                await house.store.put_episode(own)
            return await super().get(url, since, max_bytes)

    house.web = Meanwhile(house.web.pages)
    house.__post_init__()
    done = await house.added()

    assert await house.texts("cup-1") == [cue.text for cue in own.cues]
    assert done.news == ()


async def test_the_operators_transcript_stays_and_gets_the_feeds_facts(house: House) -> None:
    await house.store.put_episode(own_draft(number=1))

    done = await house.added()

    (episode,) = await house.episodes()
    assert (episode.stem, episode.facts.number, episode.facts.title) == ("ep1", 1, "Cup 1")
    assert (done.news, done.waiting) == ((), ())
    assert T1 not in house.web.urls


async def test_a_file_that_is_imported_later_gets_the_feeds_facts_too(house: House) -> None:
    house.show(item_of(1))
    waiting = (await house.added()).waiting
    await house.store.put_episode(own_draft(number=1))

    done = await house.sync()

    (episode,) = await house.episodes()
    assert (len(waiting), done.waiting, episode.facts.title) == (1, (), "Cup 1")
    before = house.writes
    assert (await house.sync()).edited == 0
    assert house.writes == before


async def test_a_file_that_takes_a_fed_episodes_place_stays(house: House) -> None:
    await house.added()
    await house.store.put_episode(replace(own_draft(), stem="cup-1"))
    house.web.pages[T1] = vtt_of("other tea")

    assert (await house.sync()).news == ()


async def test_fed_episodes_are_marked_as_such(house: House) -> None:
    await house.added()

    fingerprints = await house.store.read(lambda snapshot: snapshot.fingerprints("tea"))
    assert fingerprints["cup-1"].startswith(FED)


async def test_a_second_guid_of_the_same_look_is_left_out(house: House) -> None:
    house.show("<guid>a b</guid>", "<guid>a  b</guid><title>x</title>", "<guid>a\u00a0b</guid>")

    done = await house.added()

    assert [kept.stem for kept in done.waiting] == ["a b"]
