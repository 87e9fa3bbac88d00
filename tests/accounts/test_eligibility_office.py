"""The pages of those who decide: who waits, the decision, the domains."""

import datetime as dt

import pytest

from accounts import services
from accounts.enums import RoleKind
from productive_leader.core.dates import format_date, today
from tests.accounts.asking import (
    a_domain,
    a_facilitator,
    a_nurse,
    an_administrator,
    asks,
    browser,
    errors_of,
    is_let_in,
    mails,
    messages_of,
    states_of,
    text_of,
)
from tests.factories.accounts import a_role, an_organisation

pytestmark = pytest.mark.django_db
PAGE, OFFICE = "/account/eligibility/", "/office/eligibility/"
HERE, DOMAINS = "/organisations/RX1/eligibility/", "/office/organisations/RX1/domains/"
ANSWER = {"organisation": "RX1", "role": "staff", "job_title": "Staff nurse", "note": ""}


@pytest.fixture
def northvale():
    return an_organisation("RX1", address="1 Mill Road, Northvale", postcode="NV1 1AA")


def test_those_who_wait_are_listed_oldest_first_with_hints(northvale):
    southmere = an_organisation("RX2", "Southmere NHS Trust")
    a_domain(southmere, "southmere.nhs.uk")
    sam, ann = a_nurse(), a_nurse("ann@southmere.nhs.uk", "Ann Field")
    kit = a_nurse("kit@mill.example", "Kit Moor")
    a_role(kit, southmere, RoleKind.PA)
    for person in (sam, ann, kit):
        asks(person, northvale)
    dana = browser(an_administrator()).get(OFFICE)
    names = [one.eligibility.person.name for one in dana.context["waiting"]]
    assert names == ["Sam Wood", "Ann Field", "Kit Moor"]
    assert [one.address for one in dana.context["waiting"]] == [
        "Anybody may have an address at nhs.net: a hint, never proof.",
        "southmere.nhs.uk belongs to Southmere NHS Trust.",
        "Nobody has registered the domain mill.example.",
    ]
    assert [one.roles for one in dana.context["waiting"]] == [(), (), ("PA, Southmere NHS Trust",)]
    bob = browser(a_facilitator(northvale)).get(HERE)
    assert [one.roles for one in bob.context["waiting"]] == [(), (), ()]


def test_a_facilitator_decides_for_their_own_alone(northvale):
    southmere = an_organisation("RX2", "Southmere NHS Trust")
    there = asks(a_nurse("ann@nhs.net"), southmere)
    here = asks(a_nurse(), northvale)
    bob = browser(a_facilitator(northvale))
    assert len(bob.get(HERE).context["waiting"]) == 1
    for address in (OFFICE, "/organisations/RX2/eligibility/", f"/eligibility/{there.pk}/decide/"):
        assert bob.get(address).status_code == 404
    assert bob.post(f"/eligibility/{there.pk}/decide/", {"answer": "yes"}).status_code == 404
    said = {"answer": "yes", "reason": "I work with her.", "seen": "asked"}
    answer = bob.post(f"/eligibility/{here.pk}/decide/", said, follow=True)
    assert answer.redirect_chain == [(HERE, 302)]
    assert messages_of(answer) == [
        (
            "You said yes, and Sam Wood gets a message with your reason. "
            "To undo it, open it below and decide again."
        )
    ]
    assert "Yes Sam Wood : Bob Lane, " in text_of(answer)


def test_a_facilitator_does_not_see_their_own_question(northvale):
    bob = a_facilitator(northvale)
    bob.roles.update(kind=RoleKind.STAFF, starts_on=today() + dt.timedelta(days=1))
    row = asks(bob, northvale)
    bob.roles.update(kind=RoleKind.FACILITATOR, starts_on=today())
    client = browser(bob)
    assert client.get(HERE).context["waiting"] == []
    assert client.get(f"/eligibility/{row.pk}/decide/").status_code == 404


def test_a_decision_without_an_answer_or_a_reason_is_told_so(northvale):
    row = asks(a_nurse(), northvale)
    client, address = browser(an_administrator()), f"/eligibility/{row.pk}/decide/"
    missing = "Say how you know, or why not: the person reads it"
    assert errors_of(client.post(address, {})) == {
        "answer": ["Choose yes or no"],
        "reason": [missing],
    }
    page = client.post(address, {"answer": "no", "reason": " "})
    assert (page.status_code, errors_of(page)) == (
        422,
        {"reason": [missing]},
    )
    assert client.get(address).context["form"]["seen"].value() == "asked"


def test_the_second_decider_sees_who_decided_and_when(northvale):
    row = asks(a_nurse(), northvale)
    services.decide_eligibility(
        by=a_facilitator(northvale), eligibility=row, granted=True, reason="I know her."
    )
    said = {"answer": "no", "reason": "Unknown.", "seen": "asked"}
    client = browser(an_administrator())
    page = client.post(f"/eligibility/{row.pk}/decide/", said, follow=True)
    assert messages_of(page) == ["This has changed since you opened the page. See below."]
    assert f"Decided Yes Bob Lane, {format_date(today())}" in text_of(page)
    assert "I know her." in text_of(page)
    assert states_of(row.person) == [("granted", "person", False)]


def test_a_question_that_was_changed_leads_to_the_new_one(northvale):
    sam = a_nurse()
    old = asks(sam, northvale)
    new = asks(sam, northvale, job_title="Ward manager")
    client = browser(an_administrator())
    page = client.get(f"/eligibility/{old.pk}/decide/")
    assert "Sam Wood changed it or took it back." in text_of(page)
    assert f'href="/eligibility/{new.pk}/decide/"' in page.content.decode()
    said = {"answer": "yes", "reason": "Fine.", "seen": "asked"}
    answer = client.post(f"/eligibility/{old.pk}/decide/", said)
    assert answer.url == f"/eligibility/{new.pk}/decide/"


def test_what_was_decided_is_decided_again_from_the_list(northvale):
    dana, sam = an_administrator(), a_nurse()
    row = services.decide_eligibility(
        by=dana, eligibility=asks(sam, northvale), granted=True, reason="On their list."
    )
    client = browser(dana)
    assert f'href="/eligibility/{row.pk}/decide/"' in client.get(OFFICE).content.decode()
    page = client.get(f"/eligibility/{row.pk}/decide/")
    assert "Decide again" in text_of(page)
    said = {"answer": "no", "reason": "Her namesake.", "seen": "granted"}
    client.post(f"/eligibility/{row.pk}/decide/", said)
    assert states_of(sam) == [("granted", "person", True), ("refused", "", False)]


def test_the_lists_ask_as_often_for_three_as_for_one(northvale, django_assert_num_queries):
    dana = an_administrator()
    national, own = browser(dana), browser(a_facilitator(northvale))

    def another(number):
        asks(a_nurse(f"sam{number}@nhs.net"), northvale)
        row = asks(a_nurse(f"ann{number}@nhs.net"), northvale)
        services.decide_eligibility(by=dana, eligibility=row, granted=True, reason="Known.")

    another(0)
    for client, address, queries in ((national, OFFICE, 11), (own, HERE, 12)):
        with django_assert_num_queries(queries):
            client.get(address)
    another(1)
    another(2)
    for client, address, queries in ((national, OFFICE, 11), (own, HERE, 12)):
        with django_assert_num_queries(queries):
            client.get(address)


# Domains


def test_a_domain_is_registered_from_the_decision(northvale):
    dana = browser(an_administrator())
    sam = a_nurse("sam@ward.northvale.nhs.uk")
    row = asks(sam, northvale)
    page = dana.get(f"/eligibility/{row.pk}/decide/").content.decode()
    assert f'href="{DOMAINS}?domain=ward.northvale.nhs.uk"' in page
    form = dana.get(f"{DOMAINS}?domain=ward.northvale.nhs.uk").context["form"]
    assert form["domain"].value() == "ward.northvale.nhs.uk"
    answer = dana.post(DOMAINS, {"domain": "Northvale.nhs.uk"}, follow=True)
    assert messages_of(answer) == [
        ("northvale.nhs.uk is registered. Whoever waited with an address there has been let in.")
    ]
    assert is_let_in(sam)
    assert mails()[-1] == (sam.email, "You may download the modules")


def test_a_facilitator_is_not_offered_to_register(northvale):
    row = asks(a_nurse("sam@ward.northvale.nhs.uk"), northvale)
    page = browser(a_facilitator(northvale)).get(f"/eligibility/{row.pk}/decide/")
    assert "domains/" not in page.content.decode()


def test_a_domain_is_removed_and_the_page_says_how_to_undo_it(northvale):
    dana, domain = browser(an_administrator()), a_domain(northvale)
    answer = dana.post(DOMAINS, {"remove": domain.pk}, follow=True)
    assert messages_of(answer) == [
        (
            "northvale.nhs.uk proves nothing any more. To undo it, register it again; "
            "whoever lost the modules by it then has them again by one press."
        )
    ]
    assert dana.post(DOMAINS, {"remove": domain.pk}).status_code == 404
    assert dana.post(DOMAINS, {"remove": "x"}).status_code == 404


def test_a_domain_elsewhere_is_not_removed_here(northvale):
    theirs = a_domain(an_organisation("RX2"))
    assert browser(an_administrator()).post(DOMAINS, {"remove": theirs.pk}).status_code == 404


def test_what_is_no_domain_is_said_beside_the_field(northvale):
    page = browser(an_administrator()).post(DOMAINS, {"domain": "nhs.net"})
    assert page.status_code == 422
    assert list(errors_of(page)) == ["domain"]


def test_the_domains_ask_as_often_for_three_as_for_one(northvale, django_assert_num_queries):
    dana = browser(an_administrator())
    a_domain(northvale, "one.example")
    for domain in ("", "two.example", "three.example"):
        if domain:
            a_domain(northvale, domain)
        with django_assert_num_queries(6):
            dana.get(DOMAINS)
