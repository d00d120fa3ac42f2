"""What a place sets for itself, over the real store: nothing of it shows in another place."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.access import Access
from bot.errors import NajiError, StoreError
from bot.model import Place, PrivateAccess
from bot.place_ports import Role
from bot.place_settings import AUTO, LANGUAGES, NOTHING_SET, PlaceSettings
from bot.places import Places
from bot.questions import Question
from handlers.locale import FOLDERS
from storage import places as storage_places
from storage.sqlite import SqliteStore, open_store
from tests.place_house import (
    ABROAD,
    CHAT,
    CONSOLE,
    DIRECT,
    GUILD,
    OTHER_GUILD,
    PlaceHouse,
    all_threads_taken,
    place_house,
)

ROOT = Path(__file__).parent.parent


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[PlaceHouse]:
    async with place_house(tmp_path) as built:
        yield built


@dataclass
class FewRoles:
    """`bot.place_ports.Roles` of a server with one role."""

    role: Role = field(default_factory=lambda: Role("55", "小幫手"))

    def find(self, typed: str) -> Role | None:
        return self.role if typed in ("55", "小幫手", "<@&55>") else None

    def known(self, role_id: str) -> Role | None:
        return self.role if role_id == self.role.id else None


async def slugs(house: PlaceHouse, place: Place = GUILD) -> tuple[list[str], list[str]]:
    """What the place can choose from, and what it chose."""
    shows = await house.places.shows(place)
    return [show.slug for show in shows.open], [show.slug for show in shows.followed]


async def found(house: PlaceHouse, place: Place = GUILD) -> set[str]:
    """The shows in which a search of the place finds something."""
    hits = await house.bot().quotes.hits(Question("護城河", place, "discord:1"), 10)
    return {named.hit.episode.show.slug for named in hits}


# ---------------------------------------------------------------- the manners


async def test_a_place_that_set_nothing_has_the_defaults(house: PlaceHouse) -> None:
    assert (
        await house.places.at(GUILD)
        == NOTHING_SET
        == PlaceSettings(None, is_private=True, cooldown_s=None, manager_role=None)
    )


def test_the_languages_are_those_of_the_catalogues() -> None:
    assert tuple(FOLDERS) == LANGUAGES


@pytest.mark.parametrize(("typed", "language"), [("en", "en"), ("EN", "en"), (" zh_tw ", "zh-TW"), (AUTO, None)])
async def test_a_language_is_set_however_it_is_written(house: PlaceHouse, typed: str, language: str | None) -> None:
    await house.places.speak(GUILD, "en" if language is None else AUTO)
    assert (await house.places.speak(GUILD, typed)).language == language
    assert (await house.places.at(GUILD)).language == language


@pytest.mark.parametrize(("typed", "is_private"), [("off", False), ("ON", True)])
async def test_answers_are_made_public_or_private(house: PlaceHouse, typed: str, *, is_private: bool) -> None:
    assert (await house.places.keep_private(GUILD, typed)).is_private is is_private


@pytest.mark.parametrize(("typed", "seconds"), [("0", 0), ("600", 600), ("Default", None)])
async def test_a_cooldown_is_set_within_its_range(house: PlaceHouse, typed: str, seconds: int | None) -> None:
    await house.places.slow_down(GUILD, "7")
    assert (await house.places.slow_down(GUILD, typed)).cooldown_s == seconds


async def test_a_role_is_kept_by_its_id_and_put_away(house: PlaceHouse) -> None:
    assert await house.places.appoint(GUILD, "小幫手", FewRoles()) == Role("55", "小幫手")
    assert (await house.places.at(GUILD)).manager_role == "55"
    assert await house.places.appoint(GUILD, " None ", FewRoles()) is None
    assert (await house.places.at(GUILD)).manager_role is None


WRONG: list[tuple[str, Callable[[Places], Awaitable[object]]]] = [
    ("settings.language", lambda places: places.speak(GUILD, "fr")),
    ("settings.language", lambda places: places.speak(GUILD, "")),
    ("settings.private", lambda places: places.keep_private(GUILD, "maybe")),
    ("settings.no_private", lambda places: places.keep_private(CHAT, "on")),
    ("settings.no_private", lambda places: places.keep_private(CONSOLE, "on")),
    ("settings.cooldown", lambda places: places.slow_down(GUILD, "601")),
    ("settings.cooldown", lambda places: places.slow_down(GUILD, "-1")),
    ("settings.cooldown", lambda places: places.slow_down(GUILD, "2.5")),
    ("settings.cooldown", lambda places: places.slow_down(GUILD, "٣")),
    ("settings.groups_only", lambda places: places.slow_down(DIRECT, "0")),
    ("settings.groups_only", lambda places: places.slow_down(CONSOLE, "0")),
    ("settings.role", lambda places: places.appoint(GUILD, "沒有", FewRoles())),
    ("settings.no_roles", lambda places: places.appoint(CHAT, "55", None)),
]


@pytest.mark.parametrize(("code", "act"), WRONG)
async def test_what_cannot_be_set_says_why_and_changes_nothing(
    house: PlaceHouse, code: str, act: Callable[[Places], Awaitable[object]]
) -> None:
    with pytest.raises(NajiError) as caught:
        await act(house.places)
    assert caught.value.code == code
    assert await house.places.at(GUILD) == NOTHING_SET


async def test_one_setting_leaves_the_others(house: PlaceHouse) -> None:
    await house.places.speak(GUILD, "en")
    await house.places.keep_private(GUILD, "off")
    await house.places.slow_down(GUILD, "5")
    await house.places.appoint(GUILD, "55", FewRoles())
    assert await house.places.at(GUILD) == PlaceSettings("en", is_private=False, cooldown_s=5, manager_role="55")


@pytest.mark.parametrize("other", [OTHER_GUILD, ABROAD, DIRECT, CHAT, CONSOLE])
async def test_settings_of_one_place_show_in_no_other(house: PlaceHouse, other: Place) -> None:
    await house.places.speak(GUILD, "en")
    await house.places.follow(GUILD, "tea")
    assert await house.places.at(other) == NOTHING_SET
    if other != ABROAD:
        assert (await slugs(house, other))[1] == []


# ---------------------------------------------------------------- shows


async def test_a_place_searches_every_show_that_is_open_to_it_until_it_chooses(house: PlaceHouse) -> None:
    assert await slugs(house) == (["rain", "secret", "tea"], [])
    assert await found(house) == {"rain", "secret", "tea"}


@pytest.mark.parametrize("typed", ["tea rain", "tea,rain", "TEA， rain", "tea、rain、"])
async def test_several_shows_are_chosen_by_space_or_comma(house: PlaceHouse, typed: str) -> None:
    shows = await house.places.follow(GUILD, typed)
    assert [show.slug for show in shows.followed] == ["rain", "tea"]
    assert await found(house) == {"rain", "tea"}


async def test_all_shows_are_chosen_again(house: PlaceHouse) -> None:
    await house.places.follow(GUILD, "tea")
    assert not (await house.places.follow(GUILD, "ALL")).followed
    assert await found(house) == {"rain", "secret", "tea"}


async def test_nothing_typed_changes_nothing(house: PlaceHouse) -> None:
    await house.places.follow(GUILD, "tea")
    assert [show.slug for show in (await house.places.follow(GUILD, " , ")).followed] == ["tea"]


async def test_a_private_show_is_no_choice_of_a_place_that_it_is_not_open_to(house: PlaceHouse) -> None:
    assert (await slugs(house, OTHER_GUILD))[0] == ["rain", "tea"]
    with pytest.raises(NajiError) as private:
        await house.places.follow(OTHER_GUILD, "tea secret")
    with pytest.raises(NajiError) as missing:
        await house.places.follow(OTHER_GUILD, "tea nowhere")
    assert private.value.code == missing.value.code == "settings.show"
    assert (await slugs(house, OTHER_GUILD))[1] == []


async def test_a_private_show_that_is_closed_again_is_neither_found_nor_named(house: PlaceHouse) -> None:
    await house.places.follow(GUILD, "secret")
    later = PlaceHouse(house.store, PrivateAccess())
    shows = await later.places.shows(GUILD)
    assert ([show.slug for show in shows.open], shows.followed, shows.is_closed) == (["rain", "tea"], [], True)
    assert await found(later) == set()
    assert not (await later.places.follow(GUILD, "all")).is_closed


async def test_a_show_that_was_taken_out_of_the_library_is_followed_still_and_said_to_be_empty(
    house: PlaceHouse,
) -> None:
    await house.places.follow(GUILD, "tea rain")
    await house.store.remove_episode("tea", "ep1")
    shows = await house.places.shows(GUILD)
    assert [show.slug for show in shows.followed] == ["rain", "tea"]
    assert shows.empty == {"tea"}
    assert await found(house) == {"rain"}
    await house.put("tea", "ep2", ("護城河又來了",))
    assert await found(house) == {"rain", "tea"}


async def test_the_overview_has_all_of_it(house: PlaceHouse) -> None:
    await house.places.speak(GUILD, "en")
    await house.store.add_alias(GUILD, ("護城河", "moat"))
    here = await house.places.overview(GUILD)
    assert (here.settings.language, here.alias_count, len(here.shows.open)) == ("en", 1, 3)


# ---------------------------------------------------------------- several processes


async def other_store(house: PlaceHouse) -> SqliteStore:
    """The same file, opened anew: to SQLite another process."""
    return await open_store(house.store._path)


async def test_what_another_process_sets_counts_at_once(house: PlaceHouse) -> None:
    assert (await house.places.at(GUILD)).language is None
    async with await other_store(house) as other:
        theirs = Places(other, other.places, Access({}))
        await theirs.speak(GUILD, "en")
        assert (await house.places.at(GUILD)).language == "en"
        await house.places.speak(GUILD, AUTO)
        assert (await theirs.at(GUILD)).language is None


async def test_two_processes_that_change_different_settings_keep_both(house: PlaceHouse) -> None:
    async with await other_store(house) as other:
        theirs = Places(other, other.places, Access({}))
        for seconds in range(10):
            await asyncio.gather(
                theirs.slow_down(GUILD, str(seconds)), house.places.keep_private(GUILD, ("on", "off")[seconds % 2])
            )
            settings = await house.places.at(GUILD)
            assert (settings.cooldown_s, settings.is_private) == (seconds, seconds % 2 == 0)


@pytest.mark.io
async def test_what_a_real_process_sets_counts_at_once(house: PlaceHouse, tmp_path: Path) -> None:
    assert await house.places.at(CONSOLE) == NOTHING_SET
    store = tmp_path / "naji.db"
    command = [sys.executable, "-m", "bot", "run", "--store", str(store)]
    said = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, input="/settings language en\n", capture_output=True, text=True, check=True
    )
    assert "Answers here are in English" in said.stdout
    assert (await house.places.at(CONSOLE)).language == "en"


# ---------------------------------------------------------------- what is kept in memory


async def statements(house: PlaceHouse, act: Callable[[], Awaitable[object]]) -> list[str]:
    """The statements that reading settings takes."""
    seen: list[str] = []
    connection = house.store._settings._connection
    assert connection is not None
    house.store._settings._pool.submit(connection.set_trace_callback, seen.append).result()
    await act()
    house.store._settings._pool.submit(connection.set_trace_callback, None).result()
    return seen


async def test_settings_are_read_once_while_nobody_writes(house: PlaceHouse) -> None:
    await house.places.at(GUILD)
    assert await statements(house, lambda: house.places.at(GUILD)) == ["PRAGMA data_version"]


async def test_no_more_places_are_kept_than_there_is_room_for(
    house: PlaceHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_places, "MOST_KEPT", 3)
    await house.places.speak(GUILD, "en")
    for number in range(10):
        assert (await house.places.at(replace(GUILD, id=f"{number}0"))) == NOTHING_SET
        assert (await house.places.at(GUILD)).language == "en"
        assert len(house.store._settings._kept._settings) <= 3


async def test_settings_are_read_beside_searches_that_take_all_threads(house: PlaceHouse) -> None:
    async with all_threads_taken(house.store):
        assert await house.places.at(GUILD) == NOTHING_SET


async def test_settings_that_cannot_be_read_say_so(house: PlaceHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage_places, "_READ", "SELECT nothing FROM nowhere")
    with pytest.raises(StoreError):
        await house.places.at(GUILD)
