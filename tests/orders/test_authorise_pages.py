"""The page of whoever decides, and the office's list of what waits: who gets it, what it says."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.enums import RoleKind
from accounts.models import Organisation, Role
from orders.enums import Decision, OrderState
from orders.models import Authorisation, Order
from orders.services.authorising import authorise_order
from orders.services.orders import cancel_order
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import Email
from tests.factories.orders import a_box_set, an_executive_team
from tests.factories.programmes import make_colleague
from tests.orders.scene import changed, placed
from tests.orders.stock_scene import an_administrator
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db
LIST = "/office/orders/to-authorise/"
COVER = RoleKind.ACTING_CHIEF_EXECUTIVE


def page_of(order: Order) -> str:
    return f"/orders/{order.number}/authorise/"


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def press(client: Client, order: Order, decision: str, **more: str) -> Any:
    """With what the page shows now."""
    seen = client.get(page_of(order)).context["seen"]
    return client.post(page_of(order), {"seen": seen, "decision": decision} | more, follow=True)


def test_it_says_what_for_whom_where_to_and_by_when():
    organisation, cheryl, alice, amir = an_executive_team()
    box_set = a_box_set(stock=5)
    ahead = a_box_set("Later box", released_on=today() + timedelta(days=40))
    order = placed(
        amir, organisation, (box_set, 8), (ahead, 1), on_behalf_of=alice, note="Three join us."
    )
    page = text_of(client_of(cheryl).get(page_of(order)))
    for part in (
        "Authorise this order?",
        f"Amir Khan ordered on {format_date(today())} for Dr Alice Ahmed",
        "<strong>8 box sets</strong>, The Productive Leader",
        "<strong>1 box set</strong>, Later box",
        "<li>Eight guides</li>",
        "8 members of the team and their PAs",
        "None to the organisation",
        "Trust headquarters<br>North Road<br>Northvale, NV1 1AA<br>Marked for Amir Khan",
        f"5 of 9 by <strong>{format_date(today() + timedelta(days=10))}</strong>",
        "3 × The Productive Leader wait for stock; no date yet.",
        f"1 × Later box comes out on {format_date(today() + timedelta(days=40))}; no date yet.",
        "Three join us.",
        f"You decide as chief executive of {organisation} (Cheryl Grant).",
    ):
        assert part in page


def test_another_open_order_stands_beside_it():
    organisation, cheryl, alice, _ = an_executive_team()
    first = placed(alice, organisation, (a_box_set(), 2))
    order = placed(alice, organisation, (a_box_set(), 8))
    page = text_of(client_of(cheryl).get(page_of(order)))
    assert f"{first}: 2 × The Productive Leader, ordered on " in page


def test_opening_it_decides_nothing():
    organisation, cheryl, alice, _ = an_executive_team()
    order = placed(alice, organisation, (a_box_set(), 8))
    client = client_of(cheryl)
    for ask in (client.get, client.head):
        for query in ("", "?decision=authorised", "?decision=declined&reason=No"):
            assert ask(page_of(order) + query).status_code == 200
    order.refresh_from_db()
    assert (order.state, Authorisation.objects.count()) == (OrderState.AWAITING, 0)


def test_one_press_authorises_and_the_page_says_who_and_when():
    organisation, cheryl, alice, _ = an_executive_team()
    order = placed(alice, organisation, (a_box_set(stock=9), 8))
    answer = press(client_of(cheryl), order, "authorised")
    assert answer.redirect_chain == [(page_of(order), 302)]
    page = text_of(answer)
    assert "Authorised. Dr Alice Ahmed hears of it now" in page
    assert f"Cheryl Grant authorised it on {format_date(today())} at " in page
    assert "Ready to send." in page
    assert 'name="decision"' not in page


def test_declining_needs_a_reason_which_stays_typed():
    organisation, cheryl, alice, _ = an_executive_team()
    order = placed(alice, organisation, (a_box_set(), 8))
    client = client_of(cheryl)
    answer = press(client, order, "declined", reason="  ")
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "reason": ["Say why, in a few words. Whoever ordered reads it."]
    }
    assert '<details class="app-decide__no" open>' in text_of(answer)
    answer = press(client, order, "declined", reason="Five are enough.")
    assert "Cheryl Grant declined it on " in text_of(answer)
    assert "Five are enough." in text_of(answer)


@pytest.mark.parametrize("given", [{}, {"decision": "perhaps"}, {"decision": "declined"}])
def test_nonsense_decides_nothing(given: dict[str, str]):
    organisation, cheryl, alice, _ = an_executive_team()
    order = placed(alice, organisation, (a_box_set(), 8))
    assert client_of(cheryl).post(page_of(order), given).status_code == 422
    assert Authorisation.objects.count() == 0


def test_without_the_fingerprint_nothing_is_decided():
    organisation, cheryl, alice, _ = an_executive_team()
    order = placed(alice, organisation, (a_box_set(), 8))
    answer = client_of(cheryl).post(page_of(order), {"decision": "authorised"})
    assert (answer.status_code, Authorisation.objects.count()) == (409, 0)


def test_the_second_to_press_is_told_who_decided_and_keeps_the_peace():
    organisation, cheryl, alice, _ = an_executive_team()
    second = make_colleague("Colin Hart", organisation, RoleKind.CHIEF_EXECUTIVE)
    order = placed(alice, organisation, (a_box_set(stock=9), 8))
    late = client_of(second)
    seen = late.get(page_of(order)).context["seen"]
    authorise_order(by=cheryl, order=order, seen=seen)
    mails = Email.objects.count()
    given = {"seen": seen, "decision": "declined", "reason": "Too many."}
    answer = late.post(page_of(order), given)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Nothing was changed by your press: Cheryl Grant authorised it on " in page
    assert (Authorisation.objects.count(), Email.objects.count()) == (1, mails)


def test_what_was_changed_meanwhile_is_shown_anew_with_what_is_different():
    organisation, cheryl, alice, _ = an_executive_team()
    box_set = a_box_set(stock=9)
    order = placed(alice, organisation, (box_set, 8))
    client = client_of(cheryl)
    seen = client.get(page_of(order)).context["seen"]
    changed(alice, order, (box_set, 5))
    given = {"seen": seen, "decision": "declined", "reason": "Eight are too many."}
    answer = client.post(page_of(order), given)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Dr Alice Ahmed changed the order." in page
    assert "5 instead of 8 × The Productive Leader." in page
    assert "Nothing is decided." in page
    assert "<strong>5 box sets</strong>" in page
    assert "Eight are too many." in page
    assert answer.context["seen"] != seen
    assert press(client, order, "authorised").status_code == 200
    assert Authorisation.objects.get().decision == Decision.AUTHORISED


def test_a_cover_that_has_ended_since_the_page_was_opened_decides_nothing():
    """Edge 4."""
    organisation, _, alice, _ = an_executive_team()
    olu = make_colleague("Olu Ade", organisation, COVER)
    order = placed(alice, organisation, (a_box_set(), 8))
    client = client_of(olu)
    seen = client.get(page_of(order)).context["seen"]
    yesterday = today() - timedelta(days=1)
    Role.objects.filter(person=olu).update(starts_on=yesterday, ends_on=yesterday)
    Order.objects.filter(pk=order.pk).update(asked_at=order.asked_at - timedelta(days=2))
    answer = client.post(page_of(order), {"seen": seen, "decision": "authorised"})
    assert answer.status_code == 403
    page = text_of(answer)
    assert (
        f"You were acting chief executive of {organisation} until {format_date(yesterday)}. "
        "Cheryl Grant can decide about it."
    ) in page
    assert "The Productive Leader</p>" not in page
    assert "box set" not in page
    assert Authorisation.objects.count() == 0


def test_whoever_ordered_and_for_whom_read_that_somebody_else_decides():
    organisation, _, alice, amir = an_executive_team()
    order = placed(amir, organisation, (a_box_set(), 8), on_behalf_of=alice)
    said = {
        amir: "You ordered this, so somebody else decides. Cheryl Grant can decide about it.",
        alice: "This was ordered for you, so somebody else decides. Cheryl Grant can decide",
    }
    for person, sentence in said.items():
        answer = client_of(person).get(page_of(order))
        assert answer.status_code == 200
        assert sentence in text_of(answer)
        assert client_of(person).post(page_of(order), {"decision": "authorised"}).status_code == 403


def test_other_organisations_and_staff_find_nothing():
    organisation, _, alice, _ = an_executive_team()
    order = placed(alice, organisation, (a_box_set(), 8))
    elsewhere = an_executive_team(code="RZZ")[1]
    for person in (elsewhere, make_colleague("Sam Wood", organisation)):
        assert client_of(person).get(page_of(order)).status_code == 404


def test_whoever_is_not_signed_in_comes_back_with_what_was_typed():
    organisation, cheryl, alice, _ = an_executive_team()
    order = placed(alice, organisation, (a_box_set(), 8))
    client = Client()
    given = {"seen": "0" * 64, "decision": "declined", "reason": "Five are enough."}
    answer = client.post(page_of(order), given)
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"?next={page_of(order)}")
    signed_in = client_of(cheryl)
    session = signed_in.session
    session["drafts"] = {page_of(order): "decision=declined&reason=Five+are+enough."}
    session.save()
    page = text_of(signed_in.get(page_of(order)))
    assert "Five are enough." in page
    assert "Press “Authorise” or “Decline”." in page


def test_a_cancelled_or_expired_order_says_what_became_of_it():
    organisation, cheryl, alice, _ = an_executive_team()
    order = placed(alice, organisation, (a_box_set(), 8))
    cancel_order(by=alice, order=order, reason="Ordered twice.")
    assert "Dr Alice Ahmed cancelled it." in text_of(client_of(cheryl).get(page_of(order)))
    late = placed(alice, organisation, (a_box_set(), 8))
    Order.objects.filter(pk=late.pk).update(expires_on=today() - timedelta(days=30))
    client = client_of(cheryl)
    assert "Nothing to decide" in text_of(client.get(page_of(late)))
    answer = client.post(page_of(late), {"seen": "0" * 64, "decision": "authorised"})
    assert answer.status_code == 409
    assert "Dr Alice Ahmed can open it again until " in text_of(answer)


def test_the_cover_reads_for_whom_they_decide():
    organisation, _, alice, _ = an_executive_team()
    olu = make_colleague("Olu Ade", organisation, COVER)
    order = placed(alice, organisation, (a_box_set(), 8))
    page = text_of(client_of(olu).get(page_of(order)))
    assert f"acting chief executive of {organisation} (Olu Ade), for Cheryl Grant." in page


def test_a_merged_organisation_is_decided_for_by_the_heir():
    """Edge 6."""
    organisation, cheryl, alice, _ = an_executive_team()
    order = placed(alice, organisation, (a_box_set(), 8))
    heir, carla, _, _ = an_executive_team(code="RHE")
    Organisation.objects.filter(pk=organisation.pk).update(closed_on=today(), successor=heir)
    assert client_of(carla).get(page_of(order)).context["authorisers"].organisation == heir
    assert 'name="decision"' not in text_of(client_of(cheryl).get(page_of(order)))


def test_the_list_begins_with_what_nobody_can_decide():
    organisation, cheryl, alice, _ = an_executive_team()
    placed(alice, organisation, (a_box_set(), 8))
    own = placed(cheryl, organisation, (a_box_set(), 3))
    answer = client_of(an_administrator()).get(LIST)
    first, second = answer.context["waits"]
    assert (first.order, first.has_nobody, first.said) == (own, True, ())
    assert (second.authorisers.names, [one.text for one in second.said]) == (
        "Cheryl Grant",
        ["To Cheryl Grant."],
    )
    page = text_of(answer)
    assert "Nobody can decide" in page
    assert f"/organisations/{organisation.code}/cover/" in page


def test_the_list_knows_the_heir_of_a_merged_organisation():
    organisation, _, alice, _ = an_executive_team()
    placed(alice, organisation, (a_box_set(), 8))
    heir = an_executive_team(code="RHE")[0]
    heir.name = "Northshire Hospitals"
    heir.save()
    Organisation.objects.filter(pk=organisation.pk).update(closed_on=today(), successor=heir)
    answer = client_of(an_administrator()).get(LIST)
    assert answer.context["waits"][0].authorisers.organisation == heir
    assert "of Northshire Hospitals, which took over" in text_of(answer)


def test_the_office_asks_from_the_list():
    organisation, cheryl, alice, _ = an_executive_team()
    role = cheryl.roles.get()
    kind, role.kind = role.kind, RoleKind.LEADER
    role.save()
    order = placed(alice, organisation, (a_box_set(), 8))
    client = client_of(an_administrator())
    answer = client.post(f"{LIST}{order}/ask/", follow=True)
    assert "Nobody is on record yet who can decide about it." in text_of(answer)
    role.kind = kind
    role.save()
    assert "Ask now" in text_of(client.get(LIST))
    answer = client.post(f"{LIST}{order}/ask/", follow=True)
    assert f"Order {order}: Cheryl Grant is asked." in text_of(answer)
    assert "Ask now" not in text_of(answer)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_one_as_for_three(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
):
    for code in range(number):
        organisation, _, alice, amir = an_executive_team(code=f"RN{code}")
        placed(amir, organisation, (a_box_set(), 8), on_behalf_of=alice)
    client = client_of(an_administrator())
    client.get(LIST)
    with django_assert_num_queries(10):
        assert len(client.get(LIST).context["waits"]) == number


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_whatever_is_ordered(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
):
    organisation, cheryl, alice, _ = an_executive_team()
    order = placed(alice, organisation, *((a_box_set(), 8) for _ in range(number)))
    client = client_of(cheryl)
    client.get(page_of(order))
    with django_assert_num_queries(17):
        client.get(page_of(order))
