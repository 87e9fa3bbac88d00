"""Yes, perhaps, apologies: by the person, their PA or the facilitator, until the session begins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Person
from productive_leader.core.models import AuditEvent, Email
from programmes import services
from programmes.models import Edition, Invitation, Pair, Session
from programmes.services.answers import answer_invitation
from programmes.services.invitations import update_invitations
from tests.factories.programmes import closed, make_member, make_pair, make_team
from tests.factories.releases import press
from tests.factories.sessions import a_session, at

pytestmark = pytest.mark.django_db
REASON = "On leave that week"


@pytest.fixture
def pair() -> Pair:
    return make_pair(make_team())


@pytest.fixture
def session(pair: Pair) -> Session:
    return a_session(pair.team)


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    with pytest.raises(ValidationError) as refusal:
        yield
    assert refusal.value.messages == [sentence]


def invited(session: Session, person: Person) -> Invitation:
    return session.invitations.get(person=person)


def said(invitation: Invitation) -> tuple[str, str, str]:
    invitation.refresh_from_db()
    return invitation.answer, invitation.reason, str(invitation.answered_by or "")


def test_a_leader_answers_and_may_change_their_mind(session: Session, pair: Pair) -> None:
    mine = invited(session, pair.leader)
    answer_invitation(by=pair.leader, invitation=mine, answer="apologies", reason=f" {REASON}\n")
    assert said(mine) == ("apologies", REASON, "Dr Alice Ahmed")

    answer_invitation(by=pair.leader, invitation=mine, answer="yes", reason="left in the box")
    assert said(mine) == ("yes", "", "Dr Alice Ahmed")


def test_a_pa_answers_for_the_leader_and_is_named(session: Session, pair: Pair) -> None:
    theirs = invited(session, pair.leader)
    answer_invitation(by=pair.pa, invitation=theirs, answer="yes")

    assert said(theirs) == ("yes", "", "Amir Khan")
    event = AuditEvent.objects.get(action="invitation.answered")
    assert (event.actor_id, event.acting_for_id, event.detail) == (
        pair.pa.pk,
        pair.leader.pk,
        {"answer": "yes"},
    )


def test_a_facilitator_notes_what_they_were_told(session: Session, pair: Pair) -> None:
    theirs = invited(session, pair.leader)
    answer_invitation(
        by=session.facilitator, invitation=theirs, answer="apologies", reason="By telephone"
    )
    assert said(theirs) == ("apologies", "By telephone", "Bob Lane")


def test_nobody_answers_for_anybody_else(session: Session, pair: Pair) -> None:
    other_pa = make_member(pair.team, "Ann Bell", "pa").person
    theirs = invited(session, pair.leader)
    ended = services.end_pair(by=session.facilitator, pair=pair)
    for by in (other_pa, ended.pa, make_pair(make_team()).leader):
        with pytest.raises(PermissionDenied):
            answer_invitation(by=by, invitation=theirs, answer="yes")
    assert said(theirs) == ("", "", "")


def test_apologies_need_a_reason(session: Session, pair: Pair) -> None:
    mine = invited(session, pair.leader)
    with refused("Say in a few words why, so that it can be planned for."):
        answer_invitation(by=pair.leader, invitation=mine, answer="apologies", reason=" ")
    with refused("Choose yes, perhaps or apologies."):
        answer_invitation(by=pair.leader, invitation=mine, answer="maybe")
    assert said(mine) == ("", "", "")


def test_the_same_answer_twice_is_one_answer(session: Session, pair: Pair) -> None:
    mine = invited(session, pair.leader)
    first = answer_invitation(by=pair.leader, invitation=mine, answer="yes")
    second = answer_invitation(by=pair.pa, invitation=mine, answer="yes")
    assert (second.answered_at, second.answered_by) == (first.answered_at, pair.leader)
    assert AuditEvent.objects.filter(action="invitation.answered").count() == 1


def test_a_session_that_has_begun_takes_no_answer(pair: Pair) -> None:
    begun = a_session(pair.team, at(-1))
    mine = invited(begun, pair.leader)
    with refused("This session has begun. Tell Bob Lane, who keeps the attendance."):
        answer_invitation(by=pair.leader, invitation=mine, answer="yes")
    with refused("This session has begun. Note who is there on the attendance page."):
        answer_invitation(by=begun.facilitator, invitation=mine, answer="yes")


def test_what_was_released_counts_and_not_what_is_planned_now(pair: Pair) -> None:
    """Moved to next week but not released: for everybody it began yesterday."""
    begun = a_session(pair.team, at(-1))
    begun.during = a_session(pair.team, at(9), released=False).during
    Session.objects.filter(team=pair.team).exclude(pk=begun.pk).delete()
    begun.save()
    with refused("This session has begun. Tell Bob Lane, who keeps the attendance."):
        answer_invitation(by=pair.leader, invitation=invited(begun, pair.leader), answer="yes")


def test_a_cancelled_session_takes_no_answer(session: Session, pair: Pair) -> None:
    mine = invited(session, pair.leader)
    Edition.objects.filter(session=session).update(is_cancelled=True)
    with refused("This session is cancelled, so there is nothing to answer."):
        answer_invitation(by=pair.leader, invitation=mine, answer="yes")


def test_a_session_that_is_not_released_takes_no_answer(pair: Pair) -> None:
    mine = invited(a_session(pair.team, released=False), pair.leader)
    with refused("This session is not released yet. Answer when it has a fixed date."):
        answer_invitation(by=pair.leader, invitation=mine, answer="yes")


def test_a_withdrawn_invitation_takes_no_answer(session: Session, pair: Pair) -> None:
    Session.objects.filter(pk=session.pk).update(audience="pas")
    update_invitations(pair.team)
    press(pair.team)
    mine = invited(session, pair.leader)
    with refused("You are no longer invited to this session."):
        answer_invitation(by=pair.leader, invitation=mine, answer="yes")
    with refused("Dr Alice Ahmed is no longer invited to this session."):
        answer_invitation(by=pair.pa, invitation=mine, answer="yes")


def test_a_closed_programme_takes_no_answer(session: Session, pair: Pair) -> None:
    programme = pair.team.programme
    closed(programme, at(1).date())
    with pytest.raises(ValidationError, match="This programme closed on"):
        answer_invitation(by=pair.leader, invitation=invited(session, pair.leader), answer="yes")


def test_apologies_at_short_notice_tell_the_facilitator_once(pair: Pair) -> None:
    session = a_session(pair.team, at(1), name="Meetings that earn their time")
    mine = invited(session, pair.leader)
    for answer in ("apologies", "yes", "apologies"):
        answer_invitation(by=pair.pa, invitation=mine, answer=answer, reason="CANARY reason")

    message = Email.objects.get()
    assert message.to == session.facilitator.email
    assert message.subject.startswith("Dr Alice Ahmed cannot come on ")
    assert "Amir Khan answered for them." in message.text
    assert f"/sessions/{session.pk}/" in message.text
    assert "CANARY" not in message.text + message.html + message.subject


@pytest.mark.parametrize("answer", ["yes", "perhaps"])
def test_other_answers_tell_nobody(pair: Pair, answer: str) -> None:
    mine = invited(a_session(pair.team, at(1)), pair.leader)
    answer_invitation(by=pair.leader, invitation=mine, answer=answer)
    assert not Email.objects.exists()


def test_apologies_in_good_time_or_noted_by_the_facilitator_tell_nobody(pair: Pair) -> None:
    later, soon = a_session(pair.team, at(5)), a_session(pair.team, at(1))
    for session, by in ((later, pair.leader), (soon, soon.facilitator)):
        mine = invited(session, pair.leader)
        answer_invitation(by=by, invitation=mine, answer="apologies", reason=REASON)
    own = invited(soon, soon.facilitator)
    answer_invitation(by=soon.facilitator, invitation=own, answer="apologies", reason=REASON)
    assert not Email.objects.exists()


def test_the_database_knows_the_answers(session: Session) -> None:
    with pytest.raises(IntegrityError, match="answer_is_known"), transaction.atomic():
        session.invitations.update(answer="maybe")
