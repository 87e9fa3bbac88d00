"""A leader's diary for the rest of the running week, as Outlook would save it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

Meeting = tuple[str, str, str, str]
TODAY: tuple[Meeting, ...] = (
    ("0830", "0900", "Catch-up with Amir", ""),
    ("0930", "1100", "Clinical governance group", ""),
    ("1130", "1230", "Appointments panel", ""),
    ("1330", "1430", "Job planning review", ""),
    ("1430", "1500", "Dentist", "CLASS:PRIVATE"),
    ("1530", "1700", "Patient safety committee", ""),
    ("1700", "1730", "Optional: vendor showcase", "TRANSP:TRANSPARENT"),
)
LATER: tuple[Meeting, ...] = (
    ("0900", "1030", "Executive team meeting", ""),
    ("1100", "1200", "One-to-one with the chief nurse", ""),
    ("1400", "1530", "Integrated care partnership", ""),
)


def diary_of(days: Sequence[date]) -> bytes:
    """An iCalendar file: a full first day, a few meetings on each later one."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Northvale//Demo diary//EN"]
    for place, day in enumerate(days):
        for meeting in TODAY if place == 0 else LATER:
            lines += _event(day, meeting)
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def _event(day: date, meeting: Meeting) -> list[str]:
    start, end, title, more = meeting
    written = f"{day:%Y%m%d}"
    return [
        "BEGIN:VEVENT",
        f"UID:{written}-{start}@northvale.example",
        f"DTSTAMP:{written}T060000Z",
        f"DTSTART;TZID=Europe/London:{written}T{start}00",
        f"DTEND;TZID=Europe/London:{written}T{end}00",
        f"SUMMARY:{title}",
        *([more] if more else []),
        "END:VEVENT",
    ]
