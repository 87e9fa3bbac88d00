"""A fuse in front of a service that may be away: after trouble, leave it alone for a moment."""

import time


class Breaker:
    """Open for `rest` seconds after `trip`. Shared by the threads of one process."""

    def __init__(self, rest: float) -> None:
        self.rest = rest
        self._open_until = 0.0

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self._open_until

    def trip(self) -> None:
        self._open_until = time.monotonic() + self.rest

    def reset(self) -> None:
        self._open_until = 0.0
