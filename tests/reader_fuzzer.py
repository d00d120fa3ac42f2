"""A coverage-guided fuzzer over one reader: `python -m tests.reader_fuzzer BOOK SECONDS FOLDER`.

It begins with the transcripts of that casebook and keeps what reaches new code in FOLDER. It ends with an error where
reading raises anything but a `TranscriptError`, takes longer than `LONGEST_S`, or takes more than `MAX_MB` of memory.
What it finds becomes a case of `bytes.txt` or of the format's own book.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["bot.transcripts"]):
    from bot.transcripts.decoding import decode
    from bot.transcripts.reading import FORMATS, finished, read_transcript
from bot.errors import TranscriptError
from tests.transcript_cases import cases

LONGEST_S = 10
MAX_MB = 300
MAX_BYTES = 4096
_BY_BOOK = {
    "srt": "SRT",
    "webvtt": "WebVTT",
    "lrc": "LRC",
    "tables": "table",
    "turns": "turns",
    "blocks": "timed blocks",
}


def main(book: str, seconds: int, folder: Path) -> None:
    """Fuzz the reader of a casebook for so long."""
    folder.mkdir(parents=True, exist_ok=True)
    for nth, case in enumerate(each for each in cases() if each.name.startswith(f"{book}: ")):
        (folder / f"seed-{nth}").write_bytes(case.data)
    wanted = _BY_BOOK.get(book)
    form = next((form for form in FORMATS if form.name == wanted), None)

    def read(data: bytes) -> None:
        try:
            if form is not None:
                finished(form.read(decode(data).lines))
            read_transcript(data)
        except TranscriptError:
            pass

    options = [
        f"-max_total_time={seconds}",
        f"-max_len={MAX_BYTES}",
        f"-rss_limit_mb={MAX_MB}",
        f"-timeout={LONGEST_S}",
    ]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={folder}/found-", str(folder)], read)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
