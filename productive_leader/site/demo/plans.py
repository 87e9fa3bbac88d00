"""Who takes part in the demo, and how each of their weeks goes. Plain data.

A week is one letter for each working day: f full, p part, o off (not worked), - nothing logged. Of
the week that runs now only the days that are over are written.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something a team agreed on; `due_in` days from now, which may be past."""

    text: str
    owner: str
    due_in: int
    is_done: bool = False
    is_commitment: bool = False


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a team wrote down."""

    rules: tuple[str, ...]
    actions: tuple[ToDo, ...]
    lessons: tuple[str, ...] = ()


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

REASONS = ("On call that day.", "Annual leave.", "An inspection visit on the same morning.")
LINES = (
    "Fridays without meetings made the difference.",
    "Still too many papers on the day itself.",
    "Glad that we did this as a pair.",
    "The diary looks calmer, the inbox does not yet.",
    "Good to hear that others struggle with the same things.",
)
FIRST_WAVE_AGREED = Agreed(
    rules=(
        "We start at five past and finish at five to.",
        "One conversation at a time.",
        "PAs speak first when it is about the diary.",
    ),
    actions=(
        ToDo("Cut the executive meeting to 45 minutes", "Grace Obi", 3),
        ToDo("Agree one rule sheet for shared inboxes", "Rita Moss", -4),
        ToDo("Keep Friday mornings free of meetings", "Mark Dunn", 6),
        ToDo("Send papers two days before the board", "Jo Bell", -20, is_done=True),
        ToDo("read the day’s mail at three set times", "Dr Alice Ahmed", 9, is_commitment=True),
        ToDo("leave one hour after lunch unbooked", "Tom Price", 14, is_commitment=True),
    ),
    lessons=(
        "Log the week from the diary on the same evening. Two days later nobody remembers.",
        "Book the pair conversation between leader and PA before the session ends, or it waits.",
        "Ending a meeting at ten to the hour gave people the walk to the next one.",
    ),
)
SECOND_WAVE_AGREED = Agreed(
    rules=("Bleeps on the table, one person answers for all.", "What is said here stays here."),
    actions=(
        ToDo("Try a clinic-free hour on Wednesdays", "Dr Ruth Okafor", 10),
        ToDo("List the meetings that two directors attend", "Hannah Cole", -2),
    ),
)
DECLINED = {"Dr Colm Byrne": "I cover two posts until the new year and cannot promise the hours."}
SILENT = ("Ellie Marsh", "Dr Paul Whitaker", "Nina Frome", "Peter Ashby")
