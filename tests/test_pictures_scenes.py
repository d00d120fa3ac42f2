"""Which messages have a picture, and how these come into the documents."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.model import Platform
from handlers.functions import FUNCTIONS
from pictures.__main__ import main
from pictures.album import FOLDER, Picture, document, drawn, in_readme, keep, put_in, stale, sweep, tag, write_documents
from pictures.drawing import Drawing
from pictures.scenes import IN_README, SCENES, WITHOUT_SCENE, Scene, functions_of

NAMES = {scene.name: scene for scene in SCENES}


@pytest.fixture
async def hits() -> list[Picture]:
    return list(await drawn(["hits"]))


def picture(text: str = "a", name: str = "hits") -> Picture:
    return Picture(Scene(name, "Hits", ("/quote a",)), Platform.DISCORD, "zh-TW", Drawing(text, f'"{text}" | <b>'))


@pytest.mark.parametrize("name", [function.name for function in FUNCTIONS])
def test_a_function_has_a_picture_or_a_reason(name: str) -> None:
    asked = any(name in functions_of(scene) for scene in SCENES)
    assert asked != bool(WITHOUT_SCENE.get(name)), f"a line in pictures/scenes.py: SCENES or WITHOUT_SCENE for {name}"


def test_reasons_are_given_for_functions_that_there_are() -> None:
    assert WITHOUT_SCENE.keys() <= {function.name for function in FUNCTIONS}


def test_a_scene_names_functions_with_one_word_and_with_two() -> None:
    assert {"daily list", "quote"} <= functions_of(Scene("a", "A", ("/quote b", "listener: /daily list")))


def test_no_two_scenes_have_one_name() -> None:
    assert len(NAMES) == len(SCENES)


def test_the_readme_shows_one_picture_of_each_platform() -> None:
    assert {platform for _, platform in IN_README} == {Platform.DISCORD, Platform.TELEGRAM}
    assert all(NAMES[name].languages == ("zh-TW", "en") for name, _ in IN_README)


@pytest.mark.parametrize("name", ["hits", "random", "daily"])
async def test_a_scene_is_drawn_the_same_each_time(name: str) -> None:
    assert await drawn([name]) == await drawn([name])


async def test_what_a_button_opened_still_tells_what_was_typed() -> None:
    discord, telegram = [each for each in await drawn(["opened"]) if each.language == "en"]
    assert discord.drawing.description.startswith("A listener types /quote 護城河.")
    assert "edited" in telegram.drawing.html


def test_a_page_of_hits_is_drawn_on_both_platforms_and_in_both_languages(hits: list[Picture]) -> None:
    assert [each.file for each in hits] == [
        "hits-discord.zh-TW.webp",
        "hits-telegram.zh-TW.webp",
        "hits-discord.en.webp",
        "hits-telegram.en.webp",
    ]


def test_a_page_of_hits_shows_what_was_found_and_what_can_be_pressed(hits: list[Picture]) -> None:
    said = hits[0].drawing.description
    assert said.startswith("聽眾輸入 /quote 護城河。")
    assert "「護成河」" in said
    assert "從 00:15 開始聽" in said
    assert "、4 EP3 07:49 …" in said


def test_on_telegram_a_search_is_typed_without_its_command(hits: list[Picture]) -> None:
    assert hits[1].drawing.description.startswith("聽眾輸入 護城河。")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("opened", "片段編號："),
        ("daily", "今"),
        ("nothing", "找不到"),
        ("loose", "最接近的是"),
        ("corrections", "待決定"),
        ("clip", "聽眾輸入 /clip 0"),
    ],
)
async def test_a_scene_shows_what_it_is_about(name: str, words: str) -> None:
    pictures = [each for each in await drawn([name]) if each.language == "zh-TW"]
    assert len(pictures) == 2
    assert all(words in each.drawing.description for each in pictures)


def test_a_picture_is_stale_until_it_is_kept_as_it_is_drawn_now(tmp_path: Path) -> None:
    now = picture()
    assert stale([now], tmp_path) == [now.file]
    keep(now, b"x", tmp_path)
    assert stale([now], tmp_path) == []
    assert stale([replace(now, drawing=Drawing("b", ""))], tmp_path) == [now.file]


def test_a_picture_whose_file_is_gone_is_stale(tmp_path: Path) -> None:
    keep(picture(), b"x", tmp_path)
    (tmp_path / picture().file).unlink()
    assert stale([picture()], tmp_path) == [picture().file]


def test_a_picture_of_no_scene_is_stale_until_it_is_swept_away(tmp_path: Path) -> None:
    keep(picture(), b"x", tmp_path)
    keep(picture(name="old"), b"x", tmp_path)
    assert stale([picture()], tmp_path) == ["old-discord.zh-TW.webp"]
    sweep([picture()], tmp_path)
    assert stale([picture()], tmp_path) == []
    assert [path.name for path in tmp_path.glob("*.webp")] == [picture().file]


def test_what_a_picture_says_stands_in_its_tag_without_markup() -> None:
    assert tag(picture(), "pictures") == (
        '<img src="pictures/hits-discord.zh-TW.webp" width="560" alt="&quot;a&quot; &#124; &lt;b&gt;">'
    )


def test_the_document_has_a_heading_and_a_row_for_each_language() -> None:
    other = replace(picture(), platform=Platform.TELEGRAM)
    lines = document([picture(), other]).splitlines()
    assert lines[:6] == ["## Hits", "", "Typed: `/quote a`", "", "| Discord | Telegram |", "| --- | --- |"]
    assert lines[6].count("<img ") == 2


def test_each_language_has_its_own_row_in_the_document(hits: list[Picture]) -> None:
    rows = [line for line in document(hits).splitlines() if "<img" in line]
    assert [line.count(".zh-TW.webp") for line in rows] == [2, 0]
    assert [line.count(".en.webp") for line in rows] == [0, 2]


async def test_an_answer_is_private_and_a_post_is_not(hits: list[Picture]) -> None:
    post = (await drawn(["daily"]))[0]
    assert hits[0].platform is post.platform is Platform.DISCORD
    assert "只有您才能看見" in hits[0].drawing.description
    assert "只有您才能看見" not in post.drawing.description


def test_a_block_takes_the_place_of_the_one_before() -> None:
    marks = "a\n<!-- pictures en: begin; made by python -m pictures -->\n{}<!-- pictures en: end -->\nb"
    assert put_in(marks.format("old\n"), "en", r"new \1") == marks.format("new \\1\n")


def test_a_document_without_the_marks_is_left_alone() -> None:
    with pytest.raises(ValueError, match="en"):
        put_in("a", "en", "new")


def test_the_documents_have_their_places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hits: list[Picture]) -> None:
    for name in ("README", "DOCUMENT"):
        copy = tmp_path / name
        copy.write_bytes(getattr(__import__("pictures.album", fromlist=[name]), name).read_bytes())
        monkeypatch.setattr(f"pictures.album.{name}", copy)
    write_documents(hits)
    assert "docs/pictures/hits-discord.en.webp" in (tmp_path / "README").read_text(encoding="utf-8")
    assert "pictures/hits-telegram.en.webp" in (tmp_path / "DOCUMENT").read_text(encoding="utf-8")


def test_the_readme_has_its_pictures_in_the_language_that_is_read(hits: list[Picture]) -> None:
    assert in_readme(hits, "en").count(".en.webp") == 1
    assert "zh-TW" not in in_readme(hits, "en")


def test_an_unknown_scene_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[[Picture], None]:
    def put(shown: Picture) -> None:
        async def drawn_now() -> list[Picture]:
            return [shown]

        monkeypatch.setattr("pictures.__main__.drawn", drawn_now)

    return put


def test_checking_tells_of_each_picture_that_is_out_of_date(
    only: Callable[[Picture], None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    only(picture())
    monkeypatch.setattr("pictures.__main__.stale", lambda pictures: stale(pictures, tmp_path))
    assert main(["--check"]) == 1
    assert picture().file in capsys.readouterr().err
    keep(picture(), b"x", tmp_path)
    assert main(["--check"]) == 0


def test_no_picture_is_larger_than_a_page_can_bear() -> None:
    sizes = {path.name: path.stat().st_size for path in FOLDER.glob("*.webp")}
    assert sizes
    assert {name for name, size in sizes.items() if size > 70_000} == set()
