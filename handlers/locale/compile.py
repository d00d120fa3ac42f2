"""Compiles every catalogue: `python -m handlers.locale.compile [FOLDER]`, and the build of the wheel."""

import sys
from pathlib import Path

from handlers.locale import CATALOGUES, compiled


def compile_catalogues(folder: Path = CATALOGUES) -> list[Path]:
    """Write a `.mo` beside each `.po` under the folder; the files written, in order."""
    written = []
    for po in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        mo.write_bytes(compiled(po))
        written.append(mo)
    return written


def main(arguments: list[str]) -> None:
    """Compile the catalogues of the folder that the first argument names, or of this package."""
    compile_catalogues(*map(Path, arguments[:1]))


if __name__ == "__main__":
    main(sys.argv[1:])
