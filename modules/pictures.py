"""The picture that a share link shows: a module's name, its collection, whose it is."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630  # pixels, as those who show links expect
MARGIN = 88
GROUND, INK, QUIET = "#2a3c8f", "#ffffff", "#d5dbf5"
BARS = ((0, 78), (26, 110), (52, 55))  # as in our icon: distance from the top, length
BAR = 16  # high
NAME_TOP, NAME_HEIGHT = 216, 270
SIZES = (96, 84, 72, 60, 50)  # of the name: the largest that fits
LEADING = 1.16  # of the size


def share_picture(name: str, collection: str, service: str) -> bytes:
    """A PNG. The letters are those that the library brings, so that it looks the same anywhere."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    pen = ImageDraw.Draw(picture)
    for top, length in BARS:
        pen.rectangle((MARGIN, MARGIN + top, MARGIN + length, MARGIN + top + BAR), fill=INK)
    pen.text((MARGIN + 140, MARGIN + 34), service, font=_font(36), fill=INK, anchor="lm")
    _write_name(pen, name)
    if collection != service:
        pen.text((MARGIN, HEIGHT - MARGIN), collection, font=_font(36), fill=QUIET, anchor="ls")
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _write_name(pen: ImageDraw.ImageDraw, name: str) -> None:
    font, lines = _fitted(name)
    for number, line in enumerate(lines):
        at = (MARGIN, NAME_TOP + number * font.size * LEADING)
        pen.text(at, line, font=font, fill=INK, stroke_width=1, stroke_fill=INK)


def _fitted(name: str) -> tuple[Any, list[str]]:
    """The largest letters in which the name fits, and its lines; what is too long is cut."""
    for size in SIZES:
        font, most = _font(size), int(NAME_HEIGHT / (size * LEADING))
        lines = _balanced(name, font)
        if len(lines) <= most:
            break
    return font, lines[:most]


def _balanced(name: str, font: Any) -> list[str]:
    """As few lines as there must be, and each about as long as the next."""
    widest = WIDTH - 2 * MARGIN
    fewest = len(_wrapped(name, font, widest))
    narrow = (width for width in range(widest // 2, widest, 20))
    tried = (_wrapped(name, font, width) for width in narrow)
    return next((lines for lines in tried if len(lines) == fewest), _wrapped(name, font, widest))


def _wrapped(name: str, font: Any, width: int) -> list[str]:
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _font(size: int) -> Any:
    return ImageFont.load_default(size=size)
