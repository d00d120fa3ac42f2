"""The one file that knows every part: it opens them, wires them, runs a command and closes them in reverse."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TextIO

from bot import folders
from bot.aliases import AliasFile
from bot.chats import connections, telegram_findings
from bot.config import Config
from bot.episodes import Episodes
from bot.errors import NotFoundError, StoreError, UsageError
from bot.feed_model import Feed
from bot.feed_wiring import following, open_feeds
from bot.library import Counter, Library, SystemClock
from bot.model import Show
from bot.options import Options
from bot.ports import Clock
from bot.posting import Poster
from bot.questions import Question
from bot.quotes import Quotes
from bot.reindexing import Rebuilder
from bot.search.engine import INDEX_FORMAT, warm_up
from bot.segmenting import Segmenter, Segments
from bot.slots import Schedule
from bot.tokens import DISCORD, TELEGRAM
from bot.transcripts.ingest import Indexer, import_paths
from bot.transcripts.processes import ReadingProcess
from handlers import (
    clip_commands,
    console,
    correction_commands,
    explain_commands,
    privacy_commands,
    terminal,
    trend_reply,
)
from handlers.batch import batch_queries
from handlers.checkup import Checkup, LibraryState, PlatformState, checkup_text
from handlers.episode_commands import EpisodeCommands
from handlers.feed_commands import ASKS_THE_WEB, FeedCommands
from handlers.import_report import ImportReport
from handlers.locale import Words
from handlers.messages import Voice
from handlers.reindex_report import ReindexReport, log_progress
from handlers.withheld_commands import WithheldCommands
from storage.checkup import StoreState, examine_store, store_exists
from storage.sqlite import SqliteStore, open_store

if TYPE_CHECKING:
    from handlers.schedule import Alarm

DONE = 0
FAILED = 1

REBUILD_PAUSE_S = 0.5
"""Between two episodes whose indexes a running bot builds anew: the writer and a core are free twice as long as not."""


@dataclass(frozen=True, slots=True)
class Streams:
    """What a command reads from and writes to."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO


@dataclass(frozen=True, slots=True)
class Time:
    """How the program tells the time, and what wakes it: APScheduler where no alarm is given."""

    clock: Clock = field(default_factory=SystemClock)
    alarm: "Alarm | None" = None


@dataclass(frozen=True, slots=True)
class App:
    """A configured program; each command opens what it needs and returns its exit code."""

    config: Config
    words: Words
    streams: Streams
    time: Time = field(default_factory=Time)

    # ------------------------------------------------------------ chats

    async def run(self) -> int:
        """Answer in the chats that are enabled, or in this terminal where none is, until it is ended.

        Raises:
            NajiError: `platform.no_token`, or the store cannot be opened.
        """
        for platform in self._platforms():
            if platform.enabled and not platform.has_token:
                raise UsageError("platform.no_token", platform=platform.name, variable=platform.variable)
        async with AsyncExitStack() as stack:
            store = await stack.enter_async_context(await open_store(self.config.store_path))
            library = Library(store, self.config, self.time.clock)
            if any(platform.enabled for platform in self._platforms()):
                return await self._serve(store, library)
            await stack.enter_async_context(folders.following(store, self.config.folders, self.words))
            await self._talk(library.quotes, Counter(library.bot(), store, stack, self.config))
        return DONE

    async def _talk(self, quotes: Quotes, counter: "Counter") -> None:
        """Answer in this terminal. Old searches are deleted meanwhile: while another process writes, that waits."""
        purging = asyncio.create_task(purge(quotes), name="purge")
        try:
            await console.talk(counter.choose, self.words, self.streams.stdin, self.streams.stdout)
        finally:
            await purging

    async def _serve(self, store: SqliteStore, library: "Library") -> int:
        """Answer in the enabled chats until told to stop; `FAILED` where none of them could go on."""
        from handlers.schedule import Timer
        from handlers.service import OFTEN_S, Chat, Online, Upkeep, logging_to, serve, told_to_stop

        with logging_to(self.streams.stderr, self.config.secrets), told_to_stop() as stop:
            chats: list[Chat] = []
            poster = Poster(store, library.access, Online(chats), self.time.clock)
            bot = replace(library.bot(), by_hand=poster)
            chats += [connect(self.config, store, bot, self.words) for connect in connections(self.config)]
            timer = Timer(poster, self.time.alarm)
            library.schedules.watch(timer.wake)
            rebuilder = Rebuilder(store, pause_s=REBUILD_PAUSE_S)
            rebuild = partial(rebuilder.run, partial(log_progress, self.words))
            daily = Upkeep((partial(asyncio.to_thread, warm_up), library.quotes.purge, rebuild, store.compact))
            often = Upkeep((Segmenter(store, pause_s=REBUILD_PAUSE_S).run,), every_s=OFTEN_S)
            async with (
                following(store, self.config, self.time.clock, self.words),
                folders.following(store, self.config.folders, self.words),
            ):
                return DONE if await serve(chats, timer, (daily, often), self.words, stop) else FAILED

    # ------------------------------------------------------------ library

    async def import_transcripts(self, paths: Iterable[Path], show: str | None) -> int:
        """Import files and folders; `FAILED` where any of them failed, the others are in."""
        async with await open_store(self.config.store_path) as store:
            report = ImportReport(self.words, self.streams.stdout, self.streams.stderr)
            with report, ReadingProcess() as reader:
                summary = await import_paths(store, tuple(paths), show, report.tell, Indexer(reader=reader))
                # On a thread: the cues that would go to the other process cost more than what is done with them.
                await Segmenter(store).run()
            report.sum_up(summary)
        return FAILED if summary.failed else DONE

    async def sync(self, show: str | None, *, remove: bool) -> int:
        """Follow what has changed in the configured folders; `FAILED` where anything was wrong."""
        chosen, streams = folders.followed(self.config.folders, show), (self.streams.stdout, self.streams.stderr)
        async with await open_store(self.config.store_path) as store:
            return DONE if await folders.sync(store, chosen, self.words, streams, remove=remove) else FAILED

    async def reindex(self, *, everything: bool) -> int:
        """Build the indexes of an older format anew, or every one."""
        async with self._reading() as store:
            with ReindexReport(self.words, self.streams.stdout, self.streams.stderr) as report:
                rebuilt = await Rebuilder(store).run(report.tell, everything=everything)
            report.sum_up(rebuilt)
        return DONE

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[SqliteStore]:
        """The store, for what only reads: where there is none, an empty one elsewhere, as a path may be mistyped."""
        path = self.config.store_path
        is_there = await asyncio.to_thread(store_exists, path)
        async with AsyncExitStack() as stack:
            if not is_there:
                path = Path(stack.enter_context(TemporaryDirectory(prefix="naji-"))) / path.name
            yield await stack.enter_async_context(await open_store(path))
        if not is_there:
            terminal.put(self.streams.stderr, self.words.say("store.none", path=self.config.store_path) + "\n")

    async def shows(self, *, as_json: bool) -> int:
        """List the shows."""
        async with self._reading() as store:
            shows = await Library(store, self.config).quotes.shows(console.PLACE)
        self._write(terminal.shows_json(shows) if as_json else terminal.shows_table(shows, self.words, self._screen()))
        return DONE

    async def episodes(self, texts: Sequence[str], options: Mapping[str, str]) -> int:
        """List the episodes, or say what one is, as `handlers.episode_commands` reads it."""
        async with self._reading() as store:
            access = Library(store, self.config).access
            known = EpisodeCommands(Episodes(store, access), Segments(store, access), store.feeds, self.words)
            self._write(await known.carry_out(texts, options, self._screen()))
        return DONE

    async def clips(self, options: Mapping[str, str], limit: int) -> int:
        """List the best clips of an episode, as `handlers.clip_commands` reads it."""
        async with self._reading() as store:
            highlights = Library(store, self.config).highlights
            self._write(await clip_commands.carry_out(highlights, options, limit, self.words, self._screen()))
        return DONE

    async def explain(self, texts: Sequence[str], options: Mapping[str, str]) -> int:
        """Tell why a clip was or would be posted, as `handlers.explain_commands` reads it."""
        async with self._reading() as store:
            explaining = Library(store, self.config).explaining
            self._write(await explain_commands.carry_out(explaining, texts, options, self.words))
        return DONE

    async def feed(self, texts: Sequence[str], show: str | None, *, as_json: bool) -> int:
        """Follow feeds, ask them or list them, as `handlers.feed_commands` reads it."""
        async with AsyncExitStack() as stack:
            asks, enter = not ASKS_THE_WEB.isdisjoint(texts[:1]), stack.enter_async_context
            store = await enter(await open_store(self.config.store_path) if asks else self._reading())
            reader = stack.enter_context(ReadingProcess())
            feeds = await enter(open_feeds(store, self.config, self.time.clock, Indexer(reader=reader)))
            commands = FeedCommands(feeds, self.words, self.streams.stdout, self.streams.stderr)
            is_done = await commands.carry_out(texts, show, as_json=as_json)
            if asks:
                await Segmenter(store).run()
        return DONE if is_done else FAILED

    async def search(self, text: str, options: Options, limit: int, *, as_json: bool) -> int:
        """Print the best hits, one a line, or all as one object."""
        question = _question(text, options)
        async with self._reading() as store:
            library = Library(store, self.config)
            hits = await library.quotes.hits(question, limit)
            old_indexes = 0 if hits else await library.quotes.old_indexes(question)
            shows = await library.quotes.shows(console.PLACE)
        if as_json:
            self._write(terminal.search_json(text, hits, library.link))
        elif hits:
            voice = Voice(self.words, library.link)
            self._write(terminal.search_lines(hits, text, voice, several_shows=len(shows) > 1))
        else:
            terminal.put(self.streams.stderr, terminal.nothing_found(question, shows, old_indexes, self.words))
        return DONE

    async def trend(self, text: str, options: Options, *, as_json: bool) -> int:
        """Print where something was talked about, or all counts as one object."""
        async with self._reading() as store:
            trend = await Library(store, self.config).trends.count(_question(text, options))
        self._write(
            trend_reply.as_json(trend)
            if as_json
            else terminal.painted(trend_reply.shown(trend, self.words), self._screen())
        )
        return DONE

    async def search_batch(self, lines: Iterable[str], options: Options, limit: int) -> int:
        """Print one object for each query, in order. A query that cannot be answered has no hits, and is reported.

        Raises:
            UsageError: `batch.line` for a line that begins like an object but is none with a query.
        """
        code = DONE
        async with self._reading() as store:
            library = Library(store, self.config)
            for number, text in batch_queries(lines):
                try:
                    hits = await library.quotes.hits(_question(text, options), limit)
                except (UsageError, NotFoundError) as error:
                    code, hits = FAILED, ()
                    reason = terminal.error_line(error, self.words)
                    terminal.put(self.streams.stderr, self.words.say("batch.failed", line=number, reason=reason))
                self._write(terminal.search_json(text, hits, library.link))
        return code

    async def privacy(self, texts: Sequence[str]) -> int:
        """Tell or delete what is kept of a person, as `handlers.privacy_commands` reads it."""
        async with self._reading() as store:
            people = Library(store, self.config).people
            self._write(await privacy_commands.carry_out(people, texts, self.words))
        return DONE

    async def corrections(self, texts: Sequence[str], show: str | None, *, as_json: bool) -> int:
        """List the corrections, or add to them or decide on them, as `handlers.correction_commands` reads it."""
        async with self._reading() as store:
            corrections = Library(store, self.config).corrections
            self._write(
                await correction_commands.carry_out(corrections, texts, _only(show), self.words, as_json=as_json)
            )
        return DONE

    async def moderate(self, name: str, texts: Sequence[str], options: Mapping[str, str]) -> int:
        """Hide, show again or list, as `handlers.withheld_commands` reads it."""
        async with self._reading() as store:
            commands = WithheldCommands(Library(store, self.config).moderation, self.words)
            self._write(await commands.carry_out(name, texts, options))
        return DONE

    # ------------------------------------------------------------ state

    async def doctor(self) -> int:
        """Say where things are and what is wrong; `FAILED` where anything is. Writes to nothing.

        Where Telegram is enabled it is asked about the bot; Discord's switches show when it connects.
        """
        library, error = None, None
        try:
            state = await asyncio.to_thread(examine_store, self.config.store_path, INDEX_FORMAT)
            library = LibraryState(**asdict(state)) if state else None
        except StoreError as fault:
            state, error = None, fault
        shows, feeds, schedules = await self._known(state)
        checkup = Checkup(
            config_file=self.config.file,
            store_path=self.config.store_path,
            library=library,
            store_error=error,
            platforms=self._platforms(),
            private_shows=tuple(sorted(set(self.config.access) - {show.slug for show in shows})),
            feeds=feeds,
            schedules=tuple(each for each in schedules if each.trouble),
            folders=await asyncio.to_thread(folders.examined, self.config.folders),
            telegram_findings=await telegram_findings(self.config),
            alias_file=self.config.aliases,
            aliases=await asyncio.to_thread(AliasFile(self.config.aliases).table),
        )
        self._write(checkup_text(checkup, self.words))
        return DONE if checkup.is_well else FAILED

    async def _known(self, state: StoreState | None) -> tuple[Sequence[Show], Sequence[Feed], Sequence[Schedule]]:
        """What is in a store that is sound and up to date: a private show that is none of its shows is told.

        A slug that is mistyped would leave a show public.
        """
        if state is None or state.schema != state.known_schema or state.problems:
            return (), (), ()
        async with await open_store(self.config.store_path) as store:
            shows = await store.read(lambda snapshot: snapshot.shows())
            schedules = await store.read(lambda held: (*held.schedules(), *held.abandoned_schedules()))
            return shows, await store.feeds.feeds(), schedules

    def _platforms(self) -> tuple[PlatformState, ...]:
        discord, telegram = self.config.discord, self.config.telegram
        return (
            PlatformState("Discord", DISCORD.variable, enabled=discord.enabled, has_token=discord.token is not None),
            PlatformState(
                "Telegram", TELEGRAM.variable, enabled=telegram.enabled, has_token=telegram.token is not None
            ),
        )

    def _write(self, text: str) -> None:
        terminal.put(self.streams.stdout, text)

    def _screen(self) -> terminal.Screen:
        return terminal.screen_of(self.streams.stdout)


async def purge(quotes: Quotes) -> None:
    """Delete old searches; where the store cannot be written to just now, the next start does."""
    with suppress(StoreError):
        await quotes.purge()


def _question(text: str, options: Options) -> Question:
    return Question(text, console.PLACE, console.ASKER, options)


def _only(show: str | None) -> tuple[str, ...]:
    return () if show is None else (show,)
