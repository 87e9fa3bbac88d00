"""The administrators hear of a review a month before its day, once for each day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from modules.models import Module
from modules.queries.office import reviews_to_tell
from modules.services.publishing import withdraw_module
from modules.services.reviews import set_review_date, tell_reviews
from productive_leader.celery import SCHEDULE
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import Email
from tests.factories.accounts import a_person
from tests.factories.modules import a_module
from tests.modules.office import (
    an_administrator,
    mails_to,
    publish_next,
)

pytestmark = pytest.mark.django_db


def in_days(days: int) -> dt.date:
    return today() + dt.timedelta(days=days)


def a_module_due(name: str, days: int) -> Module:
    module = a_module(name)
    Module.objects.filter(pk=module.pk).update(review_on=in_days(days))
    module.refresh_from_db()
    return module


def test_one_message_names_all_that_are_due_the_soonest_first(dana, settings):
    later = a_module_due("Meetings", 30)
    sooner = a_module_due("Email", 3)
    a_module_due("Planning", 31)
    assert tell_reviews() == 2
    assert mails_to(dana) == ["2 modules to review"]
    office = f"{settings.SITE_URL}/office/modules/"
    assert Email.objects.get().text == (
        "Dear Dana Reid,\n\n"
        "2 modules of the catalogue should be looked at again soon:\n\n"
        f"Email, by {format_date(in_days(3))}: {office}{sooner.slug}/\n\n"
        f"Meetings, by {format_date(in_days(30))}: {office}{later.slug}/\n\n"
        "If all is still right, choose a later day there. If not, write the next version. "
        "You hear of each day once.\n\n"
        f"All modules: {office}\n\n"
        "The Productive Leader\n"
    )


def test_it_is_told_once_to_every_administrator(dana):
    dora = an_administrator("Dora Bell")
    a_person("Una Quinn", is_staff=True)
    a_module_due("Email", 20)
    for _ in range(3):
        tell_reviews()
    assert mails_to(dana) == mails_to(dora) == ["1 module to review"]
    assert Email.objects.count() == 2


def test_a_night_that_was_missed_is_made_up_for(dana):
    a_module_due("Email", -5)
    assert tell_reviews() == 1


def test_another_day_is_told_of_again(dana):
    module = a_module_due("Email", 20)
    tell_reviews()
    set_review_date(by=dana, module=module, review_on=in_days(25))
    assert tell_reviews() == 1
    assert len(mails_to(dana)) == 2


def test_a_new_version_moves_the_review(dana):
    module = a_module_due("Email", 20)
    publish_next(module, by=dana)
    assert list(reviews_to_tell()) == []


def test_what_is_not_in_the_catalogue_is_not_reviewed(dana):
    gone, draft = a_module_due("Email", 20), a_module("Meetings", published=False)
    withdraw_module(by=dana, module=gone, reason="Wrong.")
    Module.objects.filter(pk=draft.pk).update(review_on=in_days(1))
    assert tell_reviews() == 0


def test_without_an_administrator_it_waits():
    a_module_due("Email", 20)
    assert tell_reviews() == 0
    dora = an_administrator("Dora Bell")
    assert tell_reviews() == 1
    assert mails_to(dora) == ["1 module to review"]


def test_the_day_is_still_to_come_and_an_administrator_chooses_it(dana):
    module = a_module()
    with pytest.raises(ValidationError, match="Choose a day that is still to come"):
        set_review_date(by=dana, module=module, review_on=today())
    with pytest.raises(PermissionDenied):
        set_review_date(by=a_person(), module=module, review_on=in_days(9))
    assert set_review_date(by=dana, module=module, review_on=in_days(9)).review_on == in_days(9)


def test_the_clock_tells_every_night():
    assert "modules.tell_reviews" in {tick["task"] for tick in SCHEDULE.values()}
