import errno
import os
from pathlib import Path

import pytest

from bot.errors import TranscriptError, UsageError
from bot.transcripts.sources import (
    MAX_BYTES,
    SUFFIXES,
    Refusal,
    Source,
    check_slug,
    find_sources,
    os_refusal,
    read_source,
    slug_of,
)


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def stems(found: tuple[Source | Refusal, ...]) -> list[str]:
    """The stem of each source, the code of each refusal."""
    return [one.stem if isinstance(one, Source) else one.error.code for one in found]


def test_a_folder_gives_its_transcripts_by_name(tmp_path: Path) -> None:
    for name in ("b.srt", "a.TXT", "c.vtt", ".hidden.txt", "cover.jpg", "episodes.toml", "old.txt/x.txt"):
        touch(tmp_path / "Tech Wave" / name)
    found = find_sources([tmp_path / "Tech Wave"], None)
    assert found == tuple(
        Source(tmp_path / "Tech Wave" / f"{stem}{suffix}", "tech-wave", stem)
        for stem, suffix in [("a", ".TXT"), ("b", ".srt"), ("c", ".vtt")]
    )


def test_a_file_takes_its_show_from_its_folder(tmp_path: Path) -> None:
    path = touch(tmp_path / "wave" / "002.txt")
    assert find_sources([path], None) == (Source(path, "wave", "002"),)


def test_a_show_that_is_named_is_the_show_of_all(tmp_path: Path) -> None:
    touch(tmp_path / "科技" / "1.txt")
    other = touch(tmp_path / "波" / "2.txt")
    assert [getattr(one, "show_slug", "") for one in find_sources([tmp_path / "科技", other], "wave")] == ["wave"] * 2


@pytest.mark.parametrize(
    ("name", "stem"),
    [("talk.log", "talk.log"), ("talk", "talk"), ("ep.12", "ep.12"), ("a.en.srt", "a.en"), (" x .txt", "x"),
     ("e\u0301.txt", "\u00e9")],
)  # fmt: skip
def test_only_a_known_suffix_is_no_part_of_the_stem(tmp_path: Path, name: str, stem: str) -> None:
    assert stems(find_sources([touch(tmp_path / name)], "wave")) == [stem]


@pytest.mark.parametrize("name", [" .txt", "a\nb.txt", os.fsdecode(b"\xff.txt")])
def test_a_name_that_cannot_be_shown_is_refused(tmp_path: Path, name: str) -> None:
    assert stems(find_sources([touch(tmp_path / name)], "wave")) == ["import.name"]


def test_the_second_file_with_a_stem_is_refused_and_names_the_first(tmp_path: Path) -> None:
    first, second = touch(tmp_path / "w" / "a.srt"), touch(tmp_path / "w" / "a.vtt")
    source, refusal = find_sources([first, second], None)
    assert source == Source(first, "w", "a")
    assert isinstance(refusal, Refusal)
    assert refusal.error.code == "import.same_stem"
    assert refusal.error.values == {"path": second, "stem": "a", "other": first}


def test_of_a_folders_files_that_are_trusted_alike_the_one_of_the_richer_format_is_taken(tmp_path: Path) -> None:
    for suffix in (".srt", ".JSON", ".txt", ".tsv", ".vtt"):
        os.utime(touch(tmp_path / "w" / f"a{suffix}"), (1, 1))
    for suffix in (".srt", ".txt", ".vtt"):
        os.utime(touch(tmp_path / "w" / f"b{suffix}"), (1, 1))
    assert find_sources([tmp_path / "w"], None) == (
        Source(tmp_path / "w" / "a.JSON", "w", "a"),
        Source(tmp_path / "w" / "b.vtt", "w", "b"),
    )


@pytest.mark.parametrize("name", ["a.info.json", "a.chapters.json", "a.live_chat.json"])
def test_what_downloaders_write_beside_captions_is_left_alone(tmp_path: Path, name: str) -> None:
    touch(tmp_path / "w" / name)
    touch(tmp_path / "w" / "a.en.vtt")
    assert stems(find_sources([tmp_path / "w"], None)) == ["a.en"]


def test_the_same_stem_in_two_shows_is_two_episodes(tmp_path: Path) -> None:
    found = find_sources([touch(tmp_path / "v" / "a.srt"), touch(tmp_path / "w" / "a.srt")], None)
    assert stems(found) == ["a", "a"]


def test_a_file_met_twice_counts_once(tmp_path: Path) -> None:
    path = touch(tmp_path / "w" / "a.srt")
    (tmp_path / "w" / "link.srt").symlink_to(path)
    assert stems(find_sources([tmp_path / "w", path], None)) == ["a"]


def test_episodes_toml_among_the_paths_is_no_transcript(tmp_path: Path) -> None:
    paths = [touch(tmp_path / "w" / name) for name in ("a.txt", "episodes.toml")]
    assert stems(find_sources(paths, None)) == ["a"]


def test_a_folder_without_transcripts_is_refused_even_if_a_folder_in_it_has_some(tmp_path: Path) -> None:
    touch(tmp_path / "inner" / "a.txt")
    (refusal,) = find_sources([tmp_path], None)
    assert isinstance(refusal, Refusal)
    assert refusal.error.code == "import.folder_empty"
    assert refusal.error.values == {"path": tmp_path, "suffixes": " ".join(SUFFIXES)}


def test_a_missing_path_is_refused_and_the_others_are_found(tmp_path: Path) -> None:
    paths = [tmp_path / "科技" / "none.txt", touch(tmp_path / "w" / "a.txt"), tmp_path / "w" / "a.txt" / "b.txt"]
    assert stems(find_sources(paths, None)) == ["import.missing", "a", "import.missing"]


def test_a_loop_of_links_is_refused(tmp_path: Path) -> None:
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    assert stems(find_sources([loop], "w")) == ["import.link_loop"]


def test_a_name_longer_than_the_system_allows_is_refused_with_its_reason(tmp_path: Path) -> None:
    (refusal,) = find_sources([tmp_path / ("a" * 5000)], "w")
    assert isinstance(refusal, Refusal)
    assert refusal.error.code == "import.unreadable"
    assert refusal.error.values["reason"] == os.strerror(errno.ENAMETOOLONG)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("techwave", "techwave"),
        ("Tech  Wave_2", "tech-wave-2"),
        ("Café Olé", "cafe-ole"),
        ("ＡＢＣ１", "abc1"),
        ("科技浪 EP", "ep"),
        ("-x-", "x"),
        ("a" * 31 + "-b", "a" * 31),
        ("a" * 40, "a" * 32),
    ],
)
def test_a_folder_name_becomes_a_slug(tmp_path: Path, name: str, slug: str) -> None:
    assert slug_of(tmp_path / name) == slug
    assert check_slug(slug) == slug


def test_the_folder_where_one_stands_has_a_name_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wave" / "in").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "wave" / "in")
    assert slug_of(Path()) == "in"
    assert slug_of(Path("..")) == "wave"


def test_a_folder_name_without_latin_letters_or_digits_asks_for_a_show(tmp_path: Path) -> None:
    touch(tmp_path / "科技浪" / "a.txt")
    with pytest.raises(UsageError) as refusal:
        find_sources([tmp_path / "科技浪"], None)
    assert refusal.value.code == "import.no_slug"
    assert refusal.value.values == {"path": tmp_path / "科技浪"}


@pytest.mark.parametrize("slug", ["", "Wave", "a b", "a" * 33, "a\n", "科技", "a_b"])
def test_a_show_that_is_no_slug_is_refused(slug: str) -> None:
    with pytest.raises(UsageError) as refusal:
        find_sources([], slug)
    assert refusal.value.code == "import.slug"
    assert refusal.value.values == {"value": slug, "expected": "[a-z0-9-]{1,32}"}


def refusal_of(path: Path) -> TranscriptError:
    with pytest.raises(TranscriptError) as refusal:
        read_source(path)
    assert refusal.value.values["path"] == path
    return refusal.value


def test_a_file_gives_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\0\r\n")
    assert read_source(path) == b"\0\r\n"


def test_a_dangling_link_is_missing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "none.txt")
    assert refusal_of(tmp_path / "a.txt").code == "import.missing"


def test_a_pipe_is_no_file_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert refusal_of(tmp_path / "a.txt").code == "import.not_file"


def test_a_file_too_large_to_be_a_transcript_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as sparse:
        sparse.truncate(MAX_BYTES + 1)
    refusal = refusal_of(tmp_path / "a.txt")
    assert refusal.code == "import.too_large"
    assert (refusal.values["bytes"], refusal.values["max_bytes"]) == (MAX_BYTES + 1, MAX_BYTES)


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.EACCES, "import.permission"), (errno.EPERM, "import.permission"), (errno.EIO, "import.unreadable")],
)
def test_a_refusal_of_the_system_is_told_by_its_kind(number: int, code: str) -> None:
    path = Path("a.txt")
    assert os_refusal(path, OSError(number, os.strerror(number))).code == code


def test_a_refusal_without_words_has_a_reason_all_the_same() -> None:
    assert os_refusal(Path("a.txt"), OSError("odd")).values["reason"] == "odd"
