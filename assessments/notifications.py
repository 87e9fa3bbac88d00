"""Messages of the assessments room. Each writes an outbox row in the caller's transaction."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.models import Person
from assessments.models import Grant, Log, Report
from assessments.reports.words import topic_of
from productive_leader.core.mail import queue_email


def _send(to: Person, template: str, path: str, **context: Any) -> None:
    queue_email(
        to=to.email,
        template=f"assessments/{template}",
        context={"name": to.name, "link": f"{settings.SITE_URL}{path}", **context},
    )


def tell_grant_given(grant: Grant) -> None:
    _send(grant.pa, "grant_given", reverse("today"), grant=grant, leader=grant.leader.name)


def tell_grant_ended(grant: Grant, *, by: Person) -> None:
    other = grant.pa if by.pk == grant.leader_id else grant.leader
    _send(other, "grant_ended", reverse("grants"), by=by.name, leader=grant.leader.name)


def tell_week_finished(log: Log, *, by: Person) -> None:
    _send(log.person, "week_finished", reverse("week", args=[log.pk]), by=by.name, log=log)


def tell_week_reopened(log: Log, *, by: Person, reason: str) -> None:
    path = reverse("week", args=[log.pk])
    _send(log.person, "week_reopened", path, by=by.name, log=log, reason=reason)


def tell_report_ready(report: Report) -> None:
    _tell_of_report(report, "report_ready")


def tell_report_failed(report: Report) -> None:
    _tell_of_report(report, "report_failed")


def _tell_of_report(report: Report, template: str) -> None:
    path = reverse("report", args=[report.pk])
    programme = report.team.programme
    _send(
        report.asked_by,
        template,
        path,
        topic=topic_of(report),
        programme=programme,
        reason=report.reason,
    )
