"""Messages of the assessments room. Each writes an outbox row in the caller's transaction."""

from __future__ import annotations

from typing import Any

from accounts.models import Person
from assessments.models import Grant, Log, Report
from assessments.reports.words import topic_of
from productive_leader.core.links import absolute
from productive_leader.core.mail import queue_email


def _send(to: Person, template: str, link: str, **context: Any) -> None:
    queue_email(
        to=to.email,
        template=f"assessments/{template}",
        context={"name": to.name, "link": link, **context},
    )


def tell_grant_given(grant: Grant) -> None:
    _send(grant.pa, "grant_given", absolute("today"), grant=grant, leader=grant.leader.name)


def tell_grant_ended(grant: Grant, *, by: Person) -> None:
    other = grant.pa if by.pk == grant.leader_id else grant.leader
    _send(other, "grant_ended", absolute("grants"), by=by.name, leader=grant.leader.name)


def tell_week_finished(log: Log, *, by: Person) -> None:
    _send(log.person, "week_finished", absolute("week", log.pk), by=by.name, log=log)


def tell_week_reopened(log: Log, *, by: Person, reason: str) -> None:
    link = absolute("week", log.pk)
    _send(log.person, "week_reopened", link, by=by.name, log=log, reason=reason)


def tell_report_ready(report: Report) -> None:
    _tell_of_report(report, "report_ready")


def tell_report_failed(report: Report) -> None:
    _tell_of_report(report, "report_failed")


def _tell_of_report(report: Report, template: str) -> None:
    programme = report.team.programme
    _send(
        report.asked_by,
        template,
        absolute("report", report.pk),
        topic=topic_of(report),
        programme=programme,
        reason=report.reason,
    )
