"""What people keep, in the real store."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.amends import CorrectionId
from bot.model import ClipId, Episode, Place, PlaceKind, Platform, Scope, SearchId
from bot.people_ports import Kept, Saving
from bot.picks import Suggestion, Verdict
from bot.saved import SavedSearch
from bot.withheld import Act, Decided, Report, Target
from storage.migrate import load_migrations, migrate
from storage.sqlite import SqliteStore, open_store
from tests.store_drafts import Script, clip_in, episode_named, scope_of, whole
from tests.test_amends import correction

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
ANN, BO, CY = "discord:1", "telegram:2", "discord:3"
ONE, TWO, OTHER = ClipId("aaaaaa"), ClipId("bbbbbb"), ClipId("cccccc")
MOST = 10
PERSONS = ("person", "asker", "set_by", "asked_by", "decided_by")
GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "7")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with await open_store(tmp_path / "naji.db") as opened:
        await opened.put_episode(Script("e1").draft())
        await opened.put_episode(Script("n1", show="news").draft())
        first, other = await episodes(opened)
        await opened.keep_clip(clip_in(first, ONE))
        await opened.keep_clip(clip_in(first, TWO, 2000, 3000))
        await opened.keep_clip(clip_in(other, OTHER))
        yield opened


async def episodes(store: SqliteStore) -> tuple[Episode, Episode]:
    return await store.read(lambda s: (episode_named(s, "e1"), episode_named(s, "n1", "news")))


async def bookmarks(store: SqliteStore, person: str, *slugs: str) -> list[ClipId]:
    return list(await store.read(lambda s: s.bookmarks(person, scope_of(s, *slugs) if slugs else whole(s))))


async def kept(store: SqliteStore, person: str) -> Kept:
    return await store.read(lambda s: s.kept_of(person))


async def search_of(store: SqliteStore, person: str, id_: str) -> None:
    await store.keep_search(SavedSearch(SearchId(id_), "tea", person, "discord:group:7", NOW, ()))


async def propose(store: SqliteStore, person: str) -> None:
    first, _ = await episodes(store)
    await store.add_correction(replace(correction("x", 0), asker=person), first.id, frozenset())


async def test_what_was_saved_last_is_listed_first(store: SqliteStore) -> None:
    assert await store.people.save(ANN, ONE, NOW, MOST) is Saving.SAVED
    assert await store.people.save(ANN, TWO, LATER, MOST) is Saving.SAVED
    assert await bookmarks(store, ANN) == [TWO, ONE]


async def test_what_was_saved_at_the_same_time_is_listed_in_one_order(store: SqliteStore) -> None:
    for clip in (OTHER, ONE, TWO):
        await store.people.save(ANN, clip, NOW, MOST)
    assert await bookmarks(store, ANN) == [ONE, TWO, OTHER]


async def test_saving_again_changes_nothing(store: SqliteStore) -> None:
    await store.people.save(ANN, ONE, NOW, MOST)
    await store.people.save(ANN, TWO, LATER, MOST)
    assert await store.people.save(ANN, ONE, LATER + timedelta(1), MOST) is Saving.KNOWN
    assert await bookmarks(store, ANN) == [TWO, ONE]


async def test_no_more_is_saved_than_there_is_room_for(store: SqliteStore) -> None:
    await store.people.save(ANN, ONE, NOW, 1)
    assert await store.people.save(ANN, TWO, NOW, 1) is Saving.FULL
    assert await store.people.save(ANN, ONE, NOW, 1) is Saving.KNOWN
    assert await store.people.save(BO, TWO, NOW, 1) is Saving.SAVED
    assert await bookmarks(store, ANN) == [ONE]


async def test_only_clips_of_the_scope_are_listed(store: SqliteStore) -> None:
    for clip in (ONE, OTHER):
        await store.people.save(ANN, clip, NOW, MOST)
    assert await bookmarks(store, ANN, "news") == [OTHER]
    assert (await kept(store, ANN)).bookmarks == 2


async def test_a_clip_whose_episode_is_gone_is_listed_still(store: SqliteStore) -> None:
    await store.people.save(ANN, ONE, NOW, MOST)
    await store.remove_episode("tech", "e1")
    assert await bookmarks(store, ANN) == [ONE]


async def test_a_clip_is_saved_no_more_by_whoever_says_so(store: SqliteStore) -> None:
    for person in (ANN, BO):
        await store.people.save(person, ONE, NOW, MOST)
    assert await store.people.unsave(ANN, ONE)
    assert not await store.people.unsave(ANN, ONE)
    assert await bookmarks(store, ANN) == []
    assert await bookmarks(store, BO) == [ONE]


# ---------------------------------------------------------------- popular


async def popular(store: SqliteStore, *slugs: str, limit: int = 10) -> list[ClipId]:
    return list(await store.read(lambda s: s.popular(scope_of(s, *slugs) if slugs else whole(s), limit)))


async def test_what_most_people_saved_is_most_popular(store: SqliteStore) -> None:
    for person, clip in ((ANN, ONE), (BO, TWO), (CY, TWO), (ANN, OTHER), (BO, OTHER), (CY, OTHER)):
        await store.people.save(person, clip, NOW, MOST)
    assert await popular(store) == [OTHER, TWO, ONE]
    assert await popular(store, "tech") == [TWO, ONE]
    assert await popular(store, limit=1) == [OTHER]


async def test_of_what_as_many_saved_the_one_saved_last_is_first(store: SqliteStore) -> None:
    await store.people.save(ANN, OTHER, LATER, MOST)
    await store.people.save(ANN, TWO, NOW, MOST)
    await store.people.save(BO, ONE, NOW, MOST)
    assert await popular(store) == [OTHER, ONE, TWO]


async def test_what_does_not_stand_is_not_popular(store: SqliteStore) -> None:
    await store.people.save(ANN, ONE, NOW, MOST)
    async with store.write() as writer:
        await writer.execute("UPDATE clip SET present = 0")
    assert await popular(store) == []


async def test_nothing_is_popular_in_an_empty_scope(store: SqliteStore) -> None:
    await store.people.save(ANN, ONE, NOW, MOST)
    assert list(await store.read(lambda s: s.popular(Scope(frozenset()), 10))) == []


# ---------------------------------------------------------------- forgetting


async def test_all_that_is_kept_of_a_person_is_told(store: SqliteStore) -> None:
    assert await kept(store, ANN) == Kept()
    await store.people.save(ANN, ONE, NOW, MOST)
    await search_of(store, ANN, "s1")
    await search_of(store, ANN, "s2")
    await search_of(store, BO, "s3")
    for asker in (ANN, BO, ANN):
        await propose(store, asker)
    await store.people.opt(ANN, out=True)
    assert await kept(store, ANN) == Kept(
        opted_out=True, searches=2, bookmarks=1, corrections=(CorrectionId(1), CorrectionId(3))
    )


async def test_forgetting_deletes_what_is_ones_own_and_leaves_what_was_proposed_without_a_name(
    store: SqliteStore,
) -> None:
    for person, id_ in ((ANN, "s1"), (BO, "s2")):
        await store.people.save(person, ONE, NOW, MOST)
        await search_of(store, person, id_)
        await propose(store, person)
    of_bo = await kept(store, BO)
    assert await store.people.forget(ANN) == Kept(searches=1, bookmarks=1, corrections=(CorrectionId(1),))
    assert await kept(store, ANN) == Kept()
    assert await kept(store, BO) == of_bo
    assert await store.read(lambda s: s.saved_search(SearchId("s1"))) is None
    assert [each.asker for each in await store.read(lambda s: s.corrections_of("tech", "e1"))] == ["", BO]


async def test_nothing_of_a_person_stands_in_the_file_after_they_were_forgotten(store: SqliteStore) -> None:
    await store.people.save(ANN, ONE, NOW, MOST)
    await search_of(store, ANN, "s1")
    await propose(store, ANN)
    await store.people.forget(ANN)
    dump = await store.look_up(lambda reader: "\n".join(reader.iterdump()))
    assert ONE in dump
    assert ANN not in dump


async def test_reports_go_with_a_person_and_what_they_decided_stays_without_them(store: SqliteStore) -> None:
    target = Target("tech", "e1", ONE)
    for person in (ANN, BO):
        await store.report(Report(target, "discord:1", person, "", NOW))
        other = Target("tech", "e1", ClipId(f"{person[-1]}00000"))
        await store.hide(Decided(Act.HIDDEN, other, "discord:1", person, NOW))
    assert await store.people.forget(ANN) == Kept(reports=1, decisions=1)
    assert [each.person for each in await store.read(lambda s: s.reports("discord:1"))] == [BO]
    assert {each.person for each in await store.read(lambda s: s.decided("discord:1"))} == {None, BO}


async def test_whoever_opted_out_is_not_named_in_what_they_decide(store: SqliteStore) -> None:
    await store.people.opt(ANN, out=True)
    await store.hide(Decided(Act.HIDDEN, Target("tech", "e1", ONE), "discord:1", ANN, NOW))
    assert [each.person for each in await store.read(lambda s: s.decided("discord:1"))] == [None]
    assert await kept(store, ANN) == Kept(opted_out=True)


async def suggest(store: SqliteStore, person: str) -> None:
    """A vote, a suggestion that waits, one that was approved, and one that they declined as a moderator."""
    await store.vote(GUILD, ONE, person, 1, NOW)
    for clip in (ONE, TWO):
        await store.suggest(Suggestion(GUILD.key, clip, person, NOW))
    await store.decide(Suggestion(GUILD.key, TWO, "", NOW, Verdict.APPROVED, CY, NOW))
    await store.decide(Suggestion(GUILD.key, OTHER, "", NOW, Verdict.DECLINED, person, NOW))


async def test_votes_and_suggestions_are_told(store: SqliteStore) -> None:
    await suggest(store, ANN)
    assert await kept(store, ANN) == Kept(votes=1, suggestions=1, heard=1, decisions=1)
    assert await kept(store, CY) == Kept(decisions=1)


async def test_forgetting_deletes_votes_and_open_suggestions_and_leaves_picks_without_a_name(
    store: SqliteStore,
) -> None:
    await suggest(store, ANN)
    await store.vote(GUILD, ONE, BO, 1, NOW)
    assert await store.people.forget(ANN) == Kept(votes=1, suggestions=1, heard=1, decisions=1)
    assert await kept(store, ANN) == Kept()
    assert [each.count for each in await store.read(lambda s: s.voted(GUILD, whole(s)))] == [1]
    left = await store.read(lambda s: s.suggestions(GUILD))
    assert [(each.clip, each.person, each.decided_by, each.verdict) for each in left] == [
        (TWO, "", CY, Verdict.APPROVED),
        (OTHER, "", "", Verdict.DECLINED),
    ]


async def test_every_column_that_holds_a_person_is_told_and_forgotten(store: SqliteStore) -> None:
    sql = f"SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE c.name IN {PERSONS}"
    columns = await store.look_up(lambda reader: sorted(reader.execute(f"{sql} AND m.type = 'table'").fetchall()))
    told = [
        *(("bookmark", "person"), ("correction", "asker"), ("opted_out", "person"), ("report", "person")),
        *(("saved_search", "asker"), ("schedule", "set_by"), ("slot", "asked_by"), ("suggestion", "decided_by")),
        *(("suggestion", "person"), ("vote", "person"), ("withholding", "person")),
    ]
    assert columns == told, "see docs/people.md: kept_of, forget and the tests above have to know of it, too"


@pytest.mark.parametrize("purges", [False, True])
async def test_what_is_deleted_is_overwritten_in_the_file(tmp_path: Path, *, purges: bool) -> None:
    path = tmp_path / "naji.db"
    async with await open_store(path) as store:
        await store.put_episode(Script("e1").draft())
        for nth in range(30):
            await store.keep_search(SavedSearch(SearchId(f"s{nth}"), "tea" * 3000, ANN, "x", NOW, ()))
    assert b"teatea" in path.read_bytes()
    async with await open_store(path) as store:
        assert await (store.purge_searches(LATER) if purges else store.people.forget(ANN))
    assert b"teatea" not in path.read_bytes()
    assert ANN.encode() not in path.read_bytes()


async def test_forgetting_is_whole_or_not_at_all(store: SqliteStore) -> None:
    await store.people.save(ANN, ONE, NOW, MOST)
    await search_of(store, ANN, "s1")
    async with store.write() as writer:
        await writer.execute("CREATE TRIGGER full BEFORE DELETE ON bookmark BEGIN SELECT raise(ABORT, 'full'); END")
    before = await kept(store, ANN)
    with pytest.raises(Exception, match="full"):
        await store.people.forget(ANN)
    assert await kept(store, ANN) == before


# ---------------------------------------------------------------- opting out


async def test_nothing_new_is_kept_of_whoever_opted_out(store: SqliteStore) -> None:
    await store.people.opt(ANN, out=True)
    await store.people.opt(ANN, out=True)
    assert await store.read(lambda s: (s.opted_out(ANN), s.opted_out(BO))) == (True, False)
    assert await store.people.save(ANN, ONE, NOW, MOST) is Saving.OPTED_OUT
    await search_of(store, ANN, "s1")
    await search_of(store, BO, "s2")
    assert await store.read(lambda s: s.saved_search(SearchId("s1"))) is None
    assert await store.read(lambda s: s.saved_search(SearchId("s2"))) is not None
    assert await kept(store, ANN) == Kept(opted_out=True)


async def test_opting_in_again_undoes_opting_out(store: SqliteStore) -> None:
    await store.people.opt(ANN, out=True)
    await store.people.opt(ANN, out=False)
    assert await kept(store, ANN) == Kept()
    assert await store.people.save(ANN, ONE, NOW, MOST) is Saving.SAVED


async def test_clips_are_kept_together_but_those_whose_episode_has_changed(store: SqliteStore) -> None:
    first, other = await episodes(store)
    await store.remove_episode("news", "n1")
    ids = [ClipId("gggggg"), ClipId("hhhhhh"), ClipId("jjjjjj")]
    pairs = zip((first, other, first), ids, strict=True)
    await store.people.keep_clips([clip_in(episode, clip_id) for episode, clip_id in pairs])
    assert await store.read(lambda s: [s.clip_id_taken(each) for each in ids]) == [True, False, True]


# ---------------------------------------------------------------- stores from before


def test_searches_from_before_are_known_by_who_asked(tmp_path: Path) -> None:
    steps = load_migrations()
    with closing(sqlite3.connect(tmp_path / "naji.db", isolation_level=None)) as connection:
        migrate(connection, steps[:12], "")
        rows = (("a", json.dumps({"asker": ANN})), ("b", "{damaged"), ("c", "{}"))
        connection.executemany("INSERT INTO saved_search (id, created_us, payload) VALUES (?, 0, ?)", rows)
        migrate(connection, steps, "")
        told = connection.execute("SELECT id, asker FROM saved_search ORDER BY id").fetchall()
    assert told == [("a", ANN), ("b", ""), ("c", "")]
