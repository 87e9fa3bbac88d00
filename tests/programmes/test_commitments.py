"""The promise of time: how much is asked, who is asked, what they answer, who reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import RoleKind
from accounts.models import Person
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import AuditEvent, Email
from programmes import services
from programmes.enums import Audience, Level, MemberKind, SessionState
from programmes.models import Commitment, Membership, Programme, RoleSheet, Session, Team
from programmes.queries.commitments import Part, Standing, ask_of, parts_of, unanswered_commitments
from programmes.services.commitments import answer_commitment, ask_for_commitments
from tests.factories.programmes import (
    make_colleague,
    make_member,
    make_organisation,
    make_pair,
    make_programme,
    make_team,
)
from tests.factories.sessions import a_session, a_template, at
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db


@contextmanager
def refused(*sentences: str) -> Iterator[None]:
    with pytest.raises(ValidationError) as refusal:
        yield
    assert refusal.value.messages == list(sentences)


def a_programme(weeks: tuple[int, ...] = (0, 2, 4)) -> Programme:
    """With an hour's session in each week, and two hours beside them for every level."""
    organisation = make_organisation()
    cheryl = make_colleague("Cheryl Grant", organisation, RoleKind.CHIEF_EXECUTIVE)
    programme = make_programme(organisation=organisation, sponsor=cheryl)
    programme.template_version = a_template(weeks)
    programme.save()
    return programme


def a_pair_team(programme: Programme | None = None) -> Team:
    """Alice leads, Amir is her PA; three sessions in four weeks."""
    team = make_team(programme or a_programme())
    make_pair(team)
    return team


def a_sponsored_session(team: Team) -> None:
    """The last one, also for the sponsor."""
    last = team.sessions.order_by("number").last()
    assert last
    Session.objects.filter(pk=last.pk).update(audience=Audience.SPONSOR_TOO)


def asked(team: Team) -> Programme:
    programme = Programme.objects.get(pk=team.programme_id)
    ask_for_commitments(by=programme.facilitator, programme=programme)
    return programme


def promise(programme: Programme, level: str) -> Commitment:
    return Commitment.objects.get(programme=programme, level=level)


def answer(
    programme: Programme, level: str, said: str = "accepted", reason: str = ""
) -> Commitment:
    row = promise(programme, level)
    return answer_commitment(by=row.person, commitment=row, answer=said, reason=reason)


def standings(programme: Programme) -> dict[str, str]:
    return {part.level: part.standing.name for part in parts_of(programme)}


def figures(programme: Programme, level: str) -> tuple[int, int, int, int]:
    ask = ask_of(programme, level)
    return ask.minutes, ask.session_minutes, ask.beside_minutes, ask.weekly_minutes


# How much is asked


def test_each_level_is_asked_for_the_sessions_it_attends_and_the_time_beside_them() -> None:
    team = a_pair_team()
    first, second, _ = team.sessions.order_by("number")
    Session.objects.filter(pk=first.pk).update(audience=Audience.LEADERS, minutes=90)
    Session.objects.filter(pk=second.pk).update(audience=Audience.PAS, minutes=30)
    a_sponsored_session(team)
    assert {level.value: figures(team.programme, level) for level in Level} == {
        "board": (120, 0, 120, 30),
        "chief_executive": (120, 0, 120, 30),
        "sponsor": (180, 60, 120, 45),
        "leader": (270, 150, 120, 70),
        "pa": (210, 90, 120, 55),
        "facilitator": (300, 180, 120, 75),
        "team": (180, 60, 120, 45),
    }


def test_before_there_is_a_team_the_template_says_what_is_asked() -> None:
    programme = a_programme((0, 2, 10))
    assert figures(programme, Level.LEADER) == (300, 180, 120, 30)


def test_without_a_template_and_sessions_nothing_is_asked() -> None:
    assert figures(make_programme(), Level.LEADER) == (0, 0, 0, 0)


def test_sessions_that_were_called_off_ask_for_nothing() -> None:
    team = a_pair_team()
    Session.objects.filter(team=team, number=1).update(state=SessionState.DROPPED)
    Session.objects.filter(team=team, number=2).update(state=SessionState.CANCELLED)
    assert figures(team.programme, Level.PA) == (180, 60, 120, 180)


def test_weeks_are_counted_by_the_dates_once_every_session_has_one() -> None:
    team = make_team()
    a_session(team, at(1))
    a_session(team, at(1 + 29))
    ask = ask_of(team.programme, Level.LEADER)
    assert (ask.minutes, ask.weeks, ask.weekly_minutes) == (120, 5, 25)


def test_a_facilitator_is_there_for_every_team_and_a_member_for_one() -> None:
    programme = a_programme()
    make_team(programme, "First wave")
    make_team(programme, "Second wave", wave=2)
    leader, facilitator = ask_of(programme, Level.LEADER), ask_of(programme, Level.FACILITATOR)
    assert (leader.session_minutes, leader.weeks) == (180, 4)
    assert (facilitator.session_minutes, facilitator.weeks) == (360, 8)


def test_somebody_in_two_teams_is_asked_for_the_sessions_of_both() -> None:
    programme = a_programme()
    team, other = make_team(programme, "First wave"), make_team(programme, "Second wave", wave=2)
    alice = make_member(team, "Dr Alice Ahmed").person
    services.add_member(by=programme.facilitator, team=other, person=alice, kind=MemberKind.LEADER)
    (part,) = parts_of(programme, alice)
    assert (part.ask.minutes, part.ask.weeks) == (480, 8)


# Asking


def test_everybody_is_asked_once_with_one_message() -> None:
    team = a_pair_team()
    programme = team.programme
    bob = programme.facilitator
    assert ask_for_commitments(by=bob, programme=programme) == 4
    assert ask_for_commitments(by=bob, programme=programme) == 0
    mail = {email.to.split(".")[0]: email for email in Email.objects.all()}
    assert sorted(mail) == ["amir", "bob", "cheryl", "dr"]
    assert Email.objects.count() == 4
    assert mail["dr"].subject == "The time that Executive team asks of you"
    for part in (mail["dr"].text, mail["dr"].html):
        assert "5 h" in part
        assert f"/programmes/{programme.pk}/commitment/" in part
    assert "As a leader: 5 h, about 1 h 15 min a week" in mail["dr"].text
    event = AuditEvent.objects.get(action="commitments.asked")
    assert (event.actor_id, len(event.detail["people"])) == (bob.pk, 4)


def test_somebody_with_two_parts_gets_one_message_about_both() -> None:
    programme = a_programme()
    programme.sponsor = programme.facilitator
    programme.save()
    assert ask_for_commitments(by=programme.facilitator, programme=programme) == 1
    text = Email.objects.get().text
    assert "As the sponsor: " in text
    assert "As the facilitator: " in text
    assert Commitment.objects.count() == 2


def test_whoever_joins_later_is_asked_and_nobody_else_again() -> None:
    team = a_pair_team()
    programme = asked(team)
    make_member(team, "Grace Obi")
    assert ask_for_commitments(by=programme.facilitator, programme=programme) == 1
    assert Email.objects.latest("queued_at").to.startswith("grace.obi")


def test_only_who_runs_the_programme_asks_and_nobody_once_it_is_closed() -> None:
    team = a_pair_team()
    programme = team.programme
    leader = team.memberships.get(kind=MemberKind.LEADER).person
    for person in (leader, programme.sponsor):
        with pytest.raises(PermissionDenied):
            ask_for_commitments(by=person, programme=programme)
    Programme.objects.filter(pk=programme.pk).update(closed_on=today())
    with refused(f"This programme closed on {format_date(today())}."):
        ask_for_commitments(by=programme.facilitator, programme=programme)


# Answering


def test_a_leader_accepts_and_what_was_asked_is_kept() -> None:
    programme = asked(a_pair_team())
    row = answer(programme, Level.LEADER)
    assert (row.answer, row.minutes, row.reason) == ("accepted", 300, "")
    assert row.answered_at
    event = AuditEvent.objects.get(action="commitment.accepted")
    assert event.detail == {"minutes": 300, "level": "leader"}


def test_declining_needs_a_reason_and_can_be_changed() -> None:
    programme = asked(a_pair_team())
    with refused("Say in a sentence what stands in the way, so that it can be talked about."):
        answer(programme, Level.PA, "declined", "  ")
    assert answer(programme, Level.PA, "declined", " No cover. ").reason == "No cover."
    changed = answer(programme, Level.PA)
    assert (changed.answer, changed.reason) == ("accepted", "")


def test_nobody_promises_the_time_of_another() -> None:
    programme = asked(a_pair_team())
    row = promise(programme, Level.LEADER)
    amir = promise(programme, Level.PA).person
    for person in (amir, programme.facilitator):
        with pytest.raises(PermissionDenied):
            answer_commitment(by=person, commitment=row, answer="accepted")


def test_an_answer_is_one_of_two() -> None:
    programme = asked(a_pair_team())
    with pytest.raises(ValidationError):
        answer(programme, Level.LEADER, "perhaps", "Let me see.")


def test_a_closed_programme_takes_no_answer() -> None:
    programme = asked(a_pair_team())
    Programme.objects.filter(pk=programme.pk).update(closed_on=today())
    with refused(f"This programme closed on {format_date(today())}."):
        answer(programme, Level.LEADER)


def test_whoever_has_left_answers_no_more() -> None:
    programme = asked(a_pair_team())
    row = promise(programme, Level.PA)
    Membership.objects.filter(person=row.person).update(left_on=today() - dt.timedelta(days=1))
    with refused("You no longer take part in Executive team as PA."):
        answer(programme, Level.PA)
    waiting = {one.level for one in unanswered_commitments(programme)}
    assert waiting == {"leader", "facilitator", "sponsor"}


def test_nobody_accepts_a_figure_they_were_not_shown() -> None:
    team = a_pair_team()
    programme = asked(team)
    row = promise(programme, Level.LEADER)
    a_session(team, minutes=30, released=False)
    with refused("Meanwhile the time asked has become 5 h 30 min. Look at it again, then answer."):
        answer_commitment(by=row.person, commitment=row, answer="accepted", seen=300)
    kept = answer_commitment(by=row.person, commitment=row, answer="accepted", seen=330)
    assert kept.minutes == 330


def test_more_than_a_tenth_on_top_is_said_and_can_be_answered_again() -> None:
    team = a_pair_team()
    programme = asked(team)
    answer(programme, Level.LEADER)
    session = a_session(team, minutes=30, released=False)
    assert standings(programme)["leader"] == "ACCEPTED"  # 330 of 300: a tenth and no more
    Session.objects.filter(pk=session.pk).update(minutes=31)
    assert standings(programme)["leader"] == "GROWN"
    answer(programme, Level.LEADER)
    assert standings(programme)["leader"] == "ACCEPTED"


def test_the_unanswered_are_those_asked_who_are_still_in_it() -> None:
    team = a_pair_team()
    programme = team.programme
    assert list(unanswered_commitments(programme)) == []
    asked(team)
    answer(programme, Level.LEADER)
    answer(programme, Level.PA, "declined", "No cover.")
    assert {one.level for one in unanswered_commitments(programme)} == {"facilitator", "sponsor"}
    programme.sponsor = None
    programme.save()
    assert {one.level for one in unanswered_commitments(programme)} == {"facilitator"}


def test_whoever_said_no_stands_first_and_whoever_accepted_last() -> None:
    team = a_pair_team()
    programme = asked(team)
    answer(programme, Level.LEADER)
    answer(programme, Level.SPONSOR, "declined", "I am away.")
    make_member(team, "Zoe Adams", MemberKind.PA)
    parts = [(part.standing, part.person.name) for part in parts_of(programme)]
    assert parts == [
        (Standing.DECLINED, "Cheryl Grant"),
        (Standing.WAITING, "Amir Khan"),
        (Standing.WAITING, "Bob Lane"),
        (Standing.UNASKED, "Zoe Adams"),
        (Standing.ACCEPTED, "Dr Alice Ahmed"),
    ]


# What the database refuses


def broken(constraint: str) -> Any:
    return pytest.raises(IntegrityError, match=constraint)


def test_a_person_promises_time_once_in_a_role() -> None:
    row = promise(asked(a_pair_team()), Level.LEADER)
    again = {"programme": row.programme, "person": row.person, "minutes": 1}
    with broken("person_promises_time_once_in_a_role"), transaction.atomic():
        Commitment.objects.create(**again, level=Level.LEADER)
    assert Commitment.objects.create(**again, level=Level.SPONSOR).answer == ""


def test_a_promise_is_made_in_a_known_part() -> None:
    row = promise(asked(a_pair_team()), Level.LEADER)
    with broken("commitment_level_is_known"), transaction.atomic():
        Commitment.objects.filter(pk=row.pk).update(level="visitor")


@pytest.mark.parametrize(
    "fields",
    [{"answer": "accepted"}, {"answered_at": timezone.now()}, {"answer": "perhaps"}],
    ids=["no moment", "no answer", "no such answer"],
)
def test_an_answered_promise_says_when(fields: dict[str, Any]) -> None:
    row = promise(asked(a_pair_team()), Level.LEADER)
    with broken("answered_commitment_says_when"), transaction.atomic():
        Commitment.objects.filter(pk=row.pk).update(**fields)


# The pages


def page(person: Person, route: str, programme: Programme) -> str:
    response = client_of(person).get(reverse(route, args=[programme.pk]))
    assert response.status_code == 200
    return str(response.content.decode())


def give(person: Person, programme: Programme, **data: Any) -> Any:
    return client_of(person).post(reverse("commitment", args=[programme.pk]), data)


def test_role_sheets_show_every_level_to_everybody_in_the_programme() -> None:
    team = a_pair_team()
    alice = team.memberships.get(kind=MemberKind.LEADER).person
    text = page(alice, "role_sheets", team.programme)
    for level in Level:
        assert f"What a {level.label} does." in text
    assert "Your part" in text
    assert "3 h in 3 sessions and 2 h beside them, over 4 weeks." in text
    assert "2 h and no sessions, over 4 weeks." in text
    assert "about 1 h 15 min a week" in text


def test_a_programme_without_a_template_says_so() -> None:
    team = make_team()
    assert "No role sheets here" in page(team.programme.facilitator, "role_sheets", team.programme)


def test_reading_asks_and_answers_nothing() -> None:
    team = a_pair_team()
    alice = team.memberships.get(kind=MemberKind.LEADER).person
    text = page(alice, "commitment", team.programme)
    assert "Bob Lane has not asked for your answer yet." in text
    assert "I accept" not in text
    page(team.programme.facilitator, "commitments", team.programme)
    assert (Commitment.objects.count(), Email.objects.count()) == (0, 0)


def test_an_unasked_person_cannot_answer_yet() -> None:
    team = a_pair_team()
    alice = team.memberships.get(kind=MemberKind.LEADER).person
    response = give(alice, team.programme, level="leader", answer="accepted")
    assert "You have not been asked yet. You can answer when you have." in response.content.decode()
    assert Commitment.objects.count() == 0


def test_accepting_on_the_page_reads_back_with_its_date() -> None:
    programme = asked(a_pair_team())
    alice = promise(programme, Level.LEADER).person
    response = give(alice, programme, level="leader", seen="300", answer="accepted")
    assert response.status_code == 302
    text = page(alice, "commitment", programme)
    assert f"You accepted on {format_date(today())}." in text
    assert "Change your answer" in text


def test_declining_without_a_reason_says_what_is_missing() -> None:
    programme = asked(a_pair_team())
    amir = promise(programme, Level.PA).person
    response = give(amir, programme, level="pa", seen="300", answer="declined")
    assert "Say in a sentence what stands in the way" in response.content.decode()
    give(amir, programme, level="pa", seen="300", answer="declined", reason="No cover <b>")
    assert "“No cover &lt;b&gt;”" in page(amir, "commitment", programme)
    assert "“No cover &lt;b&gt;”" in page(programme.facilitator, "commitments", programme)


def test_two_parts_are_answered_apart() -> None:
    programme = a_programme()
    programme.sponsor = bob = programme.facilitator
    programme.save()
    ask_for_commitments(by=bob, programme=programme)
    give(bob, programme, level="sponsor", answer="accepted")
    assert standings(programme) == {"sponsor": "ACCEPTED", "facilitator": "WAITING"}
    response = give(bob, programme, level="pa", answer="accepted")
    assert "Answer for one of the parts below." in response.content.decode()


def test_grown_time_is_shown_to_the_person_and_to_the_facilitator() -> None:
    team = a_pair_team()
    programme = asked(team)
    answer(programme, Level.LEADER)
    a_session(team, minutes=60, released=False)
    alice = promise(programme, Level.LEADER).person
    text = page(alice, "commitment", programme)
    assert "when it was 5 h. It has become more since then." in text
    assert "<strong>6 h</strong>" in text
    assert "I accept" in text
    assert "Accepted less" in page(programme.facilitator, "commitments", programme)


def test_one_press_asks_those_who_were_not_asked() -> None:
    team = a_pair_team()
    programme = team.programme
    client = client_of(programme.facilitator)
    url = reverse("commitments", args=[programme.pk])
    assert "Ask 4 people" in client.get(url).content.decode()
    text = client.post(url, follow=True).content.decode()
    assert "4 people get one message each with the time that is asked." in text
    assert "Ask 4 people" not in text
    text = client.post(url, follow=True).content.decode()
    assert "Everybody has been asked already." in text
    assert Email.objects.count() == 4


def test_a_closed_programme_is_read_and_asks_nobody() -> None:
    team = a_pair_team()
    programme = asked(team)
    make_member(team, "Grace Obi")
    alice = promise(programme, Level.LEADER).person
    Programme.objects.filter(pk=programme.pk).update(closed_on=today())
    assert "I accept" not in page(alice, "commitment", programme)
    bob = programme.facilitator
    assert "Ask 1 person" not in page(bob, "commitments", programme)
    client = client_of(bob)
    url = reverse("commitments", args=[programme.pk])
    said = client.post(url, follow=True).content.decode()
    assert f"This programme closed on {format_date(today())}." in said


def test_the_chief_executive_reads_the_sheets_and_others_read_nothing() -> None:
    team = a_pair_team()
    organisation = team.programme.organisation
    acting = make_colleague("Ada Cole", organisation, RoleKind.ACTING_CHIEF_EXECUTIVE)
    staff = make_colleague("Sam Wood", organisation)
    got = {
        (person.name, route): client_of(person)
        .get(reverse(route, args=[team.programme.pk]))
        .status_code
        for person in (acting, staff)
        for route in ("role_sheets", "commitment", "commitments")
    }
    assert got == {
        ("Ada Cole", "role_sheets"): 200,
        ("Ada Cole", "commitment"): 404,
        ("Ada Cole", "commitments"): 404,
        ("Sam Wood", "role_sheets"): 404,
        ("Sam Wood", "commitment"): 404,
        ("Sam Wood", "commitments"): 404,
    }


def test_a_part_without_a_sheet_is_still_asked_for() -> None:
    team = a_pair_team()
    RoleSheet.objects.filter(level=Level.LEADER).delete()
    programme = asked(team)
    alice = promise(programme, Level.LEADER).person
    parts: list[Part] = parts_of(programme, alice)
    assert [(part.sheet, part.ask.minutes) for part in parts] == [(None, 180)]
    assert "3 h in 3 sessions, over 4 weeks." in page(alice, "commitment", programme)


@pytest.mark.parametrize("pairs", [1, 3])
def test_the_answers_of_many_take_no_more_queries(
    client: Client, pairs: int, django_assert_num_queries: Any
) -> None:
    team = make_team(a_programme())
    for number in range(pairs):
        make_pair(team, f"Leader {number}", f"PA {number}")
    programme = asked(team)
    client.force_login(programme.facilitator)
    url = reverse("commitments", args=[programme.pk])
    client.get(url)
    with django_assert_num_queries(8):
        client.get(url)
