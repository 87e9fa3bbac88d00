"""Time capture and its results: captures, days, blocks, grants, comparisons, reports."""
