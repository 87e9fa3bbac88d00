"""The way into the pages of the national administrators."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guards import SignedInRequest, for_nationals, signed_in
from productive_leader.site.next_things.office import office_things
from productive_leader.site.queries.office import office_waiting


@require_safe
@signed_in
@for_nationals
def office(request: SignedInRequest) -> HttpResponse:
    """What waits, and everything there is to look after."""
    waiting = office_waiting()
    context = {"waiting": waiting, "things": office_things(waiting)}
    return render(request, "site/office.html", context)
