"""The database refuses what the services never write."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import EligibilityState, Evidence
from accounts.models import Eligibility, OrganisationDomain
from productive_leader.core.dates import today
from tests.accounts.asking import a_domain, a_nurse
from tests.factories.accounts import an_organisation

pytestmark = pytest.mark.django_db
NOW = {"decided_at": timezone.now()}


def broken_by(make):
    """The name of the constraint that stands in the way."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make()
    return refusal.value.__cause__.diag.constraint_name


def write(**fields):
    person = fields.pop("person", None) or a_nurse()
    known = {"organisation": an_organisation(), "role": "staff", "address": person.email}
    return Eligibility.objects.create(person=person, **{**known, **fields})


def test_a_domain_is_registered_once_by_an_organisation():
    a_domain(an_organisation())
    assert broken_by(lambda: a_domain(an_organisation())) == "organisation_registers_a_domain_once"


@pytest.mark.parametrize("domain", ["@northvale.nhs.uk", "Northvale.nhs.uk", "northvale", "a b.uk"])
def test_a_domain_looks_like_one(domain):
    assert broken_by(lambda: a_domain(an_organisation(), domain)) == "mail_domain_is_written_as_one"


def test_a_domain_of_everybody_is_nobodys():
    refused = broken_by(lambda: a_domain(an_organisation(), "nhs.net"))
    assert refused == "shared_mail_domain_proves_no_organisation"


def test_a_domain_of_many_is_nobodys():
    refused = broken_by(lambda: a_domain(an_organisation(), "nhs.uk"))
    assert refused == "broad_mail_domain_proves_no_organisation"
    assert not OrganisationDomain.objects.exists()


def test_a_person_has_one_live_row():
    sam = a_nurse()
    write(person=sam, ended_at=timezone.now())
    write(person=sam)
    assert broken_by(lambda: write(person=sam)) == "person_has_one_live_eligibility"


@pytest.mark.parametrize("fields", [{"state": "perhaps", **NOW}, {"role": "visitor"}])
def test_state_and_role_are_among_those_known(fields):
    refused = broken_by(lambda: write(**fields))
    assert refused == "eligibility_state_and_role_are_known"


@pytest.mark.parametrize("fields", [{"state": "refused", "reason": "No."}, {**NOW}])
def test_a_decision_has_its_moment_and_a_question_none(fields):
    assert broken_by(lambda: write(**fields)) == "decided_eligibility_says_when"


@pytest.mark.parametrize("fields", [{"valid_until": today()}, {"evidence": Evidence.DOMAIN}])
def test_a_yes_says_why_and_until_when(fields):
    refused = broken_by(lambda: write(state=EligibilityState.GRANTED, **NOW, **fields))
    assert refused == "granted_eligibility_says_why_and_until_when"


@pytest.mark.parametrize("state", [EligibilityState.REFUSED, EligibilityState.LAPSED])
def test_a_no_and_a_no_longer_have_a_reason(state):
    refused = broken_by(lambda: write(state=state, ended_at=timezone.now(), **NOW))
    assert refused == "refused_or_lapsed_eligibility_has_a_reason"


def test_what_has_lapsed_has_ended():
    refused = broken_by(lambda: write(state=EligibilityState.LAPSED, reason="Closed.", **NOW))
    assert refused == "lapsed_eligibility_has_ended"
