"""Settings as the chats offer them: the table's rows, what they answer, and the console."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.cooldown import Bucket, Limits
from bot.errors import StoreError
from bot.model import Place
from bot.place_ports import Role
from bot.place_settings import NOTHING_SET
from handlers import manners
from handlers.asking import Asked, Bot
from handlers.console import Session, chat
from handlers.functions import BY_NAME, FUNCTIONS, answer
from handlers.locale import FOLDERS, words_for
from handlers.terminal import PLAIN
from tests.place_house import CHAT, CONSOLE, DIRECT, GUILD, OTHER_GUILD, WORDS, PlaceHouse, manager, place_house

SETTINGS = [function.name for function in FUNCTIONS if function.name.startswith("settings ")]
BOSS = manager(CONSOLE)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[PlaceHouse]:
    async with place_house(tmp_path) as built:
        yield built


@dataclass(frozen=True)
class OneRole:
    """`bot.place_ports.Roles` of a server with one role, or, once it is deleted, with none."""

    is_deleted: bool = False

    def find(self, typed: str) -> Role | None:
        return self.known("55") if typed == "<@&55>" else None

    def known(self, role_id: str) -> Role | None:
        return None if self.is_deleted or role_id != "55" else Role("55", "小幫手 @everyone")


SERVER = replace(manager(), roles=OneRole())


def test_everything_of_the_settings_is_for_managers() -> None:
    assert len(SETTINGS) == 6
    assert all(BY_NAME[name].for_managers for name in SETTINGS)


def test_what_searches_costs_a_search_and_nothing_else_does() -> None:
    assert [function.name for function in FUNCTIONS if function.searches][:2] == ["quote", "random"]
    assert not BY_NAME["help"].searches
    assert not BY_NAME["clip"].searches


@pytest.mark.parametrize("name", SETTINGS)
async def test_a_listener_sees_and_sets_nothing(house: PlaceHouse, name: str) -> None:
    listener = Asked(GUILD, "discord:2", WORDS)
    assert "管理權限" in (await answer(house.bot(), listener, name, {"language": "en"})).text
    assert await house.places.at(GUILD) == NOTHING_SET


@pytest.mark.parametrize("name", SETTINGS)
async def test_the_sample_show_has_no_settings(house: PlaceHouse, name: str) -> None:
    sample = replace(house.bot(), places=None, cooldown=None)
    assert "範例節目" in (await answer(sample, manager(), name, {"language": "en"})).text
    assert "範例節目" in (await answer(replace(house.bot(), cooldown=None), manager(), "settings show", {})).text


# ---------------------------------------------------------------- showing


async def test_showing_says_what_holds_in_a_server_and_how_each_is_changed(house: PlaceHouse) -> None:
    said = (await house.say("settings show", SERVER)).splitlines()
    assert said == [
        "這裡會找所有開放的節目：rain、secret、tea（《tea》）。只想找其中幾個：/settings shows 節目代號",
        "這裡設定了 0 個別名。要看或新增：/alias list、/alias add",
        "這裡沒有另外設定語言。要固定用一種：/settings language zh-TW 或 en",
        "回答預設只有問的人看得到。要改成大家都看得到：/settings private off",
        "一個人連續找 2 次以後，每隔 10 秒可以再找一次。要改：/settings cooldown 秒數",
        "能管理哪集的，只有具備「管理伺服器」權限的人。要讓一個身分組也能管理：/settings role 身分組",
    ]


async def test_showing_says_what_was_set(house: PlaceHouse) -> None:
    for text in ("shows tea", "language en", "private off", "cooldown 30", "role <@&55>"):
        await house.say(f"settings {text}", SERVER)
    await house.say("alias add 護城河 = moat", SERVER)
    said = await house.say("settings show", SERVER)
    for part in (
        "只找這些節目：tea（《tea》）",
        "1 個別名",
        "用英文",
        "大家都看得到",
        "每隔 30 秒",
        "「小幫手 @everyone」",
    ):
        assert part in said


async def test_a_role_that_was_deleted_is_said_to_be_gone_and_not_named_by_its_number(house: PlaceHouse) -> None:
    await house.say("settings role <@&55>", SERVER)
    said = await house.say("settings show", replace(SERVER, roles=OneRole(is_deleted=True)))
    assert "已經刪除了" in said
    assert "55" not in said


@pytest.mark.parametrize(
    ("place", "absent"),
    [(CHAT, ["private", "role"]), (DIRECT, ["cooldown", "role"]), (CONSOLE, ["private", "cooldown", "role"])],
)
async def test_showing_leaves_out_what_a_place_does_not_have(
    house: PlaceHouse, place: Place, absent: Sequence[str]
) -> None:
    said = await house.say("settings show", manager(place))
    every = ["shows", "language", "private", "cooldown", "role"]
    assert [name for name in every if f"/settings {name}" not in said] == absent


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("text", [
    "show", "shows", "shows tea", "shows nowhere", "language en", "language zh-TW", "language auto", "language fr",
    "language", "private on", "private off", "private x", "cooldown 0", "cooldown 9", "cooldown default", "cooldown x",
    "role <@&55>", "role none", "role 9",
])  # fmt: skip
async def test_everything_is_answered_in_sentences_of_either_language(
    house: PlaceHouse, text: str, language: str
) -> None:
    said = await house.say(f"settings {text}", replace(SERVER, words=words_for(language)))
    assert "settings." not in said
    assert "{" not in said


# ---------------------------------------------------------------- shows


async def test_shows_are_listed_where_none_is_typed(house: PlaceHouse) -> None:
    await house.say("settings shows tea", SERVER)
    said = (await house.say("settings shows", SERVER)).splitlines()
    assert said == [
        "這裡只找這些節目：tea（《tea》）。要改回全部：/settings shows all",
        "還可以選：rain、secret",
    ]


async def test_a_private_show_is_refused_like_one_that_is_not_there(house: PlaceHouse) -> None:
    private = await house.say("settings shows secret", manager(OTHER_GUILD))
    missing = await house.say("settings shows nowhere", manager(OTHER_GUILD))
    assert private.replace("secret", "nowhere") == missing
    assert "secret" not in await house.say("settings shows", manager(OTHER_GUILD))


async def test_a_show_without_episodes_is_said_to_be_empty(house: PlaceHouse) -> None:
    await house.store.remove_episode("tea", "ep1")
    assert "tea（《tea》）（目前沒有集數）" in await house.say("settings shows", SERVER)


async def test_where_nothing_chosen_is_open_any_more_it_says_so_and_how_to_go_on(house: PlaceHouse) -> None:
    await house.say("settings shows secret", SERVER)
    later = PlaceHouse(house.store, replace(house.secret_in, discord_guilds=frozenset()))
    said = await later.say("settings shows", SERVER)
    assert "什麼都找不到" in said
    assert "/settings shows all" in said
    assert "還可以選：rain、tea" in said
    assert "secret" not in said


async def test_of_many_shows_some_are_named(house: PlaceHouse) -> None:
    for number in range(30):
        await house.put(f"show-{number:02}", "ep1", ("護城河",))
    said = await house.say("settings shows", manager(OTHER_GUILD))
    assert "show-18、還有 12 個" in said
    assert "show-19" not in said


async def test_a_library_without_shows_says_so(house: PlaceHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(house.access), "open_shows", lambda *_: [])
    assert "還沒有節目可以找" in await house.say("settings shows", SERVER)


# ---------------------------------------------------------------- the rest


async def test_a_language_is_answered_in_itself(house: PlaceHouse) -> None:
    assert await house.say("settings language en", manager(CHAT)) == (
        "Answers here are in English. Change it: /settings language zh-TW or auto"
    )
    assert "stays in that person's own language" in await house.say("settings language en", SERVER)
    assert "這裡的回答用中文" in await house.say("settings language zh-tw", manager(CHAT))


async def test_no_cooldown_is_said_as_such(house: PlaceHouse) -> None:
    assert "沒有限制" in await house.say("settings cooldown 0", SERVER)
    assert "每隔 10 秒" in await house.say("settings cooldown default", SERVER)


async def test_half_seconds_are_said_as_they_are_configured(house: PlaceHouse) -> None:
    half = PlaceHouse(house.store, limits=Limits(Bucket(5, 0.5), Bucket(5, 0.5)))
    assert "每隔 0.5 秒" in await half.say("settings cooldown default", SERVER)


async def test_who_manages_by_a_role_does_not_pass_it_on(house: PlaceHouse) -> None:
    deputy = replace(SERVER, by_role=True)
    assert "才能改" in await house.say("settings role <@&55>", deputy)
    assert (await house.places.at(GUILD)).manager_role is None
    assert "每隔 3 秒" in await house.say("settings cooldown 3", deputy)


@pytest.mark.parametrize("asked", [manager(CHAT), manager(DIRECT), BOSS])
async def test_where_there_are_no_roles_it_says_where_there_are(house: PlaceHouse, asked: Asked) -> None:
    assert "只有 Discord 的伺服器才有" in await house.say("settings role none", asked)


# ---------------------------------------------------------------- who waits


def over(house: PlaceHouse, asked: Asked, name: str = "quote") -> list[bool]:
    bot: Bot = house.bot()
    return [manners.too_fast(bot, asked, BY_NAME[name], NOTHING_SET) is not None for _ in range(4)]


async def test_listeners_wait_and_managers_of_groups_and_the_operator_do_not(house: PlaceHouse) -> None:
    assert over(house, Asked(GUILD, "discord:2", WORDS)) == [False, False, True, True]
    assert over(house, manager()) == [False] * 4
    assert over(house, BOSS) == [False] * 4


async def test_nobody_manages_how_fast_they_ask_alone(house: PlaceHouse) -> None:
    assert over(house, manager(DIRECT)) == [False, False, True, True]


async def test_what_does_not_search_is_free_and_so_is_everything_without_a_cooldown(house: PlaceHouse) -> None:
    listener = Asked(GUILD, "discord:2", WORDS)
    assert over(house, listener, "help") == [False] * 4
    free = replace(house.bot(), cooldown=None)
    assert not any(manners.too_fast(free, listener, BY_NAME["quote"], NOTHING_SET) for _ in range(4))


async def test_settings_that_cannot_be_read_are_those_of_a_place_that_set_nothing(
    house: PlaceHouse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_place: Place) -> None:
        raise StoreError("store.full", path="naji.db")

    await house.places.speak(GUILD, "en")
    assert (await manners.settings_here(house.bot(), GUILD)).language == "en"
    monkeypatch.setattr(house.places, "at", broken)
    assert await manners.settings_here(house.bot(), GUILD) == NOTHING_SET
    assert "store.full" in caplog.text


# ---------------------------------------------------------------- the console


async def typed(lines: Sequence[str]) -> AsyncIterator[str]:
    for line in lines:
        yield line


async def held(house: PlaceHouse, *lines: str) -> list[str]:
    """What the console writes: the greeting, then an answer for each line."""
    written: list[str] = []
    await chat(typed(lines), written.append, house.bot(), Session(WORDS, PLAIN, interactive=False))
    return written[1:]


async def test_the_console_sets_shows_and_searches_them_only(house: PlaceHouse) -> None:
    first, second, third = await held(house, "/settings shows tea", "護城河", "/settings show")
    assert "只找這些節目：tea" in first
    assert "老客人" in second
    assert "老闆" not in second
    assert "只找這些節目：tea" in third


async def test_the_console_speaks_the_language_that_is_set(house: PlaceHouse) -> None:
    _, there, _, here = await held(house, "/settings language en", "/help", "/settings language auto", "/help")
    assert words_for("en").say("help.random") in there
    assert WORDS.say("help.random") in here


async def test_the_console_never_waits(house: PlaceHouse) -> None:
    assert all("老客人" in said for said in await held(house, *["護城河"] * 9))
