"""Asking whoever may decide about an order, reminding them, and telling what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from accounts.models import Person
from modules.queries.office import administrators
from orders.enums import Decision
from orders.models import Authorisation, Order
from orders.queries.arrival import arrival_of, whereabouts_of
from orders.queries.authorisers import Authorisers, decided_in_words
from orders.queries.choices import last_day_to_reopen
from orders.queries.offers import MOST_BESIDE, open_orders_beside
from orders.queries.waiting import Due
from productive_leader.core.links import absolute
from productive_leader.core.mail import queue_email


def ask(order: Order, people: Iterable[Person], *, as_cover: bool = False) -> list[Person]:
    """What, for whom, how many, by when. Each is asked once; returns who had not been before.

    `as_cover`: since the chief executive has not decided for some days.
    """
    moment = f"{order.pk}:{order.asked_at.timestamp()}"
    context = {
        **_about(order),
        "beside": list(open_orders_beside(order)[:MOST_BESIDE]),
        "as_cover": as_cover,
    }
    return _send("authorise", context, people, key=f"order-ask:{moment}")


def remind(order: Order, people: Iterable[Person], due: Due) -> None:
    """That it still waits, until when, and the same page."""
    context = {**_about(order), "last_day": order.expires_on}
    _send("reminder", context, people, key=f"order-{due.kind}:{order.pk}:{due.on}")


def tell_expiring(
    order: Order, authorisers: Authorisers, people: Iterable[Person], due: Due
) -> None:
    """Who decides, and who ordered: the last day to decide is near."""
    deciding = set(authorisers.everybody)
    context = {**_about(order), "deciders": authorisers.names}
    key = f"order-expiring:{order.pk}:{due.on}"
    for person in people:
        decides = person in deciding
        url = absolute("order_authorise" if decides else "order", order.number)
        more = {"decides": decides, "url": url}
        _send("expiring", context | more, [person], key=key)


def tell_expired(order: Order) -> None:
    """Who ordered, and for whom: nobody decided, and how to open it again."""
    context = {**_about(order), "reopen_until": last_day_to_reopen(order)}
    context["url"] = absolute("order", order.number)
    _send("expired", context, buyers(order), key=f"order-expired:{order.pk}:{order.expires_on}")


def tell_decided(decision: Authorisation) -> None:
    """Who ordered and for whom: what was decided, by whom, and what comes next.

    The chief executive hears what a cover decided.
    """
    order = decision.order
    context = {
        **_about(order),
        "decision": decision,
        "decided": decided_in_words(decision),
        "is_yes": decision.decision == Decision.AUTHORISED,
        "whereabouts": whereabouts_of(order),
        "url": absolute("order", order.number),
    }
    concerned = [*buyers(order), decision.acting_for]
    others = [person for person in concerned if person and person != decision.person]
    _send("decided", context, others, key=f"order-decided:{decision.pk}")


def tell_no_authoriser(order: Order, authorisers: Authorisers, day: dt.date) -> None:
    """The administrators: nobody is on record who may decide about it."""
    _tell_office("no_authoriser", order, authorisers, f"order-no-authoriser:{order.pk}:{day}")


def tell_undecided(order: Order, authorisers: Authorisers, due: Due) -> None:
    """The administrators: it has waited for long, and there is no cover who could decide."""
    _tell_office("undecided", order, authorisers, f"order-undecided:{order.pk}:{due.on}")


def _tell_office(what: str, order: Order, authorisers: Authorisers, key: str) -> None:
    context = {**_about(order), "authorisers": authorisers, "url": absolute("orders_to_authorise")}
    _send(what, context, administrators(), key=key)


def buyers(order: Order) -> list[Person]:
    return [person for person in (order.buyer, order.on_behalf_of) if person]


def _about(order: Order) -> dict[str, Any]:
    contents = order.contents()
    return {
        "order": order,
        "lines": [(quantity, name) for _, name, quantity in contents["lines"]],
        "arrival": arrival_of(order, contents),
        "url": absolute("order_authorise", order.number),
    }


def _send(
    what: str, context: dict[str, Any], people: Iterable[Person], *, key: str
) -> list[Person]:
    """One message to each, once under this key; returns to whom there was none before."""
    new = []
    for person in {one.pk: one for one in people if one.is_active}.values():
        begun = timezone.now()
        email = queue_email(
            to=person.email,
            template=f"orders/{what}",
            context=context | {"to": person},
            key=f"{key}:{person.pk}",
        )
        new += [person] if email.queued_at >= begun else []
    return new
