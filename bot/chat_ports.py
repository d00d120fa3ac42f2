"""What the chats keep of the places they are in, as a Protocol: moving house, being away, and updates taken once."""

from datetime import datetime
from typing import Protocol

from bot.model import Place, Platform


class ChatShelf(Protocol):
    """Where it is kept. Each call is one read or one transaction."""

    async def move(self, old: Place, new: Place) -> None:
        """Let all that is kept of a place be the other's from now on: it has become that one.

        Where both have set the same thing, the new one's stays.
        """
        ...

    async def leave(self, place: Place, now: datetime) -> None:
        """The bot is in this place no more: its schedules rest, and all that it set stays."""
        ...

    async def come_back(self, place: Place, now: datetime) -> bool:
        """The bot is in this place; whether it had left it. Nothing is owed of the time between."""
        ...

    async def left(self, platform: Platform) -> frozenset[str]:
        """The places of a platform, by `Place.key`, that the bot has left."""
        ...

    async def take(self, account: str, update_id: int) -> bool:
        """Take an update of a platform's account, `platform:bot id`; whether nobody had taken it before."""
        ...
