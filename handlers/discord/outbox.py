"""Posts that nobody asked for: the clip of the day."""

import asyncio
from contextlib import suppress
from typing import Final

import aiohttp
import discord

from bot.clips import OpenedClip, Surroundings
from bot.errors import PostRefusedError, PostUnknownError
from bot.model import Clip, Destination, PlaceKind
from handlers.discord.client import DiscordChat, NajiClient
from handlers.discord.render import NO_MENTIONS, heading, rendered
from handlers.discord.wire import reason_of
from handlers.locale import Words, nearest, words_for
from handlers.manners import place_words, settings_here
from handlers.messages import Voice
from handlers.reply import clip as clip_reply

ANSWER_WITHIN_S: Final = 30.0
"""How long Discord may take to take a post, rate limits included; after that its outcome is unknown."""
LANGUAGE_WITHIN_S: Final = 3.0
"""How long Discord may take to tell a server's language."""
_NO = range(400, 500)
_LATER = frozenset((408, 429))
"""Refusals that say nothing against the post itself."""


class DiscordOutbox:
    """`bot.ports.Outbox` of Discord.

    Args:
        chat: whose connection is used.
        answer_within_s: see `ANSWER_WITHIN_S`.
    """

    def __init__(self, chat: DiscordChat, answer_within_s: float = ANSWER_WITHIN_S) -> None:
        self._chat = chat
        self._answer_within_s = answer_within_s

    async def post(self, destination: Destination, clip: Clip, nonce: str) -> str:
        """See `bot.ports.Outbox`.

        Raises:
            PostRefusedError: `discord.post_offline` where there is no connection, `discord.post_refused`.
            PostUnknownError: `discord.post_unknown`.
        """
        try:
            client = await self._chat.online()
        except TimeoutError as error:
            raise PostRefusedError("discord.post_offline") from error
        naji = await self._chat.choose()
        settings = await settings_here(naji, destination.place)
        words = place_words(settings, await _words_at(client, destination, self._chat.words))
        shown = rendered(clip_reply(_alone(clip), Voice(words, naji.links)))
        channel = client.get_partial_messageable(int(destination.channel))
        try:
            async with asyncio.timeout(self._answer_within_s):
                message = await channel.send(
                    heading(words.say("discord.clip-of-the-day")),
                    embed=shown.embed,
                    view=shown.view() or discord.utils.MISSING,
                    nonce=nonce,
                    allowed_mentions=NO_MENTIONS,
                )
        except discord.HTTPException as error:
            if error.status in _NO and error.status not in _LATER:
                raise PostRefusedError(
                    "discord.post_refused", channel=destination.channel, reason=reason_of(error)
                ) from error
            raise _unknown(destination, error) from error
        except (aiohttp.ClientError, OSError) as error:
            raise _unknown(destination, error) from error
        return str(message.id)


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


def _alone(clip: Clip) -> OpenedClip:
    """The clip without the words around it, which a button opens."""
    return OpenedClip(clip, Surroundings((), "", "", (), more=True), lines=0, several_shows=True)
