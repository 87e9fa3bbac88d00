"""The office's list of days on which nobody meets."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import RoleKind
from productive_leader.core.dates import format_date
from programmes.models import Holiday
from tests.factories.accounts import a_role
from tests.factories.programmes import make_colleague, make_organisation
from tests.factories.sessions import at
from tests.programmes.dates_pages import enter, errors, news
from tests.programmes.series import (
    quiet,
)

pytestmark = pytest.mark.django_db
TUESDAY = 1


def test_the_office_lists_and_changes_the_days_off(client: Client) -> None:
    dana = make_colleague("Dana Reid", make_organisation())
    a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    url = reverse("holidays")
    page = enter(client, dana).get(url)
    names = [one.name for one in page.context["days"]]
    assert {"Good Friday", "Easter Monday", "New Year’s Day"} <= set(names)
    data = {"day": quiet(TUESDAY).isoformat(), "name": "Day of thanks"}
    added = client.post(url, data, follow=True)
    assert news(added) == [f"No session is proposed on {format_date(quiet(TUESDAY))} any more."]
    assert errors(client.post(url, data)) == [
        f"{format_date(quiet(TUESDAY))} is in the list already: Day of thanks."
    ]
    assert errors(client.post(url, {"day": at(-1).date().isoformat(), "name": "Gone"})) == [
        f"{format_date(at(-1).date())} has passed. Check the year."
    ]
    assert errors(client.post(url, {})) == ["Choose the day.", "Say what the day is called."]
    remove = reverse("holiday_remove", args=[Holiday.objects.get().pk])
    assert news(client.post(remove, follow=True)) == [
        f"{format_date(quiet(TUESDAY))} is an ordinary day again."
    ]


@pytest.mark.parametrize("added", [1, 3])
def test_the_list_of_days_off_takes_the_same_queries(
    client: Client, django_assert_num_queries, added: int
) -> None:
    dana = make_colleague("Dana Reid", make_organisation())
    a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    for step in range(added):
        Holiday.objects.create(day=quiet(step), name=f"Day {step}")
    enter(client, dana)
    client.get(reverse("holidays"))
    with django_assert_num_queries(5):
        client.get(reverse("holidays"))
