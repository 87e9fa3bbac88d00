"""A few visitors who ask again and again over connections that stay open."""

import http.client
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

VISITORS = 4
Answer = tuple[int, bytes]


@dataclass(slots=True)
class Visitor:
    """One open connection to a server behind a pretended proxy that speaks TLS."""

    port: int
    cookies: dict[str, str]
    csrf: str
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        kind: str = "text/plain",
        **more: str,
    ) -> Answer:
        """Without Accept-Encoding, so that neither side compresses; `more`: further headers."""
        headers = {
            "Host": "127.0.0.1",
            "X-Forwarded-Proto": "https",
            "Referer": "https://127.0.0.1/",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": self.csrf,
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            **more,
        }
        try:
            return self._ask(method, path, body, headers)
        except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            self.connection.close()  # the server ends what was idle between two rounds
            return self._ask(method, path, body, headers)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        self.connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            self.connection.putheader(name.replace("_", "-"), value)
        self.connection.endheaders(body or None)
        response = self.connection.getresponse()
        return response.status, response.read()


@dataclass(slots=True)
class Measured:
    """Milliseconds of each request of one kind over all rounds; requests a second of each round."""

    rates: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    size: int = 0

    def ratio(self, floor: "Measured") -> float:
        """The middle one of the rounds: each round is compared with the floor's beside it."""
        return statistics.median(
            ours / theirs for ours, theirs in zip(self.rates, floor.rates, strict=True)
        )

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure(into: Measured, work: list[Callable[[], Answer]], seconds: float) -> None:
    """Lets each visitor do its work for a while; one worker thread for each."""
    asked, until = len(into.times), time.perf_counter() + seconds
    began = time.perf_counter()
    with ThreadPoolExecutor(len(work)) as pool:
        for times, size in pool.map(lambda one: _repeat(one, until), work):
            into.times += times
            into.size = size
    into.rates.append((len(into.times) - asked) / (time.perf_counter() - began))


def _repeat(work: Callable[[], Answer], until: float) -> tuple[list[float], int]:
    times, size = [], 0
    while time.perf_counter() < until:
        began = time.perf_counter()
        status, body = work()
        times.append((time.perf_counter() - began) * 1000)
        size = len(body)
        if status >= 400:
            raise RuntimeError(f"{status}: {body[:300]!r}")
    return times, size
