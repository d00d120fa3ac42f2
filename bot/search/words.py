"""Words that say little: they weigh less, or nothing, in either language. Grammar, not the vocabulary of any show."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot.search.fold import deep
from bot.search.units import surface_of

FILLERS = "啊嗯呃欸喔哦噢嘛呢吧啦呀哈那就的了"
"""Particles that speakers drop in and listeners forget."""

LOCATING = (
    "哪一集有讲到", "哪一集讲到", "哪一集有提到", "哪一集提到", "哪集有讲到", "哪集讲到", "哪一集在讲", "哪一集有说到",
    "哪一集说到", "哪集有说到", "哪集说到", "哪一集在聊", "哪一集聊到", "哪一集有聊到", "哪集在讲", "哪集在聊",
    "哪集聊到", "哪集有提到", "哪集提到", "在哪一集", "在哪集", "是哪一集", "是哪集", "哪一集", "哪集", "谁说过",
    "谁讲过", "谁提过", "有人说过", "有人讲过", "有没有说过", "有没有讲过", "有没有聊过", "有没有提到",
    "在哪里讲", "请问",
)  # fmt: skip
"""Ways of asking where something was said, in Simplified script: what is left is what was said."""

ASKING = (
    "到底是什么", "是什么意思", "什么意思", "有什么用", "有什么好处", "怎么办", "怎么做", "做什么", "为何",
    "为什么", "是什么", "叫什么", "什么时候", "什么是", "什么", "有哪些", "有哪几", "是哪一", "哪一个", "哪一家",
    "哪一间", "哪里", "哪些", "哪个", "哪种", "哪几", "怎么样", "怎么", "如何", "几个", "几颗", "多少", "多大", "多久",
    "多高", "是谁", "谁", "是不是", "有没有", "会不会", "能不能", "可不可以", "是否", "吗", "呢",
    "有说过", "有讲过", "有聊过", "有提过", "是甚么意思", "甚么意思", "是甚么", "甚么", "怎么说",
)  # fmt: skip
"""Ways of asking in Mandarin, in Simplified script; the longest that fits is taken out."""

QUESTIONS_ENGLISH = frozenset({
    "what", "why", "how", "which", "who", "whom", "whose", "when", "where", "did", "does",
})  # fmt: skip
"""Words that make a question of an English sentence."""

ASKING_ENGLISH = QUESTIONS_ENGLISH | {
    "do", "is", "are", "was", "were", "the", "a", "an", "of", "in", "on", "to", "and", "that", "they", "it", "this",
    "about", "episode", "said", "say", "talk", "mention",
}  # fmt: skip
"""Words of an English question that its answer need not have."""


@cache
def fillers() -> NDArray[np.bool_]:
    """Shape (65536,): which surfaces are those of fillers."""
    table = np.zeros(1 << 16, np.bool_)
    table[[surface_of(deep(character)) for character in FILLERS]] = True
    return table
