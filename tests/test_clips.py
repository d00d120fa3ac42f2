from dataclasses import replace
from random import Random

import pytest

from bot import excerpts
from bot.clips import (
    ALPHABET,
    AROUND_CHARS,
    MAX_LINES,
    hash_letters,
    named,
    open_clip,
    random_clip,
    read_id,
    split_around,
)
from bot.errors import NotFoundError, UsageError
from bot.excerpts import LONGEST_WORD, MAX_RANDOM_CHARS
from bot.model import Clip, ClipId, Cue, Episode, Place, Scope, ShowId
from bot.withholding import Withholding
from tests.small_library import (
    ABROAD,
    DIRECT,
    GUILD,
    OPEN_SHOW,
    OTHER_GUILD,
    SECRET_SHOW,
    SmallLibrary,
    house,
    lines_of,
)

ALL = Scope(frozenset({ShowId(1), ShowId(2)}))
MINUTES = [
    Cue(n * 60_000, (n + 1) * 60_000, " ".join(f"這是第{n}分鐘的第{k}段話 GPT4o" for k in range(20))) for n in range(3)
]


def one_episode(cues: list[Cue]) -> tuple[SmallLibrary, Episode]:
    library = SmallLibrary()
    return library, library.add(OPEN_SHOW, "ep", cues)


def kept(library: SmallLibrary, episode: Episode, cue: int, words: str | None = None) -> Clip:
    at = library.held[episode.id][1][cue].cue
    clip = named(library, episode, at.start_ms, at.end_ms, words or at.text)
    library.clips[clip.id] = clip
    return clip


def test_an_id_is_six_letters_of_crockfords_base32() -> None:
    library, episode = one_episode(lines_of(3))
    clip = named(library, episode, 0, 4000, "護城河")
    assert len(clip.id) == 6
    assert set(clip.id) <= set(ALPHABET)
    assert not set("ilou") & set(ALPHABET)


def test_the_same_span_always_has_the_same_id() -> None:
    library, episode = one_episode(lines_of(3))
    first = named(library, episode, 0, 4000, "護城河")
    library.clips[first.id] = first
    assert named(library, episode, 0, 4000, "護城河").id == first.id


@pytest.mark.parametrize(("start_ms", "words"), [(1, "護城河"), (0, "護城")])
def test_another_start_or_other_words_make_another_id(start_ms: int, words: str) -> None:
    library, episode = one_episode(lines_of(3))
    assert named(library, episode, start_ms, 4000, words).id != named(library, episode, 0, 4000, "護城河").id


def test_ids_of_two_stores_differ() -> None:
    _, episode = one_episode(lines_of(1))
    assert hash_letters(b"a" * 32, episode, 0, "護城河") != hash_letters(b"b" * 32, episode, 0, "護城河")


def test_words_with_a_lone_surrogate_have_an_id() -> None:
    _, episode = one_episode(lines_of(1))
    assert len(hash_letters(b"a" * 32, episode, 0, "壞\ud800字")) == 32


def test_an_id_that_another_span_has_grows_by_a_letter() -> None:
    library, episode = one_episode(lines_of(3))
    letters = hash_letters(library.clip_key(), episode, 0, "護城河")
    library.clips[ClipId(letters[:6])] = Clip(ClipId(letters[:6]), episode, 0, 9, "別的")
    assert named(library, episode, 0, 4000, "護城河").id == letters[:7]


def test_an_id_grows_up_to_the_whole_hash() -> None:
    library, episode = one_episode(lines_of(3))
    letters = hash_letters(library.clip_key(), episode, 0, "護城河")
    for length in range(6, 32):
        library.clips[ClipId(letters[:length])] = Clip(ClipId(letters[:length]), episode, 0, 9, "別的")
    assert named(library, episode, 0, 4000, "護城河").id == letters


@pytest.mark.parametrize(
    "typed", ["k1f20a", " K1F20A ", "clip:k1f20a", "clip_k1f20a", "#k1f20a", "kif2oa", "KLF2OA", "k1f-20a"]
)
def test_an_id_is_read_as_people_type_it(typed: str) -> None:
    assert read_id(typed) == "k1f20a"


@pytest.mark.parametrize("typed", ["", "k1f2", "k1f2u0", "護城河護城河", "0" * 33])
def test_what_cannot_be_an_id_is_none(typed: str) -> None:
    assert read_id(typed) is None


def test_a_clip_opens_with_the_lines_around_it() -> None:
    library, episode = one_episode(lines_of(9))
    clip = kept(library, episode, 4)
    shown = open_clip(library, clip.id, ALL, 2, Withholding(library, GUILD))
    assert [cue.start_ms for cue in shown.around.before] == [8000, 12000]
    assert [cue.start_ms for cue in shown.around.after] == [20000, 24000]
    assert shown.around.more


def test_a_clip_opens_with_the_chapter_that_it_begins_in() -> None:
    library, episode = one_episode(lines_of(9))
    clip = kept(library, episode, 4)
    library.chapters = {(episode.id, clip.start_ms): "泡茶"}
    assert open_clip(library, clip.id, ALL, 2, Withholding(library, GUILD)).chapter == "泡茶"
    assert open_clip(library, kept(library, episode, 5).id, ALL, 2, Withholding(library, GUILD)).chapter is None


def test_a_clip_without_times_has_no_chapter() -> None:
    library, episode = one_episode(lines_of(9))
    untimed = replace(episode, untimed=True)
    library.held[episode.id] = (untimed, library.held[episode.id][1])
    clip = kept(library, untimed, 4)
    library.chapters = {(episode.id, clip.start_ms): "泡茶"}
    assert open_clip(library, clip.id, ALL, 2, Withholding(library, GUILD)).chapter is None


def test_a_clip_shows_no_more_lines_than_its_episode_has() -> None:
    library, episode = one_episode(lines_of(3))
    shown = open_clip(library, kept(library, episode, 1).id, ALL, 5, Withholding(library, GUILD))
    assert (len(shown.around.before), len(shown.around.after), shown.around.more) == (1, 1, False)


def test_lines_around_a_clip_are_bounded() -> None:
    library, episode = one_episode(lines_of(60))
    shown = open_clip(library, kept(library, episode, 30).id, ALL, 1_000, Withholding(library, GUILD))
    assert (len(shown.around.before), len(shown.around.after), shown.lines) == (MAX_LINES, MAX_LINES, MAX_LINES)


def test_a_clip_can_be_opened_without_lines_around_it() -> None:
    library, episode = one_episode(lines_of(9))
    shown = open_clip(library, kept(library, episode, 4).id, ALL, -3, Withholding(library, GUILD))
    assert (shown.around.before, shown.around.after, shown.around.more) == ((), (), True)


def test_lines_are_found_across_a_long_silence() -> None:
    cues = [Cue(0, 4000, "開頭"), Cue(3_000_000, 3_004_000, "中間"), Cue(6_000_000, 6_004_000, "結尾")]
    library, episode = one_episode(cues)
    shown = open_clip(library, kept(library, episode, 1).id, ALL, 1, Withholding(library, GUILD))
    assert [cue.text for cue in (*shown.around.before, *shown.around.after)] == ["開頭", "結尾"]


def test_a_clip_inside_a_long_cue_opens_with_the_rest_of_the_cue() -> None:
    library, episode = one_episode([Cue(0, 60_000, "前面的話 護城河 後面的話")])
    clip = named(library, episode, 20_000, 30_000, "護城河")
    library.clips[clip.id] = clip
    around = open_clip(library, clip.id, ALL, 2, Withholding(library, GUILD)).around
    assert (around.lead, around.tail) == ("前面的話 ", " 後面的話")


def test_a_clip_between_cues_opens_with_those_beside_it() -> None:
    library, episode = one_episode([Cue(0, 1000, "前"), Cue(9000, 10_000, "後")])
    clip = named(library, episode, 4000, 5000, "空白")
    library.clips[clip.id] = clip
    around = open_clip(library, clip.id, ALL, 1, Withholding(library, GUILD)).around
    assert (around.lead, around.tail, len(around.before), len(around.after)) == ("", "", 1, 1)


@pytest.mark.parametrize(
    ("text", "words", "around"),
    [
        ("甲 乙丙 丁", "乙 丙", ("甲 ", " 丁")),
        (" it doe s　", "do", ("it ", "e s")),
        ("甲乙丙", "乙", ("甲", "丙")),
        ("甲乙", "甲乙", ("", "")),
        ("甲乙", "丙", ("", "")),
        ("甲乙", " ", ("", "")),
    ],
)
def test_words_are_found_in_their_text_whatever_its_white_space(text: str, words: str, around: tuple[str, str]) -> None:
    assert split_around(text, words) == around


def test_of_very_long_cues_around_a_clip_only_the_nearer_parts_are_given() -> None:
    long = "長" * 5 * AROUND_CHARS
    cues = [Cue(0, 1000, f"遠{long}近"), Cue(1000, 2000, f"{long}左中右{long}"), Cue(2000, 3000, f"近{long}遠")]
    library, episode = one_episode(cues)
    clip = named(library, episode, 1400, 1600, "中")
    library.clips[clip.id] = clip
    around = open_clip(library, clip.id, ALL, 1, Withholding(library, GUILD)).around
    texts = (around.before[0].text, around.lead, around.tail, around.after[0].text)
    assert [len(text) for text in texts] == [AROUND_CHARS] * 4
    assert (texts[0][-1], texts[1][-1], texts[2][0], texts[3][0]) == ("近", "左", "右", "近")


async def test_a_clip_that_is_not_there_is_refused() -> None:
    clips = house(SmallLibrary()).clips
    with pytest.raises(NotFoundError) as refused:
        await clips.open("k1f20a", GUILD)
    assert (refused.value.code, refused.value.values) == ("clip.none", {"id": "k1f20a"})


async def test_no_id_at_all_is_refused_with_an_example() -> None:
    clips = house(SmallLibrary()).clips
    with pytest.raises(UsageError, match=r"clip\.empty"):
        await clips.open(" ", GUILD)


async def test_what_is_no_id_is_refused_like_a_clip_that_is_not_there() -> None:
    clips = house(SmallLibrary()).clips
    with pytest.raises(NotFoundError) as refused:
        await clips.open(" 護城河 ", GUILD)
    assert (refused.value.code, refused.value.values) == ("clip.none", {"id": "護城河"})


@pytest.mark.parametrize("place", [OTHER_GUILD, DIRECT, ABROAD])
async def test_a_clip_of_a_private_show_is_not_there_without_access(place: Place) -> None:
    library = SmallLibrary()
    clip = kept(library, library.add(SECRET_SHOW, "ep", lines_of(3)), 1)
    clips = house(library).clips
    with pytest.raises(NotFoundError) as refused:
        await clips.open(clip.id, place)
    assert (refused.value.code, refused.value.values) == ("clip.none", {"id": clip.id})


async def test_a_clip_of_a_private_show_opens_with_access() -> None:
    library = SmallLibrary()
    clip = kept(library, library.add(SECRET_SHOW, "ep", lines_of(3)), 1)
    shown = await house(library).clips.open(clip.id, GUILD)
    assert (shown.clip, library.calls) == (clip, 1)


@pytest.mark.parametrize("seed", range(20))
def test_a_random_clip_is_whole_cues_of_ten_to_thirty_seconds(seed: int) -> None:
    library, _ = one_episode(lines_of(30))
    clip = random_clip(library, ALL, seed, Withholding(library, GUILD)).clip
    cues = library.cues_between(clip.episode.id, clip.start_ms, clip.end_ms)
    assert clip.words == " ".join(placed.cue.text for placed in cues)
    assert 10_000 <= clip.end_ms - clip.start_ms <= 30_000 or clip.end_ms == 120_000


@pytest.mark.parametrize("seed", range(20))
def test_a_random_clip_of_long_cues_is_a_portion_of_one(seed: int) -> None:
    library, _ = one_episode(MINUTES)
    clip = random_clip(library, ALL, seed, Withholding(library, GUILD)).clip
    [placed] = library.cues_between(clip.episode.id, clip.start_ms, clip.end_ms)
    assert clip.words in placed.cue.text
    assert 10_000 <= clip.end_ms - clip.start_ms <= 30_000


@pytest.mark.parametrize("seed", range(20))
def test_a_portion_begins_and_ends_with_whole_latin_words(seed: int) -> None:
    library, _ = one_episode([Cue(0, 60_000, " ".join(["GPT4o"] * 50))])
    assert set(random_clip(library, ALL, seed, Withholding(library, GUILD)).clip.words.split()) == {"GPT4o"}


def test_a_portion_of_a_cue_of_few_words_is_no_longer_than_a_clip_may_be() -> None:
    library, _ = one_episode([Cue(0, 60_000, "嗯")])
    clip = random_clip(library, ALL, 1, Withholding(library, GUILD)).clip
    assert (clip.words, clip.start_ms, clip.end_ms) == ("嗯", 0, 30_000)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("piece", ["護城河", "GPT4o ", "a", "嗯，"])
def test_a_random_clip_of_a_cue_with_too_many_words_for_its_time_is_a_portion_of_it(piece: str, seed: int) -> None:
    text = (piece * 30_000)[:30_000].strip()
    library, _ = one_episode([Cue(0, 30_000, text)])
    clip = random_clip(library, ALL, seed, Withholding(library, GUILD)).clip
    assert MAX_RANDOM_CHARS - LONGEST_WORD <= len(clip.words) <= MAX_RANDOM_CHARS
    assert clip.words in text
    assert 0 <= clip.start_ms < 30_000


@pytest.mark.parametrize("seed", range(20))
def test_a_portion_with_too_many_words_for_its_time_begins_and_ends_with_whole_latin_words(seed: int) -> None:
    library, _ = one_episode([Cue(0, 30_000, " ".join(["GPT4o"] * 5000))])
    assert set(random_clip(library, ALL, seed, Withholding(library, GUILD)).clip.words.split()) == {"GPT4o"}


def test_a_portion_of_one_endless_word_is_bounded() -> None:
    library, _ = one_episode([Cue(0, 60_000, "x" * 100_000)])
    assert {len(random_clip(library, ALL, seed, Withholding(library, GUILD)).clip.words) for seed in range(5)} == {
        MAX_RANDOM_CHARS
    }


@pytest.mark.parametrize("seed", range(20))
def test_cues_that_would_make_the_clip_too_wordy_are_left_out(seed: int) -> None:
    library, _ = one_episode([Cue(n * 1000, n * 1000 + 1000, "長" * 250) for n in range(30)])
    assert len(random_clip(library, ALL, seed, Withholding(library, GUILD)).clip.words) in (250, 501)


def test_a_cue_that_would_make_the_clip_too_long_is_left_out() -> None:
    library, _ = one_episode([Cue(0, 9000, "短"), Cue(9000, 38_000, "長")])
    found = {random_clip(library, ALL, seed, Withholding(library, GUILD)).clip.words for seed in range(20)}
    assert found == {"短", "長"}


def test_a_cue_that_began_earlier_is_not_said_again() -> None:
    library, _ = one_episode([Cue(0, 14_000, "甲"), Cue(5000, 8000, "乙"), Cue(8000, 20_000, "丙")])
    assert "乙 丙" in {random_clip(library, ALL, seed, Withholding(library, GUILD)).clip.words for seed in range(20)}


def test_a_seed_picks_the_same_clip_again() -> None:
    library, _ = one_episode(lines_of(90))
    assert random_clip(library, ALL, "place/2024-05-01", Withholding(library, GUILD)) == random_clip(
        library, ALL, "place/2024-05-01", Withholding(library, GUILD)
    )


def test_seeds_pick_from_all_episodes() -> None:
    library, _ = one_episode(lines_of(10))
    library.add(OPEN_SHOW, "ep2", lines_of(10))
    assert {random_clip(library, ALL, seed, Withholding(library, GUILD)).clip.episode.stem for seed in range(30)} == {
        "ep",
        "ep2",
    }


@pytest.mark.parametrize("seed", range(10))
async def test_no_random_clip_is_of_a_private_show_without_access(seed: int) -> None:
    library = SmallLibrary()
    library.add(SECRET_SHOW, "ep", lines_of(30))
    with pytest.raises(NotFoundError) as refused:
        await house(library).clips.random(OTHER_GUILD, seed)
    assert refused.value.code == "random.none"


async def test_a_random_clip_is_kept_when_it_is_shown() -> None:
    library, _ = one_episode(lines_of(30))
    shown = await house(library).clips.random(GUILD, 1)
    assert library.clips == {shown.clip.id: shown.clip}
    assert library.calls == 2


async def test_a_random_clip_can_be_asked_of_one_show() -> None:
    library, _ = one_episode(lines_of(30))
    library.add(SECRET_SHOW, "ep", lines_of(30))
    clips = house(library).clips
    assert {(await clips.random(GUILD, seed, ["secret"])).clip.episode.show.slug for seed in range(10)} == {"secret"}


async def test_a_clip_says_whether_its_show_has_to_be_named() -> None:
    library, _ = one_episode(lines_of(3))
    assert not (await house(library).clips.random(GUILD, 1)).several_shows
    library.add(SECRET_SHOW, "ep", lines_of(3))
    assert (await house(library).clips.random(GUILD, 1)).several_shows


@pytest.mark.parametrize("seed", range(20))
def test_a_portion_of_many_words_ends_between_two_of_them_within_its_bound(seed: int) -> None:
    cue = Cue(0, 30_000, "abcdefghij " * 300)
    _, _, words = excerpts._portion(cue, Random(seed))
    assert len(words) <= MAX_RANDOM_CHARS
    assert set(words.split()) == {"abcdefghij"}


def test_a_portion_of_one_endless_word_is_cut_all_the_same() -> None:
    _, _, words = excerpts._portion(Cue(0, 30_000, "x" * 3000), Random(1))
    assert len(words) <= MAX_RANDOM_CHARS
