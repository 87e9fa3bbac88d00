"""What a person is here."""

from __future__ import annotations

from accounts.models import Person, Role


def posts_of(person: Person) -> list[str]:
    """What the person is today, in words: job title, else role, with the organisation."""
    roles = person.roles.current().select_related("organisation").order_by("starts_on", "pk")
    return [_post(role) for role in roles]


def _post(role: Role) -> str:
    title = role.job_title or role.get_kind_display()
    return f"{title}, {role.organisation}" if role.organisation else title
