"""What must not be shown stands on no card of an episode, and opens from none."""

import pytest

from bot.access import Access
from bot.cards import Card
from bot.corrections import Corrections
from bot.errors import NotFoundError
from bot.moderation import Moderation
from tests.card_shelf import GUILD, Shelf
from tests.fixed_clock import FixedClock
from tests.withheld_house import BOSS

PHRASE = "Mullard"


@pytest.fixture
async def shelf() -> Shelf:
    return await Shelf().fill()


@pytest.fixture
def moderation(shelf: Shelf) -> Moderation:
    return Moderation(shelf.store, Access({}), FixedClock())


async def card(shelf: Shelf) -> Card:
    found = await shelf.cards.find("3", GUILD, "repairs")
    assert isinstance(found, Card)
    return found


async def test_a_blocked_phrase_stands_on_no_card_and_does_not_open(shelf: Shelf, moderation: Moderation) -> None:
    before = await card(shelf)
    phrase = next(each for each in before.digest.phrases if PHRASE in each.words)
    await moderation.block(GUILD, PHRASE)
    left = (await card(shelf)).digest.phrases
    assert left
    assert not any(PHRASE in each.words for each in left)
    units = range(phrase.unit, phrase.unit + phrase.units)
    with pytest.raises(NotFoundError, match=r"phrase\.gone"):
        await shelf.cards.open_phrase(str(before.named.episode.id), units, GUILD)
    await moderation.unblock(GUILD, PHRASE)
    assert await card(shelf) == before


async def test_of_a_hidden_episode_no_phrase_stands_on_its_card(shelf: Shelf, moderation: Moderation) -> None:
    await moderation.hide_episode(BOSS, "repairs", "e3-radio")
    assert (await card(shelf)).digest.phrases == ()


async def test_a_phrase_does_not_open_where_a_correction_puts_blocked_words_into_it(
    shelf: Shelf, moderation: Moderation
) -> None:
    found = await card(shelf)
    phrase = next(each for each in found.digest.phrases if PHRASE in each.words)
    episode, units = str(found.named.episode.id), range(phrase.unit, phrase.unit + phrase.units)
    clip = (await shelf.cards.open_phrase(episode, units, GUILD)).opened.clip
    corrections = Corrections(shelf.store, Access({}), FixedClock())
    await corrections.propose(BOSS, clip.id, (PHRASE, "Telefunken"))
    await moderation.block(GUILD, "Telefunken")
    with pytest.raises(NotFoundError, match=r"phrase\.gone"):
        await shelf.cards.open_phrase(episode, units, GUILD)
