"""`./naji`, from wherever and however it is called, in a small project that needs nothing from the network."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

LAUNCHER = Path(__file__).parents[1] / "naji"

PYPROJECT = """\
[build-system]
requires = []
build-backend = "tiny"
backend-path = ["backend"]

[project]
name = "naji"
version = "0"
"""

BACKEND = """\
import pathlib, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "naji-0-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as wheel:
        wheel.writestr("naji.pth", str(pathlib.Path.cwd()))
        wheel.writestr("naji-0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: naji\\nVersion: 0\\n")
        wheel.writestr("naji-0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("naji-0.dist-info/RECORD", "")
    return name

build_wheel = build_editable
"""

PROGRAM = """\
import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "folder": os.getcwd(), "program": __file__, "safe": sys.flags.safe_path}))
sys.exit(len(sys.argv) == 1)
"""


def lay_out(folder: Path) -> Path:
    (folder / "bot").mkdir(parents=True)
    (folder / "backend").mkdir()
    shutil.copy(LAUNCHER, folder / "naji")
    (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (folder / "backend" / "tiny.py").write_text(BACKEND, encoding="utf-8")
    (folder / "bot" / "__init__.py").touch()
    (folder / "bot" / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    return folder


def start(command: Path | str, *arguments: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(command), *arguments],
        cwd=cwd,
        env={**os.environ, "NAJI_PYTHON": sys.executable, **environ},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def heard(result: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert result.returncode == 0, result.stderr
    told: dict[str, Any] = json.loads(result.stdout)
    return told


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose environment is made, in a folder whose name has spaces, quotes and Han characters."""
    project = lay_out(tmp_path_factory.mktemp("launcher") / "it's my 哪集 $folder")
    assert start(project / "naji", "first", cwd=project).returncode == 0
    return project


@pytest.mark.io
@pytest.mark.long
@pytest.mark.parametrize("ci", ["", "true"])
def test_it_stays_in_the_callers_folder_and_hands_its_arguments_over(project: Path, tmp_path: Path, ci: str) -> None:
    told = heard(start(project / "naji", "search", "two words", "*", "", cwd=tmp_path, CI=ci))

    assert told == {
        "arguments": ["search", "two words", "*", ""],
        "folder": str(tmp_path),
        "program": str(project / "bot" / "__main__.py"),
        "safe": True,
    }


@pytest.mark.io
@pytest.mark.long
def test_it_finds_its_folder_through_links(project: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "naji").symlink_to("../link")
    (tmp_path / "link").symlink_to(project / "naji")
    (tmp_path / "folder").symlink_to(project)

    for command in (tmp_path / "bin" / "naji", tmp_path / "folder" / "naji"):
        assert heard(start(command, "x", cwd=tmp_path))["program"] == str(project / "bot" / "__main__.py")


@pytest.mark.io
@pytest.mark.long
def test_it_is_found_on_the_path(project: Path, tmp_path: Path) -> None:
    (tmp_path / "naji").symlink_to(project / "naji")

    assert heard(start("naji", "x", cwd=tmp_path, PATH=f"{tmp_path}:{os.environ['PATH']}"))["arguments"] == ["x"]


@pytest.mark.io
@pytest.mark.long
def test_modules_of_the_callers_folder_and_of_pythonpath_are_not_run(project: Path, tmp_path: Path) -> None:
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__main__.py").write_text("print('stranger')", encoding="utf-8")

    told = heard(start(project / "naji", "x", cwd=tmp_path, PYTHONPATH=str(tmp_path)))

    assert told["program"] == str(project / "bot" / "__main__.py")


@pytest.mark.io
@pytest.mark.long
def test_the_exit_code_is_the_programs(project: Path) -> None:
    assert start(project / "naji", cwd=project).returncode == 1


@pytest.mark.io
@pytest.mark.long
def test_a_second_start_says_nothing_of_its_own(project: Path) -> None:
    assert start(project / "naji", "x", cwd=project).stderr == ""


@pytest.mark.io
@pytest.mark.long
def test_a_changed_pyproject_makes_the_environment_anew(project: Path) -> None:
    relic = project / ".venv" / "relic"
    relic.touch()
    with (project / "pyproject.toml").open("a", encoding="utf-8") as settings:
        settings.write("# changed\n")

    first = start(project / "naji", "x", cwd=project)

    assert heard(first)
    assert not relic.exists()
    assert not (project / ".venv.new").exists()
    assert not (project / ".venv.old").exists()


@pytest.mark.io
@pytest.mark.long
def test_another_python_makes_the_environment_anew(project: Path, tmp_path: Path) -> None:
    relic = project / ".venv" / "relic"
    relic.touch()
    (tmp_path / "other").symlink_to(sys.executable)

    heard(start(project / "naji", "x", cwd=project, NAJI_PYTHON=str(tmp_path / "other")))

    assert not relic.exists()


@pytest.mark.io
@pytest.mark.long
def test_two_first_starts_at_once_both_answer(tmp_path: Path) -> None:
    project = lay_out(tmp_path / "project")
    environ = {**os.environ, "NAJI_PYTHON": sys.executable}

    both = [
        subprocess.Popen([project / "naji", name], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for name in ("one", "two")
    ]
    ends = [process.communicate() for process in both]

    assert [process.returncode for process in both] == [0, 0], ends
    assert [json.loads(output)["arguments"] for output, _ in ends] == [["one"], ["two"]]


@pytest.mark.io
@pytest.mark.long
def test_a_failed_installation_says_why_and_leaves_no_environment(tmp_path: Path) -> None:
    project = lay_out(tmp_path / "project")
    (project / "backend" / "tiny.py").write_text("raise RuntimeError('out of order')", encoding="utf-8")

    result = start(project / "naji", "x", cwd=project)

    assert result.returncode == 1
    assert "out of order" in result.stderr
    assert "PyPI" in result.stderr.splitlines()[-1]
    assert not (project / ".venv").exists()


def a_python(folder: Path, fault: str) -> str:
    """A Python that has a fault when it is asked what it can do."""
    stub = folder / "python stub"
    stub.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "import sys; {fault}; exec(sys.argv[1])" "$2"\n', "utf-8")
    stub.chmod(0o755)
    return str(stub)


@pytest.mark.io
@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("sys.version_info = (3, 9, 2)", "The Python found is 3.9.2, Naji needs 3.11 or later"),
        ("sys.modules['ensurepip'] = None", "apt install python3-venv"),
        ("sys.exit(1)", "No Python that runs was found"),
    ],
)
def test_a_python_that_will_not_do_gets_a_sentence_with_the_remedy(tmp_path: Path, fault: str, sentence: str) -> None:
    project = lay_out(tmp_path / "project")

    result = start(project / "naji", "run", cwd=tmp_path, NAJI_PYTHON=a_python(tmp_path, fault))

    assert result.returncode == 1
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 2
    assert not (project / ".venv").exists()
