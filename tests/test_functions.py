import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from bot.errors import StoreError
from bot.model import Place, PlaceKind, Platform
from bot.ports import Snapshot
from bot.quotes import PAGE_HITS
from bot.search.language import parse
from handlers import functions
from handlers.asking import Asked, Bot, Function, Parameter
from handlers.columns import columns
from handlers.discord.render import rendered
from handlers.functions import (
    BY_NAME,
    FREE_TEXT,
    FUNCTIONS,
    PRESSES,
    answer,
    described,
    named_in,
    press,
    typed_values,
)
from handlers.locale import words_for
from handlers.messages import Action
from handlers.telegram.render import html_of, plain
from tests.small_library import CONSOLE, GUILD, OPEN_SHOW, OTHER_GUILD, SECRET_SHOW, SmallLibrary, house, lines_of

T = TypeVar("T")

WORDS = words_for("zh-TW")
ASKED = Asked(GUILD, "discord:1", WORDS)
TELEGRAM_GROUP = Place(Platform.TELEGRAM, PlaceKind.GROUP, "-7")
TELEGRAM_PRIVATE = Place(Platform.TELEGRAM, PlaceKind.DIRECT, "7")
STRANGER = Asked(OTHER_GUILD, "discord:2", WORDS)


def bot_of(library: SmallLibrary) -> Bot:
    built = house(library)
    return Bot(built.quotes, built.clips, lambda _episode, _start_ms: None, new_seed=lambda: "seed")


def filled() -> tuple[SmallLibrary, Bot]:
    library = SmallLibrary()
    library.add(OPEN_SHOW, "open-1", lines_of(12))
    return library, bot_of(library)


def test_the_chats_offer_every_field_in_this_order() -> None:
    offered = [
        *("quote", "random", "clip", "episode", "trend"),
        *(f"daily {what}" for what in ("set", "list", "pause", "resume", "skip", "now", "history", "remove")),
        *("daily preview", "daily suggest", "daily suggestions"),
        *("correct", *(f"corrections {verb}" for verb in ("list", "accept", "reject", "remove"))),
        *("alias add", "alias list", "alias remove"),
        *("saved", "privacy"),
        *(f"settings {what}" for what in ("show", "shows", "language", "private", "cooldown", "role")),
        *("report", "reports", "hide", "unhide", "hidden"),
        *("blocked add", "blocked list", "blocked remove"),
        "help",
    ]
    assert [function.name for function in FUNCTIONS] == offered
    assert BY_NAME[FREE_TEXT.name] is FREE_TEXT


def test_every_action_of_a_button_does_something() -> None:
    assert set(PRESSES) == set(Action)


async def test_help_describes_every_function_to_those_who_manage() -> None:
    answered = (await answer(filled()[1], replace(ASKED, may_manage=True), "help", {})).text
    assert all(f"/{function.name}" in answered for function in FUNCTIONS)
    assert all(WORDS.say(function.help_key) in answered for function in FUNCTIONS)


async def test_help_is_grouped_by_what_it_is_for() -> None:
    answered = described(replace(ASKED, may_manage=True))
    groups = [(plain(lines[0]), plain(lines[1]).split()[0]) for lines in answered.paragraphs[1:4]]
    assert groups == [("找話來聽：", "/quote"), ("片段、收藏和其他：", "/clip"), ("管理：", "/daily")]


def typed_in(asked: Asked) -> set[str]:
    """The functions whose use is told, by name."""
    text = described(asked).text
    return {function.name for function in FUNCTIONS if WORDS.say(function.help_key) in text}


def test_help_shows_nobody_what_they_may_not_do() -> None:
    assert typed_in(ASKED) == {function.name for function in FUNCTIONS if not function.for_managers}
    assert "管理" not in described(ASKED).text


def test_help_names_in_a_telegram_group_what_moderators_have_and_tells_it_in_private() -> None:
    last = described(replace(ASKED, place=TELEGRAM_GROUP)).text.splitlines()[-1]
    assert last.startswith("管理員還可以用 /daily set、/corrections list、/alias add、/settings show")
    assert last.endswith("，用法請私訊我 /help。")
    assert {name.split()[0] for name in typed_in(replace(ASKED, may_manage=True)) - typed_in(ASKED)} == {
        name.split()[0] for name in re.findall("/([a-z ]+)", last.partition("，")[0])
    }
    assert typed_in(replace(ASKED, place=TELEGRAM_PRIVATE, may_manage=True)) == set(BY_NAME)
    assert "私訊我" not in described(replace(ASKED, place=TELEGRAM_PRIVATE, may_manage=True)).text


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (GUILD, "輸入 /quote 加上"),
        (TELEGRAM_GROUP, "輸入 /quote 加上"),
        (TELEGRAM_PRIVATE, "直接輸入"),
        (CONSOLE, "直接輸入"),
    ],
)
def test_help_says_how_a_search_is_typed_there(place: Place, said: str) -> None:
    assert described(replace(ASKED, place=place)).text.startswith(said)


@pytest.mark.parametrize("language", ["zh-TW", "en"])
@pytest.mark.parametrize("place", [GUILD, TELEGRAM_PRIVATE])
def test_help_fits_a_message_and_its_lines_a_phone(place: Place, language: str) -> None:
    asked = Asked(place, "a:1", words_for(language), may_manage=True)
    shown = rendered(described(asked))
    assert shown.embed.description is not None
    assert shown.embed.description.endswith(words_for(language).say("help.language-where"))
    assert html_of(described(asked)).endswith(words_for(language).say("help.language-where"))
    assert max(map(columns, described(asked).text.splitlines())) <= 96


async def test_quoting_answers_with_a_page() -> None:
    answered = await answer(filled()[1], ASKED, "quote", {"text": "護城河"})
    assert "1–5 / 12" in answered.text
    assert len(answered.buttons) == PAGE_HITS + 1


async def test_quoting_nothing_answers_with_an_example() -> None:
    assert "例如：護城河" in (await answer(filled()[1], ASKED, "quote", {"text": " "})).text


async def test_every_button_of_a_page_answers() -> None:
    _, bot = filled()
    for button in (await answer(bot, ASKED, "quote", {"text": "護城河"})).buttons:
        pressed = await press(bot, ASKED, button.action, button.id, button.position)
        assert "護城河" in pressed.text
        assert pressed.buttons


async def test_an_opened_hit_widens_and_keeps_its_way_back() -> None:
    library, bot = filled()
    await answer(bot, ASKED, "quote", {"text": "護城河"})
    opened = await press(bot, ASKED, Action.OPEN, "aaaaaa", 6)
    wider = opened.buttons[0]
    library.calls = 0
    widened = await press(bot, ASKED, wider.action, wider.id, wider.position)
    assert len(widened.paragraphs[1]) > len(opened.paragraphs[1])
    assert [button.key for button in widened.buttons][-3:] == ["<", ">", "0"]
    assert library.calls == 2


async def test_a_random_clip_can_be_opened_by_its_id() -> None:
    library, bot = filled()
    await answer(bot, ASKED, "random", {})
    [clip_id] = library.clips
    assert clip_id in (await answer(bot, ASKED, "clip", {"id": clip_id.upper()})).text


async def test_another_random_clip_is_a_press_away() -> None:
    library, bot = filled()
    again = (await answer(bot, ASKED, "random", {})).buttons[-1]
    library.calls = 0
    assert "片段編號" in (await press(bot, ASKED, again.action, again.id, again.position)).text
    assert library.calls == 2


async def test_a_clip_shows_more_lines_when_asked() -> None:
    library, bot = filled()
    shown = await answer(bot, ASKED, "random", {})
    more = shown.buttons[0]
    library.calls = 0
    wider = await press(bot, ASKED, more.action, more.id, more.position)
    assert len(wider.paragraphs[1]) > len(shown.paragraphs[1])
    assert library.calls == 1


@pytest.mark.parametrize("action", [Action.OPEN, Action.TURN, Action.WIDEN])
async def test_a_strangers_button_answers_with_a_way_to_search_again(action: Action) -> None:
    _, bot = filled()
    await answer(bot, ASKED, "quote", {"text": "護城河"})
    answered = await press(bot, STRANGER, action, "aaaaaa", 0)
    assert "再輸入一次" in answered.text
    assert "護城河" not in answered.text


async def test_no_function_answers_from_a_private_show_without_access() -> None:
    library = SmallLibrary()
    library.add(SECRET_SHOW, "secret-1", lines_of(12, "祕密"))
    bot = bot_of(library)
    for name, values in (("quote", {"text": "說到"}), ("random", {}), ("help", {})):
        assert "祕密" not in (await answer(bot, STRANGER, name, values)).text
    await answer(bot, ASKED, "random", {})
    [clip_id] = library.clips
    there = (await answer(bot, STRANGER, "clip", {"id": clip_id})).text
    not_there = (await answer(bot, STRANGER, "clip", {"id": "zzzzzz"})).text
    assert there == not_there.replace("zzzzzz", clip_id)
    assert there == (await press(bot, STRANGER, Action.MORE, clip_id, 4)).text


async def test_seeds_are_new_each_time() -> None:
    built = house(filled()[0])
    bot = Bot(built.quotes, built.clips, lambda _episode, _start_ms: None)
    assert bot.new_seed() != bot.new_seed()


@pytest.mark.parametrize("text", ["Random", "RANDOM", "Daily SET"])
def test_a_command_is_known_in_capitals(text: str) -> None:
    assert named_in(text) == (BY_NAME[text.lower()], "")


class Broken(SmallLibrary):
    """A library whose disk is full."""

    async def read(self, work: Callable[[Snapshot], T]) -> T:
        raise StoreError("store.full", path="/srv/secret/naji.db", work=work)


async def test_a_chat_hears_of_a_broken_store_without_its_path_and_the_log_with_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bot = bot_of(Broken())
    told = [await answer(bot, ASKED, "quote", {"text": "護城河"}), await press(bot, ASKED, Action.OPEN, "aaaaaa", 0)]
    for reply, record in zip(told, caplog.records, strict=True):
        assert "資料庫出了點問題" in reply.text
        assert "secret" not in reply.text
        assert reply.refuses
        incident = record.getMessage().split()[1].rstrip(":")
        assert incident in reply.text
        assert "/srv/secret/naji.db" in record.getMessage()


async def test_the_operator_hears_of_a_broken_store_with_its_path() -> None:
    operator = Asked(CONSOLE, "console:operator", WORDS)
    assert "/srv/secret/naji.db" in (await answer(bot_of(Broken()), operator, "random", {})).text


def test_a_command_is_named_by_its_longest_name_and_keeps_what_stands_behind_it() -> None:
    assert named_in("quote  護城 河\n") == (BY_NAME["quote"], "護城 河\n")
    assert named_in("random") == (BY_NAME["random"], "")
    assert named_in("nothing of the kind") is None
    assert named_in("") is None


def test_typed_words_go_to_the_parameters_in_order_and_the_last_takes_the_rest() -> None:
    two = Function("x y", (Parameter("time", "t"), Parameter("zone", "z", is_required=False)), "h", BY_NAME["help"].run)
    assert typed_values(two, "09:00 Asia/Taipei or so") == {"time": "09:00", "zone": "Asia/Taipei or so"}
    assert typed_values(two, "09:00") == {"time": "09:00"}
    assert typed_values(BY_NAME["random"], "anything") == {}


def test_fields_are_for_chats_that_have_them_and_the_text_is_typed_whole() -> None:
    assert typed_values(BY_NAME["quote"], 'ep:4 "護城 河" -豆子') == {"text": 'ep:4 "護城 河" -豆子'}


async def test_the_fields_of_a_quote_say_where_to_look() -> None:
    _, bot = filled()
    asked = {"show": "open", "episode": "7"}
    assert "沒有「7」這一集" in (await answer(bot, ASKED, "quote", {"text": "護城河", **asked})).text
    assert "1–5 / 12" in (await answer(bot, ASKED, "quote", {"text": "護城河", "show": "open"})).text


@pytest.mark.parametrize(("text", "times"), [("不在裡面", 1), ("~護城河", 1), ("護城河", 0)])
async def test_where_it_was_looked_for_is_said_where_little_was_found(text: str, times: int) -> None:
    answered = await answer(filled()[1], ASKED, "quote", {"text": text, "show": "open"})
    assert answered.text.count("只在這個範圍裡找過：show:open") == times


async def test_exactly_what_was_typed_is_looked_for_where_that_is_switched_on() -> None:
    _, bot = filled()
    assert "範圍後面" in (await answer(bot, ASKED, "quote", {"text": "ep:4"})).text
    assert "找不到一字不差的「ep:4」" in (await answer(bot, ASKED, "quote", {"text": "ep:4", "exact": "True"})).text


@pytest.mark.parametrize("language", ["zh-TW", "en"])
async def test_help_shows_the_language_by_examples_that_are_read_as_it_says(language: str) -> None:
    asked = Asked(GUILD, "a:1", words_for(language))
    lines = (await answer(filled()[1], asked, "help", {})).text.splitlines()[-4:]
    exact, without, either, where = (parse(re.split("：|: ", line)[0]) for line in lines)
    assert exact.wanted.alternatives[0].is_literal
    assert without.wanted.alternatives[0].without
    assert len(either.wanted.alternatives) == 2
    assert len(where.filters.told) == 5


async def test_a_function_for_managers_answers_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = Function("random", (), "help.random", BY_NAME["random"].run, for_managers=True)
    monkeypatch.setattr(functions, "BY_NAME", {"random": closed})
    _, bot = filled()
    assert "管理" in (await answer(bot, ASKED, "random", {})).text
    manager = Asked(ASKED.place, ASKED.asker, ASKED.words, may_manage=True)
    assert "護城河" in (await answer(bot, manager, "random", {})).text
