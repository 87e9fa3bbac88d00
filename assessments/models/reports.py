"""A result that was asked for: its progress, its frozen figures and its PDF."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.enums import ReportScope, ReportState
from programmes.enums import MemberKind
from programmes.models import Team


class Report(models.Model):
    """The comparison of a team's two weeks, for one person or for one kind of member.

    `figures` is the frozen result; page, PDF, spreadsheet and CSV all read it and nothing else.
    `step` of `steps` is the progress shown while it is being worked out.
    """

    scope = models.CharField(max_length=10, choices=ReportScope.choices)
    team = models.ForeignKey(Team, models.CASCADE, related_name="reports")
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="reports"
    )
    kind = models.CharField(max_length=10, choices=MemberKind.choices)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    state = models.CharField(
        max_length=10, choices=ReportState.choices, default=ReportState.WAITING
    )
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=3)
    reason = models.CharField(max_length=300, blank=True)
    figures: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    pdf = models.BinaryField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(scope=ReportScope.PERSON, subject__isnull=False)
                | Q(scope=ReportScope.TEAM, subject=None),
                name="personal_report_names_its_person",
            ),
            models.CheckConstraint(
                condition=Q(step__lte=F("steps")), name="report_progress_stays_within_its_steps"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.DONE)
                | Q(figures__isnull=False, pdf__isnull=False, finished_at__isnull=False),
                name="finished_report_has_its_figures_and_pdf",
            ),
            models.UniqueConstraint(
                fields=["scope", "team", "kind", "subject"],
                condition=Q(state__in=(ReportState.WAITING, ReportState.WORKING)),
                nulls_distinct=False,
                name="one_report_of_a_thing_is_worked_out_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.FAILED) | ~Q(reason=""),
                name="failed_report_says_why",
            ),
        ]

    class Privacy:
        subject = "subject"
        rows = "delete"
        personal: ClassVar[dict[str, str]] = {
            "subject": "export+erase",
            "figures": "export+erase",
            "pdf": "erase",
            "asked_by": "export+erase",
        }
        plain = (
            "id",
            "scope",
            "team",
            "kind",
            "state",
            "step",
            "steps",
            "reason",
            "created_at",
            "finished_at",
        )

    def __str__(self) -> str:
        return f"{self.get_scope_display()} result of {self.team}"
