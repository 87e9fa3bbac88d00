"""A private address from which a calendar reads a person's sessions, and nobody else can."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from productive_leader.core.models import AuditEvent
from programmes.models import CalendarFeed, Team
from programmes.queries.feeds import hash_of
from programmes.services.feeds import make_feed, revoke_feed
from tests.factories.programmes import make_pair, make_team
from tests.factories.releases import by_name, cancel, change, move, press, remove
from tests.factories.sessions import a_session, at
from tests.support.second_opinion import ReadEvent, read_events

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    made = make_team()
    make_pair(made)
    return made


@pytest.fixture
def alice(team: Team):
    return by_name(team, "Dr Alice Ahmed")


def read(key: str, client: Client | None = None) -> list[ReadEvent]:
    response = (client or Client()).get(reverse("calendar_feed", args=[key]))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "no-store, private"
    return read_events(response.content.decode())


def test_a_feed_has_what_was_released_and_no_more(team, alice):
    first = a_session(team, at(7), released=False)
    second = a_session(team, at(14), released=False)
    key = make_feed(by=alice)
    assert read(key) == []
    press(team)
    change(first, name="Not released yet")
    move(second, 15)
    assert [(event["SUMMARY"], event.moment("DTSTART")) for event in read(key)] == [
        ("Topic 1", at(7)),
        ("Topic 2", at(14)),
    ]
    press(team)
    assert [(event["SUMMARY"], event.moment("DTSTART")) for event in read(key)] == [
        ("Not released yet", at(7)),
        ("Topic 2", at(15)),
    ]


def test_a_feed_says_what_was_cancelled(team, alice):
    first, _ = a_session(team), a_session(team, at(14))
    key = make_feed(by=alice)
    cancel(first)
    press(team)
    assert [event["STATUS"] for event in read(key)] == ["CANCELLED", "CONFIRMED"]
    remove(team, "Dr Alice Ahmed")
    press(team)
    assert [event["STATUS"] for event in read(key)] == ["CANCELLED", "CANCELLED"]


def test_only_the_hash_of_a_key_is_kept(alice):
    key = make_feed(by=alice)
    feed = CalendarFeed.objects.get()
    assert (feed.key_hash, len(key) >= 43) == (hash_of(key), True)
    assert key not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


def test_a_new_address_ends_the_old_one(alice):
    old, new = make_feed(by=alice), make_feed(by=alice)
    assert Client().get(reverse("calendar_feed", args=[old])).status_code == 404
    assert read(new) == []


def test_a_revoked_address_is_gone(alice):
    key = make_feed(by=alice)
    assert revoke_feed(by=alice) is True
    assert revoke_feed(by=alice) is False
    assert Client().get(reverse("calendar_feed", args=[key])).status_code == 404


def test_the_address_of_somebody_who_is_gone_is_gone(alice):
    key = make_feed(by=alice)
    alice.is_active = False
    alice.save()
    assert Client().get(reverse("calendar_feed", args=[key])).status_code == 404


@pytest.mark.parametrize("key", ["x", "0" * 300, "%00", "é", "..%2f.."])
def test_a_guessed_address_is_gone(alice, key):
    make_feed(by=alice)
    assert Client().get(f"/calendar/{key}.ics").status_code in {400, 404}


def test_an_unchanged_feed_is_not_sent_twice(team, alice):
    a_session(team)
    address = reverse("calendar_feed", args=[make_feed(by=alice)])
    first = Client().get(address)
    again = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    move(team.sessions.get(), 9)
    press(team)
    assert Client().get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_reading_is_noted_once_an_hour_and_only_for_a_real_one(alice):
    key = make_feed(by=alice)
    address = reverse("calendar_feed", args=[key])
    Client().head(address)
    assert CalendarFeed.objects.get().read_at is None
    Client().get(address)
    first = CalendarFeed.objects.get().read_at
    Client().get(address)
    assert CalendarFeed.objects.get().read_at == first
    CalendarFeed.objects.update(read_at=timezone.now() - dt.timedelta(hours=2))
    Client().get(address)
    assert CalendarFeed.objects.get().read_at > first


def test_a_feed_takes_two_queries_more_sessions_or_less(team, alice, django_assert_num_queries):
    a_session(team)
    address = reverse("calendar_feed", args=[make_feed(by=alice)])
    Client().get(address)
    with django_assert_num_queries(3):
        Client().get(address)
    a_session(team, at(14)), a_session(team, at(21))
    with django_assert_num_queries(3):
        Client().get(address)


def test_the_address_is_shown_once(client, alice):
    client.force_login(alice)
    page = reverse("my_calendar")
    client.post(reverse("calendar_feed_make"))
    shown = client.get(page)
    address = shown.context["address"]
    assert address.startswith("http://127.0.0.1:8000/calendar/")
    key = address.rpartition("/")[2].removesuffix(".ics")
    assert CalendarFeed.objects.get().key_hash == hash_of(key)
    again = client.get(page)
    assert (again.context["address"], key in again.content.decode()) == ("", False)


def test_my_calendar_says_when_the_address_was_read(client, alice):
    client.force_login(alice)
    page = reverse("my_calendar")
    assert "always has your sessions" in client.get(page).content.decode()
    make_feed(by=alice)
    assert "No calendar has read it yet." in client.get(page).content.decode()
    CalendarFeed.objects.update(read_at=timezone.now())
    assert "A calendar read it last on " in client.get(page).content.decode()
    response = client.post(reverse("calendar_feed_revoke"), follow=True)
    assert [str(each) for each in response.context["messages"]] == ["The address no longer works."]


def test_my_calendar_takes_as_many_queries_for_one_team_as_for_three(
    client, team, alice, django_assert_num_queries
):
    client.force_login(alice)
    a_session(team)
    page = reverse("my_calendar")
    with django_assert_num_queries(MY_CALENDAR_QUERIES):
        client.get(page)
    for name in ("Second wave", "Third wave"):
        other = make_team(team.programme, name)
        session = a_session(other, at(8 + len(name)))
        session.invitations.create(
            person=alice,
            told_method="REQUEST",
            told_sequence=0,
            told_edition=session.released,
        )
    with django_assert_num_queries(MY_CALENDAR_QUERIES):
        assert len(client.get(page).context["teams"]) == 3


MY_CALENDAR_QUERIES = 5
