"""Each contract of the import linter, broken by one wrong import in a copy of the project."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "handlers", "samples", "storage")
LINTER = "from importlinter.cli import lint_imports_command as main; main()"

WRONG_IMPORTS = {
    "Imports point downwards": ("bot/model.py", "from bot import search"),
    "Handlers drive use cases, never the search core": ("handlers/__init__.py", "from bot.search import engine"),
    "Storage knows model, ports and errors only": ("storage/seeded.py", "from bot.search import engine"),
    "Only the wiring reads the configuration": ("handlers/seeded.py", "from bot import config"),
    "SQL stays in storage": ("bot/search/seeded.py", "import sqlite3"),
    "Each chat library stays in its adapter": ("handlers/telegram/seeded.py", "import discord"),
    "The HTTP client stays in its adapter": ("bot/feeds/seeded.py", "import aiohttp"),
    "The scheduler library stays with the clock": ("handlers/discord/seeded.py", "import apscheduler"),
    "The watching library stays with what watches": ("handlers/discord/seeded.py", "import watchfiles"),
}


def contracts() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


def lint(project: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LINTER]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_has_a_wrong_import_that_breaks_it() -> None:
    assert sorted(WRONG_IMPORTS) == sorted(contracts())


@pytest.mark.io
def test_the_project_keeps_every_contract(project: Path) -> None:
    result = lint(project)

    assert result.returncode == 0, result.stdout
    assert f"{len(contracts())} kept, 0 broken" in result.stdout


@pytest.mark.io
@pytest.mark.parametrize("contract", WRONG_IMPORTS)
def test_a_wrong_import_turns_its_contract_red(project: Path, contract: str) -> None:
    name, statement = WRONG_IMPORTS[contract]
    file = project / name
    file.parent.mkdir(exist_ok=True)
    (file.parent / "__init__.py").touch()
    with file.open("a", encoding="utf-8") as source:
        source.write(f"\n{statement}\n")

    result = lint(project)

    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{contract} BROKEN" in " ".join(result.stdout.split())
