"""Whether somebody may have the modules, and the mail domains that prove it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.enums import SHARED_MAIL_DOMAINS, EligibilityState, EligibleRole, Evidence
from accounts.models.organisations import Organisation
from accounts.models.people import Person
from productive_leader.core.dates import today


class OrganisationDomain(models.Model):
    """A mail domain that is the organisation's own, such as northvale.nhs.uk.

    An address verified under it proves where somebody works; two organisations may share one.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=120)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("domain",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organisation",
                "domain",
                name="organisation_registers_a_domain_once",
                violation_error_message="This domain is registered already.",
            ),
            models.CheckConstraint(
                condition=Q(domain__regex=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"),
                name="mail_domain_is_written_as_one",
                violation_error_message="A domain looks like northvale.nhs.uk, without an @.",
            ),
            models.CheckConstraint(
                condition=~Q(domain__in=sorted(SHARED_MAIL_DOMAINS)),
                name="shared_mail_domain_proves_no_organisation",
                violation_error_message="People of many organisations have addresses there, "
                "so it proves nothing.",
            ),
        ]

    class Privacy:
        subject = "added_by"
        personal: ClassVar[dict[str, str]] = {"added_by": "export+keep"}
        plain = ("id", "organisation", "domain", "added_at")

    def __str__(self) -> str:
        return self.domain


class EligibilityQuerySet(models.QuerySet["Eligibility"]):
    def live(self) -> EligibilityQuerySet:
        """The latest of each person: not replaced and not lapsed."""
        return self.filter(ended_at=None)

    def valid(self, on: date | None = None) -> EligibilityQuerySet:
        """Granted, in its time, on the address the person has now, in an organisation that is."""
        day = on or today()
        return self.live().filter(
            Q(valid_until__gte=day),
            Q(organisation__closed_on=None) | Q(organisation__closed_on__gt=day),
            state=EligibilityState.GRANTED,
            address=F("person__email"),
            person__is_active=True,
        )


class Eligibility(models.Model):
    """Whether a person may have the modules: one dated decision with what it rests on.

    `address` is the one it was asked with; `note` is what the person wrote, `reason` what they
    are told. A new question ends the row before it; a change of address or organisation lapses it.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="eligibilities")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="eligibilities")
    role = models.CharField(max_length=20, choices=EligibleRole.choices)
    job_title = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=400, blank=True)
    address = models.EmailField()
    state = models.CharField(
        max_length=10, choices=EligibilityState.choices, default=EligibilityState.ASKED
    )
    evidence = models.CharField(max_length=10, choices=Evidence.choices, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    valid_until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = EligibilityQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at",)
        verbose_name_plural = "eligibilities"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "person", condition=Q(ended_at=None), name="person_has_one_live_eligibility"
            ),
            models.CheckConstraint(
                condition=Q(state__in=EligibilityState.values) & Q(role__in=EligibleRole.values),
                name="eligibility_state_and_role_are_known",
            ),
            models.CheckConstraint(
                condition=Q(state=EligibilityState.ASKED, decided_at=None)
                | (~Q(state=EligibilityState.ASKED) & Q(decided_at__isnull=False)),
                name="decided_eligibility_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=EligibilityState.GRANTED)
                | (Q(evidence__in=Evidence.values) & Q(valid_until__isnull=False)),
                name="granted_eligibility_says_why_and_until_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(EligibilityState.REFUSED, EligibilityState.LAPSED))
                | ~Q(reason=""),
                name="refused_or_lapsed_eligibility_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=EligibilityState.LAPSED) | Q(ended_at__isnull=False),
                name="lapsed_eligibility_has_ended",
            ),
        ]

    class Privacy:
        subject = "person"
        personal: ClassVar[dict[str, str]] = {
            "person": "export+keep",
            "organisation": "export+keep",
            "role": "export+keep",
            "job_title": "export+erase",
            "note": "export+erase",
            "address": "export+erase",
            "state": "export+keep",
            "reason": "export+keep",
            "asked_at": "export+keep",
            "decided_at": "export+keep",
            "valid_until": "export+keep",
        }
        plain = ("id", "evidence", "decided_by", "ended_at")

    def __str__(self) -> str:
        return f"{self.person}: {self.get_state_display()}"
