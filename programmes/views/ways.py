"""Ways back that depend on who looks."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import Person
from programmes.models import Programme
from programmes.permissions import programmes_taken_part_in, programmes_visible_to


def home_of(programme: Programme, person: Person) -> str:
    """The page of a programme that shows this person most."""
    if programmes_visible_to(person).contains(programme):
        return reverse("programme", args=[programme.pk])
    if programmes_taken_part_in(person).contains(programme):
        return reverse("programme_sessions", args=[programme.pk])
    return reverse("organisation_map", args=[programme.organisation.code])
