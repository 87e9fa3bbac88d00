"""The sentences that refuse a file: what is wrong with it, and what to do."""

from __future__ import annotations

KINDS = "Choose a PDF, a Word, Excel or PowerPoint file, a PNG or JPEG picture, or an MP4 film."
EMPTY = "The file is empty. Choose it again."
UNKNOWN = f"We do not know what this file is. {KINDS}"
HIDDEN = "A second file is hidden in this one. Save it again from the program that made it."
BROKEN = "The file is damaged or was cut short. Save it again, then choose it again."
LOCKED = "The file is locked by a password. Save it without one: nobody could open it."


class Refused(ValueError):
    """The message is a sentence for whoever chose the file."""
