"""`naji feed` as an operator types it, against a real server on this machine."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from handlers.feed_reply import WAITING_SHOWN
from handlers.locale import PROGRAM
from tests.commands import Naji
from tests.feed_server import FeedServer, feed_server, redirect, reply
from tests.memory_feeds import feed_of, item_of, vtt_of
from tests.recognition_talks import READ, shuffled

pytestmark = pytest.mark.io


@pytest.fixture
def server() -> Iterator[FeedServer]:
    """The server, on a thread: the program has a loop of its own."""
    stack, ready, running = AsyncExitStack(), threading.Event(), list[FeedServer]()
    loop = asyncio.new_event_loop()

    async def start() -> None:
        running.append(await stack.enter_async_context(feed_server()))
        ready.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(start())
        loop.run_forever()
        loop.run_until_complete(stack.aclose())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(30)
    yield running[0]
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


@pytest.fixture
def url(server: FeedServer) -> str:
    more = (
        "<itunes:season>2</itunes:season><podcast:person role='guest'>Ann</podcast:person>"
        "<podcast:soundbite startTime='1' duration='2'>sip</podcast:soundbite>"
        "<podcast:soundbite startTime='3' duration='2'/><podcast:chapters url='/c.json'/>"
    )
    server.pages["/feed"] = feed_of(
        item_of(1, "vtt", more=more, base=server.base), item_of(2), "<guid>only-a-name</guid>"
    )
    server.pages["/1.vtt"] = vtt_of("hot tea", "in a cup")
    server.pages["/c.json"] = b'{"chapters": [{"startTime": 2, "title": "Pour"}]}'
    return f"{server.base}/feed"


@pytest.fixture
def allowed(naji: Naji, tmp_path: Path) -> Naji:
    """Local addresses are allowed, and English is spoken."""
    config = 'language = "en"\n[feeds]\nallow_private_addresses = true\n'
    (tmp_path / "here" / "config.toml").write_text(config, encoding="utf-8")
    return naji


@pytest.fixture
def followed(allowed: Naji, url: str) -> str:
    assert allowed("feed", "add", url).code == 0
    return url


def test_an_address_of_this_machine_is_refused_unless_it_is_allowed(naji: Naji, url: str) -> None:
    result = naji("feed", "add", url)

    assert (result.code, result.output) == (1, "")
    assert "allow_private_addresses" in result.errors
    assert url in result.errors


@pytest.mark.usefixtures("allowed")
def test_adding_a_feed_says_what_came_of_it(naji: Naji, url: str) -> None:
    result = naji("feed", "add", url)

    assert result.code == 0
    assert result.errors == ""
    assert result.output.splitlines() == [
        f"Following {url} now, as the show tea-house.",
        "EP1 · Cup 1 · Nov 3, 2024: imported, 2 cues",
        "tea-house (127.0.0.1): 1 imported, facts of 3 episodes are new, 2 still without a transcript",
    ]
    assert "EP1" in naji("search", "hot tea").output


@pytest.mark.usefixtures("followed")
def test_a_sync_without_news_says_so(naji: Naji) -> None:
    result = naji("feed", "sync")

    assert (result.code, result.errors) == (0, "")
    assert result.output == "tea-house (127.0.0.1): nothing has changed, 2 still without a transcript\n"


@pytest.mark.usefixtures("followed")
def test_a_sync_says_what_went_wrong_and_fails(naji: Naji, server: FeedServer) -> None:
    server.replies["/feed"] = reply(404)

    first, second = naji("feed", "sync"), naji("feed", "sync", "--show", "tea-house")

    assert (first.code, first.output, first.errors) == (1, "", second.errors)
    assert "could not be read and is tried again: 127.0.0.1 is not there (404)" in first.errors
    assert "could not be read since" in naji("feed", "list").output
    doctor = naji("doctor")
    assert doctor.code == 1
    assert "could not be read since" in doctor.output
    assert "/feed" not in doctor.output


@pytest.mark.usefixtures("followed")
def test_an_episode_that_fails_is_named_with_its_reason(naji: Naji, server: FeedServer) -> None:
    server.pages["/1.vtt"] = b"<rss/>"

    result = naji("feed", "sync")

    assert result.code == 0
    assert result.errors.startswith("EP1 · Cup 1 · Nov 3, 2024: ")
    assert "1 failed" in result.output


def test_a_list_shows_feeds_and_what_waits(naji: Naji, followed: str, server: FeedServer) -> None:
    assert naji("feed").output.splitlines() == [
        f"1. tea-house  {followed}",
        "  3 episodes",
        "  2 of them have no transcript yet; they are looked at again:",
        "    EP2 · Cup 2 · Nov 4, 2024",
        "    only-a-name",
    ]
    server.pages["/feed"] = feed_of(*(item_of(number) for number in range(2, 9)))
    naji("feed", "sync")
    lines = naji("feed", "list").output.splitlines()
    assert len(lines) == 3 + WAITING_SHOWN + 1
    assert lines[-1] == "    and 3 more (--json lists all)"


@pytest.mark.usefixtures("allowed")
def test_a_list_says_of_which_episode_the_transcript_cannot_be_read(naji: Naji, server: FeedServer, url: str) -> None:
    chapters = "<podcast:chapters url='/c.json'/>"
    server.pages["/feed"] = feed_of(item_of(1, "vtt", base=server.base), item_of(2, more=chapters, base=server.base))
    server.pages["/1.vtt"] = b"<rss/>"
    server.pages["/c.json"] = b"[]"
    naji("feed", "add", url)
    assert naji("feed", "list").output.splitlines()[3:] == [
        "    EP1 · Cup 1 · Nov 3, 2024 (its transcript cannot be read; waiting for a corrected one)",
        "    EP2 · Cup 2 · Nov 4, 2024",
    ]
    (feed,) = json.loads(naji("feed", "list", "--json").output)["feeds"]
    assert [each["unreadable"] for each in feed["waiting"]] == [True, False]
    server.pages["/1.vtt"] = vtt_of("hot tea")
    naji("feed", "sync")
    assert "cannot be read" not in naji("feed", "list").output


def test_programs_get_all_of_it(naji: Naji, followed: str, server: FeedServer) -> None:
    server.replies["/feed"] = reply(410)
    naji("feed", "sync")

    (feed,) = json.loads(naji("feed", "list", "--json").output)["feeds"]

    assert (feed["feed"], feed["show"], feed["url"], feed["episodes"]) == (1, "tea-house", followed, 3)
    assert feed["waiting"] == [
        {"episode": "cup-2", "number": 2, "title": "Cup 2", "date": "2024-11-04", "unreadable": False},
        {"episode": "only-a-name", "number": None, "title": None, "date": None, "unreadable": False},
    ]
    assert (feed["trouble"]["code"], feed["trouble"]["times"]) == ("feed.gone", 1)


@pytest.mark.usefixtures("followed")
def test_a_move_is_told_and_listed(naji: Naji, server: FeedServer) -> None:
    server.pages["/new"] = server.pages.pop("/feed")
    server.replies["/feed"] = redirect("/new", 301)

    first, second = naji("feed", "sync"), naji("feed", "sync")

    assert "has moved for good" in first.errors
    assert second.errors == ""
    assert f"{server.base}/new" in naji("feed", "list").output
    assert "has moved for good" in naji("doctor").output
    assert naji("doctor").code == 0


def test_a_removed_feed_leaves_its_episodes(naji: Naji, followed: str) -> None:
    result = naji("feed", "remove", "tea-house")

    assert result.output == f"No longer following {followed}. What was imported for tea-house stays.\n"
    assert naji("feed", "list").output == f"No feed is followed yet. Add one: {PROGRAM} feed add https://…\n"
    assert "Cup 1" in naji("episodes").output


@pytest.mark.usefixtures("followed")
def test_the_details_of_episodes_are_listed(naji: Naji) -> None:
    assert naji("episodes", "--details").output.splitlines() == [
        "EP1 · Cup 1 · Nov 3, 2024",
        "  Season 2",
        "  With Ann (guest)",
        "  00:02 Pour",
        "  Pick 00:01–00:03 sip",
        "  Pick 00:03–00:05",
    ]


def test_an_episode_that_a_feed_tells_little_of_has_little_or_no_room(
    naji: Naji, followed: str, server: FeedServer
) -> None:
    pick = "<podcast:soundbite startTime='1' duration='2'/>"
    items = (item_of(3, "vtt", more=pick, base=server.base), item_of(4, "vtt", base=server.base))
    server.pages["/other"] = feed_of(*items)
    server.pages["/3.vtt"] = server.pages["/4.vtt"] = server.pages["/1.vtt"]
    assert naji("feed", "add", followed.replace("feed", "other"), "--show", "other").code == 0

    details = naji("episodes", "--details", "--show", "other").output

    assert details.splitlines() == ["EP3 · Cup 3 · Nov 5, 2024", "  Pick 00:01–00:03"]
    assert "no transcript" not in naji("feed", "list").output.partition("2. other")[2]


@pytest.mark.usefixtures("followed")
def test_programs_get_the_details_where_they_ask_for_them(naji: Naji) -> None:
    (plain,) = json.loads(naji("episodes", "--json").output)["episodes"]
    (full,) = json.loads(naji("episodes", "--json", "--details").output)["episodes"]

    assert "chapters" not in plain
    assert full["season"] == 2
    assert full["persons"] == [{"name": "Ann", "role": "guest"}]
    assert full["chapters"] == [{"start_s": 2.0, "title": "Pour", "url": None}]
    assert full["picks"][0] == {"start_s": 1.0, "end_s": 3.0, "title": "sip"}


def test_without_feeds_there_are_no_details(naji: Naji) -> None:
    assert naji("episodes", "--details").output.count("\n") == 1


@pytest.mark.parametrize(
    "typed",
    [["feed", "add"], ["feed", "add", "a", "b"], ["feed", "frobnicate"], ["feed", "remove"], ["feed", "sync", "x"]],
)
def test_wrong_use_says_how(naji: Naji, typed: list[str]) -> None:
    result = naji(*typed)

    assert result.code == 2
    assert "naji feed" in result.errors


def test_listing_makes_no_store(naji: Naji, tmp_path: Path) -> None:
    assert naji("feed", "list").code == 0
    assert naji("feed", "remove", "tea").code == 1
    assert not (tmp_path / "home" / "data" / "naji" / "naji.db").exists()


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize("command", ["add", "sync"])
def test_what_is_not_the_show_is_recognised_at_once(naji: Naji, server: FeedServer, url: str, command: str) -> None:
    lines = [text[at : at + 40] for text in ("".join(READ) + shuffled(1),) for at in range(0, len(text), 40)]
    if command == "sync":
        naji("feed", "add", url)
    server.pages["/1.vtt"] = vtt_of(*lines[:30])
    naji("feed", "add", url) if command == "add" else naji("feed", "sync")
    (read,) = json.loads(naji("episodes", "--segments", "--json").output)["segments"]
    assert (read["episode"], read["kind"]) == ("cup-1", "sponsor")
