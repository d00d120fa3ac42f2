"""A process that only opens a store and searches: `python -m benchmarks.fresh STORE`, queries on standard input.

Prints its memory in MB as JSON: `resident` now, of which `private` is not the file's or a library's, and the highest;
after how many `queries`.
"""

import asyncio
import json
import re
import sys
from pathlib import Path

from benchmarks.scoring import ask_naji
from bot.model import Scope
from storage.sqlite import open_store

_KB = 1024


async def _search(path: Path, texts: list[str]) -> None:
    async with await open_store(path) as store:
        shows = await store.read(lambda snapshot: snapshot.shows())
        await ask_naji(store, Scope(frozenset(show.id for show in shows)), texts)
        print(json.dumps(_memory() | {"queries": len(texts)}))


def _memory() -> dict[str, float]:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    of = {name: int(kb) * _KB / 1e6 for name, kb in re.findall(r"(VmRSS|VmHWM|RssAnon):\s+(\d+) kB", status)}
    return {"resident": round(of["VmRSS"]), "private": round(of["RssAnon"]), "highest": round(of["VmHWM"])}


if __name__ == "__main__":
    asyncio.run(_search(Path(sys.argv[1]), sys.stdin.read().splitlines()))
