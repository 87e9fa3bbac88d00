"""What is thrown away at night. Each room registers its own broom."""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)

Broom = Callable[[], int]
_brooms: dict[str, Broom] = {}


def nightly(broom: Broom) -> Broom:
    """Run this function every night, UTC; it deletes by itself and returns how many."""
    _brooms[f"{broom.__module__}.{broom.__name__}"] = broom
    return broom


def sweep_out() -> dict[str, int]:
    """Run every broom. One that breaks does not keep the others from sweeping."""
    swept = {}
    for name, broom in _brooms.items():
        try:
            swept[name] = broom()
        except Exception:  # one room's trouble must not fill the disk of another
            logger.exception("Nightly cleaning failed: %s", name)
    return swept
