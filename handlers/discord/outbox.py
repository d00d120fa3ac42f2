"""Posts that nobody asked for: the clip of the day."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, Final

import aiohttp
import discord

from bot.errors import PostForbiddenError, PostLaterError, PostRefusedError, PostUnknownError
from bot.model import Destination, PlaceKind
from bot.slots import Plan, Post, Reason, Schedule
from handlers.daily_post import alone, buttons_of, heading_of, post_words, title_of, told
from handlers.discord import forum
from handlers.discord.client import DiscordChat, NajiClient
from handlers.discord.pacing import Even
from handlers.discord.render import NO_MENTIONS, heading, rendered, trimmed
from handlers.discord.wire import reason_of
from handlers.locale import Words, nearest, words_for
from handlers.manners import settings_here
from handlers.messages import Voice
from handlers.reply import with_button

ANSWER_WITHIN_S: Final = 30.0
"""How long Discord may take to take a post, rate limits included; after that its outcome is unknown."""
LANGUAGE_WITHIN_S: Final = 3.0
"""How long Discord may take to tell a server's language."""
POSTS_A_SECOND: Final = 40
"""A bot may ask for 50 things a second in all (https://discord.com/developers/docs/topics/rate-limits#global-rate-limit);
discord.py notices only when it was refused, and too many refusals shut a bot out."""
CLOCKS_APART: Final = timedelta(hours=2)
"""How far back before its time a post is looked for: the clock that told the time may have been wrong by an hour."""
MOST_READ: Final = 500
"""How many of a channel's last messages are read for a post: five requests."""
THREAD_NAME_CHARS: Final = 100
"""https://discord.com/developers/docs/resources/channel#start-thread-from-message"""

_NO = range(400, 500)
_LATER = frozenset((408, 429))
"""Refusals that say nothing against the post itself."""
_SHUT_OUT = frozenset((10003, 50001, 50007, 50013, 50083, 160005))
"""No such channel, no access, no messages to this person, no permission, an archived or locked thread
(https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes)."""
_NO_TEXT_CHANNEL = 50008
_HAS_A_THREAD = 160004
_LOST = (aiohttp.ClientError, OSError)

_log = logging.getLogger(__name__)


class DiscordOutbox:
    """`bot.ports.Outbox` of Discord.

    Args:
        chat: whose connection is used.
        answer_within_s: see `ANSWER_WITHIN_S`.
    """

    def __init__(self, chat: DiscordChat, answer_within_s: float = ANSWER_WITHIN_S) -> None:
        self._chat = chat
        self._answer_within_s = answer_within_s
        self._pace = Even(POSTS_A_SECOND)

    async def post(self, post: Post) -> str:
        """See `bot.ports.Outbox`: into a forum as a thread of its own.

        Raises:
            PostLaterError: `discord.post_offline` where there is no connection.
            PostRefusedError: `discord.post_refused`, or as a PostForbiddenError `discord.post_forbidden`.
            PostUnknownError: `discord.post_unknown`.
        """
        client = await self._online()
        await self._pace.turn()
        words = await self._words(client, post.destination, post.plan)
        shown = await self._shown(post, words)
        place = client.get_channel(int(post.destination.channel))
        try:
            async with asyncio.timeout(self._answer_within_s):
                if not isinstance(place, discord.ForumChannel):
                    return await _into_channel(client, post, shown)
                return await _into_forum(place, post, shown, words)
        except discord.HTTPException as error:
            if error.code != _NO_TEXT_CHANNEL:
                raise _outcome(post.destination, error) from error
        except _LOST as error:
            raise _unknown(post.destination, error) from error
        # A forum of a server that another connection hears of.
        return await self._into_unknown_forum(client, post, shown, words)

    async def _into_unknown_forum(self, client: NajiClient, post: Post, shown: dict[str, Any], words: Words) -> str:
        try:
            async with asyncio.timeout(self._answer_within_s):
                place = await client.fetch_channel(int(post.destination.channel))
                if isinstance(place, discord.ForumChannel):
                    return await _into_forum(place, post, shown, words)
        except discord.HTTPException as error:
            raise _outcome(post.destination, error) from error
        except _LOST as error:
            raise _unknown(post.destination, error) from error
        raise PostForbiddenError(
            "discord.post_forbidden", channel=post.destination.channel, reason=type(place).__name__
        )

    async def find(self, destination: Destination, mark: str, since: datetime) -> str | None:
        """See `bot.ports.Outbox`."""
        client = await self._online()
        oldest = since - CLOCKS_APART
        try:
            place = await _channel(client, destination)
            if isinstance(place, discord.ForumChannel):
                return await forum.find(place, client.user.id if client.user else 0, mark, oldest)
            return await _find(client, destination, mark, oldest)
        except (discord.DiscordException, *_LOST) as error:
            raise _unknown(destination, error) from error

    async def pin(self, destination: Destination, message: str, instead_of: Sequence[str]) -> None:
        """See `bot.ports.Outbox`. In a forum the thread is pinned: one at most, so the other goes first."""
        client = await self._online()
        try:
            place = await _channel(client, destination)
            if isinstance(place, discord.ForumChannel):
                await forum.pin(place, int(message), [int(each) for each in instead_of])
                return
            channel = client.get_partial_messageable(int(destination.channel))
            await channel.get_partial_message(int(message)).pin()
            for each in instead_of:
                with suppress(discord.NotFound):
                    await channel.get_partial_message(int(each)).unpin()
        except discord.HTTPException as error:
            raise _outcome(destination, error) from error
        except _LOST as error:
            raise _unknown(destination, error) from error

    async def open_thread(self, destination: Destination, message: str, plan: Plan, day: date) -> None:
        """See `bot.ports.Outbox`. What is posted into a forum is a thread."""
        client = await self._online()
        words = await self._words(client, destination, plan)
        try:
            place = await _channel(client, destination)
            if isinstance(place, discord.TextChannel):
                await place.get_partial_message(int(message)).create_thread(name=_name(plan, day, words))
            elif not isinstance(place, discord.ForumChannel):
                raise PostRefusedError("discord.post_refused", channel=destination.channel, reason=type(place).__name__)
        except discord.HTTPException as error:
            if error.code != _HAS_A_THREAD:
                raise _outcome(destination, error) from error
        except _LOST as error:
            raise _unknown(destination, error) from error

    async def tell(self, schedule: Schedule, reason: Reason) -> None:
        """See `bot.ports.Outbox`."""
        destination = schedule.destination
        try:
            client = await self._online()
            words = await self._words(client, destination, schedule.plan)
            channel = client.get_channel(int(destination.channel))
            named = str(channel) if isinstance(channel, discord.abc.GuildChannel | discord.Thread) else ""
            reply = told(schedule, reason, words, named or destination.channel)
            async with asyncio.timeout(self._answer_within_s):
                person = await client.create_dm(discord.Object(int(schedule.plan.set_by.rpartition(":")[2])))
                await person.send(embed=rendered(reply).embed, allowed_mentions=NO_MENTIONS)
        except (PostLaterError, discord.DiscordException, *_LOST) as error:
            _log.warning("daily clip: %s is not told: %s", schedule.plan.set_by, reason_of(error))

    # ------------------------------------------------------------ what is posted

    async def _online(self) -> NajiClient:
        try:
            return await self._chat.online()
        except TimeoutError as error:
            raise PostLaterError("discord.post_offline") from error

    async def _words(self, client: NajiClient, destination: Destination, plan: Plan) -> Words:
        settings = await settings_here(await self._chat.choose(), destination.place)
        if plan.language or settings.language:
            return post_words(plan, settings, self._chat.words)
        return await _words_at(client, destination, self._chat.words)

    async def _shown(self, post: Post, words: Words) -> dict[str, Any]:
        """What discord.py wants to be given: the clip, its buttons, and whom it calls."""
        naji = await self._chat.choose()
        reply = alone(post.clip, Voice(words, naji.links))
        for button in buttons_of(post):
            reply = with_button(reply, button)
        clip = rendered(reply, note=post.mark)
        above = heading(heading_of(post.plan, words.say("discord.clip-of-the-day")))
        # The role that has the server's own id is everyone's.
        role = post.plan.role if post.plan.role.isdigit() and post.plan.role != post.destination.place.id else ""
        calls = discord.AllowedMentions(
            everyone=False, users=False, roles=[discord.Object(int(role))] if role else False, replied_user=False
        )
        return {
            "content": f"{above} <@&{role}>" if role else above,
            "embed": clip.embed,
            "view": clip.view() or discord.utils.MISSING,
            "allowed_mentions": calls,
            "silent": post.plan.is_silent,
        }


async def _into_channel(client: NajiClient, post: Post, shown: dict[str, Any]) -> str:
    channel = client.get_partial_messageable(int(post.destination.channel))
    message = await channel.send(**shown, nonce=post.nonce)
    return str(message.id)


async def _into_forum(place: discord.ForumChannel, post: Post, shown: dict[str, Any], words: Words) -> str:
    if post.may_stand:
        raise PostUnknownError("discord.post_unknown", channel=post.destination.channel, reason="no nonce")
    # A forum may want a tag; those that only moderators may give are no choice.
    tags = [tag for tag in place.available_tags if not tag.moderated][:1] if place.flags.require_tag else []
    made = await place.create_thread(name=_name(post.plan, post.day, words), applied_tags=tags, **shown)
    return str(made.thread.id)


def _name(plan: Plan, day: date, words: Words) -> str:
    return trimmed(title_of(plan, day, words.say("discord.clip-of-the-day"), words), THREAD_NAME_CHARS)


async def _find(client: NajiClient, destination: Destination, mark: str, oldest: datetime) -> str | None:
    """The bot's own message with this mark, among the last ones of a channel."""
    number = int(destination.channel)
    read = 0
    async for message in client.get_partial_messageable(number).history(limit=MOST_READ):
        read += 1
        if message.author == client.user and forum.is_marked(message, mark):
            return str(message.id)
        if message.created_at < oldest:
            return None
    # Where the history may not be read, Discord answers that there is none.
    if read == MOST_READ or (not read and not _may_read(client, destination)):
        raise PostUnknownError("discord.post_unknown", channel=destination.channel, reason="history")
    return None


def _may_read(client: NajiClient, destination: Destination) -> bool:
    if destination.place.kind is PlaceKind.DIRECT:
        return True
    channel = client.get_channel(int(destination.channel))
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return False
    return channel.permissions_for(channel.guild.me).read_message_history


async def _channel(client: NajiClient, destination: Destination) -> object:
    number = int(destination.channel)
    return client.get_channel(number) or await client.fetch_channel(number)


def _outcome(destination: Destination, error: discord.HTTPException) -> PostRefusedError | PostUnknownError:
    """What an error says: refused, shut out, or not known."""
    if error.status not in _NO or error.status in _LATER:
        return _unknown(destination, error)
    kind, code = PostRefusedError, "discord.post_refused"
    if error.code in _SHUT_OUT:
        kind, code = PostForbiddenError, "discord.post_forbidden"
    return kind(code, channel=destination.channel, reason=reason_of(error))


def _unknown(destination: Destination, error: Exception) -> PostUnknownError:
    return PostUnknownError("discord.post_unknown", channel=destination.channel, reason=reason_of(error))


async def _words_at(client: NajiClient, destination: Destination, words: Words) -> Words:
    """The words of the server where a post goes, as far as it has set none."""
    number = int(destination.place.id or 0)
    guild = client.get_guild(number)
    if guild is None and client.is_one_of_several and destination.place.kind is PlaceKind.GROUP:
        # It belongs to another connection; which language it has may not hold up what is due.
        with suppress(discord.HTTPException, aiohttp.ClientError, OSError):
            async with asyncio.timeout(LANGUAGE_WITHIN_S):
                guild = await client.fetch_guild(number, with_counts=False)
    return words if guild is None else words_for(nearest(guild.preferred_locale.value, words.language))
