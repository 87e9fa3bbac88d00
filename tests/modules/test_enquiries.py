"""Conversations with people outside: begun once, answered once, closed with an outcome."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import RoleKind
from accounts.models import Person
from modules.enums import EnquiryState, Nation, Outcome, Topic
from modules.models import Enquiry, EnquiryMessage
from modules.queries.enquiries import (
    as_rows,
    facilitators_near,
    fingerprint_of,
    in_state,
    thread_of,
)
from modules.services.enquiries import (
    TASK,
    StaleThread,
    answer_enquiry,
    close_enquiry,
    forget_old_enquiries,
    reopen_enquiry,
    send_enquiry,
    tell_of_enquiries,
    write_again,
)
from productive_leader.core import outbox, privacy
from productive_leader.core.models import AuditEvent, Email, OutboxItem
from tests.factories.accounts import a_person, a_role, an_organisation
from tests.factories.enquiries import an_enquiry

pytestmark = pytest.mark.django_db
ASKED = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)  # the Wednesday before Easter


@pytest.fixture
def dana() -> Person:
    return an_administrator("Dana Reid")


def an_administrator(name: str) -> Person:
    person = a_person(name)
    a_role(person, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    return person


def ask(**changes) -> Enquiry:
    typed = {
        "form_key": uuid.UUID(int=7),
        "person": None,
        "name": "Fiona Muir",
        "email": "fiona.muir@glen.example",
        "organisation": "NHS Glen",
        "nation": Nation.SCOTLAND,
        "topic": Topic.MODULES,
        "text": "May we use them in Scotland?",
    }
    return send_enquiry(**typed | changes)


def seen_of(enquiry: Enquiry) -> str:
    """As somebody sees it who opens the page now."""
    return fingerprint_of(Enquiry.objects.get(pk=enquiry.pk))


def answer(by: Person, enquiry: Enquiry, text: str = "You may.") -> EnquiryMessage:
    return answer_enquiry(by=by, enquiry=enquiry, text=text, seen=seen_of(enquiry))


def close(by: Person, enquiry: Enquiry, outcome: Outcome = Outcome.HELPED) -> Enquiry:
    return close_enquiry(by=by, enquiry=enquiry, outcome=outcome, seen=seen_of(enquiry))


def mails(template_word: str) -> list[Email]:
    return list(Email.objects.filter(subject__contains=template_word).order_by("queued_at"))


def test_a_question_is_acknowledged_at_once_with_its_words_and_where_it_lies(settings):
    enquiry = ask()
    (mail,) = mails("Your question has arrived")
    assert (mail.to, mail.reply_to) == ("fiona.muir@glen.example", "")
    for words in (
        "May we use them in Scotland?",
        "within five working days",
        f"{settings.SITE_URL}/contact/{enquiry.key}/",
    ):
        assert words in mail.text
    assert enquiry.state == EnquiryState.OPEN
    assert [message.text for message in enquiry.messages.all()] == ["May we use them in Scotland?"]


def test_the_same_press_twice_is_one_question():
    first, second = ask(), ask()
    assert first == second
    assert (EnquiryMessage.objects.count(), Email.objects.count()) == (1, 1)


def test_what_was_changed_before_sending_again_is_not_lost():
    first, second = ask(), ask(text="May we use them in Wales?")
    corrected = ask(email="fiona.muir@glen2.example")
    assert len({first.pk, second.pk, corrected.pk}) == 3
    assert Email.objects.count() == 3


def test_an_answer_goes_out_by_mail_and_a_reply_reaches_who_wrote_it(dana):
    enquiry = ask()
    message = answer(dana, enquiry, "You may. See https://example.org/terms")
    (mail,) = mails("An answer")
    assert (mail.to, mail.reply_to) == ("fiona.muir@glen.example", dana.email)
    assert "You may. See https://example.org/terms" in mail.text
    assert f"/contact/{enquiry.key}/" in mail.text
    enquiry.refresh_from_db()
    assert (enquiry.state, message.by, message.is_ours) == (EnquiryState.ANSWERED, dana, True)


def test_my_own_answer_twice_is_one(dana):
    enquiry = ask()
    seen = fingerprint_of(enquiry)
    for _ in range(2):
        answer_enquiry(by=dana, enquiry=enquiry, text="You may.", seen=seen)
    assert (enquiry.messages.count(), len(mails("An answer"))) == (2, 1)


def test_of_two_administrators_the_second_is_told_that_the_first_has_answered(dana):
    enquiry, erin = ask(), an_administrator("Erin Hall")
    seen = fingerprint_of(enquiry)
    answer_enquiry(by=dana, enquiry=enquiry, text="You may.", seen=seen)
    with pytest.raises(StaleThread):
        answer_enquiry(by=erin, enquiry=enquiry, text="You may not.", seen=seen)
    with pytest.raises(StaleThread):
        close_enquiry(by=erin, enquiry=enquiry, outcome=Outcome.HELPED, seen=seen)
    assert [message.by for message in enquiry.messages.all()] == [None, dana]


def test_who_writes_again_opens_it_again(dana):
    enquiry = ask()
    answer(dana, enquiry)
    close(dana, enquiry)
    for _ in range(2):
        write_again(enquiry=enquiry, text="And in Wales?")
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.outcome, enquiry.closed_at) == (EnquiryState.OPEN, "", None)
    assert enquiry.messages.count() == 3


def test_it_is_closed_with_an_outcome_and_can_be_reopened(dana):
    enquiry = ask()
    closed = close(dana, enquiry, Outcome.SENT_ON)
    assert (closed.state, closed.outcome, closed.closed_by) == ("closed", "sent_on", dana)
    assert close(dana, enquiry, Outcome.SENT_ON).closed_at == closed.closed_at
    with pytest.raises(ValidationError, match="closed already"):
        close(dana, enquiry, Outcome.ROBOT)
    assert reopen_enquiry(by=dana, enquiry=enquiry).state == EnquiryState.OPEN
    actions = AuditEvent.objects.filter(target_type="modules.enquiry").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "enquiry.sent",
        "enquiry.closed",
        "enquiry.reopened",
    ]


def test_an_answer_after_closing_is_an_answer(dana):
    enquiry = ask()
    close(dana, enquiry)
    answer(dana, enquiry)
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.outcome) == (EnquiryState.ANSWERED, "")


def test_nobody_else_answers():
    enquiry, bob = ask(), a_person("Bob Lane")
    for press in (
        lambda: answer(bob, enquiry),
        lambda: close(bob, enquiry),
        lambda: reopen_enquiry(by=bob, enquiry=enquiry),
    ):
        with pytest.raises(PermissionDenied, match="You may not answer enquiries"):
            press()


def test_all_administrators_hear_of_new_questions_once_an_hour(dana):
    erin = an_administrator("Erin Hall")
    ask()
    ask(text="Another question?")
    item = OutboxItem.objects.get(task=TASK)
    assert item.due_at > timezone.now()
    assert item.due_at - timezone.now() <= timedelta(hours=1)
    OutboxItem.objects.update(due_at=timezone.now())
    assert outbox.run_item(item.pk)
    told = mails("2 enquiries wait for an answer")
    assert sorted(mail.to for mail in told) == sorted([dana.email, erin.email])
    assert "Scotland" not in told[0].text
    assert tell_of_enquiries(hour=item.payload["hour"]) == 2
    assert len(mails("2 enquiries wait")) == 2


def test_nobody_hears_when_all_is_answered_by_then(dana):
    answer(dana, ask())
    assert tell_of_enquiries(hour="2026-04-01T10") == 0


def waiting() -> list[tuple[str, date, bool]]:
    rows = as_rows(in_state(Enquiry.objects.all(), EnquiryState.OPEN))
    return [(row.first_words, row.due_on, row.is_overdue) for row in rows]


def test_the_longest_waiting_comes_first_and_is_overdue_after_five_working_days(dana):
    an_enquiry("Younger", asked_at=ASKED + timedelta(days=1))
    an_enquiry("Older", asked_at=ASKED)
    assert waiting() == [
        ("Older", date(2026, 4, 10), True),  # Good Friday and Easter Monday do not count
        ("Younger", date(2026, 4, 13), True),
    ]
    an_enquiry("Today")
    assert waiting()[2][2] is False


def test_it_waits_since_the_first_word_that_we_left_unanswered(dana):
    enquiry = an_enquiry("Asked", asked_at=ASKED)
    enquiry.messages.create(
        text="Answered", is_ours=True, by=dana, written_at=ASKED + timedelta(days=1)
    )
    for days in (20, 25):
        enquiry.messages.create(text="Again", written_at=ASKED + timedelta(days=days))
    assert waiting() == [("Asked", date(2026, 4, 28), True)]
    assert thread_of(enquiry).due_on == date(2026, 4, 28)


def test_facilitators_are_named_to_their_own_colleagues_alone():
    here, there = an_organisation("RX1"), an_organisation("RY1", "Southvale NHS Trust")
    bob, sam = a_person("Bob Lane"), a_person("Sam Wood")
    a_role(bob, here, RoleKind.FACILITATOR)
    a_role(a_person("Other Person"), there, RoleKind.FACILITATOR)
    a_role(sam, here)
    assert (facilitators_near(sam), facilitators_near(bob)) == ([bob], [])


def test_a_conversation_goes_with_the_account_of_its_address(dana):
    fiona = a_person("Fiona Muir", email="fiona.muir@glen.example")
    enquiry = ask(email="Fiona.Muir@glen.example")
    answer(dana, enquiry)
    other = ask(email="ruth@elsewhere.example")
    exported = privacy.export_for(fiona.pk, fiona.email)
    assert exported["modules.enquiry"][0]["nation"] == "scotland"
    assert [row["text"] for row in exported["modules.enquirymessage"]] == [
        "May we use them in Scotland?",
        "You may.",
    ]
    privacy.erase_for(fiona.pk, fiona.email)
    assert list(Enquiry.objects.all()) == [other]
    assert set(EnquiryMessage.objects.values_list("enquiry", flat=True)) == {other.pk}


def test_a_conversation_is_forgotten_two_years_after_it_was_closed(dana):
    old, newer, still_open = (an_enquiry() for _ in range(3))
    for enquiry, days in ((old, 731), (newer, 700)):
        close(dana, enquiry)
        Enquiry.objects.filter(pk=enquiry.pk).update(
            closed_at=timezone.now() - timedelta(days=days)
        )
    assert forget_old_enquiries() == 1
    assert set(Enquiry.objects.all()) == {newer, still_open}


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("enquiry_state_is_known", {"state": "lost"}),
        ("closed_enquiry_says_when_and_how", {"state": "closed"}),
        ("closed_enquiry_says_when_and_how", {"state": "open", "outcome": "helped"}),
        ("enquiry_nation_and_topic_are_known", {"nation": "france"}),
        ("enquiry_nation_and_topic_are_known", {"topic": "weather"}),
    ],
)
def test_the_database_refuses(constraint: str, fields: dict[str, str]):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        an_enquiry(**fields)
