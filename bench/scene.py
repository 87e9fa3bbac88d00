"""Makes the week that is measured; prints cookies, addresses and what needs no server, as JSON."""

import gc
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "productive_leader.settings"
django.setup()

from datetime import UTC, datetime, timedelta  # noqa: E402 after setup

from django.conf import settings  # noqa: E402 after setup
from django.db import connection  # noqa: E402 after setup
from django.test import Client  # noqa: E402 after setup
from django.test.utils import CaptureQueriesContext  # noqa: E402 after setup
from django.urls import reverse  # noqa: E402 after setup

from accounts.models import Person  # noqa: E402 after setup
from assessments import diary, services  # noqa: E402 after setup
from assessments.models import Log, Report  # noqa: E402 after setup
from assessments.reports.files import pdf_html  # noqa: E402 after setup
from assessments.reports.presentation import present  # noqa: E402 after setup
from bench import catalogue, orders, sessions  # noqa: E402 after setup
from bench.load import VISITORS  # noqa: E402 after setup
from productive_leader.core.pdf import render_pdf  # noqa: E402 after setup
from tests.factories import assessments as weeks  # noqa: E402 after setup
from tests.support import world  # noqa: E402 after setup

FOURTEEN = [f"{8 + n // 2:02}:{30 * (n % 2):02}" for n in range(15)]
ROWS = tuple(
    (start, end, ("email", "planning")[n % 2]) for n, (start, end) in enumerate(pairwise(FOURTEEN))
)
ROUNDS, WARM_ROUNDS = 8, 2
HOST = {"HTTP_HOST": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"}


def main() -> None:
    made = world.build()
    team = weeks.a_team(VISITORS, 1, code="RBN")
    capture = weeks.a_capture(team)
    clients, logs = [], []
    for leader in weeks.leaders_of(team):
        logs.append(weeks.a_log(capture, leader))
        weeks.a_logged_day(logs[-1], capture.starts_on, ROWS)
        clients.append(signed_in(leader))
    days = [reverse("day", args=[log.pk, capture.starts_on]) for log in logs]
    blocks = [reverse("day_blocks", args=[log.pk, capture.starts_on]) for log in logs]
    meetings = sessions.make()
    # Memory is measured before the large catalogue is made.
    importing = import_against_parsing(logs[0].person, logs[0])
    printing = pdf_against_weasyprint(Report.objects.get(pk=made.arguments["report_id"]))
    modules = catalogue.make()
    ordering = orders.make()
    found = {
        "facilitators": [facilitator(meetings) for _ in range(VISITORS)],
        "cockpit": meetings["cockpit"],
        "releases": meetings["releases"],
        "visitors": [visitor(client, day) for client, day in zip(clients, days, strict=True)],
        "days": days,
        "blocks": blocks,
        "today": reverse("today"),
        "queries": queries(clients[0], days[0], blocks[0]) | cockpit_queries(meetings),
        "catalogue": modules,
        "orders": with_cookies(ordering),
        "import": importing,
        "pdf": printing,
    }
    json.dump(found, sys.stdout)


def visitor(client: Client, day: str) -> dict[str, object]:
    """A leader with a session and a week of their own."""
    client.get(day, **HOST)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return {"cookies": cookies, "csrf": cookies[settings.CSRF_COOKIE_NAME]}


def facilitator(meetings: dict[str, Any]) -> dict[str, object]:
    """One more browser of the facilitator."""
    return visitor(signed_in(meetings["facilitator"]), meetings["cockpit"])


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def with_cookies(ordering: dict[str, Any]) -> dict[str, Any]:
    """The scene of orders with browsers in the place of its people, and the queries of its list."""
    buyer = signed_in(ordering["buyer"])
    found = ordering | {
        "buyers": [
            visitor(signed_in(ordering["buyer"]), ordering["list"]) for _ in range(VISITORS)
        ],
        "chief": visitor(signed_in(ordering["chief"]), ordering["waiting"][0]),
    }
    del found["buyer"]
    buyer.get(ordering["list"], **HOST)
    with CaptureQueriesContext(connection) as captured:
        buyer.get(ordering["list"], **HOST)
    return found | {"queries": {"list 1,000 orders": len(captured)}}


def cockpit_queries(meetings: dict[str, Any]) -> dict[str, int]:
    client = signed_in(meetings["facilitator"])
    client.get(meetings["cockpit"], **HOST)
    with CaptureQueriesContext(connection) as captured:
        client.get(meetings["cockpit"], **HOST)
    return {"open the cockpit": len(captured)}


def queries(client: Client, day: str, blocks: str) -> dict[str, int]:
    counts = {}
    document = client.get(blocks, **HOST).json()
    document["blocks"][3]["note"] = "Changed"
    asks: dict[str, Callable[[], object]] = {
        "open a day": lambda: client.get(day, **HOST),
        "open today": lambda: client.get(reverse("today"), **HOST),
        "save a day": lambda: client.put(
            blocks,
            json.dumps(document),
            content_type="application/json",
            HTTP_IDEMPOTENCY_KEY="bench",
            **HOST,
        ),
    }
    for name, ask in asks.items():
        with CaptureQueriesContext(connection) as captured:
            ask()
        counts[name] = sum(not q["sql"].startswith(("SAVEPOINT", "RELEASE")) for q in captured)
    return counts


def a_diary(log: Log, events: int = 4800, size: int = 1_600_000) -> bytes:
    """Events over eight years around the week, one in a hundred repeating, padded to the size."""
    noon = datetime.combine(log.capture.starts_on, datetime.min.time(), UTC) + timedelta(hours=9)
    pad = "x" * max(0, size // events - 230)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bench//EN"]
    for number in range(events):
        start = noon + timedelta(days=(number - events // 2) // 2, hours=number % 8)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{number}@bench.example",
            f"DTSTAMP:{noon:%Y%m%dT%H%M%SZ}",
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
            f"DTEND:{start + timedelta(minutes=45):%Y%m%dT%H%M%SZ}",
            f"SUMMARY:Meeting {number}",
            *(["RRULE:FREQ=WEEKLY;COUNT=20"] if number % 100 == 0 else []),
            *(f"X-PAD:{pad[at : at + 60]}" for at in range(0, len(pad), 60)),
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def import_against_parsing(alice: Person, log: Log) -> dict[str, float]:
    data = a_diary(log)
    first, last = log.capture.starts_on, log.capture.ends_on

    def parse() -> object:
        return diary.read_week(data, first, last, owner_email=alice.email)

    def bring_in() -> object:
        return services.import_diary(by=alice, log_id=log.pk, data=data)

    return {"bytes": len(data), **by_turns(bring_in, parse, clock=time.perf_counter)}


def pdf_against_weasyprint(report: Report) -> dict[str, float]:
    """The whole of it, from the stored figures, beside WeasyPrint given the finished HTML.

    In processor time: all of it happens in this process, and neighbours do not count.
    """
    html, title = pdf_html(present(report)), present(report).title

    def whole() -> object:
        return render_pdf(pdf_html(present(report)), title=title)

    def alone() -> object:
        return weasyprint_alone(html)

    size = len(render_pdf(html, title=title))
    found = by_turns(whole, alone, clock=time.process_time)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"bytes": size, **found, "peak MB": peak}


@cache
def prepared() -> tuple[Any, Any]:
    """The style sheet and fonts, read once, as ours are."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    from productive_leader.core.pdf import ASSETS

    fonts = FontConfiguration()
    return CSS(filename=str(ASSETS["print.css"]), font_config=fonts), fonts


def weasyprint_alone(html: str) -> bytes:
    """WeasyPrint as its manual shows it, tags on, with everything ready that may be ready."""
    from weasyprint import HTML

    sheet, fonts = prepared()
    page = HTML(string=html, base_url="asset:")
    return bytes(page.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1"))


def by_turns(
    ours: Callable[[], object], floor: Callable[[], object], *, clock: Callable[[], float]
) -> dict[str, float]:
    """The middle of each in milliseconds, and of the ratios of the rounds.

    Both are warmed alike, each begins every other round, and neither pays for the other's rubbish.
    """
    times: dict[Callable[[], object], list[float]] = {ours: [], floor: []}
    for turn in range(WARM_ROUNDS + ROUNDS):
        for work in (ours, floor) if turn % 2 else (floor, ours):
            gc.collect()
            began = clock()
            work()
            times[work].append((clock() - began) * 1000)
    one, other = (times[work][WARM_ROUNDS:] for work in (ours, floor))
    ratios = [mine / theirs for mine, theirs in zip(one, other, strict=True)]
    return {
        "ours": statistics.median(one),
        "floor": statistics.median(other),
        "ratio": statistics.median(ratios),
    }


if __name__ == "__main__":
    main()
