"""What must not be shown is neither saved nor listed nor suggested, and what was saved of it before does not open."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.access import Access
from bot.errors import NotFoundError
from bot.moderation import Moderation
from bot.people import SavedPage
from tests.people_house import GUILD, ME, ME_ELSEWHERE, OTHER_GUILD, PRESSER, PeopleHouse, people_house
from tests.withheld_house import MODERATOR

HIDDEN, OTHER = 3, 7
"""Lines of which clips are saved."""


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[PeopleHouse]:
    async with people_house(tmp_path) as built:
        yield built


@pytest.fixture
def moderation(house: PeopleHouse) -> Moderation:
    return Moderation(house.store, Access({}), house.clock)


def standing(page: SavedPage) -> dict[str, bool]:
    return {str(each.id): each.clip is not None for each in page.clips}


async def test_a_saved_clip_is_listed_without_its_words_where_it_is_hidden(
    house: PeopleHouse, moderation: Moderation
) -> None:
    hidden, other = await house.saved(HIDDEN, OTHER)
    await moderation.hide(MODERATOR, hidden)
    assert standing(await house.people.saved(PRESSER)) == {other: True, hidden: False}
    assert f"第{HIDDEN}句" not in (await house.say("saved")).text
    assert f"第{HIDDEN}句" in (await house.say("saved", ME_ELSEWHERE)).text


async def test_a_saved_clip_is_suggested_only_where_it_is_not_hidden(
    house: PeopleHouse, moderation: Moderation
) -> None:
    hidden, other = await house.saved(HIDDEN, OTHER)
    await moderation.hide(MODERATOR, hidden)
    assert [clip.id for clip in await house.people.suggestions(GUILD, ME.asker)] == [other]
    assert hidden in [clip.id for clip in await house.people.suggestions(OTHER_GUILD, ME.asker)]


async def test_a_saved_clip_does_not_open_where_it_is_hidden(house: PeopleHouse, moderation: Moderation) -> None:
    [hidden] = await house.saved(HIDDEN)
    listed = await house.say("saved")
    await moderation.hide(MODERATOR, hidden)
    assert f"第{HIDDEN}句" not in (await house.press(listed, "1")).text
    assert f"第{HIDDEN}句" in (await house.press(listed, "1", ME_ELSEWHERE)).text


async def test_a_hidden_clip_cannot_be_saved(house: PeopleHouse, moderation: Moderation) -> None:
    clip = await house.clip(HIDDEN)
    await moderation.hide(MODERATOR, clip.id)
    with pytest.raises(NotFoundError, match=r"clip\.withheld"):
        await house.people.save(clip.id, PRESSER)
    assert standing(await house.people.saved(PRESSER)) == {}
