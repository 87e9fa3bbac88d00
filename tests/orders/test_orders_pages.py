"""The pages of orders: who gets them, what they say, what stays typed."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import EligibilityState, EligibleRole, RoleKind
from orders.models import Order
from tests.factories.accounts import a_person, a_role
from tests.factories.modules import an_eligibility
from tests.factories.orders import a_box_set, an_executive_team
from tests.factories.programmes import make_colleague, make_organisation
from tests.orders.scene import authorised, declined, placed
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db
NEW = "/orders/new/"


def typed(client: Client, at: str = NEW, **more: str) -> dict[str, str]:
    """What the form holds before anything is typed, and then this."""
    form = client.get(at).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: str(value) for name, value in values.items() if value is not None} | more


def test_the_form_orders_and_leads_to_the_order():
    _, _, alice, amir = an_executive_team()
    box_set = a_box_set(stock=12)
    client = client_of(amir)
    given = typed(client, on_behalf_of=str(alice.pk), team_size="8", address="Gate", postcode="NV1 1AA")
    answer = client.post(NEW, given | {f"quantity-{box_set.pk}": "8"}, follow=True)
    order = Order.objects.get()
    assert answer.redirect_chain == [(reverse("order", args=[order.number]), 302)]
    page = answer.content.decode()
    assert f"Order {order} is placed. Cheryl Grant has been asked to authorise it." in page
    assert "Amir Khan ordered for Dr Alice Ahmed" in page
