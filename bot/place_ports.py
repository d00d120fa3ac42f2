"""What the settings of a place need from outside, as Protocols: where they are kept, and a server's roles."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.model import Place
from bot.place_settings import PlaceSettings

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
