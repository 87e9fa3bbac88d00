"""A finished result as people read it: one object that page, PDF, spreadsheet and CSV all show."""

from assessments.reports.figures import Beside, Figures, Week
from assessments.reports.files import csv_file, file_name, pdf_html, xlsx_file
from assessments.reports.presentation import Outcome, Presentation, outcome_of, present
from assessments.reports.words import title_of, topic_of, whose

__all__ = [
    "Beside",
    "Figures",
    "Outcome",
    "Presentation",
    "Week",
    "csv_file",
    "file_name",
    "outcome_of",
    "pdf_html",
    "present",
    "title_of",
    "topic_of",
    "whose",
    "xlsx_file",
]
