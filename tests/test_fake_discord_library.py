"""Real discord.py against the fake: if these hold, what the bot does against it means something."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import pytest
from discord import app_commands

from tests.fake_discord import FakeDiscord, library_pointed_at, rate_limited
from tests.fake_discord.problems import MISSING_PERMISSIONS
from tests.fake_discord.witness import witness
from tests.fake_discord.world import MANAGE_GUILD, SEND_MESSAGES

pytestmark = pytest.mark.io


class Bot(discord.Client):
    """A bot with one of everything."""

    def __init__(self, *, intents: discord.Intents | None = None) -> None:
        super().__init__(intents=intents or discord.Intents(guilds=True, dm_messages=True), guild_ready_timeout=0.01)
        self.tree = app_commands.CommandTree(self)
        self.joined: asyncio.Queue[discord.Guild] = asyncio.Queue()
        self.heard: asyncio.Queue[discord.Message] = asyncio.Queue()
        self.resumed = asyncio.Event()
        self.broken: list[str] = []
        self.logged_in = asyncio.Event()
        self.tree.add_command(quote)
        self.tree.add_command(ask)
        self.tree.add_command(daily)
        self.tree.add_command(report)
        self.add_view(Paging())

    async def setup_hook(self) -> None:
        await self.tree.sync()
        self.logged_in.set()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Not five seconds between two sessions."""

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.joined.put_nowait(guild)

    async def on_message(self, message: discord.Message) -> None:
        self.heard.put_nowait(message)

    async def on_resumed(self) -> None:
        self.resumed.set()

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        del args, kwargs
        self.broken.append(event_method)


Asked = discord.Interaction[discord.Client]


class Paging(discord.ui.View):
    """Buttons that outlive the process."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="下一頁", custom_id="page:2")
    async def turn(self, interaction: Asked, button: discord.ui.Button["Paging"]) -> None:
        del button
        await interaction.response.edit_message(content="第二頁", view=self)

    @discord.ui.select(custom_id="show", options=[discord.SelectOption(label="甲"), discord.SelectOption(label="乙")])
    async def choose(self, interaction: Asked, select: discord.ui.Select["Paging"]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content=select.values[0])


@app_commands.command(name="quote", description="找一句話")
async def quote(interaction: Asked, text: str) -> None:
    await interaction.response.defer(ephemeral=text == "private")
    embed = discord.Embed(title="EP4 · 26:48", description=text, url="https://example.org/4#t=1608")
    await interaction.followup.send(embed=embed, view=Paging())


@quote.autocomplete("text")
async def complete(interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
    del interaction
    return [app_commands.Choice(name=f"{current}{number}", value=current) for number in range(3)]


class Form(discord.ui.Modal, title="回報"):
    """A field to fill in."""

    word: discord.ui.TextInput["Form"] = discord.ui.TextInput(label="聽成", custom_id="word", max_length=20)

    async def on_submit(self, interaction: Asked) -> None:
        await interaction.response.send_message(f"收到 {self.word.value}", ephemeral=True)


@app_commands.command(name="ask", description="開一張表")
async def ask(interaction: Asked) -> None:
    await interaction.response.send_modal(Form())


daily = app_commands.Group(
    name="daily", description="每日一句", guild_only=True, default_permissions=discord.Permissions(manage_guild=True)
)


@daily.command(name="set", description="設定時間")
async def daily_set(interaction: Asked, time: str, place: discord.TextChannel | None = None) -> None:
    await interaction.response.send_message(f"{time} {place.mention if place else ''}")


@app_commands.context_menu(name="刪除")
async def report(interaction: Asked, message: discord.Message) -> None:
    await interaction.response.send_message(f"about {message.id}", ephemeral=True)


@asynccontextmanager
async def running(fake: FakeDiscord, bot: Bot | None = None) -> AsyncIterator[Bot]:
    bot = bot or Bot()
    task = asyncio.create_task(bot.start(fake.token))
    try:
        async with asyncio.timeout(10):
            await online(bot, task)
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)


async def online(bot: Bot, task: "asyncio.Task[None]") -> None:
    """Until the bot is ready, or its task failed."""
    for step in (bot.logged_in.wait, bot.wait_until_ready):
        waiting = asyncio.ensure_future(step())
        await asyncio.wait({waiting, task}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if task.done():
            task.result()


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord(witnesses=[witness], strict=True) as platform:
        with library_pointed_at(platform):
            yield platform


async def test_a_client_logs_in_and_syncs_its_commands(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    async with running(fake) as bot:
        assert [held["name"] for held in fake.application.commands[""]] == ["quote", "ask", "daily", "刪除"]
        assert fake.application.syncs == {"": 1}
        assert [held.name for held in bot.guilds] == [guild.name]
        assert fake.gateway.identifies[0]["intents"] == discord.Intents(guilds=True, dm_messages=True).value


async def test_a_slash_command_is_deferred_and_followed_up(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    async with running(fake):
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "護城河"})
        message = await asked.answer()
    assert asked.callback_type == 5
    assert not asked.private
    assert message.embeds[0]["description"] == "護城河"
    assert message.labelled("下一頁") == "page:2"
    assert fake.posts(guild.channel) == [message]


async def test_a_private_deferral_keeps_the_answer_private(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    async with running(fake):
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "private"})
        assert (await asked.answer()).only_for is guild.owner


async def test_a_persistent_button_edits_its_message_after_a_restart(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    async with running(fake):
        message = await (await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "一"})).answer()
    await fake.gateway.left()
    async with running(fake):
        pressed = await fake.people.press(message, "page:2", guild.owner)
        assert (await pressed.answer()).content == "第二頁"
        chosen = await fake.people.select(message, "show", guild.owner, "乙")
        assert (await chosen.answer()).content == "乙"


async def test_autocomplete_offers_choices(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    async with running(fake):
        typed = await fake.people.autocomplete(guild.channel, guild.owner, "quote", ("text", "護"))
        assert [choice["name"] for choice in await typed.choices()] == ["護0", "護1", "護2"]


async def test_a_modal_opens_and_its_submission_is_answered(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    async with running(fake):
        asked = await fake.people.slash(guild.channel, guild.owner, "ask")
        assert (await asked.modal())["title"] == "回報"
        sent = await fake.people.submit_modal(asked, {"word": "互成河"})
        assert (await sent.answer()).content == "收到 互成河"


async def test_a_subcommand_with_a_channel_is_offered_to_moderators_only(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    listener, moderator = fake.world.user("甲"), fake.world.user("乙")
    fake.world.member(guild, listener)
    fake.world.member(guild, moderator, fake.world.role(guild, "mod", MANAGE_GUILD))
    async with running(fake):
        with pytest.raises(AssertionError, match="not offered"):
            await fake.people.slash(guild.channel, listener, "daily set", {"time": "09:00"})
        options = {"time": "09:00", "place": guild.channel.id}
        asked = await fake.people.slash(guild.channel, moderator, "daily set", options)
        assert (await asked.answer()).content == f"09:00 <#{guild.channel.id}>"


async def test_a_message_command_names_its_message(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    async with running(fake):
        said = await fake.people.say(guild.channel, guild.owner, "大家好")
        asked = await fake.people.message_command(said, guild.owner, "刪除")
        assert (await asked.answer()).content == f"about {said.id}"


async def test_a_direct_message_is_heard_and_answered(fake: FakeDiscord) -> None:
    person = fake.world.user("甲")
    async with running(fake) as bot:
        await fake.people.say(fake.world.direct(person), person, "護城河")
        heard = await bot.heard.get()
        assert heard.content == "護城河"
        await heard.channel.send("找到了")
        assert fake.posts(fake.world.direct(person))[0].content == "找到了"
        asked = await fake.people.slash(fake.world.direct(person), person, "quote", {"text": "一"})
        assert (await asked.answer()).embeds[0]["description"] == "一"


async def test_a_command_works_where_only_the_person_has_the_bot(fake: FakeDiscord) -> None:
    abroad = fake.world.foreign_guild("別處")
    async with running(fake):
        asked = await fake.people.slash(abroad.channel, abroad.owner, "quote", {"text": "一"})
        assert (await asked.answer()).embeds[0]["title"] == "EP4 · 26:48"


async def test_joining_a_server_is_told(fake: FakeDiscord) -> None:
    async with running(fake) as bot:
        await fake.join_guild(fake.world.foreign_guild("新"))
        guild = await bot.joined.get()
        assert guild.me.guild_permissions.send_messages
        fake.world.channels[str(guild.text_channels[0].id)].deny(fake.world.me, SEND_MESSAGES)
        with pytest.raises(discord.Forbidden) as refused:
            await guild.text_channels[0].send("大家好")
    assert refused.value.code == MISSING_PERMISSIONS[1]
    fake.rest.refusals.clear()


async def test_a_dropped_connection_is_resumed_and_nothing_is_missed(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    async with running(fake) as bot:
        await fake.gateway.drop()
        await fake.gateway.left()
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "一"})
        assert (await asked.answer()).embeds
        async with asyncio.timeout(5):
            await bot.resumed.wait()
        assert len(fake.gateway.identifies) == 1


async def test_an_invalid_session_is_replaced_by_a_new_one(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    async with running(fake):
        await fake.gateway.invalidate()
        await fake.gateway.left()
        await fake.gateway.ready()
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "一"})
        assert (await asked.answer()).embeds
    assert len(fake.gateway.identifies) == 2


async def test_a_request_to_reconnect_resumes(fake: FakeDiscord) -> None:
    async with running(fake) as bot:
        await fake.gateway.ask_to_reconnect()
        async with asyncio.timeout(5):
            await bot.resumed.wait()


async def test_a_privileged_intent_that_is_not_enabled_ends_the_client(fake: FakeDiscord) -> None:
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(fake, Bot(intents=discord.Intents.all())):
            pass


async def test_a_wrong_token_is_refused(fake: FakeDiscord) -> None:
    bot = Bot()
    with pytest.raises(discord.LoginFailure):
        await bot.start("wrong")
    await bot.close()
    fake.rest.refusals.clear()


async def test_a_refused_first_connection_breaks_the_client_as_it_does_on_discord(fake: FakeDiscord) -> None:
    fake.gateway.refused_connects = 1
    with pytest.raises(AttributeError):
        async with running(fake):
            pass


async def test_garbage_ends_the_client_with_an_error_that_is_not_the_library_s_own(fake: FakeDiscord) -> None:
    bot = Bot()
    task = asyncio.create_task(bot.start(fake.token))
    await fake.gateway.ready()
    await fake.gateway.send_garbage()
    with pytest.raises(ValueError, match=r"delimiter|Expecting|unexpected"):
        await task
    await bot.close()


async def test_a_rate_limit_is_waited_out(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    path = f"/channels/{guild.channel.id}/messages"
    fault = fake.refuse("POST", path, rate_limited(0.01))
    whole = fake.refuse("POST", path, rate_limited(0.01, everywhere=True))
    async with running(fake) as bot:
        channel = bot.get_partial_messageable(int(guild.channel.id))
        await channel.send("一")
        assert (fault.met, whole.met) == (1, 1)
        assert [message.content for message in fake.posts(guild.channel)] == ["一"]


async def test_a_nonce_sent_again_makes_no_second_message(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    async with running(fake) as bot:
        channel = bot.get_partial_messageable(int(guild.channel.id))
        first = await channel.send("一", nonce="slot-1")
        again = await channel.send("一", nonce="slot-1")
    assert first.id == again.id
    assert len(fake.posts(guild.channel)) == 1


async def test_messages_are_fetched_edited_pinned_listed_and_deleted(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    async with running(fake) as bot:
        channel = await bot.fetch_channel(int(guild.channel.id))
        assert isinstance(channel, discord.TextChannel)
        message = await channel.send("一", allowed_mentions=discord.AllowedMentions.none(), silent=True)
        await message.edit(content="二")
        await message.pin()
        assert [held.id async for held in channel.pins()] == [message.id]
        await message.unpin()
        assert [held.content async for held in channel.history(limit=5)] == ["二"]
        fetched = await channel.fetch_message(message.id)
        await fetched.delete()
        assert fake.posts(guild.channel) == []


async def test_a_file_travels_with_a_message_and_with_an_answer(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    async with running(fake) as bot:
        channel = bot.get_partial_messageable(int(guild.channel.id))
        await channel.send(file=discord.File(__file__, filename="clip.ogg"))
    assert fake.posts(guild.channel)[0].body["attachments"][0]["filename"] == "clip.ogg"
    assert fake.posts(guild.channel)[0].files["clip.ogg"].startswith(b'"""Real')
