from datetime import date, timedelta

import pytest
from django.test import RequestFactory

from accounts.enums import RoleKind
from accounts.models import Person
from productive_leader.core.dates import today
from productive_leader.site.context import page
from programmes.enums import MemberKind
from programmes.models import Team
from programmes.services import add_member, close_programme
from tests.factories.assessments import a_capture, a_grant, a_log, a_team, leaders_of, pas_of
from tests.factories.programmes import make_colleague, make_organisation

pytestmark = pytest.mark.django_db

LEADERS = [
    "Home", "Today", "Week", "Sessions", "Actions", "Results", "Modules", "Orders", "Account"
]  # fmt: skip


def labels(person: Person, path: str = "/") -> list[str]:
    return [label for label, _, _ in shown(person, path)]


def shown(person: Person, path: str = "/"):
    request = RequestFactory().get(path)
    request.user = person
    return list(page(request)["navigation"])


def test_the_way_round_takes_one_query(django_assert_num_queries) -> None:
    team = a_team()
    a_capture(team)
    alice = leaders_of(team)[0]
    request = RequestFactory().get("/")
    request.user = alice
    with django_assert_num_queries(0):
        context = page(request)
    with django_assert_num_queries(1):
        assert str(context["organisation_name"]) == "Northvale University Hospitals"
        assert [label for label, _, _ in context["navigation"]] == LEADERS


def test_a_leader_is_led_to_the_week_that_runs_now() -> None:
    team = a_team()
    a_capture(team, starts_on=date(2011, 5, 9))
    running = a_capture(team, "repeat", starts_on=today() - timedelta(days=2), days=5)
    alice = leaders_of(team)[0]
    log = a_log(running, alice)
    assert shown(alice, f"/time/{log.pk}/week/") == [
        ("Home", "/", False),
        ("Today", "/time/", False),
        ("Week", f"/time/{log.pk}/week/", True),
        ("Sessions", f"/programmes/{team.programme_id}/sessions/", False),
        ("Actions", "/actions/", False),
        ("Results", "/results/", False),
        ("Modules", "/modules/", False),
        ("Orders", "/orders/", False),
        ("Account", "/account/", False),
    ]


def test_a_pa_with_a_grant_alone_has_today_and_no_week() -> None:
    team = a_team()
    pa = pas_of(team)[0]
    last = ["Modules", "Orders", "Account"]
    assert labels(pa) == ["Home", "Sessions", "Actions", *last]
    a_grant(team)
    assert labels(pa) == ["Home", "Today", "Sessions", "Actions", "Results", *last]


def test_facilitator_and_chief_executive_have_programmes_and_people() -> None:
    team = a_team()
    own = ["Home", "Programmes", "Sessions", "Actions", "Results"]
    everywhere = [*own, "People", "Map", "Modules"]
    assert labels(team.programme.facilitator) == [*everywhere, "Account"]
    assert labels(team.programme.sponsor) == [*everywhere, "Orders", "Account"]


def test_somebody_with_nothing_yet_still_has_a_way_round() -> None:
    assert labels(make_colleague("Sam Wood", make_organisation())) == ["Home", "Modules", "Account"]
    nobody = Person.objects.create_user("new@example.org", "New Person")
    assert labels(nobody) == ["Home", "Modules", "Account"]


def test_a_role_that_ended_no_longer_counts() -> None:
    organisation = make_organisation()
    bob = make_colleague("Bob Lane", organisation, RoleKind.FACILITATOR)
    assert labels(bob) == ["Home", "Programmes", "People", "Map", "Modules", "Account"]
    bob.roles.update(ends_on=today() - timedelta(days=1))
    assert labels(bob) == ["Home", "Modules", "Account"]


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/programmes/{programme}/", "Programmes"),
        ("/programmes/{programme}/sessions/", "Sessions"),
        ("/sessions/7/", "Sessions"),
        ("/workshops/new/", "Programmes"),
        ("/actions/", "Actions"),
        ("/organisations/{code}/", "People"),
        ("/organisations/{code}/map/", "Map"),
    ],
)
def test_every_page_of_the_facilitator_belongs_to_one_section(path: str, section: str) -> None:
    programme = a_team().programme
    where = path.format(programme=programme.pk, code=programme.organisation.code)
    ways = shown(programme.facilitator, where)
    assert [label for label, _, current in ways if current] == [section]


def test_sessions_are_those_of_the_running_programme_one_takes_part_in() -> None:
    finished, running = a_team(code="RNV"), a_team(code="RNV")
    alice = leaders_of(running)[0]
    make_part(finished, alice)
    assert dict(ways_of(alice))["Sessions"] == f"/programmes/{finished.programme_id}/sessions/"
    close_programme(
        by=finished.programme.facilitator, programme=finished.programme, on=date(2026, 1, 6)
    )
    assert dict(ways_of(alice))["Sessions"] == f"/programmes/{running.programme_id}/sessions/"


def ways_of(person: Person) -> list[tuple[str, str]]:
    return [(label, url) for label, url, _ in shown(person)]


def make_part(team: Team, person: Person) -> None:
    """The person joins another team, today."""
    add_member(by=team.programme.facilitator, team=team, person=person, kind=MemberKind.LEADER)
