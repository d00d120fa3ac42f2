"""Autocomplete, end to end: what is offered keystroke by keystroke, and what is done with it."""

import logging

import pytest

from bot.model import Cue, EpisodeFacts
from handlers.discord import client as life
from handlers.discord.render import CHOICE_CHARS, units
from handlers.discord.typing import COMPLETED
from tests.discord_chat import answered, bot_over, library, online, quote, reached
from tests.fake_discord import ApiError, FakeDiscord, Guild, User
from tests.fake_discord.problems import UNKNOWN_INTERACTION
from tests.small_library import OPEN_SHOW, SECRET_SHOW, SmallLibrary, lines_of

pytestmark = pytest.mark.io

HOSTILE = "@everyone **護城河** <@1> https://example.org/x \u202e\u05d0\u05d1 👩‍👩‍👧‍👦🇹🇼e\u0301\u0323 "


async def offered(
    fake: FakeDiscord, guild: Guild, typed: str, options: dict[str, object] | None = None, person: User | None = None
) -> dict[str, str]:
    """What is offered for the text of a quote, by name."""
    typing = await fake.people.autocomplete(guild.channel, person or guild.owner, "quote", ("text", typed), options)
    return {choice["name"]: choice["value"] for choice in await typing.choices()}


async def named(fake: FakeDiscord, guild: Guild, option: str, typed: str, **options: str) -> dict[str, str]:
    typing = await fake.people.autocomplete(guild.channel, guild.owner, "quote", (option, typed), options)
    return {choice["name"]: choice["value"] for choice in await typing.choices()}


async def test_moments_are_offered_while_somebody_types_and_one_opens_as_a_clip(
    fake: FakeDiscord, guild: Guild
) -> None:
    store = library(lines_of(40))
    async with online(fake, bot_over(store), store):
        choices = await offered(fake, guild, "護城河")
        name, value = list(choices.items())[2]
        assert (len(choices), name[:12]) == (25, "EP4 00:08 · ")
        assert "第2句說到「護城河」了" in name
        assert not store.clips
        text = await answered(await fake.people.slash(guild.channel, guild.owner, "quote", {"text": value}))
        assert "00:08–00:12" in text
        [clip_id] = store.clips
        assert value.startswith(f"clip:{clip_id}")
        assert clip_id in text


async def test_one_that_was_offered_before_a_restart_opens_after_it(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        [value] = (await offered(fake, guild, "第3句")).values()
    async with online(fake, bot_over(store), store):
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", {"text": value})
        assert "第3句" in await answered(asked)


async def test_anything_else_that_was_typed_is_looked_for(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        await offered(fake, guild, "護城")
        assert "1–5 / 12" in await quote(fake, guild)


@pytest.mark.parametrize(
    "line", [HOSTILE * 9, "護城河" + "\u0301" * 300, "👩‍👩‍👧‍👦護城河" * 80, "護城河 " + "𠮷" * 200]
)
async def test_what_is_offered_fits_whatever_was_said(fake: FakeDiscord, guild: Guild, line: str) -> None:
    facts = EpisodeFacts(number=4, title=HOSTILE * 9)
    store = library([Cue(0, 4000, line), Cue(4000, 8000, line)], facts)
    store.add(SECRET_SHOW, "s" * 300, [Cue(0, 4000, line, "👩‍👩‍👧‍👦" * 80)])
    async with online(fake, bot_over(store, secret_in=guild.id), store):
        choices = await offered(fake, guild, "護城河")
        assert choices
        assert "護城河" in next(iter(choices))
        for name in (*choices, *await named(fake, guild, "episode", ""), *await named(fake, guild, "speaker", "")):
            assert units(name) <= CHOICE_CHARS
            name.encode()


async def test_options_that_are_given_narrow_what_is_offered(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    store.add(OPEN_SHOW, "open-2", [Cue(0, 4000, "另一句護城河", "Ann")], EpisodeFacts(number=5))
    async with online(fake, bot_over(store), store):
        [name] = await offered(fake, guild, "護城河", {"episode": "5"})
        assert name.startswith("EP5 00:00")
        assert len(await offered(fake, guild, "護城河", {"show": "open", "speaker": "ann"})) == 1
        assert not await offered(fake, guild, "ep:5", {"exact": True})
        assert len(await offered(fake, guild, "護城河", {"exact": True})) == 13


@pytest.mark.parametrize(
    ("typed", "options"),
    [("", {}), ("護城河", {"episode": "9"}), ("護城河", {"before": "2"}), ("護城河", {"show": "?"}), ("x" * 501, {})],
)
async def test_what_is_typed_by_half_is_offered_nothing(
    fake: FakeDiscord, guild: Guild, typed: str, options: dict[str, object]
) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        assert not await offered(fake, guild, typed, options)


async def test_shows_episodes_and_speakers_are_offered(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    store.add(OPEN_SHOW, "open-2", [Cue(0, 4000, "另一句", "Ann")], EpisodeFacts(number=5, title="橋"))
    async with online(fake, bot_over(store), store):
        assert await named(fake, guild, "show", "公開") == {"公開的節目": "open"}
        assert await named(fake, guild, "episode", "") == {"EP5 · 橋": "open-2", "EP4 · 城": "open-1"}
        assert await named(fake, guild, "episode", "橋", show="open") == {"EP5 · 橋": "open-2"}
        assert await named(fake, guild, "speaker", "an") == {"Ann": "Ann"}
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "另一句", "episode": "open-2"})
        assert "「另一句」" in await answered(asked)


async def test_nothing_of_a_private_show_is_offered_elsewhere(fake: FakeDiscord, guild: Guild) -> None:
    store = library([])
    store.add(SECRET_SHOW, "secret-1", [Cue(0, 4000, "祕密的護城河", "乙")])
    other = fake.world.guild("別群")
    async with online(fake, bot_over(store, secret_in=guild.id), store):
        [value] = (await offered(fake, guild, "護城河")).values()
        assert not await offered(fake, other, "護城河")
        for option in ("show", "episode", "speaker"):
            assert await named(fake, guild, option, "")
            assert not {"secret", "secret-1", "乙"} & set((await named(fake, other, option, "")).values())
        asked = await fake.people.slash(other.channel, other.owner, "quote", {"text": value})
        assert "祕密" not in await answered(asked)


async def test_a_bot_that_offers_nothing_answers_so(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    bot = bot_over(store)
    object.__setattr__(bot, "typing", None)
    async with online(fake, bot, store):
        assert not await offered(fake, guild, "護城河")


async def test_every_option_that_is_completed_is_offered_as_such(fake: FakeDiscord) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        told = {
            name: {option["name"] for option in leaf.get("options", ()) if option.get("autocomplete")}
            for command in fake.application.commands[""]
            for name, leaf in (
                (command["name"], command),
                *((f"{command['name']} {held['name']}", held) for held in command.get("options", ())),
            )
        }
    assert {name: options for name, options in told.items() if options} == COMPLETED


async def test_an_option_that_is_completed_no_more_is_offered_nothing(fake: FakeDiscord, guild: Guild) -> None:
    store = library()
    async with online(fake, bot_over(store), store):
        [command] = [each for each in fake.application.commands[""] if each["name"] == "clip"]
        command["options"][0]["autocomplete"] = True
        typing = await fake.people.autocomplete(guild.channel, guild.owner, "clip", ("id", "護城河"))
        assert await typing.choices() == []


# ---------------------------------------------------------------- trouble


class Broken(SmallLibrary):
    """A library that nobody can ask anything."""

    def shows(self) -> list[object]:  # type: ignore[override]  # the fault
        raise ZeroDivisionError


async def test_a_keystroke_that_breaks_is_offered_nothing_and_is_logged(
    fake: FakeDiscord, guild: Guild, caplog: pytest.LogCaptureFixture
) -> None:
    store = Broken()
    async with online(fake, bot_over(store), store):
        assert not await offered(fake, guild, "護城河")
    assert "ZeroDivisionError" in caplog.text
    assert "autocomplete" in caplog.text


async def test_a_keystroke_that_takes_too_long_is_offered_nothing(
    fake: FakeDiscord, guild: Guild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(life, "OFFERED_WITHIN_S", 0)
    store = library()
    bot = bot_over(store)
    async with online(fake, bot, store), bot.quotes.turns.turn():
        assert not await offered(fake, guild, "護城河")


async def test_an_offer_that_discord_no_longer_takes_is_a_line_in_the_log(
    fake: FakeDiscord, guild: Guild, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    store = library()
    async with online(fake, bot_over(store), store):
        fake.refuse("POST", r"/interactions/.*", ApiError(*UNKNOWN_INTERACTION))
        await fake.people.autocomplete(guild.channel, guild.owner, "quote", ("text", "護城河"))
        await reached(lambda: "Discord 沒有收下" in caplog.text)
    assert "Traceback" not in caplog.text
