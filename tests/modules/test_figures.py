"""Download figures: every module, every month, organisations only where nobody is picked out."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.enums import RoleKind
from accounts.models import Organisation, Person
from modules.models import DownloadGrant, Version
from modules.queries.figures import (
    FEWEST,
    OrganisationFigure,
    OrganisationFigures,
    figures_now,
    summed_up,
)
from productive_leader.core.dates import LONDON, today
from tests.factories.accounts import a_person, a_role, an_organisation
from tests.factories.modules import a_file, a_module, a_version
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db


def a_grant(
    version: Version, organisation: Organisation | None, person: Person | None = None, **fields: Any
) -> DownloadGrant:
    return DownloadGrant.objects.create(
        person=person or a_person("Nora Ellis"),
        version=version,
        file=a_file(),
        organisation=organisation,
        evidence="domain",
        **fields,
    )


def an_administrator() -> Person:
    person = a_person("Dana Reid")
    a_role(person, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    return person


def one(name: str, people: int, downloads: int | None = None) -> OrganisationFigure:
    return OrganisationFigure(name, people if downloads is None else downloads, people)


def test_every_published_version_is_counted_also_one_that_nobody_wanted():
    module = a_module("Email under control")
    first, second = module.published, a_version(module)
    other = a_module("Planning the workload")
    nora = a_person("Nora Ellis")
    for version in (first, first, second):
        a_grant(version, None, nora)
    a_grant(first, None)
    rows = [(row.module, row.number, row.downloads, row.people) for row in figures_now().versions]
    assert rows == [
        ("Email under control", 2, 1, 1),
        ("Email under control", 1, 3, 2),
        (other.name, 1, 0, 0),
    ]
    assert figures_now().downloads == 4


def test_months_are_londons_and_none_is_left_out():
    version = a_module().published
    this = today().replace(day=1)
    before = (this - dt.timedelta(days=40)).replace(day=1)
    # Half past midnight in London on the first of a month of summer time is the day before in UTC.
    a_grant(version, None)
    a_grant(version, None, granted_at=dt.datetime.combine(before, dt.time(0, 5), LONDON))
    months = figures_now().months
    assert [month.downloads for month in months if month.downloads] == [1, 1]
    assert (months[0].month, months[-1].month) == (this, before)
    assert len(months) == len({month.month for month in months})


def test_no_more_than_two_years_of_months_are_listed():
    version = a_module().published
    a_grant(version, None, granted_at=timezone.now() - dt.timedelta(days=2000))
    assert len(figures_now().months) == 24


def test_organisations_have_a_name_from_five_people_on():
    version = a_module().published
    large, small, tiny = an_organisation("RNV", "Northvale"), *map(an_organisation, ("RA1", "RA2"))
    for organisation, people in ((large, 6), (small, 3), (tiny, 2)):
        for _ in range(people):
            a_grant(version, organisation)
    assert figures_now().organisations == OrganisationFigures((one("Northvale", 6),), 2, 5)


def test_one_person_who_downloads_often_is_one_person():
    version, nora = a_module().published, a_person("Nora Ellis")
    organisation = an_organisation()
    for _ in range(9):
        a_grant(version, organisation, nora)
    assert figures_now().organisations.is_too_few


@pytest.mark.parametrize(
    ("people", "shown", "others"),
    [
        ([], 0, 0),
        ([5], 1, 0),
        ([9, 7, 5], 3, 0),
        ([9, 7, 3, 2], 2, 2),
        ([9, 7, 4], 1, 2),  # a single small one could be worked out from the total
        ([9, 2, 2], 0, 3),  # so could two with four people together
        ([9, 1], 0, 2),
    ],
)
def test_what_is_summed_up_cannot_be_taken_apart(people, shown, others):
    found = summed_up([one(f"Trust {number}", count) for number, count in enumerate(people)])
    assert (len(found.shown), found.others, found.is_too_few) == (shown, others, False)


@pytest.mark.parametrize("people", [[4], [1], [2, 2], [1, 1, 1]])
def test_too_few_altogether_are_not_shown_at_all(people):
    found = summed_up([one("Trust", count) for count in people])
    assert found == OrganisationFigures((), 0, 0, is_too_few=True)


@given(st.lists(st.integers(1, 12), max_size=12))
def test_no_sum_hides_one_organisation_or_fewer_than_five_people(people):
    figures = [one(f"Trust {n}", count) for n, count in enumerate(sorted(people, reverse=True))]
    found = summed_up(figures)
    if found.is_too_few:
        assert sum(people) < FEWEST or len(people) == 1
        return
    assert all(each.people >= FEWEST for each in found.shown)
    assert found.others != 1
    assert found.others == 0 or found.others_downloads >= FEWEST
    assert sum(each.downloads for each in found.shown) + found.others_downloads == sum(people)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_three_as_for_one(count, django_assert_num_queries):
    for number in range(count):
        a_grant(a_module().published, an_organisation(f"RA{number}"))
    client = client_of(an_administrator())
    with django_assert_num_queries(6):
        client.get(reverse("download_figures"))


def test_the_spreadsheet_has_the_figures_of_the_page():
    version = a_module("Email under control").published
    for code, people in (("RNV", 6), ("RA1", 3), ("RA2", 2)):
        for _ in range(people):
            a_grant(version, an_organisation(code, f"Trust {code}"))
    client = client_of(an_administrator())
    page = client.get(reverse("download_figures")).content.decode()
    answer = client.get(reverse("download_figures_xlsx"))
    book = load_workbook(io.BytesIO(answer.content))
    assert {sheet.title: [tuple(row) for row in sheet.values][1:] for sheet in book} == {
        "Modules": [("Email under control", 1, 11, 11)],
        "Months": [(dt.datetime.combine(today().replace(day=1), dt.time()), 11)],
        "Organisations": [
            ("Trust RNV", 6, 6),
            ("2 others together", None, 5),
        ],
    }
    for sheet in book:
        for row in list(sheet.values)[1:]:
            assert str(row[0]) in page or sheet.title == "Months"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="downloads-{today().isoformat()}.xlsx"'
    )


def test_nobody_elses_page():
    assert client_of(a_person("Sam Wood")).get(reverse("download_figures")).status_code == 404
