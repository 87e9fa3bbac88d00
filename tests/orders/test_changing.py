"""Changing an order: what asks again, what does not, and who wins when two act at once."""

import threading
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections
from django.utils import timezone

from accounts.enums import RoleKind
from orders.enums import Decision, EventKind, OrderState
from orders.models import Authorisation, DeliveryPromise, Movement, Order
from orders.models.orders import fingerprint
from orders.queries.orders import edition_of, standing_of, timeline_of
from orders.services import orders as services
from orders.services.authorising import authorise_order
from productive_leader.core.dates import today
from productive_leader.core.models import Email
from tests.factories.orders import a_box_set, an_executive_team
from tests.factories.programmes import make_colleague, make_organisation
from tests.orders.scene import authorised, changed, declined, placed, sent, subjects_to

pytestmark = pytest.mark.django_db


def an_order(number: int = 8, stock: int = 12) -> tuple[Any, ...]:
    """Amir Khan ordered for Dr Alice Ahmed."""
    organisation, cheryl, alice, amir = an_executive_team()
    box_set = a_box_set(stock=stock)
    order = placed(amir, organisation, (box_set, number), on_behalf_of=alice)
    return order, box_set, cheryl, alice, amir


def lines(order: Order) -> list[tuple[str, int, int]]:
    rows = order.lines.order_by("pk").select_related("box_set")
    return [(row.box_set.name, row.quantity, row.cancelled) for row in rows]


def test_fewer_boxes_ask_again_with_a_new_clock():
    order, box_set, _, _, amir = an_order()
    before = order.asked_at
    changed(amir, order, (box_set, 5))
    order.refresh_from_db()
    assert order.state == OrderState.AWAITING
    assert order.asked_at > before
    assert lines(order) == [("The Productive Leader", 5, 0)]
    assert order.timeline.filter(kind=EventKind.ASKED).count() == 2


def test_the_history_says_what_is_different():
    order, box_set, _, _, amir = an_order()
    other = a_box_set("Strengthening Leadership")
    changed(amir, order, (box_set, 5), (other, 1), recipient_name="Post room", address="Gate")
    entry = next(one for one in timeline_of(order) if "changed" in one.sentence)
    assert entry.sentence == "Amir Khan changed the order for Dr Alice Ahmed."
    assert entry.text == (
        "5 instead of 8 × The Productive Leader. 1 × Strengthening Leadership as well. "
        "It goes to Post room instead of Amir Khan. It goes to another address."
    )


def test_who_ordered_and_for_whom_hear_of_a_change():
    order, box_set, _, alice, amir = an_order()
    changed(alice, order, (box_set, 5))
    subject = f"Order {order} was changed and waits for authorisation again"
    assert (subjects_to(amir)[-1], subjects_to(alice)[-1]) == (subject, subject)
    mail = Email.objects.get(to=amir.email, subject=subject)
    assert f"Dr Alice Ahmed changed order {order}" in mail.text
    assert "5 instead of 8 × The Productive Leader." in mail.text


def test_a_line_that_is_taken_out_is_gone_from_what_is_authorised():
    order, box_set, _, _, amir = an_order()
    other = a_box_set("Strengthening Leadership")
    changed(amir, order, (other, 2))
    assert order.contents()["lines"] == [[other.slug, "Strengthening Leadership", 2]]
    changed(amir, order, (box_set, 3))
    assert order.contents()["lines"] == [[box_set.slug, "The Productive Leader", 3]]


@pytest.mark.parametrize(
    "small",
    [
        {"instructions": "Ring twice"},
        {"recipient_email": "post.room@northvale.example"},
        {"note": "Three join in May."},
        {"team_size": 9},
    ],
)
def test_what_is_not_authorised_asks_nobody_again(small: dict[str, Any]):
    order, _, cheryl, _, amir = an_order()
    authorised(order, cheryl)
    mails, asked_at = Email.objects.count(), order.asked_at
    changed(amir, order, **small)
    order.refresh_from_db()
    assert {name: getattr(order, name) for name in small} == small
    assert (order.state, order.asked_at) == (OrderState.AUTHORISED, asked_at)
    assert order.authorisations.get().superseded_at is None
    assert Email.objects.count() == mails
    last = order.timeline.last()
    assert (last.kind, last.text) == (EventKind.CHANGED, "Nothing that needs a new authorisation.")


@pytest.mark.parametrize(
    "other",
    [{"recipient_name": "Post room"}, {"address": "South gate"}, {"postcode": "NV2 2BB"}],
)
def test_who_takes_it_in_and_where_it_goes_are_authorised(other: dict[str, Any]):
    order, _, cheryl, _, amir = an_order()
    authorised(order, cheryl)
    changed(amir, order, **other)
    order.refresh_from_db()
    assert order.state == OrderState.AWAITING
    assert order.authorisations.get().superseded_at is not None


def test_nothing_changed_is_no_change():
    order, _, _, _, amir = an_order()
    before = order.timeline.count()
    changed(amir, order)
    assert order.timeline.count() == before


def test_a_change_after_authorisation_gives_back_what_was_set_aside():
    order, box_set, cheryl, _, amir = an_order()
    authorised(order, cheryl)
    line = order.lines.get()
    assert line.allocated == 8
    DeliveryPromise.objects.filter(line=line).delete()
    promise = DeliveryPromise.objects.create(line=line, due_on=today(), counted_from=timezone.now())
    changed(amir, order, (box_set, 5))
    box_set.refresh_from_db()
    line.refresh_from_db()
    promise.refresh_from_db()
    assert (box_set.on_hand, box_set.allocated, line.allocated) == (12, 0, 0)
    assert promise.superseded_at is not None
    assert standing_of(Order.objects.get()).word == "Waiting for authorisation"


def test_a_line_with_movements_is_kept_cancelled_and_comes_back():
    order, box_set, cheryl, _, amir = an_order()
    authorised(order, cheryl)
    other = a_box_set("Strengthening Leadership")
    changed(amir, order, (other, 2))
    assert lines(order) == [("The Productive Leader", 8, 8), ("Strengthening Leadership", 2, 0)]
    assert Movement.objects.filter(line=order.lines.first()).count() == 2
    assert order.contents()["lines"] == [[other.slug, "Strengthening Leadership", 2]]
    changed(amir, order, (box_set, 4))
    assert lines(order) == [("The Productive Leader", 4, 0)]


def test_after_a_decline_it_is_asked_again_also_as_it_was():
    order, _, cheryl, _, amir = an_order()
    declined(order, cheryl)
    changed(amir, order)
    order.refresh_from_db()
    assert order.state == OrderState.AWAITING
    decision = order.authorisations.get()
    assert (decision.decision, decision.superseded_at is None) == (Decision.DECLINED, False)
    texts = [one.text for one in timeline_of(order)]
    assert "It was sent for authorisation again as it was." in texts


def test_an_order_can_be_authorised_after_a_decline():
    order, box_set, cheryl, _, amir = an_order()
    declined(order, cheryl)
    changed(amir, order, (box_set, 5))
    seen = fingerprint(order.contents())
    authorise_order(by=cheryl, order=order, seen=seen)
    live = Authorisation.objects.get(order=order, superseded_at=None)
    assert (live.decision, live.shown["lines"][0][2]) == (Decision.AUTHORISED, 5)


def test_what_is_on_its_way_is_not_changed():
    order, box_set, cheryl, _, amir = an_order()
    sent(authorised(order, cheryl), 2)
    with pytest.raises(ValidationError) as refusal:
        changed(amir, order, (box_set, 5))
    assert refusal.value.messages == ["This order is partly sent and cannot be changed any more."]


def test_what_has_ended_is_not_changed():
    order, box_set, _, _, amir = an_order()
    services.cancel_order(by=amir, order=order, reason="Not now")
    with pytest.raises(ValidationError) as refusal:
        changed(amir, order, (box_set, 5))
    assert refusal.value.messages == ["This order is cancelled and cannot be changed any more."]


def test_of_what_was_withdrawn_an_order_keeps_what_it_has():
    order, box_set, _, _, amir = an_order()
    box_set.withdrawn_at = timezone.now()
    box_set.save()
    with pytest.raises(ValidationError) as refusal:
        changed(amir, order, (box_set, 9))
    assert refusal.value.message_dict == {
        "lines": [
            "“The Productive Leader” was withdrawn and cannot be ordered any more. Keep 8 or fewer."
        ]
    }
    changed(amir, order, (box_set, 6))
    assert lines(order) == [("The Productive Leader", 6, 0)]


def test_many_for_a_small_team_need_a_note_in_a_change_too():
    order, box_set, _, _, amir = an_order()
    with pytest.raises(ValidationError) as refusal:
        changed(amir, order, (box_set, 20))
    assert list(refusal.value.message_dict) == ["note"]


def test_others_change_nothing():
    order, box_set, cheryl, _, _ = an_order()
    ann = make_colleague("Ann Lee", order.organisation, RoleKind.PA)
    far = make_colleague("Zoe King", make_organisation(code="RZZ"), RoleKind.LEADER)
    for other in (cheryl, ann, far):
        with pytest.raises(PermissionDenied):
            changed(other, order, (box_set, 1))


def test_whoever_left_the_organisation_changes_nothing():
    order, box_set, _, _, amir = an_order()
    amir.roles.update(ends_on=today().replace(year=today().year - 1))
    with pytest.raises(PermissionDenied):
        changed(amir, order, (box_set, 1))


def test_edge_case_2_the_buyer_changes_what_was_authorised_meanwhile():
    """The buyer's page is older than the decision: a sentence, and the decision stands."""
    order, box_set, cheryl, _, amir = an_order()
    seen = edition_of(order)
    authorise_order(by=cheryl, order=order, seen=fingerprint(order.contents()))
    with pytest.raises(ValidationError) as refusal:
        changed(amir, order, (box_set, 5), seen=seen)
    assert refusal.value.code == "stale"
    assert refusal.value.messages[0].startswith("Cheryl Grant authorised it. That was at ")
    order.refresh_from_db()
    assert order.state == OrderState.AUTHORISED
    assert order.authorisations.get().superseded_at is None


def test_edge_case_2_the_chief_executive_authorises_what_was_changed_meanwhile():
    order, box_set, cheryl, _, amir = an_order()
    seen = fingerprint(order.contents())
    changed(amir, order, (box_set, 5))
    with pytest.raises(ValidationError) as refusal:
        authorise_order(by=cheryl, order=order, seen=seen)
    assert "Amir Khan changed the order" in refusal.value.messages[0]
    assert Authorisation.objects.count() == 0


def test_two_who_change_at_once_do_not_overwrite_each_other():
    order, box_set, _, alice, amir = an_order()
    seen = edition_of(order)
    changed(amir, order, instructions="Ring twice", seen=seen)
    with pytest.raises(ValidationError) as refusal:
        changed(alice, order, (box_set, 5), seen=seen)
    assert refusal.value.messages[0].startswith("Amir Khan changed the order for Dr Alice Ahmed.")


def race(order: Order, *acts: Any) -> list[str]:
    """Everybody acts at once; what became of each: "done", or the first words of a refusal."""
    start, got = threading.Barrier(len(acts)), []

    def work(act: Any) -> None:
        try:
            start.wait()
            act()
            got.append("done")
        except Exception as error:  # noqa: BLE001 - which one, the test says
            got.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(5))
def test_edge_case_2_changing_against_authorising_one_wins(turn: int):
    order, box_set, cheryl, _, amir = an_order()
    edition, shown = edition_of(order), fingerprint(order.contents())
    race(
        order,
        *[lambda: changed(amir, order, (box_set, 5), seen=edition)] * 5,
        *[lambda: authorise_order(by=cheryl, order=order, seen=shown)] * 5,
    )
    now = Order.objects.get()
    live = now.authorisations.filter(superseded_at=None)
    box_set.refresh_from_db()
    quantity = now.lines.get().quantity
    if now.state == OrderState.AUTHORISED:
        assert (quantity, live.count(), box_set.allocated) == (8, 1, 8)
        assert live.get().fingerprint == fingerprint(now.contents())
    else:
        assert (now.state, quantity, live.count()) == (OrderState.AWAITING, 5, 0)
        assert box_set.allocated == 0


@pytest.mark.django_db(transaction=True)
def test_ten_who_change_at_once_change_it_once():
    order, box_set, _, _, amir = an_order()
    edition = edition_of(order)
    acts = [
        lambda number=number: changed(amir, order, (box_set, number), seen=edition)
        for number in range(1, 8)
    ]
    got = race(order, *acts)
    assert sorted(got) == ["ValidationError"] * 6 + ["done"]
    assert order.timeline.filter(kind=EventKind.CHANGED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_and_the_edition_several_change_it(monkeypatch):
    order, box_set, _, _, amir = an_order()
    monkeypatch.setattr(services, "lock_order", lambda order: Order.objects.get(pk=order.pk))
    monkeypatch.setattr(services, "edition_of", lambda _: "any")
    acts = [
        lambda number=number: changed(amir, order, (box_set, number), seen="any")
        for number in range(1, 8)
    ]
    race(order, *acts)
    assert order.timeline.filter(kind=EventKind.CHANGED).count() > 1
