"""What the chats keep of the places they are in, over the real store."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.model import Destination, Place, PlaceKind, Platform, SearchId, ShowId
from bot.saved import SavedSearch
from bot.slots import Reason, Schedule
from storage import chats
from storage.sqlite import SqliteStore, open_store

NOW = datetime(2026, 5, 1, 1, 2, 3, tzinfo=UTC)
OLD = Place(Platform.TELEGRAM, PlaceKind.GROUP, "-7")
NEW = Place(Platform.TELEGRAM, PlaceKind.GROUP, "-1007")
OTHER = Place(Platform.TELEGRAM, PlaceKind.GROUP, "-77")
NINE = time(9)
TAIPEI = "Asia/Taipei"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with await open_store(tmp_path / "naji.db") as store:
        yield store


def search(name: str, place: Place) -> SavedSearch:
    return SavedSearch(SearchId(name), "護城河", "telegram:1", place.key, NOW, ())


async def standing(store: SqliteStore) -> list[tuple[str, str, int]]:
    found = await store.read(lambda snapshot: snapshot.schedules())
    return [(each.destination.place.key, each.destination.channel, each.at.hour) for each in found]


async def schedule(store: SqliteStore, place: Place, channel: str, at: time = NINE) -> Schedule:
    return await store.set_schedule(Destination(place, channel), at, TAIPEI, NOW)


async def show(store: SqliteStore, slug: str) -> ShowId:
    async with store.write() as writer:
        ((number,),) = await writer.execute_fetchall("INSERT INTO show (slug) VALUES (?) RETURNING id", (slug,))
    return ShowId(number)


# ---------------------------------------------------------------- moving house


async def test_all_that_is_kept_of_a_place_goes_along_and_nothing_of_another(store: SqliteStore) -> None:
    tea = await show(store, "tea")
    for place in (OLD, OTHER):
        await store.follow(place, frozenset({tea}))
        await store.add_alias(place, ("a", place.id))
        await store.keep_search(search(f"s{place.id}", place))
        await schedule(store, place, place.id)
        await schedule(store, place, f"{place.id}/4", time(10))
    await store.chats.move(OLD, NEW)
    await store.chats.move(OLD, NEW)

    def kept(place: Place) -> tuple[object, ...]:
        return (place.key, frozenset({tea}), [("a", place.id)])

    def read(place: Place, wrote: Place) -> tuple[object, ...]:
        return (wrote.key, *seen[place])

    seen = {
        place: await store.read(
            lambda snapshot, place=place: (  # type: ignore[misc]  # mypy cannot infer a lambda with a default
                snapshot.followed(place),
                [alias.spellings for alias in snapshot.aliases(place)],
            )
        )
        for place in (OLD, NEW, OTHER)
    }
    assert seen[OLD] == (frozenset(), [])
    assert read(NEW, OLD) == kept(OLD)
    assert read(OTHER, OTHER) == kept(OTHER)
    moved = [await store.read(lambda s, n=name: s.saved_search(SearchId(n))) for name in ("s-7", "s-77")]  # type: ignore[misc]  # as above
    assert [each and each.place for each in moved] == [NEW.key, OTHER.key]
    assert await standing(store) == [
        (NEW.key, "-1007", 9),
        (NEW.key, "-1007/4", 10),
        (OTHER.key, "-77", 9),
        (OTHER.key, "-77/4", 10),
    ]


async def test_every_table_that_names_a_place_is_moved(store: SqliteStore) -> None:
    async with store.write() as writer:
        await writer.execute("CREATE TABLE something_new (place TEXT PRIMARY KEY, word TEXT) STRICT")
        await writer.execute('CREATE TABLE "quo\'ted" (id INTEGER PRIMARY KEY, place TEXT) STRICT')
        await writer.execute("INSERT INTO something_new VALUES ('telegram:-7', 'old'), ('telegram:-77', 'other')")
        await writer.execute("INSERT INTO \"quo'ted\" (place) VALUES ('telegram:-7')")
    await store.chats.move(OLD, NEW)
    new = await store.look_up(lambda reader: reader.execute("SELECT * FROM something_new ORDER BY place").fetchall())
    assert new == [("telegram:-1007", "old"), ("telegram:-77", "other")]
    assert await store.look_up(lambda reader: reader.execute('SELECT place FROM "quo\'ted"').fetchall()) == [
        ("telegram:-1007",)
    ]


async def test_where_both_places_have_set_the_same_the_new_ones_stays(store: SqliteStore) -> None:
    async with store.write() as writer:
        await writer.execute("CREATE TABLE something_new (place TEXT PRIMARY KEY, word TEXT) STRICT")
        await writer.execute("INSERT INTO something_new VALUES ('telegram:-7', 'old'), ('telegram:-1007', 'new')")
    old, new = await schedule(store, OLD, "-7"), await schedule(store, NEW, "-1007")
    await store.chats.move(OLD, NEW)
    rows = await store.look_up(lambda reader: reader.execute("SELECT * FROM something_new").fetchall())
    assert rows == [("telegram:-1007", "new")]
    found = await store.read(lambda snapshot: snapshot.schedules())
    assert [each.id for each in found] == [new.id]
    assert old.id != new.id


async def test_a_damaged_search_does_not_stop_a_move(store: SqliteStore) -> None:
    await store.keep_search(search("good", OLD))
    async with store.write() as writer:
        await writer.execute("INSERT INTO saved_search (id, created_us, payload) VALUES ('bad', 0, 'x')")
    await store.chats.move(OLD, NEW)
    found = await store.read(lambda snapshot: snapshot.saved_search(SearchId("good")))
    assert found is not None
    assert found.place == NEW.key


async def test_a_place_that_moved_is_there_even_if_it_was_said_to_be_left(store: SqliteStore) -> None:
    await schedule(store, OLD, "-7")
    await store.chats.leave(OLD, NOW)
    await store.chats.move(OLD, NEW)
    assert await standing(store) == [(NEW.key, "-1007", 9)]
    assert await store.chats.left(Platform.TELEGRAM) == frozenset()


# ---------------------------------------------------------------- leaving and coming back


async def test_what_the_new_place_had_removed_does_not_end_what_stood_in_the_old(store: SqliteStore) -> None:
    old, removed = await schedule(store, OLD, "-7/4"), await schedule(store, NEW, "-1007/4")
    await store.remove_schedule(removed.id)
    await store.chats.move(OLD, NEW)
    found = await store.read(lambda snapshot: snapshot.schedules())
    assert [(each.id, each.destination) for each in found] == [(old.id, Destination(NEW, "-1007/4"))]


async def test_what_the_old_place_had_removed_stays_removed(store: SqliteStore) -> None:
    old = await schedule(store, OLD, "-7")
    await store.remove_schedule(old.id)
    await store.remove_schedule((await schedule(store, NEW, "-1007")).id)
    await store.chats.move(OLD, NEW)
    assert await standing(store) == []


async def test_the_schedules_of_a_place_that_was_left_rest_and_come_back_with_nothing_owed(store: SqliteStore) -> None:
    await schedule(store, OLD, "-7")
    await schedule(store, OTHER, "-77")
    await store.chats.leave(OLD, NOW)
    await store.chats.leave(OLD, NOW + timedelta(days=1))
    assert await standing(store) == [(OTHER.key, "-77", 9)]
    assert await store.chats.left(Platform.TELEGRAM) == {OLD.key}
    assert await store.chats.left(Platform.DISCORD) == frozenset()
    later = NOW + timedelta(days=9)
    assert await store.chats.come_back(OLD, later)
    found = await store.read(lambda snapshot: snapshot.schedules())
    assert [each.since for each in found] == [later, NOW]


async def test_what_rested_as_its_place_was_left_goes_on_when_it_comes_back_and_other_trouble_stays(
    store: SqliteStore,
) -> None:
    await schedule(store, OLD, "-7")
    await schedule(store, OLD, "-7/5")
    await store.chats.leave(OLD, NOW)
    left, troubled = await store.read(lambda snapshot: snapshot.abandoned_schedules())
    await store.pause_schedule(left.id, Reason("daily.left"))
    await store.pause_schedule(troubled.id, Reason("telegram.post_closed"))
    assert await store.chats.come_back(OLD, NOW)
    found = await store.read(lambda snapshot: snapshot.schedules())
    assert [each.trouble for each in found] == [None, Reason("telegram.post_closed")]
    assert await store.read(lambda snapshot: snapshot.abandoned_schedules()) == []


async def test_a_place_that_was_never_left_owes_what_it_owed(store: SqliteStore) -> None:
    await schedule(store, OLD, "-7")
    assert not await store.chats.come_back(OLD, NOW + timedelta(days=9))
    found = await store.read(lambda snapshot: snapshot.schedules())
    assert [each.since for each in found] == [NOW]


# ---------------------------------------------------------------- updates


async def test_an_update_is_taken_once_for_each_account(store: SqliteStore) -> None:
    asked = [("telegram:1", 5), ("telegram:1", 5), ("telegram:2", 5), ("telegram:1", 4)]
    assert [await store.chats.take(*each) for each in asked] == [True, False, True, True]


async def test_the_newest_updates_are_remembered_and_no_more(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chats, "KEPT_UPDATES", 10)
    for update_id in range(1, 101):
        assert await store.chats.take("telegram:1", 1000 - update_id)
    rows = await store.look_up(lambda reader: reader.execute("SELECT update_id FROM taken_update").fetchall())
    assert sorted(number for (number,) in rows) == list(range(900, 910))
