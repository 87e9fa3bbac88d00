"""The papers of a draft: writing one, and the presses that move, remove and put back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from modules.enums import PieceKind
from modules.forms.pieces import PieceChangeForm, PieceForm
from modules.models import Module, Piece
from modules.queries.drafts import Paper, draft_in, paper_of, piece_in_draft
from modules.queries.files import extension_of, type_in_words
from modules.services import pieces as services
from modules.services.drafts import NO_DRAFT
from modules.services.files import open_file
from modules.services.pieces import Written
from modules.views.drafts import NOTHING_BEGUN
from modules.views.office import managed_module
from productive_leader.core.forms import look_again
from productive_leader.core.permissions import get_or_404
from productive_leader.core.uploads import is_too_large

STALE = (
    "Somebody saved this paper while you were writing. What they kept stands under “What is kept "
    "now”. Press “Save” again to keep yours instead, or leave this page to keep theirs."
)
CHOOSE_AGAIN = "The file you chose was not kept yet. Choose it again before you save."


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def piece_add(request: SignedInRequest, module_slug: str) -> HttpResponse:
    found = managed_module(request.user, module_slug)
    if request.method != "POST" and draft_in(found) is None:
        messages.info(request, NOTHING_BEGUN)
        return redirect("office_module", module_slug)
    form = PieceForm(
        typed(request, press="Save"),
        request.FILES or None,
        initial={"kind": PieceKind.GUIDE},
        too_large=is_too_large(request, "file"),
    )

    def add() -> Piece:
        return services.add_piece(by=request.user, module=found, written=form.written())

    return _answer(request, found, form, add)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def piece_edit(request: SignedInRequest, module_slug: str, piece_slug: str) -> HttpResponse:
    """What was typed into a paper that is gone meanwhile comes back with a sentence."""
    found = managed_module(request.user, module_slug)
    piece = piece_in_draft(found, piece_slug)
    if piece is None and request.method != "POST":
        messages.info(request, services.GONE if draft_in(found) else NOTHING_BEGUN)
        return redirect("office_module", module_slug)
    form = PieceChangeForm(
        typed(request, press="Save"),
        request.FILES or None,
        initial=PieceChangeForm.initial_of(paper_of(piece)) if piece else {},
        has_file=bool(piece and piece.file_id),
        too_large=is_too_large(request, "file"),
    )

    def save() -> Piece:
        if piece is None:
            raise ValidationError(services.GONE if draft_in(found) else NO_DRAFT)
        seen = form.cleaned_data["seen"]
        return services.save_piece(by=request.user, piece=piece, written=form.written(), seen=seen)

    return _answer(request, found, form, save, piece)


def _answer(
    request: SignedInRequest,
    module: Module,
    form: PieceForm,
    keep: Callable[[], Piece],
    piece: Piece | None = None,
) -> HttpResponse:
    """Keep what was typed, show it as it would look, or say what is wrong with it."""
    context: dict[str, Any] = {"module": module, "form": form, "piece": piece}
    is_look = "preview" in request.POST
    if request.method != "POST" or is_look:
        return _page(request, context, is_look=is_look)
    if not form.is_valid():
        return _page(request, context, status=422)
    try:
        kept = keep()
    except services.StalePiece as stale:
        form.add_error(None, STALE)
        look_again(form, stale.paper.fingerprint)
        context["theirs"] = _what_is_kept(stale.paper, form.written())
        return _page(request, context, status=409)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _page(request, context, status=422)
    messages.success(request, _said_of(kept, form))
    return redirect(f"{reverse('module_draft', args=[module.slug])}#piece-{kept.slug}")


def _page(
    request: SignedInRequest, context: dict[str, Any], *, is_look: bool = False, status: int = 200
) -> HttpResponse:
    form = context["form"]
    if is_look:
        context["preview"] = form.data.get("body", "")
        form = context["form"] = type(form)(
            initial=form.data.dict(), has_file="removes_file" in form.fields
        )
    if request.FILES:
        messages.warning(request, CHOOSE_AGAIN)
    context.setdefault("theirs", None)
    context.setdefault("preview", None)
    context["file_type"] = _file_type(context["piece"])
    return render(request, "modules/office/piece.html", context, status=status)


def _file_type(piece: Piece | None) -> str:
    return type_in_words(piece.file) if piece and piece.file else ""


def _what_is_kept(theirs: Paper, mine: Written) -> list[tuple[str, str]]:
    """Each part that is kept otherwise than it was typed: its name, and what is kept."""
    told = []
    if theirs.kind != mine.kind:
        told.append(("What it is", str(PieceKind(theirs.kind).label)))
    for name, kept, written in (
        ("Title", theirs.title, mine.title),
        ("Text", theirs.body, mine.body),
        ("Address of a film", theirs.link, mine.link),
    ):
        if kept != written:
            told.append((name, kept or "nothing"))
    return told


def _said_of(piece: Piece, form: PieceForm) -> str:
    """The name that a file came with is said once, and kept nowhere."""
    file = form.cleaned_data["file"]
    if file is None or piece.file is None:
        return f"“{piece.title}” is saved."
    return (
        f"“{piece.title}” is saved, and “{file.name}” is kept as its file "
        f"({type_in_words(piece.file)}). People get it under a name of ours."
    )


@require_safe
@signed_in
def piece_file(request: SignedInRequest, module_slug: str, piece_slug: str) -> HttpResponse:
    """The file of a paper of the draft, to see whether it is the right one."""
    piece = _piece_or_404(request.user, module_slug, piece_slug)
    if piece.file is None:
        raise Http404
    name = f"{module_slug}-{piece_slug}-draft.{extension_of(piece.file)}"
    kind = piece.file.content_type
    sent = FileResponse(open_file(piece.file), as_attachment=True, filename=name, content_type=kind)
    return cast(HttpResponse, sent)


@require_POST
@signed_in
def piece_move(request: SignedInRequest, module_slug: str, piece_slug: str) -> HttpResponse:
    """Up or down by one, as the press says."""
    piece = _piece_or_404(request.user, module_slug, piece_slug)
    step = {"up": -1, "down": 1}.get(request.POST.get("to", ""), 0)
    return _pressed(
        request, module_slug, lambda: services.move_piece(by=request.user, piece=piece, step=step)
    )


@require_POST
@signed_in
def piece_remove(request: SignedInRequest, module_slug: str, piece_slug: str) -> HttpResponse:
    piece = _piece_or_404(request.user, module_slug, piece_slug)
    said = f"“{piece.title}” is removed. Until you publish, “Put it back” brings it back."
    return _pressed(
        request, module_slug, lambda: services.remove_piece(by=request.user, piece=piece), said
    )


@require_POST
@signed_in
def piece_put_back(request: SignedInRequest, module_slug: str, piece_slug: str) -> HttpResponse:
    piece = _piece_or_404(request.user, module_slug, piece_slug)
    said = f"“{piece.title}” is back where it was."
    return _pressed(
        request, module_slug, lambda: services.put_back_piece(by=request.user, piece=piece), said
    )


def _pressed(
    request: SignedInRequest, slug: str, press: Callable[[], Piece], said: str = ""
) -> HttpResponse:
    try:
        piece = press()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("module_draft", slug)
    if said:
        messages.success(request, said)
    return redirect(f"{reverse('module_draft', args=[slug])}#piece-{piece.slug}")


def _piece_or_404(person: Person, module_slug: str, piece_slug: str) -> Piece:
    """A piece of the draft, removed or not: a second press finds it too."""
    draft = draft_in(managed_module(person, module_slug))
    if draft is None:
        raise Http404
    return get_or_404(draft.pieces.all(), slug=piece_slug)
