"""`naji episodes`: what may follow it, and what it prints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.episodes import CHANGES, Episodes, ListedEpisode
from bot.errors import UsageError
from bot.feed_ports import FeedShelf
from bot.feeds.following import details_of
from bot.segmenting import Segments
from handlers import feed_reply, segment_commands
from handlers.columns import clean
from handlers.console import PLACE
from handlers.heads import head
from handlers.locale import PROGRAM, Words
from handlers.terminal import Screen, episodes_json, episodes_table

USAGE: Final = (
    "[--details | --segments] [--show SLUG] [--json] | set EPISODE [--show SLUG] [--number N] [--title TEXT]"
    f" [--published DATE] [--audio URL] [--offset SECONDS] | {segment_commands.USAGE}"
)
OPTIONS: Final = frozenset(f"--{name}" for name in CHANGES) | {"--details", "--segments"}


@dataclass(frozen=True, slots=True)
class EpisodeCommands:
    """Carries out what was typed.

    Attributes:
        episodes, segments: the use cases.
        feeds: what feeds tell of episodes.
        words: to print in.
    """

    episodes: Episodes
    segments: Segments
    feeds: FeedShelf
    words: Words

    async def carry_out(self, texts: Sequence[str], options: Mapping[str, str], screen: Screen) -> str:
        """Do what was typed; what to print.

        Args:
            texts: what was typed behind the command; nothing lists.
            options: what was typed with a name.
            screen: where it is printed.

        Raises:
            NajiError: `cli.episodes` with `usage`, or of the use case.
        """
        show = options.get("--show")
        changes = {name: options[f"--{name}"] for name in CHANGES if f"--{name}" in options}
        lists = not changes and not texts
        match texts:
            case ["segments", *named] if not changes:
                return await self._segments(named, show, options, screen)
            case [] if lists and "--segments" in options:
                return await self._segments((), show, options, screen)
            case [] if lists:
                return await self._list(show, options, screen)
            case ["set", typed] if changes:
                return await self._set(typed, show, changes)
        raise UsageError("cli.episodes", usage=f"{PROGRAM} episodes {USAGE}")

    async def _segments(
        self, texts: Sequence[str], show: str | None, options: Mapping[str, str], screen: Screen
    ) -> str:
        shown_on = None if "--json" in options else screen
        return await segment_commands.carry_out(self.segments, texts, show, self.words, shown_on)

    async def _list(self, show: str | None, options: Mapping[str, str], screen: Screen) -> str:
        listed = await self.episodes.list(PLACE, _only(show))
        episodes = [each.episode for each in listed]
        details = await details_of(self.feeds, episodes) if "--details" in options else None
        if "--json" in options:
            return episodes_json(
                listed, {id_: feed_reply.details_object(told) for id_, told in (details or {}).items()}
            )
        if details is not None:
            return feed_reply.details_text(episodes, details, self.words)
        return _table(listed, self.words, screen)

    async def _set(self, typed: str, show: str | None, changes: Mapping[str, str]) -> str:
        done = await self.episodes.set(PLACE, typed, _only(show), changes)
        said = self.words.say("episode.was-set", episode=head(done.episode, "", self.words, several_shows=True))
        later = self.words.say("episode.offset-waits") if done.waits else ""
        return "".join(f"{line}\n" for line in (said, later) if line)


def _only(show: str | None) -> Sequence[str]:
    return () if show is None else (show,)


def _table(listed: Sequence[ListedEpisode], words: Words, screen: Screen) -> str:
    offers = "".join(f"{_offer(each, words)}\n" for each in listed if each.by)
    return episodes_table([each.episode for each in listed], words, screen) + (f"\n{offers}" if offers else "")


def _offer(listed: ListedEpisode, words: Words) -> str:
    episode = listed.episode
    return words.say(
        f"episode.offer-{listed.by}", show=episode.show.slug, stem=clean(episode.stem), number=listed.offered
    )
