"""Whole made-up episodes: what is recognised in them, and what is not."""

from collections.abc import Sequence

import numpy as np
import pytest

from bot.model import Cue
from bot.recognition.clauses import heard_as
from bot.recognition.episode import joined, recognise
from bot.segments import Kind, Segment
from tests.recognition_talks import ENGLISH_READ, ENGLISH_TALK, READ, REMINDER, TALK, blocks, lines, shuffled, talked

HELLO = "哈囉大家好 歡迎收聽慢慢烘 我是主持人 "
BYE = "喜歡的話請給我們五星好評 也分享給你的朋友 謝謝大家的收聽 我們下集再見 "


def found(cues: Sequence[Cue]) -> tuple[Segment, ...]:
    talk = heard_as(cues)
    return recognise(talk, np.zeros(len(talk.sounds), np.bool_))


def kinds(cues: Sequence[Cue]) -> list[Kind]:
    return [each.kind for each in found(cues)]


def words(cues: Sequence[Cue], segment: Segment) -> str:
    """The words of the clauses in a segment."""
    talk = heard_as(cues)
    inside = [each for each in talk.clauses() if segment.start_ms <= each.start_ms < segment.end_ms]
    text = "".join(character for cue in cues for character in cue.text if character.isalnum())
    return text[inside[0].first : inside[-1].end]


def solid(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def test_a_show_without_anything_else_has_no_segment() -> None:
    assert found(blocks(talked(40))) == ()
    assert found(lines(ENGLISH_TALK * 3)) == ()
    assert found([]) == ()


def test_a_read_is_marked_from_its_opening_to_its_closing_inside_of_blocks() -> None:
    cues = blocks(HELLO + "".join(READ) + talked(40))
    hello, read = found(cues)
    assert (hello.kind, read.kind) == (Kind.INTRO, Kind.SPONSOR)
    assert words(cues, read) == solid("".join(READ))
    assert hello.end_ms <= read.start_ms
    assert read.confidence > 0.8


def test_a_read_in_the_middle_is_found_too() -> None:
    cues = blocks(talked(20) + "".join(READ) + talked(20, seed=50))
    (read,) = found(cues)
    assert words(cues, read) == solid("".join(READ))


def test_a_reminder_of_the_read_is_found_by_what_it_speaks_of() -> None:
    cues = blocks(HELLO + "".join(READ) + talked(60) + REMINDER)
    *_, reminder = found(cues)
    assert reminder.kind is Kind.SPONSOR
    assert solid(REMINDER).endswith(words(cues, reminder))
    assert words(cues, reminder).startswith("想喝小山農場")
    assert Kind.SPONSOR not in kinds(blocks(HELLO + talked(60) + REMINDER))


def test_a_read_in_english_is_found_in_cues() -> None:
    texts = [*ENGLISH_TALK[:2], *ENGLISH_READ, *ENGLISH_TALK[2:]]
    (read,) = found(lines(texts))
    assert (read.kind, read.start_ms, read.end_ms) == (Kind.SPONSOR, 12_000, 36_000)


def test_between_an_opening_and_a_closing_no_sign_is_needed() -> None:
    told = READ[0] + shuffled(1, 900) + READ[3]
    cues = blocks(shuffled(2, 2500) + told + shuffled(3, 2500))
    (read,) = found(cues)
    assert words(cues, read) == solid(told)


def test_an_opening_and_a_closing_far_apart_are_of_two_advertisements() -> None:
    cues = blocks(READ[0] + talked(70) + READ[2] + READ[3])
    assert all(each.end_ms - each.start_ms < 300_000 for each in found(cues))


def test_who_says_that_it_is_no_advertisement_is_believed() -> None:
    texts = [*TALK, "這當然不是業配 他的流量那麼好 不需要業配", *TALK[::-1]]
    assert found(blocks("".join(texts))) == ()


def test_talking_about_sponsors_and_prices_is_no_read() -> None:
    texts = [*TALK, "有廠商來贊助我們的比賽 那台機器要三萬元 現在有折扣", *TALK[::-1]]
    assert Kind.SPONSOR not in kinds(blocks("".join(texts)))


def test_a_word_that_an_episode_is_about_is_no_sign() -> None:
    about = "優惠碼這種東西其實很有意思 "
    assert found(blocks("".join(f"{text}{about}" for text in TALK * 5))) == ()
    assert kinds(blocks(talked(20) + about * 4 + talked(20, seed=50))) == [Kind.SPONSOR]


def test_a_farewell_is_told_at_the_end_and_not_in_the_middle() -> None:
    assert kinds(blocks(talked(40) + BYE)) == [Kind.OUTRO]
    assert found(blocks(talked(40) + BYE + talked(40, seed=50))) == ()


def test_a_giveaway_is_told_from_a_read() -> None:
    prize = "最後來抽獎 我們會抽出三位聽眾 送給每位一包豆子 參加抽獎只要去填回饋表單就可以 下週公布得獎名單 "
    assert kinds(blocks(talked(30) + prize + talked(10, seed=60))) == [Kind.GIVEAWAY]


def test_what_other_episodes_say_too_at_the_beginning_is_an_intro() -> None:
    cues = blocks("各位咖啡迷你們好 這裡是每個星期天晚上陪你聊豆子的小小節目 我們從產地聊到杯子 " + talked(40))
    talk = heard_as(cues)
    shared = np.zeros(len(talk.sounds), np.bool_)
    assert recognise(talk, shared) == ()
    shared[:36] = True
    (intro,) = recognise(talk, shared)
    assert (intro.kind, intro.start_ms) == (Kind.INTRO, 0)
    assert words(cues, intro).endswith("我們從產地聊到杯子")


def test_what_other_episodes_say_too_in_the_middle_is_nothing_by_itself() -> None:
    talk = heard_as(blocks(talked(60)))
    shared = np.zeros(len(talk.sounds), np.bool_)
    shared[1000:1100] = True
    assert recognise(talk, shared) == ()


def test_jingles_and_credits_are_marked_beside_the_rest() -> None:
    texts = ["(音樂)", *TALK, "字幕製作：某某", *TALK[:2]]
    assert [(each.kind, each.start_ms) for each in found(lines(texts))] == [(Kind.MUSIC, 0), (Kind.NOISE, 36_000)]


def test_a_transcript_of_markers_only_has_its_jingles() -> None:
    music = [Cue(0, 5000, "♪"), Cue(5000, 9000, "♪"), Cue(60_000, 61_000, "♪")]
    assert found(music) == (Segment(0, 9000, Kind.MUSIC, 0.95), Segment(60_000, 61_000, Kind.MUSIC, 0.95))


def test_terms_inside_of_a_loop_are_no_sign_of_anything() -> None:
    loop = ["記得按讚訂閱 掰掰"] * 8
    talk = shuffled(1, 3000).split()
    assert kinds(lines([*talk, *loop, "好那我先去關窗戶", *loop])) == [Kind.NOISE, Kind.NOISE]


def test_segments_of_one_kind_with_a_pause_between_are_one() -> None:
    parts = [Segment(0, 1000, Kind.NOISE, 0.5), Segment(2000, 3000, Kind.NOISE, 0.9)]
    assert joined(parts) == (Segment(0, 3000, Kind.NOISE, 0.9),)
    apart = [Segment(0, 1000, Kind.NOISE, 0.5), Segment(4000, 5000, Kind.NOISE, 0.9)]
    assert joined(apart) == tuple(apart)
    others = [Segment(0, 1000, Kind.NOISE, 0.5), Segment(1000, 2000, Kind.MUSIC, 0.9)]
    assert joined(others) == tuple(others)


@pytest.mark.parametrize("text", ["贊助", "折扣碼", "早鳥優惠 官網"])
def test_a_word_alone_is_no_read(text: str) -> None:
    assert Kind.SPONSOR not in kinds(blocks(talked(20) + text + talked(20, seed=50)))
