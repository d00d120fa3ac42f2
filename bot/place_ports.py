"""What a place needs from outside, as Protocols: where its settings are kept, a server's roles, who may have posts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.model import Destination, Place
from bot.place_settings import PlaceSettings
from bot.slots import Plan

Change = Callable[[PlaceSettings], PlaceSettings]


class PlaceShelf(Protocol):
    """Where settings are kept. Each call is one read or one transaction."""

    async def settings(self, place: Place) -> PlaceSettings:
        """What the place has set, as it stands now, whichever process wrote it.

        It stands behind no search, so that an answer whose first step depends on it is begun in time.
        """
        ...

    async def change(self, place: Place, change: Change) -> PlaceSettings:
        """Change what the place has set; what it has set then.

        Args:
            place: whose settings.
            change: from what stands there, inside the transaction: what another wrote meanwhile is kept.
        """
        ...


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a server."""

    id: str
    name: str


class Roles(Protocol):
    """The roles of one server, as its platform tells them."""

    def find(self, typed: str) -> Role | None:
        """The role that somebody names by a mention, its id or its name.

        The one that everybody has is none: it would make everybody a manager.
        """
        ...

    def known(self, role_id: str) -> Role | None:
        """The role with this id; None where it has been deleted."""
        ...


class Doorman(Protocol):
    """Who may have the bot post elsewhere: a platform's answer, asked anew each time."""

    async def may_post(self, asker: str, channel: str) -> Destination | None:
        """Where a post goes that somebody asks for from another chat, such as a channel from a private one.

        Args:
            asker: who, as `platform:user id`.
            channel: as it was typed: an id, a name or a mention.

        Returns:
            The destination; None where there is no such channel, or where the asker may not manage what is posted
            there, or where the bot may not post: the three are told apart nowhere.
        """
        ...

    async def lacks(self, destination: Destination, plan: Plan) -> Sequence[str]:
        """Which of the plan's options the bot has no right for there, of `pin` and `thread`, as far as that is known.

        Args:
            destination: where it may post.
            plan: how it is to.
        """
        ...

    def called(self, channel: str) -> str:
        """What a channel is called, as far as that is known without asking; else empty.

        Args:
            channel: as `bot.model.Destination.channel` has it.
        """
        ...
