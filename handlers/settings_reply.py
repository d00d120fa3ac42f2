"""What is said of a place's settings, in the reader's language."""

from collections.abc import Iterator, Sequence

from bot.cooldown import Limits
from bot.model import PlaceKind, Platform, Show
from bot.place_ports import Role
from bot.place_settings import AUTO, Overview, PlaceSettings, ShowsHere
from handlers.asking import Asked
from handlers.columns import clean
from handlers.locale import Words
from handlers.messages import Reply, sentences

MOST_NAMED = 20
"""Shows that are named; of more it is said how many there are."""


def overview(here: Overview, asked: Asked, limits: Limits) -> Reply:
    """What holds in the place, and with what each of it is changed: only what there is to set there."""
    words = asked.words
    return sentences(
        *_shows_lines(here.shows, words),
        words.count("settings.aliases", here.alias_count),
        *_language_lines(here.settings, asked),
        *_place_lines(here.settings, asked, limits),
    )


def shows(here: ShowsHere, words: Words) -> Reply:
    """Which shows the place searches, and which there are besides."""
    others = [show for show in here.open if show not in here.followed] if here.followed or here.is_closed else []
    more = (words.say("settings.shows-others", shows=_names(others, here, words)),) if others else ()
    return sentences(*_shows_lines(here, words), *more)


def language(settings: PlaceSettings, asked: Asked) -> Reply:
    """In which language the place is spoken to."""
    return sentences(*_language_lines(settings, asked))


def private(settings: PlaceSettings, words: Words) -> Reply:
    """Who sees an answer of which the asker does not say it."""
    return sentences(words.say("settings.is-private" if settings.is_private else "settings.is-public"))


def cooldown(settings: PlaceSettings, limits: Limits, words: Words) -> Reply:
    """How fast one person may search there."""
    return sentences(*_cooldown_lines(settings, limits, words))


def role(named: Role | None, words: Words) -> Reply:
    """Who may manage besides, and what Discord wants to be told of it."""
    if named is None:
        return sentences(words.say("settings.no-role"))
    return sentences(words.say("settings.role", role=clean(named.name)), words.say("settings.role-commands"))


# ---------------------------------------------------------------- lines


def _shows_lines(here: ShowsHere, words: Words) -> Iterator[str]:
    if here.is_closed:
        yield words.say("settings.shows-closed")
    elif here.followed:
        yield words.say("settings.shows-chosen", shows=_names(here.followed, here, words))
    elif here.open:
        yield words.say("settings.shows-all", shows=_names(here.open, here, words))
    else:
        yield words.say("settings.shows-none")


def _language_lines(settings: PlaceSettings, asked: Asked) -> Iterator[str]:
    yield asked.words.say(f"settings.language-{(settings.language or AUTO).lower()}")
    if settings.language and asked.place.platform is Platform.DISCORD and asked.place.kind is PlaceKind.GROUP:
        yield asked.words.say("settings.language-own")


def _place_lines(settings: PlaceSettings, asked: Asked, limits: Limits) -> Iterator[str]:
    """What only some places can set."""
    words, place = asked.words, asked.place
    if place.platform is Platform.DISCORD:
        yield words.say("settings.is-private" if settings.is_private else "settings.is-public")
    if place.kind is PlaceKind.GROUP:
        yield from _cooldown_lines(settings, limits, words)
    if asked.roles is not None:
        if settings.manager_role is None:
            yield words.say("settings.no-role")
        else:
            known = asked.roles.known(settings.manager_role)
            yield words.say("settings.role", role=clean(known.name)) if known else words.say("settings.role-gone")


def _cooldown_lines(settings: PlaceSettings, limits: Limits, words: Words) -> Iterator[str]:
    pause_s = limits.person.pause_s if settings.cooldown_s is None else settings.cooldown_s
    if pause_s:
        yield words.say("settings.cooldown", burst=limits.person.tokens, seconds=f"{pause_s:g}")
    else:
        yield words.say("settings.cooldown-none")


def _names(named: Sequence[Show], here: ShowsHere, words: Words) -> str:
    names = [_name(show, here, words) for show in named[:MOST_NAMED]]
    more = len(named) - len(names)
    return words.say("list.comma").join([*names, *([words.count("settings.more-shows", more)] if more else [])])


def _name(show: Show, here: ShowsHere, words: Words) -> str:
    name = words.say("settings.show-name", slug=show.slug, title=clean(show.title)) if show.title else show.slug
    return words.say("settings.show-empty", show=name) if show.slug in here.empty else name
