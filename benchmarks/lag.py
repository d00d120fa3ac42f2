"""Who waits for whom, on real transcripts: `python -m benchmarks.lag`.

Imports `corpus/readr` and measures, in a bot that is running: how late the event loop is while three clients search
without a pause, and how long one chat waits for its answer while another chat's send is held up for ten seconds. The
chats are python-telegram-bot on the platform of the tests. Prints Markdown for docs/performance.md.
"""

import asyncio
import itertools
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.shared import shared_folder
from bot.access import Access
from bot.clips import Clips
from bot.model import Place, PlaceKind, Platform
from bot.questions import Question
from bot.quotes import Quotes
from bot.transcripts.ingest import import_paths
from handlers.asking import Bot
from handlers.telegram.client import Settings, TelegramChat
from handlers.telegram.presence import Keeps
from storage.sqlite import SqliteStore, open_store
from tests.fake_telegram import Chat, FakeTelegram

CLIENTS = 3
SEARCHING_S = 10.0
TICK_S = 0.005
HELD_S = 10.0
ASKED_MEANWHILE = 15
"""Twenty messages a minute and chat are the most that Telegram takes."""


class _Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)


async def _lag_ms(is_over: Callable[[], bool]) -> list[float]:
    """How much later than asked for the loop came back, in milliseconds, tick after tick."""
    lags = []
    while not is_over():
        started = time.perf_counter()
        await asyncio.sleep(TICK_S)
        lags.append((time.perf_counter() - started - TICK_S) * 1000)
    return lags


async def _searching(store: SqliteStore, queries: Sequence[str]) -> tuple[list[float], int]:
    """The loop's lags while the clients search, and how many searches were answered."""
    quotes = Quotes(store, Access({}), _Clock())
    place = Place(Platform.CONSOLE, PlaceKind.OPERATOR)
    await quotes.find(Question(queries[0], place, "console:operator"))
    end = time.perf_counter() + SEARCHING_S

    async def client(first: int) -> int:
        for count, text in enumerate(itertools.islice(itertools.cycle(queries), first, None)):
            if time.perf_counter() >= end:
                return count
            await quotes.find(Question(text, place, "console:operator"))
        return 0

    clients = [asyncio.create_task(client(nth * 7)) for nth in range(CLIENTS)]
    lags = await _lag_ms(lambda: time.perf_counter() >= end)
    return lags, sum(await asyncio.gather(*clients))


async def _asked(telegram: FakeTelegram, chat: Chat, query: str) -> float:
    assert chat.user is not None  # noqa: S101 - every private chat has one
    started = time.perf_counter()
    telegram.say(chat, chat.user, query)
    answer = await chat.next_message()
    assert answer.keyboard, answer.text  # noqa: S101 - an apology is no answer
    return (time.perf_counter() - started) * 1000


async def _held_up(store: SqliteStore, query: str) -> tuple[list[float], list[float]]:
    """Milliseconds to an answer, one after the other, before a send to another chat is held up and while it is."""
    access = Access({})
    naji = Bot(Quotes(store, access, _Clock()), Clips(store, access), lambda _episode, _ms: None)

    async def choose() -> Bot:
        return naji

    keeps = Keeps(store, store.chats, _Clock())
    async with FakeTelegram() as telegram:
        slow, *others = (telegram.private(telegram.user()) for _ in range(2 * ASKED_MEANWHILE + 1))
        task = asyncio.create_task(TelegramChat(choose, Settings(telegram.token, telegram.api_url), keeps).run())
        await telegram.polling()
        await _asked(telegram, slow, query)
        before = [await _asked(telegram, chat, query) for chat in others[:ASKED_MEANWHILE]]
        hold = telegram.hold("sendMessage", slow)
        assert slow.user is not None  # noqa: S101 - as above
        telegram.say(slow, slow.user, query)
        await hold.reached()
        end = time.perf_counter() + HELD_S
        meanwhile = []
        for chat in others[ASKED_MEANWHILE:]:
            meanwhile.append(await _asked(telegram, chat, query))
            await asyncio.sleep(max(end - time.perf_counter(), 0) / ASKED_MEANWHILE)
        await asyncio.sleep(max(end - time.perf_counter(), 0))
        hold.release()
        await slow.next_message()
        task.cancel()
        await asyncio.wait({task})
    return before, meanwhile


async def _measure(folder: Path) -> None:
    shared = shared_folder()
    lines = (shared / "bench" / "readr_dev.jsonl").read_text(encoding="utf-8").splitlines()
    queries = [json.loads(line)["query"] for line in lines]
    async with await open_store(folder / "naji.db") as store:
        await import_paths(store, (shared / "corpus" / "readr",), "readr", lambda _: None)
        lags, answered = await _searching(store, queries)
        before, meanwhile = await _held_up(store, queries[0])
    print("| what | measured |")
    print("|---|---|")
    print(
        f"| loop's lag while {CLIENTS} clients search ({answered} searches, {len(lags)} ticks), median | "
        f"{statistics.median(lags):.1f} ms |"
    )
    print(f"| – 99th percentile | {statistics.quantiles(lags, n=100)[-1]:.1f} ms |")
    print(f"| – longest | {max(lags):.1f} ms |")
    print(
        f"| answer in a chat, nothing held up, median (longest) of {len(before)} | "
        f"{statistics.median(before):.1f} ms ({max(before):.1f} ms) |"
    )
    print(
        f"| answer in a chat while another's send is held up for {HELD_S:.0f} s | "
        f"{statistics.median(meanwhile):.1f} ms ({max(meanwhile):.1f} ms) |"
    )


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(_measure(Path(name)))


if __name__ == "__main__":
    main()
