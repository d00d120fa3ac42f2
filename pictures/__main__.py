"""`python -m pictures [SCENE ...]`: take the pictures of the documents, all of them or those of some scenes.

`python -m pictures --check` tells which no longer show what the bot says; that needs no Chromium.
"""

import asyncio
import sys
from collections.abc import Sequence

from pictures.album import FOLDER, drawn, keep, stale, sweep, write_documents
from pictures.camera import NoCameraError, find_chromium, photograph
from pictures.scenes import SCENES


def main(arguments: Sequence[str]) -> int:
    """Run; 1 where pictures are out of date or cannot be taken, 2 where there is no such scene."""
    if arguments == ["--check"]:
        return _check()
    unknown = set(arguments) - {scene.name for scene in SCENES}
    if unknown:
        print(f"There is no scene {', '.join(sorted(unknown))}; pictures/scenes.py lists them.", file=sys.stderr)
        return 2
    try:
        _take(arguments)
    except NoCameraError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _check() -> int:
    old = stale(asyncio.run(drawn()))
    for file in old:
        print(f"docs/pictures/{file} is not what the bot says now; make it anew: python -m pictures", file=sys.stderr)
    return 1 if old else 0


def _take(names: Sequence[str]) -> None:
    chromium = find_chromium()
    pictures = asyncio.run(drawn())
    old = set(stale(pictures))
    FOLDER.mkdir(exist_ok=True)
    for picture in pictures:
        if picture.scene.name in names or (not names and picture.file in old):
            taken = photograph(chromium, picture.drawing.html)
            keep(picture, taken)
            print(f"{picture.file}: {len(taken) / 1000:.0f} kB")
    if not names:
        sweep(pictures)
        write_documents(pictures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
