"""The command line: what is typed, what comes out, and the exit code."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS
from handlers.locale import PROGRAM
from tests.commands import Impatient, Naji, write_show

LONG = "字" * 501


@pytest.fixture
def library(naji: Naji, tmp_path: Path) -> Path:
    """A library of one show; gives the folder that it was imported from."""
    folder = write_show(tmp_path / "My Show!")
    assert naji("import", str(folder)).code == 0
    return folder


# ---------------------------------------------------------------- what is typed


@pytest.mark.parametrize("typed", ["--help", "-h"])
def test_help_names_every_command(naji: Naji, typed: str) -> None:
    result = naji(typed)

    assert result.code == 0
    assert all(f"naji {name}" in result.output for name in COMMANDS)
    assert "cli." not in result.output


def test_help_of_a_command_is_help(naji: Naji) -> None:
    assert naji("search", "--help").code == 0


def test_nothing_typed_is_wrong_use_and_shows_the_help(naji: Naji) -> None:
    result = naji()

    assert result.code == 2
    assert "naji import" in result.output


def test_the_version_is_the_distributions(naji: Naji) -> None:
    assert naji("--version").output == f"naji {version('naji')}\n"


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (["serach", "x"], "serach"),
        (["--json"], "import"),
        (["shows", "--limit", "3"], "--limit"),
        (["shows", "mine"], "mine"),
        (["search", "x", "--limit"], "--limit"),
        (["search", "x", "--show="], "--show"),
        (["search", "x", "--json=yes"], "--json"),
        (["search", "x", "--limit", "0"], "0"),
        (["search", "x", "--limit", "many"], "many"),
        (["search", "x", "--limit", "³"], "³"),
        (["search", "x", "--limit", "1001"], "1000"),
        (["search", "x", "--limit", "9" * 5000], "1000"),
        (["search"], "護城河"),
        (["search", LONG], "501"),
        (["search", "x", "--show", "nowhere"], "nowhere"),
        (["search", "x", "--before", "soon"], "soon"),
        (["search", "x", "--after", "2024-13"], "2024-13"),
        (["search", "x", "--exact=yes"], "--exact"),
        (["search", "ep:4"], "ep:4 護城河"),
        (["shows", "--ep", "4"], "--ep"),
        (["search", "--batch", "-"], "--json"),
        (["search", "x", "--batch", "-", "--json"], "--batch"),
        (["search", "--batch", "missing.txt", "--json"], "missing.txt"),
        (["import"], "naji import"),
        (["corrections", "frobnicate"], "naji corrections"),
        (["corrections", "accept", "7"], "7"),
        (["privacy"], "naji privacy"),
        (["privacy", "delete", "Ann"], "naji privacy"),
        (["import", ".", "--show", "My Show"], "My Show"),
        (["shows", "--config", "missing.toml"], "missing.toml"),
    ],
)
def test_wrong_use_gets_a_sentence_that_names_it(naji: Naji, typed: list[str], named: str) -> None:
    result = naji(*typed)

    assert result.code in (1, 2)
    assert (result.code == 1) == ("nowhere" in typed or "7" in typed)
    assert result.output == ""
    assert named in result.errors
    assert len(result.errors.splitlines()) == 1
    assert "error." not in result.errors


@pytest.mark.usefixtures("library")
def test_global_options_stand_before_or_after_the_command(naji: Naji, tmp_path: Path) -> None:
    empty = str(tmp_path / "empty.db")

    assert json.loads(naji("shows", "--json").output)["shows"]
    assert json.loads(naji("--store", empty, "shows", "--json").output)["shows"] == []
    assert json.loads(naji("shows", "--json", f"--store={empty}").output)["shows"] == []


@pytest.mark.usefixtures("library")
def test_a_query_may_begin_with_a_dash(naji: Naji) -> None:
    assert json.loads(naji("search", "-護城河", "--json").output)["query"] == "-護城河"
    assert json.loads(naji("search", "--json", "--", "--json", "護城河").output)["query"] == "--json 護城河"


def test_the_systems_language_is_spoken_until_the_configuration_is_read(
    naji: Naji, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    english = naji("serach").errors

    (tmp_path / "here" / "config.toml").write_text('language = "zh-TW"', encoding="utf-8")
    chinese = naji("search", "qqqq").errors

    assert english.isascii() or "“" in english
    assert "還沒有任何節目" in chinese


# ---------------------------------------------------------------- the library


def test_a_search_in_json_has_every_field(naji: Naji, library: Path) -> None:
    (library / "episodes.toml").write_text(
        '[show]\nlink_template = "https://example.org/{number}?t={seconds}"\n'
        '[episodes.one]\nnumber = 4\ntitle = "四"\n',
        encoding="utf-8",
    )
    assert naji("import", str(library)).code == 0

    found = json.loads(naji("search", "洋甘菊", "--json").output)
    hit = found["hits"][0]

    assert found["query"] == "洋甘菊"
    assert (hit["episode"], hit["show"], hit["number"], hit["title"]) == ("one", "my-show", 4, "四")
    assert 600 <= hit["start_s"] < hit["end_s"] <= 660
    assert hit["match"] == "exact"
    assert 0 < hit["score"] <= 1
    assert "洋甘菊" in hit["text"]
    assert hit["url"].startswith("https://example.org/4?t=")
    assert len(hit["clip"]) == 6


@pytest.mark.parametrize(
    "typed", [["search", "護城河"], ["shows"], ["episodes"], ["doctor"], ["search", "--batch", "-", "--json"]]
)
def test_a_command_that_only_reads_makes_no_store(naji: Naji, tmp_path: Path, typed: list[str]) -> None:
    missing = tmp_path / "none" / "naji.db"

    result = naji(*typed, "--store", str(missing), typed="護城河\n")

    assert result.code == 0
    assert not missing.parent.exists()
    assert "第一次匯入時" in result.errors + result.output


@pytest.mark.parametrize("typed", [["search", "護城河"], ["shows"], ["episodes"]])
def test_programs_get_an_empty_answer_where_there_is_no_store_and_people_a_hint(naji: Naji, typed: list[str]) -> None:
    result = naji(*typed, "--json", "--store", "none.db")

    assert not any(each for name, each in json.loads(result.output).items() if name != "query")
    assert result.errors.endswith("none.db 還沒有資料庫，第一次匯入時才會建立。\n")


def test_every_sentence_calls_the_program_by_the_same_name(naji: Naji) -> None:
    said = naji("--help").output + naji("import").errors + naji("shows").output

    assert f"{PROGRAM} import" in said
    assert said.count("naji ") == said.count(f"{PROGRAM} ")


def test_a_search_of_an_empty_library_says_how_to_fill_it(naji: Naji) -> None:
    assert "naji import" in naji("search", "護城河").errors


@pytest.mark.usefixtures("library")
def test_a_search_prints_one_hit_a_line(naji: Naji) -> None:
    result = naji("search", "護城河", "--limit", "2")

    assert len(result.output.splitlines()) == 1
    assert "one 00:" in result.output
    assert "「護城河」" in result.output


@pytest.mark.usefixtures("library")
def test_a_search_that_finds_nothing_says_so_and_is_done(naji: Naji) -> None:
    result = naji("search", "qqqq")

    assert (result.code, result.output) == (0, "")
    assert "qqqq" in result.errors


def kept_to(naji: Naji, *typed: str) -> list[tuple[str, str]]:
    """Show, episode of each hit of a search in two shows: one of them in number 4 of May 2024."""
    return [(hit["show"], hit["episode"]) for hit in json.loads(naji("search", *typed, "--json").output)["hits"]]


def test_a_search_is_kept_to_what_options_or_filters_say(naji: Naji, library: Path) -> None:
    assert naji("import", str(library), "--show", "other").code == 0
    (library / "episodes.toml").write_text("[episodes.one]\nnumber = 4\ndate = 2024-05-01\n", encoding="utf-8")
    assert naji("import", str(library)).code == 0
    mine, both = [("my-show", "one")], [("my-show", "one"), ("other", "one")]

    assert sorted(kept_to(naji, "護城河")) == both
    assert kept_to(naji, "護城河", "--ep", "4") == kept_to(naji, "ep:4 護城河") == mine
    assert kept_to(naji, "護城河", "--before", "2025") == kept_to(naji, "before:2025 護城河") == mine
    assert kept_to(naji, "護城河", "--after=2023", "--show", "my-show") == mine
    assert sorted(kept_to(naji, "護城河", "--exact")) == sorted(kept_to(naji, '"護城河"')) == both


@pytest.mark.usefixtures("library")
def test_a_search_that_finds_nothing_says_where_it_looked(naji: Naji) -> None:
    assert "show:my-show" in naji("search", '"不在裡面"', "--show", "my-show").errors
    assert "show:" not in naji("search", '"不在裡面"').errors


@pytest.mark.usefixtures("library")
def test_a_search_of_a_speaker_whom_no_transcript_names_says_so(naji: Naji) -> None:
    result = naji("search", "護城河", "--speaker", "Ann")

    assert (result.code, result.output) == (1, "")
    assert "Ann" in result.errors


@pytest.mark.usefixtures("library")
def test_a_line_of_a_batch_that_names_no_episode_stops_no_other(naji: Naji) -> None:
    result = naji("search", "--batch", "-", "--json", typed="ep:99 護城河\n護城河\n")

    assert result.code == 1
    assert [len(json.loads(line)["hits"]) for line in result.output.splitlines()] == [0, 1]
    assert "99" in result.errors


@pytest.mark.usefixtures("library")
def test_a_folder_gives_its_show_the_slug(naji: Naji) -> None:
    assert json.loads(naji("shows", "--json").output) == {"shows": [{"show": "my-show", "title": None, "episodes": 1}]}
    assert "my-show" in naji("shows").output


def test_episodes_are_listed_by_show(naji: Naji, library: Path) -> None:
    assert naji("import", str(library), "--show", "other").code == 0

    listed = json.loads(naji("episodes", "--show", "other", "--json").output)["episodes"]

    assert [(episode["episode"], episode["show"]) for episode in listed] == [("one", "other")]
    assert naji("episodes").output.count("one") == 2


def test_an_import_of_the_same_files_changes_nothing_and_says_so(naji: Naji, library: Path) -> None:
    result = naji("import", str(library))

    assert result.code == 0
    assert "沒有變動" in result.output


def test_an_import_with_a_bad_file_fails_and_keeps_the_others(naji: Naji, tmp_path: Path) -> None:
    folder = write_show(tmp_path / "show")
    (folder / "bad.txt").write_text("===== -----", encoding="utf-8")

    result = naji("import", str(folder))

    assert result.code == 1
    assert "bad.txt：沒有匯入。" in result.errors
    assert len(json.loads(naji("episodes", "--json").output)["episodes"]) == 1


def test_an_import_of_what_is_not_there_names_it_once(naji: Naji) -> None:
    result = naji("import", "nowhere.txt")

    assert result.code == 1
    assert result.errors == "沒有匯入。找不到 nowhere.txt。請檢查路徑有沒有打錯。\n"


# ---------------------------------------------------------------- batches


def test_a_batch_answers_each_query_in_order(naji: Naji, library: Path) -> None:
    typed = '\ufeff護城河\n\n{"id": 3, "query": "洋甘菊"}\nqqqq\n'
    (library / "queries.jsonl").write_text(typed, encoding="utf-8")

    answers = naji("search", "--batch", "-", "--json", typed=typed)
    same = naji("search", "--batch", str(library / "queries.jsonl"), "--json")

    objects = [json.loads(line) for line in answers.output.splitlines()]
    assert [each["query"] for each in objects] == ["護城河", "洋甘菊", "qqqq"]
    assert [bool(each["hits"]) for each in objects] == [True, True, False]
    assert same.output == answers.output


@pytest.mark.usefixtures("library")
def test_a_query_of_a_batch_that_cannot_be_answered_has_no_hits_and_is_reported(naji: Naji) -> None:
    result = naji("search", "--batch", "-", "--json", typed=f"{LONG}\n護城河\n")

    assert result.code == 1
    assert [bool(json.loads(line)["hits"]) for line in result.output.splitlines()] == [False, True]
    assert "第 1 行" in result.errors


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("line", ['{"q": "x"}', '{"query": 3}', "{query", '{"query":' + "[" * 100_000])
@pytest.mark.usefixtures("library")
def test_an_object_without_a_query_ends_the_batch(naji: Naji, line: str) -> None:
    result = naji("search", "--batch", "-", "--json", typed=f"護城河\n{line}\n護城河\n")

    assert result.code == 2
    assert len(result.output.splitlines()) == 1
    assert "第 2 行" in result.errors


def test_an_interrupted_command_ends_as_shells_expect(naji: Naji, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Impatient())

    assert naji("search", "--batch", "-", "--json").code == 130


# ---------------------------------------------------------------- as a process


def start(*arguments: str, cwd: Path, **environ: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.io
def test_a_reader_that_has_gone_ends_the_command_without_a_word(library: Path) -> None:
    process = start("search", "護城河", "--json", cwd=library)
    assert process.stdout
    process.stdout.close()
    _, errors = process.communicate()

    assert (process.returncode, errors) == (1, b"")


@pytest.mark.io
def test_answers_are_utf_8_in_the_c_locale(library: Path) -> None:
    output, errors = start("search", "護城河", "--json", cwd=library, LC_ALL="C").communicate()

    assert errors == b""
    assert json.loads(output)["query"] == "護城河"
    assert "護城河" in json.loads(output)["hits"][0]["text"]


@pytest.mark.io
def test_a_search_loads_no_chat_library(library: Path) -> None:
    program = (
        "import sys; from bot.__main__ import main; main(['search', '護城河']);"
        "sys.exit(str({'discord', 'telegram', 'apscheduler'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=library,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        check=False,
    )

    assert result.stderr == b"set()\n"
