"""The largest documents that are let in, each as costly to parse as its size allows, in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

MAX_MB = 300
ROOT = Path(__file__).parents[1]
READ = """
import resource, sys
from pathlib import Path
from bot.errors import TranscriptError
from bot.transcripts.reading import read_transcript
data = eval(sys.argv[1])
try:
    read_transcript(data)
except TranscriptError as error:
    print(error.code)
status = Path("/proc/self/status")
# The peak of this program alone: ru_maxrss begins with what the process that started it took.
own = [line.split()[1] for line in status.read_text().splitlines() if "VmHWM" in line] if status.exists() else []
print(int(own[0] if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) // 1024)
"""
COSTLY = {
    "lists": 'b"[{}" + b",[]" * 740_000 + b"]"',
    "objects": 'b"[{}" + b\',{"a":1}\' * 740_000 + b"]"',
    "segments": 'b"[{}" + b\',{"start":1,"end":2,"text":"abcde"}\' * 190_000 + b"]"',
    "words": (
        'b\'[{"start":1,"end":2,"text":"\' + b"ab " * 180_000 + b\'","words":[{}\''
        ' + b\',{"word":"ab","start":1}\' * 370_000 + b"]}]"'
    ),
    "line ends": 'b\'{"a":\' + b"\\n" * 11_900_000 + b"1}"',
    "emoji": '("[{" + "\\U0001F600" * 3_900_000).encode()',
    "XML elements": 'b"<tt>" + b"<p/>" * 590_000 + b"</tt>"',
    "HTML paragraphs": 'b"<p>a</p>" * 290_000',
    "nested XML": 'b"<tt>" + b"<p>" * 590_000',
    "cues": 'b"WEBVTT\\n\\n" + b"00:00.000 --> 00:01.000\\na\\n\\n" * 65_000',
    "rows": 'b"start,end,text\\n" + b"1,2,a\\n" * 190_000',
    "times": 'b"[00:01.00]" * 190_000 + b"a"',
}


@pytest.mark.long
@pytest.mark.io
@pytest.mark.parametrize("kind", COSTLY)
def test_no_document_that_is_let_in_takes_more_memory_than_it_may(kind: str) -> None:
    command = [sys.executable, "-c", READ, COSTLY[kind]]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=100)
    assert int(ran.stdout.split()[-1]) < MAX_MB
