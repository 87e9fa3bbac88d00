"""The next team works as the one it follows, and takes nothing that people said."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from productive_leader.core.dates import today
from programmes import services
from programmes.enums import MemberKind, SessionState
from programmes.models import (
    Action,
    CalendarMessage,
    Edition,
    Invitation,
    Membership,
    Programme,
    Pulse,
    Series,
    Session,
    Team,
)
from programmes.services.waves import start_next_team
from tests.factories.programmes import (
    make_pair,
    make_programme,
    make_team,
)
from tests.factories.sessions import a_template
from tests.programmes.promises import refused
from tests.programmes.spread import (
    NO_LESSON,
    SAY_WHY,
    a_worked_team,
    after,
    learned,
    plan,
    text_of,
)
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db


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
