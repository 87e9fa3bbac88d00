"""Which time zone a name in a calendar file means."""

import io
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from zoneinfo import ZoneInfo

from dateutil.tz import tzical
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from assessments.timeline import LONDON

LONGEST_NAME = 255
OUTLOOK_ON_THE_WEB = {"tzone://Microsoft/Utc": "UTC"}


class Zones:
    """The zones of one file. Their definitions stay here.

    icalendar keeps zone definitions for the whole process, so one person's "Customised zone"
    would shift another person's diary.
    """

    def __init__(self, definitions: Mapping[str, list[str]]) -> None:
        self._definitions = {_plain(name): lines for name, lines in definitions.items()}
        self._known: dict[str, tzinfo | None] = {}

    def find(self, name: str) -> tzinfo | None:
        """The zone of this name: a real place, a Windows name, or the file's own definition."""
        name = _plain(name)
        if name not in self._known:
            self._known[name] = self._look_up(name)
        return self._known[name]

    def find_or_london(self, name: str) -> tzinfo:
        return (name and self.find(name)) or LONDON

    def _look_up(self, name: str) -> tzinfo | None:
        place = WINDOWS_TO_OLSON.get(name) or OUTLOOK_ON_THE_WEB.get(name, name)
        return _place(place) or self._defined(name) or next(_places_at_the_end(place), None)

    def _defined(self, name: str) -> tzinfo | None:
        lines = self._definitions.get(name)
        if not lines:
            return None
        text = "\n".join(["BEGIN:VTIMEZONE", "TZID:own", *lines, "END:VTIMEZONE"])
        try:
            zone: tzinfo | None = tzical(io.StringIO(text)).get()
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        return zone


def _plain(name: str) -> str:
    """Without what some exporters add: a leading slash, quotes, backslashes before commas."""
    return name[:LONGEST_NAME].replace("\\", "").strip('/" ')


def _place(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not found, no such path, a folder of zones
        return None


def _places_at_the_end(name: str) -> Iterator[tzinfo]:
    """The place in a name such as /mozilla.org/20050126_1/Europe/London."""
    parts = name.split("/")[-3:]
    for start in range(len(parts)):
        zone = _place("/".join(parts[start:]))
        if zone:
            yield zone
