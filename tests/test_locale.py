import ast
import os
import re
import shutil
import string
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from handlers.locale import CATALOGUES, FOLDERS, PROGRAM, Words, nearest, words_for
from handlers.locale.compile import compile_catalogues, main

ROOT = Path(__file__).parent.parent
ALWAYS_KNOWN = {"n", "program"}
KEY = re.compile(r"[a-z]+(?:\.[a-z_-]*[a-z0-9])+")
AN_ERROR = re.compile(r"(?!Pydantic)\w*Error")
NO_KEY = re.compile(r".*\.(?:db|toml|py|sql|po|mo|txt|tsv)|(?:bot|handlers|storage|samples)\..*")
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
WRITTEN_IN_BOTH = {"chat_options.py", "config.py", "feed_options.py", "telegram_options.py"}
"""The descriptions of options stand there in both languages, as config.example.toml has both."""
READ_IN_BOTH = {"day_rules.py", "plans.py", "zones.py"}
"""What people type is read in both languages, whichever they are answered in."""
SHOWING = {"Text", "Run", "sentences", "put", "write", "print", "_line"}


@cache
def catalogue(language: str) -> Catalog:
    with (CATALOGUES / FOLDERS[language] / "LC_MESSAGES" / "naji.po").open("rb") as po:
        return read_po(po)


@cache
def sentences(language: str) -> dict[str, tuple[str, ...]]:
    """By key, all plural forms."""
    found = {}
    for message in catalogue(language):
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            found[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return found


def fields(forms: tuple[str, ...]) -> set[str]:
    named = {name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name is not None}
    return named - ALWAYS_KNOWN


def modules(*rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path, parsed(path)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def docstrings(tree: ast.Module) -> set[ast.AST]:
    """Strings that stand as statements: they are for programmers."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def constants(tree: ast.Module) -> Iterator[ast.Constant]:
    said = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in said:
            yield node


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def literal_calls(names: re.Pattern[str], *rooms: str) -> Iterator[tuple[str, str, set[str] | None]]:
    """Calls with a literal first argument: where, the literal, the keywords (None where `**` hides some)."""
    for path, tree in modules(*rooms):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and names.fullmatch(name_of(node)) and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    hidden = any(keyword.arg is None for keyword in node.keywords)
                    keywords = None if hidden else {keyword.arg or "" for keyword in node.keywords}
                    yield f"{path.name}:{node.lineno}", first.value, keywords


def keys_in_code() -> set[str]:
    """Whatever looks like a key, except names of files and modules."""
    found = (node.value for _, tree in modules("bot", "handlers", "storage") for node in constants(tree))
    return {each for each in found if isinstance(each, str) and KEY.fullmatch(each) and not NO_KEY.fullmatch(each)}


def key_beginnings() -> set[str]:
    """How keys begin that are put together, such as `problem.`."""
    found = set()
    for _, tree in modules("bot", "handlers"):
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                found.add(str(node.values[0].value))
    return {each for each in found if re.fullmatch(r"[a-z]+\.[a-z_.-]*", each)}


def test_both_languages_have_the_same_sentences() -> None:
    assert sentences("zh-TW").keys() == sentences("en").keys()


@pytest.mark.parametrize("language", FOLDERS)
def test_no_sentence_is_empty_or_unsure(language: str) -> None:
    assert all(all(forms) for forms in sentences(language).values())
    assert not [message.id for message in catalogue(language) if message.id and message.fuzzy]


def test_both_languages_name_the_same_values() -> None:
    english = sentences("en")
    assert {key: fields(forms) for key, forms in sentences("zh-TW").items()} == {
        key: fields(forms) for key, forms in english.items()
    }


def test_every_sentence_that_is_said_is_in_the_catalogues() -> None:
    said = {key for _, key, _ in literal_calls(re.compile("say|count"), "handlers", "bot")}
    assert {key for key in said if KEY.fullmatch(key)} <= sentences("en").keys()
    assert "search.none" in said


def test_every_key_in_the_code_has_a_sentence() -> None:
    known = sentences("en").keys()
    missing = {key for key in keys_in_code() if not {key, f"error.{key}", f"problem.{key}"} & known}
    assert missing == set()


def test_every_error_code_has_a_sentence() -> None:
    codes = {code for _, code, _ in literal_calls(AN_ERROR, "bot", "handlers", "storage")}
    assert {f"error.{code}" for code in codes if KEY.fullmatch(code)} <= sentences("en").keys()
    assert "clip.none" in codes


def test_every_error_brings_what_its_sentence_names() -> None:
    english = sentences("en")
    lacking = {
        where: fields(english[f"error.{code}"]) - keywords
        for where, code, keywords in literal_calls(AN_ERROR, "bot", "handlers", "storage")
        if keywords is not None and f"error.{code}" in english
    }
    assert {where: names for where, names in lacking.items() if names} == {}


def test_every_saying_brings_what_its_sentence_names() -> None:
    english = sentences("en")
    lacking = {
        where: fields(english[key]) - keywords
        for where, key, keywords in literal_calls(re.compile("say|count"), "bot", "handlers")
        if keywords is not None and key in english
    }
    assert {where: names for where, names in lacking.items() if names} == {}


def test_no_sentence_is_unused() -> None:
    used = keys_in_code()
    beginnings = tuple(key_beginnings() - {"error.", "problem."})
    plain = {key: key.removeprefix("error.").removeprefix("problem.") for key in sentences("en")}
    unused = {key for key, bare in plain.items() if bare not in used and not bare.startswith(beginnings)}
    assert unused == set()


def test_no_chinese_stands_outside_the_catalogues() -> None:
    rooms = ("bot", "handlers", "storage")
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in modules(*rooms)
        if not {"search", "recognition", "worth"} & set(path.parts) and path.name not in WRITTEN_IN_BOTH | READ_IN_BOTH
        for node in constants(tree)
        if HAN.search(str(node.value))
    ]
    assert found == []


def test_nothing_is_shown_that_is_not_from_the_catalogues() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{argument.lineno}"
        for path, tree in modules("bot", "handlers", "storage")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name_of(node) in SHOWING
        for argument in (*node.args, *(keyword.value for keyword in node.keywords))
        if isinstance(argument, ast.Constant) and re.search(r"[A-Za-z]{2}", str(argument.value))
        if not isinstance(argument.value, bool | None)
    ]
    assert found == []


def test_a_sentence_names_its_values() -> None:
    assert words_for("en").say("page.range", first=1, last=5, total=41) == "1–5 / 41"


def test_a_value_with_braces_is_said_as_it_is() -> None:
    assert "{x} {0.__class__}" in words_for("en").say("search.none", query="{x} {0.__class__}")


def test_a_value_that_is_missing_is_named() -> None:
    assert words_for("en").say("page.rank", rank=1) == "1 / {total}"


def test_sentences_can_name_the_program() -> None:
    assert f"{PROGRAM} import" in words_for("en").say("shows.none")


def test_english_has_a_plural_and_chinese_needs_none() -> None:
    english, chinese = words_for("en"), words_for("zh-TW")
    assert english.count("import.sum-imported", 1) != english.count("import.sum-imported", 2).replace("2", "1")
    assert chinese.count("import.sum-imported", 1) == chinese.count("import.sum-imported", 2).replace("2", "1")


@pytest.mark.parametrize(("language", "day"), [("zh-TW", "2024年5月1日"), ("en", "May 1, 2024")])
def test_dates_are_written_as_the_language_writes_them(language: str, day: str) -> None:
    assert words_for(language).day(date(2024, 5, 1)) == day


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh-hant", "zh-TW"),
        ("zh_TW.UTF-8", "zh-TW"),
        ("zh-CN", "zh-CN"),
        ("zh_CN.UTF-8", "zh-CN"),
        ("zh-hans", "zh-CN"),
        ("zh", "zh-TW"),
        ("zh-HK", "zh-TW"),
        ("en-MY", "en"),
        ("en-GB", "en"),
        ("EN", "en"),
        ("fr", "zh-TW"),
        ("C.UTF-8", "zh-TW"),
        ("", "zh-TW"),
        (None, "zh-TW"),
    ],
)
def test_a_platforms_language_finds_the_nearest(tag: str | None, language: str) -> None:
    assert nearest(tag) == language


@pytest.mark.parametrize(("language", "said"), [("zh-TW", "3 小時後"), ("en", "in 3 hours"), ("zh-CN", "3小时后")])
def test_how_far_away_something_is_is_said_in_every_language(language: str, said: str) -> None:
    assert words_for(language).ahead(timedelta(hours=3)) == said


def test_a_moment_is_a_date_and_a_time_of_day() -> None:
    local = datetime(2024, 5, 1, 9, 5, tzinfo=ZoneInfo("Asia/Taipei"))
    assert words_for("zh-TW").moment(local) == "2024年5月1日 09:05"


def test_the_mainlands_sentences_are_rewritten_and_what_they_name_is_not() -> None:
    words = words_for("zh-CN")
    assert "護城河" in words.say("search.none", query="護城河")
    assert words.say("discord.permission.use_external_apps") == "使用外部应用程序"
    assert words.count("import.sum-imported", 2) != words_for("zh-TW").count("import.sum-imported", 2)
    assert words.say("why.exact") == words.say("why.exact")
    assert words.day(date(2024, 5, 1)) == "2024年5月1日"


def test_another_language_can_be_the_last_resort() -> None:
    assert nearest("fr", "en") == "en"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for folder in FOLDERS.values():
        (tmp_path / folder / "LC_MESSAGES").mkdir(parents=True)
        po = Path(folder, "LC_MESSAGES", "naji.po")
        shutil.copy(CATALOGUES / po, tmp_path / po)
    return tmp_path


def test_a_working_copy_speaks_without_a_build(copied: Path) -> None:
    assert not list(copied.rglob("*.mo"))
    assert Words("en", copied).say("why.exact") == words_for("en").say("why.exact")


def test_compiled_catalogues_speak_without_their_sources(copied: Path) -> None:
    written = compile_catalogues(copied)
    assert [path.parts[-3] for path in written] == ["en", "zh_TW"]
    for mo in written:
        po = mo.with_suffix(".po")
        po.write_text("")
        os.utime(po, (0, 0))
    assert Words("en", copied).say("why.exact") == words_for("en").say("why.exact")


def test_a_source_that_is_newer_than_its_compiled_form_is_read(copied: Path) -> None:
    for mo in compile_catalogues(copied):
        os.utime(mo, (0, 0))
    po = copied / "en" / "LC_MESSAGES" / "naji.po"
    po.write_text(po.read_text(encoding="utf-8").replace("As typed", "To the letter"), encoding="utf-8")
    assert Words("en", copied).say("why.exact") == "To the letter"


def test_the_folder_to_compile_can_be_named(copied: Path) -> None:
    main([str(copied)])
    assert len(list(copied.rglob("*.mo"))) == 2


@pytest.mark.io
def test_the_build_can_compile_by_a_command(copied: Path) -> None:
    subprocess.run([sys.executable, "-m", "handlers.locale.compile", str(copied)], check=True, cwd=ROOT)
    assert len(list(copied.rglob("*.mo"))) == 2
