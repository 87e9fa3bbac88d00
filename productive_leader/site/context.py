"""What every page shows: the navigation of this person and the organisation's name."""

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    return {"navigation": [], "organisation_name": "", "person": getattr(request, "user", None)}
