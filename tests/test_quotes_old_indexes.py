"""What is said where nothing was found while indexes are still to be built anew."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.locale import words_for
from handlers.messages import Voice
from handlers.reply import page
from tests.commands import Naji, write_show
from tests.small_library import OPEN_SHOW, OTHER_GUILD, SECRET_SHOW, House
from tests.test_quotes import filled, question
from tests.test_reply import found, hit, lines_of, no_links


def outdated(cues: int) -> House:
    """An episode of an open show and two of a private one, all of them with old indexes."""
    built = filled(cues, secret_cues=3)
    built.library.outdated += [OPEN_SHOW.id, SECRET_SHOW.id, SECRET_SHOW.id]
    return built


async def test_a_page_without_hits_counts_the_old_indexes_of_what_may_be_seen() -> None:
    assert (await outdated(3).quotes.find(question("老虎", OTHER_GUILD))).old_indexes == 1


async def test_a_page_with_hits_counts_none() -> None:
    assert (await outdated(3).quotes.find(question("護城河", OTHER_GUILD))).old_indexes == 0


async def test_old_indexes_are_counted_where_a_question_looks() -> None:
    assert await outdated(3).quotes.old_indexes(question("老虎", OTHER_GUILD)) == 1


@pytest.mark.parametrize(
    ("language", "count", "sentence"),
    [
        ("zh-TW", 2, "有 2 集的索引還在重建，現在可能找不到，晚一點再找一次。"),
        ("en", 1, "The index of 1 episode is still being rebuilt, so what was said there may not be found yet"),
        ("en", 2, "The indexes of 2 episodes are still being rebuilt, so what was said there may not be found yet"),
    ],
)
def test_a_chat_says_how_many_indexes_are_still_being_built(language: str, count: int, sentence: str) -> None:
    nothing = replace(found(()), search=None, old_indexes=count)
    assert lines_of(page(nothing, Voice(words_for(language), no_links)))[-1].startswith(sentence)


def test_a_chat_says_nothing_of_indexes_where_all_are_new_or_something_was_found() -> None:
    voice = Voice(words_for("zh-TW"), no_links)
    assert "索引" not in page(replace(found(()), search=None), voice).text
    assert "索引" not in page(replace(found([hit()]), old_indexes=2), voice).text


@pytest.fixture
def store(naji: Naji, tmp_path: Path) -> Path:
    """A library of one episode."""
    assert naji("import", str(write_show(tmp_path / "show")), "--store", "naji.db").code == 0
    return tmp_path / "here" / "naji.db"


def test_the_command_line_says_how_to_rebuild_them_now(naji: Naji, store: Path) -> None:
    assert "索引" not in naji("search", "老虎", "--store", "naji.db").errors
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("UPDATE episode SET index_format = 0")
        connection.commit()
    nothing = naji("search", "老虎", "--show", "show", "--store", "naji.db").errors.splitlines()
    assert nothing[-1].startswith("有 1 集的索引要重建，重建之前可能找不到裡面的話。馬上重建：")
    assert len(nothing) == 3
    assert "索引" not in naji("search", "護城河", "--store", "naji.db").errors
