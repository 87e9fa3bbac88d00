import datetime as dt

import pytest
from django.template import Context, Template

SUMMER_NIGHT = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)  # half past midnight in London


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("moment|long_date", "Wednesday 1 July 2026"),
        ("moment|short_date", "Wed 1 Jul"),
        ("moment|clock", "12:30am"),
        ("moment|hours_to:later", "12:30am to 2am"),
        ("minutes|duration", "1 h 5 min"),
    ],
)
def test_a_page_says_moments_as_the_clock_in_london_shows_them(written, read):
    page = Template(f"{{% load words %}}{{{{ {written} }}}}")
    later = SUMMER_NIGHT + dt.timedelta(minutes=90)
    assert page.render(Context({"moment": SUMMER_NIGHT, "later": later, "minutes": 65})) == read
