"""Deciding about an order: once, by who may, about what was shown."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, InternalError, transaction

from accounts.enums import RoleKind
from accounts.models import Person
from orders.enums import Capacity, Decision, EventKind, OrderState
from orders.models import Authorisation, Order
from orders.models.orders import fingerprint
from orders.queries.authorisers import authorisers_of
from orders.queries.orders import decision_about, standing_of, timeline_of
from orders.services.authorising import (
    ANOTHER,
    AlreadyDecided,
    ask_again,
    authorise_order,
    decline_order,
)
from orders.services.orders import cancel_order
from productive_leader.core.models import AuditEvent, Email
from tests.factories.orders import a_box_set, an_executive_team
from tests.factories.programmes import make_colleague
from tests.orders.scene import changed, placed, subjects_to
from tests.orders.stock_scene import an_administrator, numbers

pytestmark = pytest.mark.django_db
COVER = RoleKind.ACTING_CHIEF_EXECUTIVE


def seen(order: Order) -> str:
    return fingerprint(Order.objects.get(pk=order.pk).contents())


def authorise(by: Person, order: Order) -> Authorisation:
    return authorise_order(by=by, order=order, seen=seen(order))


def decline(by: Person, order: Order, reason: str = "Five are enough.") -> Authorisation:
    return decline_order(by=by, order=order, seen=seen(order), reason=reason)


def state_of(order: Order) -> str:
    return Order.objects.get(pk=order.pk).state


def test_the_chief_executive_authorises_what_was_shown():
    organisation, cheryl, alice, amir = an_executive_team()
    box_set = a_box_set(stock=12)
    order = placed(amir, organisation, (box_set, 8), on_behalf_of=alice)
    decision = authorise(cheryl, order)
    assert (decision.decision, decision.person, decision.capacity, decision.acting_for) == (
        Decision.AUTHORISED,
        cheryl,
        Capacity.CHIEF_EXECUTIVE,
        None,
    )
    assert decision.shown == order.contents()
    assert decision.fingerprint == fingerprint(decision.shown)
    assert state_of(order) == OrderState.AUTHORISED
    assert numbers(box_set) == (12, 8)
    assert standing_of(Order.objects.get(pk=order.pk)).word == "Ready to send"


def test_authorising_is_written_down_and_told():
    organisation, cheryl, alice, amir = an_executive_team()
    order = placed(amir, organisation, (a_box_set(stock=12), 8), on_behalf_of=alice)
    authorise(cheryl, order)
    sentences = [one.sentence for one in timeline_of(order)]
    assert sentences[:3] == [
        "Amir Khan ordered for Dr Alice Ahmed.",
        "It was sent for authorisation.",
        "Cheryl Grant authorised it.",
    ]
    event = AuditEvent.objects.get(action="order.authorised")
    assert (event.actor_id, event.organisation_id) == (cheryl.pk, organisation.pk)
    for person in (amir, alice):
        assert subjects_to(person)[1:] == [f"Order {order} is authorised"]
    told = Email.objects.get(to=amir.email, subject=f"Order {order} is authorised")
    assert "Cheryl Grant authorised it on " in told.text
    assert "8 boxes are set aside and to arrive by " in told.text
    assert subjects_to(cheryl) == [f"Order {order}: 8 box sets to authorise"]


def test_declining_says_why():
    organisation, cheryl, alice, _ = an_executive_team()
    box_set = a_box_set(stock=12)
    order = placed(alice, organisation, (box_set, 8))
    decision = decline(cheryl, order, " Five are enough. ")
    assert (decision.decision, decision.reason) == (Decision.DECLINED, "Five are enough.")
    assert (state_of(order), numbers(box_set)) == (OrderState.DECLINED, (12, 0))
    told = Email.objects.get(to=alice.email, subject=f"Order {order} is declined")
    assert "The reason:\n\nFive are enough." in told.text
    assert timeline_of(order)[-1].text == "Reason: Five are enough."


@pytest.mark.parametrize("reason", ["", "  ", "x" * 401])
def test_a_reason_that_cannot_be_taken_decides_nothing(reason: str):
    organisation, cheryl, alice, _ = an_executive_team()
    order = placed(alice, organisation, (a_box_set(), 8))
    with pytest.raises(ValidationError) as refusal:
        decline(cheryl, order, reason)
    assert list(refusal.value.message_dict) == ["reason"]
    assert (state_of(order), Authorisation.objects.count()) == (OrderState.AWAITING, 0)


def test_the_second_decider_learns_who_decided_and_nobody_is_told_again():
    """Edge 1, one after the other."""
    organisation, cheryl, alice, _ = an_executive_team()
    second = make_colleague("Colin Hart", organisation, RoleKind.CHIEF_EXECUTIVE)
    order = placed(alice, organisation, (a_box_set(stock=12), 8))
    shown = seen(order)
    first = authorise(cheryl, order)
    mails = Email.objects.count()
    with pytest.raises(AlreadyDecided) as news:
        decline_order(by=second, order=order, seen=shown, reason="Too many.")
    assert news.value.decision == first
    assert str(news.value).startswith("Cheryl Grant authorised it on ")
    assert (Authorisation.objects.count(), Email.objects.count()) == (1, mails)


def test_what_was_changed_meanwhile_is_not_decided():
    """Edge 2: the buyer edits while somebody reads."""
    organisation, cheryl, alice, _ = an_executive_team()
    box_set = a_box_set(stock=12)
    order = placed(alice, organisation, (box_set, 8))
    shown = seen(order)
    changed(alice, order, (box_set, 5))
    with pytest.raises(ValidationError) as refusal:
        authorise_order(by=cheryl, order=order, seen=shown)
    assert refusal.value.code == ANOTHER
    assert refusal.value.messages[0].startswith("Dr Alice Ahmed changed the order.")
    assert (state_of(order), numbers(box_set)) == (OrderState.AWAITING, (12, 0))
    authorise(cheryl, order)
    assert numbers(box_set) == (12, 5)


def test_changing_what_was_authorised_asks_again_and_keeps_the_old_decision():
    organisation, cheryl, alice, _ = an_executive_team()
    box_set = a_box_set(stock=12)
    order = placed(alice, organisation, (box_set, 8))
    first = authorise(cheryl, order)
    changed(alice, order, (box_set, 6))
    first.refresh_from_db()
    assert first.superseded_at is not None
    assert (state_of(order), decision_about(order)) == (OrderState.AWAITING, None)
    second = authorise(cheryl, order)
    assert (decision_about(order), numbers(box_set)) == (second, (12, 6))
    subject = f"Order {order}: {{}} box sets to authorise"
    assert subjects_to(cheryl) == [subject.format(8), subject.format(6)]


def test_instructions_are_not_part_of_what_is_decided():
    organisation, cheryl, alice, _ = an_executive_team()
    order = placed(alice, organisation, (a_box_set(stock=12), 8))
    shown = seen(order)
    changed(alice, order, instructions="Ring twice")
    assert authorise_order(by=cheryl, order=order, seen=shown).decision == Decision.AUTHORISED


def test_nobody_decides_about_their_own_order():
    organisation, cheryl, _, amir = an_executive_team()
    mine = placed(cheryl, organisation, (a_box_set(), 8))
    for_me = placed(amir, organisation, (a_box_set(), 8), on_behalf_of=cheryl)
    for order in (mine, for_me):
        with pytest.raises(PermissionDenied):
            authorise(cheryl, order)
        assert authorisers_of(order).everybody == ()
    assert Authorisation.objects.count() == 0


def test_nobody_decides_through_a_cover_either():
    """Edge 5: a PA ordered for the chief executive and covers for her; only a third may."""
    organisation, cheryl, _, amir = an_executive_team()
    make_colleague("Amir Khan", organisation, COVER)
    order = placed(amir, organisation, (a_box_set(), 8), on_behalf_of=cheryl)
    for person in (amir, cheryl):
        with pytest.raises(PermissionDenied):
            authorise(person, order)
    olu = make_colleague("Olu Ade", organisation, COVER)
    decision = authorise(olu, order)
    assert (decision.capacity, decision.acting_for) == (Capacity.COVER, None)


def test_the_cover_decides_for_the_chief_executive_who_hears_of_it():
    organisation, cheryl, alice, _ = an_executive_team()
    olu = make_colleague("Olu Ade", organisation, COVER)
    order = placed(alice, organisation, (a_box_set(stock=9), 8))
    decision = authorise(olu, order)
    assert (decision.capacity, decision.acting_for) == (Capacity.COVER, cheryl)
    assert "Olu Ade authorised it for Cheryl Grant." in [one.sentence for one in timeline_of(order)]
    assert subjects_to(cheryl)[-1] == f"Order {order} is authorised"
    told = Email.objects.get(to=alice.email, subject=f"Order {order} is authorised")
    assert "Olu Ade, acting for Cheryl Grant, authorised it on " in told.text
    event = AuditEvent.objects.get(action="order.authorised")
    assert (event.actor_id, event.acting_for_id) == (olu.pk, cheryl.pk)


@pytest.mark.parametrize("kind", [RoleKind.LEADER, RoleKind.PA, RoleKind.FACILITATOR])
def test_others_of_the_organisation_decide_nothing(kind: RoleKind):
    organisation, _, alice, _ = an_executive_team()
    order = placed(alice, organisation, (a_box_set(), 8))
    with pytest.raises(PermissionDenied):
        authorise(make_colleague("Sam Wood", organisation, kind), order)


def test_administrators_and_other_chief_executives_decide_nothing():
    organisation, _, alice, _ = an_executive_team()
    order = placed(alice, organisation, (a_box_set(), 8))
    elsewhere = an_executive_team(code="RZZ")[1]
    for person in (an_administrator(), elsewhere):
        with pytest.raises(PermissionDenied):
            authorise(person, order)


def test_a_cancelled_order_is_not_decided():
    organisation, cheryl, alice, _ = an_executive_team()
    order = placed(alice, organisation, (a_box_set(), 8))
    cancel_order(by=alice, order=order, reason="Ordered twice.")
    with pytest.raises(ValidationError) as refusal:
        authorise(cheryl, order)
    assert refusal.value.messages[0].startswith("Dr Alice Ahmed cancelled it.")


def test_the_chief_executive_is_asked_with_everything_in_one_message_and_one_link():
    organisation, cheryl, alice, amir = an_executive_team()
    box_set = a_box_set(stock=5)
    first = placed(alice, organisation, (a_box_set("Old box"), 1))
    order = placed(amir, organisation, (box_set, 8), on_behalf_of=alice, note="Three join in May.")
    mail = Email.objects.get(to=cheryl.email, subject=f"Order {order}: 8 box sets to authorise")
    for part in (
        "Amir Khan ordered for Dr Alice Ahmed, for the executive team of",
        "- 8 × The Productive Leader",
        "5 of 8 are in stock; authorised today, they come by ",
        "3 × The Productive Leader wait for stock; no date yet.",
        "Three join in May.",
        f"Another order of yours is open: {first}, ordered on ",
        f"/orders/{order}/authorise/",
    ):
        assert part in mail.text
    assert mail.text.count("http") == mail.html.count("href=") == 1


def test_where_there_is_no_chief_executive_the_cover_is_asked():
    organisation, cheryl, alice, _ = an_executive_team()
    cheryl.is_active = False
    cheryl.save()
    olu = make_colleague("Olu Ade", organisation, COVER)
    order = placed(alice, organisation, (a_box_set(), 8))
    assert subjects_to(olu) == [f"Order {order}: 8 box sets to authorise"]
    assert subjects_to(cheryl) == []


def test_the_chief_executive_who_ordered_is_not_asked_but_the_cover_is():
    organisation, cheryl, _, _ = an_executive_team()
    olu = make_colleague("Olu Ade", organisation, COVER)
    order = placed(cheryl, organisation, (a_box_set(), 8))
    assert subjects_to(olu) == [f"Order {order}: 8 box sets to authorise"]
    assert f"Order {order}: 8 box sets to authorise" not in subjects_to(cheryl)


def test_with_nobody_on_record_the_administrators_hear_of_it_at_once():
    organisation, cheryl, alice, _ = an_executive_team()
    dana = an_administrator()
    cheryl.roles.all().delete()
    order = placed(alice, organisation, (a_box_set(), 8))
    assert order.timeline.filter(kind=EventKind.NO_AUTHORISER).count() == 1
    assert order.timeline.filter(kind=EventKind.ASKED).count() == 0
    assert subjects_to(dana) == [f"Order {order}: nobody is on record who may authorise it"]


def test_the_office_asks_whoever_comes_on_record():
    organisation, cheryl, alice, _ = an_executive_team()
    dana = an_administrator()
    cheryl.roles.all().delete()
    order = placed(alice, organisation, (a_box_set(), 8))
    with pytest.raises(ValidationError, match="Nobody is on record yet"):
        ask_again(by=dana, order=order)
    carla = make_colleague("Carla Voss", organisation, RoleKind.CHIEF_EXECUTIVE)
    assert ask_again(by=dana, order=order) == [carla]
    with pytest.raises(ValidationError, match="has been asked already"):
        ask_again(by=dana, order=order)
    assert subjects_to(carla) == [f"Order {order}: 8 box sets to authorise"]
    with pytest.raises(PermissionDenied):
        ask_again(by=alice, order=order)


def a_decision() -> Authorisation:
    organisation, cheryl, alice, _ = an_executive_team()
    return authorise(cheryl, placed(alice, organisation, (a_box_set(), 8)))


def another(first: Authorisation, **fields: str) -> None:
    """A row like this one, but for these fields."""
    copy = Authorisation.objects.get(pk=first.pk)
    copy.pk = None
    for name, value in fields.items():
        setattr(copy, name, value)
    with transaction.atomic():
        copy.save(force_insert=True)


def test_order_has_one_live_decision():
    with pytest.raises(IntegrityError, match="order_has_one_live_decision"):
        another(a_decision())


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"decision": "perhaps"}, "decision_and_capacity_are_known"),
        ({"capacity": "friend"}, "decision_and_capacity_are_known"),
        ({"decision": "declined", "reason": ""}, "declined_order_has_a_reason"),
        ({"fingerprint": "0" * 63}, "decision_is_about_what_was_shown"),
        ({"fingerprint": "Z" * 64}, "decision_is_about_what_was_shown"),
    ],
)
def test_the_database_refuses_a_decision_that_cannot_be(fields: dict[str, str], constraint: str):
    decision = a_decision()
    with pytest.raises(IntegrityError, match=constraint):
        another(decision, **fields)


def test_decision_stays():
    decision = a_decision()
    with pytest.raises(InternalError, match="decision_stays"), transaction.atomic():
        Authorisation.objects.filter(pk=decision.pk).delete()


@pytest.mark.parametrize(
    "fields", [{"reason": "Other."}, {"decision": "declined"}, {"fingerprint": "0" * 64}]
)
def test_decision_is_not_rewritten(fields: dict[str, str]):
    decision = a_decision()
    with pytest.raises(InternalError, match="decision_is_not_rewritten"), transaction.atomic():
        Authorisation.objects.filter(pk=decision.pk).update(**fields)
