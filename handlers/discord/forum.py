"""Posts in a forum: each is a thread. Discord takes no nonce for them, so what stands there is looked at first."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import discord

from bot.errors import PostRefusedError, PostUnknownError

MOST_ARCHIVED = 100
"""How many of the threads that were archived last are looked through: one request."""


async def find(place: discord.ForumChannel, me: int, mark: str, oldest: datetime) -> str | None:
    """The id of the bot's own thread whose first message has this mark, and which is not older than that.

    Args:
        place: where it was posted.
        me: the bot's own id.
        mark: of `bot.slots.Post.mark`.
        oldest: when it was posted at the earliest.

    Raises:
        PostUnknownError: there are too many.
        discord.DiscordException: it may not be read.
    """
    async for thread in _threads(place, oldest):
        if thread.owner_id == me and (thread.created_at or oldest) >= oldest:
            try:
                first = await thread.fetch_message(thread.id)
            except discord.NotFound:
                # Somebody took the post away and left what was said about it.
                continue
            if is_marked(first, mark):
                return str(thread.id)
    return None


async def _threads(place: discord.ForumChannel, oldest: datetime) -> AsyncIterator[discord.Thread]:
    """The threads that are open, then those that were archived, the last first."""
    for thread in await place.guild.active_threads():
        if thread.parent_id == place.id:
            yield thread
    read = 0
    async for thread in place.archived_threads(limit=MOST_ARCHIVED):
        read += 1
        if thread.archive_timestamp < oldest:
            return
        yield thread
    if read == MOST_ARCHIVED:
        raise PostUnknownError("discord.post_unknown", channel=place.id, reason="history")


async def pin(place: discord.ForumChannel, post: int, instead_of: Sequence[int]) -> None:
    """Pin a thread; those that were pinned before it make room."""
    for other in instead_of:
        try:
            await (await _thread(place, other)).edit(pinned=False)
        except discord.NotFound:
            continue
    await (await _thread(place, post)).edit(pinned=True)


async def _thread(place: discord.ForumChannel, number: int) -> discord.Thread:
    thread = place.guild.get_thread(number) or await place.guild.fetch_channel(number)
    if not isinstance(thread, discord.Thread):
        raise PostRefusedError("discord.post_refused", channel=number, reason=str(thread.type))
    return thread


def is_marked(message: discord.Message, mark: str) -> bool:
    """Whether a message shows a post with this mark."""
    return any(embed.footer.text == mark for embed in message.embeds)
