"""The mail domains that prove where somebody works."""

import doctest

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import mail_domains, services
from accounts.enums import BROAD_MAIL_DOMAINS, SHARED_MAIL_DOMAINS, RoleKind
from accounts.queries.domains import domains_shown
from productive_leader.core.dates import today
from tests.accounts.asking import (
    a_domain,
    a_facilitator,
    a_nurse,
    an_administrator,
    asks,
    events,
    is_let_in,
    states_of,
)
from tests.factories.accounts import a_person, a_role, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def northvale():
    return an_organisation()


@pytest.fixture
def dana():
    return an_administrator()


def refused(dana, northvale, domain):
    with pytest.raises(ValidationError) as told:
        services.register_domain(by=dana, organisation=northvale, domain=domain)
    return told.value.message_dict["domain"]


def test_examples_are_true():
    tried = doctest.testmod(mail_domains)
    assert (tried.attempted > 0, tried.failed) == (True, 0)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Northvale.NHS.uk ", "northvale.nhs.uk"),
        ("northvale.nhs.uk.", "northvale.nhs.uk"),
        ("mail-2.northvale.org", "mail-2.northvale.org"),
    ],
)
def test_a_domain_is_kept_in_small_letters(dana, northvale, typed, kept):
    row = services.register_domain(by=dana, organisation=northvale, domain=typed)
    assert (row.domain, row.added_by) == (kept, dana)
    assert events() == ["organisation.domain_added"]


AT = "Leave out the @ and what stands before it: northvale.nhs.uk"
SITE = "That is the address of a website. Enter what stands after the @ in e-mail addresses."
LETTERS = "Enter a domain of plain letters a to z: others can look like it and be somebody else’s"
SHAPE = "Enter a domain like northvale.nhs.uk, of letters, digits, hyphens and dots"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("@northvale.nhs.uk", AT),
        ("sam@northvale.nhs.uk", AT),
        ("https://northvale.nhs.uk", SITE),
        ("www.northvale.nhs.uk", SITE),
        ("northvale.nhs.uk/staff", SITE),
        ("nörthvale.nhs.uk", LETTERS),
        ("nоrthvale.nhs.uk", LETTERS),
        ("xn--nrthvale-n4a.nhs.uk", LETTERS),
        ("ward.xn--nrthvale-n4a.nhs.uk", LETTERS),
        ("north vale.nhs.uk", SHAPE),
        ("north_vale.nhs.uk", SHAPE),
        ("-northvale.nhs.uk", SHAPE),
        ("northvale..uk", SHAPE),
        (".nhs.uk", SHAPE),
        ("", SHAPE),
        (f"{'a' * 64}.nhs.uk", SHAPE),
        (f"{'a.' * 70}nhs.uk", SHAPE),
    ],
)
def test_what_is_no_domain_is_refused_with_a_sentence(dana, northvale, typed, sentence):
    assert refused(dana, northvale, typed) == [sentence]


@pytest.mark.parametrize("domain", ["uk", "com", *sorted(BROAD_MAIL_DOMAINS)])
def test_what_many_organisations_stand_beneath_is_refused(dana, northvale, domain):
    assert refused(dana, northvale, domain) == [
        (
            f"Many organisations have their domains beneath {domain}. "
            "Enter the one of this organisation alone."
        )
    ]


@pytest.mark.parametrize("domain", ["ward.nhs.net", *sorted(SHARED_MAIL_DOMAINS)])
def test_what_anybody_may_have_an_address_at_is_refused(dana, northvale, domain):
    assert refused(dana, northvale, domain) == [
        (
            f"People of many organisations have addresses at {domain}, so it proves nothing. "
            "Decide about each person instead."
        )
    ]


def test_a_domain_is_registered_once(dana, northvale):
    services.register_domain(by=dana, organisation=northvale, domain="northvale.nhs.uk")
    assert refused(dana, northvale, "NORTHVALE.nhs.uk") == [
        "northvale.nhs.uk is registered here already."
    ]


def test_a_closed_organisation_registers_nothing(dana):
    closed = an_organisation("RX2", "Old Trust", closed_on=today())
    with pytest.raises(ValidationError) as told:
        services.register_domain(by=dana, organisation=closed, domain="old.nhs.uk")
    assert told.value.messages == ["Old Trust has closed. Register the domain with its successor."]


@pytest.mark.parametrize("kind", [RoleKind.FACILITATOR, RoleKind.CHIEF_EXECUTIVE])
def test_only_administrators_register_and_remove(northvale, kind):
    person = a_person("Bob Lane")
    a_role(person, northvale, kind)
    with pytest.raises(PermissionDenied):
        services.register_domain(by=person, organisation=northvale, domain="northvale.nhs.uk")
    with pytest.raises(PermissionDenied):
        services.remove_domain(by=person, domain=a_domain(northvale))


def test_whoever_waits_with_such_an_address_is_let_in(dana, northvale):
    a_facilitator(northvale)
    sam, ann = a_nurse("sam@ward.northvale.nhs.uk"), a_nurse("ann@nhs.net", "Ann Field")
    elsewhere = a_nurse("kit@northvale.nhs.uk", "Kit Moor")
    for person in (sam, ann):
        asks(person, northvale)
    asks(elsewhere, an_organisation("RX2", "Southmere NHS Trust"))
    services.register_domain(by=dana, organisation=northvale, domain="northvale.nhs.uk")
    assert [is_let_in(one) for one in (sam, ann, elsewhere)] == [True, False, False]
    assert states_of(sam) == [("granted", "domain", False)]


def test_each_domain_tells_how_many_it_let_in_and_who_else_has_it(northvale):
    a_domain(northvale)
    a_domain(northvale, "mill.example")
    a_domain(an_organisation("RX2", "Southmere NHS Trust"), "mill.example")
    for name in ("sam", "ann"):
        asks(a_nurse(f"{name}@northvale.nhs.uk", name), northvale)
    asks(a_nurse("kit@nhs.net"), northvale)
    shown = [(row.domain, row.people, row.is_shared) for row in domains_shown(northvale)]
    assert shown == [("mill.example", 0, True), ("northvale.nhs.uk", 2, False)]


def test_removing_is_in_the_history(dana, northvale):
    services.remove_domain(by=dana, domain=a_domain(northvale))
    assert (northvale.domains.count(), events()) == (0, ["organisation.domain_removed"])
