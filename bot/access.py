"""Which shows may answer where.

A show is public, or private where the configuration lists it. A private show answers the operator, and the Discord
servers and Telegram chats that are listed for it: nothing of it is seen in direct messages, inline queries or where
the bot is no member. A place searches the public shows unless it follows a chosen set.
"""

from collections.abc import Collection, Mapping, Sequence

from bot.errors import NotFoundError
from bot.model import Place, PlaceKind, Platform, PrivateAccess, Scope, Show, ShowId
from bot.ports import Snapshot


def scope_of(
    place: Place, shows: Sequence[Show], private: Mapping[str, PrivateAccess], followed: frozenset[ShowId]
) -> Scope:
    """The shows that may answer at this place.

    Args:
        place: where somebody asks.
        shows: all shows of the library.
        private: where each private show answers, by its slug; a show that is not named is public.
        followed: the shows that the place chose; empty where it never chose. A chosen private show still has to
            be open to the place.
    """
    closed = {slug for slug, access in private.items() if not _is_open(place, access)}
    open_shows = frozenset(show.id for show in shows if show.slug not in closed)
    return Scope(open_shows & followed if followed else open_shows)


def narrowed(scope: Scope, shows: Sequence[Show], slugs: Collection[str]) -> Scope:
    """The part of the scope that has one of these slugs; all of it where no slug is given."""
    if not slugs:
        return scope
    return Scope(frozenset(show.id for show in shows if show.id in scope.shows and show.slug in slugs))


class Access:
    """Draws scopes: the one way for a use case to come by one.

    Args:
        private: where each private show answers, by its slug.
    """

    def __init__(self, private: Mapping[str, PrivateAccess]) -> None:
        self._private = private

    def scope(self, snapshot: Snapshot, place: Place) -> Scope:
        """The scope of the place as the snapshot has it."""
        return scope_of(place, snapshot.shows(), self._private, snapshot.followed(place))

    def open_shows(self, snapshot: Snapshot, place: Place) -> Sequence[Show]:
        """The shows that the place can choose from, by slug: every one that may answer there."""
        shows = snapshot.shows()
        scope = scope_of(place, shows, self._private, frozenset())
        return [show for show in shows if show.id in scope.shows]

    def asked_scope(self, snapshot: Snapshot, place: Place, slugs: Collection[str]) -> Scope:
        """The same, for slugs that somebody typed.

        Raises:
            NotFoundError: `show.none` where one of them is no show, or is none for this place.
        """
        shows = snapshot.shows()
        scope = scope_of(place, shows, self._private, snapshot.followed(place))
        known = {show.slug for show in shows if show.id in scope.shows}
        for slug in slugs:
            if slug not in known:
                raise NotFoundError("show.none", show=slug)
        return narrowed(scope, shows, slugs)


def _is_open(place: Place, access: PrivateAccess) -> bool:
    if place.kind is PlaceKind.OPERATOR:
        return True
    return place.kind is PlaceKind.GROUP and place.id in _listed(place.platform, access)


def _listed(platform: Platform, access: PrivateAccess) -> frozenset[str]:
    listed = {Platform.DISCORD: access.discord_guilds, Platform.TELEGRAM: access.telegram_chats}
    return listed.get(platform, frozenset())
