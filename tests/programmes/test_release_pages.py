"""The pages of a release: looked at, pressed, and what each calendar was told."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from productive_leader.core.models import Email
from programmes.models import CalendarMessage, Release, StrayAnswer, Team
from programmes.queries.ledger import ledger_of, refusal_in_words
from programmes.queries.releases import preview_of
from programmes.services.releases import release_series
from tests.factories.programmes import make_member, make_pair, make_team
from tests.factories.releases import by_name, move, press
from tests.factories.sessions import a_session, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    made = make_team()
    make_pair(made)
    return made


def page_of(team: Team, route: str) -> str:
    return reverse(route, args=[team.programme_id, team.pk])


@pytest.fixture
def bob(client: Client, team: Team) -> Client:
    client.force_login(team.programme.facilitator)
    return client


def told_in(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_nothing_to_release_says_what_to_do(bob, team):
    response = bob.get(page_of(team, "team_release"))
    assert "Nothing to release yet" in response.content.decode()


def test_a_press_releases_what_was_seen(bob, team):
    a_session(team, released=False)
    shown = bob.get(page_of(team, "team_release"))
    assert "Release to 3 people" in shown.content.decode()
    seen = shown.context["preview"].fingerprint
    response = bob.post(page_of(team, "team_release"), {"seen": seen}, follow=True)
    assert response.redirect_chain == [(page_of(team, "team_calendars"), 302)]
    assert told_in(response) == ["3 people will get one message each."]
    after = bob.get(page_of(team, "team_release")).content.decode()
    assert "Every calendar is up to date" in after
    assert "Bob Lane released at " in after


def test_a_press_on_an_old_page_shows_the_new_one_with_the_reason(bob, team):
    session = a_session(team, released=False)
    seen = preview_of(team).fingerprint
    move(session, 9)
    response = bob.post(page_of(team, "team_release"), {"seen": seen})
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "Something changed since you looked. Look again at what will be sent, then release."
    ]
    assert Release.objects.count() == 0


def test_a_second_press_is_told_who_was_first(bob, team):
    a_session(team, released=False)
    seen = preview_of(team).fingerprint
    bob.post(page_of(team, "team_release"), {"seen": seen})
    response = bob.post(page_of(team, "team_release"), {"seen": seen})
    assert response.status_code == 422
    assert (
        response.context["form"]
        .non_field_errors()[0]
        .startswith("There is nothing to send. Bob Lane released at ")
    )
    assert Release.objects.count() == 1


def test_people_who_are_told_the_same_stand_together(bob, team):
    first = a_session(team, released=False)
    for name in ("Jo Bell", "Rita Moss"):
        make_member(team, name)
    response = bob.get(page_of(team, "team_release"))
    (group,) = response.context["preview"].by_group
    assert group.names == "Amir Khan, Bob Lane, Dr Alice Ahmed, Jo Bell and Rita Moss"
    assert [session for session, _ in group.lines] == [first]


# The ledger


def in_short(team: Team) -> dict[str, str]:
    return {one.person.name: one.in_short for one in ledger_of(team).people}


def arrivals(team: Team) -> dict[str, tuple[str, str]]:
    return {
        one.person.name: (row.arrival.text, row.arrival.reason)
        for one in ledger_of(team).people
        for row in one.rows
    }


def mail_to(team: Team, name: str):
    return Email.objects.filter(to=by_name(team, name).email)


def test_the_ledger_says_whether_it_arrived(team):
    a_session(team, released=False)
    make_member(team, "Jo Bell")
    press(team)
    now = timezone.now()
    mail_to(team, "Amir Khan").update(sent_at=now)
    mail_to(team, "Dr Alice Ahmed").update(
        sent_at=now, bounced_at=now, bounce_reason="550 5.1.1 No such mailbox"
    )
    refused = "SMTPRecipientsRefused: {'jo@x.uk': (550, b'5.7.1 Not here')}"
    mail_to(team, "Jo Bell").update(last_error=refused)
    assert arrivals(team) == {
        "Amir Khan": ("Sent", ""),
        "Bob Lane": ("Waiting", ""),
        "Dr Alice Ahmed": ("Came back", "550 5.1.1 No such mailbox"),
        "Jo Bell": ("Refused", "550 5.7.1 Not here"),
    }
    assert list(in_short(team).items()) == [
        ("Dr Alice Ahmed", "1 session, 1 did not arrive"),
        ("Jo Bell", "1 session, 1 did not arrive"),
        ("Amir Khan", "1 session, all sent"),
        ("Bob Lane", "1 session, on the way"),
    ]


def test_a_message_thrown_away_after_ninety_days_was_sent(team):
    a_session(team, at(200), released=False)
    press(team)
    Email.objects.all().delete()
    assert arrivals(team)["Bob Lane"][0] == "Not sent"
    message = CalendarMessage.objects.get(invitation__person__name="Bob Lane")
    old = CalendarMessage(
        **{
            field: getattr(message, field)
            for field in ("invitation", "edition", "method", "sequence")
        },
        stamp=message.stamp - dt.timedelta(days=100),
    )
    team.sessions.get().invitations.get(person__name="Bob Lane").messages.all().delete()
    old.save()
    assert arrivals(team)["Bob Lane"] == ("Sent", "more than ninety days ago")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("SMTPRecipientsRefused: {'a@b.uk': (550, b'No such mailbox')}", "550 No such mailbox"),
        ('SMTPDataError: (554, b"It\'s spam")', "554 It's spam"),
        ("UnsafeHeader: odd", "odd"),
        ("odd", "odd"),
    ],
)
def test_a_refusal_is_told_in_the_servers_words(error, words):
    assert refusal_in_words(error) == words


def test_the_ledger_takes_as_many_queries_for_one_as_for_many(bob, team, django_assert_num_queries):
    a_session(team, released=False)
    press(team)
    with django_assert_num_queries(LEDGER_QUERIES):
        bob.get(page_of(team, "team_calendars"))
    for name in ("Jo Bell", "Rita Moss"):
        make_member(team, name)
    a_session(team, at(14), released=False)
    a_session(team, at(21), released=False)
    press(team)
    with django_assert_num_queries(LEDGER_QUERIES):
        page = bob.get(page_of(team, "team_calendars"))
    assert sum(len(one.rows) for one in page.context["ledger"].people) == 15


LEDGER_QUERIES = 6


def test_the_ledger_tells_of_answers_from_elsewhere_and_of_a_release_on_its_way(bob, team):
    session = a_session(team, released=False)
    release_series(by=team.programme.facilitator, team=team, seen=preview_of(team).fingerprint)
    StrayAnswer.objects.create(session=session, address="x@y.uk", answer="yes")
    page = bob.get(page_of(team, "team_calendars")).content.decode()
    assert "An answer came from x@y.uk, who was not invited under this address." in page
    assert "The messages are being written" in page


def test_the_facilitator_sends_a_series_again_from_the_ledger(bob, team):
    a_session(team, released=False)
    press(team)
    alice = by_name(team, "Dr Alice Ahmed")
    form = {"person": alice.pk, "back": "ledger"}
    response = bob.post(page_of(team, "resend_series"), form, follow=True)
    assert response.redirect_chain == [(page_of(team, "team_calendars"), 302)]
    assert told_in(response) == [
        "One message with all sessions to come is on its way to Dr Alice Ahmed."
    ]
    again = bob.post(page_of(team, "resend_series"), form, follow=True)
    assert told_in(again)[0].startswith("The series was sent at ")
    assert mail_to(team, "Dr Alice Ahmed").count() == 2


def test_a_leader_sends_their_own_series_again_and_nobody_elses(client, team):
    a_session(team, released=False)
    press(team)
    alice, amir = by_name(team, "Dr Alice Ahmed"), by_name(team, "Amir Khan")
    client.force_login(alice)
    response = client.post(page_of(team, "resend_series"), follow=True)
    assert response.redirect_chain == [(reverse("my_calendar"), 302)]
    assert told_in(response) == ["One message with all sessions to come is on its way to you."]
    assert client.post(page_of(team, "resend_series"), {"person": amir.pk}).status_code == 404
    assert mail_to(team, "Amir Khan").count() == 1
