import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.enums import RoleKind
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import AuditEvent
from programmes.enums import ActionKind
from programmes.models import Action, Pair, Workshop
from programmes.permissions import actions_changed_by, workshops_seen_by
from programmes.queries.actions import agreed_in
from programmes.queries.workshops import teams_to_look_after
from programmes.services.actions import add_action
from programmes.services.workshops import give_to_team, record_decisions
from tests.factories.programmes import closed, make_colleague, make_member, make_pair, make_team
from tests.factories.sessions import a_session
from tests.factories.workshops import a_secretary, a_workshop
from tests.programmes.workshops import TEXT, decided, made_eligible, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    pair: Pair = make_pair(make_team())
    return pair


@pytest.fixture
def workshop(pair: Pair) -> Workshop:
    """Of Amir the PA, looked after by his team."""
    return a_workshop(made_eligible(pair.pa), team=pair.team)


def test_decisions_are_actions_of_the_team(workshop: Workshop, pair: Pair):
    two = [decided(pair.leader), decided(pair.pa, "  Book the\nfirst Thursday ")]
    made = record_decisions(by=pair.pa, workshop=workshop, decided=two, held_on=dt.date(2026, 3, 3))
    assert [(one.text, one.owner, one.kind, one.team, one.session) for one in made] == [
        (TEXT, pair.leader, ActionKind.ACTION, pair.team, None),
        ("Book the first Thursday", pair.pa, ActionKind.ACTION, pair.team, None),
    ]
    assert set(workshop.decisions.all()) == set(made)
    agreed = agreed_in(pair.team, ActionKind.ACTION, pair.leader).still_open
    assert {line.action for line in agreed} == set(made)
    workshop.refresh_from_db()
    assert workshop.held_on == dt.date(2026, 3, 3)
    assert AuditEvent.objects.filter(action="action.added").count() == 2


def test_the_same_decision_is_kept_once_and_again_after_it_was_dropped(
    workshop: Workshop, pair: Pair
):
    said = {"by": pair.pa, "workshop": workshop, "decided": [decided(pair.leader)]}
    record_decisions(**said)
    assert record_decisions(**said) == []
    Action.objects.update(dropped_at=timezone.now())
    assert len(record_decisions(**said)) == 1


def test_whoever_is_of_the_team_or_runs_it_records_decisions(workshop: Workshop, pair: Pair):
    programme = pair.team.programme
    for place, person in enumerate((pair.leader, programme.facilitator)):
        one = decided(pair.leader, f"Decision {place}")
        assert len(record_decisions(by=person, workshop=workshop, decided=[one])) == 1
    stranger = make_pair(make_team()).leader
    with pytest.raises(PermissionDenied):
        record_decisions(by=stranger, workshop=workshop, decided=[decided(pair.leader)])


def test_who_wrote_a_decision_down_may_change_it_while_in_the_team(workshop: Workshop, pair: Pair):
    secretary = make_member(pair.team, "Grace Obi").person
    (one,) = record_decisions(by=secretary, workshop=workshop, decided=[decided(pair.leader)])
    other = make_member(pair.team, "Tom Price").person
    assert list(actions_changed_by(secretary)) == [one]
    assert list(actions_changed_by(other)) == []
    pair.team.memberships.filter(person=secretary).delete()
    assert list(actions_changed_by(secretary)) == []


def test_the_sponsor_gives_a_workshop_to_a_team_and_records_what_was_decided(pair: Pair):
    programme = pair.team.programme
    cora = make_colleague("Cora Chief", programme.organisation, RoleKind.CHIEF_EXECUTIVE)
    programme.sponsor = sponsor = made_eligible(cora)
    programme.save()
    assert list(teams_to_look_after(sponsor)) == [pair.team]
    made = give_to_team(by=sponsor, workshop=a_workshop(sponsor), team=pair.team)
    (one,) = record_decisions(by=sponsor, workshop=made, decided=[decided(pair.leader)])
    assert (one.team, one.owner, one.made_by) == (pair.team, pair.leader, sponsor)
    assert list(actions_changed_by(sponsor)) == [one]
    session = a_session(pair.team)
    with pytest.raises(PermissionDenied):
        add_action(by=sponsor, session=session, text=TEXT, owner=pair.leader, due_on=today())


def test_an_owner_who_left_the_team_sees_the_workshop_and_records_nothing(
    workshop: Workshop, pair: Pair
):
    pair.team.memberships.filter(person=pair.pa).delete()
    assert list(workshops_seen_by(pair.pa)) == [workshop]
    with pytest.raises(PermissionDenied):
        record_decisions(by=pair.pa, workshop=workshop, decided=[decided(pair.leader)])


def test_without_a_team_nothing_is_recorded():
    secretary = a_secretary()
    made = a_workshop(secretary)
    with refused(top="Say first which team looks after what is decided."):
        record_decisions(by=secretary, workshop=made, decided=[decided(secretary)])
    with pytest.raises(TypeError):
        add_action(by=secretary, workshop=made, text=TEXT, owner=secretary, due_on=today())


def test_an_owner_who_is_not_of_the_team_and_a_day_that_has_passed_are_refused(
    workshop: Workshop, pair: Pair
):
    stranger = make_colleague("Sam Wood", pair.team.programme.organisation)
    with refused(owner=f"Sam Wood is not in {pair.team}. Choose somebody of the team."):
        record_decisions(by=pair.pa, workshop=workshop, decided=[decided(stranger)])
    yesterday = today() - dt.timedelta(days=1)
    sentence = f"{format_date(yesterday)} has passed. Choose today or a later day."
    with refused(due_on=sentence):
        record_decisions(
            by=pair.pa, workshop=workshop, decided=[decided(pair.pa), decided(pair.pa, days=-1)]
        )
    assert Action.objects.count() == 0


def test_a_closed_programme_takes_no_more_decisions(workshop: Workshop, pair: Pair):
    closed(pair.team.programme, today())
    with refused(top=f"This programme closed on {format_date(today())}."):
        record_decisions(by=pair.pa, workshop=workshop, decided=[decided(pair.leader)])
    assert list(teams_to_look_after(pair.pa)) == []


def test_teams_to_look_after_are_those_one_is_in_or_runs(pair: Pair):
    facilitator = pair.team.programme.facilitator
    second = make_team(pair.team.programme, "Second team")
    member = make_member(second, "Tom Price").person
    assert list(teams_to_look_after(member)) == [second]
    assert set(teams_to_look_after(facilitator)) == {pair.team, second}
    assert list(teams_to_look_after(a_secretary())) == []


def test_a_team_that_has_decisions_keeps_them(workshop: Workshop, pair: Pair):
    other = make_team(pair.team.programme, "Second team")
    record_decisions(by=pair.pa, workshop=workshop, decided=[decided(pair.leader)])
    facilitator = pair.team.programme.facilitator
    sentence = f"What was decided stands on the list of {pair.team} and stays with it."
    with refused(team=sentence):
        give_to_team(by=facilitator, workshop=workshop, team=other)
    give_to_team(by=facilitator, workshop=workshop, team=pair.team)
