"""The day page, its document, and the small presses around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import SignedInRequest, signed_in
from accounts.models import Person
from assessments import services
from assessments.documents import InvalidDay
from assessments.enums import Obstacle, Worth
from assessments.models import Log
from assessments.permissions import logs_visible_to
from assessments.queries.categories import categories_in, categories_of
from assessments.queries.days import KeptBlock, KeptDay, open_day
from assessments.queries.documents import document_of
from assessments.queries.grants import ended_grant_for
from assessments.queries.logs import log_for_today, next_leaders_log
from assessments.timeline import local
from productive_leader.core.dates import (
    format_date,
    format_hours_between,
    format_short_date,
    format_span,
)
from productive_leader.core.http import JsonProblem, read_json
from productive_leader.core.permissions import get_or_404

LONGEST_KEY = 64


@require_safe
@signed_in
def today(request: SignedInRequest) -> HttpResponse:
    """Goes to the day this person most likely came for."""
    found = log_for_today(request.user, timezone.now())
    if found is None:
        return render(request, "assessments/no_log.html")
    log, date = found
    return redirect("day", log.pk, date)


def visible_log(person: Person, log_id: int) -> Log:
    """The log with its capture, or 404."""
    logs = logs_visible_to(person).select_related("capture__team", "person")
    return get_or_404(logs, pk=log_id)


def visible_day(person: Person, log_id: int, date: dt.date) -> KeptDay:
    """The day, or 404; also 404 outside the capture."""
    kept = open_day(person, log_id, date)
    if kept is None:
        raise Http404
    return kept


@require_safe
@signed_in
def day(request: SignedInRequest, log_id: int, date: dt.date) -> HttpResponse:
    """The day page: painting, diary, gaps, interruptions."""
    kept = visible_day(request.user, log_id, date)
    log, document = kept.log, document_of(kept)
    own = log.person_id == request.user.pk
    by_others = any(block.author_id != log.person_id for block in kept.blocks)
    following = next_leaders_log(log, request.user)
    context = {
        **day_frame(log, date),
        "document": document,
        "palette": _palette(log.capture.category_set_id, log.kind),
        "plain_rows": _plain_rows(kept),
        "acting": not own,
        "can_confirm": own and by_others and kept.day.confirmed_at is None and not log.locked,
        "next_leader_url": reverse("day", args=[following.pk, date]) if following else "",
        "obstacles": Obstacle.choices,
        "worths": Worth.choices,
    }
    return render(request, "assessments/day.html", context)


def _plain_rows(kept: KeptDay) -> list[tuple[str, str, str]]:
    """When, category and note of each block, for a browser without script."""
    labels = {one.pk: one.label for one in categories_of(kept.log)}
    return [(_when(one), labels[one.category_id], one.note) for one in kept.blocks]


def _when(block: KeptBlock) -> str:
    start, end = local(block.during.start), local(block.during.end)
    return format_hours_between(start, end)


@lru_cache(maxsize=64)
def _palette(category_set_id: int, kind: str) -> str:
    """The categories to paint with, drawn once in a process: a version never changes."""
    template = "assessments/partials/_day_palette.html"
    return render_to_string(template, {"categories": categories_in(category_set_id, kind)})


def day_frame(log: Log, date: dt.date) -> dict[str, Any]:
    """What the day page and its table share: names, neighbours and addresses."""
    dates = log.capture.dates
    index = dates.index(date)
    before = dates[index - 1] if index else None
    after = dates[index + 1] if index + 1 < len(dates) else None
    here = [log.pk, date]
    return {
        "log": log,
        "date": date,
        "owner_name": log.person.name,
        "title": format_date(date),
        "subtitle": (
            f"{log.capture.get_kind_display()}, day {index + 1} of {len(dates)}, working hours "
            f"{format_hours_between(log.window_start, log.window_end)}"
        ),
        "previous_url": reverse("day", args=[log.pk, before]) if before else "",
        "previous_label": f"{before:%A}" if before else "",
        "next_url": reverse("day", args=[log.pk, after]) if after else "",
        "next_label": f"{after:%A}" if after else "",
        "import_url": reverse("diary_import", args=[log.pk]),
        "table_url": reverse("day_table", args=here),
        "week_url": reverse("week", args=[log.pk]),
        "blocks_url": reverse("day_blocks", args=here),
        "copy_url": reverse("day_copy", args=here),
        "done_url": reverse("day_done", args=here),
        "confirm_url": reverse("day_confirm", args=here),
        "day_url": reverse("day", args=here),
        "copy_days": [(one.isoformat(), format_short_date(one)) for one in dates if one != date],
    }


@require_http_methods(["GET", "HEAD", "PUT"])
def day_blocks(request: HttpRequest, log_id: int, date: dt.date) -> HttpResponse:
    """The day document: GET and PUT. Every answer is JSON, refusals carry a message."""
    if not request.user.is_authenticated:
        sign_in = f"{reverse(settings.LOGIN_URL)}?next={reverse('day', args=[log_id, date])}"
        message = "You are signed out. Sign in again; what you changed is kept on this device."
        return JsonResponse({"message": message, "sign_in": sign_in}, status=401)
    try:
        if request.method == "PUT":
            return JsonResponse(_put(request, log_id, date))
        return JsonResponse(document_of(visible_day(request.user, log_id, date)))
    except Http404:
        return JsonResponse({"message": _why_not(request.user, log_id)}, status=404)
    except JsonProblem as problem:
        return problem.response()


def _put(request: HttpRequest, log_id: int, date: dt.date) -> dict[str, Any]:
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY or "\x00" in key:
        raise JsonProblem(f"The Idempotency-Key must be {LONGEST_KEY} characters or fewer.")
    data = read_json(request)
    by = cast(Person, request.user)
    try:
        return services.save_day(by=by, log_id=log_id, date=date, data=data, key=key)
    except services.StaleRevision as stale:
        raise _Refusal(
            409,
            "Somebody changed this day meanwhile. Choose which version to keep.",
            yours=data,
            theirs=stale.document,
        ) from None
    except InvalidDay as invalid:
        errors = [
            {"index": one.index, "field": one.field, "message": one.message}
            for one in invalid.problems
        ]
        raise _Refusal(422, errors[0]["message"], errors=errors) from None
    except services.LogIsLocked:
        raise _Refusal(
            423, "This week is locked. Its owner can open it again, with a reason."
        ) from None
    except services.KeyUsedBefore:
        raise _Refusal(
            422,
            "This Idempotency-Key was used for something else. Send a new one.",
            errors=[],
        ) from None


class _Refusal(JsonProblem):
    """A refusal with more than a message in its answer."""

    def __init__(self, status: int, message: Any, **more: Any) -> None:
        super().__init__(message, status=status)
        self.more = more

    def response(self) -> JsonResponse:
        return JsonResponse({"message": self.message, **self.more}, status=self.status)


def _why_not(person: Person, log_id: int) -> str:
    """Outside the week, or a log that is no longer theirs to keep, or never was."""
    log = logs_visible_to(person).select_related("capture").filter(pk=log_id).first()
    if log is not None:
        first, last = log.capture.starts_on, log.capture.ends_on
        return f"This date is not in this week, {format_span(first, last)}."
    grant = ended_grant_for(person, log_id)
    if grant is not None:
        return f"You may no longer keep the log of {grant.leader.name}: the arrangement has ended."
    return "There is no such day, or it is not yours to see."


def _press(request: SignedInRequest, press: Callable[[], object], told: str) -> None:
    """Does one press and says so; a locked week says why nothing happened."""
    try:
        press()
    except services.LogIsLocked:
        messages.error(request, "This week is locked. Open it again to change a day.")
    else:
        messages.success(request, told)


@require_POST
@signed_in
def day_done(request: SignedInRequest, log_id: int, date: dt.date) -> HttpResponse:
    """Marks the day done without script; what is in it stays."""
    press = partial(services.mark_day_done, by=request.user, log_id=log_id, date=date)
    _press(request, press, f"{format_date(date)} is done.")
    return redirect("day", log_id, date)


@require_POST
@signed_in
def day_confirm(request: SignedInRequest, log_id: int, date: dt.date) -> HttpResponse:
    press = partial(services.confirm_day, by=request.user, log_id=log_id, date=date)
    _press(request, press, f"You confirmed {format_date(date)}.")
    back = request.POST.get("back")
    return redirect("week", log_id) if back == "week" else redirect("day", log_id, date)


@require_POST
@signed_in
def day_copy(request: SignedInRequest, log_id: int, date: dt.date) -> HttpResponse:
    """Lays another day's shape on this one."""
    try:
        source = dt.date.fromisoformat(request.POST.get("from", ""))
    except ValueError:
        messages.error(request, "Choose the day to copy from.")
        return redirect("day", log_id, date)
    press = partial(services.copy_day, by=request.user, log_id=log_id, date=date, source=source)
    _press(request, press, f"Copied from {format_date(source)}. Change what was different.")
    return redirect("day", log_id, date)
