"""The colours of categories, for charts: the page's stylesheet has the same table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colour:
    """Hexadecimal: the fill, letters on it (4.5:1 at least), and its edge on white (3:1)."""

    fill: str
    ink: str
    edge: str


WHITE, DARK = "#ffffff", "#0b1419"
INK = "#212b32"  # text beside a picture
RULE = "#768692"  # axes and grid lines


def _strong(fill: str, ink: str = WHITE) -> Colour:
    return Colour(fill, ink, fill)


PALETTE: dict[str, Colour] = {
    "c01": _strong("#0f6350"),
    "c02": _strong("#209e99", DARK),
    "c03": _strong("#2a3c8f"),
    "c04": _strong("#6f94de", DARK),
    "c05": _strong("#6531ad"),
    "c06": _strong("#5b7d2c"),
    "c07": _strong("#bd1a72"),
    "c08": _strong("#b3560a"),
    "c09": _strong("#c08a0c", DARK),
    "c10": _strong("#0b6fa6"),
    "c11": _strong("#93509a"),
    "c12": _strong("#de6355", DARK),
    "c13": _strong("#735600"),
    "c14": _strong("#4d6370"),
    "c15": _strong("#981a2f"),
    "c16": Colour("#d8dde0", INK, RULE),
    "c17": _strong("#3c221e"),
}
