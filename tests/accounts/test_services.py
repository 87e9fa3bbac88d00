import datetime as dt

import pytest
from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts import services, sessions
from accounts.enums import RoleKind
from accounts.models import Person
from productive_leader.core.dates import today
from productive_leader.core.models import AuditEvent
from tests.factories.accounts import a_person, a_role, an_organisation, sign_in

pytestmark = pytest.mark.django_db
ONE_DAY = dt.timedelta(days=1)


@pytest.fixture
def northvale():
    return an_organisation("RX1")


@pytest.fixture
def bob(northvale):
    bob = a_person("Bob Lane")
    a_role(bob, northvale, RoleKind.FACILITATOR)
    return bob


@pytest.fixture
def dana():
    dana = a_person("Dana Price")
    a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    return dana


def events(action):
    found = AuditEvent.objects.filter(action=action)
    return list(found.values_list("actor_id", "target_id", "organisation_id"))


def test_a_facilitator_adds_a_person_to_their_organisation(bob, northvale):
    role = services.add_person_with_role(
        by=bob,
        organisation=northvale,
        name=" Alice Ahmed ",
        email=" Alice@Northvale.example",
        kind=RoleKind.LEADER,
        job_title="Medical director",
    )
    assert (role.person.name, role.person.email) == ("Alice Ahmed", "alice@northvale.example")
    assert (role.kind, role.starts_on, role.ends_on) == (RoleKind.LEADER, today(), None)
    assert events("person.added") == [(bob.pk, str(role.person_id), northvale.pk)]
    assert events("role.given") == [(bob.pk, str(role.pk), northvale.pk)]


def test_somebody_known_keeps_their_own_name(bob, northvale):
    alice = a_person("Dr Alice Ahmed", email="alice@northvale.example")
    added = services.add_person(
        by=bob, organisation=northvale, name="A. Ahmed", email="ALICE@northvale.example"
    )
    assert (added.pk, added.name, Person.objects.count()) == (alice.pk, "Dr Alice Ahmed", 2)


def test_a_facilitator_adds_nobody_elsewhere(bob):
    southmere = an_organisation("RX2")
    with pytest.raises(PermissionDenied):
        services.add_person(by=bob, organisation=southmere, name="A", email="a@x.example")
    with pytest.raises(PermissionDenied):
        services.appoint(by=bob, person=bob, kind=RoleKind.STAFF, organisation=southmere)


@pytest.mark.parametrize("kind", [RoleKind.LEADER, RoleKind.PA, RoleKind.STAFF])
def test_those_who_lead_no_programme_appoint_nobody(northvale, kind):
    alice = a_person()
    a_role(alice, northvale, kind)
    with pytest.raises(PermissionDenied):
        services.appoint(by=alice, person=alice, kind=RoleKind.STAFF, organisation=northvale)


@pytest.mark.parametrize(
    "kind",
    [
        RoleKind.CHIEF_EXECUTIVE,
        RoleKind.ACTING_CHIEF_EXECUTIVE,
        RoleKind.CATALOGUE_ADMINISTRATOR,
    ],
)
def test_a_facilitator_makes_nobody_who_authorises(bob, northvale, kind):
    with pytest.raises(PermissionDenied):
        services.appoint(by=bob, person=bob, kind=kind, organisation=northvale)
    with pytest.raises(PermissionDenied):
        services.appoint(by=bob, person=bob, kind=kind)


def test_a_catalogue_administrator_appoints_anywhere_and_another_one(dana, northvale):
    cheryl = a_person("Cheryl Odum")
    chief = services.appoint(
        by=dana, person=cheryl, kind=RoleKind.CHIEF_EXECUTIVE, organisation=northvale
    )
    national = services.appoint(by=dana, person=cheryl, kind=RoleKind.CATALOGUE_ADMINISTRATOR)
    assert (chief.organisation, national.organisation) == (northvale, None)


def test_a_facilitator_of_yesterday_appoints_nobody(northvale):
    bob = a_person("Bob Lane")
    a_role(
        bob,
        northvale,
        RoleKind.FACILITATOR,
        starts_on=today() - 9 * ONE_DAY,
        ends_on=today() - ONE_DAY,
    )
    with pytest.raises(PermissionDenied):
        services.appoint(by=bob, person=bob, kind=RoleKind.STAFF, organisation=northvale)


def test_the_same_role_twice_is_refused_in_words(bob, northvale):
    alice = a_person("Alice Ahmed")
    services.appoint(by=bob, person=alice, kind=RoleKind.PA, organisation=northvale)
    with pytest.raises(ValidationError) as trouble:
        services.appoint(by=bob, person=alice, kind=RoleKind.PA, organisation=northvale)
    assert trouble.value.messages == ["Alice Ahmed has the role of PA here already."]


def test_a_role_that_ends_takes_the_sessions_with_it(bob, northvale):
    alice, client = a_person("Alice Ahmed"), Client()
    role = a_role(alice, northvale, RoleKind.LEADER, starts_on=today() - ONE_DAY)
    sign_in(client, alice)
    services.end_role(by=bob, role=role)
    role.refresh_from_db()
    assert role.ends_on == today() - ONE_DAY
    assert get_user(client).is_authenticated is False
    assert client.get("/account/").status_code == 302
    assert events("role.ended") == [(bob.pk, str(role.pk), northvale.pk)]


def test_a_role_that_began_today_and_ends_at_once_leaves_only_history(bob, northvale):
    alice = a_person("Alice Ahmed")
    role = services.appoint(by=bob, person=alice, kind=RoleKind.PA, organisation=northvale)
    services.end_role(by=bob, role=role)
    assert alice.roles.count() == 0
    assert role.events.model.objects.filter(pgh_obj_id=role.pk).count() == 2


def test_a_role_that_ends_later_leaves_the_sessions_open(bob, northvale):
    alice, client = a_person("Alice Ahmed"), Client()
    role = a_role(alice, northvale, RoleKind.LEADER)
    sign_in(client, alice)
    services.end_role(by=bob, role=role, last_day=today() + ONE_DAY)
    assert get_user(client) == alice


def test_nobody_ends_the_role_of_another_organisation(bob):
    role = a_role(a_person(), an_organisation("RX2"), RoleKind.LEADER)
    with pytest.raises(PermissionDenied):
        services.end_role(by=bob, role=role)


def test_a_facilitator_does_not_unseat_the_chief_executive(bob, northvale):
    role = a_role(a_person("Cheryl Odum"), northvale, RoleKind.CHIEF_EXECUTIVE)
    with pytest.raises(PermissionDenied):
        services.end_role(by=bob, role=role)


def test_a_closed_account_is_signed_out_everywhere(dana):
    alice, office, phone = a_person(), Client(), Client()
    sign_in(office, alice)
    sign_in(phone, alice)
    services.deactivate_person(by=dana, person=alice)
    assert [get_user(client).is_authenticated for client in (office, phone)] == [False, False]
    assert sessions.open_for(alice) == []
    services.reactivate_person(by=dana, person=alice)
    assert [get_user(client).is_authenticated for client in (office, phone)] == [False, False]
    alice.refresh_from_db()
    assert get_user(sign_in(office, alice)) == alice


def test_a_session_that_a_cache_still_holds_is_ended_too(dana, monkeypatch):
    alice, client = a_person(), Client()
    sign_in(client, alice)
    monkeypatch.setattr(sessions, "_forget", lambda _keys: None)
    services.deactivate_person(by=dana, person=alice)
    services.reactivate_person(by=dana, person=alice)
    assert get_user(client).is_authenticated is False


def test_a_facilitator_closes_no_account(bob, northvale):
    alice = a_person()
    a_role(alice, northvale, RoleKind.LEADER)
    with pytest.raises(PermissionDenied):
        services.deactivate_person(by=bob, person=alice)
