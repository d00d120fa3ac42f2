"""The pictures of the documents: which there are, what they are made of, and where they stand."""

import hashlib
import json
import re
import tempfile
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from bot.model import Platform
from pictures.drawing import Drawing, Message, draw
from pictures.scenes import IN_README, SCENES, Scene
from pictures.stage import Stage, prepare, stage

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "docs" / "pictures"
DOCUMENT: Final = ROOT / "docs" / "messages.md"
README: Final = ROOT / "README.md"
MADE_OF: Final = "made-of.json"
"""In the folder of the pictures: the digest of the page that each was taken of."""
WIDTHS: Final[Mapping[Platform, int]] = {Platform.DISCORD: 560, Platform.TELEGRAM: 440}
"""Of the pages, in the pixels of their templates: a picture is shown at this width."""
_MARK: Final = "<!-- pictures {name}: begin; made by python -m pictures -->"
_END: Final = "<!-- pictures {name}: end -->"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: of which scene, where and in which language, and what is drawn."""

    scene: Scene
    platform: Platform
    language: str
    drawing: Drawing

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.scene.name}-{self.platform.value}.{self.language}.webp"

    @property
    def digest(self) -> str:
        """Changes with what is drawn."""
        return hashlib.blake2b(self.drawing.html.encode(), digest_size=16).hexdigest()


async def drawn(names: Collection[str] = ()) -> Sequence[Picture]:
    """The pictures of the scenes with these names; of all where there are none."""
    with tempfile.TemporaryDirectory(prefix="naji-pictures-") as folder:
        prepared = Path(folder) / "sample.db"
        await prepare(prepared)
        return [each async for each in _drawn(prepared, [each for each in SCENES if not names or each.name in names])]


async def _drawn(prepared: Path, scenes: Sequence[Scene]) -> AsyncIterator[Picture]:
    for scene in scenes:
        for language in scene.languages:
            for platform in scene.platforms:
                async with stage(prepared, platform, language) as on:
                    yield Picture(scene, platform, language, draw(await played(scene, on)))


async def played(scene: Scene, on: Stage) -> Message:
    """The message of a scene."""
    last = await on.play(scene.typed)
    language = on.words.language
    if scene.is_post:
        return Message(on.platform, await on.post(), language)
    # In a private chat on Telegram whatever is typed is a search.
    asked = last.command.removeprefix("/quote ") if on.platform is Platform.TELEGRAM else last.command
    payload = on.payload(last.reply)
    return Message(on.platform, payload, language, asked, is_private=not scene.is_public, is_edited=last.is_pressed)


# ---------------------------------------------------------------- the documents


def stale(pictures: Sequence[Picture], folder: Path = FOLDER) -> Sequence[str]:
    """The files that are missing, show what is no longer said, or are of no scene."""
    known = _record(folder)
    wanted = {each.file: each.digest for each in pictures}
    there = {path.name for path in folder.glob("*.webp")}
    changed = {file for file, digest in wanted.items() if known.get(file) != digest or file not in there}
    return sorted(changed | (there - wanted.keys()))


def keep(picture: Picture, taken: bytes, folder: Path = FOLDER) -> None:
    """Keep a picture, and what it was taken of."""
    (folder / picture.file).write_bytes(taken)
    _write_record({**_record(folder), picture.file: picture.digest}, folder)


def sweep(pictures: Sequence[Picture], folder: Path = FOLDER) -> None:
    """Take away the pictures of no scene."""
    wanted = {each.file for each in pictures}
    for path in folder.glob("*.webp"):
        if path.name not in wanted:
            path.unlink()
    _write_record({file: digest for file, digest in _record(folder).items() if file in wanted}, folder)


def _record(folder: Path) -> dict[str, str]:
    file = folder / MADE_OF
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def _write_record(digests: Mapping[str, str], folder: Path) -> None:
    (folder / MADE_OF).write_text(f"{json.dumps(digests, indent=2, sort_keys=True)}\n", encoding="utf-8")


def document(pictures: Sequence[Picture]) -> str:
    """All pictures with what they say, a heading for each scene."""
    return "\n".join(_sections(pictures))


def _sections(pictures: Sequence[Picture]) -> Iterator[str]:
    for scene in dict.fromkeys(each.scene for each in pictures):
        of_it = [each for each in pictures if each.scene == scene]
        yield f"## {scene.caption}\n\nTyped: {', '.join(f'`{line}`' for line in scene.typed)}\n"
        for language in scene.languages:
            row = [each for each in of_it if each.language == language]
            yield f"| {' | '.join(each.platform.value.capitalize() for each in row)} |"
            yield f"|{' --- |' * len(row)}"
            yield f"| {' | '.join(tag(each, 'pictures', narrow=True) for each in row)} |\n"


def in_readme(pictures: Sequence[Picture], language: str) -> str:
    """The pictures of the README in one of its languages."""
    chosen = [
        each for name, platform in IN_README for each in pictures
        if (each.scene.name, each.platform, each.language) == (name, platform, language)
    ]  # fmt: skip
    return "\n\n".join(tag(each, "docs/pictures") for each in chosen)


def tag(picture: Picture, folder: str, *, narrow: bool = False) -> str:
    """A picture in Markdown, with all that it says for those who do not see it."""
    width = WIDTHS[picture.platform]
    said = escape(picture.drawing.description).replace("|", "&#124;")
    return f'<img src="{folder}/{picture.file}" width="{width * 3 // 4 if narrow else width}" alt="{said}">'


def put_in(text: str, name: str, block: str) -> str:
    """The text of a document with a block between its marks exchanged.

    Raises:
        ValueError: the marks are missing.
    """
    begin, end = _MARK.format(name=name), _END.format(name=name)
    changed, count = re.subn(
        f"({re.escape(begin)}\n).*?({re.escape(end)})",
        lambda found: f"{found[1]}{block}\n{found[2]}",
        text,
        flags=re.DOTALL,
    )
    if count != 1:
        raise ValueError(name)
    return changed


def write_documents(pictures: Sequence[Picture]) -> None:
    """Put the pictures into README and docs/messages.md."""
    readme = README.read_text(encoding="utf-8")
    for language in ("zh-TW", "en"):
        readme = put_in(readme, language, in_readme(pictures, language))
    README.write_text(readme, encoding="utf-8")
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(put_in(text, "all", document(pictures)), encoding="utf-8")
