"""Takes pictures of pages with Chromium, which has to be there, as have fonts with Han characters."""

import os
import shutil
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

SCALE: Final = 2
"""Pixels of the picture for one of the page: sharp on the screens that people have."""
FLAT_COLOURS: Final = 16
SHADES: Final = 32
"""Enough for text on flat colours; half the size of more. Lossless WebP of it takes a quarter less than PNG."""
OUTSIDE: Final = (255, 0, 255)
"""What the pages are not painted with: the picture is cut there."""
_WINDOW: Final = "640,2400"
_TIMEOUT_S: Final = 60
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FONT: Final = "Noto Sans CJK TC"


class NoCameraError(Exception):
    """What is missing, in a sentence."""


def find_chromium() -> str:
    """The program that takes the pictures.

    Raises:
        NoCameraError: it is missing, or the fonts are.
    """
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise NoCameraError("There is no Chromium here; on Debian: apt-get install chromium fonts-noto-cjk")
    listing = shutil.which("fc-list")
    fonts = subprocess.run([listing, _FONT], capture_output=True, check=False).stdout if listing else b""
    if not fonts:
        raise NoCameraError(f"There is no {_FONT} here; on Debian: apt-get install fonts-noto-cjk fontconfig")
    return found


def photograph(chromium: str, html: str) -> bytes:
    """The page as a picture in WebP, cut where it ends.

    Raises:
        NoCameraError: Chromium took none.
    """
    with tempfile.TemporaryDirectory(prefix="naji-pictures-") as folder:
        page, shot = Path(folder) / "page.html", Path(folder) / "shot.png"
        page.write_text(html, encoding="utf-8")
        options = [
            "--headless",
            "--disable-gpu",
            "--hide-scrollbars",
            "--font-render-hinting=none",
            f"--force-device-scale-factor={SCALE}",
            f"--window-size={_WINDOW}",
            f"--user-data-dir={folder}/profile",
            f"--screenshot={shot}",
            # Chromium has no sandbox for root; the page is ours and runs nothing.
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
        ]
        run = subprocess.run([chromium, *options, page.as_uri()], capture_output=True, check=False, timeout=_TIMEOUT_S)
        if not shot.exists():
            raise NoCameraError(f"Chromium took no picture: {run.stderr.decode(errors='replace')[-500:]}")
        return squeezed(cropped(Image.open(shot).convert("RGB")))


def cropped(shot: Image.Image) -> Image.Image:
    """The part of a picture, from its upper left corner, that a page was painted on.

    Raises:
        ValueError: the page goes on where the picture ends.
    """
    width = next((x for x in range(shot.width) if shot.getpixel((x, 0)) == OUTSIDE), shot.width)
    height = next((y for y in range(shot.height) if shot.getpixel((0, y)) == OUTSIDE), shot.height)
    if height == shot.height or width == shot.width:
        raise ValueError(shot.size)
    return shot.crop((0, 0, width, height))


def squeezed(picture: Image.Image) -> bytes:
    """A picture of text as a small file, its characters as sharp as they were."""
    packed = BytesIO()
    _in_few_colours(picture).save(packed, "WEBP", lossless=True, quality=100, method=6)
    return packed.getvalue()


def _in_few_colours(picture: Image.Image) -> Image.Image:
    """The commonest colours as they are, as backgrounds may differ little; others become the nearest of a few."""
    pixels = np.asarray(picture, dtype=np.int32)
    codes, of_pixel, counts = np.unique(pixels @ (65536, 256, 1), return_inverse=True, return_counts=True)
    colours = np.stack((codes >> 16, codes >> 8 & 255, codes & 255), axis=-1)
    shades = picture.quantize(SHADES, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    flat = colours[np.argsort(-counts, kind="stable")[:FLAT_COLOURS]]
    palette = np.concatenate((flat, np.array(shades).reshape(-1, 3)))
    distances = ((colours[:, None] - palette[None]) ** 2).sum(axis=-1)
    few = palette[distances.argmin(axis=-1)][of_pixel]
    return Image.fromarray(few.reshape(pixels.shape).astype(np.uint8))
