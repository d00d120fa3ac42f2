"""Trimming on Discord, end to end: by buttons, and by times that are typed into a form."""

import asyncio

import pytest

from bot.model import Cue
from handlers.discord import answers
from handlers.locale import words_for
from tests.discord_chat import answered, bot_over, library, online, shown
from tests.fake_discord import FakeDiscord, Guild, Interaction, Message, User
from tests.fake_discord.callback_rules import DEFERRED, DEFERRED_UPDATE
from tests.small_library import SmallLibrary

pytestmark = pytest.mark.io
WORDS = words_for("zh-TW")
TRIM, TIMES = WORDS.say("button.trim"), WORDS.say("button.times")


@pytest.fixture
def store() -> SmallLibrary:
    return library()


async def opened(fake: FakeDiscord, guild: Guild, *, public: bool = False) -> Message:
    """The answer to a search for the fourth line, opened and ready to be trimmed."""
    asked = await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "第3句", "public": public})
    message = await asked.answer()
    for label in (WORDS.say("button.open"), TRIM):
        await answered(await fake.people.press(message, message.labelled(label), guild.owner))
    return message


async def press(fake: FakeDiscord, message: Message, label: str, user: User) -> Interaction:
    return await fake.people.press(message, message.labelled(label), user)


async def told(interaction: Interaction) -> str:
    """The sentence beside the message."""
    [answer] = await interaction.followed_up()
    return shown(answer.embeds[0])


async def test_each_button_moves_an_end_by_a_line(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    async with online(fake, bot_over(store), store):
        message = await opened(fake, guild)
        for label, times in (
            ("button.start-earlier", "00:08–00:16"),
            ("button.end-later", "00:08–00:20"),
            ("button.start-later", "00:12–00:20"),
            ("button.end-earlier", "00:12–00:16"),
        ):
            assert times in await answered(await press(fake, message, WORDS.say(label), guild.owner)), label
        assert WORDS.say("button.start-later") not in [item["label"] for item in message.components]
        assert len(store.clips) == 4


async def test_it_goes_on_after_a_restart(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    async with online(fake, bot_over(store), store):
        message = await opened(fake, guild)
        await answered(await press(fake, message, WORDS.say("button.end-later"), guild.owner))
    async with online(fake, bot_over(store), store):
        text = await answered(await press(fake, message, WORDS.say("button.end-later"), guild.owner))
        assert "00:12–00:24" in text


async def test_times_are_asked_for_with_what_they_are_and_make_a_clip(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    async with online(fake, bot_over(store), store):
        message = await opened(fake, guild)
        asking = await press(fake, message, TIMES, guild.owner)
        modal = await asking.modal()
        fields = [row["components"][0] for row in modal["components"]]
        assert [field["value"] for field in fields] == ["00:12", "00:16"]
        sent = await fake.people.submit_modal(asking, {"start": "0:04", "end": "０：２０"})
        assert "00:04–00:20" in await answered(sent)
        assert sent.callback_type == DEFERRED_UPDATE
        assert await sent.answer() is message
        assert any((clip.start_ms, clip.end_ms) == (4000, 20_000) for clip in store.clips.values())


async def test_a_form_from_before_a_restart_is_answered_after_it(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    async with online(fake, bot_over(store), store):
        message = await opened(fake, guild)
        asking = await press(fake, message, TIMES, guild.owner)
        await asking.modal()
    async with online(fake, bot_over(store), store):
        sent = await fake.people.submit_modal(asking, {"start": "0:04", "end": "0:08"})
        assert "00:04–00:08" in await answered(sent)


@pytest.mark.parametrize(
    ("start", "end", "code"), [("soon", "0:08", "time"), ("0:08", "0:04", "order"), ("0:00", "2:00", "limit")]
)
async def test_times_that_make_no_clip_are_a_sentence_beside_it(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, start: str, end: str, code: str
) -> None:
    async with online(fake, bot_over(store), store):
        message = await opened(fake, guild)
        edits = len(message.edits)
        asking = await press(fake, message, TIMES, guild.owner)
        sent = await fake.people.submit_modal(asking, {"start": start, "end": end})
        assert await told(sent) == WORDS.say(f"error.trim.{code}", value=start)
        assert len(message.edits) == edits


async def test_somebody_else_gets_a_clip_of_their_own(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    other = fake.world.user("乙")
    fake.world.member(guild, other)
    async with online(fake, bot_over(store), store):
        message = await opened(fake, guild, public=True)
        edits = len(message.edits)
        asking = await press(fake, message, TIMES, other)
        sent = await fake.people.submit_modal(asking, {"start": "0:04", "end": "0:08"})
        assert "00:04–00:08" in await answered(sent)
        assert sent.callback_type == DEFERRED
        assert (await sent.answer()).only_for is other
        assert len(message.edits) == edits


async def test_a_clip_that_is_gone_opens_no_form(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    async with online(fake, bot_over(store), store):
        message = await opened(fake, guild)
        store.clips.clear()
        late = await press(fake, message, TIMES, guild.owner)
        answer = await late.answer()
        assert answer.only_for is guild.owner
        assert "個片段" in shown(answer.embeds[0])


async def test_a_form_opens_empty_where_the_clip_is_not_there_in_time(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with online(fake, bot_over(store), store):
        message = await opened(fake, guild)
        monkeypatch.setattr(answers, "LOOKED_AT_WITHIN_S", 0)
        monkeypatch.setattr(store, "read", lambda _: asyncio.Event().wait())
        modal = await (await press(fake, message, TIMES, guild.owner)).modal()
        assert all("value" not in row["components"][0] for row in modal["components"])


async def test_a_form_of_another_version_is_answered_with_a_sentence(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    async with online(fake, bot_over(store), store):
        message = await opened(fake, guild)
        asking = await press(fake, message, TIMES, guild.owner)
        await asking.modal()
        assert asking.callback is not None
        asking.callback["data"]["custom_id"] = "n9:times:abc123:0"
        sent = await fake.people.submit_modal(asking, {"start": "0:04", "end": "0:08"})
        assert await told(sent) == WORDS.say("error.search.gone")


async def test_without_times_none_are_asked_for(fake: FakeDiscord, guild: Guild) -> None:
    store = library([Cue(0, 4000, "護城河")])
    [(episode, _)] = store.held.values()
    object.__setattr__(episode, "untimed", True)
    async with online(fake, bot_over(store), store):
        drawn = await fake.people.slash(guild.channel, guild.owner, "random")
        message = await drawn.answer()
        await answered(await press(fake, message, TRIM, guild.owner))
        assert TIMES not in [item["label"] for item in message.components]
