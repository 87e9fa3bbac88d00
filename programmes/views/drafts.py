"""The draft of a template: writing it and publishing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.guards import SignedInRequest, signed_in, typed
from productive_leader.core.forms import look_again
from programmes.forms.drafts import DraftEditor
from programmes.forms.templates import PublishForm
from programmes.models import ProgrammeTemplate
from programmes.queries.contents import contents_of
from programmes.queries.template_checks import differences, problems_of
from programmes.queries.templates import (
    draft_in,
    next_number,
    published_versions,
    standing_contents,
)
from programmes.services import templates as services
from programmes.views.templates import managed_template

STALE = (
    "Somebody saved this draft while you were writing. What they kept stands under “What is kept "
    "now”. Press “Save the draft” again to keep yours instead, or leave this page to keep theirs."
)
CHANGED = "Somebody changed this draft meanwhile. Look at what it changes now, then publish it."


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def template_draft(request: SignedInRequest, slug: str) -> HttpResponse:
    """The editor. Nothing is kept before it is saved; without a draft the first save makes one."""
    found = managed_template(request.user, slug)
    filled_in = typed(request, press="Save the draft")
    standing = standing_contents(found)
    editor = DraftEditor(standing, filled_in)
    if request.method != "POST" or editor.is_rearranged:
        return _editor_page(request, found, editor, problems=problems_of(standing))
    if not editor.is_valid():
        return _editor_page(request, found, editor, status=422)
    try:
        draft = services.save_draft(
            by=request.user,
            template=found,
            contents=editor.contents(),
            seen=editor.head.cleaned_data["seen"],
        )
    except services.StaleDraft as stale:
        theirs = differences(stale.contents, editor.contents())
        editor.head.add_error(None, STALE)
        look_again(editor.head, stale.contents.fingerprint)
        return _editor_page(request, found, editor, theirs=theirs, status=409)
    except ValidationError as refusal:
        editor.head.add_error(None, refusal.messages)
        return _editor_page(request, found, editor, status=422)
    messages.success(request, _saved(len(problems_of(contents_of(draft)))))
    return redirect("template_publish" if "publish" in request.POST else "template_draft", slug)


def _saved(problems: int) -> str:
    if not problems:
        return "The draft is saved."
    things = "One thing is" if problems == 1 else f"{problems} things are"
    return f"The draft is saved. {things} still in the way of publishing it."


def _editor_page(
    request: SignedInRequest,
    template: ProgrammeTemplate,
    editor: DraftEditor,
    *,
    theirs: list[str] | None = None,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "template": template,
        "draft": draft_in(template),
        "next_number": next_number(template),
        "editor": editor,
        "form": editor.first_wrong,
        "theirs": theirs,
        "problems": problems,
    }
    return render(request, "programmes/templates/draft.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def template_publish(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the draft changes and what is in its way; with notes it becomes the next version."""
    found = managed_template(request.user, slug)
    draft, latest = draft_in(found), published_versions(found).first()
    if draft is None:
        messages.info(request, services.NO_DRAFT)
        return redirect("template", slug)
    contents, number = contents_of(draft), next_number(found)
    press = f"Publish as version {number}"
    filled_in = typed(request, press=press)
    form = PublishForm(filled_in, initial={"seen": contents.fingerprint})
    if request.method == "POST" and form.is_valid() and _published(request, found, form):
        return redirect("template", slug)
    context = {
        "template": found,
        "form": form,
        "latest": latest,
        "next_number": number,
        "press": press,
        "changes": differences(contents_of(latest), contents) if latest else [],
        "problems": problems_of(contents),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programmes/templates/publish.html", context, status=status)


def _published(request: SignedInRequest, template: ProgrammeTemplate, form: PublishForm) -> bool:
    """Whether it is published now; else the form says why not."""
    try:
        version = services.publish_template(by=request.user, template=template, **form.cleaned_data)
    except services.StaleDraft as stale:
        form.add_error(None, CHANGED)
        look_again(form, stale.contents.fingerprint)
        return False
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    messages.success(
        request,
        f"Version {version.number} is published. Programmes that start from now on get it; "
        "those that run keep theirs.",
    )
    return True
