"""Earlier downloaders hear of each newer version and of a withdrawal: all of them, once."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from modules.enums import NoticeKind
from modules.models import Notice
from modules.services import notices
from modules.services.publishing import publish_version, restore_module, withdraw_module
from productive_leader.core.models import Email, OutboxItem
from tests.factories.accounts import a_person
from tests.factories.modules import a_module
from tests.modules.office import (
    TELL,
    a_download,
    change,
    mails_to,
    publish_next,
    seen,
    tell_everybody,
)

pytestmark = pytest.mark.django_db
NEWER = "A new version of Email under control"
WITHDRAWN = "Email under control is withdrawn"


@pytest.fixture
def email():
    return a_module("Email under control")


def test_an_earlier_downloader_hears_what_is_new_once(dana, email, settings):
    bob = a_person("Bob Hale")
    for _ in range(3):
        a_download(bob, email.published)
    publish_next(email, by=dana, notes="The rules are fewer.\nThe worksheet has one page.")
    assert mails_to(bob) == []  # a worker tells, after the publishing is committed
    tell_everybody()
    tell_everybody()
    assert mails_to(bob) == [NEWER]
    text = Email.objects.get(to=bob.email).text
    assert text == (
        "Dear Bob Hale,\n\n"
        "You downloaded the module Email under control. There is now version 2.\n\n"
        "What is new:\nThe rules are fewer.\nThe worksheet has one page.\n\n"
        f"Read about it and download it: {settings.SITE_URL}/modules/{email.slug}/\n\n"
        "You hear of each new version once, for two years after a download.\n\n"
        "The Productive Leader\n"
    )


def test_whoever_hears_of_2_and_downloads_nothing_hears_of_3_too(dana, email):
    bob = a_person("Bob Hale")
    a_download(bob, email.published)
    publish_next(email, by=dana)
    tell_everybody()
    publish_next(email, by=dana)
    tell_everybody()
    assert mails_to(bob) == [NEWER, NEWER]
    told = Notice.objects.filter(person=bob).order_by("version__number")
    assert list(told.values_list("version__number", "kind")) == [(2, "newer"), (3, "newer")]


def test_twenty_presses_tell_once(dana, email):
    bob = a_person("Bob Hale")
    a_download(bob, email.published)
    change(email, by=dana)
    looked_at = seen(email)
    for press in range(20):
        if press:
            with pytest.raises(ValidationError):
                publish_version(by=dana, module=email, seen=looked_at, notes="New.")
        else:
            publish_version(by=dana, module=email, seen=looked_at, notes="New.")
        tell_everybody()
    assert mails_to(bob) == [NEWER]


def test_who_does_not_hear(dana, email):
    """Who published it, who left, who downloaded too long ago or something else, who has it."""
    left = a_person("Lea Left", is_active=False)
    forgotten, elsewhere = a_person("Fay Forgot"), a_person("Eli Elsewhere")
    for person in (dana, left):
        a_download(person, email.published)
    a_download(forgotten, email.published, days_ago=731)
    a_download(elsewhere, a_module("Meetings").published)
    quick = a_person("Quinn Quick")
    a_download(quick, email.published)
    version = publish_next(email, by=dana)
    a_download(quick, version)
    tell_everybody()
    assert Notice.objects.count() == 0
    assert Email.objects.count() == 0


def test_a_first_version_tells_nobody(dana):
    module = a_module(published=False)
    publish_version(by=dana, module=module, seen=seen(module))
    assert OutboxItem.objects.filter(task=TELL).count() == 0


def test_many_are_told_in_batches(dana, email, monkeypatch):
    monkeypatch.setattr(notices, "BATCH", 2)
    people = [a_person(f"Reader {number}") for number in range(5)]
    for person in people:
        a_download(person, email.published)
    publish_next(email, by=dana)
    assert tell_everybody() == 3
    assert [mails_to(person) for person in people] == [[NEWER]] * 5


def test_a_worker_that_breaks_off_loses_nobody_and_tells_nobody_twice(dana, email, monkeypatch):
    """The third message of a batch fails: the batch is as if it had not begun, then it is done."""
    people = [a_person(f"Reader {number}") for number in range(5)]
    for person in people:
        a_download(person, email.published)
    publish_next(email, by=dana)
    item = OutboxItem.objects.get(task=TELL)
    whole, told = notices.tell_of_newer, []

    def break_off(notice: Notice) -> None:
        if len(told) == 2:
            raise KeyboardInterrupt
        told.append(notice)
        whole(notice)

    monkeypatch.setattr(notices, "tell_of_newer", break_off)
    with pytest.raises(KeyboardInterrupt):
        notices.tell_downloaders(**item.payload)
    assert (Notice.objects.count(), Email.objects.count()) == (0, 0)
    monkeypatch.undo()
    tell_everybody()
    notices.tell_downloaders(**item.payload)  # as after a crash between its work and its end
    assert [mails_to(person) for person in people] == [[NEWER]] * 5


def test_what_is_overtaken_is_not_told(dana, email):
    """Version 3 is out before the workers come to version 2: one message, of version 3."""
    bob = a_person("Bob Hale")
    a_download(bob, email.published)
    publish_next(email, by=dana)
    publish_next(email, by=dana, notes="The last word.")
    tell_everybody()
    assert mails_to(bob) == [NEWER]
    assert "There is now version 3." in Email.objects.get(to=bob.email).text


# Withdrawal


def test_whoever_has_a_withdrawn_module_hears_why_and_what_else_there_is(dana, email, settings):
    bob, meetings = a_person("Bob Hale"), a_module("Meetings that count")
    email.related.add(meetings, a_module("A draft of something", published=False))
    a_download(bob, email.published)
    withdraw_module(by=dana, module=email, reason="A figure was wrong. Take Meetings that count.")
    tell_everybody()
    assert mails_to(bob) == [WITHDRAWN]
    assert Email.objects.get(to=bob.email).text == (
        "Dear Bob Hale,\n\n"
        "You downloaded the module Email under control. It is withdrawn. "
        "Please do not run it as it is.\n\n"
        "Why: A figure was wrong. Take Meetings that count.\n\n"
        "What the catalogue has near it:\n\n"
        f"Meetings that count: {settings.SITE_URL}/modules/{meetings.slug}/\n\n"
        f"Its page: {settings.SITE_URL}/modules/{email.slug}/\n\n"
        "The Productive Leader\n"
    )


def test_a_withdrawal_tells_those_of_every_version_once(dana, email):
    bob, una = a_person("Bob Hale"), a_person("Una Quinn")
    a_download(bob, email.published)
    version = publish_next(email, by=dana)
    a_download(una, version)
    for _ in range(20):
        withdraw_module(by=dana, module=email, reason="A figure was wrong.")
        tell_everybody()
    assert mails_to(bob) == mails_to(una) == [WITHDRAWN]


def test_what_was_put_back_at_once_is_not_told(dana, email):
    bob = a_person("Bob Hale")
    a_download(bob, email.published)
    withdraw_module(by=dana, module=email, reason="A figure was wrong.")
    restore_module(by=dana, module=email)
    tell_everybody()
    assert mails_to(bob) == []
    withdraw_module(by=dana, module=email, reason="It was wrong after all.")
    tell_everybody()
    assert mails_to(bob) == [WITHDRAWN]


# What the database keeps


def test_a_downloader_hears_of_a_version_once_in_the_table_too(email):
    bob = a_person("Bob Hale")
    Notice.objects.create(person=bob, version=email.published, kind=NoticeKind.NEWER)
    Notice.objects.create(person=bob, version=email.published, kind=NoticeKind.WITHDRAWN)
    with pytest.raises(IntegrityError, match="downloader_hears_of_a_version_once"):
        Notice.objects.create(person=bob, version=email.published, kind=NoticeKind.NEWER)


def test_a_notice_is_of_a_known_kind(email):
    with pytest.raises(IntegrityError, match="notice_kind_is_known"):
        Notice.objects.create(person=a_person(), version=email.published, kind="perhaps")


def test_the_message_says_names_as_they_are(dana):
    bob, module = a_person("Bob O'Hale"), a_module()
    a_download(bob, module.published)
    change(module, by=dana, name="Mind & body: O'Brien's way")
    publish_version(by=dana, module=module, seen=seen(module), notes="Use <b> & “more”.")
    tell_everybody()
    mail = Email.objects.get(to=bob.email)
    assert mail.subject == "A new version of Mind & body: O'Brien's way"
    assert "Use <b> & “more”." in mail.text
    assert "Use &lt;b&gt; &amp; “more”." in mail.html
