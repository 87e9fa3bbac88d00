"""The promise of time: who is asked, what they answer, what the database refuses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from productive_leader.core.dates import format_date, today
from productive_leader.core.models import AuditEvent, Email
from productive_leader.site.queries.cockpit.head import head_of, members_of, still_asked
from productive_leader.site.queries.waiting import promises_to_give
from programmes.enums import Level, MemberKind
from programmes.models import Membership, Programme, Promise, Session
from programmes.queries.promises import Standing, parts_of, unanswered_promises
from programmes.services.promises import answer_promise, ask_for_promises
from tests.factories.programmes import (
    make_member,
)
from tests.factories.sessions import a_session
from tests.programmes.promises import (
    a_pair_team,
    a_programme,
    answer,
    asked,
    promise,
    refused,
    standings,
)

pytestmark = pytest.mark.django_db


def test_everybody_is_asked_once_with_one_message() -> None:
    team = a_pair_team()
    programme = team.programme
    bob = programme.facilitator
    assert ask_for_promises(by=bob, programme=programme) == 4
    assert ask_for_promises(by=bob, programme=programme) == 0
    mail = {email.to.split(".")[0]: email for email in Email.objects.all()}
    assert sorted(mail) == ["amir", "bob", "cheryl", "dr"]
    assert Email.objects.count() == 4
    assert mail["dr"].subject == "The time that Executive team asks of you"
    for part in (mail["dr"].text, mail["dr"].html):
        assert "5 h" in part
        assert f"/programmes/{programme.pk}/promise/" in part
    assert "As a leader: 5 h, about 1 h 15 min a week" in mail["dr"].text
    event = AuditEvent.objects.get(action="promise.asked")
    assert (event.actor_id, len(event.detail["people"])) == (bob.pk, 4)


def test_somebody_with_two_parts_gets_one_message_about_both() -> None:
    programme = a_programme()
    programme.sponsor = programme.facilitator
    programme.save()
    assert ask_for_promises(by=programme.facilitator, programme=programme) == 1
    text = Email.objects.get().text
    assert "As the sponsor: " in text
    assert "As the facilitator: " in text
    assert Promise.objects.count() == 2


def test_whoever_joins_later_is_asked_and_nobody_else_again() -> None:
    team = a_pair_team()
    programme = asked(team)
    make_member(team, "Grace Obi")
    assert ask_for_promises(by=programme.facilitator, programme=programme) == 1
    assert Email.objects.latest("queued_at").to.startswith("grace.obi")


def test_only_who_runs_the_programme_asks_and_nobody_once_it_is_closed() -> None:
    team = a_pair_team()
    programme = team.programme
    leader = team.memberships.get(kind=MemberKind.LEADER).person
    for person in (leader, programme.sponsor):
        with pytest.raises(PermissionDenied):
            ask_for_promises(by=person, programme=programme)
    Programme.objects.filter(pk=programme.pk).update(closed_on=today())
    with refused(f"This programme closed on {format_date(today())}."):
        ask_for_promises(by=programme.facilitator, programme=programme)


def test_a_leader_accepts_and_what_was_asked_is_kept() -> None:
    programme = asked(a_pair_team())
    row = answer(programme, Level.LEADER)
    assert (row.answer, row.minutes, row.reason) == ("accepted", 300, "")
    assert row.answered_at
    event = AuditEvent.objects.get(action="promise.accepted")
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
            answer_promise(by=person, promise=row, answer="accepted")


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
    waiting = {one.level for one in unanswered_promises(programme)}
    assert waiting == {"leader", "facilitator", "sponsor"}


def test_nobody_accepts_a_figure_they_were_not_shown() -> None:
    team = a_pair_team()
    programme = asked(team)
    row = promise(programme, Level.LEADER)
    a_session(team, minutes=30, released=False)
    with refused("Meanwhile the time asked has become 5 h 30 min. Look at it again, then answer."):
        answer_promise(by=row.person, promise=row, answer="accepted", seen=300)
    kept = answer_promise(by=row.person, promise=row, answer="accepted", seen=330)
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
    assert list(unanswered_promises(programme)) == []
    asked(team)
    answer(programme, Level.LEADER)
    answer(programme, Level.PA, "declined", "No cover.")
    assert {one.level for one in unanswered_promises(programme)} == {"facilitator", "sponsor"}
    programme.sponsor = None
    programme.save()
    assert {one.level for one in unanswered_promises(programme)} == {"facilitator"}


def test_every_reader_names_the_same_people_as_still_asked() -> None:
    """The page of promises, the cockpit and the home page: parts that somebody has today."""
    team = a_pair_team()
    programme = asked(team)
    answer(programme, Level.SPONSOR)
    Membership.objects.filter(team=team, kind=MemberKind.LEADER).update(kind=MemberKind.PA)
    head = head_of(programme.pk, programme.facilitator)
    assert head
    still = still_asked(head, members_of(programme.pk)[team.pk])
    people = {one.person for one in Promise.objects.filter(programme=programme)}
    waiting = {(one.person_id, one.level) for one in unanswered_promises(programme)}
    assert {level for _, level in waiting} == {"pa", "facilitator"}
    assert {(one.person_id, one.level) for one in still if not one.answer} == waiting
    cards = {one.pk for one in people if promises_to_give(one) == [programme]}
    assert cards == {person for person, _ in waiting}


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


def broken(constraint: str) -> Any:
    return pytest.raises(IntegrityError, match=constraint)


def test_a_person_promises_time_once_in_a_role() -> None:
    row = promise(asked(a_pair_team()), Level.LEADER)
    again = {"programme": row.programme, "person": row.person, "minutes": 1}
    with broken("person_promises_time_once_in_a_role"), transaction.atomic():
        Promise.objects.create(**again, level=Level.LEADER)
    assert Promise.objects.create(**again, level=Level.SPONSOR).answer == ""


def test_a_promise_is_made_in_a_known_part() -> None:
    row = promise(asked(a_pair_team()), Level.LEADER)
    with broken("promise_level_is_known"), transaction.atomic():
        Promise.objects.filter(pk=row.pk).update(level="visitor")


@pytest.mark.parametrize(
    "fields",
    [{"answer": "accepted"}, {"answered_at": timezone.now()}, {"answer": "perhaps"}],
    ids=["no moment", "no answer", "no such answer"],
)
def test_an_answered_promise_says_when(fields: dict[str, Any]) -> None:
    row = promise(asked(a_pair_team()), Level.LEADER)
    with broken("answered_promise_says_when"), transaction.atomic():
        Promise.objects.filter(pk=row.pk).update(**fields)
