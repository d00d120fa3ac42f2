"""`naji episodes`: what may follow it, and what it prints."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.episodes import CHANGES, Episodes, ListedEpisode
from bot.errors import UsageError
from handlers.columns import clean
from handlers.console import PLACE
from handlers.heads import head
from handlers.locale import Words
from handlers.terminal import Screen, episodes_json, episodes_table

USAGE: Final = (
    "[--show SLUG] [--json] | set EPISODE [--show SLUG] [--number N] [--title TEXT] [--published DATE] [--audio URL]"
    " [--offset SECONDS]"
)
OPTIONS: Final = frozenset(f"--{name}" for name in CHANGES)


async def carry_out(
    episodes: Episodes, texts: Sequence[str], options: Mapping[str, str], words: Words, screen: Screen
) -> str:
    """Do what was typed; what to print.

    Args:
        episodes: the use cases.
        texts: what was typed behind the command; nothing lists.
        options: what was typed with a name.
        words: to print in.
        screen: where it is printed.

    Raises:
        NajiError: `cli.episodes` with `usage`, or of the use case.
    """
    slugs = (options["--show"],) if "--show" in options else ()
    changes = {name: options[f"--{name}"] for name in CHANGES if f"--{name}" in options}
    match texts:
        case [] if not changes:
            listed = await episodes.list(PLACE, slugs)
            return episodes_json(listed) if "--json" in options else _table(listed, words, screen)
        case ["set", typed] if changes:
            done = await episodes.set(PLACE, typed, slugs, changes)
            said = words.say("episode.was-set", episode=head(done.episode, "", words, several_shows=True))
            later = words.say("episode.offset-waits") if done.waits else ""
            return "".join(f"{line}\n" for line in (said, later) if line)
    raise UsageError("cli.episodes", usage=f"naji episodes {USAGE}")


def _table(listed: Sequence[ListedEpisode], words: Words, screen: Screen) -> str:
    offers = "".join(f"{_offer(each, words)}\n" for each in listed if each.by)
    return episodes_table([each.episode for each in listed], words, screen) + (f"\n{offers}" if offers else "")


def _offer(listed: ListedEpisode, words: Words) -> str:
    episode = listed.episode
    return words.say(
        f"episode.offer-{listed.by}", show=episode.show.slug, stem=clean(episode.stem), number=listed.offered
    )
