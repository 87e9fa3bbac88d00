"""Markdown in templates: {{ piece.body|markdown }}."""

from django import template

from productive_leader.core.markdown import to_html

register = template.Library()


@register.filter
def markdown(text: str) -> str:
    return to_html(text)
