"""Whether a file that somebody uploads is what the catalogue takes: judged by content alone.

Knows no framework. A file is read in parts where it lies; nothing is unpacked before its size is
known to be small.
"""

from modules.uploads.examining import LIMITS, MB, examine
from modules.uploads.refusing import Refused

__all__ = ["LIMITS", "MB", "Refused", "examine"]
