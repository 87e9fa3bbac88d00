"""Django's own pages show support staff every registered table, and change none."""

from __future__ import annotations

import uuid

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from modules.enums import NoticeKind
from modules.models import Notice
from orders.models import Movement
from tests.factories.accounts import a_person
from tests.factories.modules import a_module, an_eligibility, give_files
from tests.factories.orders import a_box_set, an_executive_team, an_order

pytestmark = pytest.mark.django_db
OURS = ("modules", "orders", "accounts")
SHOWN = [model for model in admin.site._registry if model._meta.app_label in OURS]


@pytest.fixture
def support(client: Client) -> Client:
    person = a_person("Una Quinn", is_staff=True, is_superuser=True)
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def everything() -> None:
    """A row in each table that is shown."""
    organisation, _, alice, _ = an_executive_team()
    an_eligibility(alice, organisation)
    version = a_module().published
    give_files(version)
    alice.download_grants.create(version=version, file=version.archive, evidence="person")
    Notice.objects.create(person=alice, version=version, kind=NoticeKind.NEWER)
    order = an_order(alice, organisation, (a_box_set(stock=3), 2))
    order.dispatches.create(number=1, form_key=uuid.uuid4())


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model._meta.label)
def test_support_looks_at_a_list_and_a_row(support: Client, everything, model: type[Model]):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    listed = support.get(reverse(f"{name}_changelist"), {"q": "north"})
    assert listed.status_code == 200
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    page = support.get(reverse(f"{name}_change", args=[row.pk])).text
    assert 'name="_save"' not in page
    assert support.post(reverse(f"{name}_change", args=[row.pk])).status_code == 403


def test_the_ledger_is_there_to_look_at(support: Client, everything):
    page = support.get(reverse("admin:orders_movement_changelist")).text
    assert Movement.objects.get().box_set.name in page
