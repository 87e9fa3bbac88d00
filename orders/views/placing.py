"""A new order: where for, what, how many and where to; or why not, and what to do instead."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Organisation, Person
from orders.forms.orders import NewOrderForm
from orders.models import BoxSet, Order
from orders.permissions import organisations_to_order_for
from orders.queries.authorisers import authorisers_of, named
from orders.queries.barriers import barrier_of
from orders.queries.lines import rows_of
from orders.queries.offers import (
    MOST_BESIDE,
    Beginning,
    beginning_for,
    must_say_for_whom,
    offered_box_sets,
    open_orders_at,
    people_to_order_for,
    visible_among,
)
from orders.services.orders import place_order
from productive_leader.core.forms import take_refusal

PRESS = "Send for authorisation"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def order_new(request: SignedInRequest) -> HttpResponse:
    """Opens on the organisation of the reader; who has several chooses first."""
    me = request.user
    choices = list(organisations_to_order_for(me).order_by("name"))
    if not choices:
        return _refused(request)
    data = typed(request, press=PRESS)
    code = (data or request.GET).get("organisation", "")
    here = next((one for one in choices if one.code == code), None)
    if here is None and len(choices) > 1:
        return render(request, "orders/where.html", {"choices": choices}, status=_status(request))
    here = here or choices[0]
    form = _form(me, here, request.GET.get("box_set", ""), data)
    if request.method == "POST" and form.is_valid() and (order := _placed(me, here, form)):
        messages.success(request, f"Order {order} is placed. {_who_is_asked(order)}")
        return redirect("order", order.number)
    open_orders = open_orders_at(here)[:MOST_BESIDE]
    context = {
        "form": form,
        "organisation": here,
        "has_choice": len(choices) > 1,
        "open_orders": rows_of(open_orders),
        "linked": visible_among(open_orders, me),
        "press": PRESS,
    }
    return render(request, "orders/new.html", context, status=_status(request))


def _refused(request: SignedInRequest) -> HttpResponse:
    """Everybody may read why they cannot order; a press all the same is refused."""
    status = 403 if request.method == "POST" else 200
    context = {"barrier": barrier_of(request.user)}
    return render(request, "orders/not_for_you.html", context, status=status)


def _form(me: Person, here: Organisation, wanted: str, data: Any) -> NewOrderForm:
    box_sets = list(offered_box_sets())
    beginning = beginning_for(me, here)
    return NewOrderForm(
        data,
        box_sets=box_sets,
        quantities=_quantities(box_sets, wanted, beginning),
        people=people_to_order_for(me, here),
        must_say=must_say_for_whom(me, here),
        initial={
            "organisation": here.code,
            "form_key": uuid.uuid4(),
            "team_size": beginning.team_size,
            "recipient_name": beginning.recipient_name,
            "recipient_email": beginning.recipient_email,
            "address": beginning.address,
            "postcode": beginning.postcode,
            "instructions": beginning.instructions,
        },
    )


def _quantities(box_sets: list[BoxSet], wanted: str, beginning: Beginning) -> dict[int, int | None]:
    """One for each of the team, of the box set that was asked for or of the only one there is."""
    chosen = [one for one in box_sets if one.slug == wanted or len(box_sets) == 1]
    return {one.pk: beginning.team_size for one in chosen}


def _placed(me: Person, here: Organisation, form: NewOrderForm) -> Order | None:
    try:
        return place_order(by=me, organisation=here, lines=form.lines(), **form.wishes())
    except ValidationError as refusal:
        take_refusal(form, refusal)
    except PermissionDenied:  # the role ended meanwhile
        form.add_error(None, f"You can no longer order for {here}.")
    return None


def _who_is_asked(order: Order) -> str:
    asked = authorisers_of(order).asked
    if not asked:
        return "Nobody is on record who may authorise it; an administrator sees to that."
    return f"{named(asked)} {'has' if len(asked) == 1 else 'have'} been asked to authorise it."


def _status(request: SignedInRequest) -> int:
    return 422 if request.method == "POST" else 200
