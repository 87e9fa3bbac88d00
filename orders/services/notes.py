"""The dispatch note of a parcel, with its address label, as a PDF that a worker makes."""

from __future__ import annotations

from django.db import transaction
from django.template.loader import render_to_string

from accounts.models import Person
from accounts.permissions import require_national
from modules.enums import FileType
from modules.services.files import store_file
from orders.models import Dispatch
from orders.queries.dispatch import packing_list
from productive_leader.core import outbox
from productive_leader.core.models import Queue
from productive_leader.core.pdf import render_pdf
from productive_leader.core.permissions import Permission

TASK = "orders.make_note"


def order_note(dispatch: Dispatch) -> None:
    """Promise it, once, in the transaction that sends the parcel."""
    _promise(dispatch, key=f"{TASK}:{dispatch.pk}")


@transaction.atomic
def order_note_again(*, by: Person, dispatch: Dispatch) -> None:
    """Where it failed. A second press, or one while it is there, changes nothing."""
    require_national(by, Permission.MANAGE_ORDERS)
    if dispatch.note_id is None:
        _promise(dispatch)


def make_note(dispatch_id: int) -> None:
    """For workers; may run again, and beside itself."""
    dispatch = Dispatch.objects.select_related("order__organisation").get(pk=dispatch_id)
    if dispatch.note_id is not None:
        return
    pdf = render_note(dispatch)
    with transaction.atomic():
        Dispatch.objects.filter(pk=dispatch.pk).update(note=store_file(pdf, FileType.PDF))


def render_note(dispatch: Dispatch) -> bytes:
    """The paper that goes with the boxes."""
    title = f"Dispatch note {dispatch.order.number}, parcel {dispatch.number}"
    context = {
        "title": title,
        "dispatch": dispatch,
        "order": dispatch.order,
        "lines": packing_list(dispatch),
    }
    return render_pdf(render_to_string("pdf/orders/dispatch_note.html", context), title=title)


def _promise(dispatch: Dispatch, key: str | None = None) -> None:
    outbox.enqueue(TASK, payload={"dispatch_id": dispatch.pk}, key=key, queue=Queue.REPORTS)
