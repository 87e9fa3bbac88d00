"""Telling who ordered and who takes it in what became of a parcel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from accounts.models import Person
from orders.models import DeliveryPromise, Dispatch
from orders.queries.dispatch import BEHALF, BUYER, RECIPIENT, link_to_confirm, packing_list
from productive_leader.core.links import absolute
from productive_leader.core.mail import queue_email


def tell_dispatched(dispatch: Dispatch) -> None:
    """What is in it, with whom it comes, and a link to say in one press that it has arrived."""
    for who, name, email in _everybody(dispatch):
        link = link_to_confirm(dispatch, who)
        _send("dispatched", dispatch, name, email, confirm=link, is_recipient=who == RECIPIENT)


def tell_delivered(dispatch: Dispatch, *, by: Person | None) -> None:
    """Who ordered, and for whom, unless they said it themselves."""
    for person in _buyers(dispatch):
        if person != by:
            more = {"by": by, "day": dispatch.settled_at}
            _send("delivered", dispatch, person.name, person.email, again=True, **more)


def tell_lost(dispatch: Dispatch, ended: Sequence[DeliveryPromise]) -> None:
    """Who ordered: that we are sorry, what follows, and which dates hold no longer."""
    _tell_buyers("lost", dispatch, ended=ended)


def tell_returned(
    dispatch: Dispatch, ended: Sequence[DeliveryPromise], *, send_again: bool
) -> None:
    """Who ordered: whether its boxes are sent again."""
    _tell_buyers("returned", dispatch, ended=ended, send_again=send_again)


def _tell_buyers(what: str, dispatch: Dispatch, **more: Any) -> None:
    for person in _buyers(dispatch):
        _send(what, dispatch, person.name, person.email, **more)


def _buyers(dispatch: Dispatch) -> list[Person]:
    people = dict.fromkeys((dispatch.order.buyer, dispatch.order.on_behalf_of))
    return [person for person in people if person and person.is_active]


def _everybody(dispatch: Dispatch) -> Iterator[tuple[str, str, str]]:
    """Which they are, their name and address; nobody twice."""
    order, told = dispatch.order, set()
    for person in _buyers(dispatch):
        told.add(person.email.lower())
        yield BUYER if person == order.buyer else BEHALF, person.name, person.email
    if order.recipient_email and order.recipient_email.lower() not in told:
        yield RECIPIENT, order.recipient_name, order.recipient_email


def _send(
    what: str, dispatch: Dispatch, name: str, email: str, *, again: bool = False, **more: Any
) -> None:
    """Once to each; `again`: where it can happen to a parcel more than once."""
    order = dispatch.order
    context = {
        "name": name,
        "dispatch": dispatch,
        "order": order,
        "lines": packing_list(dispatch),
        "url": absolute("order", order.number),
        **more,
    }
    key = None if again else f"order-{what}:{dispatch.pk}:{email}"
    queue_email(to=email, template=f"orders/{what}", context=context, key=key)
