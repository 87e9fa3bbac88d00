"""Text of several lines, as typed."""

from productive_leader.core.widgets import TextArea

__all__ = ["TextArea"]
