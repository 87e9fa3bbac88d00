"""A limit on processor time that works in any thread.

A repeat rule of a few bytes can keep a library busy for hours without returning, for example every
second of a day that no month has. Python's profile hook runs at each call on this thread alone,
which is the one place from which such a loop can be stopped.
"""

import sys
import time
from types import FrameType, TracebackType
from typing import Any, Self

CALLS_BETWEEN_LOOKS = 512


class OutOfTime(BaseException):
    """The work was stopped where it stood."""


class TimeLimit:
    """Raises OutOfTime within the block: after `seconds` in all, or `each` since `next_piece`.

    Seconds are of this thread's processor, so a busy machine refuses nothing. Without effect while
    somebody else profiles this thread.
    """

    def __init__(self, *, seconds: float, each: float) -> None:
        self._end = time.thread_time() + seconds
        self._each = each
        self._calls = 0
        self._ours = False
        self.next_piece()

    def next_piece(self) -> None:
        self._piece_end = time.thread_time() + self._each

    @property
    def piece_is_over(self) -> bool:
        return time.thread_time() > self._piece_end

    def __enter__(self) -> Self:
        self._ours = sys.getprofile() is None
        if self._ours:
            sys.setprofile(self._look)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._ours:
            sys.setprofile(None)

    def _look(self, _frame: FrameType, _event: str, _argument: Any) -> None:
        self._calls += 1
        if self._calls % CALLS_BETWEEN_LOOKS == 0:
            now = time.thread_time()
            if now > self._end or now > self._piece_end:
                raise OutOfTime
