"""Parts of a page that are drawn once in a process, for everybody or for the same values."""

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=64)
def constant(name: str) -> str:
    """The template `name`, which takes no context."""
    return render_to_string(name)


@register.simple_tag
@lru_cache(maxsize=2048)
def drawn(name: str, **values: Hashable) -> str:
    """The template `name` with these values and nothing else, drawn again only for other values.

    For what a long page shows many times and seldom anew. The values are the key: text, numbers,
    tuples and frozen dataclasses of them, never something that changes underneath.
    """
    return render_to_string(name, values)
