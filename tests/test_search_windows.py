from collections.abc import Sequence

import numpy as np
import pytest

from bot.model import EpisodeId, Passage, PassageId
from bot.search.align import INSERTION
from bot.search.packing import pack
from bot.search.sounds import NO_SOUND, UNIT
from bot.search.units import NO_SURFACE
from bot.search.windows import Stream, stream_of, windows_at

LENGTH = 10


def passage(number: int, *, episode: int = 1, count: int = LENGTH) -> Passage:
    """Passage `number` of a row; its surfaces, which are also its sounds, are 100 times its number and rising."""
    row = np.arange(100 * number, 100 * number + count).astype(np.uint16)
    return Passage(PassageId(number), EpisodeId(episode), LENGTH * (number - 1), count, pack(row, row))


def at(stream: Stream, ids: Sequence[int]) -> list[int]:
    found: list[int] = stream.places(np.array(ids, np.int64)).tolist()
    return found


def windows(passages: Sequence[Passage], ids: Sequence[int], before: int, after: int) -> list[list[int]]:
    """The surfaces of the stretches around these passages, padding left out."""
    stream = stream_of(passages)
    rows = windows_at(stream, np.array(at(stream, ids), np.int64), before=before, after=after).stretches.surfaces
    return [[surface for surface in row if surface != NO_SURFACE] for row in rows.tolist()]


def test_passages_stand_in_one_row_with_padding_behind_them() -> None:
    stream = stream_of([passage(1, count=2), passage(2, count=3)])
    assert stream.surfaces.tolist() == [100, 101, 200, 201, 202, NO_SURFACE]
    assert stream.sounds.tolist() == [100, 101, 200, 201, 202, NO_SOUND]
    assert stream.offsets.tolist() == [0, 2, 5]


def test_each_passage_knows_its_episode_and_its_first_unit() -> None:
    stream = stream_of([passage(1), passage(3, episode=2)])
    assert stream.episodes.tolist() == [1, 2]
    assert stream.first_units.tolist() == [0, 2 * LENGTH]


@pytest.mark.parametrize(
    ("passages", "starts", "ends"),
    [
        ([passage(1), passage(2)], [0, 0], [20, 20]),
        ([passage(1), passage(3)], [0, 10], [10, 20]),
        ([passage(1), passage(2, episode=2)], [0, 10], [10, 20]),
        ([passage(1), passage(2), passage(4)], [0, 0, 20], [20, 20, 30]),
    ],
)
def test_a_run_breaks_where_a_passage_is_missing_or_an_episode_ends(
    passages: list[Passage], starts: list[int], ends: list[int]
) -> None:
    stream = stream_of(passages)
    assert stream.run_starts.tolist() == starts
    assert stream.run_ends.tolist() == ends


def test_a_loaded_passage_has_a_place_and_another_has_none() -> None:
    assert at(stream_of([passage(2), passage(4)]), [4, 3, 2, 5, 1]) == [1, -1, 0, -1, -1]


def test_a_stream_of_nothing_has_no_places() -> None:
    stream = stream_of([])
    assert at(stream, [1, 2]) == [-1, -1]
    assert stream.run_starts.tolist() == stream.run_ends.tolist() == []


def test_a_window_reaches_into_its_neighbours() -> None:
    (row,) = windows([passage(1), passage(2), passage(3)], [2], before=2, after=3)
    assert row == [108, 109, *range(200, 210), 300, 301, 302]


def test_a_window_ends_with_its_run() -> None:
    assert windows([passage(1), passage(3)], [1, 3], before=5, after=5) == [
        list(range(100, 110)),
        list(range(300, 310)),
    ]


def test_a_window_never_reaches_into_another_episode() -> None:
    assert windows([passage(1), passage(2, episode=2)], [1, 2], before=5, after=5) == [
        list(range(100, 110)),
        list(range(200, 210)),
    ]


def test_a_window_knows_where_it_begins_in_the_row() -> None:
    stream = stream_of([passage(1), passage(2)])
    assert windows_at(stream, np.array([0, 1]), before=4, after=0).starts.tolist() == [0, 6]


def test_shorter_windows_are_padded_with_what_matches_nothing_and_costs_a_whole_unit() -> None:
    stream = stream_of([passage(1, count=4), passage(3)])
    stretches = windows_at(stream, np.array([0, 1]), before=0, after=0).stretches
    assert stretches.surfaces[0, 4:].tolist() == [NO_SURFACE] * 6
    assert stretches.sounds[0, 4:].tolist() == [NO_SOUND] * 6
    assert stretches.insertions[0, 4:].tolist() == [UNIT] * 6


def test_skipping_a_unit_inside_a_window_costs_an_insertion() -> None:
    row = np.full(3, 12 << 6 | 1, np.uint16)
    stream = stream_of([Passage(PassageId(1), EpisodeId(1), 0, 3, pack(row, row))])
    assert windows_at(stream, np.array([0]), before=0, after=0).stretches.insertions.tolist() == [[INSERTION] * 3]


def test_no_places_have_no_windows() -> None:
    stream = stream_of([passage(1)])
    assert windows_at(stream, np.array([], np.int64), before=4, after=4).stretches.sounds.shape == (0, 0)
