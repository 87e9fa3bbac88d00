"""Controls of forms, for every room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms


class TextArea(forms.Textarea):
    """Browsers end lines with two characters, we with one: what is not touched stays the same."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        if not isinstance(value, str):
            return value
        return value.replace("\r\n", "\n").replace("\r", "\n")
