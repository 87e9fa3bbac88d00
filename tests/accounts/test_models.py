"""Each constraint, broken once."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.enums import RoleKind
from accounts.models import Organisation, Person, Role
from tests.factories.accounts import a_person, a_role, an_organisation

pytestmark = pytest.mark.django_db
JANUARY, MARCH, JUNE = dt.date(2026, 1, 1), dt.date(2026, 3, 31), dt.date(2026, 6, 30)


def breaks(constraint, make):
    with pytest.raises(IntegrityError) as trouble, transaction.atomic():
        make()
    assert constraint in str(trouble.value)


@pytest.mark.parametrize("code", ["rx1", "RX", "RX-1", "RX1É"])
def test_a_code_is_capitals_and_digits(code):
    breaks(
        "organisation_code_is_upper_case_letters_and_digits",
        lambda: Organisation.objects.create(code=code, name="Northvale"),
    )


def test_a_code_is_used_once():
    an_organisation("RX1")
    breaks("code", lambda: Organisation.objects.create(code="RX1", name="Another"))


def test_an_organisation_closes_after_it_opens():
    breaks(
        "organisation_closes_after_it_opens",
        lambda: an_organisation(opened_on=MARCH, closed_on=JANUARY),
    )


def test_an_address_is_kept_in_lower_case():
    breaks("person_email_is_lower_case", lambda: Person(email="Alice@x.example", name="A").save())
    assert Person.objects.create_user(" Alice@X.example ", "A").email == "alice@x.example"


def test_an_address_belongs_to_one_person():
    a_person(email="alice@x.example")
    breaks("email", lambda: a_person(email="alice@x.example"))


def test_a_role_ends_after_it_starts():
    breaks(
        "role_ends_after_it_starts",
        lambda: a_role(a_person(), an_organisation(), starts_on=MARCH, ends_on=JANUARY),
    )


def test_a_role_is_of_a_known_kind():
    breaks("role_kind_is_known", lambda: a_role(a_person(), an_organisation(), "wizard"))


def test_only_the_catalogue_administrator_is_national():
    name = "only_the_catalogue_administrator_is_national"
    breaks(name, lambda: a_role(a_person(), None, RoleKind.LEADER))
    breaks(name, lambda: a_role(a_person(), an_organisation(), RoleKind.CATALOGUE_ADMINISTRATOR))


def test_nobody_holds_the_same_role_twice_at_once():
    alice, northvale = a_person(), an_organisation()
    a_role(alice, northvale, RoleKind.LEADER, starts_on=JANUARY, ends_on=MARCH)
    breaks(
        "same_role_is_not_held_twice_at_once",
        lambda: a_role(alice, northvale, RoleKind.LEADER, starts_on=MARCH),
    )


def test_nobody_is_catalogue_administrator_twice_at_once():
    dana = a_person("Dana Price")
    a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR, starts_on=JANUARY)
    breaks(
        "same_role_is_not_held_twice_at_once",
        lambda: a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR, starts_on=JUNE),
    )


def test_the_constraint_is_told_before_the_database_has_to():
    alice, northvale = a_person(), an_organisation()
    a_role(alice, northvale, RoleKind.LEADER, starts_on=JANUARY)
    twin = Role(person=alice, organisation=northvale, kind=RoleKind.LEADER, starts_on=MARCH)
    with pytest.raises(ValidationError):
        twin.full_clean()


def test_roles_beside_and_after_each_other_are_fine():
    alice, northvale, southmere = a_person(), an_organisation("RX1"), an_organisation("RX2")
    a_role(alice, northvale, RoleKind.LEADER, starts_on=JANUARY, ends_on=MARCH)
    a_role(alice, northvale, RoleKind.LEADER, starts_on=MARCH + dt.timedelta(days=1))
    a_role(alice, northvale, RoleKind.FACILITATOR, starts_on=JANUARY)
    a_role(alice, southmere, RoleKind.LEADER, starts_on=JANUARY)
    assert alice.roles.count() == 4


def test_a_role_is_held_on_its_first_and_its_last_day():
    role = a_role(a_person(), an_organisation(), starts_on=JANUARY, ends_on=MARCH)
    one_day = dt.timedelta(days=1)
    held = [
        day
        for day in (JANUARY - one_day, JANUARY, MARCH, MARCH + one_day)
        if Role.objects.current(day).contains(role)
    ]
    assert held == [JANUARY, MARCH]


def test_every_write_to_a_role_leaves_its_history():
    role = a_role(a_person(), an_organisation(), starts_on=JANUARY)
    Role.objects.filter(pk=role.pk).update(ends_on=MARCH)
    Role.objects.filter(pk=role.pk).delete()
    assert list(
        role.events.model.objects.order_by("pgh_id").values_list("pgh_label", "ends_on")
    ) == [
        ("insert", None),
        ("update", MARCH),
        ("delete", MARCH),
    ]
