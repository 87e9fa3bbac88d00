from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Person
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import AuditEvent
from programmes import services
from programmes.enums import ActionKind
from programmes.models import Action, Pair, Session, Team
from programmes.permissions import actions_changed_by, actions_seen_by
from programmes.queries.actions import (
    actions_of,
    agreed_in,
    ended,
    is_overdue,
    line_of,
    owners_for,
    usual_due_date,
)
from programmes.services.actions import (
    add_action,
    change_action,
    drop_action,
    finish_action,
    make_commitment,
    print_of,
    reopen_action,
)
from tests.factories.programmes import closed, make_colleague, make_member, make_pair, make_team
from tests.factories.sessions import a_session, at

pytestmark = pytest.mark.django_db
TEXT = "Cut the Monday meeting to 45 minutes"


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    with pytest.raises(ValidationError) as refusal:
        yield
    assert refusal.value.messages == [sentence]


@pytest.fixture
def pair() -> Pair:
    """Alice and Amir, in a team that has a session today."""
    pair: Pair = make_pair(make_team())
    a_session(pair.team, at(0))
    return pair


def still_open(team: Team) -> list[Action]:
    agreed = agreed_in(team, ActionKind.ACTION, team.programme.facilitator)
    return [one.action for one in agreed.still_open]


def session_of(team: Team) -> Session:
    return team.sessions.select_related("team__programme", "released").earliest("pk")


def in_days(days: int) -> date:
    return today() + timedelta(days=days)


def act(pair: Pair, owner: Person | None = None, days: int = 7, text: str = TEXT) -> Action:
    return add_action(
        by=pair.leader,
        session=session_of(pair.team),
        text=text,
        owner=owner or pair.leader,
        due_on=in_days(days),
    )


def late(action: Action, days: int) -> Action:
    """The same action, so many days after its date."""
    Action.objects.filter(pk=action.pk).update(due_on=in_days(-days))
    action.refresh_from_db()
    return action


def test_an_action_has_an_owner_and_a_date(pair: Pair) -> None:
    action = act(pair, owner=pair.pa, text="  Book  the\nroom ")
    assert (action.text, action.owner, action.due_on, action.made_by, action.kind) == (
        "Book the room",
        pair.pa,
        in_days(7),
        pair.leader,
        ActionKind.ACTION,
    )
    assert AuditEvent.objects.latest("pk").action == "action.added"


def test_it_stays_open_until_it_is_done(pair: Pair) -> None:
    first, second = act(pair, days=9), act(pair, days=2)
    assert still_open(pair.team) == [second, first]
    finish_action(by=pair.leader, action=second)
    assert still_open(pair.team) == [first]
    drop_action(by=pair.leader, action=first)
    assert still_open(pair.team) == []


def test_each_comes_with_its_owner_and_whom_the_owner_works_with(
    pair: Pair, django_assert_num_queries
) -> None:
    act(pair)
    act(pair, owner=pair.pa)
    act(pair, owner=pair.team.programme.facilitator)
    with django_assert_num_queries(2):
        agreed = agreed_in(pair.team, ActionKind.ACTION, pair.leader)
        found = [(one.action.owner.name, one.partners) for one in agreed.still_open]
    assert found == [
        ("Dr Alice Ahmed", "Amir Khan"),
        ("Amir Khan", "Dr Alice Ahmed"),
        ("Bob Lane", ""),
    ]


def test_a_person_has_their_own_in_every_team(pair: Pair) -> None:
    mine, _ = act(pair), act(pair, owner=pair.pa)
    assert list(actions_of(pair.leader)) == [mine]


def test_an_action_is_late_from_the_day_after_its_date(pair: Pair) -> None:
    action = act(pair, days=0)
    assert (line_of(action).due, line_of(action).late) == ("today", "")
    assert line_of(late(action, 1)).late == "1 day late"
    assert line_of(late(action, 3)).late == "3 days late"
    assert is_overdue(action)
    finished = finish_action(by=pair.leader, action=action)
    assert (is_overdue(finished), line_of(finished).late) == (False, "")


def test_dates_are_said_in_words(pair: Pair) -> None:
    assert line_of(act(pair, days=1)).due == "tomorrow"
    assert line_of(act(pair, days=5)).due == f"by {format_date(in_days(5))}"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": " \n "}, "Say what will be done."),
        ({"text": "x" * 301}, "Shorten this to 300 characters; it has 301."),
        (
            {"due_on": date(2011, 5, 9)},
            "Monday 9 May 2011 has passed. Choose today or a later day.",
        ),
        ({"due_on": date(2999, 1, 1)}, "Choose a day within the next two years."),
    ],
)
def test_what_cannot_be_agreed_is_refused_in_words(
    pair: Pair, change: dict[str, str], sentence: str
) -> None:
    said = {"text": TEXT, "owner": pair.pa, "due_on": in_days(7), **change}
    with refused(sentence):
        add_action(by=pair.leader, session=session_of(pair.team), **said)
    assert not Action.objects.exists()


def test_the_owner_is_of_the_team(pair: Pair) -> None:
    stranger = make_colleague("Sam Wood", pair.team.programme.organisation)
    with refused("Sam Wood is not in Executive team, first wave. Choose somebody of the team."):
        act(pair, owner=stranger)


def test_members_and_the_facilitator_add_and_nobody_else(pair: Pair) -> None:
    said = {"session": session_of(pair.team), "text": TEXT, "owner": pair.pa, "due_on": in_days(1)}
    for person in (pair.leader, pair.pa, pair.team.programme.facilitator):
        add_action(by=person, **said)
    with pytest.raises(PermissionDenied, match="You may not write what this team agrees"):
        add_action(by=make_colleague("Sam Wood", pair.team.programme.organisation), **said)
    assert Action.objects.count() == 3


def test_nothing_is_agreed_in_a_closed_programme(pair: Pair) -> None:
    action, programme = act(pair), pair.team.programme
    closed(programme, today())
    for attempt in (lambda: act(pair), lambda: finish_action(by=pair.leader, action=action)):
        with refused(f"This programme closed on {format_date(today())}."):
            attempt()


def test_a_pa_finishes_for_the_leader_and_is_kept_as_who_did(pair: Pair) -> None:
    action = finish_action(by=pair.pa, action=act(pair))
    assert action.done_by == pair.pa
    assert ended(action) == f"Done by Amir Khan for Dr Alice Ahmed on {format_date(today())}"
    event = AuditEvent.objects.get(action="action.done")
    assert (event.actor_id, event.acting_for_id) == (pair.pa.pk, pair.leader.pk)


def test_owner_pair_and_facilitator_change_it_and_the_team_sees_it(pair: Pair) -> None:
    action = act(pair)
    tom = make_member(pair.team, "Tom Price").person
    stranger = make_colleague("Sam Wood", pair.team.programme.organisation)
    bob = pair.team.programme.facilitator
    for person, sees, changes in (
        (pair.leader, True, True),
        (pair.pa, True, True),
        (bob, True, True),
        (tom, True, False),
        (stranger, False, False),
    ):
        assert actions_seen_by(person).contains(action) is sees
        assert actions_changed_by(person).contains(action) is changes
    with pytest.raises(PermissionDenied, match="You may not change this action"):
        finish_action(by=tom, action=action)


def test_a_pair_of_another_team_changes_nothing_here(pair: Pair) -> None:
    other = make_pair(make_team(pair.team.programme, "Second wave"), "Grace Obi", "Jo Bell")
    services.add_member(
        by=pair.team.programme.facilitator, team=other.team, person=pair.pa, kind="pa"
    )
    services.make_pair(
        by=pair.team.programme.facilitator, team=other.team, leader=other.leader, pa=pair.pa
    )
    assert not actions_changed_by(other.leader).contains(act(pair, owner=pair.pa))


def test_done_twice_says_who_and_when(pair: Pair) -> None:
    action = act(pair)
    finish_action(by=pair.pa, action=action)
    with refused(
        f"Done by Amir Khan for Dr Alice Ahmed on {format_date(today())} already. "
        "Take it back first to change it."
    ):
        finish_action(by=pair.leader, action=action)


def test_what_was_done_or_dropped_is_taken_back(pair: Pair) -> None:
    for end in (finish_action, drop_action):
        action = end(by=pair.leader, action=act(pair))
        assert action not in still_open(pair.team)
        reopened = reopen_action(by=pair.leader, action=action)
        assert (reopened.done_at, reopened.done_by, reopened.dropped_at) == (None, None, None)
        assert action in still_open(pair.team)
    assert reopen_action(by=pair.leader, action=action) == action
    assert AuditEvent.objects.filter(action="action.reopened").count() == 2


def test_an_action_is_changed(pair: Pair) -> None:
    action = act(pair)
    changed = change_action(
        by=pair.pa, action=action, text="Cut it to 30", owner=pair.pa, due_on=in_days(9)
    )
    assert (changed.text, changed.owner, changed.due_on) == ("Cut it to 30", pair.pa, in_days(9))


def test_a_late_action_keeps_its_date_while_the_words_change(pair: Pair) -> None:
    action = late(act(pair), 3)
    said = {"text": "Cut it", "owner": pair.leader}
    assert change_action(by=pair.pa, action=action, due_on=action.due_on, **said).text == "Cut it"
    with refused(f"{format_date(in_days(-1))} has passed. Choose today or a later day."):
        change_action(by=pair.pa, action=action, due_on=in_days(-1), **said)


def test_the_second_of_two_changes_is_told_of_the_first(pair: Pair) -> None:
    action = act(pair, days=0)
    seen, said = print_of(action), {"owner": pair.leader, "due_on": in_days(0), "action": action}
    change_action(by=pair.pa, text="Cut it to 30", seen=seen, **said)
    with refused(
        "Somebody changed this meanwhile. It now says: “Cut it to 30”, Dr Alice Ahmed, "
        f"{format_date(today())}. Press again to put yours in its place."
    ):
        change_action(by=pair.leader, text="Cut it to 20", seen=seen, **said)


def test_an_owner_who_has_left_may_keep_the_action(pair: Pair) -> None:
    action = act(pair)
    pair.team.memberships.filter(person=pair.leader).update(left_on=in_days(-1))
    assert pair.leader in owners_for(action)
    said = {"text": "Cut it", "owner": pair.leader, "due_on": action.due_on}
    assert change_action(by=pair.pa, action=action, **said).text == "Cut it"


def commit(pair: Pair, by: Person, owner: Person | None = None, text: str = "rest") -> Action:
    session = session_of(pair.team)
    return make_commitment(by=by, session=session, text=text, due_on=in_days(7), owner=owner)


def test_a_commitment_is_ones_own(pair: Pair) -> None:
    commitment = commit(pair, pair.leader, text="I will keep Fridays free")
    assert (commitment.kind, commitment.owner, commitment.text) == (
        ActionKind.COMMITMENT,
        pair.leader,
        "keep Fridays free",
    )
    with refused("What somebody took on for themselves stays theirs. Drop it instead."):
        change_action(
            by=pair.leader, action=commitment, text="x", owner=pair.pa, due_on=commitment.due_on
        )


def test_a_pa_writes_it_down_for_the_leader_and_not_the_other_way_round(pair: Pair) -> None:
    assert commit(pair, pair.pa, owner=pair.leader).owner == pair.leader
    event = AuditEvent.objects.get(action="commitment.added")
    assert event.acting_for_id == pair.leader.pk
    with pytest.raises(PermissionDenied, match="You may not answer for this person"):
        commit(pair, pair.leader, owner=pair.pa)


def test_the_page_of_a_session_has_what_is_open_and_what_ended_lately(pair: Pair) -> None:
    still, done, dropped = act(pair, text="Still"), act(pair, text="Done"), act(pair, text="Not")
    commit(pair, pair.leader)
    finish_action(by=pair.pa, action=done)
    drop_action(by=pair.leader, action=dropped)
    long_ago = act(pair, text="Long ago")
    Action.objects.filter(pk=long_ago.pk).update(done_at=timezone.now() - timedelta(days=15))
    tom = make_member(pair.team, "Tom Price").person
    agreed = agreed_in(pair.team, ActionKind.ACTION, tom)
    assert [(one.action, one.may_change) for one in agreed.still_open] == [(still, False)]
    assert [one.action for one in agreed.lately] == [done, dropped]
    mine = agreed_in(pair.team, ActionKind.ACTION, pair.pa)
    assert [one.may_change for one in mine.still_open] == [True]
    commitments = agreed_in(pair.team, ActionKind.COMMITMENT, pair.pa)
    assert [one.action.text for one in commitments.still_open] == ["rest"]


def test_the_usual_date_is_that_of_the_next_session_people_were_told_of(pair: Pair) -> None:
    session = session_of(pair.team)
    assert usual_due_date(session) == in_days(14)
    a_session(pair.team, at(21), released=False)
    assert usual_due_date(session) == in_days(14)
    last = a_session(pair.team, at(28))
    assert usual_due_date(session) == in_days(28)
    assert usual_due_date(last) == in_days(42)


def test_action_kind_is_known(pair: Pair) -> None:
    with pytest.raises(IntegrityError, match="action_kind_is_known"), transaction.atomic():
        Action.objects.filter(pk=act(pair).pk).update(kind="wish")


def test_action_is_done_or_dropped_not_both(pair: Pair) -> None:
    action = finish_action(by=pair.leader, action=act(pair))
    with (
        pytest.raises(IntegrityError, match="action_is_done_or_dropped_not_both"),
        transaction.atomic(),
    ):
        Action.objects.filter(pk=action.pk).update(dropped_at=timezone.now())
