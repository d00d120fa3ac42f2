import codecs
import json

import pytest

from bot.errors import TranscriptError
from bot.transcripts.decoding import MAX_CHARS, MAX_DOCUMENT_CHARS
from bot.transcripts.documents import MAX_NODES, MAX_VALUES
from bot.transcripts.reading import read_transcript
from bot.transcripts.transcript import MAX_CUES, NoCueError
from tests.transcript_texts import BOTH, BOTH_SRT, FIRST, ONE, SECOND, TWO, Odd, cues_and_problems, file, srt

ODD = [
    Odd("UTF-8 with BOM", codecs.BOM_UTF8 + file(FIRST, SECOND), BOTH),
    Odd("UTF-16 LE with BOM", codecs.BOM_UTF16_LE + f"{FIRST}\n{SECOND}".encode("utf-16-le"), BOTH),
    Odd("UTF-16 BE with BOM", codecs.BOM_UTF16_BE + f"{FIRST}\n{SECOND}".encode("utf-16-be"), BOTH),
    Odd(
        "UTF-16 cut in a character",
        codecs.BOM_UTF16_LE + f"{FIRST}\n".encode("utf-16-le") + b"a",
        BOTH[:1],
        ((2, "line.encoding"),),
    ),
    Odd(
        "lone surrogate in UTF-16",
        codecs.BOM_UTF16_LE + f"{FIRST}\n(01:00~02:00) \ud800壞\n".encode("utf-16-le", "surrogatepass"),
        BOTH[:1],
        ((2, "line.encoding"),),
    ),
    Odd("lone surrogate in UTF-8", file(FIRST) + b"(01:00~02:00) \xed\xa0\x80\n", BOTH[:1], ((2, "line.encoding"),)),
    Odd(
        "half a character",
        file(FIRST) + "(01:00~02:00) 壞".encode()[:-1] + b"\n" + file("(02:00~03:00) 好"),
        [*BOTH[:1], (120_000, 180_000, "好")],
        ((2, "line.encoding"),),
    ),
    Odd(
        "one Latin-1 letter in English",
        b"(00:00~01:00) caf\xe9\n(01:00~02:00) tea\n",
        [(60_000, 120_000, "tea")],
        ((1, "line.encoding"),),
    ),
    Odd(
        "text under an unreadable time",
        file(FIRST) + b"\xff(01:00~02:00) x\n" + file("其餘"),
        BOTH[:1],
        ((2, "line.encoding"),),
    ),
    Odd("NUL inside a line", file(FIRST, "(01:00~02:00) 壞\0掉"), BOTH[:1], ((2, "line.nul"),)),
    Odd("NUL for a tail, as a crash leaves it", file(FIRST, SECOND) + b"\0" * 4096, BOTH, ((3, "line.nul"),)),
    Odd("CRLF", file(FIRST, SECOND, end="\r\n"), BOTH),
    Odd("CR", file(FIRST, SECOND, end="\r"), BOTH),
    Odd("CR CR LF", srt(ONE, TWO).replace(b"\n", b"\r\r\n"), BOTH_SRT),
    Odd("two files in one, with a BOM between", file(FIRST) + codecs.BOM_UTF8 + file(SECOND), BOTH),
    Odd("no end to the last line", f"{FIRST}\n{SECOND}".encode(), BOTH),
    Odd(
        "line separators and form feeds are no line ends",
        file("(00:00~01:00) a\u2028b\x0cc\x85d"),
        [(0, 60_000, "a b c d")],
    ),
    Odd(
        "an unreadable line among turns",
        file("[00:01] tea", "[00:03] milk") + b"[00:05] \xff\n" + file("sugar"),
        [(1000, 2800, "tea"), (3000, 4000, "milk")],
        ((3, "line.encoding"),),
    ),
    Odd("control characters", file("(00:00~01:00) a\x07b\x1b[31mc"), [(0, 60_000, "a b [31mc")]),
]

REFUSED = [
    ("nothing", b"", "transcript.empty"),
    ("a BOM alone", codecs.BOM_UTF8, "transcript.empty"),
    ("a UTF-16 BOM alone", codecs.BOM_UTF16_LE, "transcript.empty"),
    ("white space", b" \r\n\t\n\n", "transcript.empty"),
    ("a PNG", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01", "transcript.binary"),
    ("a ZIP", b"PK\x03\x04\x14\0\0\0\x08\0", "transcript.binary"),
    ("zeros", b"\0" * 1000, "transcript.binary"),
    ("bytes of all kinds", bytes(range(255)) * 8, "transcript.encoding"),
    ("bytes of all kinds but those above ASCII", bytes(range(128)) * 8, "transcript.encoding"),
    (
        "Latin of the Continent",
        "\n".join(["(00:00~01:00) déjà vu", "(01:00~02:00) où ça"] * 9).encode("latin-1"),
        "transcript.encoding",
    ),
    ("Big5 blocks", f"{FIRST}\n{SECOND}\n".encode("big5"), "transcript.encoding"),
    (
        "Big5 SRT",
        srt(ONE.replace("one", "第一"), TWO.replace("two", "第二"), TWO).decode().encode("big5"),
        "transcript.encoding",
    ),
    ("GB18030 blocks", f"{FIRST}\n{SECOND}\n".encode("gb18030"), "transcript.encoding"),
    ("one line of Big5", FIRST.encode("big5"), "transcript.encoding"),
    ("one unreadable line and no format", b"hello\n\xff\nworld\n", "transcript.encoding"),
    ("bad times only", file("(aa:bb~cc:dd) 壞", "(01:99~02:00) 壞"), "transcript.no_cue"),
    ("times without words", file("(00:00~01:00)", "(01:00~02:00)"), "transcript.no_words"),
    ("tags without words", srt("00:00:01,000 --> 00:00:02,000\n<i></i>"), "transcript.no_words"),
    ("times before zero only", file("(-00:05~-00:02) 甲"), "transcript.no_cue"),
    ("a WebVTT header alone", b"WEBVTT\n", "transcript.no_words"),
    ("a WebVTT comment alone", b"WEBVTT\n\nNOTE x\ny\n", "transcript.no_words"),
    ("a WebVTT style that never ends", b"WEBVTT\n\nSTYLE\n" + b"a\n" * 100, "transcript.no_words"),
    ("WebVTT without a time", b"WEBVTT\n\nhello\n", "transcript.no_cue"),
    ("too much", b"(00:00~01:00) " + b"a" * MAX_CHARS, "transcript.too_large"),
    ("a document of too much", b"[{" + b" " * MAX_DOCUMENT_CHARS, "transcript.too_large"),
    (
        "a document with too many words",
        file(json.dumps([{"start": 1, "text": "a" * (MAX_CHARS + 1)}])),
        "transcript.too_large",
    ),
    ("too many cues", file(json.dumps([{"start": 1, "text": "a"}] * (MAX_CUES + 1))), "transcript.too_many_cues"),
    ("too many events", file(json.dumps({"events": [1] * (MAX_CUES + 1)})), "transcript.too_many_cues"),
    ("JSON of too many parts", b"[[" + b"1," * MAX_VALUES + b"1]]", "transcript.complex"),
    ("XML of too many parts", b"<tt>" + b"<p/>" * MAX_NODES + b"</tt>", "transcript.complex"),
    ("JSON that runs too deep", b'[{"a":' + b"[" * 100_000, "transcript.json"),
    ("a number of too many digits", b'[{"start":' + b"9" * 5_000 + b"}]", "transcript.json"),
    ("a number beyond all times", b'[{"start":' + b"9" * 400 + b"}]", "transcript.no_cue"),
    ("XML with nothing but a comment", b"<?xml version='1.0'?><!-- <tt> -->", "transcript.xml"),
    ("HTML with nothing but a comment", b"<!-- -->", "transcript.html"),
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.name)
def test_odd_bytes_give_what_is_sound_and_name_the_rest(odd: Odd) -> None:
    assert cues_and_problems(odd.data) == (odd.cues, odd.problems)


@pytest.mark.parametrize(("data", "code"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_file_of_which_nothing_can_be_used_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(TranscriptError) as refusal:
        read_transcript(data)
    assert refusal.value.code == code


def test_a_refusal_for_want_of_a_cue_carries_the_problems_of_every_line() -> None:
    with pytest.raises(NoCueError) as refusal:
        read_transcript(file("title", "(aa:bb~cc:dd) x", "(-00:05~-00:02) y"))
    assert [(problem.line, problem.code) for problem in refusal.value.problems] == [
        (1, "line.no_time"),
        (2, "line.time"),
        (3, "cue.before_start"),
    ]
    assert refusal.value.values == {"problems": 3}


def test_an_excerpt_is_short_and_printable() -> None:
    transcript = read_transcript(file(FIRST, "(01:00~02:00) \0" + "長" * 500))
    excerpt = transcript.problems[0].excerpt
    assert len(excerpt) == 60
    assert excerpt.startswith("(01:00~02:00) \N{REPLACEMENT CHARACTER}長")
