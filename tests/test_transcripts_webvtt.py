import codecs

import pytest

from bot.model import Cue
from bot.transcripts.reading import read_transcript
from tests.transcript_texts import BOTH_SRT, VTT, Odd, cues_and_problems

ODD = [
    Odd("WebVTT", VTT.encode(), BOTH_SRT),
    Odd(
        "WebVTT with BOM and a title",
        codecs.BOM_UTF8 + VTT.replace("WEBVTT", "WEBVTT - Title\nKind: captions\nLanguage: zh").encode(),
        BOTH_SRT,
    ),
    Odd(
        "WebVTT without a blank line under the header",
        VTT.replace("WEBVTT\n", "WEBVTT").replace("WEBVTT\n", "WEBVTT\nx: y\n").encode(),
        BOTH_SRT,
    ),
    Odd("WebVTT without a header", VTT.removeprefix("WEBVTT\n\n").encode(), BOTH_SRT),
    Odd(
        "WebVTT with comments",
        VTT.replace("00:03", "NOTE secret\nmore of it\n\nNOTE\nsecret\n\n00:03", 1).encode(),
        BOTH_SRT,
    ),
    Odd(
        "WebVTT with styles and regions",
        VTT.replace("WEBVTT\n", "WEBVTT\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n").encode(),
        BOTH_SRT,
    ),
    Odd(
        "WebVTT with names and settings",
        VTT.replace("00:03", "intro-2\n00:03", 1).replace("4.000", "4.000 align:start position:0%").encode(),
        BOTH_SRT,
    ),
    Odd(
        "NOTE inside the text of WebVTT",
        VTT.replace("one\n", "one\nNOTE that\n").encode(),
        [(1000, 2000, "one NOTE that"), BOTH_SRT[1]],
    ),
    Odd(
        "WebVTT with times and classes inside",
        VTT.replace("one", "<c.yellow>o</c><00:01.500>n<ruby>e<rt></rt></ruby>").encode(),
        BOTH_SRT,
    ),
    Odd(
        "WebVTT with a bad time",
        VTT.replace("00:03.000 -->", "00:0x.000 -->").encode(),
        BOTH_SRT[:1],
        ((6, "line.time"),),
    ),
    Odd(
        "WebVTT with a bad time under a name",
        VTT.replace("00:03.000 -->", "two\n00:0x.000 -->").encode(),
        BOTH_SRT[:1],
        ((7, "line.time"),),
    ),
    Odd(
        "an unreadable comment in WebVTT",
        VTT.encode().replace(b"00:03", b"NOTE\n\xff\nx\n\n00:03"),
        BOTH_SRT,
        ((7, "line.encoding"),),
    ),
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.name)
def test_odd_webvtt_gives_what_is_sound_and_names_the_rest(odd: Odd) -> None:
    assert cues_and_problems(odd.data) == (odd.cues, odd.problems)


def test_a_voice_names_the_speaker() -> None:
    transcript = read_transcript(b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud Ann &amp; Bo>hi\nthere</v>\n")
    assert transcript.cues == (Cue(1000, 2000, "hi there", "Ann & Bo"),)


def test_two_voices_in_one_cue_become_two_cues_of_its_time() -> None:
    transcript = read_transcript(b"WEBVTT\n\n00:01.000 --> 00:02.000\nnoise <v Ann>hi</v>\n<v Bo>ho</v>\n")
    assert transcript.cues == (Cue(1000, 2000, "noise"), Cue(1000, 2000, "hi", "Ann"), Cue(1000, 2000, "ho", "Bo"))


def test_a_voice_without_a_name_is_nobody() -> None:
    transcript = read_transcript(b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v>hi\n")
    assert transcript.cues == (Cue(1000, 2000, "hi"),)
