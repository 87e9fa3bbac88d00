"""Range expressions for exclusion constraints on a PostgreSQL without btree_gist.

GiST compares ranges out of the box but not plain numbers or text, so a number becomes the range
that holds it alone, and a short text the range of its hash.
"""

from django.contrib.postgres.fields import DateRangeField
from django.db.models import F, Func, Value


def point(field: str) -> Func:
    """The int8range that holds the number in `field` alone."""
    return Func(F(field), F(field), Value("[]"), function="int8range")


def text_point(field: str) -> Func:
    """The int8range that holds the hash of the text in `field` alone."""
    hashed = Func(F(field), function="hashtext")
    return Func(hashed, hashed, Value("[]"), function="int8range")


def dates(start: str, end: str) -> Func:
    """The daterange from `start` to `end`, both included; an empty end is open."""
    return Func(F(start), F(end), Value("[]"), function="daterange", output_field=DateRangeField())
