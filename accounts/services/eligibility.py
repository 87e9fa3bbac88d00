"""Whether somebody may have the modules: asked, decided, looked at again, lapsed.

Lock order: the person, then the rows. One row of each person is live; a new question or a new
decision ends the one before it, so that nothing that was decided is ever written over.
"""

from __future__ import annotations

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.enums import EligibilityState, EligibleRole, Evidence, Trouble
from accounts.models import Eligibility, Organisation, Person
from accounts.notifications import eligibility as notifications
from accounts.permissions import eligibilities_decided_by
from accounts.queries.eligibility import (
    NOTICE,
    deciders_of,
    eligibility_of,
    ends_soon,
    evidence_for,
    reason_to_lapse,
)
from accounts.queries.organisations import is_closed, successor_of
from accounts.services.recording import record
from productive_leader.core.dates import format_date, today
from productive_leader.core.permissions import Permission, require

MONTHS = 12
ENDED_FOR_GOOD = {Trouble.ACCOUNT, Trouble.ADDRESS, Trouble.ORGANISATION, Trouble.TIME}
NO_REASON = {
    True: "Say how you know, in a few words. The person reads it.",
    False: "Say why not. The person reads it.",
}


class AlreadyDecided(Exception):
    """What was looked at is no longer what waits; `eligibility` is what has become of it."""

    def __init__(self, eligibility: Eligibility) -> None:
        super().__init__("Somebody decided this meanwhile, or the person asked anew.")
        self.eligibility = eligibility


@transaction.atomic
def ask_for_eligibility(
    *,
    by: Person,
    organisation: Organisation,
    role: EligibleRole,
    job_title: str = "",
    note: str = "",
) -> Eligibility:
    """Say where one works. Granted at once where the evidence suffices, else somebody decides.

    The same again makes no second row. What was granted before stays good while somebody decides
    about the same organisation and address anew. Raises ValidationError for a closed organisation.
    """
    person = _locked(by)
    _require_open(organisation)
    asked = Eligibility(
        person=person,
        organisation=organisation,
        role=role,
        job_title=job_title.strip(),
        note=note.strip(),
        address=person.email,
    )
    before, evidence = eligibility_of(person), evidence_for(person, organisation)
    if before and _says_the_same(before, asked, evidence):
        return before
    if evidence:
        _grant(asked, evidence)
    elif before and _stays_good(before, asked):
        asked.evidence, asked.valid_until = before.evidence, before.valid_until
    _replace(before, asked)
    _record(by, "asked", asked)
    if evidence:
        _record(None, "granted", asked)
    else:
        notifications.tell_deciders(asked, deciders_of(asked))
    return asked


def _require_open(organisation: Organisation) -> None:
    organisation.refresh_from_db()
    if not is_closed(organisation) or organisation.closed_on is None:
        return
    heir = successor_of(organisation)
    instead = f"Choose {heir}, which it is part of now." if heir else "Choose where you work now."
    closed = format_date(organisation.closed_on)
    raise ValidationError({"organisation": f"{organisation} closed on {closed}. {instead}"})


def _says_the_same(before: Eligibility, asked: Eligibility, evidence: Evidence | None) -> bool:
    """Nothing new is said, and pressing again would change nothing."""
    said = ("organisation_id", "role", "job_title", "note", "address")
    if any(getattr(before, name) != getattr(asked, name) for name in said):
        return False
    if before.state == EligibilityState.ASKED:
        return evidence is None
    return before.state == EligibilityState.GRANTED and _is_good(before) and not ends_soon(before)


def _is_good(eligibility: Eligibility) -> bool:
    return not getattr(eligibility, "trouble", "")


def _stays_good(before: Eligibility, asked: Eligibility) -> bool:
    """A person's yes to the same question holds until somebody has decided it anew."""
    return (
        _is_good(before)
        and before.state != EligibilityState.REFUSED
        and before.evidence == Evidence.PERSON
        and (before.organisation_id, before.address) == (asked.organisation_id, asked.address)
    )


def _grant(eligibility: Eligibility, evidence: Evidence) -> None:
    eligibility.state, eligibility.evidence = EligibilityState.GRANTED, evidence
    eligibility.decided_at = timezone.now()
    eligibility.valid_until = today() + relativedelta(months=MONTHS)


def _replace(before: Eligibility | None, after: Eligibility) -> None:
    if before:
        before.ended_at = timezone.now()
        before.save(update_fields=["ended_at"])
    after.full_clean()
    after.save()


@transaction.atomic
def take_back_eligibility(*, by: Person) -> Eligibility | None:
    """Withdraw one's waiting question. A yes that it was to prolong stands again."""
    asked = eligibility_of(_locked(by))
    if asked is None or asked.state != EligibilityState.ASKED:
        return None
    asked.ended_at = timezone.now()
    asked.save(update_fields=["ended_at"])
    if asked.valid_until:
        granted = by.eligibilities.filter(
            state=EligibilityState.GRANTED,
            organisation=asked.organisation_id,
            valid_until=asked.valid_until,
        )
        before = granted.order_by("-pk")[:1]
        Eligibility.objects.filter(pk__in=before.values("pk")).update(ended_at=None)
    _record(by, "taken_back", asked)
    return asked


@transaction.atomic
def decide_eligibility(
    *,
    by: Person,
    eligibility: Eligibility,
    granted: bool,
    reason: str,
    seen: str = "",
) -> Eligibility:
    """Say yes or no, with a reason that the person reads. What was decided is decided anew as a
    new row.

    `seen`: the state when the page was opened (default: that of `eligibility`). Raises
    AlreadyDecided when that is no longer so, and ValidationError for a missing reason or when the
    question itself no longer holds.
    """
    person = _locked(eligibility.person)
    require(Permission.DECIDE_ELIGIBILITY, obj=eligibility, among=eligibilities_decided_by(by))
    current = Eligibility.objects.with_trouble().select_related("organisation__successor", "person")
    row = current.get(pk=eligibility.pk)
    if row.ended_at or row.state != (seen or eligibility.state):
        raise AlreadyDecided(row)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": NO_REASON[granted]})
    _require_untroubled(row)
    decided = row if row.state == EligibilityState.ASKED else _decided_anew(row)
    _decide(decided, by=by, granted=granted, reason=reason)
    _record(by, "granted" if granted else "refused", decided)
    notifications.tell_decision(decided, to=person)
    return decided


def _require_untroubled(row: Eligibility) -> None:
    trouble = getattr(row, "trouble", "")
    if trouble in ENDED_FOR_GOOD - {Trouble.TIME}:
        told = reason_to_lapse(row, trouble)
        raise ValidationError(
            f"There is nothing to decide any more. {row.person.name} will read: “{told}”"
        )


def _decided_anew(row: Eligibility) -> Eligibility:
    """The same question once more, in place of the row that was decided."""
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    same = ("person", "organisation", "role", "job_title", "note", "address", "asked_at")
    return Eligibility(**{name: getattr(row, name) for name in same})


def _decide(row: Eligibility, *, by: Person, granted: bool, reason: str) -> None:
    if granted:
        _grant(row, Evidence.PERSON)
    else:
        row.state, row.evidence, row.valid_until = EligibilityState.REFUSED, "", None
        row.decided_at = timezone.now()
    row.reason, row.decided_by = reason, by
    row.full_clean()
    row.save()


@transaction.atomic
def recheck_eligibility(person: Person) -> Eligibility | None:
    """Look again at what this person has: lapse it if something has changed, with one mail.

    Where other evidence takes the place of what has gone, the decision rests on that from now on;
    what waited is granted when there is evidence now. Returns the live row, if one is left.
    """
    row = eligibility_of(_locked(person))
    if row is None or row.state == EligibilityState.REFUSED:
        return row
    trouble = getattr(row, "trouble", "")
    if trouble not in ENDED_FOR_GOOD and (trouble or row.state == EligibilityState.ASKED):
        evidence = evidence_for(row.person, row.organisation)
        if evidence:
            return _rest_on(row, evidence)
    if not trouble:
        return row
    _lapse(row, trouble)
    return None


def _rest_on(row: Eligibility, evidence: Evidence) -> Eligibility:
    if row.state == EligibilityState.ASKED:
        _grant(row, evidence)
        row.save()
        _record(None, "granted", row)
        notifications.tell_decision(row, to=row.person)
        return row
    row.evidence = evidence
    row.save(update_fields=["evidence"])
    _record(None, "confirmed", row)
    return row


def _lapse(row: Eligibility, trouble: str) -> None:
    was_asked = row.state == EligibilityState.ASKED
    row.reason = reason_to_lapse(row, trouble)
    row.state, row.ended_at = EligibilityState.LAPSED, timezone.now()
    row.decided_at = row.decided_at or row.ended_at
    row.save(update_fields=["reason", "state", "ended_at", "decided_at"])
    _record(None, "lapsed", row)
    notifications.tell_lapse(row, was_asked=was_asked)


def recheck_organisation(organisation_id: int) -> None:
    """Look again at everybody whose question or decision names this organisation."""
    rows = Eligibility.objects.live().filter(organisation=organisation_id)
    for person in Person.objects.filter(pk__in=rows.values("person")).order_by("pk"):
        recheck_eligibility(person)


def lapse_overtaken() -> int:
    """Every night: lapse what something has overtaken. Returns how many people were looked at."""
    overtaken = Eligibility.objects.overtaken()
    people = list(Person.objects.filter(pk__in=overtaken.values("person")).order_by("pk"))
    for person in people:
        recheck_eligibility(person)
    return len(people)


@transaction.atomic
def announce_endings() -> int:
    """Every night: tell those whose time is over within thirty days, each once."""
    ending = Eligibility.objects.valid().filter(
        state=EligibilityState.GRANTED, valid_until__lte=today() + NOTICE
    )
    rows = list(ending.select_related("person", "organisation"))
    for row in rows:
        notifications.tell_ending(row)
    return len(rows)


def forget_eligibility(person: Person) -> None:
    """End what an account that is being deleted has, without a word. Inside its transaction."""
    person.eligibilities.live().update(ended_at=timezone.now())


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _record(by: Person | None, what: str, row: Eligibility) -> None:
    record(
        by,
        f"eligibility.{what}",
        row,
        row.organisation,
        person_id=row.person_id,
        state=row.state,
        evidence=row.evidence,
    )
