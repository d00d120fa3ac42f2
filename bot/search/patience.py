"""How long a search may take: what is found by then is answered."""

from collections.abc import Callable


class Patience:
    """Ends what a search could go on with. The clock is the caller's.

    Args:
        is_over: whether the time is up.
        brief: whether fewer places are looked at from the start, as for what somebody still types.

    Attributes:
        brief: as given.
        ran_out: whether something was left out.
    """

    def __init__(self, is_over: Callable[[], bool] = lambda: False, *, brief: bool = False) -> None:
        self._is_over = is_over
        self.brief = brief
        self.ran_out = False

    def lasts(self) -> bool:
        """Whether there is time for a further step; once there was none, there is none any more."""
        self.ran_out = self.ran_out or self._is_over()
        return not self.ran_out
