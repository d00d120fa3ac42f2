"""What a place sets for itself: its shows, its language, what is private there, how fast it asks, who manages it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.access import Access
from bot.errors import NotFoundError, UsageError
from bot.model import Place, PlaceKind, Platform, Scope, Show
from bot.place_ports import PlaceShelf, Role, Roles
from bot.place_settings import AUTO, LANGUAGES, MOST_COOLDOWN_S, NOTHING_SET, Overview, PlaceSettings, ShowsHere
from bot.ports import Snapshot, Store

ALL = "all"
DEFAULT = "default"
NONE = "none"
"""What is typed for no choice of one's own."""

_BETWEEN = re.compile(r"[\s,，、]+")
_SECONDS = re.compile(r"[0-9]{1,6}")
_SWITCH = {"on": True, "off": False}


class Places:
    """What can be set.

    Args:
        store: the library, and what places follow.
        shelf: where the rest of what they set is kept.
        access: tells which shows are open to them.
    """

    def __init__(self, store: Store, shelf: PlaceShelf, access: Access) -> None:
        self._store = store
        self._shelf = shelf
        self._access = access

    async def at(self, place: Place) -> PlaceSettings:
        """What the place has set, soon: it waits for no search. Where the bot is no member, nothing is ever set.

        Raises:
            StoreError: it cannot be read.
        """
        # Abroad is named by a server's id, too; what it set when the bot was a member there no longer holds.
        return NOTHING_SET if place.kind is PlaceKind.ABROAD else await self._shelf.settings(place)

    async def overview(self, place: Place) -> Overview:
        """All that holds in the place."""
        settings = await self.at(place)
        shows, alias_count = await self._store.read(
            lambda snapshot: (self._shows(snapshot, place), len(snapshot.aliases(place)))
        )
        return Overview(settings, shows, alias_count)

    # ------------------------------------------------------------ shows

    async def shows(self, place: Place) -> ShowsHere:
        """Which shows the place searches, and which it can choose from."""
        return await self._store.read(lambda snapshot: self._shows(snapshot, place))

    async def follow(self, place: Place, typed: str) -> ShowsHere:
        """Have the place search these shows only.

        Args:
            place: a chat.
            typed: slugs, or `ALL`; nothing is changed where nothing is typed.

        Raises:
            NotFoundError: `settings.show` where one of them is no show or is none that the place may choose.
        """
        slugs = [slug.lower() for slug in _BETWEEN.split(typed) if slug]
        shows = await self.shows(place)
        if not slugs:
            return shows
        chosen = frozenset() if slugs == [ALL] else frozenset(show.id for show in _named(slugs, shows.open))
        await self._store.follow(place, chosen)
        return await self.shows(place)

    def _shows(self, snapshot: Snapshot, place: Place) -> ShowsHere:
        open_shows = self._access.open_shows(snapshot, place)
        chosen = snapshot.followed(place)
        followed = [show for show in open_shows if show.id in chosen]
        full = {episode.show.id for episode in snapshot.episodes(Scope(frozenset(show.id for show in open_shows)))}
        empty = frozenset(show.slug for show in open_shows if show.id not in full)
        return ShowsHere(open_shows, followed, is_closed=bool(chosen) and not followed, empty=empty)

    # ------------------------------------------------------------ manners

    async def speak(self, place: Place, typed: str) -> PlaceSettings:
        """Have what everybody sees there written in one of `LANGUAGES`, or as the place or reader has it with `AUTO`.

        Raises:
            UsageError: `settings.language`.
        """
        known = {language.lower(): language for language in LANGUAGES}
        wanted = typed.strip().lower().replace("_", "-")
        if wanted != AUTO and wanted not in known:
            raise UsageError("settings.language")
        return await self._shelf.change(place, lambda settings: replace(settings, language=known.get(wanted)))

    async def keep_private(self, place: Place, typed: str) -> PlaceSettings:
        """Have answers be their asker's alone, `on`, or everybody's, `off`, where the asker does not say.

        Raises:
            UsageError: `settings.private`, or `settings.no_private` elsewhere, where no answer in a group is.
        """
        if place.platform is not Platform.DISCORD:
            raise UsageError("settings.no_private")
        is_private = _SWITCH.get(typed.strip().lower())
        if is_private is None:
            raise UsageError("settings.private")
        return await self._shelf.change(place, lambda settings: replace(settings, is_private=is_private))

    async def slow_down(self, place: Place, typed: str) -> PlaceSettings:
        """Set the seconds between two searches of a person there, or leave them to the configuration with `DEFAULT`.

        Raises:
            UsageError: `settings.cooldown`, or `settings.groups_only`: nobody sets how fast they may ask themselves.
        """
        if place.kind is not PlaceKind.GROUP:
            raise UsageError("settings.groups_only")
        text = typed.strip().lower()
        seconds = int(text) if _SECONDS.fullmatch(text) else None
        if text != DEFAULT and (seconds is None or seconds > MOST_COOLDOWN_S):
            raise UsageError("settings.cooldown", most=MOST_COOLDOWN_S)
        return await self._shelf.change(place, lambda settings: replace(settings, cooldown_s=seconds))

    async def appoint(self, place: Place, typed: str, roles: Roles | None) -> Role | None:
        """Let the members of a role manage besides, or of none with `NONE`; the role.

        Args:
            place: a Discord server.
            typed: the role's mention, id or name.
            roles: the server's; None where there are none.

        Raises:
            UsageError: `settings.no_roles`.
            NotFoundError: `settings.role`.
        """
        if roles is None:
            raise UsageError("settings.no_roles")
        name = typed.strip()
        role = None if name.lower() == NONE else roles.find(name)
        if role is None and name.lower() != NONE:
            raise NotFoundError("settings.role", typed=name)
        role_id = role.id if role else None
        await self._shelf.change(place, lambda settings: replace(settings, manager_role=role_id))
        return role


def _named(slugs: Sequence[str], shows: Sequence[Show]) -> list[Show]:
    by_slug = {show.slug: show for show in shows}
    for slug in slugs:
        if slug not in by_slug:
            raise NotFoundError("settings.show", show=slug)
    return [by_slug[slug] for slug in slugs]
