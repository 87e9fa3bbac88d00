"""Parts of a page that are the same for everybody and always: drawn once in a process."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=64)
def constant(name: str) -> str:
    """The template `name`, which takes no context."""
    return render_to_string(name)
