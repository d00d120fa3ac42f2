"""What may be shown at a place: hidden clips and blocked words, in whatever a use case is about to show.

Every use case that shows words of a transcript goes through here. What is hidden is a span of time, the one that the
hidden clip has now. What shares time with it is not shown; of a hit that only begins in it, the rest is. Words around
a clip are left out cue by cue: where a cue holds anything hidden, a mark stands in its place.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from bot.amends import Amendment, applied
from bot.model import Clip, Cue, EpisodeId, Hit, Place
from bot.ports import Snapshot
from bot.search.fold import deep_key, fold_text
from bot.search.heard import Heard
from bot.search.numerals import NUMERALS, notations
from bot.withheld import ALL, Said

MARK = "…"
"""Stands where words around a clip are left out."""
NEAR_MS = 120_000
"""How far from its words the times of a span may be: those of a portion of a long cue are spread over its letters."""

_LATIN = re.compile("[a-z]")


@dataclass(frozen=True, slots=True)
class Around:
    """The words around a clip, see `bot.clips.Surroundings`."""

    before: Sequence[Cue]
    lead: str
    tail: str
    after: Sequence[Cue]


class Withholding:
    """What must not be shown at a place. Made for one read, and used on its thread only.

    Args:
        snapshot: tells what is hidden and blocked: one call for each set of episodes that is new.
        place: where it would be shown.
    """

    def __init__(self, snapshot: Snapshot, place: Place) -> None:
        self._snapshot = snapshot
        self._place = place
        self._known: set[EpisodeId] = set()
        self._hidden: dict[EpisodeId, Sequence[Said]] = {}
        self._whole: dict[tuple[EpisodeId, Said], tuple[int, int]] = {}
        self._blocked: tuple[str, ...] = ()

    def know(self, episodes: Collection[EpisodeId]) -> None:
        """Look up at once what is hidden in these episodes."""
        new = set(episodes) - self._known
        if new:
            withheld = self._snapshot.withheld(new, self._place)
            self._known |= new
            self._hidden.update(withheld.hidden)
            self._blocked = withheld.blocked

    def is_idle(self, episode: EpisodeId) -> bool:
        """Whether everything of this episode may be shown."""
        self.know({episode})
        return not self._blocked and not self._hidden.get(episode)

    def spans_ms(self, episode: EpisodeId) -> Sequence[tuple[int, int]]:
        """Start and end of what is hidden in an episode, blocked words left out: these are told by `shows`."""
        self.know({episode})
        return [self._span(episode, each) for each in self._hidden.get(episode, ())]

    def blocks(self, episode: EpisodeId, words: str) -> bool:
        """Whether these words of an episode hold any that are blocked."""
        self.know({episode})
        return bool(self._blocked) and holds_any(self._blocked, words)

    def hits(self, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """Those of the hits that may be shown, see `hit`."""
        self.know({hit.episode.id for hit in hits})
        return tuple(shown for hit in hits if (shown := self.hit(hit)))

    def hit(self, hit: Hit) -> Hit | None:
        """The hit, without the words before its match where these must not be shown; None where it must not."""
        self.know({hit.episode.id})
        if self._is_all_hidden(hit.episode.id):
            return None
        if self._shows_hit(hit):
            return hit
        rest = self._without_lead(hit)
        return rest if rest is not None and self._shows_hit(rest) else None

    def shows(self, clip: Clip) -> bool:
        """Whether the clip, with its corrections, may be shown."""
        return self.allows(clip.episode.id, Said(clip.start_ms, clip.end_ms, clip.words), clip.amended)

    def allows(self, episode: EpisodeId, said: Said, amended: Sequence[Amendment] = ()) -> bool:
        """Whether these words may be shown, as they were heard and as they were corrected."""
        self.know({episode})
        if self._blocked:
            corrected, _ = applied(said.words, (), amended, lambda each, _: each.right)
            if holds_any(self._blocked, said.words) or holds_any(self._blocked, corrected):
                return False
        if self._is_all_hidden(episode):
            return False
        near = self._near(episode, said.start_ms, said.end_ms)
        return not near or not self._meets(episode, near, self._span(episode, said))

    def around(self, clip: Clip, within: Sequence[Cue], around: Around) -> Around:
        """The words around a clip that may be shown, with a mark in place of what is left out.

        Args:
            clip: may be shown.
            within: the cues that the clip lies in.
            around: the rest of these, and the cues on either side.
        """
        episode = clip.episode.id
        self.know({episode})
        before, after = self._marked(episode, around.before), self._marked(episode, around.after)
        lead, tail = around.lead, around.tail
        if any(self._hides(episode, cue) for cue in within):
            # On which side of the clip it stands is not asked: its words may be there twice.
            lead, tail = MARK if lead else "", MARK if tail else ""
        return self._unblocked(clip.words, Around(before, lead, tail, after))

    # ------------------------------------------------------------ hidden

    def _shows_hit(self, hit: Hit) -> bool:
        return self.allows(hit.episode.id, Said(hit.start_ms, hit.end_ms, hit.text), hit.amended)

    def _is_all_hidden(self, episode: EpisodeId) -> bool:
        return ALL in self._hidden.get(episode, ())

    def _near(self, episode: EpisodeId, start_ms: int, end_ms: int) -> list[Said]:
        first_ms, last_ms = start_ms - NEAR_MS, end_ms + NEAR_MS
        return [
            each for each in self._hidden.get(episode, ()) if _share((each.start_ms, each.end_ms), first_ms, last_ms)
        ]

    def _meets(self, episode: EpisodeId, hidden: Iterable[Said], span_ms: tuple[int, int]) -> bool:
        return any(_share(self._span(episode, each), *span_ms) for each in hidden)

    def _hides(self, episode: EpisodeId, cue: Cue) -> bool:
        return self._meets(episode, self._near(episode, cue.start_ms, cue.end_ms), (cue.start_ms, cue.end_ms))

    def _marked(self, episode: EpisodeId, cues: Sequence[Cue]) -> Sequence[Cue]:
        return [_left_out(cue) if self._hides(episode, cue) else cue for cue in cues]

    def _span(self, episode: EpisodeId, said: Said) -> tuple[int, int]:
        """All of the time that these words may be meant to be said in: the one they have, and where they are heard."""
        key = episode, said
        if key not in self._whole:
            heard = self._heard(episode, said, at_ms=said.start_ms) if said.words else None
            spans = (said.start_ms, said.end_ms), heard or (said.start_ms, said.end_ms)
            self._whole[key] = min(start for start, _ in spans), max(end for _, end in spans)
        return self._whole[key]

    def _heard(
        self, episode: EpisodeId, said: Said, *, at_ms: int | None = None, until_ms: int = 0
    ) -> tuple[int, int] | None:
        """When these words are said, of several times the one that begins nearest to `at_ms` or ends to `until_ms`."""
        cues = self._snapshot.cues_between(episode, max(said.start_ms - NEAR_MS, 0), said.end_ms + NEAR_MS)
        spots = Heard([placed.cue for placed in cues]).spots(said.words)
        spans = [(spot.start_ms, spot.end_ms) for spot in spots]
        return min(
            spans, key=lambda span: abs(span[1] - until_ms) if at_ms is None else abs(span[0] - at_ms), default=None
        )

    def _without_lead(self, hit: Hit) -> Hit | None:
        """The hit from its first matched word on; None where it begins with it, or is not heard there."""
        cut = hit.marks[0][0] if hit.marks else 0
        words = hit.text[cut:]
        said = Said(hit.start_ms, hit.end_ms, words)
        span = self._heard(hit.episode.id, said, until_ms=hit.end_ms) if cut else None
        if span is None:
            return None
        return replace(
            hit,
            start_ms=span[0],
            end_ms=max(hit.end_ms, span[0] + 1),
            text=words,
            marks=tuple((start - cut, end - cut) for start, end in hit.marks),
            amended=tuple(
                replace(each, start=each.start - cut, end=each.end - cut) for each in hit.amended if each.start >= cut
            ),
        )

    # ------------------------------------------------------------ blocked

    def _unblocked(self, words: str, around: Around) -> Around:
        """The same without the pieces that hold blocked words, alone or together with a neighbour."""
        if not self._blocked:
            return around
        lead, tail = (Cue(0, 0, text) for text in (around.lead, around.tail))
        own = Cue(0, 0, words)
        pieces = [*around.before, lead, own, tail, *around.after]
        bad = self._bad([piece.text for piece in pieces], {len(around.before), len(around.before) + 1})
        shown = [_left_out(piece) if nth in bad and piece is not own else piece for nth, piece in enumerate(pieces)]
        first = len(around.before)
        return Around(shown[:first], shown[first].text, shown[first + 2].text, shown[first + 3 :])

    def _bad(self, texts: Sequence[str], joined: Collection[int]) -> set[int]:
        """Which of consecutive texts hold blocked words.

        Args:
            texts: in order.
            joined: those that go on in the next without a space.
        """
        there = [nth for nth, text in enumerate(texts) if text]
        bad = {nth for nth in there if holds_any(self._blocked, texts[nth])}
        for nth, after in pairwise(there):
            text = f"{texts[nth]}{'' if nth in joined else ' '}{texts[after]}"
            if not bad & {nth, after} and holds_any(self._blocked, text):
                bad |= {nth, after}
        return bad


def holds_any(blocked: tuple[str, ...], text: str) -> bool:
    """Whether a text holds any of these words: case, width, script, spaces and punctuation do not matter.

    Latin words and numbers count whole: what is blocked is not found inside of others. A number is the same in digits
    and in words.
    """
    key = deep_key(text)
    return any(
        words in key and (whole is None or whole.search(fold_text(text)[0]) is not None)
        for words, whole in _matchers(blocked)
    )


@lru_cache(maxsize=32)
def _matchers(blocked: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str] | None], ...]:
    """For each way to write the words what to look for in a text's key, and in its letters where they count whole."""
    ways = ((way, way is not words) for words in blocked for way in (words, *notations(fold_text(words)[0])))
    return tuple((key, _whole_words(way, is_other)) for way, is_other in ways if (key := deep_key(way)))


def _whole_words(words: str, is_other: bool) -> re.Pattern[str] | None:  # noqa: FBT001 - a value that is passed on
    """What finds them whole; None where they may stand inside of others, as Han may.

    Numerals of Han count whole only where nobody typed them.
    """
    letters = [letter for letter in fold_text(words)[0] if letter.isalnum()]
    ahead, behind = (_foreign(letter, is_other) for letter in (letters[0], letters[-1]))
    if not ahead and not behind:
        return None
    middle = r"[\W_]*".join(f"[{letter}{deep_key(letter)}]" for letter in letters)
    return re.compile(f"{f'(?<![{ahead}])' if ahead else ''}{middle}{f'(?![{behind}])' if behind else ''}")


def _foreign(letter: str, is_other: bool) -> str:  # noqa: FBT001 - a value that is passed on
    """What may not stand beside this letter, as the inside of a class of characters; empty for anything may."""
    if letter in "0123456789" or (is_other and letter in NUMERALS):
        return f"a-z0-9{NUMERALS}"
    return "a-z0-9" if _LATIN.match(letter) else ""


def _share(span_ms: tuple[int, int], start_ms: int, end_ms: int) -> bool:
    """Whether two spans share any time; one without length counts as one of 1 ms."""
    return span_ms[0] < max(end_ms, start_ms + 1) and start_ms < max(span_ms[1], span_ms[0] + 1)


def _left_out(cue: Cue) -> Cue:
    return Cue(cue.start_ms, cue.end_ms, MARK)
