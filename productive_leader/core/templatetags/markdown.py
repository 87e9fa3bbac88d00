"""Markdown in templates: {{ piece.body|markdown }}, or |markdown:3 below a heading of level 2."""

from django import template

from productive_leader.core.markdown import HIGHEST, to_html

register = template.Library()


@register.filter
def markdown(text: str, top: int = HIGHEST) -> str:
    return to_html(text, top=top)


@register.filter
def markdown_with_anchors(text: str) -> str:
    """For the one text of a page whose headings a list of contents leads to."""
    return to_html(text, anchors=True)
