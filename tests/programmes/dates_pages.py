"""What the tests of the pages of dates share."""

from django.test import Client
from django.urls import reverse

from accounts.models import Person
from programmes.models import Team
from tests.programmes.series import quiet


def enter(client: Client, person: Person) -> Client:
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def of_team(name: str, team: Team) -> str:
    return reverse(name, args=[team.programme_id, team.pk])


def of_session(name: str, team: Team, number: int = 1) -> str:
    return reverse(name, args=[team.sessions.get(number=number).pk])


def proposal(**changes) -> dict[str, str]:
    first = quiet(1).isoformat()
    return {"first_on": first, "starts_at": "10:00", "pace": "template"} | changes


def description(**changes) -> dict[str, object]:
    return {"name": "Email", "minutes": "60", "audience": "everybody"} | changes


def errors(response) -> list[str]:
    """What the form says, in its order; a refusal answers 200."""
    assert response.status_code == 200
    return [text for texts in response.context["form"].errors.values() for text in texts]


def news(response) -> list[str]:
    return [str(one) for one in response.context["messages"]]
