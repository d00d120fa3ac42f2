"""The command line, run inside the test: what it printed and its exit code."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TRANSCRIPT = """\
(00:00~01:00) 大家好 歡迎收聽 今天聊的是投資人常常講的那個詞 護城河 到底是什麼意思 我們請到一位來賓
(10:00~11:00) 一間公司有沒有互成盒 要看別人抄不抄得走 比方說咖啡店的洋甘菊茶 誰都煮得出來
"""


@dataclass(frozen=True, slots=True)
class Result:
    """How a command ended."""

    code: int
    output: str
    errors: str


Naji = Callable[..., Result]
"""Arguments, and as `typed` what stands on standard input -> how it ended. See `conftest.naji`."""


class Impatient(io.StringIO):
    """A standard input at which somebody presses Ctrl-C."""

    def __next__(self) -> str:  # type: ignore[override] # typeshed has bytes for every kind of IO
        raise KeyboardInterrupt


def write_show(folder: Path) -> Path:
    """A folder with one transcript."""
    folder.mkdir(exist_ok=True)
    (folder / "one.txt").write_text(TRANSCRIPT, encoding="utf-8")
    return folder
