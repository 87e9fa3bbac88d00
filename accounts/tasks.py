"""What the outbox runs for the accounts room, and what it does every night."""

from accounts.services import eligibility
from accounts.services.domains import RECHECK
from productive_leader.core import housekeeping, outbox


@outbox.handles(RECHECK)
def recheck_organisation(organisation_id: int) -> None:
    eligibility.recheck_organisation(organisation_id)


housekeeping.nightly(eligibility.lapse_overtaken)
housekeeping.nightly(eligibility.announce_endings)
