"""Names and addresses as people write them, and as they are compared."""

from __future__ import annotations

import re
import unicodedata

SHOWN = 60  # characters of a cell that a sentence quotes
TITLES = {"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "sir", "dame", "rev", "cllr"}
_ATOM = r"[-!#$%&'*+/=?^_`{}|~0-9a-z]+"
_ADDRESS = re.compile(
    rf"{_ATOM}(?:\.{_ATOM})*@(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+[a-z]{{2,63}}"
)
_MAILTO = re.compile(r"\s*mailto\s*:\s*([^?]*).*", re.IGNORECASE | re.DOTALL)


def is_address(email: str) -> bool:
    """Whether it can be an e-mail address; in lower case."""
    fits = len(email) <= 254 and len(email.partition("@")[0]) <= 64
    return fits and bool(_ADDRESS.fullmatch(email))


def address(words: str) -> str:
    """As it is kept: lower case, without “mailto:”, brackets, quotes and trailing signs."""
    link = _MAILTO.fullmatch(words)
    return (link[1] if link else words).strip("<>()[]\"'“”‘’ .,;:").lower()


def turned(name: str) -> str:
    """The first name first.

    >>> turned("Ahmed, Dr Alice (Northvale)"), turned("Amir Khan")
    ('Dr Alice Ahmed', 'Amir Khan')
    """
    last, comma, first = name.partition(",")
    first = re.sub(r"\([^()]*\)$", "", first.strip()).strip()
    if not comma or not first or not last.strip() or "," in first or "@" in name:
        return name
    return f"{first} {last.strip()}"


def words(cell: str) -> str:
    """A heading, a role or a name as it is compared: lower case, without signs.

    >>> words("E-mail address:")
    'e mail address'
    """
    return " ".join(re.findall(r"[^\W_]+", cell.lower()))


def key(name: str) -> str:
    """A name as it is compared: also without accents."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return words("".join(one for one in parts if not unicodedata.combining(one)))


def plain_key(name: str) -> str:
    """The same without titles: Dr Alice Ahmed is Alice Ahmed."""
    return " ".join(word for word in key(name).split() if word not in TITLES)


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for case, accents, signs and titles."""
    return plain_key(one) == plain_key(other)


def shown(text: str) -> str:
    """As much of a cell as a sentence can hold."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
