"""The PDF of a workshop's pack: asked for when the pack changes, drawn by a worker, kept once.

Drawing may run again after a crash. It counts only for the edition it was asked for: when the pack
changes meanwhile, the next item draws it as it is then.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.template.loader import render_to_string

from accounts.models import Person
from modules.models import StoredFile
from modules.services.files import store_file
from productive_leader.core import audit, outbox
from productive_leader.core.models import Queue
from productive_leader.core.pdf import render_pdf
from productive_leader.core.permissions import Permission, require
from programmes.enums import PrintState
from programmes.models import Printout, Workshop
from programmes.permissions import workshops_seen_by
from programmes.queries.workshops import shown

TASK = "programmes.print_workshop"
PDF = "application/pdf"
UNDER_WAY = (PrintState.WAITING, PrintState.WORKING)
WENT_WRONG = "Something went wrong on our side while it was made, three times in a row."


def order_printout(workshop: Workshop) -> Printout:
    """Have the PDF made of the pack as it is when this transaction ends. Locks the printout."""
    Printout.objects.get_or_create(workshop=workshop, defaults={"edition": 0})
    printout = _rows().get(workshop=workshop)
    printout.edition += 1
    printout.state, printout.step, printout.reason = PrintState.WAITING, 0, ""
    printout.save(update_fields=["edition", "state", "step", "reason"])
    outbox.enqueue(
        TASK,
        payload={"workshop_id": workshop.pk, "edition": printout.edition},
        queue=Queue.REPORTS,
    )
    return printout


@transaction.atomic
def print_again(*, by: Person, workshop: Workshop) -> None:
    """Have it made once more, after a failure or when its file is gone; once while it is made."""
    require(Permission.VIEW_TEAM, obj=workshop, among=workshops_seen_by(by))
    printout = _rows().filter(workshop=workshop).first()
    if printout is None or printout.state not in UNDER_WAY:
        order_printout(workshop)
        audit.record(by=by, action="workshop.printed_again", target=workshop)


def print_workshop(workshop_id: int, edition: int) -> None:
    """Read the pack, draw it, keep the file. For workers; may run again."""
    if not _advance(workshop_id, edition, 0):
        return
    pack = shown(Workshop.objects.get(pk=workshop_id))
    if not _advance(workshop_id, edition, 1):
        return
    html = render_to_string(
        "pdf/programmes/workshop.html", {"title": pack.workshop.title, "shown": pack}
    )
    _finish(workshop_id, edition, render_pdf(html, title=pack.workshop.title))


@transaction.atomic
def fail_printout(workshop_id: int, edition: int, *, reason: str = WENT_WRONG) -> None:
    """End one that cannot be made, with a sentence for people. The page still prints."""
    printout = _under_way(workshop_id, edition)
    if printout:
        printout.state, printout.reason = PrintState.FAILED, reason
        printout.save(update_fields=["state", "reason"])
        audit.record(by=None, action="workshop.not_printed", target=printout)


@transaction.atomic
def _advance(workshop_id: int, edition: int, step: int) -> bool:
    """So many steps are behind us. False when it has ended, changed or gone meanwhile."""
    printout = _under_way(workshop_id, edition)
    if printout is None:
        return False
    printout.state, printout.step = PrintState.WORKING, step
    printout.save(update_fields=["state", "step"])
    return True


@transaction.atomic
def _finish(workshop_id: int, edition: int, pdf: bytes) -> None:
    file = store_file(pdf, PDF)
    printout = _under_way(workshop_id, edition)
    if printout is None:
        _forget(file)
        return
    earlier, printout.file = printout.file, file
    printout.state, printout.step = PrintState.DONE, printout.steps
    printout.save(update_fields=["state", "step", "file"])
    if earlier and earlier != file:
        _forget(earlier)


def _forget(file: StoredFile) -> None:
    """Nobody asks for a pack that has changed; its bytes are swept away once the row is gone."""
    try:
        file.delete()
    except ProtectedError:  # somebody made the same one
        return


def _under_way(workshop_id: int, edition: int) -> Printout | None:
    rows = _rows().filter(workshop=workshop_id, edition=edition, state__in=UNDER_WAY)
    return rows.select_related("file").first()


def _rows() -> QuerySet[Printout]:
    return Printout.objects.select_for_update(of=("self",))
