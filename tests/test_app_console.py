"""`naji run` without a platform: the console chat, and the sample show while the library is empty."""

import json
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from storage.sqlite import open_store
from tests.commands import Naji, write_show

SAMPLE_NOTE = "範例節目"


def cache(tmp_path: Path) -> Path:
    return tmp_path / "home" / "cache" / "naji"


def own_store(tmp_path: Path) -> Path:
    return tmp_path / "home" / "data" / "naji" / "naji.db"


def sample_stems(tmp_path: Path) -> list[str]:
    connection = sqlite3.connect(cache(tmp_path) / "sample.db")
    stems = [row[0] for row in connection.execute("SELECT stem FROM episode ORDER BY stem")]
    connection.close()
    return stems


def test_an_empty_library_answers_from_the_sample_and_says_so(naji: Naji) -> None:
    result = naji("run", typed="護城河\n/help\n")

    assert result.code == 0
    assert "護城河 ≈" in result.output
    assert result.output.count(SAMPLE_NOTE) == 2


def test_the_sample_never_reaches_the_real_store(naji: Naji) -> None:
    assert naji("run", typed="護城河\n").code == 0

    assert json.loads(naji("shows", "--json").output) == {"shows": []}
    assert naji("search", "護城河").output == ""


def test_a_library_of_its_own_answers_without_the_sample(naji: Naji, tmp_path: Path) -> None:
    assert naji("import", str(write_show(tmp_path / "show"))).code == 0

    result = naji("run", typed="洋甘菊\n")

    assert "洋甘菊" in result.output
    assert SAMPLE_NOTE not in result.output
    assert not cache(tmp_path).exists()


def test_the_sample_is_made_once_and_made_anew_where_it_differs(naji: Naji, tmp_path: Path) -> None:
    assert naji("run", typed="護城河\n").code == 0
    stems = sample_stems(tmp_path)
    connection = sqlite3.connect(cache(tmp_path) / "sample.db")
    with connection:
        connection.execute("UPDATE episode SET stem = 'relic' WHERE stem = ?", [stems[0]])
    connection.close()

    assert naji("run", typed="護城河\n").code == 0

    assert sample_stems(tmp_path) == stems


def test_the_indexes_of_the_sample_are_built_anew_where_they_are_old(naji: Naji, tmp_path: Path) -> None:
    naji("run", typed="護城河\n")
    with closing(sqlite3.connect(cache(tmp_path) / "sample.db")) as connection:
        connection.execute("UPDATE episode SET index_format = 0")
        connection.commit()
        naji("run", typed="護城河\n")
        assert connection.execute("SELECT count(*) FROM episode WHERE index_format = 0").fetchone() == (0,)


def test_the_sample_answers_where_nothing_can_be_cached(naji: Naji, tmp_path: Path) -> None:
    cache(tmp_path).parent.mkdir(parents=True)
    cache(tmp_path).write_text("no folder", encoding="utf-8")

    result = naji("run", typed="護城河\n")

    assert SAMPLE_NOTE in result.output


def test_a_damaged_sample_answers_from_a_temporary_one(naji: Naji, tmp_path: Path) -> None:
    cache(tmp_path).mkdir(parents=True)
    (cache(tmp_path) / "sample.db").write_bytes(b"no database" * 1000)

    assert SAMPLE_NOTE in naji("run", typed="護城河\n").output


def test_old_searches_are_deleted_at_the_start(naji: Naji, tmp_path: Path) -> None:
    assert naji("import", str(write_show(tmp_path / "show"))).code == 0
    assert naji("run", typed="護城河\n").code == 0
    with closing(sqlite3.connect(own_store(tmp_path))) as connection, connection:
        connection.execute("UPDATE saved_search SET created_us = 0")

    assert naji("run", typed="/help\n").code == 0

    with closing(sqlite3.connect(own_store(tmp_path))) as connection:
        assert connection.execute("SELECT count(*) FROM saved_search").fetchone() == (0,)


def test_a_start_is_not_given_up_while_another_process_writes(
    naji: Naji, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert naji("import", str(write_show(tmp_path / "show"))).code == 0
    monkeypatch.setattr("bot.app.open_store", partial(open_store, busy_timeout_s=0))
    with closing(sqlite3.connect(own_store(tmp_path), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        result = naji("run", typed="/help\n")

    assert (result.code, result.errors) == (0, "")
    assert "/random" in result.output


def test_the_links_of_the_configuration_are_used(naji: Naji, tmp_path: Path) -> None:
    folder = write_show(tmp_path / "show")
    (tmp_path / "here" / "config.toml").write_text('[links]\nshow = "https://example.org/{stem}"', encoding="utf-8")
    assert naji("import", str(folder)).code == 0

    assert "https://example.org/one" in naji("run", typed="洋甘菊\n").output


def test_a_platform_without_a_token_is_refused_by_its_variable(naji: Naji, tmp_path: Path) -> None:
    (tmp_path / "here" / "config.toml").write_text("[telegram]\nenabled = true", encoding="utf-8")

    result = naji("run", typed="護城河\n")

    assert result.code == 2
    assert "NAJI_TELEGRAM_TOKEN" in result.errors


def test_a_store_that_cannot_be_opened_gets_a_sentence(naji: Naji, tmp_path: Path) -> None:
    (tmp_path / "here" / "naji.db").write_bytes(b"no database" * 1000)

    result = naji("run", "--store", "naji.db", typed="護城河\n")

    assert result.code == 1
    assert "naji.db" in result.errors
