"""Trimming: which span comes of steps and typed times, and what the chats make of it."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access import Access
from bot.clips import Clips
from bot.errors import NajiError, NotFoundError, UsageError
from bot.model import Clip, ClipId, Cue, Episode, EpisodeFacts, EpisodeId, PlacedCue
from bot.trimming import (
    LONGEST_MS,
    NO_STEPS,
    Span,
    Steps,
    Trimming,
    between,
    packed,
    pieces_of,
    placed,
    read_time,
    stepped,
    unpacked,
)
from handlers.asking import Asked
from handlers.functions import press
from handlers.locale import words_for
from handlers.messages import Action
from tests.discord_chat import bot_over
from tests.small_library import GUILD, OPEN_SHOW, OTHER_GUILD, SECRET_SHOW, SECRETS, SmallLibrary, lines_of

WORDS = words_for("zh-TW")
ASKED = Asked(GUILD, "discord:1", WORDS)
EPISODE = Episode(EpisodeId(1), OPEN_SHOW, "open-1", EpisodeFacts())


def put(cues: Sequence[Cue]) -> list[PlacedCue]:
    return [PlacedCue(nth, cue, nth * 10, 10) for nth, cue in enumerate(cues)]


def clip_of(words: str, start_ms: int, end_ms: int) -> Clip:
    return Clip(ClipId("abc123"), EPISODE, start_ms, end_ms, words)


def steps_from(cues: Sequence[Cue], clip: Clip, steps: Steps) -> tuple[int, int, str] | None:
    text, pieces = pieces_of(put(cues))
    span = stepped(pieces, placed(put(cues), clip), steps)
    return None if span is None else (span.start_ms, span.end_ms, text[span.first : span.end])


LINES = [Cue(n * 4000, n * 4000 + 4000, f"{n}{n}{n}{n}") for n in range(40)]
MIDDLE = clip_of("5555 6666", 20_000, 28_000)


@pytest.mark.parametrize(
    ("steps", "wanted"),
    [
        (NO_STEPS, (20_000, 28_000, "5555 6666")),
        (Steps(1, 0), (16_000, 28_000, "4444 5555 6666")),
        (Steps(-1, 0), (24_000, 28_000, "6666")),
        (Steps(0, 2), (20_000, 36_000, "5555 6666 7777 8888")),
        (Steps(0, -1), (20_000, 24_000, "5555")),
        (Steps(2, -1), (12_000, 24_000, "3333 4444 5555")),
        (Steps(-2, 0), None),
        (Steps(-1, -1), None),
        (Steps(6, 0), None),
        (Steps(5, 8), (0, 60_000, " ".join(f"{n}{n}{n}{n}" for n in range(15)))),
        (Steps(5, 9), None),
    ],
)
def test_a_step_is_a_cue_within_one_cue_and_a_minute(steps: Steps, wanted: tuple[int, int, str] | None) -> None:
    assert steps_from(LINES, MIDDLE, steps) == wanted


def test_the_first_step_out_of_a_cue_that_is_cut_takes_the_rest_of_it() -> None:
    cut = clip_of("55 66", 22_000, 26_000)
    assert steps_from(LINES, cut, Steps(1, 0)) == (20_000, 26_000, "5555 66")
    assert steps_from(LINES, cut, Steps(0, 1)) == (22_000, 28_000, "55 6666")
    assert steps_from(LINES, cut, Steps(-1, 0)) == (24_000, 26_000, "66")
    assert steps_from(LINES, cut, Steps(0, -1)) == (22_000, 24_000, "55")


def test_a_block_of_a_minute_is_stepped_through_in_parts_of_whole_words() -> None:
    blocks = [Cue(n * 60_000, n * 60_000 + 60_000, "word " * 59 + "words") for n in range(3)]
    clip = clip_of("word word", 70_000, 80_000)
    found = steps_from(blocks, clip, Steps(0, 1))
    assert found is not None
    assert found[1] - found[0] < 30_000
    assert set(found[2].split()) == {"word"}


def test_what_is_longer_than_a_minute_already_may_get_shorter_and_no_longer() -> None:
    long = clip_of(" ".join(cue.text for cue in LINES[:20]), 0, 80_000)
    assert steps_from(LINES, long, Steps(0, 1)) is None
    assert steps_from(LINES, long, Steps(0, -1)) is not None


def test_words_that_are_not_found_count_as_all_of_their_cues() -> None:
    assert placed(put(LINES), clip_of("nothing", 22_000, 26_000)) == Span(22_000, 26_000, 25, 34)
    assert placed([], MIDDLE) == Span(20_000, 28_000, 0, 0)
    assert placed(put(LINES), clip_of("", 22_000, 22_000)) == Span(22_000, 22_000, 25, 29)


@given(st.integers(-60, 60), st.integers(-60, 60))
def test_steps_fit_into_a_number_of_nine_digits(start: int, end: int) -> None:
    assert unpacked(packed(Steps(start, end))) == Steps(start, end)
    assert 0 <= packed(Steps(start, end)) < 1_000_000_000


def test_any_other_number_is_no_step() -> None:
    assert unpacked(0) == unpacked(5) == unpacked(999_999_999) == NO_STEPS
    assert packed(NO_STEPS) == 0


@given(
    st.lists(st.tuples(st.integers(1, 70_000), st.text("字 a。", max_size=30)), max_size=12),
    st.integers(-5, 5),
    st.integers(-5, 5),
)
def test_whatever_is_stepped_is_within_the_limits(lengths: list[tuple[int, str]], start: int, end: int) -> None:
    cues, at = [], 0
    for length, text in lengths:
        cues.append(Cue(at, at + length, text))
        at += length
    text, pieces = pieces_of(put(cues))
    for piece in pieces:
        span = stepped(pieces, Span(*piece), Steps(start, end))
        if span is not None:
            assert 0 <= span.first < span.end <= len(text)
            assert 0 < span.end_ms - span.start_ms <= max(LONGEST_MS, piece.end_ms - piece.start_ms)


# ---------------------------------------------------------------- typed times


@pytest.mark.parametrize(
    ("typed", "position_ms"),
    [
        ("26:48", 1_608_000),
        ("1:02:03", 3_723_000),
        (" 0:05 ", 5000),
        ("１：０２：０３", 3_723_000),
        ("90:00", 5_400_000),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, position_ms: int) -> None:
    assert read_time(typed) == position_ms


@pytest.mark.parametrize("typed", ["", "26", "26:60", "1:60:00", "-1:00", "x", "1:2", "1:02:03:04"])
def test_anything_else_is_no_time(typed: str) -> None:
    with pytest.raises(UsageError, match=r"trim\.time"):
        read_time(typed)


def test_typed_times_hold_the_cues_that_lie_in_them_for_the_most_part() -> None:
    _, pieces = pieces_of(put(LINES))
    assert between(pieces, 21_000, 30_000) == Span(21_000, 30_000, 25, 39)
    assert between(pieces, 23_000, 29_000) == Span(23_000, 29_000, 30, 34)
    assert between(pieces, 21_000, 22_000) == Span(21_000, 22_000, 25, 29)
    assert between(pieces, 900_000, 901_000) is None


# ---------------------------------------------------------------- the use case and the chats


def filled() -> SmallLibrary:
    library = SmallLibrary()
    library.add(OPEN_SHOW, "open-1", lines_of(12))
    return library


async def kept(library: SmallLibrary) -> str:
    opened = await bot_over(library).clips.random(GUILD, "seed")
    return opened.clip.id


async def test_the_result_is_a_clip_of_its_own_in_one_read_and_one_write() -> None:
    library = filled()
    clip_id = await kept(library)
    library.calls = 0
    trimmed = await Trimming(library, Access({})).step(clip_id, Steps(0, -1), GUILD)
    assert library.calls == 2
    assert set(library.clips) == {clip_id, trimmed.opened.clip.id}
    assert trimmed.opened.clip.words in library.clips[ClipId(clip_id)].words


async def test_buttons_go_back_and_forth_and_end_where_they_began() -> None:
    library = filled()
    bot = bot_over(library)
    clip_id = await kept(library)
    first = await press(bot, ASKED, Action.TRIM, clip_id, 0)
    assert [button.key for button in first.buttons[:4]] == ["t1", "t2", "t3", "t4"]
    assert all(button.action is not Action.TRIM for button in first.buttons[4:])
    later = await press(bot, ASKED, Action.TRIM, clip_id, first.buttons[1].position)
    assert later.text != first.text
    assert clip_id not in later.text
    back = await press(bot, ASKED, Action.TRIM, clip_id, later.buttons[0].position)
    assert back.text == first.text
    assert {button.id for button in later.buttons[:4]} == {clip_id}


async def test_only_steps_that_lead_somewhere_are_offered() -> None:
    library = SmallLibrary()
    library.add(OPEN_SHOW, "open-1", lines_of(1))
    shown = await press(bot_over(library), ASKED, Action.TRIM, await kept(library), 0)
    assert not [button for button in shown.buttons if button.action is Action.TRIM]


async def test_a_step_out_of_the_limits_is_a_sentence() -> None:
    library = filled()
    shown = await press(bot_over(library), ASKED, Action.TRIM, await kept(library), packed(Steps(60, 60)))
    assert shown.text == WORDS.say("error.trim.limit")


async def test_where_nothing_is_trimmed_a_forged_button_says_so() -> None:
    bot = bot_over(filled())
    object.__setattr__(bot, "trimming", None)
    assert (await press(bot, ASKED, Action.TRIM, "abc123", 0)).text == WORDS.say("error.function.elsewhere")
    assert (await press(bot, ASKED, Action.TIMES, "abc123", 0)).text == WORDS.say("error.function.elsewhere")
    shown = await press(bot, ASKED, Action.AGAIN, "", 0)
    assert not [button for button in shown.buttons if button.action is Action.TRIM]


async def test_times_cut_a_clip_anywhere_in_its_episode() -> None:
    library = filled()
    trimming = Trimming(library, Access({}))
    opened = await trimming.cut(await kept(library), "0:08", "0:16", GUILD)
    assert (opened.clip.start_ms, opened.clip.end_ms) == (8000, 16_000)
    assert opened.clip.words == "第2句說到護城河了 第3句說到護城河了"
    assert opened.clip.id in library.clips


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("0:08", "0:08", "trim.order"),
        ("0:16", "0:08", "trim.order"),
        ("0:00", "1:01", "trim.limit"),
        ("9:00", "9:10", "trim.nothing"),
        ("soon", "9:10", "trim.time"),
    ],
)
async def test_times_that_make_no_clip_are_a_sentence(start: str, end: str, code: str) -> None:
    library = filled()
    clip_id = await kept(library)
    with pytest.raises(NajiError) as refused:
        await Trimming(library, Access({})).cut(clip_id, start, end, GUILD)
    assert refused.value.code == code
    assert list(library.clips) == [clip_id]


async def test_a_private_shows_clip_is_trimmed_nowhere_else() -> None:
    library = SmallLibrary()
    library.add(SECRET_SHOW, "secret-1", lines_of(12, "祕密"))
    trimming = Trimming(library, Access(SECRETS))
    clip_id = (await Clips(library, Access(SECRETS)).random(GUILD, "seed")).clip.id
    for work in (
        trimming.step(clip_id, Steps(1, 0), OTHER_GUILD),
        trimming.cut(clip_id, "0:00", "0:10", OTHER_GUILD),
        trimming.clip(clip_id, OTHER_GUILD),
    ):
        with pytest.raises(NotFoundError, match=r"clip\.none"):
            await work
    assert (await trimming.clip(clip_id, GUILD)).id == clip_id
