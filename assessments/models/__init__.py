"""What the assessments room keeps."""

from assessments.models.captures import Capture, Category, CategorySet
from assessments.models.days import Block, Day, DayTotal, DayWrite, Interruption
from assessments.models.diary import DiaryEvent, SeriesCategory
from assessments.models.logs import Grant, Log, Reopening
from assessments.models.reports import Report

__all__ = [
    "Block",
    "Capture",
    "Category",
    "CategorySet",
    "Day",
    "DayTotal",
    "DayWrite",
    "DiaryEvent",
    "Grant",
    "Interruption",
    "Log",
    "Reopening",
    "Report",
    "SeriesCategory",
]
