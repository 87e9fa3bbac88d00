"""What support staff see of people and organisations: everything to look at, nothing to change."""

import pytest
from django.contrib import admin
from django.test import RequestFactory

from accounts.models import Organisation, Person
from tests.factories.accounts import a_person, a_role, an_organisation


@pytest.fixture
def support(client, db):
    person = a_person("Sam Wood", is_staff=True, is_superuser=True)
    client.force_login(person)
    return person


def test_a_person_and_an_organisation_are_shown_with_nothing_to_save(client, support):
    organisation = an_organisation()
    a_role(support, organisation)
    for path in (f"person/{support.pk}", f"organisation/{organisation.pk}"):
        page = client.get(f"/admin/accounts/{path}/change/").content.decode()
        assert "Northvale NHS Trust" in page
        assert 'name="_save"' not in page


@pytest.mark.parametrize("model", [Organisation, Person])
def test_nobody_changes_rows_here(support, model):
    request = RequestFactory().get("/admin/")
    request.user = support
    shown = admin.site.get_model_admin(model)
    below = shown.get_inline_instances(request)
    assert below
    for each in (shown, *below):
        assert each.has_view_permission(request)
        assert not each.has_change_permission(request)
        assert not each.has_delete_permission(request)
    assert not shown.has_add_permission(request)
    assert not any(one.has_add_permission(request, None) for one in below)
