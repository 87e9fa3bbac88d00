"""The twins of the page: PDF, spreadsheet and CSV of one presentation."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.text import slugify

from assessments.models import Report
from assessments.reports.presentation import Presentation
from assessments.reports.tables import one_sheet
from productive_leader.core.dates import LONDON
from productive_leader.core.spreadsheets import csv_bytes, xlsx_bytes


def pdf_html(shown: Presentation) -> str:
    """The page that core.pdf draws."""
    return render_to_string("pdf/assessments/result.html", {"title": shown.title, "result": shown})


def xlsx_file(shown: Presentation) -> bytes:
    """A worksheet for each table."""
    return xlsx_bytes(table.sheet() for table in shown.tables)


def csv_file(shown: Presentation) -> bytes:
    """Every table below the other, with its name in the first column."""
    return csv_bytes(one_sheet(shown.title, shown.tables))


def file_name(report: Report, shown: Presentation, extension: str) -> str:
    """A name of our own, in plain letters: result-of-dr-alice-ahmed-2026-03-03.pdf."""
    day = (report.finished_at or report.created_at).astimezone(LONDON).date()
    return f"{slugify(shown.title)[:80]}-{day.isoformat()}.{extension}"
