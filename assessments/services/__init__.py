"""Writes. Each is one transaction that checks, locks, saves, audits and promises what follows."""

from assessments.services.captures import install_content, open_capture, set_window
from assessments.services.days import (
    KeyUsedBefore,
    LogIsLocked,
    StaleRevision,
    change_day,
    confirm_day,
    copy_day,
    mark_day_done,
    rules_for,
    save_day,
)
from assessments.services.diary import ImportSummary, accept_meetings, import_diary
from assessments.services.grants import GrantRefused, end_grant, give_grant
from assessments.services.logs import finish_log, lock_log, reopen_log
from assessments.services.reports import ReportRefused, ask_for_report, retry_report

__all__ = [
    "GrantRefused",
    "ImportSummary",
    "KeyUsedBefore",
    "LogIsLocked",
    "ReportRefused",
    "StaleRevision",
    "accept_meetings",
    "ask_for_report",
    "change_day",
    "confirm_day",
    "copy_day",
    "end_grant",
    "finish_log",
    "give_grant",
    "import_diary",
    "install_content",
    "lock_log",
    "mark_day_done",
    "open_capture",
    "reopen_log",
    "retry_report",
    "rules_for",
    "save_day",
    "set_window",
]
