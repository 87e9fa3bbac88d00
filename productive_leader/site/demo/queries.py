"""Who can be become, and what was sent."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import Person
from productive_leader.core.models import Email
from productive_leader.site.demo.people import CAST, DemoPerson


def demo_people() -> list[DemoPerson]:
    """Those of the cast who have been made already, in the order of the cast."""
    emails = [person.email for person in CAST]
    made = set(Person.objects.filter(email__in=emails).values_list("email", flat=True))
    return [person for person in CAST if person.email in made]


def people_to_become() -> QuerySet[Person]:
    """Made-up people alone: no real address ends in .example."""
    return Person.objects.filter(email__endswith=".example", is_active=True)


def extras() -> QuerySet[Person]:
    """Everybody who can be become but is not of the cast, by name."""
    return people_to_become().exclude(email__in=[person.email for person in CAST])


def messages_to(address: str) -> QuerySet[Email]:
    """Messages whose address contains the text, newest first."""
    return Email.objects.filter(to__icontains=address).order_by("-queued_at", "-pk")
