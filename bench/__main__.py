"""Starts our server and the floor beside it, measures both by turns, prints ratios and targets."""

import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import transfer
from bench.load import VISITORS, Answer, Measured, Visitor, measure
from productive_leader.site.embedded import free_port, services

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / ".data" / "bench"
ROUNDS, SECONDS, WARM = 15, 1.0, 2.0  # short turns, so that a busy moment meets both sides
PRODUCTION = {
    "SECRET_KEY": "only-for-the-bench-" + "b" * 40,
    "ALLOWED_HOSTS": "127.0.0.1",
    "SITE_URL": "https://127.0.0.1",
    "BEHIND_PROXY": "1",
}


def main() -> None:
    shutil.rmtree(DATA, ignore_errors=True)
    with ExitStack() as stack:
        running = stack.enter_context(services(DATA))
        environment = os.environ | PRODUCTION | running.environment() | {"DATA_DIR": str(DATA)}
        environment["FLOOR_URL"] = add_database(environment["DATABASE_URL"])
        python(environment, "manage.py", "migrate", "--verbosity", "0")
        python(environment, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        ours = json.loads(python(environment, "-m", "bench.scene"))
        floor = json.loads(python(environment, "-m", "bench.floor.scene"))
        our_port = stack.enter_context(gunicorn("productive_leader.wsgi", environment))
        floor_port = stack.enter_context(gunicorn("bench.floor.wsgi", environment))
        before = cpu()
        found = by_turns(work(our_port, floor_port, ours, floor))
        released = releasing(our_port, floor_port, ours, floor)
        steal = stolen(before, cpu())
        page = transfer.of_a_page(visitor(our_port, ours["visitors"][0]), ours["days"][0])
    results = {"machine": machine(steal), "rows": [], "raw": raw(found | released)}
    results["rows"] = rows(found, ours, page) + release_rows(released)
    results["alone"] = {name: ours[name] for name in ("import", "pdf")}
    (ROOT / "bench" / "results.json").write_text(json.dumps(results, indent=2))
    show(results)


def python(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def add_database(address: str) -> str:
    import psycopg2

    connection = psycopg2.connect(address)
    connection.autocommit = True
    connection.cursor().execute("CREATE DATABASE floor")
    connection.close()
    return address.replace("/postgres?", "/floor?")


@contextmanager
def gunicorn(application: str, environment: dict[str, str]) -> Iterator[int]:
    """Two workers, as in production; the port it listens on."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--threads", "4", "--preload", "--no-control-socket"]
    with (DATA / f"{application}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            Visitor(port, {}, "").ask("GET", "/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"Nothing answers on port {port}.")


Work = dict[str, list[Callable[[], Answer]]]


def work(our_port: int, floor_port: int, ours: dict[str, Any], floor: dict[str, Any]) -> Work:
    """What each of the visitors does, for each kind of work."""
    us = [visitor(our_port, one) for one in ours["visitors"]]
    them = [visitor(floor_port, one) for one in floor["visitors"]]
    bobs = [visitor(our_port, one) for one in ours["facilitators"]]
    assert len(us) == len(them) == len(bobs) == VISITORS
    form = "application/x-www-form-urlencoded"
    return {
        "floor constant": [lambda v=v: v.ask("GET", "/constant/") for v in them],
        "floor session": [lambda v=v: v.ask("GET", "/session/") for v in them],
        "floor insert": [lambda v=v: v.ask("POST", "/insert/", b"title=Row", form) for v in them],
        "floor form": [lambda v=v: v.ask("GET", "/form/") for v in them],
        "floor rows": [lambda v=v: v.ask("GET", "/rows/") for v in them],
        "save a day": [saving(v, path) for v, path in zip(us, ours["blocks"], strict=True)],
        "open a day": [
            lambda v=v, path=path: v.ask("GET", path)
            for v, path in zip(us, ours["days"], strict=True)
        ],
        "open today": [lambda v=v: v.ask("GET", ours["today"]) for v in us],
        "open the cockpit": [lambda v=v: v.ask("GET", ours["cockpit"]) for v in bobs],
        **strangers(our_port, ours["catalogue"]),
        **ordering(our_port, ours["orders"]),
    }


def ordering(port: int, orders: dict[str, Any]) -> Work:
    """Looking through a thousand orders, and placing another with a key of its own."""
    them = [visitor(port, one) for one in orders["buyers"]]
    form = "application/x-www-form-urlencoded"

    def place(one: Visitor) -> Answer:
        given = orders["form"] | {"form_key": str(uuid.uuid4())}
        status, body = one.ask("POST", orders["new"], urlencode(given).encode(), form)
        assert status == 302, body[:2000]
        return status, body

    return {
        "list the orders": [lambda v=v: v.ask("GET", orders["list"]) for v in them],
        "place an order": [lambda v=v: place(v) for v in them],
    }


def strangers(port: int, catalogue: dict[str, Any]) -> Work:
    """What people do who are not signed in; no search is made twice."""
    them = [Visitor(port, {}, "") for _ in range(VISITORS)]
    searches = iter(catalogue["searches"])
    return {
        "list the modules": [lambda v=v: v.ask("GET", catalogue["list"]) for v in them],
        "open a module": [lambda v=v: v.ask("GET", catalogue["module"]) for v in them],
        "search": [lambda v=v: v.ask("GET", next(searches)) for v in them],
    }


def releasing(
    our_port: int, floor_port: int, ours: dict[str, Any], floor: dict[str, Any]
) -> dict[str, Measured]:
    """Presses Release once for each team that waits, each time beside the floor's 200 rows."""
    bob, plain = (
        visitor(our_port, ours["facilitators"][0]),
        visitor(floor_port, floor["visitors"][0]),
    )
    form = "application/x-www-form-urlencoded"
    found = {"a release": Measured(), "200 rows alone": Measured()}
    for path in ours["releases"]:
        seen = re.search(rb'name="seen" value="(\w+)"', bob.ask("GET", path)[1])
        assert seen, path
        time_one(found["200 rows alone"], plain, "GET", "/rows/")
        time_one(found["a release"], bob, "POST", path, b"seen=" + seen[1], form)
    chief = visitor(our_port, ours["orders"]["chief"])
    found |= {"authorise an order": Measured(), "insert alone": Measured()}
    for path in ours["orders"]["waiting"]:
        seen = re.search(rb'name="seen" value="(\w+)"', chief.ask("GET", path)[1])
        assert seen, path
        time_one(found["insert alone"], plain, "POST", "/insert/", b"title=Row", form)
        body = b"decision=authorised&seen=" + seen[1]
        time_one(found["authorise an order"], chief, "POST", path, body, form)
    for one in found.values():
        one.rates.append(1000 / statistics.median(one.times))
    return found


def time_one(into: Measured, visitor: Visitor, *request: Any) -> None:
    began = time.perf_counter()
    status, answer = visitor.ask(*request)
    into.times.append((time.perf_counter() - began) * 1000)
    into.size = len(answer)
    assert status < 400, (request, status)


def release_rows(released: dict[str, Measured]) -> list[list[str]]:
    """How many of the floor's 200-row pages one release takes, in the middle of all of them."""
    ratio = released["200 rows alone"].rates[0] / released["a release"].rates[0]
    return [at_most("release 8 sessions to 41 people / 200 rows", ratio, 2)]


def visitor(port: int, one: dict[str, Any]) -> Visitor:
    return Visitor(port, one["cookies"], one["csrf"])


def saving(visitor: Visitor, path: str) -> Callable[[], Answer]:
    """Changes one block of fourteen, again and again, with a fresh key as the page sends it."""
    document = json.loads(visitor.ask("GET", path)[1])

    def save() -> Answer:
        nonlocal document
        block = document["blocks"][3]
        block["category"] = "planning" if block["category"] == "email" else "email"
        sent = json.dumps(document).encode()
        key = str(uuid.uuid4())
        status, body = visitor.ask("PUT", path, sent, "application/json", Idempotency_Key=key)
        document = json.loads(body)
        return status, body

    return save


def by_turns(all_work: Work) -> dict[str, Measured]:
    found = {name: Measured() for name in all_work}
    for one in all_work.values():
        measure(Measured(), one, WARM)
    for _ in range(ROUNDS):
        for name, one in all_work.items():
            measure(found[name], one, SECONDS)
    return found


def rows(found: dict[str, Measured], ours: dict[str, Any], page: dict[str, int]) -> list[list[str]]:
    """What was measured, its target, and whether it holds."""

    def ratio(name: str, floor: str) -> float:
        return found[name].ratio(found[floor])

    queries, diary, pdf = ours["queries"], ours["import"], ours["pdf"]
    return [
        at_least("save a day / floor's insert", ratio("save a day", "floor insert"), 0.6),
        at_least("open a day / floor's session page", ratio("open a day", "floor session"), 0.3),
        at_least("open a day / floor's form page", ratio("open a day", "floor form"), 1.0),
        at_least("open today / floor's session page", ratio("open today", "floor session"), 0.3),
        at_least("open the cockpit / floor's 200 rows", ratio("open the cockpit", "floor rows"), 2),
        at_least(
            "list the modules / floor's constant", ratio("list the modules", "floor constant"), 0.4
        ),
        at_least("open a module / floor's constant", ratio("open a module", "floor constant"), 0.4),
        at_least(
            "list 1,000 orders, paged / floor's 200 rows", ratio("list the orders", "floor rows"), 2
        ),
        at_most("search 5,000 modules, p95 ms", found["search"].percentile(0.95), 200),
        *(
            at_most(f"queries to {name}", count, 12)
            for name, count in ours["orders"]["queries"].items()
        ),
        *(
            at_most(f"queries to {name}, cold", count, 4)
            for name, count in ours["catalogue"]["queries"].items()
        ),
        *(
            at_most(f"queries to {name}", count, 12 if name == "open the cockpit" else 8)
            for name, count in queries.items()
        ),
        at_most("diary import / parsing alone", diary["ratio"], 1.2),
        at_most("personal PDF / WeasyPrint alone", pdf["ratio"], 1.15),
        at_most("memory after the PDFs, MB", pdf["peak MB"], 200),
        at_most("day page, first visit, kB", page["first"] / 1000, 90),
        at_most("day page, later visit, kB", page["later"] / 1000, 15),
    ]


def at_least(name: str, value: float, target: float) -> list[str]:
    return [name, f"{value:.2f}", f"≥ {target}", "met" if value >= target else "MISSED"]


def at_most(name: str, value: float, target: float) -> list[str]:
    return [
        name,
        f"{value:.2f}".removesuffix(".00"),
        f"≤ {target}",
        "met" if value <= target else "MISSED",
    ]


def raw(found: dict[str, Measured]) -> dict[str, dict[str, float]]:
    return {
        name: {
            "requests a second": round(statistics.median(one.rates), 1),
            "p50 ms": round(one.percentile(0.5), 2),
            "p95 ms": round(one.percentile(0.95), 2),
            "bytes": one.size,
        }
        for name, one in found.items()
    }


def cpu() -> list[int]:
    stat = Path("/proc/stat")
    return (
        [int(part) for part in stat.read_text().split("\n")[0].split()[1:]] if stat.exists() else []
    )


def stolen(before: list[int], after: list[int]) -> float:
    """The share of time in which the machine gave its processors to somebody else, in percent."""
    spent = [late - early for early, late in zip(before, after, strict=True)]
    return round(100 * spent[7] / sum(spent), 1) if len(spent) > 7 else 0.0


def machine(steal: float) -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "steal %": steal,
        "load": round(os.getloadavg()[0], 1),
    }


def show(results: dict[str, Any]) -> None:
    print(" · ".join(f"{name} {value}" for name, value in results["machine"].items()))
    for name, numbers in results["raw"].items():
        print(f"  {name:16}", "  ".join(f"{value:>9} {what}" for what, value in numbers.items()))
    print()
    for name, value, target, verdict in results["rows"]:
        print(f"  {name:36} {value:>8}   {target:>7}   {verdict}")


if __name__ == "__main__":
    main()
