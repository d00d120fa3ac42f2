import pytest

from tests.transcript_texts import BOTH_SRT, ONE, TWO, Odd, cues_and_problems, srt

ODD = [
    Odd("SRT", srt(ONE, TWO), BOTH_SRT),
    Odd("SRT without an index", f"{ONE}\n\n{TWO}\n".encode(), BOTH_SRT),
    Odd("SRT without blank lines", f"1\n{ONE}\n2\n{TWO}\n".encode(), BOTH_SRT),
    Odd(
        "SRT whose text is a number",
        f"1\n{ONE}\n\n2\n00:00:03,000 --> 00:00:04,000\n2024\n\n".encode(),
        [BOTH_SRT[0], (3000, 4000, "2024")],
    ),
    Odd(
        "a number above a time in SRT without indexes",
        f"00:00:01,000 --> 00:00:02,000\none\n1984\n{TWO}\n".encode(),
        [(1000, 2000, "one 1984"), BOTH_SRT[1]],
    ),
    Odd(
        "blank lines inside the text of SRT",
        srt("00:00:01,000 --> 00:00:02,000\none\n\nand a half", TWO),
        [(1000, 2000, "one and a half"), BOTH_SRT[1]],
    ),
    Odd("SRT with points", srt(ONE, TWO).replace(b",000", b".000"), BOTH_SRT),
    Odd("SRT with places on the screen", srt(ONE.replace("\n", " X1:40 Y1:20\n"), TWO), BOTH_SRT),
    Odd("SRT with tags", srt(ONE.replace("one", '{\\an8}<i>o</i><font color="#fff">ne</font>'), TWO), BOTH_SRT),
    Odd(
        "SRT with entities",
        srt(ONE.replace("one", "a &lt;b&gt; &#20013; &bogus; &#99999999999999;")),
        [(1000, 2000, "a <b> 中 &bogus; &#99999999999999;")],
    ),
    Odd(
        "SRT with less-than signs", srt(ONE.replace("one", "1 < 2 and 3 > 2 <3")), [(1000, 2000, "1 < 2 and 3 > 2 <3")]
    ),
    Odd("SRT with a bad time", srt(ONE, "00:00:xx,000 --> 00:00:02,500\nbad", TWO), BOTH_SRT, ((6, "line.time"),)),
    Odd("SRT with a broken arrow", srt(ONE, "00:00:02,000 -> 00:00:02,500\nbad", TWO), BOTH_SRT, ((6, "line.time"),)),
    Odd("SRT with an arrow and no end", srt(ONE, "00:00:02,000 -->\nbad", TWO), BOTH_SRT, ((6, "line.time"),)),
    Odd(
        "SRT with sixty minutes under an hour",
        srt(ONE, "01:75:00,000 --> 01:76:00,000\nbad"),
        BOTH_SRT[:1],
        ((6, "line.time"),),
    ),
    Odd("an arrow in the text", srt(ONE.replace("one", "from A\nA --> B")), [(1000, 2000, "from A A --> B")]),
    Odd(
        "an unreadable line inside the text of SRT",
        srt(ONE.replace("one", "one\nX\nmore"), TWO).replace(b"X", b"\xff"),
        [(1000, 2000, "one more"), BOTH_SRT[1]],
        ((4, "line.encoding"),),
    ),
    Odd(
        "an unreadable time in SRT",
        srt(ONE, "X00:00:02,000 --> 00:00:02,500\nbad", TWO).replace(b"X", b"\xff"),
        BOTH_SRT,
        ((6, "line.encoding"),),
    ),
    Odd(
        "an unreadable index in SRT",
        f"X\n{ONE}\n\n2\n{TWO}\n".encode().replace(b"X", b"\xff"),
        BOTH_SRT,
        ((1, "line.encoding"),),
    ),
    Odd(
        "overlap in SRT",
        srt("00:00:00,000 --> 00:00:09,000\none", TWO),
        [(0, 3000, "one"), BOTH_SRT[1]],
        ((2, "cue.overlap"),),
    ),
    Odd("SRT from 0 to 99:59:59", srt("00:00:00,000 --> 99:59:59,999\none"), [(0, 359_999_999, "one")]),
    Odd("a fraction of one digit", srt("00:00:01,5 --> 00:00:02\none"), [(1500, 2000, "one")]),
    Odd("numbers at the end", srt(ONE) + b"7\n\n", [(1000, 2000, "one 7")]),
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.name)
def test_odd_srt_gives_what_is_sound_and_names_the_rest(odd: Odd) -> None:
    assert cues_and_problems(odd.data) == (odd.cues, odd.problems)
