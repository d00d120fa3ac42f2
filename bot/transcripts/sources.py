"""Which files an import means, and what their shows and episodes are called. Nothing is read but folders."""

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import NajiError, TranscriptError, UsageError
from bot.search.file_names import parted
from bot.transcripts.facts import FILE_NAME, parse_facts
from bot.transcripts.trust import looked_at, most_trusted

SUFFIXES = (
    ".json", ".json3", ".srv3", ".srv2", ".srv1", ".ttml", ".dfxp", ".xml", ".vtt", ".srt", ".tsv", ".csv", ".lrc",
    ".html", ".htm", ".txt",
)  # fmt: skip
"""What is taken from a folder, in any case. A file named by itself may be called as it likes: its content decides.

Of files that are trusted alike (`bot.transcripts.trust`) the one of the first suffix is taken: it can hold the most."""
_COMPANIONS = (".info.json", ".chapters.json", ".live_chat.json")
"""What downloaders write beside the captions."""
_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download")
"""At the end of a name before its suffix: somebody is still writing it."""
MAX_BYTES = 16 * 1024 * 1024
SLUG_CHARS = 32

_SLUG = re.compile(r"[a-z0-9-]{1,32}")
_UNSPEAKABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Source:
    """A transcript to import; (`show_slug`, `stem`) is its episode's lasting identity."""

    path: Path
    show_slug: str
    stem: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A path of which nothing is imported, and why."""

    path: Path
    error: NajiError


def check_slug(slug: str) -> str:
    """The slug itself.

    Raises:
        UsageError: `import.slug` with `value` and `expected`, where it is none.
    """
    if not _SLUG.fullmatch(slug):
        raise UsageError("import.slug", value=slug, expected="[a-z0-9-]{1,32}")
    return slug


def slug_of(folder: Path) -> str:
    """The slug that a folder's name gives: its Latin letters and digits, accents dropped, the rest hyphens.

    Raises:
        UsageError: `import.no_slug` with `path`, where nothing remains of the name.
    """
    # Lexically: a link to a folder is called as its maker called it.
    name = os.path.basename(os.path.abspath(folder))  # noqa: PTH100, PTH119 -- Path.resolve() follows links
    slug = slug_in(name)
    if not slug:
        raise UsageError("import.no_slug", path=folder)
    return slug


def slug_in(name: str) -> str:
    """The slug that a name gives; empty where nothing remains of it."""
    plain = unicodedata.normalize("NFKD", name).lower()
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:SLUG_CHARS].rstrip("-")


def find_sources(paths: Sequence[Path], show_slug: str | None) -> tuple[Source | Refusal, ...]:
    """What to import, in the order of the paths, a folder's files by name.

    A folder gives its files with one of `SUFFIXES`; hidden ones, unfinished ones and folders inside it are left
    alone. A file met twice counts once. Of a folder's files of one episode (`a.srt`, `a.corrected.vtt`) the most
    trusted is taken, see `bot.transcripts.trust`; of files from several places that mean one episode the second is
    refused. `episodes.toml` is no transcript: naming it among others, as a shell's `*` does, is no mistake.

    Args:
        paths: files and folders.
        show_slug: the show of all of them; None: each folder's name gives it.

    Raises:
        UsageError: `import.slug` or `import.no_slug`; nothing is imported then.
    """
    if show_slug is not None:
        check_slug(show_slug)
    found: list[Source | Refusal] = []
    for path in paths:
        try:
            found += _folder(path, show_slug) if path.is_dir() else _file(path, show_slug)
        except OSError as error:
            found.append(Refusal(path, os_refusal(path, error)))
    return tuple(_once(found))


def read_source(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        TranscriptError: see `os_refusal`, and `import.not_file` for what is neither file nor folder,
            `import.too_large` with `max_bytes`.
    """
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise TranscriptError("import.not_file", path=path)
        if about.st_size > MAX_BYTES:
            raise TranscriptError("import.too_large", path=path, bytes=about.st_size, max_bytes=MAX_BYTES)
        return path.read_bytes()
    except OSError as error:
        raise os_refusal(path, error) from error


def os_refusal(path: Path, error: OSError) -> TranscriptError:
    """What the system's refusal means.

    `import.missing`, `import.permission`, `import.link_loop`, or `import.unreadable` with `reason`.
    """
    codes = {
        errno.ENOENT: "import.missing",
        errno.ENOTDIR: "import.missing",
        errno.EACCES: "import.permission",
        errno.EPERM: "import.permission",
        errno.ELOOP: "import.link_loop",
    }
    if error.errno in codes:
        return TranscriptError(codes[error.errno], path=path)
    return TranscriptError("import.unreadable", path=path, reason=error.strerror or str(error))


def transcripts_in(folder: Path) -> list[Path]:
    """A folder's files that are called like transcripts, by name.

    Raises:
        OSError: it cannot be listed.
    """
    return sorted(entry for entry in folder.iterdir() if is_transcript(entry.name) and not entry.is_dir())


def is_transcript(name: str) -> bool:
    """Whether a file of a folder is taken for a transcript by its name."""
    stem, suffix = os.path.splitext(name.lower())  # noqa: PTH122 -- a name, not a path
    left_alone = name.startswith((".", "~")) or stem.endswith(_UNFINISHED) or name.lower().endswith(_COMPANIONS)
    return suffix in SUFFIXES and not left_alone


def _folder(path: Path, show_slug: str | None) -> list[Source | Refusal]:
    files = transcripts_in(path)
    if not files:
        return [Refusal(path, TranscriptError("import.folder_empty", path=path, suffixes=" ".join(SUFFIXES)))]
    slug = show_slug or slug_of(path)
    return _most_trusted([_source(entry, slug) for entry in files], _trust(path))


def _trust(folder: Path) -> Mapping[str, str]:
    """The files that the folder's `episodes.toml` names. A mistake in it is told of each file that it stops."""
    path = folder / FILE_NAME
    try:
        return parse_facts(read_source(path), path).trust
    except NajiError:
        return {}


def _most_trusted(found: Sequence[Source | Refusal], trust: Mapping[str, str]) -> list[Source | Refusal]:
    """Of each episode the most trusted file, where the first of them stood."""
    of_episode: dict[str, list[Source]] = {}
    kept: list[Refusal | str] = []
    for one in found:
        if isinstance(one, Refusal):
            kept.append(one)
            continue
        stem = _episode_of(one, trust)
        if stem not in of_episode:
            kept.append(stem)
        of_episode.setdefault(stem, []).append(one)
    return [_chosen(one, of_episode[one], trust.get(one)) if isinstance(one, str) else one for one in kept]


def _episode_of(source: Source, trust: Mapping[str, str]) -> str:
    """The stem of the episode: the one that the file is named for, else its own without what says how good it is."""
    name = unicodedata.normalize("NFC", source.path.name)
    return next((stem for stem, named in trust.items() if named == name), parted(source.stem)[0])


def _chosen(stem: str, sources: Sequence[Source], named: str | None) -> Source:
    by_suffix = sorted(sources, key=lambda one: SUFFIXES.index(one.path.suffix.lower()))
    if len(by_suffix) > 1:
        candidates = {one.path: looked_at(one.path, is_corrected=parted(one.stem)[1]) for one in by_suffix}
        best = most_trusted(list(candidates.values()), named).path
    else:
        best = by_suffix[0].path
    return Source(best, sources[0].show_slug, stem)


def _file(path: Path, show_slug: str | None) -> list[Source | Refusal]:
    path.stat()
    if path.name == FILE_NAME:
        return []
    source = _source(path, show_slug or slug_of(path.absolute().parent))
    if isinstance(source, Refusal):
        return [source]
    return [replace(source, stem=_episode_of(source, _trust(path.parent)))]


def _source(path: Path, slug: str) -> Source | Refusal:
    name = path.stem if path.suffix.lower() in SUFFIXES else path.name
    stem = unicodedata.normalize("NFC", name).strip()
    if not stem or _UNSPEAKABLE.search(stem):
        return Refusal(path, TranscriptError("import.name", path=path))
    return Source(path, slug, stem)


def _once(found: Iterable[Source | Refusal]) -> Iterator[Source | Refusal]:
    """Each file once, each episode once."""
    first: dict[tuple[str, str], Path] = {}
    seen: set[str] = set()
    for one in found:
        if isinstance(one, Refusal):
            yield one
            continue
        place = os.path.realpath(one.path)
        if place in seen:
            continue
        seen.add(place)
        other = first.setdefault((one.show_slug, one.stem), one.path)
        if other == one.path:
            yield one
        else:
            yield Refusal(one.path, TranscriptError("import.same_stem", path=one.path, stem=one.stem, other=other))
