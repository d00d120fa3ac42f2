"""The made-up shows and the rivals of the benchmarks of speed and scale, on words made up here."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks import scale, speed
from benchmarks.big_library import library_path, size_of
from benchmarks.fidelity import likeness
from benchmarks.gauges import Times, short_ms, timed
from benchmarks.made_up import CHAIN_TOKENS, SHOW_EPISODES, Spoken, make_show, read_spoken
from benchmarks.peers import Piece
from benchmarks.report import put
from benchmarks.rivals import Passages, opened, terms
from bot.search.engine import index_episode
from bot.search.packing import unpack
from bot.search.units import units_of
from storage.sqlite import open_store

TEXT = "今天談小店的護城河 GPT4 很會烘豆 edged don't 第3年 護城河又挖深了一點"


def spoken() -> Spoken:
    return read_spoken([TEXT] * 20)


def test_what_is_made_up_reads_as_the_units_that_it_is_indexed_by() -> None:
    said = spoken()
    draft = next(make_show(said, 1, 1, passages=10))
    text = "".join(cue.text for cue in draft.cues)
    indexed = np.concatenate([unpack(passage.units)[1] for passage in draft.index.passages])
    assert np.array_equal(indexed, units_of(text).surfaces)


def test_the_cues_of_what_is_made_up_begin_at_the_units_that_an_import_would_find() -> None:
    draft = next(make_show(spoken(), 1, 1, passages=10))
    assert list(draft.index.cue_first_units) == list(index_episode(draft.cues).cue_first_units)


def test_a_show_is_the_same_for_the_same_seed_and_number() -> None:
    one, same, other = (list(make_show(spoken(), number, 1, passages=10)) for number in (1, 1, 2))
    assert [draft.cues for draft in one] == [draft.cues for draft in same]
    assert [draft.cues for draft in one] != [draft.cues for draft in other]
    assert len(one) == SHOW_EPISODES


def test_tokens_follow_as_they_do_in_what_was_spoken() -> None:
    said = read_spoken(["護城河" * 2_000])
    chains = said.ids[said.chains(np.random.default_rng(1), 4, CHAIN_TOKENS)]
    followed = (chains[:, 1:] - chains[:, :-1]) % 3 == 1
    assert followed.mean() > 0.99


def test_something_new_follows_where_much_that_was_new_did() -> None:
    said = read_spoken(["護城河挖深了一點"])
    chains = said.ids[said.chains(np.random.default_rng(1), 4, CHAIN_TOKENS)]
    assert ((chains[:, 1:] - chains[:, :-1]) != 1).mean() > 0.3


def test_a_text_is_liker_to_itself_than_its_tokens_in_another_order_are() -> None:
    row = read_spoken(["今天談小店的護城河"] * 50).ids
    shuffled = np.random.default_rng(1).permutation(row)
    assert likeness(row, row).bits < likeness(shuffled, row).bits / 2


def test_pairs_are_counted_in_a_million() -> None:
    like = likeness(np.array([0, 1, 0, 1, 0]), np.array([0, 1]))
    assert (like.tokens, like.pairs, like.at_rank[0], like.at_rank[1]) == (2, 2, 500_000.0, 0.0)


def test_the_terms_of_a_rival_are_pairs_of_han_and_whole_words() -> None:
    assert terms("护城河gpt 4 河") == ["护城", "城河", "gpt", "4", "河"]


async def filled(path: Path) -> None:
    async with await open_store(path) as store:
        for draft in make_show(spoken(), 1, 1, passages=10):
            await store.put_episode(draft)


def test_libraries_of_other_sizes_and_seeds_are_other_files(tmp_path: Path) -> None:
    paths = {library_path(tmp_path, passages, seed) for passages in (1_000, 2_000) for seed in (1, 2)}
    assert len(paths) == 4


async def test_a_library_says_how_large_its_text_and_its_index_are(tmp_path: Path) -> None:
    await filled(tmp_path / "naji.db")
    size = size_of(tmp_path / "naji.db")
    assert size.text == sum(
        len(cue.text.encode()) for draft in make_show(spoken(), 1, 1, passages=10) for cue in draft.cues
    )
    assert 0 < size.index < size.file


@pytest.mark.parametrize("name", ["FTS5 trigram", "a row for each posting", "rapidfuzz, every passage"])
async def test_a_rival_finds_the_real_passage_among_the_made_up_ones(name: str, tmp_path: Path) -> None:
    await filled(tmp_path / "naji.db")
    passages = Passages(
        [Piece("other", 0, 1, "磨豆机的刀盘"), Piece("real", 0, 1, "客人等了二十分钟")], tmp_path / "naji.db"
    )
    ask = opened(name, passages)
    assert ask("客人等了二十分鐘")[0].episode == "real"
    assert opened(name, passages)("磨豆機的刀盤")[0].episode == "other"


def test_queries_that_warm_up_are_not_timed() -> None:
    asked: list[str] = []
    assert len(timed(asked.append, ["a"] * 30).all_ms) == 30
    assert len(asked) == 50


def test_milliseconds_have_as_many_digits_as_mean_something() -> None:
    assert [short_ms(ms) for ms in (0.123, 12.34, 1234.5)] == ["0.12", "12.3", "1,234"]
    assert Times([1.0, 3.0, 2.0]).cells() == ["2.0", "3.0"]


def test_the_document_has_the_places_of_the_tables() -> None:
    text = speed.DOCUMENT.read_text(encoding="utf-8")
    for name in (*speed.PLACES, "likeness", "growth", "growth-rivals"):
        assert put(text, name, "x") != text, name


@pytest.mark.parametrize("command", [speed.parse, scale.parse])
def test_passages_come_in_whole_shows(command: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert callable(command)
    option = "--passages" if command is speed.parse else "--sizes"
    with pytest.raises(SystemExit):
        command([option, "1500"])
    assert "1,000 passages" in capsys.readouterr().err
