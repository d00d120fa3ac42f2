"""One spelling for the labels that recognisers give to people whose names they do not know."""

import re

_DIARISED = re.compile(r"(?:SPEAKER|speaker|spk|S)_?0*([0-9]{1,3})")
_LABEL = re.compile("Speaker [0-9]{1,3}")


def plain_name(name: str) -> str:
    """A name as it is kept and looked for: what recognisers call `SPEAKER_00` is `Speaker 0`, others stay."""
    diarised = _DIARISED.fullmatch(name)
    return f"Speaker {int(diarised[1])}" if diarised else name


def is_label(name: str) -> bool:
    """Whether this is what a nameless speaker is called, see `plain_name`."""
    return _LABEL.fullmatch(name) is not None
