"""The first page: what the programme is, or what comes next for the person signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Person
from productive_leader.site.demo.access import demo_is_open
from productive_leader.site.evidence import REPORTED
from productive_leader.site.next_things import next_things_for
from productive_leader.site.queries.people import posts_of
from productive_leader.site.queries.standing import standing_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Person) and request.user.is_authenticated:
        return _next_things(request, request.user)
    context = {"reported": REPORTED, "demo": demo_is_open(request)}
    return render(request, "site/welcome.html", context)


def _next_things(request: HttpRequest, person: Person) -> HttpResponse:
    standing = standing_of(person)
    context = {
        "things": next_things_for(person, standing),
        "posts": posts_of(person),
        "holds_workshops": standing.is_chief_executive or standing.is_facilitator,
    }
    return render(request, "site/home.html", context)
