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
        "Leader, medical director, in two teams",
        "Answer for the next session, see her actions, confirm the days her PA logged, read her "
        "result.",
    ),
    DemoPerson(
        "Amir Khan",
        "PA, keeps Dr Ahmed’s log by her grant",
        "Answer for Dr Ahmed, accept the meetings of her diary, paint the gaps, log his own day; "
        "keep Nina Frome’s log once the third wave’s first week is open; order box sets.",
    ),
    DemoPerson(
        "Bob Lane",
        "Facilitator",
        "Release what was moved, nudge who needs it, record attendance, start a programme from a "
        "template, propose dates for the third wave and open its first week (its dates may lie in "
        "the past).",
    ),
    DemoPerson(
        "Cheryl Grant",
        "Chief executive and sponsor",
        "Authorise an order of box sets or decline it, see how the programme stands and the map of "
        "its waves, put a board workshop together.",
    ),
    DemoPerson(
        "Dana Reid",
        "Catalogue administrator",
        "Decide who may download, answer an enquiry, change a module and publish its next version; "
        "receive box sets, give them to orders and send them.",
    ),
    DemoPerson(
        "Sam Wood",
        "Member of staff",
        "Not in a programme: find a module, download it, read that a newer version is out.",
    ),
    DemoPerson(
        "Charlie Young",
        "Leader at another organisation",
        "Sees nothing of Northvale.",
        SEAFORD,
    ),
)
