"""Taking a picture of a page: with Chromium where it is there."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.model import Platform
from pictures import camera
from pictures.__main__ import main
from pictures.camera import OUTSIDE, NoCameraError, cropped, find_chromium, photograph, squeezed
from pictures.drawing import Message, draw


def painted(size: tuple[int, int], page: tuple[int, int]) -> Image.Image:
    shot = Image.new("RGB", size, OUTSIDE)
    shot.paste((0, 0, 0), (0, 0, *page))
    return shot


def test_a_shot_is_cut_where_the_page_ends() -> None:
    assert cropped(painted((9, 9), (4, 5))).size == (4, 5)


@pytest.mark.parametrize("page", [(9, 5), (4, 9)])
def test_a_page_that_does_not_fit_is_refused(page: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="9"):
        cropped(painted((9, 9), page))


def test_a_squeezed_picture_is_the_same_picture() -> None:
    before = painted((9, 9), (4, 5))
    after = Image.open(BytesIO(squeezed(before)))
    assert after.format == "WEBP"
    assert after.convert("RGB").tobytes() == before.tobytes()


def test_a_missing_chromium_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert main([]) == 1
    assert "apt-get install chromium" in capsys.readouterr().err


@pytest.mark.io
def test_missing_fonts_are_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("chromium", "fc-list"):
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoCameraError, match="fonts-noto-cjk"):
        find_chromium()


@pytest.mark.io
def test_a_chromium_that_takes_no_picture_is_told() -> None:
    with pytest.raises(NoCameraError, match="took no picture"):
        photograph("true", "")


@pytest.fixture
def chromium() -> str:
    try:
        return find_chromium()
    except NoCameraError as missing:
        if os.environ.get("NAJI_REQUIRE_CHROMIUM") == "1":
            raise
        pytest.skip(str(missing))


@pytest.mark.io
@pytest.mark.chromium
def test_a_message_becomes_a_picture_of_sensible_size(chromium: str) -> None:
    payload = {"embeds": [{"title": "第一集", "description": "「**護城河**」"}]}
    page = draw(Message(Platform.DISCORD, payload, "zh-TW", asked="/quote")).html

    taken = Image.open(BytesIO(photograph(chromium, page)))

    assert taken.width == 560 * camera.SCALE
    assert 100 * camera.SCALE < taken.height < 300 * camera.SCALE
    assert len(taken.convert("RGB").getcolors(1 << 20) or ()) > 10
