"""Who may order where, and who sees, changes and decides about which orders."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.enums import EligibilityState, EligibleRole, RoleKind
from accounts.models import Organisation, Person
from orders.enums import EventKind
from orders.models import Order
from orders.permissions import (
    orders_cancelled_by,
    orders_changed_by,
    orders_decided_by,
    orders_managed_by,
    orders_visible_to,
    organisations_to_order_for,
    organisations_whose_orders_are_seen_by,
)
from orders.queries.authorisers import authorisers_of
from orders.queries.orders import answering_for, timeline_of
from orders.services.mergers import note_moves
from productive_leader.core.dates import today
from tests.factories.accounts import a_person, a_role
from tests.factories.modules import an_eligibility
from tests.factories.orders import a_box_set, an_executive_team, an_order
from tests.factories.programmes import make_colleague, make_organisation

pytestmark = pytest.mark.django_db


def dana() -> Person:
    person = make_colleague("Dana Reid", make_organisation(code="ROF"))
    a_role(person, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    return person


def an_order_of(organisation: Organisation, buyer: Person, **fields: Any) -> Order:
    return an_order(buyer, organisation, (a_box_set(), 2), **fields)


@pytest.mark.parametrize(
    ("kind", "may"),
    [
        (RoleKind.LEADER, True),
        (RoleKind.PA, True),
        (RoleKind.CHIEF_EXECUTIVE, True),
        (RoleKind.ACTING_CHIEF_EXECUTIVE, True),
        (RoleKind.FACILITATOR, False),
        (RoleKind.STAFF, False),
    ],
)
def test_the_executive_team_and_its_pas_order(kind: RoleKind, may: bool):
    organisation = make_organisation()
    person = make_colleague("Kim Rao", organisation, kind)
    assert list(organisations_to_order_for(person)) == [organisation] * may


@pytest.mark.parametrize(
    ("role", "state", "may"),
    [
        (EligibleRole.EXECUTIVE, EligibilityState.GRANTED, True),
        (EligibleRole.EXECUTIVE_PA, EligibilityState.GRANTED, True),
        (EligibleRole.STAFF, EligibilityState.GRANTED, False),
        (EligibleRole.EXECUTIVE, EligibilityState.ASKED, False),
        (EligibleRole.EXECUTIVE, EligibilityState.REFUSED, False),
    ],
)
def test_whoever_is_eligible_as_one_of_them_orders(
    role: EligibleRole, state: EligibilityState, may: bool
):
    organisation, person = make_organisation(), a_person("Eve Stone")
    an_eligibility(person, organisation, role=role, state=state)
    assert list(organisations_to_order_for(person)) == [organisation] * may


def test_a_role_that_ended_and_an_organisation_that_closed_order_nothing():
    organisation = make_organisation()
    gone = make_colleague("Kim Rao", organisation, RoleKind.LEADER)
    gone.roles.update(ends_on=today() - timedelta(days=1))
    assert list(organisations_to_order_for(gone)) == []
    here = make_colleague("Lou Fox", organisation, RoleKind.LEADER)
    organisation.closed_on = today()
    organisation.save()
    assert list(organisations_to_order_for(here)) == []


def seen_by(person: Person, order: Order) -> tuple[bool, bool, bool, bool]:
    """Whether the person sees it, changes it, cancels it, decides about it."""
    every = (orders_visible_to, orders_changed_by, orders_cancelled_by, orders_decided_by)
    return tuple(found(person).contains(order) for found in every)  # type: ignore[return-value]


def test_who_may_do_what_with_an_order():
    organisation, cheryl, alice, amir = an_executive_team()
    order = an_order_of(organisation, amir, on_behalf_of=alice)
    far = make_organisation(code="RZZ")
    colleagues = {
        kind: make_colleague(f"Kim {kind}", organisation, kind)
        for kind in RoleKind
        if kind != RoleKind.CATALOGUE_ADMINISTRATOR
    }
    assert seen_by(amir, order) == (True, True, True, False)
    assert seen_by(alice, order) == (True, True, True, False)
    assert seen_by(cheryl, order) == (True, False, False, True)
    assert seen_by(dana(), order) == (True, False, True, False)
    assert {kind: seen_by(one, order) for kind, one in colleagues.items()} == {
        RoleKind.LEADER: (True, False, False, False),
        RoleKind.PA: (True, False, False, False),
        RoleKind.FACILITATOR: (False, False, False, False),
        RoleKind.CHIEF_EXECUTIVE: (True, False, False, True),
        RoleKind.ACTING_CHIEF_EXECUTIVE: (True, False, False, True),
        RoleKind.STAFF: (False, False, False, False),
    }
    for kind in (RoleKind.LEADER, RoleKind.CHIEF_EXECUTIVE):
        assert seen_by(make_colleague("Zoe King", far, kind), order) == (False,) * 4


def test_whoever_takes_it_in_sees_it():
    organisation, _, alice, _ = an_executive_team()
    porter = make_colleague("Pat Cole", organisation)
    order = an_order_of(organisation, alice, recipient_email=porter.email)
    assert seen_by(porter, order) == (True, False, False, False)


def test_the_office_manages_all_orders_and_nobody_else_any():
    organisation, cheryl, alice, _ = an_executive_team()
    order = an_order_of(organisation, alice)
    assert list(orders_managed_by(dana())) == [order]
    assert list(orders_managed_by(cheryl)) == []


def test_whoever_left_sees_their_order_but_changes_it_no_more():
    organisation, _, alice, amir = an_executive_team()
    order = an_order_of(organisation, amir, on_behalf_of=alice)
    amir.roles.update(ends_on=today() - timedelta(days=1))
    assert seen_by(amir, order) == (True, False, False, False)


def test_edge_case_5_the_chief_executives_own_order_is_decided_by_a_cover_alone():
    """Ordered by the chief executive, or by the PA for the chief executive."""
    organisation, cheryl, _, amir = an_executive_team()
    cover = make_colleague("Colin Cover", organisation, RoleKind.ACTING_CHIEF_EXECUTIVE)
    for order in (
        an_order_of(organisation, cheryl),
        an_order_of(organisation, amir, on_behalf_of=cheryl),
    ):
        assert not orders_decided_by(cheryl).contains(order)
        assert not orders_decided_by(amir).contains(order)
        assert orders_decided_by(cover).contains(order)


def test_edge_case_5_a_buyer_who_becomes_the_cover_does_not_decide():
    organisation, cheryl, alice, amir = an_executive_team()
    order = an_order_of(organisation, amir, on_behalf_of=alice)
    for person in (alice, amir):
        a_role(person, organisation, RoleKind.ACTING_CHIEF_EXECUTIVE)
        assert not orders_decided_by(person).contains(order)
    assert orders_decided_by(cheryl).contains(order)


def merged() -> tuple[Order, dict[str, Person], Organisation]:
    """Northvale ordered and was merged into Westford, and that into the Great Trust."""
    organisation, cheryl, _, amir = an_executive_team()
    order = an_order_of(organisation, amir)
    between = make_organisation("Westford", code="RWF")
    heir = make_organisation("Great Trust", code="RGT")
    for closed, successor in ((organisation, between), (between, heir)):
        closed.closed_on, closed.successor = today(), successor
        closed.save()
    people = {
        "old chief": cheryl,
        "new chief": make_colleague("Nora Chief", heir, RoleKind.CHIEF_EXECUTIVE),
        "new PA": make_colleague("Nick Pa", heir, RoleKind.PA),
        "chief between": make_colleague("Wes Chief", between, RoleKind.CHIEF_EXECUTIVE),
        "buyer": amir,
    }
    return Order.objects.get(pk=order.pk), people, heir


def test_edge_case_6_an_order_of_a_merged_organisation_moves_to_its_heir():
    order, people, heir = merged()
    assert answering_for(order) == heir
    assert authorisers_of(order).everybody == (people["new chief"],)
    assert {name: seen_by(one, order) for name, one in people.items()} == {
        "old chief": (True, False, False, False),
        "new chief": (True, False, False, True),
        "new PA": (True, False, False, False),
        "chief between": (True, False, False, False),
        "buyer": (True, False, False, False),
    }


def test_edge_case_6_whoever_ordered_changes_it_from_the_heir():
    order, people, heir = merged()
    a_role(people["buyer"], heir, RoleKind.PA)
    assert seen_by(people["buyer"], order) == (True, True, True, False)


def test_edge_case_6_the_history_says_once_that_it_moved():
    order, _, _ = merged()
    assert (note_moves(), note_moves()) == (1, 0)
    entry = order.timeline.get(kind=EventKind.MOVED)
    assert timeline_of(order)[-1].sentence == "It moved to another organisation."
    assert entry.text == (
        "Northvale University Hospitals has closed. Great Trust answers for it now."
    )


def test_what_closed_without_an_heir_keeps_its_chief_executive():
    organisation, cheryl, alice, _ = an_executive_team()
    order = an_order_of(organisation, alice)
    organisation.closed_on = today()
    organisation.save()
    assert orders_decided_by(cheryl).contains(order)
    assert note_moves() == 0


def test_an_organisations_orders_are_seen_by_its_executive_team():
    organisation, cheryl, alice, amir = an_executive_team()
    for person in (cheryl, alice, amir):
        assert list(organisations_whose_orders_are_seen_by(person)) == [organisation]
    staff = make_colleague("Sam Wood", organisation)
    assert list(organisations_whose_orders_are_seen_by(staff)) == []
