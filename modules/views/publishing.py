"""Publishing the draft, withdrawing and restoring a module, the day of its next review."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import SignedInRequest, signed_in, typed
from modules.enums import NoticeKind
from modules.forms.publishing import PublishForm, ReviewForm, WithdrawForm
from modules.models import Module
from modules.queries.draft_checks import differences, problems_of
from modules.queries.drafts import contents_of, draft_in, latest_version, next_number
from modules.queries.notices import downloaders_of, still_to_tell
from modules.services import publishing as services
from modules.services.reviews import set_review_date
from modules.views.office import managed_module
from productive_leader.core.dates import format_date, today
from productive_leader.core.forms import look_again

CHANGED = "Somebody changed this draft meanwhile. Look at what it changes now, then publish it."
PUBLISHED_ALREADY = "There is no draft. What was published last stands under “Versions”."


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def module_publish(request: SignedInRequest, module_slug: str) -> HttpResponse:
    """What the draft changes and what is in its way; then it becomes the next version."""
    found = managed_module(request.user, module_slug)
    draft, latest = draft_in(found), latest_version(found)
    if draft is None:
        messages.info(request, PUBLISHED_ALREADY)
        return redirect("office_module", module_slug)
    contents, number = contents_of(draft), next_number(found)
    press = f"Publish as version {number}"
    initial = {
        "seen": contents.fingerprint,
        "notes": draft.notes,
        "review_on": today() + services.REVIEWED_EVERY,
    }
    form = PublishForm(typed(request, press=press), initial=initial, is_first=latest is None)
    if request.method == "POST" and form.is_valid() and _published(request, found, form):
        return redirect("office_module", module_slug)
    context = {
        "module": found,
        "form": form,
        "latest": latest,
        "next_number": number,
        "press": press,
        "changes": differences(contents_of(latest), contents) if latest else [],
        "problems": problems_of(draft),
        "hearers": downloaders_of(found).exclude(pk=request.user.pk).count(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "modules/office/publish.html", context, status=status)


def _published(request: SignedInRequest, module: Module, form: PublishForm) -> bool:
    """Whether it is published now; else the form says why not."""
    try:
        version = services.publish_version(by=request.user, module=module, **form.cleaned_data)
    except services.StaleDraft as stale:
        form.add_error(None, CHANGED)
        look_again(form, stale.contents.fingerprint)
        return False
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(
        request,
        f"Version {version.number} is published. Its files are being made; that takes a minute.",
    )
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def module_withdraw(request: SignedInRequest, module_slug: str) -> HttpResponse:
    found = managed_module(request.user, module_slug)
    form = WithdrawForm(typed(request, press="Withdraw the module"))
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_module(by=request.user, module=found, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(
                request,
                "The module is withdrawn. Whoever downloaded it is told. "
                "“Put it back into the catalogue” undoes it.",
            )
            return redirect("office_module", module_slug)
    version = found.published
    hearers = still_to_tell(version, NoticeKind.WITHDRAWN) if version else None
    others = hearers.exclude(pk=request.user.pk).count() if hearers is not None else 0
    context = {"module": found, "form": form, "hearers": others}
    status = 422 if request.method == "POST" else 200
    return render(request, "modules/office/withdraw.html", context, status=status)


@require_POST
@signed_in
def module_restore(request: SignedInRequest, module_slug: str) -> HttpResponse:
    found = managed_module(request.user, module_slug)
    services.restore_module(by=request.user, module=found)
    messages.success(request, "The module is in the catalogue again, as it was.")
    return redirect("office_module", module_slug)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def module_review(request: SignedInRequest, module_slug: str) -> HttpResponse:
    found = managed_module(request.user, module_slug)
    form = ReviewForm(
        typed(request, press="Save the day"),
        initial={"review_on": today() + services.REVIEWED_EVERY},
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept = set_review_date(by=request.user, module=found, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            day = kept.review_on
            messages.success(request, f"The next review is on {format_date(day)}." if day else "")
            return redirect("office_module", module_slug)
    status = 422 if request.method == "POST" else 200
    context = {"module": found, "form": form}
    return render(request, "modules/office/review.html", context, status=status)
