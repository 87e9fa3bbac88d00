"""Waves: when the next one opens, what teams learn, how the next team starts, and the map."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import RoleKind
from accounts.models import Person
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import AuditEvent
from programmes import services
from programmes.enums import Answer, Attendance, MemberKind, Pace, SessionState
from programmes.models import (
    Action,
    AgendaItem,
    CalendarMessage,
    Edition,
    Invitation,
    Lesson,
    Membership,
    Programme,
    Pulse,
    Room,
    Series,
    Session,
    Team,
)
from programmes.queries.waves import Gate, gate_of
from programmes.services.waves import record_lesson, start_next_team, take_back_lesson
from tests.factories.programmes import (
    make_colleague,
    make_member,
    make_pair,
    make_programme,
    make_team,
)
from tests.factories.sessions import a_session, a_template, at
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db

NO_LESSON = "Wave 1 has recorded no lesson yet. One is enough."
NOBODY = "Nobody is marked as present at a session of wave 1 yet, so no pulse can be counted."
SAY_WHY = "Say why the team starts all the same."
FULL = (
    "The first wave has two teams already. What they learn helps the next one, so a third waits "
    "for the second wave."
)


@contextmanager
def refused(*sentences: str) -> Iterator[None]:
    with pytest.raises(ValidationError) as refusal:
        yield
    assert refusal.value.messages == list(sentences)


def add(programme: Programme, name: str, wave: int = 1, reason: str = "") -> Team:
    return services.add_team(
        by=programme.facilitator, programme=programme, name=name, wave=wave, reason=reason
    )


def a_held_session(team: Team, there: int, pulses: int) -> Session:
    """Held yesterday; so many people were there, some for a part of it, and so many pulses."""
    people = [make_member(team, f"Leader {number}").person for number in range(there + 1)]
    session = a_session(team, at(-1))
    session.state, session.held_at = SessionState.HELD, timezone.now()
    session.save()
    for number, person in enumerate(people[:there]):
        Invitation.objects.update_or_create(
            session=session,
            person=person,
            defaults={"attendance": Attendance.PART if number % 2 else Attendance.ATTENDED},
        )
    absent = {"session": session, "person": people[there]}
    Invitation.objects.update_or_create(**absent, defaults={"attendance": Attendance.ABSENT})
    for person in people[:pulses]:
        Pulse.objects.create(session=session, person=person, control=4, energy=3)
    return session


def learned(team: Team) -> Team:
    """A team whose wave lets the next one begin."""
    a_held_session(team, there=10, pulses=7)
    record_lesson(by=team.programme.facilitator, team=team, text="Begin with the diary.")
    return team


# The rule of waves


def test_a_first_wave_has_two_teams_and_a_third_with_a_reason_that_is_kept() -> None:
    programme = make_programme()
    assert [add(programme, "One", reason="In case").reason, add(programme, "Two").reason] == [
        "",
        "",
    ]
    with refused(FULL, SAY_WHY):
        add(programme, "Three")
    assert add(programme, "Three", reason=" The board wants it. ").reason == "The board wants it."


def test_the_second_wave_opens_when_the_first_has_learned() -> None:
    programme = make_programme()
    team = add(programme, "One")
    with refused(NO_LESSON, NOBODY, SAY_WHY):
        add(programme, "Two", wave=2)
    learned(team)
    second = add(programme, "Two", wave=2, reason="In case")
    assert (second.wave, second.reason) == (2, "")


def test_the_second_wave_opens_early_with_a_reason_that_is_kept() -> None:
    programme = make_programme()
    add(programme, "One")
    assert add(programme, "Two", wave=2, reason="They are ready.").reason == "They are ready."
    with refused(NO_LESSON, NOBODY, SAY_WHY):
        add(programme, "Three", wave=2)


def test_waves_never_skip_whatever_the_reason() -> None:
    programme = make_programme()
    with refused("Wave 1 has no team yet, so wave 2 cannot start."):
        add(programme, "Two", wave=2, reason="We are ready.")
    add(programme, "One")
    with refused("Wave 2 has no team yet, so wave 3 cannot start."):
        add(programme, "Three", wave=3, reason="We are ready.")


@pytest.mark.parametrize("wave", [0, -1, 40_000])
def test_a_wave_is_a_number_that_can_be(wave: int) -> None:
    with pytest.raises(ValidationError):
        add(make_programme(), "One", wave=wave)


@pytest.mark.parametrize(
    ("there", "pulses", "missing"),
    [
        (10, 7, ()),
        (10, 6, ("6 of 10 pulses of wave 1 are in; 70% would be 7.",)),
        (3, 2, ("2 of 3 pulses of wave 1 are in; 70% would be 3.",)),
        (1, 1, ()),
    ],
)
def test_seven_of_ten_pulses_are_enough(there: int, pulses: int, missing: tuple[str]) -> None:
    team = make_team()
    record_lesson(by=team.programme.facilitator, team=team, text="Begin with the diary.")
    a_held_session(team, there, pulses)
    gate = gate_of(team.programme, 1)
    assert gate == Gate(1, lessons=1, pulses_given=pulses, pulses_expected=there)
    assert (gate.missing, gate.is_open) == (missing, not missing)


def test_the_teams_of_a_wave_count_together() -> None:
    programme = make_programme()
    one, two = add(programme, "One"), add(programme, "Two")
    a_held_session(one, there=5, pulses=5)
    a_held_session(two, there=5, pulses=1)
    record_lesson(by=programme.facilitator, team=two, text="Begin with the diary.")
    assert gate_of(programme, 1) == Gate(1, 1, 6, 10)


def test_only_people_who_were_there_count_and_only_sessions_that_were_held() -> None:
    team = make_team()
    session = a_held_session(team, there=2, pulses=2)
    absent = session.invitations.get(attendance=Attendance.ABSENT).person
    Pulse.objects.create(session=session, person=absent, control=1, energy=1)
    planned = a_session(team, at(7))
    planned.invitations.update(attendance=Attendance.ATTENDED)
    assert gate_of(team.programme, 1) == Gate(1, 0, 2, 2)


def test_a_wave_without_teams_has_learned_nothing() -> None:
    programme = make_programme()
    assert gate_of(programme, 1) == Gate(1)
    assert gate_of(programme, 1).missing == (NO_LESSON, NOBODY)


# Lessons


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


# The next team


def a_worked_team(optional: tuple[int, ...] = (2,)) -> Team:
    """With a rhythm, a changed agenda, an optional session left out, and people's words in it."""
    programme = make_programme()
    programme.template_version = a_template((0, 2, 4, 6), optional=optional)
    programme.save()
    team = services.add_team(
        by=programme.facilitator, programme=programme, name="First wave", chosen=()
    )
    make_pair(team)
    room = Room.objects.create(organisation=programme.organisation, name="Boardroom")
    Series.objects.create(
        team=team,
        first_on=dt.date(2026, 3, 3),
        starts_at=dt.time(14, 30),
        pace=Pace.FORTNIGHTLY,
        room=room,
        link="https://meet.example/leaders",
    )
    first = team.sessions.order_by("number")[0]
    Session.objects.filter(pk=first.pk).update(minutes=75)
    AgendaItem.objects.filter(session=first, position=1).update(minutes=35, title="Our week")
    first.invitations.update(answer=Answer.YES, attendance=Attendance.ATTENDED)
    alice = team.memberships.get(kind=MemberKind.LEADER).person
    Pulse.objects.create(session=first, person=alice, control=4, energy=4)
    Action.objects.create(team=team, session=first, text="Shorten it", owner=alice, due_on=today())
    return team


def after(team: Team, **given: Any) -> Team:
    given = {"name": "Second wave", "wave": 2, "reason": "They are ready."} | given
    programme = team.programme
    return start_next_team(by=programme.facilitator, programme=programme, follows=team, **given)


def plan(team: Team) -> list[tuple[str, int, list[tuple[int, str]]]]:
    return [
        (one.name, one.minutes, list(one.agenda.values_list("minutes", "title")))
        for one in team.sessions.order_by("number")
    ]


def test_the_next_team_works_as_the_one_it_follows() -> None:
    team = a_worked_team()
    new = after(team)
    assert plan(new) == plan(team)
    assert [name for name, _, _ in plan(new)] == ["Topic 1", "Topic 3", "Topic 4"]
    assert plan(new)[0] == (
        "Topic 1",
        75,
        [(35, "Our week"), (30, "Reflect"), (10, "Close and pulse")],
    )
    rhythm = ("starts_at", "pace", "room", "link")
    (theirs,) = Series.objects.filter(team=team).values(*rhythm)
    assert list(Series.objects.filter(team=new).values(*rhythm)) == [theirs]


def test_the_first_date_proposed_is_the_same_weekday_four_weeks_on() -> None:
    first_on = after(a_worked_team()).series.first_on
    assert (first_on.strftime("%A"), 28 <= (first_on - today()).days < 35) == ("Tuesday", True)


def test_nothing_that_people_said_or_were_told_comes_along() -> None:
    team = a_worked_team()
    new = after(team)
    uids = [set(one.sessions.values_list("uid", flat=True)) for one in (team, new)]
    assert uids[0] & uids[1] == set()
    mine = {"session__team": new}
    assert set(
        Invitation.objects.filter(**mine).values_list(
            "person__name", "answer", "reason", "answered_at", "attendance", "told_method"
        )
    ) == {("Bob Lane", "", "", None, "", "")}
    left = [model.objects.filter(**mine).count() for model in (Pulse, Edition)] + [
        CalendarMessage.objects.filter(invitation__session__team=new).count(),
        Action.objects.filter(team=new).count(),
        Membership.objects.filter(team=new).count(),
    ]
    assert left == [0, 0, 0, 0, 0]
    assert set(new.sessions.values_list("state", "sequence", "during", "released", "held_at")) == {
        ("planned", 0, None, None, None)
    }


def test_sessions_called_off_are_not_taken_over() -> None:
    team = a_worked_team(optional=(2, 4))
    after_all = after(team, name="A")
    services.add_team(by=team.programme.facilitator, programme=team.programme, name="All")
    every = Team.objects.get(name="All")
    last = every.sessions.order_by("number").last()
    assert last
    Session.objects.filter(pk=last.pk).update(state=SessionState.DROPPED)
    follower = after(every, name="B")
    assert [len(plan(one)) for one in (after_all, every, follower)] == [2, 4, 3]


def test_a_team_follows_one_of_its_own_programme() -> None:
    team, other = make_team(), make_team()
    programme = team.programme
    with refused("Executive team, first wave is not a team of Executive team."):
        start_next_team(
            by=programme.facilitator, programme=programme, name="Two", wave=1, follows=other
        )


def test_a_team_can_start_without_one_to_follow() -> None:
    programme = make_programme()
    programme.template_version = a_template((0, 2), optional=(2,))
    programme.save()
    bob = programme.facilitator
    team = start_next_team(by=bob, programme=programme, name="One", wave=1)
    assert (len(plan(team)), Series.objects.filter(team=team).exists()) == (2, False)


def test_only_who_runs_the_programme_starts_a_team() -> None:
    team = make_pair(make_team()).team
    alice = team.memberships.get(kind=MemberKind.LEADER).person
    with pytest.raises(PermissionDenied):
        start_next_team(by=alice, programme=team.programme, name="Two", wave=1, follows=team)


# The pages


def text_of(person: Person, url: str) -> str:
    response = client_of(person).get(url)
    assert response.status_code == 200
    return str(response.content.decode())


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


def next_url(programme: Programme) -> str:
    return reverse("next_team", args=[programme.pk])


def start(programme: Programme, **given: Any) -> Any:
    return client_of(programme.facilitator).post(next_url(programme), given)


def test_the_page_says_what_is_missing_and_takes_a_reason() -> None:
    team = a_worked_team()
    programme = team.programme
    text = text_of(programme.facilitator, next_url(programme))
    for words in (NO_LESSON, "Why does it start all the same?", "Not open yet"):
        assert words in text
    given = {"name": "Second wave", "wave": "2", "follows": str(team.pk)}
    text = start(programme, **given).content.decode()
    assert SAY_WHY in text
    assert 'value="Second wave"' in text
    assert Team.objects.filter(wave=2).count() == 0
    response = start(programme, **given, reason="They are ready.")
    new = Team.objects.get(wave=2)
    assert response.headers["Location"] == reverse("team_people", args=[programme.pk, new.pk])
    assert (new.reason, len(plan(new))) == ("They are ready.", 3)


def test_an_open_gate_asks_for_no_reason_and_shows_the_lessons() -> None:
    team = learned(make_team())
    text = text_of(team.programme.facilitator, next_url(team.programme))
    assert "Begin with the diary." in text
    assert "Why does it start all the same?" not in text
    assert start(team.programme, name="Two", wave="2", follows=str(team.pk)).status_code == 302
    assert Team.objects.get(wave=2).reason == ""


def test_a_name_used_before_is_refused_and_nothing_typed_is_lost() -> None:
    team = make_team(name="One")
    text = start(team.programme, name="One", wave="1", follows=str(team.pk)).content.decode()
    assert "This programme already has a team of this name." in text
    assert 'value="One"' in text


def test_a_closed_programme_starts_no_team() -> None:
    team = make_team()
    Programme.objects.update(closed_on=today())
    assert client_of(team.programme.facilitator).get(next_url(team.programme)).status_code == 404


# The map


def map_url(programme: Programme) -> str:
    return reverse("organisation_map", args=[programme.organisation.code])


def test_the_map_tells_of_teams_and_waves_and_of_nobody_but_who_leads_and_sponsors() -> None:
    cheryl = make_colleague("Cheryl Grant", make_programme().organisation)
    programme = make_programme(organisation=cheryl.roles.get().organisation, sponsor=cheryl)
    team = make_team(programme, "First team")
    session = a_held_session(team, there=4, pulses=1)
    a_session(team, at(7))
    a_session(team, at(3), released=False)
    record_lesson(by=programme.facilitator, team=team, text="Begin with the diary.")
    make_team(programme, "Second team", wave=2, reason="They asked for it.")
    staff = make_colleague("Sam Wood", programme.organisation)
    text = text_of(staff, map_url(programme))
    for words in (
        "Led by Bob Lane · sponsor Cheryl Grant",
        "First team",
        "5 people · 1 of 3 sessions held",
        f"Next on {format_date(at(7).date())}",
        "Begin with the diary.",
        "Started early: “They asked for it.”",
        "Wave 2 has recorded no lesson yet. One is enough.",
    ):
        assert words in text
    assert "Leader 0" not in text
    assert session.name not in text


def test_the_map_is_for_people_of_the_organisation() -> None:
    programme, other = make_programme(), make_programme()
    assert client_of(other.facilitator).get(map_url(programme)).status_code == 404
    assert "No team yet." in text_of(programme.facilitator, map_url(programme))


def test_an_organisation_without_programmes_says_so() -> None:
    organisation = make_programme().organisation
    Programme.objects.all().delete()
    staff = make_colleague("Sam Wood", organisation, RoleKind.STAFF)
    url = reverse("organisation_map", args=[organisation.code])
    assert "No programme yet" in text_of(staff, url)


def test_a_closed_programme_has_no_gate_on_the_map() -> None:
    team = make_team()
    Programme.objects.update(closed_on=today())
    text = text_of(team.programme.facilitator, map_url(team.programme))
    assert f"closed on {format_date(today())}" in text
    assert "Not open yet" not in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_map_takes_as_many_queries_for_three_programmes_as_for_one(
    client: Client, number: int, django_assert_num_queries: Any
) -> None:
    programme = make_programme()
    for count in range(number):
        more = make_programme(
            organisation=programme.organisation, facilitator=programme.facilitator
        )
        for wave in range(1, count + 2):
            learned(make_team(more, f"Team {wave}", wave=wave))
    client.force_login(programme.facilitator)
    client.get(map_url(programme))
    with django_assert_num_queries(13):
        client.get(map_url(programme))
