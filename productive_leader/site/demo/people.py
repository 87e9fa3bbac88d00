"""The people of the demo. None of them exists."""

from __future__ import annotations

from dataclasses import dataclass

NORTHVALE, SEAFORD = "RNV", "RSF"
NAMES = {NORTHVALE: "Northvale University Hospitals", SEAFORD: "Seaford Community Trust"}
DOMAINS = {NORTHVALE: "northvale.example", SEAFORD: "seaford.example"}


def address(name: str, code: str = NORTHVALE) -> str:
    """The e-mail address of somebody at one of the two organisations."""
    words = name.removeprefix("Dr ").lower().replace("’", "").split()
    return f"{'.'.join(words)}@{DOMAINS[code]}"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to become with one press."""

    name: str
    what: str
    look_for: str
    code: str = NORTHVALE

    @property
    def email(self) -> str:
        return address(self.name, self.code)


CAST = (
    DemoPerson(
        "Dr Alice Ahmed",
        "Leader, medical director",
        "Confirm the days her PA logged, log the latest day, read her result.",
    ),
    DemoPerson(
        "Amir Khan",
        "PA, keeps Dr Ahmed’s log by her grant",
        "Accept the meetings of Dr Ahmed’s diary, paint the gaps, log his own day; keep Nina "
        "Frome’s log once the third wave’s first week is open.",
    ),
    DemoPerson(
        "Bob Lane",
        "Facilitator",
        "See who has logged their days, nudge the others, read the team’s result, open a first "
        "week for the third wave (its dates may lie in the past).",
    ),
    DemoPerson(
        "Cheryl Grant",
        "Chief executive and sponsor",
        "See how the organisation’s programmes stand.",
    ),
    DemoPerson(
        "Dana Reid",
        "Catalogue administrator",
        "Nothing to do yet: the catalogue is not open.",
    ),
    DemoPerson(
        "Sam Wood",
        "Member of staff",
        "Not in a programme: what the service is, and whom to ask.",
    ),
    DemoPerson(
        "Charlie Young",
        "Leader at another organisation",
        "Sees nothing of Northvale.",
        SEAFORD,
    ),
)
