"""The way into the pages of the national administrators."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import EligibilityState, RoleKind
from accounts.models import Person
from modules.services.searching import record_empty_search
from productive_leader.core.dates import today
from productive_leader.site.next_things.office import office_things
from productive_leader.site.queries.office import Waiting, office_waiting
from tests.factories.modules import a_module, a_version, an_eligibility
from tests.factories.programmes import make_colleague, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana(client: Client) -> Person:
    person = Person.objects.create_user("dana@national.example", "Dana Reid")
    person.roles.create(kind=RoleKind.CATALOGUE_ADMINISTRATOR)
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return person


def test_it_says_that_nothing_waits(client: Client, dana: Person):
    assert "Nothing waits for you." in client.get(reverse("office")).text


def test_it_counts_what_waits(client: Client, dana: Person, django_assert_num_queries):
    here = make_organisation()
    an_eligibility(make_colleague("Sam Wood", here), here, state=EligibilityState.ASKED)
    module = a_module()
    a_version(module, published=False)
    module.review_on = today()
    module.save()
    record_empty_search("hot desking")
    with django_assert_num_queries(8):
        waiting = office_waiting()
    assert waiting == Waiting(
        eligibilities=1,
        enquiries=0,
        reviews=1,
        searches=1,
        modules=1,
        drafts=1,
        to_authorise=0,
        to_give=0,
        to_send=0,
        overdue=0,
    )
    assert waiting.in_words == "1 to decide, 1 module to look at again"
    page = client.get(reverse("office")).text
    for thing in office_things(waiting):
        assert thing.heading in page
        assert client.get(thing.url).status_code == 200


def test_it_is_for_administrators_alone(client: Client):
    sam = make_colleague("Sam Wood", make_organisation())
    client.force_login(sam, "django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("office")).status_code == 404
