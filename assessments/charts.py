"""Pictures of results. What stands where is core's business; what is shown and said is ours."""

from __future__ import annotations

from collections.abc import Sequence

from assessments.results import CategoryLine
from productive_leader.core.charts import BarPair, PairedBarChart, paired_bars
from productive_leader.core.dates import format_duration

MOST_BARS = 8  # more than that is a table


def where_the_week_went(
    lines: Sequence[CategoryLine], *, has_claim: bool, name: str = "where"
) -> PairedBarChart:
    """Both weeks of the largest categories, largest first. The title is the finding."""
    largest = sorted(lines, key=lambda line: -max(line.before, line.after))[:MOST_BARS]
    shown = [line for line in largest if line.before or line.after]
    return paired_bars(
        _finding(shown) if has_claim else "Hours a week in each category, as far as logged",
        f"Hours a week in the {len(shown)} largest categories, baseline week and repeat week.",
        [
            BarPair(line.category.label, line.before, line.after, line.category.colour_token)
            for line in shown
        ],
        names=("Baseline week", "Repeat week"),
        name=name,
    )


def _finding(lines: Sequence[CategoryLine]) -> str:
    most = max(lines, key=lambda line: abs(line.change), default=None)
    if most is None or not most.change:
        return "The two weeks look alike"
    verb = "fell" if most.change < 0 else "grew"
    before, after = format_duration(most.before), format_duration(most.after)
    return f"“{most.category.label}” {verb} most: from {before} to {after} a week"
