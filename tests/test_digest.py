"""What an episode is about: worked out from a store, and kept for a while."""

from pathlib import Path

import pytest

from bot import digest
from bot.digest import Digest, Digests, digest_of
from bot.model import Cue, Scope
from bot.ports import Snapshot
from bot.segments import Kind, Segment
from storage.sqlite import open_store
from tests.card_shelf import CUE_MS, TALKS, Shelf, talk


async def of(shelf: Shelf, stem: str, *shows: str, digests: Digests | None = None) -> Digest:
    """The digest of an episode of the show `repairs` where these shows answer; itself where none is named."""

    def look(snapshot: Snapshot) -> Digest:
        scope = Scope(frozenset(show.id for show in snapshot.shows() if show.slug in (shows or ("repairs",))))
        episode = snapshot.find_episode("repairs", stem, scope)
        assert episode is not None
        return (digests or Digests()).of(snapshot, episode, scope, len(snapshot.episodes(scope)))

    return await shelf.store.read(look)


async def words(shelf: Shelf, stem: str, *shows: str) -> list[str]:
    return [phrase.words for phrase in (await of(shelf, stem, *shows)).phrases]


@pytest.fixture
async def shelf() -> Shelf:
    return await Shelf().fill()


async def test_an_episode_is_told_by_what_it_alone_is_about(shelf: Shelf) -> None:
    assert (await words(shelf, "e1-umbrella"))[0] == "傘骨"
    assert await words(shelf, "e2-clock") == ["擒縱輪"]
    assert await words(shelf, "e3-radio") == ["真空管", "Mullard"]


async def test_small_talk_tells_none(shelf: Shelf) -> None:
    assert await words(shelf, "e4") == []


async def test_the_real_store_tells_the_same(tmp_path: Path, shelf: Shelf) -> None:
    async with await open_store(tmp_path / "naji.db") as store:
        real = await Shelf(store).fill()
        for stem in TALKS:
            assert (await of(real, stem)).phrases == (await of(shelf, stem)).phrases


async def test_a_phrase_knows_how_often_and_where_first_it_is_said(shelf: Shelf) -> None:
    [wheel] = (await of(shelf, "e2-clock")).phrases
    assert (wheel.count, wheel.units) == (20, 3)

    def first(snapshot: Snapshot) -> str:
        scope = Scope(frozenset(show.id for show in snapshot.shows()))
        episode = snapshot.find_episode("repairs", "e2-clock", scope)
        assert episode is not None
        [placed] = snapshot.cues_at(episode.id, wheel.unit, wheel.unit + 3)
        return placed.cue.text[wheel.unit - placed.first_unit :][:3]

    assert await shelf.store.read(first) == "擒縱輪"


async def test_where_little_else_is_known_nothing_is_told() -> None:
    shelf = Shelf()
    await shelf.put("repairs", "e2-clock", talk(TALKS["e2-clock"]))
    assert await words(shelf, "e2-clock") == []


async def test_other_shows_that_may_answer_count_where_its_own_is_small() -> None:
    shelf = Shelf()
    await shelf.put("repairs", "e2-clock", talk(TALKS["e2-clock"]))
    await shelf.put("others", "o1", talk((), 900))
    assert await words(shelf, "e2-clock") == []
    assert await words(shelf, "e2-clock", "repairs", "others") == ["擒縱輪"]


async def test_advertisements_tell_nothing(shelf: Shelf) -> None:
    ad = talk(("Mulberry 枕頭很好睡", "我也買了 Mulberry 枕頭", "現在 Mulberry 枕頭打八折"), 30)
    shifted = [Cue(cue.start_ms + 240_000, cue.end_ms + 240_000, cue.text) for cue in ad]
    await shelf.put("repairs", "e2-clock", [*talk(TALKS["e2-clock"]), *shifted])
    assert "Mulberry 枕頭" in await words(shelf, "e2-clock")
    await shelf.store.say_segment("repairs", "e2-clock", Segment(240_000, 420_000, Kind.SPONSOR))
    assert await words(shelf, "e2-clock") == ["擒縱輪"]


async def test_an_episode_without_words_has_an_empty_digest(shelf: Shelf) -> None:
    await shelf.put("repairs", "silent", [])
    assert await of(shelf, "silent") == Digest(0, (), ())


async def test_what_repeats_nothing_has_no_phrases(shelf: Shelf) -> None:
    await shelf.put("repairs", "short", [Cue(0, CUE_MS, "只說一句"), Cue(CUE_MS, 2 * CUE_MS, "再見")])
    assert (await of(shelf, "short")).phrases == ()


async def test_speakers_are_named_by_how_much_they_say_and_labels_are_no_names(shelf: Shelf) -> None:
    spoken = [("Ann", "好"), ("Speaker 1", "一段很長的話沒有人知道是誰說的"), ("Bo", "我說得比較多一點"), (None, "？")]
    cues = [Cue(n * CUE_MS, (n + 1) * CUE_MS, text, name) for n, (name, text) in enumerate(spoken)]
    await shelf.put("repairs", "talk", cues)
    made = await of(shelf, "talk")
    assert (made.speakers, made.length_ms) == (("Bo", "Ann"), 4 * CUE_MS)


# ---------------------------------------------------------------- kept


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The stems of the episodes whose digest was worked out."""
    stems: list[str] = []

    def counting(snapshot: Snapshot, episode: object, scope: Scope, segments: object) -> Digest:
        stems.append(getattr(episode, "stem", ""))
        return digest_of(snapshot, episode, scope, segments)  # type: ignore[arg-type] # handed on as it came

    monkeypatch.setattr(digest, "digest_of", counting)
    return stems


async def test_a_digest_is_worked_out_once(shelf: Shelf, made: list[str]) -> None:
    digests = Digests()
    first = await of(shelf, "e2-clock", digests=digests)
    assert await of(shelf, "e2-clock", digests=digests) is first
    assert made == ["e2-clock"]


async def test_it_is_worked_out_anew_where_other_shows_answer_or_something_has_changed(
    shelf: Shelf, made: list[str]
) -> None:
    digests = Digests()
    await of(shelf, "e2-clock", digests=digests)
    await of(shelf, "e2-clock", "repairs", "secret", digests=digests)
    await shelf.store.say_segment("repairs", "e2-clock", Segment(0, 6000, Kind.INTRO))
    await of(shelf, "e2-clock", digests=digests)
    await shelf.put("repairs", "e9", talk(()))
    await of(shelf, "e2-clock", digests=digests)
    await shelf.put("repairs", "e2-clock", talk(TALKS["e3-radio"]))
    assert [each.words for each in (await of(shelf, "e2-clock", digests=digests)).phrases][:1] == ["真空管"]
    assert len(made) == 5


async def test_the_one_that_was_asked_for_longest_ago_goes_first(
    shelf: Shelf, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digest, "KEPT", 2)
    digests = Digests()
    for stem in ("e1-umbrella", "e2-clock", "e1-umbrella", "e3-radio", "e1-umbrella", "e2-clock"):
        await of(shelf, stem, digests=digests)
    assert made == ["e1-umbrella", "e2-clock", "e3-radio", "e2-clock"]
