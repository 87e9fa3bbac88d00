"""What happens to a decision when something has changed since."""

import datetime as dt

import pytest

from accounts import services
from accounts.enums import Evidence, RoleKind
from accounts.models import Eligibility
from accounts.services.eligibility import announce_endings, lapse_overtaken
from productive_leader.core import housekeeping, outbox
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import Email, OutboxItem
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
from tests.factories.accounts import a_person, an_organisation

pytestmark = pytest.mark.django_db
LAPSED, CLOSED = (
    "You can no longer download the modules",
    "Your question about the modules is closed",
)
DAY = dt.timedelta(days=1)


@pytest.fixture
def northvale():
    return an_organisation()


@pytest.fixture
def by_role(northvale):
    """Let in by a role that the facilitator gave."""
    sam = a_nurse()
    services.appoint(by=a_facilitator(), person=sam, kind=RoleKind.STAFF, organisation=northvale)
    asks(sam, northvale)
    return sam


@pytest.fixture
def by_domain(northvale):
    a_domain(northvale)
    sam = a_nurse("sam@ward.northvale.nhs.uk")
    asks(sam, northvale)
    return sam


@pytest.fixture
def by_hand(northvale):
    sam = a_nurse()
    decide_for(sam, northvale)
    return sam


def decide_for(sam, organisation):
    return services.decide_eligibility(
        by=an_administrator(), eligibility=asks(sam, organisation), granted=True, reason="Known."
    )


def reason_of(person):
    row = person.eligibilities.latest("pk")
    assert (row.state, row.ended_at is None) == ("lapsed", False)
    return row.reason


def told(person):
    return [subject for to, subject in mails() if to == person.email]


def do_jobs():
    for item in OutboxItem.objects.filter(task__startswith="accounts."):
        outbox.run_item(item.pk)


def test_a_role_that_ends_takes_the_modules_at_once_with_one_message(by_role):
    services.end_role(by=None, role=by_role.roles.get())
    assert not is_let_in(by_role)
    assert reason_of(by_role) == "The role that Northvale NHS Trust gave you has ended."
    assert told(by_role) == [LAPSED]
    assert events()[-1] == "eligibility.lapsed"
    assert lapse_overtaken() == 0
    assert told(by_role) == [LAPSED]


def test_a_role_that_ends_later_counts_to_its_last_day(by_role):
    services.end_role(by=None, role=by_role.roles.get(), last_day=today() + DAY)
    assert is_let_in(by_role)
    assert Eligibility.objects.valid(on=today() + DAY).exists()
    assert not Eligibility.objects.valid(on=today() + 2 * DAY).exists()


def test_a_role_ends_between_the_page_and_the_press(northvale):
    sam = a_nurse()
    role = services.appoint(by=None, person=sam, kind=RoleKind.STAFF, organisation=northvale)
    services.end_role(by=None, role=role)
    assert asks(sam, northvale).state == "asked"


def test_another_role_there_keeps_the_modules(by_role, northvale):
    services.appoint(by=None, person=by_role, kind=RoleKind.LEADER, organisation=northvale)
    services.end_role(by=None, role=by_role.roles.get(kind=RoleKind.STAFF))
    assert (is_let_in(by_role), told(by_role)) == (True, [])


def test_a_decision_rests_on_other_evidence_when_its_own_goes(by_role, northvale):
    a_domain(northvale, "nhs.example")
    by_role.email = "sam@nhs.example"
    by_role.save()
    by_role.eligibilities.update(address=by_role.email)
    services.end_role(by=None, role=by_role.roles.get())
    assert states_of(by_role) == [("granted", "domain", False)]
    assert (told(by_role), events()[-1]) == ([], "eligibility.confirmed")


def test_another_address_takes_the_modules_at_once(by_hand):
    by_hand.email = "sam@elsewhere.example"
    by_hand.save()
    assert not is_let_in(by_hand)
    assert lapse_overtaken() == 1
    assert reason_of(by_hand) == "You sign in with another e-mail address now."
    assert told(by_hand) == [LAPSED]
    assert lapse_overtaken() == 0


def test_a_closed_organisation_takes_the_modules_and_names_its_successor(by_hand, northvale):
    heir = an_organisation("RX3", "Mill Valley NHS Trust")
    middle = an_organisation("RX2", "Southmere NHS Trust", closed_on=today(), successor=heir)
    northvale.closed_on, northvale.successor = today(), middle
    northvale.save()
    assert not is_let_in(by_hand)
    lapse_overtaken()
    assert reason_of(by_hand) == (
        f"Northvale NHS Trust closed on {format_date(today())}. "
        "It is part of Mill Valley NHS Trust now."
    )
    message = Email.objects.get(to=by_hand.email, subject=LAPSED)
    assert "at Mill Valley NHS Trust or elsewhere, say where you work now:" in message.text


def test_a_merger_while_waiting_closes_the_question(northvale):
    heir = an_organisation("RX3", "Mill Valley NHS Trust")
    sam = a_nurse()
    asks(sam, northvale)
    northvale.closed_on, northvale.successor = today(), heir
    northvale.save()
    assert not Eligibility.objects.waiting().exists()
    lapse_overtaken()
    assert states_of(sam) == [("lapsed", "", True)]
    assert told(sam) == [CLOSED]
    assert asks(sam, heir).state == "asked"


def test_an_organisation_that_closes_tomorrow_counts_today(by_hand, northvale):
    northvale.closed_on = today() + DAY
    northvale.save()
    assert is_let_in(by_hand)
    assert lapse_overtaken() == 0


def test_a_closed_account_has_no_modules_any_more(by_hand):
    services.deactivate_person(by=None, person=by_hand)
    assert reason_of(by_hand) == "Your account was closed."
    assert told(by_hand)[-1] == LAPSED
    services.reactivate_person(by=None, person=by_hand)
    assert not is_let_in(by_hand)


def test_a_removed_domain_lets_nobody_in_and_tells_them_once(by_domain, northvale):
    ann = a_nurse("ann@nhs.net", "Ann Field")
    decide_for(ann, northvale)
    dana = an_administrator("Dora Reid")
    services.remove_domain(by=dana, domain=northvale.domains.get())
    assert (is_let_in(by_domain), is_let_in(ann)) == (False, True)
    do_jobs()
    assert reason_of(by_domain) == (
        "An address like yours no longer shows that you work at Northvale NHS Trust."
    )
    assert told(by_domain) == [LAPSED]
    do_jobs()
    lapse_overtaken()
    assert told(by_domain) == [LAPSED]


def test_a_wider_domain_that_stays_keeps_the_modules(by_domain, northvale):
    a_domain(northvale, "ward.northvale.nhs.uk")
    services.remove_domain(
        by=an_administrator(), domain=northvale.domains.get(domain="northvale.nhs.uk")
    )
    do_jobs()
    assert (is_let_in(by_domain), told(by_domain)) == (True, [])


def test_a_role_takes_the_place_of_a_removed_domain(by_domain, northvale):
    services.appoint(by=None, person=by_domain, kind=RoleKind.PA, organisation=northvale)
    services.remove_domain(by=an_administrator(), domain=northvale.domains.get())
    do_jobs()
    assert states_of(by_domain) == [("granted", "role", False)]
    assert is_let_in(by_domain)


def test_its_time_is_over_after_its_last_day(by_hand):
    by_hand.eligibilities.update(valid_until=today())
    assert is_let_in(by_hand)
    by_hand.eligibilities.update(valid_until=today() - DAY)
    assert not is_let_in(by_hand)
    lapse_overtaken()
    assert reason_of(by_hand) == f"It was given until {format_date(today() - DAY)}."
    assert told(by_hand)[-1] == LAPSED


def test_the_end_is_announced_once_thirty_days_before(by_hand):
    ahead = today() + dt.timedelta(days=31)
    by_hand.eligibilities.update(valid_until=ahead)
    announce_endings()
    assert len(told(by_hand)) == 1
    by_hand.eligibilities.update(valid_until=ahead - DAY)
    for _night in range(3):
        announce_endings()
    assert told(by_hand)[1:] == [f"Downloading the modules: until {format_date(ahead - DAY)}"]


def test_a_question_that_prolongs_ends_with_what_it_prolongs_and_goes_on_waiting(by_hand):
    asks(by_hand, job_title="Ward manager")
    assert is_let_in(by_hand)
    by_hand.eligibilities.filter(state="asked").update(valid_until=today() - DAY)
    assert (is_let_in(by_hand), lapse_overtaken()) == (False, 0)
    assert Eligibility.objects.waiting().count() == 1


def test_a_no_stays_as_it_is(northvale):
    sam = a_nurse()
    row = asks(sam, northvale)
    services.decide_eligibility(
        by=an_administrator(), eligibility=row, granted=False, reason="Who is that?"
    )
    northvale.closed_on = today()
    northvale.save()
    assert (lapse_overtaken(), services.recheck_eligibility(sam)) == (0, row)


def test_whoever_waits_is_let_in_when_a_role_is_given(northvale):
    bob, sam = a_facilitator(), a_nurse()
    asks(sam, northvale)
    services.appoint(by=bob, person=sam, kind=RoleKind.STAFF, organisation=northvale)
    assert states_of(sam) == [("granted", Evidence.ROLE, False)]
    assert told(sam) == ["You may download the modules"]


def test_whoever_has_asked_nothing_is_left_alone():
    assert services.recheck_eligibility(a_person()) is None
    assert mails() == []


def test_the_night_does_it(by_hand):
    by_hand.eligibilities.update(valid_until=today() - DAY)
    swept = housekeeping.sweep_out()
    assert swept["accounts.services.eligibility.lapse_overtaken"] == 1
    assert swept["accounts.services.eligibility.announce_endings"] == 0


def test_a_deleted_account_leaves_a_number_and_no_message(by_hand):
    services.ask_for_eligibility(
        by=by_hand,
        organisation=an_organisation(),
        role="staff",
        job_title="Quillfeather’s deputy",
        note="Ask Quillfeather",
    )
    Email.objects.all().delete()
    services.delete_my_account(by=by_hand)
    rows = Eligibility.objects.filter(person=by_hand.pk)
    assert {(row.job_title, row.note, row.address) for row in rows} == {("", "", "")}
    assert {row.ended_at is None for row in rows} == {False}
    assert (lapse_overtaken(), announce_endings(), mails()) == (0, 0, [])


def test_a_person_finds_the_answers_among_their_data(by_hand):
    found = services.export_my_data(by=by_hand)["accounts.eligibility"]
    assert [(row["state"], row["address"], row["job_title"], row["reason"]) for row in found] == [
        ("granted", "sam.wood@nhs.net", "Staff nurse", "Known.")
    ]
