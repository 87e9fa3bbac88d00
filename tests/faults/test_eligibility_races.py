"""Several who decide at once, and somebody who asks anew meanwhile: one answer, told to all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts import services
from accounts.models import Eligibility, Person
from accounts.services import eligibility as room
from productive_leader.core.models import AuditEvent, Email
from tests.accounts.asking import a_domain, a_nurse, an_administrator, asks
from tests.factories.accounts import an_organisation

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 10


def at_once(work: Callable[[int], str]) -> list[str]:
    """Runs `work(number)` in ten threads that start together; what each came to."""
    barrier = Barrier(WRITERS)

    def one(number: int) -> str:
        try:
            barrier.wait(timeout=30)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(one, range(WRITERS)))


def decide_at_once(sam: Person) -> list[str]:
    """Five say yes, five say no; all opened the page before anything was decided."""
    deciders = [an_administrator(f"Decider {number}") for number in range(WRITERS)]
    row = asks(sam)

    def decide(number: int) -> str:
        try:
            services.decide_eligibility(
                by=deciders[number],
                eligibility=Eligibility.objects.get(pk=row.pk),
                granted=bool(number % 2),
                reason=f"Reason {number}.",
                seen="asked",
            )
        except services.AlreadyDecided as news:
            return f"told {news.eligibility.reason}"
        return f"decided Reason {number}."

    return at_once(decide)


def decisions() -> int:
    names = ("eligibility.granted", "eligibility.refused")
    return AuditEvent.objects.filter(action__in=names).count()


def test_of_ten_who_decide_one_decides_and_the_others_are_told_what() -> None:
    sam = a_nurse()
    outcomes = decide_at_once(sam)
    decided = [one for one in outcomes if one.startswith("decided ")]
    assert len(decided) == 1
    reason = decided[0].removeprefix("decided ")
    assert outcomes.count(f"told {reason}") == WRITERS - 1
    assert sam.eligibilities.get().reason == reason
    assert decisions() == 1
    assert Email.objects.filter(to=sam.email).count() == 1


def test_without_the_lock_several_would_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    barrier = Barrier(WRITERS)

    def unlocked(person: Person) -> Person:
        return Person.objects.get(pk=person.pk)

    def late(row: Eligibility) -> None:
        barrier.wait(timeout=30)

    sam = a_nurse()
    monkeypatch.setattr(room, "_require_untroubled", late)
    with monkeypatch.context() as patch:
        asked = room._locked
        patch.setattr(
            room, "_locked", lambda person: unlocked(person) if person == sam else asked(person)
        )
        deciders = [an_administrator(f"Decider {number}") for number in range(WRITERS)]
        row = asks(sam)

        def decide(number: int) -> str:
            services.decide_eligibility(
                by=deciders[number],
                eligibility=Eligibility.objects.get(pk=row.pk),
                granted=bool(number % 2),
                reason=f"Reason {number}.",
            )
            return "decided"

        assert at_once(decide).count("decided") == WRITERS
    assert decisions() == WRITERS


def test_ten_presses_make_one_question() -> None:
    sam, northvale = a_nurse(), an_organisation()
    outcomes = at_once(lambda _number: str(asks(sam, northvale).pk))
    assert len(set(outcomes)) == 1
    assert sam.eligibilities.count() == 1


def test_ten_presses_with_evidence_make_one_yes() -> None:
    northvale = an_organisation()
    a_domain(northvale)
    sam = a_nurse("sam@northvale.nhs.uk")
    at_once(lambda _number: str(asks(sam, northvale).pk))
    assert sam.eligibilities.count() == decisions() == 1


def test_asking_while_somebody_decides_ends_in_one_live_row() -> None:
    """Whoever comes second is told: a changed question is not decided in its old form."""
    for number in range(5):
        sam = a_nurse(f"sam{number}@nhs.net")
        dana, row = an_administrator(f"Dana {number}"), asks(sam)

        def work(
            writer: int, sam: Person = sam, dana: Person = dana, row: Eligibility = row
        ) -> str:
            if writer:
                return "asked" if asks(sam, job_title=f"Title {writer}") else ""
            try:
                services.decide_eligibility(
                    by=dana, eligibility=row, granted=True, reason="On their list.", seen="asked"
                )
            except services.AlreadyDecided:
                return "told"
            return "decided"

        outcomes = at_once(work)
        live = sam.eligibilities.get(ended_at=None)
        assert outcomes[1:] == ["asked"] * (WRITERS - 1)
        assert outcomes[0] in {"decided", "told"}
        assert (live.state, bool(live.valid_until)) == ("asked", outcomes[0] == "decided")
