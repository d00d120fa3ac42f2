"""The build's one step that pyproject.toml cannot say: the catalogues are compiled into the wheel."""

import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithCatalogues(build_py):
    """Copies the packages, then puts a `.mo` beside each `.po` of the copy; the source is left as it is."""

    def run(self) -> None:
        """Build."""
        super().run()
        if self.editable_mode:  # runs from the source, where catalogues are compiled in memory
            return
        for po in Path(self.build_lib).glob("handlers/locale/*/LC_MESSAGES/*.po"):
            machine = io.BytesIO()
            with po.open("rb") as text:
                write_mo(machine, read_po(text))
            po.with_suffix(".mo").write_bytes(machine.getvalue())


setup(cmdclass={"build_py": BuildWithCatalogues})
