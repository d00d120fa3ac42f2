"""What was heard wrong, as it is shown: the right words, and behind them in brackets that they are a correction."""

from bot.amends import Amendment, Marks, applied
from handlers.columns import clean
from handlers.locale import Words


def amended(text: str, marks: Marks, amendments: tuple[Amendment, ...], words: Words) -> tuple[str, Marks]:
    """A cleaned text with its corrections, and the marks where they stand then."""

    def shown(amendment: Amendment, heard: str) -> str:
        return words.say("corrected.shown", right=clean(amendment.right), heard=heard)

    return applied(clean(text), marks, amendments, shown)
