"""The orders of the demo: one waits for the chief executive, one is on its way, stock is short."""

from __future__ import annotations

import uuid

from accounts.models import Person
from orders.models import BoxSet, Order
from orders.models.orders import fingerprint
from orders.services.authorising import authorise_order
from orders.services.dispatching import dispatch_order
from orders.services.orders import place_order
from orders.services.stock import receive_stock
from productive_leader.site.demo.teams import Cast

RECEIVED = 14
ADDRESS = "Trust headquarters\nNorth Road"
POSTCODE = "NV1 2AB"


def order_box_sets(northvale: Cast) -> None:
    """Amir Khan orders twice for Dr Ahmed: the first is authorised and sent in part."""
    people = northvale.people
    leader_set, board_set = BoxSet.objects.order_by("position")[:2]
    receive_stock(
        by=people["Dana Reid"],
        box_set=leader_set,
        quantity=RECEIVED,
        reason="First printing",
        form_key=uuid.uuid4(),
    )
    first = _order(northvale, (leader_set, 8), (board_set, 2))
    seen = fingerprint(first.contents())
    authorise_order(by=people["Cheryl Grant"], order=first, seen=seen)
    _send(people["Dana Reid"], first)
    _order(northvale, (leader_set, 2), note="Two colleagues joined the team in autumn.")


def _order(northvale: Cast, *lines: tuple[BoxSet, int], note: str = "") -> Order:
    amir, alice = northvale.people["Amir Khan"], northvale.people["Dr Alice Ahmed"]
    return place_order(
        by=amir,
        organisation=northvale.organisation,
        lines=list(lines),
        team_size=8,
        note=note,
        recipient_name=amir.name,
        recipient_email=amir.email,
        address=ADDRESS,
        postcode=POSTCODE,
        instructions="Reception, main entrance",
        on_behalf_of=alice,
        form_key=uuid.uuid4(),
    )


def _send(dana: Person, order: Order) -> None:
    ready = order.lines.filter(allocated__gt=0)
    dispatch_order(
        by=dana,
        order=order,
        quantities={line.pk: line.allocated for line in ready},
        carrier="Royal Mail",
        tracking="NV123456789GB",
        form_key=uuid.uuid4(),
    )
