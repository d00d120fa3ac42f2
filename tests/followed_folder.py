"""A folder that is followed, and what was told of it: shared by the tests of following."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import NajiError
from bot.transcripts.following import SETTLE_S, FollowedFolder, Follower
from bot.transcripts.ingest import FileOutcome, Indexer, Outcome
from tests.memory import MemoryStore
from tests.test_transcripts_ingest import BLOCK, index_by_cue

NOW = 1_700_000_000.0
INDEXER = Indexer(index_by_cue)


@dataclass
class Bench:
    """A folder, a store, a time that stands, and what was told."""

    folder: Path
    store: MemoryStore = field(default_factory=MemoryStore)
    now: float = NOW
    told: list[FileOutcome] = field(default_factory=list)
    complaints: list[NajiError] = field(default_factory=list)
    follower: Follower = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.restart()

    def restart(self) -> None:
        """As the program does."""
        self.follower = Follower(
            self.store,
            FollowedFolder("wave", self.folder),
            self.told.append,
            self.complaints.append,
            INDEXER,
            lambda: self.now,
        )

    def write(self, name: str, text: str = BLOCK, *, age_s: float = 3600) -> Path:
        path = self.folder / name
        path.write_text(f"{text}\n", "utf-8")
        os.utime(path, (self.now - age_s, self.now - age_s))
        return path

    async def look(self, *, after_s: float = SETTLE_S, remove: bool = False) -> bool:
        self.now += after_s
        return await self.follower.look(remove=remove)

    async def follow(self) -> None:
        """Look until nothing waits."""
        while await self.look():
            pass

    async def stems(self) -> list[str]:
        return sorted(await self.store.read(lambda snapshot: snapshot.fingerprints("wave")))

    def heard(self) -> list[tuple[str | None, Outcome]]:
        """What was told since the last time."""
        told = [(one.stem, one.outcome) for one in self.told]
        self.told.clear()
        return told

    def codes(self) -> list[str]:
        """What was wrong with the folder since the last time."""
        codes = [error.code for error in self.complaints]
        self.complaints.clear()
        return codes
