"""People come into a team, many at once or one; each awkward case has its sentence."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.enums import RoleKind
from accounts.models import Person, Role
from productive_leader.core.dates import today
from productive_leader.core.models import AuditEvent, Email
from programmes import services
from programmes.enums import Audience, MemberKind
from programmes.models import Team
from programmes.services.newcomers import Colleague
from programmes.services.people import add_one, add_people, set_sponsor
from tests.factories.accounts import a_person, a_role
from tests.factories.programmes import (
    make_colleague,
    make_organisation,
    make_team,
)
from tests.factories.sessions import a_session, at
from tests.programmes.pasted import (
    PASTE,
    an_empty_team,
    kinds,
    live_pairs,
    member,
    paste,
    person,
    wanted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return an_empty_team()


def test_pasted_people_get_an_account_a_role_a_place_and_their_pairs(team: Team) -> None:
    session = a_session(team, released=False)
    added = paste(team, PASTE)
    assert [one.name for one in added.people] == ["Dr Alice Ahmed", "Tom Price", "Amir Khan"]
    assert (added.pairs, added.notes, added.troubles, added.left) == (2, (), (), "")
    rows = team.memberships.values_list("person__email", "kind", "job_title", "joined_on")
    assert set(rows) == {
        ("alice@trust.example", "leader", "Medical director", today()),
        ("tom@trust.example", "leader", "", today()),
        ("amir@trust.example", "pa", "Executive assistant", today()),
    }
    assert live_pairs(team) == ["Dr Alice Ahmed and Amir Khan", "Tom Price and Amir Khan"]
    assert (kinds("Dr Alice Ahmed"), kinds("Amir Khan")) == ({"leader"}, {"pa"})
    assert Role.objects.get(person__name="Amir Khan").organisation == team.programme.organisation
    assert wanted(session) == {"Bob Lane", "Dr Alice Ahmed", "Tom Price", "Amir Khan"}
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions)[-11:] == [
        *("person.added", "role.given", "member.added") * 2,
        *("person.added", "role.given", "member.added", "pair.made", "pair.made"),
    ]
    assert not Email.objects.exists()


def test_pasting_again_doubles_nothing_and_says_so(team: Team) -> None:
    paste(team, PASTE)
    again = paste(team, PASTE)
    assert (again.people, again.pairs, again.troubles) == ((), 0, ())
    assert again.notes == ("Dr Alice Ahmed, Tom Price and Amir Khan were in the team already.",)
    assert (team.memberships.count(), team.pairs.count(), Person.objects.count()) == (3, 2, 4)


def test_bad_rows_stay_behind_and_the_good_ones_are_kept(team: Team) -> None:
    added = paste(team, PASTE.replace("tom@trust.example", "tom@trust"))
    assert [one.name for one in added.people] == ["Dr Alice Ahmed"]
    assert [(one.line, one.sentence) for one in added.troubles] == [
        (3, "“tom@trust” is not an e-mail address. Write one like name@nhs.net."),
        (4, "Amir Khan is to assist “Tom Price”, whose own row has to be mended first."),
    ]
    assert [
        one.name for one in paste(team, added.left.replace("@trust;", "@trust.example;")).people
    ] == [
        "Tom Price",
        "Amir Khan",
    ]
    assert len(live_pairs(team)) == 2


def test_an_address_where_nobody_here_has_one_is_held_back_until_it_is_said_to_be_right(
    team: Team,
) -> None:
    text = "Jo Bell,jo@elsewhere.example,PA"
    held = paste(team, text)
    assert held.people == ()
    assert [one.sentence for one in held.troubles] == [
        (
            "Nobody at Northvale University Hospitals has an address at elsewhere.example. "
            "If jo@elsewhere.example is right, tick “These addresses are right”."
        )
    ]
    assert (held.left, held.has_strangers) == (text, True)
    assert not Person.objects.filter(email="jo@elsewhere.example").exists()
    sure = paste(team, text, is_sure=True)
    assert [one.email for one in sure.people] == ["jo@elsewhere.example"]
    assert paste(team, "Al Fox,al@elsewhere.example,PA").has_strangers is False


def test_a_pa_waits_for_a_leader_with_a_strange_address(team: Team) -> None:
    held = paste(team, "Tom,tom@odd.example,leader\nJo,jo@trust.example,PA,Tom")
    assert [one.sentence for one in held.troubles][1] == (
        "Jo is to assist “Tom”, whose own row has to be mended first."
    )


def test_somebody_at_another_organisation_is_refused(team: Team) -> None:
    charlie = make_colleague("Charlie Stone", make_organisation("Southfield"), RoleKind.PA)
    added = paste(team, f"Charlie Stone,{charlie.email},PA", is_sure=True)
    assert [one.sentence for one in added.troubles] == [
        (
            f"{charlie.email} belongs to somebody at another organisation. If they work here too, "
            "give them a role on the page of Northvale University Hospitals first."
        )
    ]
    a_role(charlie, team.programme.organisation)
    assert paste(team, added.left).people == (charlie,)
    assert kinds("Charlie Stone") == {"pa", "staff"}


def test_somebody_who_left_another_organisation_comes_in_as_new(team: Team) -> None:
    jo = a_person("Jo Bell", email="jo@trust.example")
    a_role(jo, make_organisation(), starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2024, 1, 1))
    assert paste(team, "Jo Bell,jo@trust.example,PA").people == (jo,)


def test_a_closed_account_is_refused(team: Team) -> None:
    a_person("Jo Bell", email="jo@trust.example", is_active=False)
    assert [one.sentence for one in paste(team, "Jo Bell,jo@trust.example,PA").troubles] == [
        "The account of jo@trust.example is closed. Ask an administrator to open it again."
    ]


def test_somebody_known_by_the_address_keeps_their_name(team: Team) -> None:
    jo = a_person("Josephine Bell", email="jo@trust.example")
    added = paste(team, "Jo Bell,jo@trust.example,PA")
    assert added.people == (jo,)
    assert added.notes == (
        (
            "jo@trust.example is the address of Josephine Bell, who keeps that name. "
            "The list says “Jo Bell”."
        ),
    )
    assert person("Josephine Bell") == jo


def test_nobody_is_leader_and_pa_in_one_team(team: Team) -> None:
    paste(team, PASTE)
    assert [one.sentence for one in paste(team, "Tom Price,tom@trust.example,PA").troubles] == [
        (
            "Tom Price is in this team as a leader already, not as a PA. "
            "Change the role in this row, or take it out."
        )
    ]


def test_a_leader_in_one_team_may_be_a_pa_in_another(team: Team) -> None:
    paste(team, PASTE)
    other = make_team(team.programme, "Second wave")
    assert len(paste(other, "Tom Price,tom@trust.example,PA").people) == 1
    assert kinds("Tom Price") == {"leader", "pa"}


def test_what_goes_wrong_with_one_row_stops_no_other(team: Team) -> None:
    """A role that begins later cannot be given from today as well."""
    jo = a_person("Jo Bell", email="jo@trust.example")
    later = today() + timedelta(days=9)
    a_role(jo, team.programme.organisation, RoleKind.PA, starts_on=later)
    added = paste(team, f"Jo Bell;jo@trust.example;PA\n{PASTE.partition(chr(10))[2]}")
    assert [(one.line, one.sentence) for one in added.troubles] == [
        (1, "Jo Bell has the role of PA here already.")
    ]
    assert (len(added.people), added.left) == (3, "Jo Bell;jo@trust.example;PA")


@pytest.mark.parametrize("sessions", [1, 3])
def test_invitations_follow_once_whatever_the_number_of_people_and_sessions(
    team: Team, sessions: int, django_assert_num_queries
) -> None:
    for day in range(sessions):
        a_session(team, at(7 + day), released=False)
    rows = "\n".join(f"Leader {n},leader{n}@trust.example,leader" for n in range(2))
    with django_assert_num_queries(103):
        assert len(paste(team, rows).people) == 2


def test_only_whoever_runs_the_programme_adds_people(team: Team) -> None:
    stranger = make_colleague("Eve Stone", team.programme.organisation, RoleKind.FACILITATOR)
    with pytest.raises(PermissionDenied):
        add_people(by=stranger, team=team, text=PASTE)
    assert team.memberships.count() == 0


def test_support_staff_add_colleagues_and_nobody_new(team: Team) -> None:
    """They may run a programme, but give no roles."""
    support = a_person("Support Person", is_staff=True)
    ann = make_colleague("Ann Lee", team.programme.organisation, RoleKind.PA)
    text = f"Ann Lee,{ann.email},PA\nJo Bell,jo@trust.example,PA"
    added = add_people(by=support, team=team, text=text)
    assert added.people == (ann,)
    assert [one.sentence for one in added.troubles] == [
        "Only a facilitator at Northvale University Hospitals can add somebody new."
    ]


def test_nobody_is_added_to_a_programme_that_closed(team: Team) -> None:
    bob = team.programme.facilitator
    services.close_programme(by=bob, programme=team.programme, on=dt.date(2026, 3, 3))
    with pytest.raises(ValidationError, match="closed on Tuesday 3 March 2026"):
        paste(team, PASTE)


def one(team: Team, name: str = "Jo Bell", email: str = "jo@trust.example", **more):
    colleague = Colleague(name, email, is_sure=more.pop("is_sure", False))
    kind = more.pop("kind", MemberKind.PA)
    return add_one(by=team.programme.facilitator, team=team, colleague=colleague, kind=kind, **more)


def test_one_person_is_added_with_several_leaders(team: Team) -> None:
    paste(team, PASTE)
    added = one(team, leaders=[person("Tom Price"), person("Dr Alice Ahmed")], job_title=" PA ")
    assert ([str(each) for each in added.people], added.pairs) == (["Jo Bell"], 2)
    assert member(team, "Jo Bell").job_title == "PA"


def test_one_person_is_refused_as_a_pasted_row_would_be(team: Team) -> None:
    paste(team, PASTE)
    with pytest.raises(ValidationError, match="Nobody at") as strange:
        one(team, email="jo@odd.example")
    assert strange.value.code == "stranger"
    with pytest.raises(ValidationError, match="is not a leader in"):
        one(team, leaders=[person("Amir Khan")])
    with pytest.raises(ValidationError, match="Only a PA assists somebody"):
        one(team, kind=MemberKind.LEADER, leaders=[person("Tom Price")])
    assert not Person.objects.filter(name="Jo Bell").exists()
    assert len(one(team, email="jo@odd.example", is_sure=True).people) == 1


def test_the_sponsor_changes_and_the_invitations_follow(team: Team) -> None:
    bob, here = team.programme.facilitator, team.programme.organisation
    session = a_session(team, released=False, audience=Audience.SPONSOR_TOO)
    cheryl = make_colleague("Cheryl Grant", here, RoleKind.CHIEF_EXECUTIVE)
    assert set_sponsor(by=bob, programme=team.programme, sponsor=cheryl).sponsor == cheryl
    assert wanted(session) == {"Bob Lane", "Cheryl Grant"}
    dana = Colleague("Dana Moor", "Dana@trust.example")
    sponsored = set_sponsor(by=bob, programme=team.programme, colleague=dana)
    assert sponsored.sponsor == person("Dana Moor")
    assert (kinds("Dana Moor"), wanted(session)) == ({"staff"}, {"Bob Lane", "Dana Moor"})
    assert set_sponsor(by=bob, programme=team.programme).sponsor is None
    events = AuditEvent.objects.filter(action="programme.sponsor_set").count()
    set_sponsor(by=bob, programme=team.programme)
    assert AuditEvent.objects.filter(action="programme.sponsor_set").count() == events == 3


def test_a_sponsor_has_a_role_here_and_a_known_domain(team: Team) -> None:
    bob = team.programme.facilitator
    charlie = make_colleague("Charlie Stone", make_organisation(), RoleKind.CHIEF_EXECUTIVE)
    with pytest.raises(ValidationError, match="Charlie Stone has no role at"):
        set_sponsor(by=bob, programme=team.programme, sponsor=charlie)
    with pytest.raises(ValidationError, match="belongs to somebody at another organisation"):
        set_sponsor(by=bob, programme=team.programme, colleague=Colleague("C", charlie.email))
    with pytest.raises(ValidationError, match="Nobody at") as strange:
        set_sponsor(by=bob, programme=team.programme, colleague=Colleague("D", "d@odd.example"))
    assert strange.value.code == "stranger"
    with pytest.raises(PermissionDenied):
        set_sponsor(by=charlie, programme=team.programme)


def test_a_colleague_with_a_role_here_gets_no_other_by_sponsoring(team: Team) -> None:
    bob = team.programme.facilitator
    cheryl = make_colleague("Cheryl Grant", team.programme.organisation, RoleKind.CHIEF_EXECUTIVE)
    set_sponsor(by=bob, programme=team.programme, colleague=Colleague("Cheryl", cheryl.email))
    assert kinds("Cheryl Grant") == {"chief_executive"}
