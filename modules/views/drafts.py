"""The draft of a module: what it holds, its texts, its papers, how it would look."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import SignedInRequest, signed_in, typed
from modules.forms.fields import agenda_text
from modules.forms.modules import TextsForm
from modules.queries.draft_checks import IN_WORDS, problems_of
from modules.queries.drafts import (
    TEXT_FIELDS,
    Texts,
    draft_in,
    next_number,
    pieces_in,
    removed_from,
    texts_of,
)
from modules.services import drafts as services
from modules.views.office import managed_module
from productive_leader.core.forms import look_again

STALE = (
    "Somebody saved these texts while you were writing. What they kept stands under “What is kept "
    "now”. Press “Save the texts” again to keep yours instead, or leave this page to keep theirs."
)
NOTHING_BEGUN = "There is no draft. Begin the next version to write one."


@require_POST
@signed_in
def draft_begin(request: SignedInRequest, module_slug: str) -> HttpResponse:
    """A copy of the latest version, to be changed."""
    services.begin_draft(by=request.user, module=managed_module(request.user, module_slug))
    return redirect("module_draft", module_slug)


@require_safe
@signed_in
def module_draft(request: SignedInRequest, module_slug: str) -> HttpResponse:
    """What the draft holds and what is in its way. Each part is changed on a page of its own."""
    found = managed_module(request.user, module_slug)
    draft = draft_in(found)
    if draft is None:
        messages.info(request, NOTHING_BEGUN)
        return redirect("office_module", module_slug)
    context = {
        "module": found,
        "draft": draft,
        "texts": texts_of(draft),
        "pieces": pieces_in(draft),
        "removed": removed_from(draft),
        "problems": problems_of(draft),
        "next_number": next_number(found),
    }
    return render(request, "modules/office/draft.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def draft_texts(request: SignedInRequest, module_slug: str) -> HttpResponse:
    """Texts and agenda. What was typed comes back, whatever somebody else does meanwhile."""
    found = managed_module(request.user, module_slug)
    draft, filled_in = draft_in(found), typed(request, press="Save the texts")
    if draft is None and filled_in is None:
        messages.info(request, NOTHING_BEGUN)
        return redirect("office_module", module_slug)
    kept = texts_of(draft) if draft else None
    form = TextsForm(filled_in, initial=TextsForm.initial_of(kept) if kept else {})
    context: dict[str, Any] = {"module": found, "form": form, "kept": kept, "theirs": None}
    if request.method != "POST":
        return render(request, "modules/office/texts.html", context)
    if form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            services.save_texts(by=request.user, module=found, texts=form.texts(), seen=seen)
        except services.StaleTexts as stale:
            form.add_error(None, STALE)
            look_again(form, stale.texts.fingerprint)
            context["theirs"] = _what_differs(stale.texts, form.texts())
            return render(request, "modules/office/texts.html", context, status=409)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "The texts are saved.")
            return redirect("module_draft", module_slug)
    return render(request, "modules/office/texts.html", context, status=422)


def _what_differs(theirs: Texts, mine: Texts) -> list[tuple[str, str]]:
    """Each text that is kept otherwise: its name, and what is kept."""
    told = [
        (IN_WORDS[name], str(getattr(theirs, name) or "nothing"))
        for name in TEXT_FIELDS
        if getattr(theirs, name) != getattr(mine, name)
    ]
    if theirs.agenda != mine.agenda:
        told.append(("Agenda", agenda_text(theirs.agenda) or "nothing"))
    return told


@require_safe
@signed_in
def module_preview(request: SignedInRequest, module_slug: str) -> HttpResponse:
    """The draft as people would see it, with its papers on the same page."""
    found = managed_module(request.user, module_slug)
    draft = draft_in(found)
    if draft is None:
        messages.info(request, NOTHING_BEGUN)
        return redirect("office_module", module_slug)
    context: dict[str, Any] = {
        "module": found,
        "draft": draft,
        "texts": texts_of(draft),
        "pieces": pieces_in(draft),
        "next_number": next_number(found),
    }
    return render(request, "modules/office/preview.html", context)
