"""The list of all that Discord offers: what is not on it, or does not work through the real library, fails here.

Each command is given every option, each button, menu, form and message command is used by its asker after the bot was
stopped and started over the same file, and by somebody in a server where a private show does not answer.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.access import Access
from bot.cards import Cards
from bot.curating import Curating
from bot.model import Cue, Destination, EpisodeDraft, EpisodeFacts, Place, PlaceKind, Platform, PrivateAccess
from bot.moderation import Moderation
from bot.people import People
from bot.places import Places
from bot.ports import Store
from bot.schedules import Schedules
from bot.search.engine import index_episode
from bot.slot_history import SlotHistory
from bot.slots import ScheduleId, Slot, SlotRecord, SlotState
from bot.trends import Trends
from handlers.discord.forms import END, START
from handlers.discord.menus import DELETE, FIND
from handlers.functions import FUNCTIONS
from handlers.locale import words_for
from handlers.messages import Action
from storage.sqlite import open_store
from tests.card_shelf import TALKS, talk
from tests.discord_chat import answered, bot_over, library, online, reached, shown
from tests.discord_ways import (
    PRIVATE,
    Way,
    a_card,
    a_clip,
    a_hidden_clip,
    a_list_of_reports,
    a_list_of_saved_clips,
    a_list_of_suggestions,
    a_page,
    a_phrase,
    a_pick,
    a_post,
    a_post_of_which_nobody_knows,
    a_post_that_is_left_out,
    a_post_with_votes,
    a_preview,
    a_saved_clip,
    a_trimmed_clip,
    an_open_hit,
    carried,
    what_is_kept,
    whether_to_forget,
)
from tests.fake_discord import FakeDiscord, Guild
from tests.fake_discord.callback_rules import MESSAGE, MODAL
from tests.fake_discord.command_rules import ON_MESSAGE, SLASH
from tests.fake_discord.people import TEXT_INPUT
from tests.fake_discord.world import ADMINISTRATOR
from tests.hand import Hand
from tests.small_library import HandClock, lines_of

pytestmark = pytest.mark.io

WORDS = words_for("zh-TW")
A_ROLE = object()
"""Stands for a role of the server."""
DAILY: Mapping[str, object] = {
    "time": "09:00",
    "zone": "Asia/Taipei",
    "place": "#x",
    "days": "mon",
    "show": "secret",
    "heading": PRIVATE,
    "language": "en",
    "role": A_ROLE,
    "silent": True,
    "pin": True,
    "thread": True,
    "votes": False,
}
WHICH = {"which": "1", "place": "#x"}
EVERY_OPTION: Mapping[str, Mapping[str, object]] = {
    "quote": {
        "text": PRIVATE,
        "show": "secret",
        "episode": "4",
        "speaker": "Ann",
        "before": "2030",
        "after": "2020",
        "exact": True,
        "public": True,
    },
    "random": {"public": True},
    "clip": {"id": "zzzzzz", "public": True},
    "help": {},
    "daily set": DAILY,
    "daily list": {"place": "#x", "public": True},
    "daily preview": {"which": "1"},
    "daily suggest": {"id": "zzzzzz"},
    "daily suggestions": {},
    **{f"daily {what}": WHICH for what in ("pause", "resume", "skip", "now", "remove")},
    "daily history": {**WHICH, "public": True},
    "correct": {"id": "zzzzzz", "change": "甲 → 乙", "public": True},
    "corrections list": {},
    **{f"corrections {verb}": {"number": "1"} for verb in ("accept", "reject", "remove")},
    "alias add": {"names": "甲乙 = 丙丁"},
    "alias list": {"public": True},
    "alias remove": {"which": "1"},
    "episode": {"which": "4", "show": "secret", "public": True},
    "trend": {"term": PRIVATE, "show": "secret", "public": True},
    "report": {"id": "zzzzzz", "why": "x"},
    "reports": {},
    "hide": {"id": "zzzzzz"},
    "unhide": {"id": "zzzzzz"},
    "hidden": {},
    "blocked add": {"words": "甲乙"},
    "blocked list": {},
    "blocked remove": {"which": "1"},
    "saved": {},
    "privacy": {},
    "settings show": {},
    "settings shows": {"shows": "secret"},
    "settings language": {"language": "zh-TW"},
    "settings private": {"state": "on"},
    "settings cooldown": {"seconds": "3"},
    "settings role": {"role": "@x"},
}


async def fill(path: Path) -> None:
    """A library of one private show: what is said or called anything in it is private."""
    about = talk([f"{PRIVATE} {text}" for text in TALKS["e2-clock"]])
    rest = [Cue(cue.start_ms, cue.end_ms, f"{PRIVATE} {cue.text}") for cue in talk((), 600)]
    async with await open_store(path) as store:
        for number, (stem, said) in enumerate((("one", lines_of(12, PRIVATE)), ("two", about), ("three", rest)), 4):
            cues = [Cue(cue.start_ms, cue.end_ms, cue.text, "Ann") for cue in said]
            facts = EpisodeFacts(number, f"{PRIVATE}{number}")
            await store.put_episode(EpisodeDraft("secret", stem, facts, cues, index_episode(cues), stem))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library, written once for all tests to copy."""
    path = tmp_path_factory.mktemp("filled") / "naji.db"
    asyncio.run(fill(path))
    return path


@pytest.fixture
def path(filled: Path, tmp_path: Path) -> Path:
    """The library, in a file."""
    return Path(shutil.copy(filled, tmp_path))


@asynccontextmanager
async def started(fake: FakeDiscord, guild: Guild, path: Path) -> AsyncIterator[Store]:
    """The bot over a file; stopped, nothing of it is left but the file."""
    access, clock = Access({"secret": PrivateAccess(frozenset({guild.id}))}), HandClock()
    async with await open_store(path) as store:
        bot = bot_over(store, secret_in=guild.id)
        schedules = Schedules(store, clock, ZoneInfo("UTC"), access)
        unknown = SlotRecord(Slot(ScheduleId(0), clock.now().date()), SlotState.UNKNOWN, "me", clock.now())
        bot = replace(
            bot,
            schedules=schedules,
            slot_history=SlotHistory(store, access, clock),
            by_hand=Hand(store, unknown),
            people=People(store, access, clock),
            places=Places(store, store.places, access),
            moderation=Moderation(store, access, clock),
            cards=Cards(store, access, bot.quotes.turns, store.feeds),
            trends=Trends(store, access, clock, bot.quotes.turns),
            curating=Curating(store, access, clock),
        )
        here = Destination(Place(Platform.DISCORD, PlaceKind.GROUP, guild.id), guild.channel.id)
        await store.set_schedule(here, time(9), "Asia/Taipei", clock.now())
        async with online(fake, bot, store):
            yield store


CLIP_ID = WORDS.say("clip.id", id="")
EVERY_BUTTON: Mapping[Action, Way] = {
    Action.OPEN: Way(a_page, "1 / 50"),
    Action.TURN: Way(a_page, "6–10 / 50"),
    Action.WIDEN: Way(an_open_hit, "1 / 50"),
    Action.MORE: Way(a_clip, CLIP_ID),
    Action.AGAIN: Way(a_clip, CLIP_ID),
    Action.TRIM: Way(a_clip, CLIP_ID),
    Action.TIMES: Way(a_trimmed_clip, ""),
    Action.SHARE: Way(a_clip, ""),
    Action.DELETE: Way(a_post, ""),
    Action.CARD: Way(a_phrase, WORDS.say("card.phrases")),
    Action.PHRASE: Way(a_card, CLIP_ID),
    Action.SAVE: Way(a_clip, ""),
    Action.SAVED: Way(a_saved_clip, WORDS.say("saved.head-only")),
    Action.REOPEN: Way(a_list_of_saved_clips, CLIP_ID),
    Action.UNSAVE: Way(a_saved_clip, WORDS.say("saved.removed")),
    Action.PRIVACY: Way(whether_to_forget, WORDS.say("privacy.kept")),
    Action.FORGET: Way(what_is_kept, WORDS.say("privacy.sure")),
    Action.OPT: Way(what_is_kept, WORDS.say("privacy.opted-out")),
    Action.HIDE: Way(a_clip, WORDS.say("hidden.here", what="")),
    Action.UNHIDE: Way(a_hidden_clip, WORDS.say("hidden.shown", what="")),
    Action.REPORT: Way(a_clip, ""),
    Action.DISMISS: Way(a_list_of_reports, WORDS.say("report.dismissed", what="")),
    Action.SUGGEST: Way(a_clip, ""),
    Action.APPROVE: Way(a_list_of_suggestions, WORDS.say("suggest.was-approved", what="")),
    Action.DECLINE: Way(a_list_of_suggestions, WORDS.say("suggest.was-declined", what="")),
    Action.WITHDRAW: Way(a_pick, WORDS.say("suggest.was-open", what="")),
    Action.OTHER: Way(a_preview, "以後不會在這裡貼"),
    Action.VOTE: Way(a_post_with_votes, ""),
    Action.UNSKIP: Way(a_post_that_is_left_out, WORDS.say("daily.unskipped")),
    Action.REPOST: Way(a_post_of_which_nobody_knows, WORDS.say("daily.outcome-sent")),
}
"""A menu's choices carry what buttons do (`OPEN`); `test_a_choice_from_a_menu_works_after_a_restart` has it besides."""
TOLD_BESIDE = {Action.SAVE: "saved.added", Action.REPORT: "report.done", Action.SUGGEST: "suggest.is-picked"}
"""Buttons that tell their presser and leave the message as it is."""
EVERY_FORM = {Action.TIMES: {START: "0:04", END: "0:12"}}
EVERY_MESSAGE_COMMAND = {FIND: "「祕密」", DELETE: WORDS.say("discord.deleted")}


# ---------------------------------------------------------------- the list is whole


async def test_every_command_option_and_message_command_is_on_the_list(fake: FakeDiscord) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        told = fake.application.commands[""]
    offered: dict[str, set[str]] = {}
    for command in told:
        if command["type"] == SLASH:
            for leaf in [held for held in command.get("options", ()) if held["type"] == 1] or [command]:
                name = command["name"] if leaf is command else f"{command['name']} {leaf['name']}"
                offered[name] = {option["name"] for option in leaf.get("options", ())}
    assert offered == {name: set(options) for name, options in EVERY_OPTION.items()}
    assert set(offered) == {function.name for function in FUNCTIONS}
    menus = {held["name"] for held in told if held["type"] == ON_MESSAGE}
    assert menus == {WORDS.say(key) for key in EVERY_MESSAGE_COMMAND}


def test_every_button_and_form_is_on_the_list() -> None:
    assert set(EVERY_BUTTON) == set(Action)
    assert set(EVERY_FORM) <= set(Action)


# ---------------------------------------------------------------- and works


async def test_every_command_answers_with_every_option(fake: FakeDiscord, guild: Guild, path: Path) -> None:
    async with started(fake, guild, path):
        role = fake.world.role(guild, "聽眾", 0)
        for name, options in EVERY_OPTION.items():
            given = {**options, **({"role": role.id} if options.get("role") is A_ROLE else {})}
            asked = await fake.people.slash(guild.channel, guild.owner, name, given)
            assert await answered(asked), name
            assert asked.private != bool(options.get("public")), name


@pytest.mark.parametrize("action", EVERY_BUTTON)
async def test_every_button_works_after_a_restart(fake: FakeDiscord, guild: Guild, path: Path, action: Action) -> None:
    way = EVERY_BUTTON[action]
    async with started(fake, guild, path):
        message = await way.find(fake, guild)
        button = carried(message, action)
    async with started(fake, guild, path):
        pressed = await fake.people.press(message, button, guild.owner)
        if action is Action.DELETE:
            await reached(lambda: message.deleted)
        elif action is Action.SHARE:
            await reached(lambda: [each for each in fake.posts(guild.channel) if each.only_for is None])
        elif action in TOLD_BESIDE:
            [said] = await pressed.followed_up()
            assert WORDS.say(TOLD_BESIDE[action], what="") in shown(said.embeds[0])
        elif action in EVERY_FORM:
            inputs = [item for row in (await pressed.modal())["components"] for item in row["components"]]
            assert {item["custom_id"] for item in inputs if item["type"] == TEXT_INPUT} == set(EVERY_FORM[action])
        else:
            assert way.then in await answered(pressed)
            assert not pressed.follow_ups


@pytest.mark.parametrize("action", EVERY_FORM)
async def test_every_form_works_after_a_restart(fake: FakeDiscord, guild: Guild, path: Path, action: Action) -> None:
    async with started(fake, guild, path):
        message = await EVERY_BUTTON[action].find(fake, guild)
        asking = await fake.people.press(message, carried(message, action), guild.owner)
        await asking.modal()
    async with started(fake, guild, path):
        sent = await fake.people.submit_modal(asking, EVERY_FORM[action])
        assert "00:04–00:12" in await answered(sent)


async def test_a_choice_from_a_menu_works_after_a_restart(fake: FakeDiscord, guild: Guild, path: Path) -> None:
    async with started(fake, guild, path):
        message = await a_page(fake, guild)
    async with started(fake, guild, path):
        chosen = await fake.people.select(message, message.menu["custom_id"], guild.owner, "2")
        assert "3 / 50" in await answered(chosen)


@pytest.mark.parametrize("key", EVERY_MESSAGE_COMMAND)
async def test_every_message_command_works_after_a_restart(
    fake: FakeDiscord, guild: Guild, path: Path, key: str
) -> None:
    async with started(fake, guild, path):
        post = await a_post(fake, guild)
        said = await fake.people.say(guild.channel, guild.owner, PRIVATE)
    async with started(fake, guild, path):
        asked = await fake.people.message_command(said if key == FIND else post, guild.owner, WORDS.say(key))
        assert EVERY_MESSAGE_COMMAND[key] in await answered(asked)


# ---------------------------------------------------------------- and tells nobody else


@pytest.mark.parametrize("action", EVERY_BUTTON)
async def test_no_button_shows_anything_of_a_private_show_elsewhere(
    fake: FakeDiscord, guild: Guild, path: Path, action: Action
) -> None:
    other = fake.world.guild("別群")
    fake.world.member(other, guild.owner, fake.world.role(other, "管理", ADMINISTRATOR))
    async with started(fake, guild, path):
        button = carried(await EVERY_BUTTON[action].find(fake, guild), action)
        elsewhere = await (await fake.people.slash(other.channel, guild.owner, "help")).answer()
        edited = len(elsewhere.edits)  # into place, when it was answered itself
        pressed = await fake.people.press_old(elsewhere, button, guild.owner)
        await pressed.acknowledged()
        is_told = pressed.callback_type == MESSAGE
        await reached(
            lambda: is_told or pressed.follow_ups or elsewhere.deleted or len(elsewhere.edits) > edited,
        )
        for message in fake.posts(other.channel):
            told = "".join(shown(embed) for embed in message.embeds)
            assert PRIVATE not in told
            assert "secret" not in told
            assert message.only_for is guild.owner or message.deleted
        assert pressed.callback_type != MODAL
