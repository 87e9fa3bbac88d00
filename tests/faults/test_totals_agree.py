"""Page, PDF, spreadsheet and CSV give the same minutes, and these add up."""

import csv
import html
import io
import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from assessments.models import Report
from assessments.reports import Beside, Figures, Week, pdf_html, present
from assessments.results import CategoryFacts, Group, PersonResult, compare, team_result
from productive_leader.core.pdf import render_pdf
from tests.assessments.scenes import a_scene
from tests.assessments.weeks import day, week

GROUPS = list(Group)
CATEGORIES = tuple(
    CategoryFacts(
        slug=f"c{number}",
        label=f"Kind {number} of work",
        role="leader",
        group=GROUPS[number % len(GROUPS)],
        counted=GROUPS[number % len(GROUPS)] is not Group.NOT_COUNTED,
        released=GROUPS[number % len(GROUPS)] in {Group.LOOK_AT, Group.PASS_ON, Group.LOST},
        colour_token=f"c{number:02}",
        position=number,
    )
    for number in range(1, 13)
)
TIMES = r"([−+]?(?:\d+ h \d+ min|\d+ h|\d+ min)|–)"
WEEKS = ["Baseline week", "Repeat week", "Change"]

minutes = st.dictionaries(
    st.sampled_from([category.slug for category in CATEGORIES]), st.integers(1, 200), max_size=7
)
days = st.builds(
    day,
    minutes,
    interruptions=st.integers(0, 40),
    worked=st.sampled_from([True, True, True, False]),
    assigned_in_window_minutes=st.integers(440, 480),
)
logged = st.lists(days, min_size=3, max_size=7)
people = st.builds(
    lambda one, two: compare(week(one), week(two, baseline_ends(one)), CATEGORIES), logged, logged
)
results = people | st.lists(people, min_size=5, max_size=8).map(team_result).filter(
    lambda result: hasattr(result, "lines")
)


def baseline_ends(one):
    return week(one).ends_on


@pytest.fixture
def report(db):
    scene = a_scene(locked=False)
    return Report(
        scope="person", team=scene.team, kind="leader", subject=scene.alice, asked_by=scene.alice
    )


def in_minutes(text):
    """What `format_duration` said; None for a dash."""
    if text == "–":
        return None
    hours, rest = (re.search(rf"(\d+) {unit}", text) for unit in ("h", "min"))
    total = int(hours[1] if hours else 0) * 60 + int(rest[1] if rest else 0)
    return -total if text.startswith("−") else total


def on_page(client, report):
    """Label to minutes, of the table of categories and that of groups."""
    page = client.get(f"/results/{report.pk}/").content.decode()
    rows = re.findall(r'role="rowheader">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    return {
        html.unescape(re.sub(r" <span.*", "", label)): [in_minutes(text) for text in texts]
        for label, cells in rows
        if len(texts := re.findall(r">([^<]*)</td>", cells)) == 3 and _is_time(texts)
    }


def _is_time(texts):
    return all(re.fullmatch(TIMES, text) for text in texts)


def in_pdf(report, labels):
    """The same of the PDF's text, where a category's group stands between its name and times."""
    pages = PdfReader(io.BytesIO(report.pdf)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    categories, rest = text.split("What the time was for")
    notes = "|".join(re.escape(group.label) for group in Group)
    found = {}
    for label in labels:
        place = categories if re.match("Kind|Whole", label) else rest
        row = re.search(rf"{re.escape(label)}(?: (?:{notes}))? {TIMES} {TIMES} {TIMES}", place)
        found[label] = [in_minutes(time) for time in row.groups()] if row else place
    return found


def in_spreadsheet(client, report):
    book = load_workbook(io.BytesIO(client.get(f"/results/{report.pk}.xlsx").content))
    found = {}
    for sheet in book:
        header, *rows = sheet.iter_rows(values_only=True)
        if not set(WEEKS) <= set(header):
            continue
        places = [header.index(name) for name in WEEKS]
        for row in rows:
            if row[-1] == "minutes":
                found[row[0]] = [row[place] for place in places]
    return found


def in_csv(client, report):
    text = client.get(f"/results/{report.pk}.csv").content.decode("utf-8-sig")
    return {
        row["Line"]: [int(row[name]) if row[name] else None for name in WEEKS]
        for row in csv.DictReader(io.StringIO(text))
        if row["Unit"] == "minutes"
        and (row["Baseline week"] or row["Repeat week"])
        and row["Line"] != "Length of a slot"
    }


def keep(report, result):
    """The result as a finished report, as a worker keeps it."""
    is_person = isinstance(result, PersonResult)
    dates = Week(week([day({})]).starts_on, week([day({})]).ends_on)
    figures = Figures(result, dates, dates, 44, "0", Beside(5, 90) if is_person else None)
    report.scope = "person" if is_person else "team"
    report.subject = report.asked_by if is_person else None
    report.figures, report.state, report.step = figures.to_json(), "done", 3
    report.finished_at = report.finished_at or report.team.programme.facilitator.created_at
    shown = present(report)
    report.pdf = render_pdf(pdf_html(shown), title=shown.title)
    report.save()


@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would draw hundreds of PDFs
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(result=results)
def test_page_pdf_spreadsheet_and_csv_agree_to_the_minute(client, report, result):
    client.force_login(report.asked_by)
    keep(report, result)
    page = on_page(client, report)
    assert in_spreadsheet(client, report) == page
    assert in_pdf(report, page) == page
    blank = {label for label, row in page.items() if row == [None] * 3}
    assert in_csv(client, report) == {
        label: row for label, row in page.items() if label not in blank
    }
    adds_up(page, result)


def adds_up(page, result):
    """What is shown sums to what is shown; the figure released is a sum of shown changes."""
    total = page["Whole week, as counted"]
    counted = [line for line in result.lines if line.category.counted]
    used = [line for line in counted if line.before or line.after]
    for place in (0, 1):
        shown = [page[line.category.label][place] for line in used]
        if None not in shown:
            assert sum(shown) == (total[place] or 0)
            groups = [page[line.group.label][place] for line in result.group_lines]
            outside = [page[Group.NOT_COUNTED.label][place]]
            assert sum(filter(None, groups)) - sum(filter(None, outside)) == (total[place] or 0)
    if isinstance(result, PersonResult) and result.has_claim:
        changes = [page[line.category.label][2] for line in used if line.category.released]
        assert result.released_minutes == -sum(changes)
