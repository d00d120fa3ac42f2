"""Made-up talk for the tests of recognition: written for them, in one-minute blocks and in short cues."""

from collections.abc import Sequence
from random import Random

from bot.model import Cue

BLOCK_MS = 60_000
TALK = (
    "我們上次講到烘豆機的溫度要怎麼抓 很多人一開始都會抓得太高 結果外面焦了裡面還是生的 ",
    "其實火力跟風門是要一起看的 你把風門開大的時候 熱空氣會跑得比較快 豆子表面就不會燒起來 ",
    "我自己的做法是先把鍋子熱到兩百度 下豆之後就把火關小 讓它慢慢回溫 大概一分半會到最低點 ",
    "然後你會聽到第一爆 那個聲音很像爆米花 這個時候要開始注意香氣的變化 不要只看溫度 ",
    "如果你喜歡酸一點的 第一爆結束就可以下豆了 喜歡苦的就再等一下 等到表面開始出油 ",
)
READ = (
    "本期節目由小山農場贊助播出 小山農場是一間在花蓮的茶園 他們的蜜香紅茶是用手採的葉子做的 喝起來有一種很自然的甜味 ",
    "我這兩個月每天早上都泡一壺 冷泡也可以 放一個晚上味道就出來了 辦公室的同事都問我那是什麼 茶葉的罐子也很漂亮 ",
    "現在到月底之前 只要在他們的官網結帳的時候輸入專屬優惠碼 就可以打九折 ",
    "連結放在資訊欄 本集業配就到這邊 謝謝小山農場的贊助 ",
)
REMINDER = "最後提醒一下 想喝小山農場蜜香紅茶的朋友 連結一樣放在本集的資訊欄 大家可以參考一下 "
ENGLISH_TALK = (
    "So when we started the project nobody thought that the models would be any good at this.",
    "We had collected the recordings over three summers, mostly birds, and some frogs in the evening.",
    "The hard part was always the wind, because it covers exactly the band that you want to hear.",
    "What we do now is to train on the noise first, and then to subtract what the network expects.",
)
ENGLISH_READ = (
    "This episode is brought to you by Harbor Lamps.",
    "I have had one of their lamps on my desk since last winter and my eyes thank me every evening.",
    "It gets warmer by itself when the sun goes down, which I did not know that I wanted.",
    "Use the promo code birdsong at checkout and you get 20% off, and now back to the show.",
)


def blocks(text: str) -> list[Cue]:
    """The text in one-minute blocks of 280 characters, as a recogniser of such a show writes it."""
    parts = [text[at : at + 280] for at in range(0, len(text), 280)]
    return [Cue(nth * BLOCK_MS, (nth + 1) * BLOCK_MS, part) for nth, part in enumerate(parts)]


def lines(texts: Sequence[str], cue_ms: int = 6_000, first_ms: int = 0) -> list[Cue]:
    """A cue each."""
    starts = range(first_ms, first_ms + cue_ms * len(texts), cue_ms)
    return [Cue(start, start + cue_ms, text) for start, text in zip(starts, texts, strict=True)]


def shuffled(seed: int, count: int = 800) -> str:
    """So many characters in an order by chance, in lines of twelve: no two of these say the same."""
    letters = Random(seed).choices("".join(TALK).replace(" ", ""), k=count)
    return " ".join("".join(letters[at : at + 12]) for at in range(0, count, 12)) + " "


def talked(times: int, seed: int = 0) -> str:
    """So many rounds of talk, each sentence in another order so that nothing is said over and over."""
    order = [TALK[(nth * 3 + nth // 5 + seed) % len(TALK)] for nth in range(times)]
    return "".join(f"{text}{nth + seed}號 " for nth, text in enumerate(order))
