"""Where people ask, and that nothing of a private show is seen anywhere but where it may be."""

import pytest

from bot.model import PlaceKind
from handlers import functions
from handlers.asking import Asked, Bot, Function, Values
from handlers.messages import Reply, sentences
from tests.discord_chat import answered, bot_over, library, online, with_secret
from tests.fake_discord import Channel, FakeDiscord, User
from tests.small_library import SECRET_SHOW, SmallLibrary, lines_of

pytestmark = pytest.mark.io
GROUP_CHAT = 3


async def where(_bot: Bot, asked: Asked, _values: Values) -> Reply:
    place = asked.place
    return sentences(f"{place.kind.value} {place.id} {asked.asker} {asked.channel or '-'} {asked.may_manage}")


@pytest.fixture
def telling(monkeypatch: pytest.MonkeyPatch) -> None:
    """`/random` says what it knows of where it was asked."""
    told = Function("random", (), "help.random", where)
    monkeypatch.setattr(functions, "BY_NAME", {**functions.BY_NAME, "random": told})


async def told_at(fake: FakeDiscord, channel: Channel, user: User) -> list[str]:
    store = library()
    async with online(fake, bot_over(store), store):
        return (await answered(await fake.people.slash(channel, user, "random"))).split()


@pytest.mark.usefixtures("telling")
async def test_a_server_with_the_bot_is_a_group(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    person = fake.world.user("甲")
    fake.world.member(guild, person)
    place = [PlaceKind.GROUP, guild.id, f"discord:{person.id}", guild.channel.id, "False"]
    assert await told_at(fake, guild.channel, person) == place
    assert (await told_at(fake, guild.channel, guild.owner))[-1] == "True"


@pytest.mark.usefixtures("telling")
async def test_a_direct_chat_with_the_bot_is_direct(fake: FakeDiscord) -> None:
    person = fake.world.user("甲")
    chat = fake.world.direct(person)
    assert await told_at(fake, chat, person) == [PlaceKind.DIRECT, chat.id, f"discord:{person.id}", chat.id, "True"]


@pytest.mark.usefixtures("telling")
async def test_a_server_without_the_bot_is_abroad_and_nobody_manages_anything_there(fake: FakeDiscord) -> None:
    guild = fake.world.foreign_guild("別處")
    place = [PlaceKind.ABROAD, guild.id, f"discord:{guild.owner.id}", "-", "False"]
    assert await told_at(fake, guild.channel, guild.owner) == place


@pytest.mark.usefixtures("telling")
async def test_a_group_chat_is_abroad(fake: FakeDiscord) -> None:
    person = fake.world.user("甲")
    chat = Channel(fake.clock.snowflake(), "一群", GROUP_CHAT, recipients=[person])
    fake.world.channels[chat.id] = chat
    assert await told_at(fake, chat, person) == [PlaceKind.ABROAD, chat.id, f"discord:{person.id}", "-", "False"]


# ---------------------------------------------------------------- private shows


def guarded() -> SmallLibrary:
    built = SmallLibrary()
    built.add(SECRET_SHOW, "secret-1", lines_of(12, "祕密"))
    return built


async def outsides(fake: FakeDiscord, person: User) -> list[Channel]:
    """Another server with the bot, one without, and the direct chat."""
    other, foreign = fake.world.guild("別群"), fake.world.foreign_guild("別處")
    for guild in (other, foreign):
        fake.world.member(guild, person)
    return [other.channel, foreign.channel, fake.world.direct(person)]


async def test_a_private_show_answers_in_its_server_only(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    store = guarded()
    channels = await outsides(fake, guild.owner)
    async with online(fake, bot_over(store, secret_in=guild.id), store):
        inside = await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "說到祕密"})
        assert "祕密" in (await answered(inside)).replace("「", "").replace("」", "")
        for channel in channels:
            asked = await fake.people.slash(channel, guild.owner, "quote", {"text": "第1句說到"})
            assert "祕密" not in await answered(asked)
            drawn = await fake.people.slash(channel, guild.owner, "random")
            assert "祕密" not in await answered(drawn)
            assert not (await drawn.answer()).components


async def test_the_id_of_a_private_shows_clip_opens_nothing_elsewhere(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    store = guarded()
    channels = await outsides(fake, guild.owner)
    async with online(fake, bot_over(store, secret_in=guild.id), store):
        await (await fake.people.slash(guild.channel, guild.owner, "random")).answer()
        [clip_id] = store.clips
        inside = await fake.people.slash(guild.channel, guild.owner, "clip", {"id": clip_id})
        assert "祕密" in await answered(inside)
        for channel in channels:
            asked = await fake.people.slash(channel, guild.owner, "clip", {"id": clip_id})
            unknown = await fake.people.slash(channel, guild.owner, "clip", {"id": "zzzzzz"})
            assert (await answered(asked)).replace(clip_id, "zzzzzz") == await answered(unknown)


async def test_a_button_of_a_private_show_opens_nothing_elsewhere(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    store = with_secret(library())
    channels = await outsides(fake, guild.owner)
    async with online(fake, bot_over(store, secret_in=guild.id), store):
        found = await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "說到祕密"})
        drawn = await fake.people.slash(guild.channel, guild.owner, "clip", {"id": "zzzzzz"})
        await drawn.answer()
        carried = (await found.answer()).labelled("看前後文")
        for channel in channels:
            asked = await fake.people.slash(channel, guild.owner, "help")
            pressed = await fake.people.press_old(await asked.answer(), carried, guild.owner)
            assert "祕密" not in await answered(pressed)
            assert "再輸入一次" in await answered(pressed)


async def test_old_buttons_open_nothing_once_the_bot_has_left_the_server(fake: FakeDiscord) -> None:
    guild = fake.world.guild("群")
    store = guarded()
    async with online(fake, bot_over(store, secret_in=guild.id), store):
        found = await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "說到"})
        drawn = await fake.people.slash(guild.channel, guild.owner, "random", {"public": True})
        await drawn.answer()
        message = await found.answer()
        await fake.remove_from_guild(guild)
        turned = await fake.people.press(message, message.labelled("下一頁"), guild.owner)
        assert "祕密" not in await answered(turned)
        more = (await drawn.answer()).labelled("再多看一些")
        pressed = await fake.people.press(await drawn.answer(), more, guild.owner)
        assert "祕密" not in await answered(pressed)
