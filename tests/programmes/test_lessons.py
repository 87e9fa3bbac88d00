"""What teams learn: who writes it, who reads it, who takes it back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from productive_leader.core.dates import format_date, today
from productive_leader.core.models import AuditEvent
from programmes.enums import MemberKind
from programmes.models import (
    Lesson,
    Programme,
    Team,
)
from programmes.services.waves import record_lesson, take_back_lesson
from tests.factories.programmes import (
    make_colleague,
    make_member,
    make_pair,
    make_team,
)
from tests.factories.sessions import a_session
from tests.programmes.promises import refused
from tests.programmes.spread import (
    add,
    text_of,
)
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db


def test_members_and_the_facilitator_write_lessons_and_nobody_else() -> None:
    team = make_pair(make_team()).team
    alice, amir = (one.person for one in team.memberships.order_by("kind"))
    outsider = make_member(make_team(name="Another"), "Eve Stone").person
    staff = make_colleague("Sam Wood", team.programme.organisation)
    for person in (alice, amir, team.programme.facilitator):
        assert record_lesson(by=person, team=team, text=" Say no once. ").text == "Say no once."
    for person in (outsider, staff):
        with pytest.raises(PermissionDenied):
            record_lesson(by=person, team=team, text="Mine")
    assert AuditEvent.objects.filter(action="lesson.recorded").count() == 3


def test_a_lesson_has_words_and_five_hundred_characters_at_most() -> None:
    team = make_team()
    bob = team.programme.facilitator
    for text in ("  ", "x" * 501):
        with pytest.raises(ValidationError):
            record_lesson(by=bob, team=team, text=text)
    assert len(record_lesson(by=bob, team=team, text="x" * 500).text) == 500


def test_a_lesson_belongs_to_a_session_of_its_team() -> None:
    team = make_team()
    other = a_session(make_team(name="Another"))
    bob = team.programme.facilitator
    with refused("That session is not one of Executive team, first wave."):
        record_lesson(by=bob, team=team, text="Mine", session=other)
    own = a_session(team)
    assert record_lesson(by=bob, team=team, text="Ours", session=own).session == own


def test_a_lesson_is_taken_back_within_a_day_by_author_or_facilitator() -> None:
    team = make_pair(make_team()).team
    alice, amir = (one.person for one in team.memberships.order_by("kind"))
    bob = team.programme.facilitator
    first, second = (record_lesson(by=alice, team=team, text="Mine") for _ in range(2))
    with pytest.raises(PermissionDenied):
        take_back_lesson(by=amir, lesson=first)
    take_back_lesson(by=alice, lesson=first)
    Lesson.objects.update(at=timezone.now() - dt.timedelta(days=1, minutes=1))
    for person in (alice, bob):
        with pytest.raises(PermissionDenied):
            take_back_lesson(by=person, lesson=second)
    Lesson.objects.update(at=timezone.now() - dt.timedelta(hours=23))
    take_back_lesson(by=bob, lesson=second)
    assert Lesson.objects.count() == 0
    assert AuditEvent.objects.filter(action="lesson.taken_back").count() == 2


def test_a_closed_programme_keeps_its_lessons_as_they_are() -> None:
    team = make_team()
    bob = team.programme.facilitator
    lesson = record_lesson(by=bob, team=team, text="Ours")
    Programme.objects.update(closed_on=today())
    closed = f"This programme closed on {format_date(today())}."
    with refused(closed):
        record_lesson(by=bob, team=team, text="Late")
    with refused(closed):
        take_back_lesson(by=bob, lesson=lesson)


def lessons_url(team: Team) -> str:
    return reverse("lessons", args=[team.programme_id, team.pk])


def test_a_lesson_is_written_read_by_all_and_taken_back_on_its_page() -> None:
    team = make_pair(make_team()).team
    later = add(team.programme, "Second wave", wave=2, reason="Ready.")
    amir = team.memberships.get(kind=MemberKind.PA).person
    grace = make_member(later, "Grace Obi").person
    client = client_of(amir)
    said = client.post(lessons_url(team), {"text": "Say <no> once."}, follow=True)
    assert "Everybody in the programme can read it." in said.content.decode()
    assert "Take back" in said.content.decode()
    for url in (lessons_url(team), lessons_url(later)):
        assert "Say &lt;no&gt; once." in text_of(grace, url)
    assert "Take back" not in text_of(grace, lessons_url(team))
    assert client_of(grace).post(lessons_url(team), {"text": "Mine"}).status_code == 404
    lesson = Lesson.objects.get()
    url = reverse("lesson_take_back", args=[lesson.pk])
    assert client_of(grace).post(url).status_code == 404
    assert "The lesson is taken back." in client.post(url, follow=True).content.decode()
    assert Lesson.objects.count() == 0


def test_lessons_stand_newest_first() -> None:
    team = make_team()
    bob = team.programme.facilitator
    for text in ("Older", "Newer"):
        record_lesson(by=bob, team=team, text=text)
    text = text_of(bob, lessons_url(team))
    assert text.index("Newer") < text.index("Older")


def test_a_lesson_of_a_team_elsewhere_is_not_found() -> None:
    team, other = make_team(), make_team(name="Another")
    url = reverse("lessons", args=[team.programme_id, other.pk])
    assert client_of(team.programme.facilitator).get(url).status_code == 404
