"""The sample show: long enough, heard wrong in the right places, and nobody else's words."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from pypinyin import lazy_pinyin

from bot.model import Cue
from bot.recognition.clauses import heard_as
from bot.recognition.episode import recognise
from bot.segments import Kind

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
BLOCK = re.compile(r"\((\d\d):([0-5]\d)~(\d\d):([0-5]\d)\) (\S.*\S)")
SRT_CUE = re.compile(
    r"(\d+)\n(\d\d):([0-5]\d):([0-5]\d),(\d{3}) --> (\d\d):([0-5]\d):([0-5]\d),(\d{3})\n(\S(?:.*\S)?)",
)
HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
HAN = re.compile(r"[\u3400-\u9fff]")
RUN_LENGTH = 12

TimedText = tuple[int, int, str]
"""Start and end in milliseconds, and what was heard."""


@cache
def blocks(stem: str) -> tuple[TimedText, ...]:
    """Every line of a file of one-minute blocks; a line of another form fails the test that asked."""
    parsed = []
    for line in (SAMPLES / f"{stem}.txt").read_text(encoding="utf-8").splitlines():
        match = BLOCK.fullmatch(line)
        assert match, line
        minute, second, end_minute, end_second = map(int, match.groups()[:4])
        parsed.append(((minute * 60 + second) * 1000, (end_minute * 60 + end_second) * 1000, match[5]))
    return tuple(parsed)


@cache
def srt_cues() -> tuple[TimedText, ...]:
    """Every cue of the third episode, whose numbers must rise by one."""
    parsed = []
    for number, piece in enumerate((SAMPLES / "ep3.srt").read_text(encoding="utf-8").strip().split("\n\n"), start=1):
        match = SRT_CUE.fullmatch(piece)
        assert match, piece
        assert int(match[1]) == number
        start, end = (milliseconds(match.groups()[first : first + 4]) for first in (1, 5))
        parsed.append((start, end, match[10]))
    return tuple(parsed)


def milliseconds(parts: tuple[str, ...]) -> int:
    hours, minutes, seconds, thousandths = map(int, parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def cues(stem: str) -> tuple[TimedText, ...]:
    return srt_cues() if stem == "ep3" else blocks(stem)


def heard(stem: str) -> str:
    return " ".join(text for _, _, text in cues(stem))


def long_runs(text: str) -> Iterator[str]:
    """Every stretch of twelve consecutive Han characters."""
    for run in HAN_RUN.findall(text):
        yield from (run[at : at + RUN_LENGTH] for at in range(len(run) - RUN_LENGTH + 1))


EPISODES = pytest.mark.parametrize("stem", ["ep1", "ep2", "ep3"])


def test_the_sample_holds_three_episodes_and_their_facts() -> None:
    files = {path.name for path in SAMPLES.iterdir() if path.suffix in {".txt", ".srt", ".toml"}}
    assert files == {"ep1.txt", "ep2.txt", "ep3.srt", "episodes.toml"}


@EPISODES
def test_an_episode_lasts_ten_to_fourteen_minutes(stem: str) -> None:
    assert 10 * 60_000 <= cues(stem)[-1][1] <= 14 * 60_000


@EPISODES
def test_an_episode_has_the_words_of_its_minutes(stem: str) -> None:
    assert len(HAN.findall(heard(stem))) >= 2_500
    minutes = cues(stem)[-1][1] / 60_000
    assert 250 <= len(HAN.findall(heard(stem))) / minutes <= 330


@EPISODES
def test_an_episode_begins_at_nought_and_leaves_no_gap(stem: str) -> None:
    assert cues(stem)[0][0] == 0
    assert all(before[1] == after[0] for before, after in zip(cues(stem), cues(stem)[1:], strict=False))


@pytest.mark.parametrize("stem", ["ep1", "ep2"])
def test_a_block_lasts_about_a_minute(stem: str) -> None:
    assert all(60_000 <= end - start <= 64_000 for start, end, _ in blocks(stem)[:-1])
    assert 0 < blocks(stem)[-1][1] - blocks(stem)[-1][0] <= 64_000


def test_an_srt_cue_lasts_one_to_six_seconds() -> None:
    assert all(1_000 <= end - start <= 6_000 for start, end, _ in srt_cues())


@EPISODES
def test_the_sample_has_no_punctuation_but_that_of_figures(stem: str) -> None:
    assert re.findall(r"(?<!\d)[.%]|[^\w\s.%]|\.(?!\d)", heard(stem)) == []


@EPISODES
def test_the_moat_is_written_right_nowhere(stem: str) -> None:
    text = re.sub(r"\s", "", heard(stem))
    assert "護城河" not in text
    assert "护城河" not in text


@EPISODES
def test_the_moat_is_heard_in_every_episode(stem: str) -> None:
    syllables = lazy_pinyin("".join(HAN.findall(heard(stem))))
    assert any(syllables[at : at + 3] == ["hu", "cheng", "he"] for at in range(len(syllables)))


@EPISODES
def test_simplified_and_traditional_stand_in_one_file(stem: str) -> None:
    assert re.search("[这么还钱个态点]", heard(stem))
    assert re.search("[這麼還錢個態點]", heard(stem))


def test_a_number_is_written_in_both_notations() -> None:
    assert "360度" in heard("ep1")
    assert "三百六十度" in heard("ep1")


@pytest.mark.parametrize(
    ("stem", "said", "heard_as"),
    [
        ("ep1", "網路效應", "網路笑應"),
        ("ep1", "規模經濟", "規模金濟"),
        ("ep2", "語音辨識", "語音便是"),
        ("ep2", "拼音", "拼因"),
        ("ep3", "固態電池", "固態店池"),
        ("ep3", "良率", "兩率"),
    ],
)
def test_a_term_is_written_both_right_and_wrong(stem: str, said: str, heard_as: str) -> None:
    assert said in heard(stem)
    assert heard_as in heard(stem)


@pytest.mark.parametrize(
    ("stem", "other"),
    [("ep1", "EP2"), ("ep1", "下一集"), ("ep2", "第一集"), ("ep2", "上一集"), ("ep3", "第一集"), ("ep3", "EP2")],
)
def test_an_episode_speaks_of_another(stem: str, other: str) -> None:
    assert other in heard(stem)


@EPISODES
def test_an_episode_has_a_greeting_a_sponsors_read_and_a_goodbye(stem: str) -> None:
    text = heard(stem)
    assert "哪集示範" in text[:30]
    assert "贊助播出" in text
    assert "優惠碼" in text
    assert text.endswith("掰掰")


def test_a_sponsors_read_ends_where_the_talk_goes_on() -> None:
    talk = heard_as([Cue(*cue) for cue in cues("ep1")])
    [read] = [each for each in recognise(talk, np.zeros(len(talk.sounds), np.bool_)) if each.kind is Kind.SPONSOR]
    back_ms = next(end for start, end, text in blocks("ep1") if "我們回到節目" in text)
    assert back_ms - 62_000 < read.start_ms < read.end_ms < back_ms


def test_the_facts_give_the_show_and_each_episode_by_its_stem() -> None:
    facts = tomllib.loads((SAMPLES / "episodes.toml").read_text(encoding="utf-8"))
    assert facts["show"] == {"title": "哪集示範", "link_template": "https://example.com/sample/{number}?t={seconds}"}
    assert {stem: episode["number"] for stem, episode in facts["episodes"].items()} == {"ep1": 1, "ep2": 2, "ep3": 3}
    assert all(set(episode) == {"number", "title", "date"} for episode in facts["episodes"].values())
    assert all("護城河" not in episode["title"] for episode in facts["episodes"].values())


@pytest.mark.corpus
def test_no_sentence_of_the_sample_is_from_the_corpora(shared: Path) -> None:
    written: set[str] = set()
    for stem in ("ep1", "ep2", "ep3"):
        for _, _, text in cues(stem):
            written.update(long_runs(text))
        written.update(long_runs(re.sub(r"\s", "", heard(stem))))
    assert len(written) > 5_000
    for path in sorted(path for path in (shared / "corpus").rglob("*") if path.is_file()):
        text = path.read_text(encoding="utf-8", errors="replace")
        for candidate in (text, re.sub(r"[\s，。、,]", "", text)):
            assert written.isdisjoint(long_runs(candidate)), path.name
