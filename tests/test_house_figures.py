"""What the house promises in figures and names, counted."""

import ast
import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "handlers", "samples", "storage")
PYTHON_FOLDERS = (*PACKAGES, "tests", "benchmarks")
MAX_FILE_LINES = 400
MAX_BODY_LINES = 40
COPIED_CHARS = 12
TEXT_SUFFIXES = frozenset((".md", ".po", ".py", ".sql", ".srt", ".toml", ".txt", ".vtt", ""))


def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def sources() -> list[Path]:
    return sorted(chain.from_iterable((ROOT / folder).rglob("*.py") for folder in PYTHON_FOLDERS))


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the last line."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body and body[-1].end_lineno else 0


def functions(source: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}

    assert len(lengths) > len(PYTHON_FOLDERS)
    assert [path.name for path, length in lengths.items() if length > MAX_FILE_LINES] == []


def test_no_function_body_is_longer_than_40_lines() -> None:
    bodies = [(path.name, node.name, body_lines(node)) for path in sources() for node in functions(path)]

    assert len(bodies) > len(PYTHON_FOLDERS)
    assert [body for body in bodies if body[2] > MAX_BODY_LINES] == []


def test_every_package_is_named_and_every_name_is_a_package() -> None:
    found = {
        ".".join(init.parent.relative_to(ROOT).parts)
        for package in PACKAGES
        for init in (ROOT / package).rglob("__init__.py")
    }

    assert set(settings()["tool"]["setuptools"]["packages"]) == found


def test_every_module_of_bot_has_its_layer() -> None:
    layers = next(each for each in settings()["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    named = set(re.findall(r"bot\.(\w+)", " ".join(layers["layers"])))
    modules = {path.stem for path in (ROOT / "bot").iterdir() if path.name != "__init__.py" and path.stem[:3] != "__p"}

    assert modules - named == set()


def test_every_exception_to_the_rules_has_its_reason_on_the_line() -> None:
    marks = re.compile(r"# (?:noqa|type: ignore).*")
    reasoned = re.compile(r"# (?:noqa: [A-Z0-9, ]+|type: ignore\[[a-z-, ]+\])\s+(?:--?|#)? ?\w+.*")
    exceptions = [
        f"{path.name}: {mark}"
        for path in sources()
        if path != Path(__file__)
        for mark in marks.findall(path.read_text(encoding="utf-8"))
    ]

    assert [each for each in exceptions if not reasoned.search(each)] == []


def test_no_line_is_kept_from_the_coverage() -> None:
    mark = "pragma: " + "no cover"

    assert [path.name for path in sources() if mark in path.read_text(encoding="utf-8")] == []


def test_every_dependency_has_its_reason_written_down() -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    project = settings()["project"]
    named = chain(project["dependencies"], *project["optional-dependencies"].values())
    names = {match[0] for dependency in named if (match := re.match(r"[A-Za-z0-9._-]+", dependency))}

    assert {name for name in names if not re.search(rf"\b{re.escape(name)}\b", reasons)} == set()


# ---------------------------------------------------------------- other people's words


def han(text: str) -> str:
    """The Han characters of a text, whatever stands between them: spaces and line ends make no copy an original."""
    return "".join(re.findall(r"[\u3400-\u4dbf\u4e00-\u9fff]+", text))


def stretches(text: str) -> Iterator[str]:
    """Every run of 12 consecutive Han characters."""
    characters = han(text)
    return (characters[start : start + COPIED_CHARS] for start in range(len(characters) - COPIED_CHARS + 1))


def copied(texts: dict[str, str], corpus: Iterator[str]) -> dict[str, str]:
    """For each stretch of the texts that stands in the corpus, the name of the text."""
    ours = {stretch: name for name, text in texts.items() for stretch in stretches(text)}
    return {stretch: ours[stretch] for text in corpus for stretch in stretches(text) if stretch in ours}


def project_texts() -> dict[str, str]:
    """The project's files, without what git ignores: environments, builds, stores."""
    folders = (*PYTHON_FOLDERS, "docs", ".ci")
    files = chain(ROOT.glob("*"), *((ROOT / folder).rglob("*") for folder in folders))
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in files
        if path.is_file() and path.suffix in TEXT_SUFFIXES
    }


def test_a_copied_stretch_is_found_through_spaces_and_line_ends() -> None:
    heard = "一二三四五六七八九十百千萬"

    assert set(copied({"a": f"x {heard[:6]}\n{heard[6:12]} y"}, iter([f"前{heard}後"]))) == {heard[:12]}
    assert copied({"a": heard[:11]}, iter([heard])) == {}


@pytest.mark.corpus
def test_no_file_holds_12_consecutive_han_characters_of_the_corpora(shared: Path) -> None:
    files = [path for path in sorted((shared / "corpus").rglob("*")) if path.is_file()]
    texts = project_texts()

    assert len(files) > 100
    assert "README.md" in texts
    assert copied(texts, (path.read_text(encoding="utf-8", errors="replace") for path in files)) == {}
