"""A calendar message that came back is on the page where the facilitator looks first."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from productive_leader.core.models import Email
from productive_leader.site.queries.cockpit import cockpit_of
from programmes.enums import CalendarMethod
from programmes.models import Session, Team
from programmes.services.calendar_mail import write_release
from programmes.services.releases import resend_series
from tests.factories.assessments import a_team, leaders_of
from tests.factories.sessions import a_session, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """Alice and Amir were told of one session; Bob leads."""
    team = a_team()
    tell(a_session(team, at(5)))
    return team


def tell(session: Session) -> None:
    """Write the messages that its release leaves to a worker."""
    release, edition = session.released.release, session.released
    release.plan = [
        [one.person_id, one.pk, CalendarMethod.REQUEST, 0, edition.pk]
        for one in session.invitations.all()
    ]
    release.written_at = None
    release.save()
    write_release(release_id=release.pk)


def comes_back(person: Person) -> None:
    now = timezone.now()
    Email.objects.filter(to=person.email).update(sent_at=now, bounced_at=now)


def page(client: Client, team: Team, viewer: Person) -> str:
    client.force_login(viewer, "django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("programme", args=[team.programme_id])).text


def number(team: Team) -> int:
    found = cockpit_of(team.programme_id, team.programme.facilitator)
    assert found
    return found.teams[0].came_back


def test_a_message_that_came_back_leads_to_the_calendars(client: Client, team: Team) -> None:
    bob = team.programme.facilitator
    assert "came back" not in page(client, team, bob)
    comes_back(leaders_of(team)[0])
    text = page(client, team, bob)
    assert "1 calendar message came back" in text
    assert reverse("team_calendars", args=[team.programme_id, team.pk]) in text
    Email.objects.filter(to=bob.email).update(last_error="SMTPRecipientsRefused: no")
    assert "2 calendar messages came back" in page(client, team, bob)


def test_who_does_not_run_it_hears_nothing_of_calendars(client: Client, team: Team) -> None:
    comes_back(leaders_of(team)[0])
    assert team.programme.sponsor
    assert "came back" not in page(client, team, team.programme.sponsor)


def test_one_message_about_several_sessions_counts_once(team: Team) -> None:
    """And none of a session that is over, where nothing can be sent again."""
    alice = leaders_of(team)[0]
    tell(a_session(team, at(-5)))
    comes_back(alice)
    assert number(team) == 1
    resend_series(by=team.programme.facilitator, team=team, person=alice)
    assert number(team) == 0
    comes_back(alice)
    assert number(team) == 1
