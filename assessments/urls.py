"""Addresses of the assessments room."""

from datetime import date

from django.urls import path, register_converter

from assessments.views import days, diary, grants, results, tables, weeks


class DateConverter:
    """A calendar date as yyyy-mm-dd; anything else is no address of ours."""

    regex = r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


register_converter(DateConverter, "date")

urlpatterns = [
    path("time/", days.today, name="today"),
    path("time/grants/", grants.grants, name="grants"),
    path("time/grants/<int:grant_id>/end/", grants.grant_end, name="grant_end"),
    path("time/<int:log_id>/import/", diary.diary_import, name="diary_import"),
    path("time/<int:log_id>/week/", weeks.week, name="week"),
    path("time/<int:log_id>/hours/", weeks.log_window, name="log_window"),
    path("time/<int:log_id>/finish/", weeks.log_finish, name="log_finish"),
    path("time/<int:log_id>/lock/", weeks.log_lock, name="log_lock"),
    path("time/<int:log_id>/reopen/", weeks.log_reopen, name="log_reopen"),
    path("time/<int:log_id>/<date:date>/", days.day, name="day"),
    path("time/<int:log_id>/<date:date>/blocks", days.day_blocks, name="day_blocks"),
    path("time/<int:log_id>/<date:date>/table/", tables.day_table, name="day_table"),
    path("time/<int:log_id>/<date:date>/accept/", tables.day_accept, name="day_accept"),
    path("time/<int:log_id>/<date:date>/done/", days.day_done, name="day_done"),
    path("time/<int:log_id>/<date:date>/confirm/", days.day_confirm, name="day_confirm"),
    path("time/<int:log_id>/<date:date>/copy/", days.day_copy, name="day_copy"),
    path("results/", results.results, name="results"),
    path("results/<int:report_id>/", results.report, name="report"),
    path("results/<int:report_id>/again/", results.report_again, name="report_again"),
    path("results/<int:report_id>.pdf", results.report_pdf, name="report_pdf"),
    path("results/<int:report_id>.xlsx", results.report_xlsx, name="report_xlsx"),
    path("results/<int:report_id>.csv", results.report_csv, name="report_csv"),
]
