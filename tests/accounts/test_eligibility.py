"""Asking for the modules, and what is decided about it at once or by somebody."""

import datetime as dt

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError

from accounts import queries, services
from accounts.enums import EligibilityState, Evidence, RoleKind
from accounts.queries.eligibility import who_decides
from productive_leader.core.dates import today
from productive_leader.core.models import Email
from tests.accounts.asking import (
    a_domain,
    a_facilitator,
    a_nurse,
    an_administrator,
    asks,
    events,
    is_let_in,
    mails,
    states_of,
)
from tests.factories.accounts import a_person, a_role, an_organisation

pytestmark = pytest.mark.django_db
QUESTION = "A question for you about downloading the modules"


@pytest.fixture
def northvale():
    return an_organisation()


# At once


def test_an_address_under_a_registered_domain_is_let_in_at_once_for_a_year(northvale):
    a_domain(northvale)
    sam = a_nurse("sam.wood@northvale.nhs.uk")
    row = asks(sam, northvale)
    assert (row.state, row.evidence, row.address) == ("granted", "domain", sam.email)
    assert row.valid_until == today() + relativedelta(months=12)
    assert queries.valid_eligibility(sam) == row
    assert mails() == []
    assert events() == ["eligibility.asked", "eligibility.granted"]


@pytest.mark.parametrize(
    ("address", "is_in"),
    [
        ("x@northvale.nhs.uk", True),
        ("x@ward.northvale.nhs.uk", True),
        ("x@a.b.northvale.nhs.uk", True),
        ("x@northvale.nhs.uk.evil.example", False),
        ("x@evilnorthvale.nhs.uk", False),
        ("northvale.nhs.uk@evil.example", False),
        ('"x@northvale.nhs.uk"@evil.example', False),
        ("x@nhs.uk", False),
        ("x@northvale.nhs.net", False),
        ("x@northvaleXnhs.uk".lower(), False),
        ("x@nhs.net", False),
    ],
)
def test_only_addresses_under_the_domain_count(northvale, address, is_in):
    a_domain(northvale)
    sam = a_nurse(address)
    asks(sam, northvale)
    assert is_let_in(sam) is is_in


def test_a_domain_of_another_organisation_proves_nothing(northvale):
    a_domain(an_organisation("RX2"))
    sam = a_nurse("sam@northvale.nhs.uk")
    assert asks(sam, northvale).state == EligibilityState.ASKED


def test_two_organisations_may_share_a_domain(northvale):
    southmere = an_organisation("RX2", "Southmere NHS Trust")
    for organisation in (northvale, southmere):
        a_domain(organisation, "shared.nhs.uk")
    sam = a_nurse("sam@shared.nhs.uk")
    assert asks(sam, southmere).evidence == Evidence.DOMAIN


def test_a_role_that_the_facilitator_gave_is_enough(northvale):
    sam = a_nurse()
    services.appoint(by=a_facilitator(), person=sam, kind=RoleKind.STAFF, organisation=northvale)
    assert asks(sam, northvale).evidence == Evidence.ROLE


def test_a_role_that_somebody_gave_themselves_is_not(northvale):
    bob = a_person("Bob Lane")
    services.appoint(by=None, person=bob, kind=RoleKind.FACILITATOR, organisation=northvale)
    services.appoint(by=bob, person=bob, kind=RoleKind.LEADER, organisation=northvale)
    assert asks(bob, northvale).evidence == Evidence.ROLE  # the system made him facilitator
    services.end_role(by=None, role=bob.roles.get(kind=RoleKind.FACILITATOR))
    assert not is_let_in(bob)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_role_of_yesterday_or_of_tomorrow_proves_nothing(northvale, days):
    sam, day = a_nurse(), today() + dt.timedelta(days=days)
    a_role(sam, northvale, starts_on=day, ends_on=day)
    assert asks(sam, northvale).state == EligibilityState.ASKED


def test_a_role_elsewhere_proves_nothing_here(northvale):
    sam = a_nurse()
    a_role(sam, an_organisation("RX2"))
    assert asks(sam, northvale).state == EligibilityState.ASKED


# Waiting


def test_an_nhs_net_address_waits_for_the_facilitators(northvale):
    bob, ann = a_facilitator(), a_facilitator(name="Ann Field")
    dana, sam = an_administrator(), a_nurse()
    row = asks(sam, northvale)
    assert (row.state, row.valid_until, is_let_in(sam)) == ("asked", None, False)
    assert sorted(mails()) == sorted([(bob.email, QUESTION), (ann.email, QUESTION)])
    assert who_decides(row) == "the facilitator of Northvale NHS Trust"
    assert not Email.objects.filter(to=dana.email).exists()


def test_without_a_facilitator_the_administrators_are_asked(northvale):
    dana, sam = an_administrator(), a_nurse()
    a_facilitator(an_organisation("RX2"))
    gone = a_facilitator(northvale, "Closed Account")
    gone.is_active = False
    gone.save()
    row = asks(sam, northvale)
    assert mails() == [(dana.email, QUESTION)]
    assert who_decides(row) == "an administrator of this service"


def test_without_an_administrator_whoever_set_the_service_up_is_asked(northvale):
    una = a_person("Una Quinn", is_superuser=True)
    asks(a_nurse(), northvale)
    assert mails() == [(una.email, QUESTION)]


def test_the_message_leads_to_the_decision(northvale, settings):
    a_facilitator()
    row = asks(a_nurse(), northvale)
    text = Email.objects.get().text
    assert f"{settings.SITE_URL}/eligibility/{row.pk}/decide/" in text
    assert "Sam Wood says: I work at Northvale NHS Trust." in text
    assert "Staff nurse" not in text


def test_a_facilitator_who_asks_is_not_asked(northvale):
    bob = a_person("Bob Lane")
    services.appoint(by=None, person=bob, kind=RoleKind.FACILITATOR, organisation=northvale)
    dana, southmere = an_administrator(), an_organisation("RX2", "Southmere NHS Trust")
    a_role(bob, southmere, RoleKind.FACILITATOR, starts_on=today() + dt.timedelta(days=1))
    row = asks(bob, southmere)
    assert mails() == [(dana.email, QUESTION)]
    assert who_decides(row) == "an administrator of this service"


def test_the_same_press_twice_makes_one(northvale):
    a_facilitator()
    sam = a_nurse()
    assert asks(sam, northvale) == asks(sam, northvale)
    assert (len(states_of(sam)), len(mails())) == (1, 1)
    a_domain(northvale, "northvale.nhs.uk")
    ann = a_nurse("ann@northvale.nhs.uk", "Ann Field")
    assert asks(ann, northvale) == asks(ann, northvale)
    assert events().count("eligibility.asked") == 2


def test_saying_something_else_replaces_the_question_and_writes_once_a_day(northvale):
    a_facilitator()
    sam = a_nurse()
    asks(sam, northvale)
    asks(sam, northvale, job_title="Ward manager")
    assert states_of(sam) == [("asked", "", True), ("asked", "", False)]
    assert len(mails()) == 1


def test_another_organisation_is_another_question_for_other_people(northvale):
    southmere = an_organisation("RX2", "Southmere NHS Trust")
    a_facilitator(northvale)
    ann = a_facilitator(southmere, "Ann Field")
    sam = a_nurse()
    asks(sam, northvale)
    asks(sam, southmere)
    assert states_of(sam) == [("asked", "", True), ("asked", "", False)]
    assert mails()[-1] == (ann.email, QUESTION)


def test_a_question_is_taken_back(northvale):
    sam = a_nurse()
    asks(sam, northvale)
    services.take_back_eligibility(by=sam)
    assert states_of(sam) == [("asked", "", True)]
    assert services.take_back_eligibility(by=sam) is None
    assert events() == ["eligibility.asked", "eligibility.taken_back"]


def test_a_closed_organisation_is_refused_and_its_successor_named(northvale):
    old = an_organisation("RX2", "Old Trust", closed_on=dt.date(2015, 9, 30), successor=northvale)
    with pytest.raises(ValidationError) as told:
        asks(a_nurse(), old)
    sentence = "Old Trust closed on Wednesday 30 September 2015. Choose Northvale NHS Trust, "
    assert told.value.message_dict == {"organisation": [f"{sentence}which it is part of now."]}


def test_the_same_person_with_two_addresses_is_known_by_the_one_they_signed_in_with(northvale):
    a_domain(northvale)
    at_nhs, at_northvale = a_nurse("sam@nhs.net"), a_nurse("sam@northvale.nhs.uk")
    asks(at_nhs, northvale)
    asks(at_northvale, northvale)
    assert (is_let_in(at_nhs), is_let_in(at_northvale)) == (False, True)
