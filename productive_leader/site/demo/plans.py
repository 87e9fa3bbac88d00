"""Who takes part in the demo, and how each of their weeks goes. Plain data.

A week is one letter for each working day: f full, p part, o off (not worked), - nothing logged. Of
the week that runs now only the days that are over are written.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """`freed`: quarters of an hour a day released in the repeat week. `pa` works with a leader;
    with `granted` the PA keeps the leader's log, and the leader confirms."""

    name: str
    job_title: str
    baseline: str
    repeat: str
    freed: int = 0
    pa: str = ""
    granted: bool = False
    locks_baseline: bool = True


FIRST_WAVE = (
    Member("Dr Alice Ahmed", "Medical director", "fffff", "fffff", 6, "Amir Khan", granted=True),
    Member("Grace Obi", "Chief nurse", "fffff", "fffff", 4, "Amir Khan"),
    Member("Tom Price", "Finance director", "fffff", "ffffo", 4, "Jo Bell"),
    Member("Leila Shah", "Operations director", "fffff", "fffpf", 5, "Jo Bell", granted=True),
    Member("Mark Dunn", "People director", "fffff", "fffff", 3, "Rita Moss"),
    Member("Ewa Nowak", "Strategy director", "ffpff", "fffff", 4, "Priya Nair"),
    Member("Owen Hughes", "Digital director", "fffff", "ffoof", 4, "Sean Doyle"),
)
FIRST_WAVE_PAS = (
    Member("Amir Khan", "Executive assistant", "fffff", "fffff", 5),
    Member("Jo Bell", "Executive assistant", "fffff", "fffff", 4),
    Member("Rita Moss", "Executive assistant", "ffffo", "fffff", 5),
    Member("Priya Nair", "Team secretary", "fffff", "ffpff", 3),
    Member("Sean Doyle", "Team secretary", "fffff", "fffff", 4),
)
SECOND_WAVE = (
    Member("Dr Alice Ahmed", "Medical director", "fffff", "ffff", 5, "Amir Khan", granted=True),
    Member(
        "Dr Ruth Okafor",
        "Clinical director, surgery",
        "fffff",
        "ffff",
        4,
        "Hannah Cole",
        granted=True,
    ),
    Member("Dr Henrik Lund", "Clinical director, medicine", "fffff", "ff--", 4, "Hannah Cole"),
    Member(
        "Dr Mei Chen",
        "Clinical director, women and children",
        "ffpff",
        "----",
        pa="Omar Malik",
        locks_baseline=False,
    ),
    Member(
        "Dr Paul Whitaker",
        "Clinical director, emergency care",
        "fff--",
        "fp--",
        pa="Omar Malik",
        locks_baseline=False,
    ),
    Member("Dr Nadia Haddad", "Clinical director, diagnostics", "fffff", "ffff", 3, "Joan Reyes"),
    Member("Dr Colm Byrne", "Clinical director, cancer", "fffof", "----", 3, "Ellie Marsh"),
)
SECOND_WAVE_PAS = (
    Member("Amir Khan", "Executive assistant", "fffff", "ffff", 4),
    Member("Hannah Cole", "Executive assistant", "fffff", "ffff", 4),
    Member("Omar Malik", "Team secretary", "ffff-", "ff--", 3, locks_baseline=False),
    Member("Joan Reyes", "Team secretary", "fffff", "ffff", 3),
    Member("Ellie Marsh", "Team secretary", "fffff", "----", 3),
)
THIRD_WAVE = (
    Member("Nina Frome", "Director of estates", "", "", pa="Amir Khan", granted=True),
    Member("Peter Ashby", "Director of communications", "", "", pa="Rita Moss", granted=True),
)
THIRD_WAVE_PAS = (
    Member("Amir Khan", "Executive assistant", "", ""),
    Member("Rita Moss", "Executive assistant", "", ""),
)
SEAFORD_TEAM = (
    Member("Charlie Young", "Chief operating officer", "ffff", "", pa="Nell Frost", granted=True),
    Member("Irene Walsh", "Director of nursing", "fp--", "", pa="Nell Frost"),
    Member("Deepa Rao", "Director of finance", "----", "", pa="Lewis Grey"),
)
SEAFORD_PAS = (
    Member("Nell Frost", "Executive assistant", "ffff", ""),
    Member("Lewis Grey", "Executive assistant", "ff--", ""),
)
