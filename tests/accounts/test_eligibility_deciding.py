"""What somebody decides about who may have the modules, once, twice and anew."""

import datetime as dt

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts import queries, services
from accounts.enums import EligibleRole, RoleKind
from accounts.models import Eligibility
from accounts.queries.eligibility import decided_by_whom, eligibility_of
from productive_leader.core.dates import today
from productive_leader.core.models import AuditEvent, Email
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
YES, NO = "You may download the modules", "You cannot download the modules for now"


@pytest.fixture
def northvale():
    return an_organisation()


def test_the_facilitator_says_yes_and_the_person_hears_why(northvale):
    bob, sam = a_facilitator(), a_nurse()
    row = services.decide_eligibility(
        by=bob, eligibility=asks(sam, northvale), granted=True, reason=" I work with her. "
    )
    assert (row.state, row.evidence, row.reason) == ("granted", "person", "I work with her.")
    assert (row.decided_by, row.valid_until) == (bob, today() + relativedelta(months=12))
    assert is_let_in(sam)
    assert mails()[-1] == (sam.email, YES)
    assert "Why: I work with her." in Email.objects.get(to=sam.email).text
    assert decided_by_whom(eligibility_of(sam)) == "the facilitator of Northvale NHS Trust"
    assert events() == ["eligibility.asked", "eligibility.granted"]
    event = AuditEvent.objects.get(action="eligibility.granted")
    assert (event.actor_id, event.organisation_id) == (bob.pk, northvale.pk)
    assert event.detail == {"person_id": sam.pk, "state": "granted", "evidence": "person"}


def test_an_administrator_says_no_and_the_person_hears_why(northvale):
    dana, sam = an_administrator(), a_nurse()
    row = services.decide_eligibility(
        by=dana, eligibility=asks(sam, northvale), granted=False, reason="Not on their list."
    )
    assert (row.state, row.evidence, row.ended_at) == ("refused", "", None)
    assert not is_let_in(sam)
    assert mails()[-1] == (sam.email, NO)
    assert "Why: Not on their list." in Email.objects.get(to=sam.email).text
    assert decided_by_whom(eligibility_of(sam)) == "an administrator of this service"
    assert events()[-1] == "eligibility.refused"


@pytest.mark.parametrize(
    ("granted", "sentence"),
    [
        (True, "Say how you know, in a few words. The person reads it."),
        (False, "Say why not. The person reads it."),
    ],
)
def test_a_decision_by_a_person_needs_a_reason(northvale, granted, sentence):
    row = asks(a_nurse(), northvale)
    with pytest.raises(ValidationError) as told:
        services.decide_eligibility(
            by=an_administrator(), eligibility=row, granted=granted, reason="  "
        )
    assert told.value.message_dict == {"reason": [sentence]}


def test_an_honorary_contract_is_decided_by_somebody_who_knows(northvale):
    bob = a_facilitator()
    kit = a_nurse("kit@university.ac.example", "Kit Moor")
    row = asks(kit, northvale, note="Honorary contract until March, ask Dr Ahmed.")
    services.decide_eligibility(by=bob, eligibility=row, granted=True, reason="Dr Ahmed says so.")
    assert is_let_in(kit)


def test_nobody_decides_about_themselves(northvale):
    dana = an_administrator()
    row = asks(dana, northvale)
    with pytest.raises(PermissionDenied):
        services.decide_eligibility(by=dana, eligibility=row, granted=True, reason="It is me.")
    bob = a_facilitator(an_organisation("RX2"))
    a_role(bob, northvale, RoleKind.STAFF, starts_on=today() + dt.timedelta(days=2))
    mine = asks(bob, northvale)
    a_role(bob, northvale, RoleKind.FACILITATOR)
    with pytest.raises(PermissionDenied):
        services.decide_eligibility(by=bob, eligibility=mine, granted=True, reason="It is me.")


@pytest.mark.parametrize("kind", sorted(set(RoleKind) - {RoleKind.FACILITATOR}))
def test_only_facilitators_and_administrators_decide(northvale, kind):
    row = asks(a_nurse(), northvale)
    person = a_person("Cheryl Stone")
    national = kind == RoleKind.CATALOGUE_ADMINISTRATOR
    a_role(person, None if national else northvale, kind)
    decide = {"eligibility": row, "granted": True, "reason": "I know her."}
    if national:
        assert services.decide_eligibility(by=person, **decide).state == "granted"
        return
    with pytest.raises(PermissionDenied):
        services.decide_eligibility(by=person, **decide)


def test_a_facilitator_of_another_organisation_decides_nothing_here(northvale):
    row = asks(a_nurse(), northvale)
    charlie = a_facilitator(an_organisation("RX2"), "Charlie Webb")
    with pytest.raises(PermissionDenied):
        services.decide_eligibility(by=charlie, eligibility=row, granted=True, reason="x")


def test_the_second_decider_is_told_what_was_decided(northvale):
    bob, dana, sam = a_facilitator(), an_administrator(), a_nurse()
    seen_by_both = asks(sam, northvale)
    services.decide_eligibility(
        by=bob, eligibility=seen_by_both, granted=True, reason="I know her."
    )
    seen_by_both.state = "asked"  # as it was on the second page
    with pytest.raises(services.AlreadyDecided) as told:
        services.decide_eligibility(by=dana, eligibility=seen_by_both, granted=False, reason="No.")
    decided = told.value.eligibility
    assert (decided.state, decided.decided_by, decided.reason) == ("granted", bob, "I know her.")
    assert is_let_in(sam)


def test_a_question_that_was_asked_anew_is_not_decided_in_its_old_form(northvale):
    dana, sam = an_administrator(), a_nurse()
    old = asks(sam, northvale)
    asks(sam, northvale, job_title="Ward manager")
    with pytest.raises(services.AlreadyDecided):
        services.decide_eligibility(by=dana, eligibility=old, granted=True, reason="Fine.")
    assert states_of(sam) == [("asked", "", True), ("asked", "", False)]


def test_a_decision_is_taken_back_by_another_one_with_its_reason(northvale):
    dana, sam = an_administrator(), a_nurse()
    first = services.decide_eligibility(
        by=dana, eligibility=asks(sam, northvale), granted=True, reason="On their list."
    )
    second = services.decide_eligibility(
        by=dana, eligibility=first, granted=False, reason="That was her namesake."
    )
    assert states_of(sam) == [("granted", "person", True), ("refused", "", False)]
    assert (second.asked_at, second.reason) == (first.asked_at, "That was her namesake.")
    first.refresh_from_db()
    assert first.reason == "On their list."
    assert not is_let_in(sam)
    assert [subject for to, subject in mails() if to == sam.email] == [YES, NO]


def test_nothing_is_decided_for_an_address_that_is_no_longer_theirs(northvale):
    dana, sam = an_administrator(), a_nurse()
    row = asks(sam, northvale)
    sam.email = "sam@elsewhere.example"
    sam.save()
    with pytest.raises(ValidationError) as told:
        services.decide_eligibility(by=dana, eligibility=row, granted=True, reason="Fine.")
    read = "You sign in with another e-mail address now."
    sentence = f"There is nothing to decide any more. Sam Wood will read: “{read}”"
    assert told.value.messages == [sentence]


def test_after_a_no_somebody_can_ask_again(northvale):
    dana, sam = an_administrator(), a_nurse()
    services.decide_eligibility(
        by=dana, eligibility=asks(sam, northvale), granted=False, reason="Who is that?"
    )
    asks(sam, northvale, note="Ask Bob Lane.")
    assert states_of(sam) == [("refused", "", True), ("asked", "", False)]


# Anew


def granted_by_hand(sam, northvale, dana):
    return services.decide_eligibility(
        by=dana, eligibility=asks(sam, northvale), granted=True, reason="On their list."
    )


def test_what_was_granted_stays_good_while_it_is_asked_anew(northvale):
    dana, sam = an_administrator(), a_nurse()
    before = granted_by_hand(sam, northvale, dana)
    again = asks(sam, northvale, role=EligibleRole.EXECUTIVE)
    assert (again.state, again.valid_until) == ("asked", before.valid_until)
    assert is_let_in(sam)
    services.decide_eligibility(by=dana, eligibility=again, granted=False, reason="Left in May.")
    assert not is_let_in(sam)


def test_taking_the_new_question_back_leaves_the_old_answer(northvale):
    dana, sam = an_administrator(), a_nurse()
    before = granted_by_hand(sam, northvale, dana)
    asks(sam, northvale, job_title="Ward manager")
    services.take_back_eligibility(by=sam)
    assert queries.valid_eligibility(sam) == before
    assert states_of(sam) == [("granted", "person", False), ("asked", "person", True)]


def test_asking_for_another_organisation_does_not_keep_the_old_yes(northvale):
    dana, sam = an_administrator(), a_nurse()
    granted_by_hand(sam, northvale, dana)
    asks(sam, an_organisation("RX2", "Southmere NHS Trust"))
    assert not is_let_in(sam)


def test_near_its_end_the_same_answer_goes_on_for_another_year(northvale):
    a_domain(northvale)
    sam = a_nurse("sam@northvale.nhs.uk")
    first = asks(sam, northvale)
    Eligibility.objects.filter(pk=first.pk).update(valid_until=today() + dt.timedelta(days=30))
    second = asks(sam, northvale)
    assert second.valid_until == today() + relativedelta(months=12)
    assert states_of(sam) == [("granted", "domain", True), ("granted", "domain", False)]


def test_who_decided_is_read_from_the_roles_of_that_day(northvale):
    """A facilitator who has left since was the facilitator then."""
    bob, sam = a_facilitator(), a_nurse()
    row = services.decide_eligibility(
        by=bob, eligibility=asks(sam, northvale), granted=True, reason="I know her."
    )
    long_ago = timezone.now() - dt.timedelta(days=100)
    Eligibility.objects.filter(pk=row.pk).update(decided_at=long_ago)
    assert decided_by_whom(eligibility_of(sam)) == "an administrator of this service"
    bob.roles.update(starts_on=long_ago.date(), ends_on=today() - dt.timedelta(days=50))
    assert decided_by_whom(eligibility_of(sam)) == "the facilitator of Northvale NHS Trust"
