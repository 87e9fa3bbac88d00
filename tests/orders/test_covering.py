"""Covers for a chief executive: named for days, told, ended, and what they may decide."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.enums import RoleKind
from accounts.models import Organisation, Person, Role
from accounts.queries.covers import covers_at, people_who_could_cover
from accounts.services.covers import appoint_cover, end_cover
from accounts.services.people import appoint
from orders.models.orders import fingerprint
from orders.permissions import orders_decided_by
from orders.services.authorising import authorise_order
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import AuditEvent, Email
from tests.factories.orders import a_box_set, an_executive_team
from tests.factories.programmes import make_colleague
from tests.orders.scene import placed, subjects_to
from tests.orders.stock_scene import an_administrator
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db


def days(number: int) -> date:
    return today() + timedelta(days=number)


def named(
    by: Person, organisation: Organisation, person: Person, first: int = 0, last: int = 7
) -> Role:
    return appoint_cover(
        by=by, organisation=organisation, person=person, starts_on=days(first), ends_on=days(last)
    )


def test_the_chief_executive_names_a_colleague_and_both_hear_of_it():
    organisation, cheryl, alice, _ = an_executive_team()
    role = named(cheryl, organisation, alice)
    assert (role.kind, role.starts_on, role.ends_on) == (
        RoleKind.ACTING_CHIEF_EXECUTIVE,
        today(),
        days(7),
    )
    assert subjects_to(alice) == ["You cover for the chief executive"]
    assert subjects_to(cheryl) == ["Dr Alice Ahmed covers for the chief executive"]
    told = Email.objects.get(to=alice.email)
    span = f"from {format_date(today())} to {format_date(days(7))}, both days included."
    assert f"Cheryl Grant named you acting chief executive of {organisation} {span}" in told.text
    event = AuditEvent.objects.get(action="role.given", target_id=str(role.pk))
    assert event.actor_id == cheryl.pk


def test_an_administrator_names_one_too_and_nobody_else_does():
    organisation, _, alice, amir = an_executive_team()
    named(an_administrator(), organisation, alice)
    others = (alice, amir, make_colleague("Bob Field", organisation, RoleKind.FACILITATOR))
    for person in (*others, an_executive_team(code="RZZ")[1]):
        with pytest.raises(PermissionDenied):
            named(person, organisation, amir, 10, 12)


@pytest.mark.parametrize(
    ("first", "last", "field"), [(-1, 5, "starts_on"), (5, 4, "ends_on"), (0, 184, "ends_on")]
)
def test_days_that_cannot_be_are_refused(first: int, last: int, field: str):
    organisation, cheryl, alice, _ = an_executive_team()
    with pytest.raises(ValidationError) as refusal:
        named(cheryl, organisation, alice, first, last)
    assert list(refusal.value.message_dict) == [field]


def test_one_covers_at_a_time():
    organisation, cheryl, alice, amir = an_executive_team()
    named(cheryl, organisation, alice, 0, 7)
    with pytest.raises(ValidationError) as refusal:
        named(cheryl, organisation, amir, 7, 9)
    assert refusal.value.messages[0] == (
        f"Dr Alice Ahmed covers from {format_date(today())} to {format_date(days(7))}. "
        "Choose other days, or end that one first."
    )
    assert named(cheryl, organisation, amir, 8, 9).person == amir


def test_a_colleague_covers_and_no_stranger_nor_the_chief_executive():
    organisation, cheryl, alice, amir = an_executive_team()
    stranger = an_executive_team(code="RZZ")[2]
    assert list(people_who_could_cover(organisation)) == [amir, alice]
    for person in (stranger, cheryl):
        with pytest.raises(ValidationError) as refusal:
            named(cheryl, organisation, person)
        assert list(refusal.value.message_dict) == ["person"]


def test_a_cover_decides_from_the_first_day_to_the_last():
    organisation, cheryl, alice, amir = an_executive_team()
    order = placed(alice, organisation, (a_box_set(), 8))
    named(cheryl, organisation, amir, 3, 7)
    assert not orders_decided_by(amir).exists()
    Role.objects.filter(person=amir, kind=RoleKind.ACTING_CHIEF_EXECUTIVE).update(
        starts_on=today(), ends_on=today()
    )
    assert list(orders_decided_by(amir)) == [order]


def test_ending_it_early_is_told_and_ends_what_it_gave():
    organisation, cheryl, alice, amir = an_executive_team()
    order = placed(alice, organisation, (a_box_set(), 8))
    role = named(cheryl, organisation, amir)
    Role.objects.filter(pk=role.pk).update(starts_on=days(-3))
    end_cover(by=cheryl, role=role)
    end_cover(by=cheryl, role=role)
    assert not orders_decided_by(amir).exists()
    assert subjects_to(amir)[1:] == ["You no longer cover for the chief executive"]
    assert subjects_to(cheryl)[-1] == "Amir Khan no longer covers for the chief executive"
    assert [one.ends_on for one in covers_at(organisation)] == [days(-1)]
    with pytest.raises(PermissionDenied):
        authorise_order(by=amir, order=order, seen=fingerprint(order.contents()))


def test_a_cover_that_has_not_begun_is_taken_back():
    organisation, cheryl, alice, _ = an_executive_team()
    end_cover(by=cheryl, role=named(cheryl, organisation, alice, 5, 9))
    assert not covers_at(organisation).exists()
    told = Email.objects.filter(to=alice.email).order_by("queued_at").last()
    assert told
    assert "You are not to be acting chief executive of" in told.text


def test_whoever_covers_names_no_other_cover():
    organisation, cheryl, alice, amir = an_executive_team()
    role = named(cheryl, organisation, alice)
    with pytest.raises(PermissionDenied):
        named(alice, organisation, amir, 10, 12)
    with pytest.raises(PermissionDenied):
        end_cover(by=alice, role=role)


def test_a_cover_appointed_among_the_people_hears_of_it_too():
    organisation, _, alice, _ = an_executive_team()
    kind = RoleKind.ACTING_CHIEF_EXECUTIVE
    appoint(by=an_administrator(), person=alice, kind=kind, organisation=organisation)
    assert subjects_to(alice) == ["You cover for the chief executive"]


def test_the_page_names_and_ends_a_cover():
    organisation, cheryl, alice, _ = an_executive_team()
    client, page = client_of(cheryl), f"/organisations/{organisation.code}/cover/"
    given = {"person": alice.pk, "starts_on": today(), "ends_on": days(7)}
    answer = client.post(page, given, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "Dr Alice Ahmed is named, and gets a message." in answer.content.decode()
    role = covers_at(organisation).get()
    answer = client.post(f"{page}{role.pk}/end/", follow=True)
    assert "Dr Alice Ahmed no longer covers." in answer.content.decode()
    assert "Nobody covers today" in answer.content.decode()


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong():
    organisation, cheryl, alice, _ = an_executive_team()
    given = {"person": alice.pk, "starts_on": days(5), "ends_on": days(4)}
    answer = client_of(cheryl).post(f"/organisations/{organisation.code}/cover/", given)
    assert answer.status_code == 422
    assert "The last day is before the first." in answer.content.decode()
    assert answer.context["form"]["person"].value() == str(alice.pk)


def test_colleagues_read_who_covers_and_others_do_not():
    organisation, cheryl, alice, amir = an_executive_team()
    named(cheryl, organisation, alice)
    page = f"/organisations/{organisation.code}/cover/"
    answer = client_of(amir).get(page)
    assert (answer.status_code, answer.context["form"]) == (200, None)
    assert client_of(amir).post(page, {}).status_code == 403
    assert client_of(an_executive_team(code="RZZ")[1]).get(page).status_code == 404
