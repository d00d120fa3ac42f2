"""Commands and buttons, end to end: a person, the fake Discord, discord.py, the adapter, the use cases, and back."""

import asyncio
from pathlib import Path

import pytest

from bot.model import Cue
from handlers.functions import FUNCTIONS
from handlers.locale import words_for
from storage.sqlite import open_store
from tests.discord_chat import answered, bot_over, library, online
from tests.fake_discord import FakeDiscord, Guild, Interaction, Message, User
from tests.fake_discord.callback_rules import DEFERRED, DEFERRED_UPDATE
from tests.fake_discord.world import FORUM
from tests.small_library import lines_of
from tests.store_drafts import Script

pytestmark = pytest.mark.io

QUOTE = {"text": "護城河"}
GIVEN = {
    "quote": QUOTE,
    "clip": {"id": "zzzzzz"},
    "episode": {"which": "4"},
    "trend": {"term": "護城河"},
    "daily set": {"time": "09:00"},
    "daily remove": {"which": "1"},
    "correct": {"id": "zzzzzz", "change": "甲 → 乙"},
    **{f"corrections {verb}": {"number": "1"} for verb in ("accept", "reject", "remove")},
    **{name: {"id": "zzzzzz"} for name in ("hide", "unhide", "report", "daily suggest")},
    "blocked add": {"words": "甲乙"},
    "blocked remove": {"which": "1"},
    "alias add": {"names": "甲乙 = 丙丁"},
    "alias remove": {"which": "1"},
    "settings language": {"language": "en"},
    "settings private": {"state": "off"},
    "settings cooldown": {"seconds": "5"},
    "settings role": {"role": "none"},
}


def other_member(fake: FakeDiscord, guild: Guild) -> User:
    user = fake.world.user("乙")
    fake.world.member(guild, user)
    return user


async def quoted(fake: FakeDiscord, guild: Guild, *, public: bool = False) -> Message:
    """The answer to a quote."""
    asked = await fake.people.slash(guild.channel, guild.owner, "quote", {**QUOTE, "public": public})
    return await asked.answer()


async def pressed(fake: FakeDiscord, message: Message, label: str, user: User) -> Interaction:
    if label.isdigit():
        chosen = next(held["value"] for held in message.menu["options"] if held["label"].startswith(f"{label} "))
        return await fake.people.select(message, message.menu["custom_id"], user, chosen)
    return await fake.people.press(message, message.labelled(label), user)


async def test_a_quote_is_kept_to_what_its_options_say(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        for options, said in (
            ({"episode": "99"}, "沒有「99」這一集"),
            ({"before": "soon"}, "「soon」不是日期"),
            ({"speaker": "Ann"}, "「Ann」"),
            ({"show": "open"}, "1–5"),
            ({"text": "ep:4", "exact": True}, "找不到一字不差的「ep:4」"),
            ({"text": "ep:4", "exact": False}, "範圍後面"),
        ):
            asked = await fake.people.slash(guild.channel, guild.owner, "quote", {**QUOTE, **options})
            assert said in await answered(asked), options


async def test_a_quote_is_deferred_and_answered_for_the_askers_eyes(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        text = await answered(asked)
    message = await asked.answer()
    assert asked.callback_type == DEFERRED
    assert message.only_for is guild.owner
    assert message.embeds[0]["title"] == "EP4 · 00:00 · 城"
    assert "「護城河」" in text
    assert "1–5 / 12" in text
    assert len(message.edits) == 1
    links = [item["url"] for item in message.components if "url" in item]
    assert links == ["https://example.org/open-1#t=0"]


async def test_an_answer_is_public_when_asked_for(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        asked = await fake.people.slash(guild.channel, guild.owner, "random", {"public": True})
        assert "護城河" in await answered(asked)
    assert asked.callback_type == DEFERRED
    assert not asked.private


async def test_every_function_is_a_command_that_answers(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        for function in FUNCTIONS:
            asked = await fake.people.slash(guild.channel, guild.owner, function.name, GIVEN.get(function.name))
            assert await answered(asked)
            assert asked.callback_type == DEFERRED
            assert asked.private


async def test_one_answer_takes_one_acknowledgement_one_use_case_and_one_edit(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        before = len(fake.rest.exchanges)
        store.calls = 0
        await quoted(fake, guild)
        assert store.calls == 2
        assert [held.method for held in fake.rest.exchanges[before:]] == ["POST", "PATCH"]


async def test_the_deferral_comes_before_the_work(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        held = fake.hold("POST", r"/interactions/.*")
        store.calls = 0
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        await held.reached()
        assert store.calls == 0
        held.release()
        await asked.answer()


async def test_an_error_is_a_sentence(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        asked = await fake.people.slash(guild.channel, guild.owner, "clip", {"id": "zzzzzz"})
        assert "zzzzzz" in await answered(asked)


async def test_the_longest_texts_fit(fake: FakeDiscord, guild: Guild) -> None:
    store = library([Cue(n * 1000, n * 1000 + 1000, "`護城河*" * 2000) for n in range(9)])
    async with online(fake, bot_over(store), store):
        message = await quoted(fake, guild)
        opened = await pressed(fake, message, "看前後文", guild.owner)
        assert (await opened.answer()).embeds
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "*_~`|@everyone" * 400})
        assert "500" in await answered(asked)


async def test_what_was_said_and_asked_calls_nobody(fake: FakeDiscord, guild: Guild) -> None:
    evil = f"@everyone @here <@{guild.owner.id}> <@&{guild.id}> 護城河"
    store = library([Cue(0, 4000, evil)])
    async with online(fake, bot_over(store), store):
        for text in (evil, "@everyone <@1>"):
            options = {"text": text, "public": True}
            asked = await fake.people.slash(guild.channel, guild.owner, "quote", options)
            assert "@everyone" in await answered(asked)
            message = await asked.answer()
            assert (message.pinged, message.content) == ([], "")
            assert "@everyone" not in str(message.embeds).replace(r"\\@everyone", "")
    for held in fake.requests("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original"):
        assert held.body["allowed_mentions"]["parse"] == []


# ---------------------------------------------------------------- languages


@pytest.mark.parametrize(
    ("locale", "given", "language"),
    [
        ("en-GB", {}, "en"),
        ("zh-CN", {}, "zh-CN"),
        ("en-US", {"public": True}, "zh-TW"),
        ("fr", {"public": False}, "zh-TW"),
    ],
)
async def test_a_private_answer_speaks_the_askers_language_and_a_public_one_the_servers(
    fake: FakeDiscord, guild: Guild, locale: str, given: dict[str, bool], language: str
) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", {**QUOTE, **given}, locale=locale)
        assert words_for(language).say("why.exact") in await answered(asked)


async def test_a_direct_chat_speaks_the_askers_language(fake: FakeDiscord) -> None:
    store, person = library(), fake.world.user("甲")
    async with online(fake, bot_over(store), store):
        asked = await fake.people.slash(
            fake.world.direct(person), person, "quote", {**QUOTE, "public": True}, locale="en-US"
        )
        assert words_for("en").say("why.exact") in await answered(asked)


async def test_answers_from_the_sample_show_say_so(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    async with online(fake, bot_over(store, sample=True), store):
        message = await quoted(fake, guild)
    assert message.embeds[0]["footer"]["text"] == words_for("zh-TW").say("console.sample")


# ---------------------------------------------------------------- buttons


@pytest.mark.parametrize("given", [{}, {"public": True}])
async def test_a_button_edits_the_askers_answer_in_place(
    fake: FakeDiscord, guild: Guild, given: dict[str, bool]
) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        message = await quoted(fake, guild, **given)
        turned = await pressed(fake, message, "下一頁", guild.owner)
        assert "6–10 / 12" in await answered(turned)
        assert turned.callback_type == DEFERRED_UPDATE
        assert await turned.answer() is message
        back = await pressed(fake, message, "上一頁", guild.owner)
        assert "1–5 / 12" in await answered(back)


async def test_every_button_of_an_answer_does_what_it_says(fake: FakeDiscord, guild: Guild) -> None:
    store = library(lines_of(40))
    async with online(fake, bot_over(store), store):
        message = await quoted(fake, guild)
        for label, wanted in (
            ("3", "3 / 40"),
            ("再多看一些", "3 / 40"),
            ("下一則", "4 / 40"),
            ("上一則", "3 / 40"),
            ("回到結果", "1–5 / 40"),
        ):
            assert wanted in await answered(await pressed(fake, message, label, guild.owner)), label
        drawn = await fake.people.slash(guild.channel, guild.owner, "random")
        again = await pressed(fake, await drawn.answer(), "再抽一段", guild.owner)
        assert "護城河" in await answered(again)
        more = await pressed(fake, await drawn.answer(), "再多看一些", guild.owner)
        assert "護城河" in await answered(more)


async def test_the_hits_of_a_page_are_chosen_from_a_menu_by_what_they_say(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        message = await quoted(fake, guild)
        assert "1–5 / 12" in message.menu["placeholder"]
        assert [held["label"] for held in message.menu["options"]][:2] == [
            "1 EP4 00:00 第0句說到「護城河」了 第1句說到護城河了 第2句說到護城河了",
            "2 EP4 00:04 第0句說到護城河了 第1句說到「護城河」了 第2句說到護城河了…",
        ]
        assert [item["label"] for item in message.components if item["type"] == 2] == [
            "看前後文",
            "下一頁 \u25b6\ufe0e",
            "從 00:00 開始聽",
        ]
        await answered(await pressed(fake, message, "下一頁", guild.owner))
        assert "8 / 12" in await answered(await pressed(fake, message, "8", guild.owner))


async def test_a_single_hit_has_no_menu(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        message = await (await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "第3句"})).answer()
        assert {item["type"] for item in message.components} == {2}


async def test_buttons_work_after_a_restart_over_the_store(fake: FakeDiscord, guild: Guild, tmp_path: Path) -> None:
    path = tmp_path / "naji.db"
    async with await open_store(path) as store:
        await store.put_episode(Script("e1", [(n,) for n in range(12)]).draft())
        async with online(fake, bot_over(store), store):
            asked = await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "v1"})
            message = await asked.answer()
    async with await open_store(path) as store, online(fake, bot_over(store), store):
        turned = await pressed(fake, message, "下一頁", guild.owner)
        assert "6–10 / 12" in await answered(turned)
        opened = await pressed(fake, message, "7", guild.owner)
        assert "7 / 12" in await answered(opened)
    assert fake.application.syncs == {"": 1}


async def test_a_public_answer_pressed_by_somebody_else_gives_them_their_own(fake: FakeDiscord, guild: Guild) -> None:
    store, other = library(), other_member(fake, guild)
    async with online(fake, bot_over(store), store):
        drawn = await fake.people.slash(guild.channel, guild.owner, "random", {"public": True})
        message = await drawn.answer()
        edits = len(message.edits)
        theirs = await pressed(fake, message, "再多看一些", other)
        assert "護城河" in await answered(theirs)
        own = await theirs.answer()
        assert own is not message
        assert own.only_for is other
        assert len(message.edits) == edits
        again = await pressed(fake, own, "再多看一些", other)
        assert await again.answer() is own


async def test_somebody_elses_search_answers_with_a_sentence_of_their_own(fake: FakeDiscord, guild: Guild) -> None:
    store, other = library(), other_member(fake, guild)
    async with online(fake, bot_over(store), store):
        message = await quoted(fake, guild, public=True)
        theirs = await pressed(fake, message, "下一頁", other)
        assert "再輸入一次" in await answered(theirs)
        assert (await theirs.answer()).only_for is other


async def test_a_purged_search_answers_with_a_sentence_and_leaves_what_stands_there(
    fake: FakeDiscord, guild: Guild
) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        message = await quoted(fake, guild, public=True)
        store.searches.clear()
        edits = len(message.edits)
        late = await pressed(fake, message, "下一頁", guild.owner)
        assert "再輸入一次" in await answered(late)
        assert (await late.answer()).only_for is guild.owner
        assert len(message.edits) == edits


@pytest.mark.parametrize("custom_id", ["n9:open:abc123:0", "page:2"])
async def test_a_button_of_another_version_answers_with_a_sentence(
    fake: FakeDiscord, guild: Guild, custom_id: str
) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        message = await quoted(fake, guild)
        late = await fake.people.press_old(message, custom_id, guild.owner)
        assert "再輸入一次" in await answered(late)


async def test_a_button_is_acknowledged_before_the_work(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        message = await quoted(fake, guild)
        held = fake.hold("POST", r"/interactions/.*")
        store.calls = 0
        turned = await pressed(fake, message, "下一頁", guild.owner)
        await held.reached()
        assert store.calls == 0
        held.release()
        await turned.answer()


async def test_a_press_in_a_thread_answers_there(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    thread = fake.world.channel(guild, "串", parent=fake.world.channel(guild, "版", FORUM))
    async with online(fake, bot_over(store), store):
        asked = await fake.people.slash(thread, guild.owner, "quote", QUOTE)
        turned = await pressed(fake, await asked.answer(), "下一頁", guild.owner)
        assert "6–10 / 12" in await answered(turned)


async def test_people_are_answered_side_by_side(fake: FakeDiscord, guild: Guild) -> None:
    store, other = library(), other_member(fake, guild)
    async with online(fake, bot_over(store), store):
        held = fake.hold("PATCH", r"/webhooks/.*")
        slow = await fake.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        await held.reached()
        fast = await fake.people.slash(guild.channel, other, "quote", QUOTE)
        assert "1–5 / 12" in await answered(fast)
        held.release()
        assert "1–5 / 12" in await answered(slow)
        await asyncio.sleep(0)
