import datetime as dt

import pytest

from accounts.enums import RoleKind
from productive_leader.core.dates import format_date, today
from programmes.models import Action, Pair, Workshop
from programmes.services.workshops import Decided, record_decisions
from tests.factories.modules import an_eligibility
from tests.factories.programmes import (
    closed,
    make_colleague,
    make_organisation,
    make_pair,
    make_team,
)
from tests.factories.workshops import a_secretary, a_workshop, printed
from tests.programmes.workshops import TEXT, in_a_week, page_of, rows, text
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    """Alice and Amir, to whom the catalogue is open."""
    pair: Pair = make_pair(make_team())
    for person in (pair.leader, pair.pa):
        an_eligibility(person, person.roles.get().organisation)
    return pair


@pytest.fixture
def workshop(pair: Pair) -> Workshop:
    return printed(a_workshop(pair.pa, team=pair.team))


def test_several_decisions_are_recorded_at_once(workshop: Workshop, pair: Pair):
    client = client_of(pair.pa)
    page = client.get(page_of(workshop, "decisions/"))
    assert page.context["held"]["held_on"].value() == today()
    two = [(TEXT, pair.leader.pk, in_a_week()), ("Book it", pair.pa.pk, in_a_week())]
    page = client.post(page_of(workshop, "decisions/"), rows(*two), follow=True)
    assert "2 decisions are recorded, and on the list of actions until done." in text(page)
    assert TEXT in text(page)
    assert [(one.workshop, one.session, one.owner) for one in Action.objects.order_by("pk")] == [
        (workshop, None, pair.leader),
        (workshop, None, pair.pa),
    ]
    workshop.refresh_from_db()
    assert workshop.held_on == dt.date(2026, 3, 3)
    assert TEXT in text(client_of(pair.leader).get("/actions/"))
    page = client.post(page_of(workshop, "decisions/"), rows(*two), follow=True)
    assert Action.objects.count() == 2


def test_a_wrong_row_keeps_everything_that_was_typed(workshop: Workshop, pair: Pair):
    stranger = make_colleague("Sam Wood", pair.team.programme.organisation)
    yesterday = today() - dt.timedelta(days=1)
    wrong = rows(
        (TEXT, pair.leader.pk, in_a_week()),
        ("", pair.pa.pk, in_a_week()),
        ("Book it", stranger.pk, in_a_week()),
        ("x" * 301, "", yesterday.isoformat()),
        held_on="1899-01-01",
    )
    response = client_of(pair.pa).post(page_of(workshop, "decisions/"), wrong)
    page = text(response)
    assert response.status_code == 422
    assert f'value="{TEXT}"' in page
    for sentence in (
        "Row 2: say what will be done.",
        "This person is not in the team. Choose somebody of the team.",
        "Shorten this to 300 characters.",
        "Row 4: choose who will do it.",
        f"{format_date(yesterday)} has passed. Choose today or a later day.",
        "Check the year: 1899 cannot be meant.",
    ):
        assert sentence in page
    assert Action.objects.count() == 0


def test_no_row_at_all_says_what_to_do(workshop: Workshop, pair: Pair):
    client = client_of(pair.pa)
    page = text(client.post(page_of(workshop, "decisions/"), rows()))
    assert "Write down at least one decision, and who will see to it." in page
    assert "Load it again, then choose once more." in text(
        client.post(page_of(workshop, "decisions/"), {"held_on": "2026-03-03"})
    )


def test_a_decision_is_dropped_and_taken_back_on_the_page_of_the_workshop(
    workshop: Workshop, pair: Pair
):
    (one,) = record_decisions(
        by=pair.pa, workshop=workshop, decided=[Decided(TEXT, pair.leader, today())]
    )
    client = client_of(pair.pa)
    came_from = {"workshop": workshop.pk}
    response = client.post(f"/actions/{one.pk}/drop/", came_from)
    assert response.url == f"{page_of(workshop)}?ended={one.pk}#decisions"
    assert "Undo" in text(client.get(response.url))
    assert (
        client.post(f"/actions/{one.pk}/reopen/", came_from).url == page_of(workshop) + "#decisions"
    )
    page = client.get(f"/actions/{one.pk}/", {"workshop": workshop.pk})
    assert f'name="workshop" value="{workshop.pk}"' in text(page)
    stranger = a_workshop(a_secretary())
    assert client.post(f"/actions/{one.pk}/done/", {"workshop": stranger.pk}).url == (
        f"/actions/?ended={one.pk}"
    )


def test_the_owner_says_which_team_looks_after_it(pair: Pair):
    workshop = a_workshop(pair.pa)
    client = client_of(pair.pa)
    assert "A team must look after it" in text(client.get(page_of(workshop, "decisions/")))
    assert client.post(page_of(workshop, "decisions/"), rows()).status_code == 422
    response = client.post(page_of(workshop, "team/"), {"team": pair.team.pk})
    assert response.url == page_of(workshop, "decisions/")
    workshop.refresh_from_db()
    assert workshop.team == pair.team
    response = client.post(page_of(workshop, "team/"), {"team": ""})
    assert response.status_code == 422
    assert "Choose one of the teams in the list." in text(response)


def test_somebody_in_no_team_hears_whom_to_ask():
    organisation = make_organisation("Northvale University Hospitals")
    secretary = a_secretary(organisation)
    workshop = a_workshop(secretary)
    client = client_of(secretary)
    assert "Nobody leads programmes here yet." in text(client.get(page_of(workshop, "decisions/")))
    make_colleague("Bob Lane", organisation, RoleKind.FACILITATOR)
    page = text(client.get(page_of(workshop, "decisions/")))
    assert "Ask Bob Lane to add you to a team, or to start a programme." in page
    assert "Start a programme" not in page


def test_a_facilitator_without_a_team_hears_how_to_start_a_programme():
    organisation = make_organisation()
    bob = make_colleague("Bob Lane", organisation, RoleKind.FACILITATOR)
    an_eligibility(bob, organisation)
    page = text(client_of(bob).get(page_of(a_workshop(bob), "decisions/")))
    assert 'href="/programmes/new/"' in page


def test_a_closed_programme_takes_nothing_more_and_says_so(workshop: Workshop, pair: Pair):
    client = client_of(pair.pa)
    closed(pair.team.programme, today())
    page = text(client.get(page_of(workshop)))
    assert "is closed, so nothing can be added." in page
    assert "Record what was decided" not in page
    response = client.post(
        page_of(workshop, "decisions/"), rows((TEXT, pair.leader.pk, in_a_week()))
    )
    assert response.status_code == 422
    assert f"This programme closed on {format_date(today())}." in text(response)
