"""What `naji doctor` prints: where things are, what state they are in, and what is wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.aliases import NO_ALIASES, AliasTable
from bot.errors import NajiError
from bot.feed_model import Feed
from bot.slots import Schedule
from handlers.alias_reply import problem
from handlers.columns import clean
from handlers.daily_post import reason_sentence
from handlers.feed_reply import moved, trouble
from handlers.locale import Words
from handlers.reply import error_sentence

_UNREACHABLE: Final = "telegram.unreachable"
_BROKEN: Final = frozenset(("telegram.token_refused", _UNREACHABLE))
"""With these the bot cannot answer; the other findings are switches that some operators want otherwise."""


@dataclass(frozen=True, slots=True)
class PlatformState:
    """A platform as configured.

    Attributes:
        name: as people write it.
        variable: the variable of the environment that its token is looked for in.
    """

    name: str
    variable: str
    enabled: bool
    has_token: bool


@dataclass(frozen=True, slots=True)
class LibraryState:
    """What is in the store; `schema` and `known_schema` are the store's and the program's versions.

    `old_indexes`: of how many episodes the index is of an older format than the program's.
    """

    schema: int
    known_schema: int
    shows: int
    episodes: int
    passages: int
    size_bytes: int
    problems: Sequence[str]
    old_indexes: int = 0


@dataclass(frozen=True, slots=True)
class FolderState:
    """A folder that is followed, and how many transcripts are in it; `error` says why it cannot be read."""

    show: str
    path: Path
    transcripts: int = 0
    error: NajiError | None = None


@dataclass(frozen=True, slots=True)
class Checkup:
    """All that was found.

    Attributes:
        config_file: None where there is none.
        library: None where the store has no file yet, or cannot be read.
        store_error: why it cannot be read.
        private_shows: slugs that the configuration restricts but that are no show (yet).
        telegram_findings: codes of what Telegram says of the bot itself.
        feeds, folders: those that are followed.
        schedules: those that rest as their places take no posts any more.
        alias_file, aliases: the operator's file of aliases, and what it says; None where there is none.
    """

    config_file: Path | None
    store_path: Path
    library: LibraryState | None
    store_error: NajiError | None
    platforms: Sequence[PlatformState]
    private_shows: Sequence[str] = ()
    telegram_findings: Sequence[str] = ()
    feeds: Sequence[Feed] = ()
    folders: Sequence[FolderState] = ()
    schedules: Sequence[Schedule] = ()
    alias_file: Path | None = None
    aliases: AliasTable = NO_ALIASES

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong."""
        return (
            self.store_error is None
            and not (self.library and self.library.problems)
            and all(platform.has_token or not platform.enabled for platform in self.platforms)
            and _BROKEN.isdisjoint(self.telegram_findings)
            and not self.aliases.problems
            and not any(feed.trouble for feed in self.feeds)
            and not self.schedules
            and not any(folder.error for folder in self.folders)
        )


def checkup_text(checkup: Checkup, words: Words) -> str:
    """A line for each thing, the verdict last."""
    verdict = "doctor.well" if checkup.is_well else "doctor.unwell"
    lines = [*_config_lines(checkup, words), *_store_lines(checkup, words), *_feed_lines(checkup, words)]
    lines += [*_folder_lines(checkup, words), *_platform_lines(checkup, words), *_schedule_lines(checkup, words)]
    return "".join(f"{line}\n" for line in (*lines, words.say(verdict)))


def _config_lines(checkup: Checkup, words: Words) -> Iterator[str]:
    if checkup.config_file is None:
        yield words.say("doctor.no-config")
    else:
        yield words.say("doctor.config", file=clean(str(checkup.config_file)))
    for slug in checkup.private_shows:
        yield words.say("doctor.private-unknown", show=slug)
    if checkup.alias_file is not None:
        count = len(checkup.aliases.aliases)
        yield words.say("doctor.aliases", file=clean(str(checkup.alias_file)), count=count)
    for each in checkup.aliases.problems:
        yield words.say("doctor.finding", finding=problem(each, words))


def _store_lines(checkup: Checkup, words: Words) -> Iterator[str]:
    yield words.say("doctor.store", path=clean(str(checkup.store_path)))
    library = checkup.library
    if checkup.store_error is not None:
        yield words.say("doctor.wrong", reason=error_sentence(checkup.store_error, words))
    elif library is None:
        yield words.say("doctor.no-store")
    else:
        yield words.say("doctor.schema", schema=library.schema, known=library.known_schema)
        yield words.say(
            "doctor.library",
            shows=library.shows,
            episodes=library.episodes,
            passages=library.passages,
            size=f"{library.size_bytes / 1_000_000:.1f} MB",
        )
        if library.old_indexes:
            yield words.count("doctor.old-indexes", library.old_indexes)
        yield from (words.say("doctor.damage", detail=clean(problem)) for problem in library.problems)
        if not library.problems:
            yield words.say("doctor.sound")
    if checkup.store_error is None and not (library and library.shows):
        yield words.say("doctor.sample")


def _feed_lines(checkup: Checkup, words: Words) -> Iterator[str]:
    if checkup.feeds:
        yield words.count("doctor.feeds", len(checkup.feeds))
    for feed in checkup.feeds:
        for finding in (moved(feed, words), trouble(feed, words)):
            if finding:
                yield words.say("doctor.finding", finding=finding)


def _folder_lines(checkup: Checkup, words: Words) -> Iterator[str]:
    for folder in checkup.folders:
        named = {"show": folder.show, "path": clean(str(folder.path))}
        if folder.error is None:
            yield words.count("doctor.folder", folder.transcripts, **named)
        else:
            yield words.say("doctor.folder-unread", **named)
            yield words.say("doctor.wrong", reason=error_sentence(folder.error, words))


def _platform_lines(checkup: Checkup, words: Words) -> Iterator[str]:
    for platform in checkup.platforms:
        enabled = "on" if platform.enabled else "off"
        token = "token" if platform.has_token else "no-token"
        yield words.say(f"doctor.platform-{enabled}-{token}", platform=platform.name, variable=platform.variable)
    for code in checkup.telegram_findings:
        # The bot's own sentence promises to try again.
        key = "doctor.telegram-unreachable" if code == _UNREACHABLE else f"error.{code}"
        yield words.say("doctor.finding", finding=words.say(key))


def _schedule_lines(checkup: Checkup, words: Words) -> Iterator[str]:
    for schedule in checkup.schedules:
        place, channel = schedule.destination.place.key, clean(schedule.destination.channel)
        yield words.say(
            "doctor.schedule", place=clean(place), channel=channel, time=f"{schedule.at:%H:%M}", zone=schedule.zone
        )
        if schedule.trouble is not None:
            yield words.say("doctor.finding", finding=reason_sentence(schedule.trouble, words, channel))
