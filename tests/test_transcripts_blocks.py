import pytest

from tests.transcript_texts import BOTH, FIRST, SECOND, Odd, cues_and_problems, file

ODD = [
    Odd("minutes over 59", file("(75:10~76:11) 後段"), [(4_510_000, 4_571_000, "後段")]),
    Odd("hours", file("(99:59:00~99:59:59) 末"), [(359_940_000, 359_999_000, "末")]),
    Odd("full-width brackets", file("（00：00～01：00）第一段"), BOTH[:1]),
    Odd("a hyphen between the times", file("(00:00-01:00) 第一段"), BOTH[:1]),
    Odd(
        "lines without a time",
        file("(00:00~01:00) 第一", "行", "", "又一行", SECOND),
        [(0, 60_000, "第一 行 又一行"), BOTH[1]],
    ),
    Odd("text below its time", file("(00:00~01:00)", "第一段", SECOND), BOTH),
    Odd("a title above", file("科技節目", FIRST), BOTH[:1], ((1, "line.no_time"),)),
    Odd(
        "letters for a time",
        file(FIRST, "(aa:bb~cc:dd) 壞", "壞的下一行", "(02:00~03:00) 好"),
        [BOTH[0], (120_000, 180_000, "好")],
        ((2, "line.time"),),
    ),
    Odd("sixty seconds", file(FIRST, "(01:60~02:00) 壞"), BOTH[:1], ((2, "line.time"),)),
    Odd("no end time", file(FIRST, "(01:00~) 壞"), BOTH[:1], ((2, "line.time"),)),
    Odd("no closing bracket", file(FIRST, "(01:00~02:00 壞"), BOTH[:1], ((2, "line.time"),)),
    Odd("a number too long for a time", file(FIRST, f"({'9' * 12}:00~02:00) 壞"), BOTH[:1], ((2, "line.time"),)),
    Odd("brackets with a clock time in the text", file(FIRST, "(10:30 開會)"), [(0, 60_000, "第一段 (10:30 開會)")]),
    Odd(
        "blocks that overlap by a second",
        file("(00:00~01:01) 甲", "(01:00~02:01) 乙"),
        [(0, 60_000, "甲"), (60_000, 121_000, "乙")],
    ),
    Odd(
        "blocks that overlap by a minute",
        file("(00:00~02:00) 甲", "(01:00~02:00) 乙"),
        [(0, 60_000, "甲"), (60_000, 120_000, "乙")],
        ((1, "cue.overlap"),),
    ),
    Odd("backwards", file(SECOND, FIRST), BOTH, ((2, "cue.backwards"),)),
    Odd(
        "end before start",
        file("(01:00~00:30) 甲乙丙丁戊己庚辛"),
        [(60_000, 61_600, "甲乙丙丁戊己庚辛")],
        ((1, "cue.reversed"),),
    ),
    Odd(
        "end before start, the next at once",
        file("(01:00~00:30) " + "長" * 40, "(01:02~02:00) 乙"),
        [(60_000, 62_000, "長" * 40), (62_000, 120_000, "乙")],
        ((1, "cue.reversed"),),
    ),
    Odd("no length", file("(01:00~01:00) 甲"), [(60_000, 61_000, "甲")], ((1, "cue.zero"),)),
    Odd("negative start", file("(-00:05~00:10) 甲"), [(0, 10_000, "甲")], ((1, "cue.negative"),)),
    Odd("negative times", file("(-00:05~-00:02) 甲", FIRST), BOTH[:1], ((1, "cue.before_start"),)),
    Odd("the same block twice", file(FIRST, FIRST), BOTH[:1], ((2, "cue.duplicate"),)),
    Odd(
        "two texts at one time",
        file("(00:00~01:00) 中文", "(00:00~01:00) English", SECOND),
        [(0, 60_000, "中文"), (0, 60_000, "English"), BOTH[1]],
    ),
    Odd("a block without words", file("(00:00~01:00)  ", SECOND), BOTH[1:]),
    Odd("HTML in the text", file("(00:00~01:00) <b>粗</b> &amp; <script>"), [(0, 60_000, "<b>粗</b> &amp; <script>")]),
    Odd("right to left", file("(00:00~01:00) שלום עולם"), [(0, 60_000, "שלום עולם")]),
    Odd("emoji of several code points", file("(00:00~01:00) 👩‍👩‍👧‍👦🇹🇼"), [(0, 60_000, "👩‍👩‍👧‍👦🇹🇼")]),
    Odd("combining marks", file("(00:00~01:00) e\u0301" + "\u0300" * 50), [(0, 60_000, "e\u0301" + "\u0300" * 50)]),
    Odd("tabs and ideographic spaces", file("\t(00:00~01:00)\t第一　段  "), [(0, 60_000, "第一 段")]),
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.name)
def test_odd_timed_blocks_give_what_is_sound_and_name_the_rest(odd: Odd) -> None:
    assert cues_and_problems(odd.data) == (odd.cues, odd.problems)
