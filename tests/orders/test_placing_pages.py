"""The page of a new order: what it says, what stays typed, who reads why not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import EligibilityState, EligibleRole, RoleKind
from accounts.models import Person
from orders.models import Order
from orders.services.wishes import TEAM_SIZE
from productive_leader.core.dates import format_date, today
from tests.factories.accounts import a_person, a_role
from tests.factories.modules import an_eligibility
from tests.factories.orders import a_box_set, an_executive_team
from tests.factories.programmes import make_colleague, make_organisation
from tests.orders.pages import NEW, page, typed, words
from tests.orders.scene import placed
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db
NUMBER = "Of “The Productive Leader”, order 1 to 99; leave it empty if you need none."
GIVEN = {"team_size": "8", "address": "North Road", "postcode": "NV1 1AA"}


def test_the_form_orders_and_leads_to_the_order():
    _, _, alice, amir = an_executive_team()
    box_set = a_box_set(stock=12)
    client = client_of(amir)
    given = typed(client, on_behalf_of=str(alice.pk), **GIVEN)
    answer = client.post(NEW, given | {f"quantity-{box_set.pk}": "8"}, follow=True)
    order = Order.objects.get()
    assert answer.redirect_chain == [(reverse("order", args=[order.number]), 302)]
    said = words(answer)
    assert f"Order {order} is placed. Cheryl Grant has been asked to authorise it." in said
    assert "Amir Khan ordered for Dr Alice Ahmed, for the executive team of" in said
    last = format_date(order.expires_on)
    assert f"Cheryl Grant can authorise it, until {last}. Nothing is reserved yet." in said
    assert "8 × The Productive Leader Nothing is reserved yet Within 10 days of" in said


def test_a_second_press_leads_to_the_same_order():
    *_, alice, _ = an_executive_team()
    box_set = a_box_set()
    client = client_of(alice)
    given = typed(client, **GIVEN) | {f"quantity-{box_set.pk}": "8"}
    first, second = (client.post(NEW, given) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"quantity": ""}, "Say how many of at least one box set you need."),
        ({"quantity": "0"}, "Say how many of at least one box set you need."),
        ({"quantity": "100"}, NUMBER),
        ({"quantity": "-3"}, NUMBER),
        ({"quantity": "some"}, NUMBER),
        ({"quantity": "9" * 40}, NUMBER),
        ({"quantity": "11"}, "11 of “The Productive Leader” are many for a team of 8. Say"),
        ({"team_size": ""}, TEAM_SIZE),
        ({"team_size": "0"}, TEAM_SIZE),
        ({"team_size": "41"}, TEAM_SIZE),
        ({"address": ""}, "Say where it is to go: building, street and town."),
        ({"postcode": ""}, "Add the postcode."),
        ({"postcode": "Leeds"}, "Type the whole postcode, for example LS1 4AP."),
        ({"recipient_name": ""}, "Name the person who takes it in."),
        ({"recipient_email": "amir"}, "Type an e-mail address like amir.khan@northvale.nhs.uk."),
        ({"form_key": "again"}, "Something is missing from this page. Load it again, then order"),
        ({"address": "x" * 401}, "Address: 400 characters are the most. Shorten it."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(wrong: dict[str, str], sentence: str):
    *_, alice, _ = an_executive_team()
    box_set = a_box_set()
    client = client_of(alice)
    given = typed(client, **GIVEN, instructions="Ring twice", quantity="8") | wrong
    given[f"quantity-{box_set.pk}"] = given.pop("quantity")
    answer = client.post(NEW, given)
    assert answer.status_code == 422
    assert sentence in words(answer)
    form = answer.context["form"]
    kept = {name: form[name].value() for name in form.fields}
    assert {name: kept[name] for name in given if name in kept} == given
    assert Order.objects.count() == 0


def test_all_that_is_wrong_is_said_at_once():
    *_, amir = an_executive_team()
    a_box_set()
    client = client_of(amir)
    given = typed(client) | {"recipient_name": "", "address": "", "postcode": "", "team_size": ""}
    said = words(client.post(NEW, given))
    for sentence in (
        "Choose for whom you order.",
        TEAM_SIZE,
        "Say how many of at least one box set you need.",
        "Name the person who takes it in.",
        "Say where it is to go: building, street and town.",
        "Add the postcode.",
    ):
        assert said.count(sentence) == 2  # in the summary and at the field


def test_what_was_typed_survives_signing_in_again():
    *_, alice, _ = an_executive_team()
    box_set = a_box_set()
    given = typed(client_of(alice), **GIVEN) | {f"quantity-{box_set.pk}": "7"}
    client = Client()
    assert client.post(NEW, given).status_code == 302
    drafts = client.session["drafts"]
    again = client_of(alice)
    session = again.session
    session["drafts"] = drafts
    session.save()
    said = again.get(NEW)
    assert "You were signed out. What you typed is below and not saved yet." in words(said)
    assert said.context["form"][f"quantity-{box_set.pk}"].value() == "7"
    assert Order.objects.count() == 0


def test_the_form_says_what_there_is_and_what_is_inside():
    *_, alice, _ = an_executive_team()
    a_box_set(stock=12)
    later = today() + timedelta(days=40)
    a_box_set("Strengthening Leadership", released_on=later)
    a_box_set("Old box", withdrawn_at=timezone.now())
    said = page(alice, "order_new")
    assert "Nothing is reserved until your chief executive authorises the order." in said
    assert "The Productive Leader Everything printed that a team needs." in said
    assert "Eight guides Eight worksheets 12 available today" in said
    assert f"Comes out on {format_date(later)}; you can order it now" in said
    assert "Old box" not in said


def test_a_pa_chooses_for_whom_and_a_leader_may_order_for_another():
    *_, alice, amir = an_executive_team()
    a_box_set()
    for person, first in ((amir, "Choose a person"), (alice, "Myself")):
        form = client_of(person).get(NEW).context["form"]
        assert next(iter(form.fields["on_behalf_of"].choices))[1] == first


def test_with_one_box_set_the_next_order_begins_with_one_for_each_of_the_team():
    organisation, _, alice, _ = an_executive_team()
    box_set = a_box_set()
    assert client_of(alice).get(NEW).context["form"][f"quantity-{box_set.pk}"].value() is None
    placed(alice, organisation, (box_set, 1), team_size=7)
    form = client_of(alice).get(NEW).context["form"]
    assert (form["team_size"].value(), form[f"quantity-{box_set.pk}"].value()) == (7, 7)


def test_of_several_the_one_that_was_asked_for_is_filled_in():
    organisation, _, alice, _ = an_executive_team()
    first, second = a_box_set(), a_box_set("Strengthening Leadership")
    placed(alice, organisation, (first, 1), team_size=7)
    form = client_of(alice).get(f"{NEW}?box_set={second.slug}").context["form"]
    quantities = [form[f"quantity-{one.pk}"].value() for one in (first, second)]
    assert quantities == [None, 7]


def test_whoever_orders_for_several_chooses_first():
    *_, alice, _ = an_executive_team()
    box_set = a_box_set()
    other = make_organisation("Southfield Trust", code="RSF")
    a_role(alice, other, RoleKind.LEADER)
    client = client_of(alice)
    assert "For which organisation do you order?" in words(client.get(NEW))
    at = f"{NEW}?organisation=RSF"
    assert "For the executive team of Southfield Trust." in words(client.get(at))
    given = typed(client, at, **GIVEN) | {f"quantity-{box_set.pk}": "2"}
    client.post(NEW, given)
    assert Order.objects.get().organisation == other


def test_an_open_order_of_the_same_organisation_is_shown_first():
    organisation, _, alice, amir = an_executive_team()
    box_set = a_box_set()
    order = placed(amir, organisation, (box_set, 2), on_behalf_of=alice)
    said = page(alice, "order_new")
    assert f"{organisation} has an open order already:" in said
    assert f"{order} : 2 × The Productive Leader, ordered on {format_date(today())} by Amir" in said
    eve = a_person("Eve Stone")
    an_eligibility(eve, organisation, role=EligibleRole.EXECUTIVE)
    answer = client_of(eve).get(NEW)
    assert str(order) in words(answer)
    assert reverse("order", args=[order.number]) not in answer.content.decode()


def test_with_nothing_on_offer_the_page_says_so():
    *_, alice, _ = an_executive_team()
    assert "There is nothing to order at the moment" in page(alice, "order_new")


def refused(person: Person) -> str:
    """What somebody reads who cannot order; pressing all the same is refused."""
    client = client_of(person)
    assert client.post(NEW, {}).status_code == 403
    said = words(client.get(NEW))
    assert "You cannot order box sets yourself" in said
    assert "Download the modules : everything that is in the box, free" in said
    assert "say where you work" in said
    return said


def test_staff_read_who_can_order_for_their_team():
    organisation, *_ = an_executive_team()
    said = refused(make_colleague("Sam Wood", organisation))
    assert f"At {organisation} you are recorded as a member of staff." in said
    assert "Amir Khan, Cheryl Grant and Dr Alice Ahmed can order." in said


def test_whoever_is_unknown_reads_what_is_missing():
    assert "We do not know yet where you work." in refused(a_person("Eve Stone"))


@pytest.mark.parametrize(
    ("role", "state", "why"),
    [
        (EligibleRole.STAFF, EligibilityState.GRANTED, "You told us that you work at Northvale"),
        (EligibleRole.EXECUTIVE, EligibilityState.ASKED, "Somebody is still to confirm where you"),
        (EligibleRole.EXECUTIVE, EligibilityState.REFUSED, "What you told us about your work does"),
    ],
)
def test_whoever_has_asked_reads_how_that_stands(
    role: EligibleRole, state: EligibilityState, why: str
):
    eve = a_person("Eve Stone")
    organisation = make_organisation()
    an_eligibility(eve, organisation, role=role, state=state)
    assert why in refused(eve)


def test_people_of_a_closed_organisation_read_who_took_over():
    organisation, _, alice, _ = an_executive_team()
    organisation.closed_on = today()
    organisation.successor = make_organisation("Great Trust", code="RGT")
    organisation.save()
    said = refused(alice)
    assert f"{organisation} closed on {format_date(today())}. Great Trust took over from it" in said
