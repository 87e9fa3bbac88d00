"""The door to the files: why it is open to a reader, or what opens it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode

from django.urls import reverse

from accounts.enums import EligibilityState, Evidence
from accounts.models import Eligibility
from accounts.queries.eligibility import reason_to_lapse, who_decides
from modules.models import Module
from modules.queries.readers import Reader
from productive_leader.core.dates import LONDON, format_date
from productive_leader.core.words import listed, sentence

SAY_WHERE = "Say where you work"
AGAIN = "Say again where you work."
LAPSED = "No longer open to you"
WAITING = "Waiting for a decision"


@dataclass(frozen=True, slots=True)
class Door:
    """One way to the materials.

    `state` in a few words with the `colour` of its tag, `why` in a sentence or two, `action` the
    words of the next step and `url` where it leads. `number`: instead of leading anywhere, the
    press downloads this version.
    """

    heading: str
    who: str
    state: str
    colour: str
    why: str
    action: str = ""
    url: str = ""
    number: int | None = None


_door = partial(Door, heading="Download free", who="NHS staff in England")


def sign_in_door(module: Module | None) -> Door:
    """For somebody of whom nothing is known."""
    return _door(
        state="Sign in first",
        colour="blue",
        why="Sign in and say where you work, once. After that every module is open to you.",
        action="Sign in",
        url=f"{reverse('account_login')}?{urlencode({'next': _page_of(module)})}",
    )


def _say_where(module: Module | None) -> str:
    """The one page that asks, and the way back from it."""
    return f"{reverse('eligibility')}?{urlencode({'next': _page_of(module)})}"


def _page_of(module: Module | None) -> str:
    return reverse("module", args=[module.slug]) if module else reverse("modules")


def download_door(reader: Reader, module: Module | None, shown: int | None) -> Door:
    """What is open comes first; of what is closed, the reason that is nearest to this reader."""
    if module is None:
        return _opened(reader) if reader.has_all else _part_of(reader)
    if shown in reader.numbers:
        is_latest = module.published is not None and module.published.number == shown
        action = "Download everything" if is_latest else f"Download version {shown}"
        return replace(_opened(reader), number=shown, action=action)
    return _other_version(module, reader.numbers) if reader.numbers else _closed(reader, module)


def _opened(reader: Reader) -> Door:
    return _door(state="Open to you", colour="green", why=_what_opens(reader))


def _what_opens(reader: Reader) -> str:
    if reader.is_national:
        return "You look after the catalogue, so everything in it is open to you."
    if not reader.is_eligible or reader.decision is None:
        return "You take part in a programme that uses this module."
    decision = reader.decision
    until = format_date(decision.valid_until) if decision.valid_until else ""
    return f"Until {until}, because {_evidence(decision)}."


def _evidence(decision: Eligibility) -> str:
    organisation = decision.organisation
    if decision.evidence == Evidence.DOMAIN:
        return f"your address belongs to {organisation}"
    if decision.evidence == Evidence.ROLE:
        return f"you have a role at {organisation}"
    return f"somebody looked and agreed that you work at {organisation}"


def _part_of(reader: Reader) -> Door:
    """In the catalogue as a whole: closed, but for what a programme opens."""
    if not reader.numbers:
        return _closed(reader, None)
    return _door(
        state="Open in part",
        colour="green",
        why="The modules of your programme are open to you. Say where you work to open the others.",
        action=SAY_WHERE,
        url=_say_where(None),
    )


def _other_version(module: Module, numbers: tuple[int, ...]) -> Door:
    words = listed([f"version {number}" for number in numbers])
    return _door(
        state="Open to you in another version",
        colour="green",
        why=f"Your programme uses {words}, so that everybody in it has the same papers.",
        action=f"See version {numbers[-1]}",
        url=reverse("module_version", args=[module.slug, numbers[-1]]),
    )


def _closed(reader: Reader, module: Module | None) -> Door:
    state, why, action = _what_closes(reader.decision)
    colour = "yellow" if state == WAITING else "grey"
    return _door(state=state, colour=colour, why=why, action=action, url=_say_where(module))


def _what_closes(decision: Eligibility | None) -> tuple[str, str, str]:
    """In a few words, in a sentence or two, and the words of what to do about it."""
    if decision is None:
        why = "Say where you work, once. With an address of your own organisation it opens at once."
        return "Not open to you yet", why, SAY_WHERE
    if trouble := getattr(decision, "trouble", ""):
        return LAPSED, f"{reason_to_lapse(decision, trouble)} {AGAIN}", SAY_WHERE
    if decision.state == EligibilityState.ASKED:
        return WAITING, _waiting(decision), "See what you asked"
    if decision.state == EligibilityState.REFUSED:
        why = f"{_ended(decision.reason)} You can ask again and say more, or write to us."
        return "Not open to you", why, "Ask again"
    return LAPSED, f"{_ended(decision.reason)} {AGAIN}", SAY_WHERE


def _waiting(decision: Eligibility) -> str:
    asked = format_date(decision.asked_at.astimezone(LONDON).date())
    return f"You asked on {asked}. {sentence(who_decides(decision))} decides, and we write to you."


def _ended(sentence: str) -> str:
    """With a full stop, whoever wrote it."""
    text = sentence.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
