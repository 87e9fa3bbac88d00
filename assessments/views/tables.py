"""The day as a table: for a screen reader, for no script, for whoever likes typing."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import SignedInRequest, signed_in, typed
from assessments import services
from assessments.documents import DayChange, InterruptionDraft, InvalidDay
from assessments.forms import BaseDayFormSet, DayForm, DayFormSet, rows_of
from assessments.queries.categories import categories_of
from assessments.queries.days import KeptDay
from assessments.queries.documents import document_of
from assessments.timeline import Interval, log_day
from assessments.views.days import day_frame, visible_day
from productive_leader.core.dates import format_hours_between


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def day_table(request: SignedInRequest, log_id: int, date: dt.date) -> HttpResponse:
    """Shows and keeps the day as rows of start, end, category and note."""
    filled_in = typed(request, press="Save the day")
    table = _Table(visible_day(request.user, log_id, date), filled_in)
    if request.method != "POST" or "add" in request.POST:
        return table.page(request)
    if table.save(request):
        messages.success(request, "Saved.")
        return redirect("day_table", log_id, date)
    return table.page(request, status=table.status)


@require_POST
@signed_in
def day_accept(request: SignedInRequest, log_id: int, date: dt.date) -> HttpResponse:
    """Accepts the ticked meetings of a day, each in its category."""
    ticked = {int(one) for one in request.POST.getlist("accept") if one.isdecimal()}
    categories = {one: request.POST.get(f"category-{one}", "") for one in ticked}
    try:
        left_out = services.accept_meetings(
            by=request.user, log_id=log_id, date=date, categories=categories
        )
    except InvalidDay as invalid:
        messages.error(request, invalid.problems[0].message)
    except services.LogIsLocked:
        messages.error(request, "This week is locked. Open it again to change a day.")
    else:
        messages.success(request, "Accepted." if not left_out else _clash(left_out))
    return redirect("day_table", log_id, date)


def _clash(titles: list[str]) -> str:
    return f"Accepted, but there was no free time left for: {', '.join(titles)}."


class _Table:
    """The forms of one day's table, bound to what was typed if anything was."""

    def __init__(self, kept: KeptDay, filled_in: QueryDict | None) -> None:
        self.kept, self.log, self.date = kept, kept.log, kept.day.date
        self.status = 422
        self.theirs: dict[str, Any] | None = None
        categories = categories_of(self.log)
        extra = {"categories": categories, "rules": services.rules_for(self.log, self.date)}
        if filled_in is not None and "add" in filled_in:
            filled_in = filled_in.copy()
            filled_in["form-TOTAL_FORMS"] = str(_total(filled_in) + 3)
        self.formset = cast(
            BaseDayFormSet,
            DayFormSet(filled_in, initial=rows_of(kept.blocks, categories), form_kwargs=extra),
        )
        self.form = DayForm(filled_in, initial=_initial(self.kept))
        if filled_in is not None and "add" not in filled_in:
            self.form.is_valid()

    def save(self, request: SignedInRequest) -> bool:
        """Keeps the day, or leaves the trouble on the forms."""
        if not (self.form.is_valid() and self.formset.is_valid()):
            return False
        try:
            services.change_day(
                by=request.user, log_id=self.log.pk, date=self.date, change=self._change()
            )
        except InvalidDay as invalid:
            for problem in invalid.problems:
                self.form.add_error(None, problem.message)
        except services.StaleRevision as stale:
            self._explain_stale(stale.document)
        except services.LogIsLocked:
            self.status = 423
            self.form.add_error(None, "This week is locked. Open it again to change a day.")
        else:
            return True
        return False

    def _change(self) -> DayChange:
        day = self.form.cleaned_data
        return DayChange(
            revision=day["revision"],
            blocks=self.formset.drafts(self.kept.blocks),
            worked=day["worked"],
            done=day["done"],
            interruptions=self._interruptions(day["interruptions"]),
        )

    def _interruptions(self, count: int | None) -> tuple[InterruptionDraft, ...] | None:
        """The present ones, as many as typed; further ones are marked as of now or of the day."""
        if count is None:
            return None
        present = [
            InterruptionDraft(dt.datetime.fromisoformat(row["at"]), row["note"])
            for row in self.kept.interruptions
        ]
        now, whole = timezone.now(), log_day(self.date)
        moment = now if whole.contains(now) else self.kept.window.start
        return tuple(present[:count]) + (InterruptionDraft(moment),) * (count - len(present))

    def _explain_stale(self, document: dict[str, Any]) -> None:
        self.status = 409
        self.theirs = document
        self.form.add_error(
            None,
            "Somebody changed this day meanwhile. What is kept now stands above your version. "
            "Press “Save the day” again to keep yours, or leave to keep theirs.",
        )
        typed = cast(QueryDict, self.form.data).copy()
        typed["revision"] = str(document["revision"])
        self.form.data = typed

    def _meetings(self, document: dict[str, Any], labels: dict[str, str]) -> list[dict[str, Any]]:
        """Pending meetings, their times as moments; one that clashes starts unticked."""
        rows = {row["id"]: row for row in self.kept.diary}
        taken = [
            (block.during, labels[one["category"]])
            for block, one in zip(self.kept.blocks, document["blocks"], strict=True)
        ]
        meetings = []
        for one in document["diary"]:
            row = rows[one["id"]]
            during = Interval(row["start"], row["end"])
            clash = next((name for other, name in taken if other.overlaps(during)), "")
            ticked = row["ticked"] and not clash
            if ticked:
                taken.append((during, row["title"]))
            meetings.append({**row, "category": one["category"], "clash": clash, "ticked": ticked})
        return meetings

    def page(self, request: SignedInRequest, status: int = 200) -> HttpResponse:
        labels = {one.slug: one.label for one in categories_of(self.log)}
        document = document_of(self.kept)
        theirs = [
            {
                "start": dt.datetime.fromisoformat(block["start"]),
                "end": dt.datetime.fromisoformat(block["end"]),
                "label": labels[block["category"]],
                "note": block["note"],
            }
            for block in (self.theirs or {"blocks": []})["blocks"]
        ]
        context = {
            **day_frame(self.log, self.date),
            "acting": self.log.person_id != request.user.pk,
            "form": self.form,
            "formset": self.formset,
            "document": document,
            "gaps": [_gap_words(gap) for gap in document["gaps"]],
            "diary_rows": self._meetings(document, labels),
            "categories": categories_of(self.log),
            "theirs": theirs,
            "locked": self.log.locked,
        }
        return render(request, "assessments/day_table.html", context, status=status)


def _gap_words(gap: dict[str, Any]) -> str:
    start, end = (dt.datetime.fromisoformat(gap[name]) for name in ("start", "end"))
    return format_hours_between(start, end)


def _initial(kept: KeptDay) -> dict[str, Any]:
    return {
        "revision": kept.day.revision,
        "worked": "yes" if kept.day.worked else "no",
        "interruptions": len(kept.interruptions),
        "done": kept.day.done_at is not None,
    }


def _total(typed: QueryDict) -> int:
    try:
        return min(int(typed.get("form-TOTAL_FORMS", "0")), 297)
    except ValueError:
        return 0
