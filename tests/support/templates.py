"""Makes an undefined variable in a template of ours fail the test that draws it."""

import inspect
from pathlib import Path

from django.template import engines
from django.template.base import Node

OURS = Path(__file__).resolve().parents[2]
# Django, allauth and crispy draw undefined variables as nothing on purpose, all over their own
# templates; those lie in the virtual environment. What we wrote ourselves has no such excuse.
THEIRS = OURS / ".venv"


class UndefinedVariable(AssertionError):
    """A template of ours names something that its view did not give it."""


class FailOnUndefined:
    """Stands for Django's `string_if_invalid`: Django formats it with the variable's name."""

    def __contains__(self, part: str) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        template = _template_being_drawn()
        if template is None or _is_theirs(template):
            return ""
        raise UndefinedVariable(f"{template} uses {variable}, which is undefined.")

    def __str__(self) -> str:
        return ""


def fail_on_undefined() -> None:
    """From now on, for the whole run."""
    engines["django"].engine.string_if_invalid = FailOnUndefined()


def _template_being_drawn() -> str | None:
    frame = inspect.currentframe()
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return str(node.origin.name)
        frame = frame.f_back
    return None


def _is_theirs(template: str) -> bool:
    path = Path(template)
    return not path.is_relative_to(OURS) or path.is_relative_to(THEIRS)
