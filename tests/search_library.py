"""A tiny show in memory for the tests of searching: what it says is known to the word."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from functools import cache

from bot.model import Cue, EpisodeDraft, EpisodeFacts, Scope, ShowId
from bot.ports import Snapshot
from bot.search.engine import index_episode
from tests.memory import MemoryStore

ROASTING = (
    "歡迎來到週末的烘豆教室 今天談小店的護城河",
    "有人說豆子便宜就會有客人 我看不一定 口味記得住才留得住人",
    "我們把 Gaudi 的照片貼在牆上 因為曲線看起來很放鬆",
    "第二代烘豆機買了3年 溫度計壞過兩次 修一次要等一個月",
    "說到等 上次客人等了二十分鐘還說謝謝 我差點哭出來",
    "再來是磨豆機 刀盤鈍了粉就不均勻 萃取會忽酸忽苦",
    "下一集要請 Etched 工作室的朋友來聊招牌的設計",
)
SIMPLIFIED = (
    "这一集接着说小店的护城河和邻居",
    "隔壁开了一家面包店 我们就一起做早餐",
    "面包师傅四点起床 烤箱的声音像火车进站",
    "fabless 这个词他也第一次听说 还以为是没有布料",
    "他的女儿在学大提琴 晚上会来店里练习",
)
MISHEARD = (
    "有聽眾寫信問互成何要怎麼挖 這個問題很好",
    "他開的是腳踏車行 修車的速度全城最快",
    "可是隔一條街來了連鎖店 價錢砍了一半",
    "我的建議是把客人的車記在本子上 下次一推進門就知道換過什麼",
    "講完高迪 我們明年想去巴塞隆納看看屋頂",
    "edged 的人傳訊息說他們可能晚點到",
)
STEMS: Mapping[str, Sequence[str]] = {"ep1": ROASTING, "ep2": SIMPLIFIED, "ep3": MISHEARD}
CUE_MS = 8_000


def timed(texts: Sequence[str], cue_ms: int = CUE_MS) -> list[Cue]:
    """Texts one after the other, each as long as the others."""
    return [Cue(i * cue_ms, (i + 1) * cue_ms, text) for i, text in enumerate(texts)]


def library(episodes: Mapping[str, Sequence[Cue]], show: str = "beans") -> Snapshot:
    """A store of one show with these episodes, as it stands then."""

    async def fill() -> Snapshot:
        store = MemoryStore()
        for number, (stem, cues) in enumerate(episodes.items(), 1):
            facts = EpisodeFacts(number)
            await store.put_episode(EpisodeDraft(show, stem, facts, cues, index_episode(cues), stem))
        return await store.read(lambda snapshot: snapshot)

    return asyncio.run(fill())


@cache
def beans() -> Snapshot:
    """The show about coffee beans."""
    return library({stem: timed(texts) for stem, texts in STEMS.items()})


def everything(snapshot: Snapshot) -> Scope:
    """All shows of the store."""
    return Scope(frozenset(show.id for show in snapshot.shows()))


NOWHERE = Scope(frozenset())
ELSEWHERE = Scope(frozenset({ShowId(99)}))
WORD = re.compile(r"[A-Za-z]+|\d|[^\W\d_]")
"""What a listener may quote from and to: a Latin word, a digit, a Han character."""
