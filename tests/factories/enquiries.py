"""Conversations with people outside, in one call."""

from __future__ import annotations

import uuid
from typing import Any

from modules.enums import Nation, Topic
from modules.models import Enquiry


def an_enquiry(text: str = "May we use the modules in Scotland?", **fields: Any) -> Enquiry:
    """A question as the service keeps it; nothing is sent."""
    defaults = {
        "form_key": uuid.uuid4(),
        "name": "Fiona Muir",
        "email": "fiona.muir@glen.example",
        "organisation": "NHS Glen",
        "nation": Nation.SCOTLAND,
        "topic": Topic.MODULES,
    }
    enquiry = Enquiry.objects.create(**defaults | fields)
    enquiry.messages.create(text=text, written_at=enquiry.asked_at)
    return enquiry
