import pytest

from bot.access import Access, narrowed, scope_of
from bot.errors import NotFoundError
from bot.model import Place, PlaceKind, Platform, Scope, ShowId
from tests.small_library import (
    ABROAD,
    CHAT,
    CONSOLE,
    DIRECT,
    GUILD,
    OPEN_SHOW,
    OTHER_GUILD,
    SECRET_SHOW,
    SECRETS,
    SmallLibrary,
    lines_of,
)

SHOWS = (OPEN_SHOW, SECRET_SHOW)
BOTH = Scope(frozenset({ShowId(1), ShowId(2)}))
PUBLIC = Scope(frozenset({ShowId(1)}))
NEVER_CHOSE: frozenset[ShowId] = frozenset()


@pytest.mark.parametrize("place", [CONSOLE, GUILD, CHAT])
def test_a_private_show_answers_the_operator_and_the_groups_listed_for_it(place: Place) -> None:
    assert scope_of(place, SHOWS, SECRETS, NEVER_CHOSE) == BOTH


@pytest.mark.parametrize(
    "place",
    [
        OTHER_GUILD,
        DIRECT,
        ABROAD,
        Place(Platform.DISCORD, PlaceKind.DIRECT, "7"),
        Place(Platform.DISCORD, PlaceKind.ABROAD, "7"),
        Place(Platform.TELEGRAM, PlaceKind.DIRECT, "-7"),
        Place(Platform.TELEGRAM, PlaceKind.GROUP, "7"),
        Place(Platform.DISCORD, PlaceKind.GROUP, "-7"),
        Place(Platform.CONSOLE, PlaceKind.GROUP, "7"),
    ],
)
def test_a_private_show_answers_nowhere_else(place: Place) -> None:
    assert scope_of(place, SHOWS, SECRETS, NEVER_CHOSE) == PUBLIC


def test_a_place_that_follows_shows_searches_only_those() -> None:
    assert scope_of(GUILD, SHOWS, SECRETS, frozenset({ShowId(2)})) == Scope(frozenset({ShowId(2)}))


def test_following_a_private_show_gives_no_access_to_it() -> None:
    assert scope_of(OTHER_GUILD, SHOWS, SECRETS, frozenset({ShowId(2)})) == Scope(frozenset())


def test_narrowing_keeps_the_named_shows_of_the_scope() -> None:
    assert narrowed(BOTH, SHOWS, ["open"]) == PUBLIC


def test_narrowing_adds_no_show_to_the_scope() -> None:
    assert narrowed(PUBLIC, SHOWS, ["secret"]) == Scope(frozenset())


def test_narrowing_to_nothing_keeps_all_of_the_scope() -> None:
    assert narrowed(BOTH, SHOWS, []) == BOTH


def library() -> SmallLibrary:
    small = SmallLibrary()
    small.add(OPEN_SHOW, "1", lines_of(1))
    small.add(SECRET_SHOW, "1", lines_of(1))
    return small


def test_a_scope_is_drawn_from_what_the_snapshot_knows_of_the_place() -> None:
    small = library()
    small.chosen[GUILD.key] = frozenset({ShowId(2)})
    assert Access(SECRETS).scope(small, GUILD) == Scope(frozenset({ShowId(2)}))


def test_a_typed_slug_keeps_the_scope_to_its_show() -> None:
    assert Access(SECRETS).asked_scope(library(), GUILD, ["open"]) == PUBLIC


def test_no_typed_slug_leaves_the_scope_whole() -> None:
    assert Access(SECRETS).asked_scope(library(), GUILD, []) == BOTH


@pytest.mark.parametrize("slug", ["secret", "nowhere"])
def test_a_private_show_without_access_and_a_show_that_is_not_there_are_refused_alike(slug: str) -> None:
    with pytest.raises(NotFoundError) as refused:
        Access(SECRETS).asked_scope(library(), OTHER_GUILD, [slug])
    assert (refused.value.code, refused.value.values) == ("show.none", {"show": slug})
