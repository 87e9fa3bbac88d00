"""Diaries in: what an iCalendar file says about the chosen log days.

Pure: bytes in, frozen values out, nothing stored. Attendees and descriptions are dropped while the
file is read. DiaryProblem is the only error any file can cause.
"""

from .problems import DiaryProblem
from .week import DiaryEvent, read_week

__all__ = ["DiaryEvent", "DiaryProblem", "read_week"]
