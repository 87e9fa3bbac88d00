"""Who a person can turn to."""

from __future__ import annotations

from accounts.models import Person, Role
from programmes.models import Membership


def facilitators_of(person: Person) -> list[Person]:
    """The facilitators of the programmes a person takes part in, by name."""
    teams = Membership.objects.filter(person=person, left_on=None).values("team")
    found = Person.objects.filter(
        programmes_facilitated__teams__in=teams, programmes_facilitated__closed_on=None
    )
    return list(found.distinct())


def posts_of(person: Person) -> list[str]:
    """What the person is today, in words: job title, else role, with the organisation."""
    roles = person.roles.current().select_related("organisation").order_by("starts_on", "pk")
    return [_post(role) for role in roles]


def _post(role: Role) -> str:
    title = role.job_title or role.get_kind_display()
    return f"{title}, {role.organisation}" if role.organisation else title
