"""Pictures of the programmes room."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from productive_leader.core.charts import TENTHS, BarPair, PairedBarChart, paired_bars

CONTROL, ENERGY = "In control of my week", "Energy"


def pulse_chart(sessions: Sequence[tuple[str, Decimal, Decimal]]) -> PairedBarChart:
    """Two bars a session, of 1 to 5: its name, the mean of control and of energy."""
    return paired_bars(
        _finding(sessions),
        "For each session, how in control of their week people felt and how much energy they had, "
        "on average, from 1 to 5.",
        [
            BarPair(name, _tenths(control), _tenths(energy), "c10")
            for name, control, energy in sessions
        ],
        TENTHS,
        names=(CONTROL, ENERGY),
        name="pulse",
    )


def _finding(sessions: Sequence[tuple[str, Decimal, Decimal]]) -> str:
    first, last = sessions[0][1], sessions[-1][1]
    if len(sessions) == 1:
        return f"In control of their week: {last} of 5"
    if first == last:
        return f"In control of their week: {last} of 5, as after the first session"
    way = "up" if last > first else "down"
    return f"In control of their week: {last} of 5, {way} from {first}"


def _tenths(mean: Decimal) -> int:
    return int(mean * 10)
