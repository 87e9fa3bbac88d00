"""Reads: what a workshop can be made of, whose teams look after it, and the pack as it is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import Organisation, Person
from accounts.permissions import organisations_of
from accounts.queries import facilitators_at
from modules.models import Module, Version
from modules.permissions import versions_open_to
from modules.queries.catalogue import listed_modules
from modules.queries.pack_agenda import Item
from modules.queries.packs import Pack, pack_of
from productive_leader.core.dates import format_duration, format_time
from productive_leader.core.words import listed
from programmes.models import Action, ProgrammeModule, Team, Workshop, WorkshopModule
from programmes.permissions import teams_deciding_with
from programmes.queries.actions import Line, lines_of, may_be_changed, with_people

LONGEST_TITLE = 120  # characters
BEGINNING = "Board workshop: "
AT_THE_END = "At the end"
LONG_DAY = 300  # minutes, breaks included


@dataclass(frozen=True, slots=True)
class Choice:
    """One module to choose. `version`: what a pack made now takes; None: not open to the person."""

    module: Module
    version: Version | None

    @property
    def name(self) -> str:
        return self.version.name if self.version else self.module.name

    @property
    def minutes(self) -> int | None:
        """Of its session; of one that is closed, as it is published."""
        shown = self.version or self.module.published
        return shown.minutes if shown else None


@dataclass(frozen=True, slots=True)
class Group:
    """A collection, with its modules in their order."""

    name: str
    for_boards: bool
    choices: tuple[Choice, ...]


def groups_for(person: Person, team: Team | None = None) -> list[Group]:
    """The catalogue as this person may choose from it, collections for boards first.

    With a team: in the versions its programme works with. Three queries.
    """
    modules = listed_modules().order_by(
        "-collection__is_for_boards", "collection__position", "collection__name", "position", "name"
    )
    versions = versions_to_take(person, modules, team)
    return [
        Group(
            collection.name,
            collection.is_for_boards,
            tuple(Choice(module, versions.get(module.pk)) for module in theirs),
        )
        for collection, theirs in groupby(modules, key=lambda module: module.collection)
    ]


def versions_to_take(
    person: Person, modules: Iterable[Module], team: Team | None
) -> dict[int, Version]:
    """Of each module (by id) the version a pack of this person takes, if one is open to them.

    That of the team's programme, else the published one, else the newest that is open.
    """
    pinned = _pinned(team)
    open_to_them: dict[int, dict[int, Version]] = {}
    for version in versions_open_to(person).filter(module__in=[one.pk for one in modules]):
        open_to_them.setdefault(version.module_id, {})[version.pk] = version
    taken = {}
    for module in modules:
        versions = open_to_them.get(module.pk)
        if versions:
            wanted = (
                versions.get(pinned.get(module.pk, 0)),
                versions.get(module.published_id or 0),
            )
            newest = max(versions.values(), key=lambda version: version.number or 0)
            taken[module.pk] = next(filter(None, wanted), newest)
    return taken


def _pinned(team: Team | None) -> dict[int, int]:
    if team is None:
        return {}
    pins = ProgrammeModule.objects.filter(programme=team.programme_id)
    return dict(pins.values_list("module", "version"))


def modules_at(slugs: Sequence[str]) -> list[Module]:
    """The modules at these addresses, listed or not, in this order; unknown ones are left out."""
    found = {
        module.slug: module
        for module in Module.objects.filter(slug__in=slugs).select_related("published")
    }
    return [found[slug] for slug in slugs if slug in found]


def title_for(names: Sequence[str]) -> str:
    """What a workshop on these modules is called unless somebody calls it otherwise."""
    whole = BEGINNING + listed(names)
    if len(whole) <= LONGEST_TITLE:
        return whole
    return f"{BEGINNING}{names[0][:90]} and {len(names) - 1} more"


def teams_to_look_after(person: Person) -> QuerySet[Team]:
    """Which teams can look after what is decided: one's own, run or sponsored, still going."""
    running = teams_deciding_with(person).filter(programme__closed_on=None)
    return running.select_related("programme").order_by("programme__name", "wave", "name")


def teams_to_choose(person: Person, workshop: Workshop) -> QuerySet[Team]:
    """Those, and the one that looks after this workshop already."""
    theirs = teams_to_look_after(person).values("pk")
    found = Team.objects.filter(Q(pk__in=theirs) | Q(pk=workshop.team_id))
    return found.select_related("programme").order_by("programme__name", "wave", "name")


def whom_to_ask(person: Person) -> list[tuple[Organisation, list[Person]]]:
    """Who leads programmes where this person works: for whoever is in no team yet."""
    here = organisations_of(person).order_by("name")
    return [(one, list(facilitators_at(one.pk).order_by("name"))) for one in here]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the agenda as it is shown: `when` on the clock, or from the beginning.

    `heading`: what begins with it, a module or the end of the whole; empty in the middle of one.
    """

    when: str
    minutes: int
    title: str
    note: str
    is_break: bool
    heading: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A workshop as its page and its PDF show it."""

    workshop: Workshop
    pack: Pack
    steps: tuple[Step, ...]
    ends: str  # the time of day; empty without a start

    @property
    def clock(self) -> str:
        """From when to when, or empty."""
        start = self.workshop.starts_at
        return f"{format_time(start)} to {self.ends}" if start else ""

    @property
    def has_breaks(self) -> bool:
        return any(step.is_break for step in self.steps)

    @property
    def caution(self) -> str:
        """For whoever put too much into one day; else empty."""
        if self.pack.minutes <= LONG_DAY:
            return ""
        return "That is a long day. Plan a meal as well, or hold it on two days."


def shown(workshop: Workshop) -> Shown:
    """Read whole. Three queries, however many modules there are."""
    modules = workshop.modules.select_related("version__module__published").order_by("position")
    pack = pack_of([one.version for one in modules])
    start = workshop.starts_at
    return Shown(
        workshop=workshop,
        pack=pack,
        steps=tuple(_steps(pack.agenda, start)),
        ends=format_time(Item(pack.minutes, 0, "").at(start)) if start else "",
    )


def _steps(agenda: Sequence[Item], start: dt.time | None) -> Iterator[Step]:
    module = ""
    for item in agenda:
        begins = item.module != module and not item.is_break
        heading = (item.module or AT_THE_END) if begins else ""
        module = module if item.is_break else item.module
        when = format_time(item.at(start)) if start else format_duration(item.starts)
        yield Step(when, item.minutes, item.title, item.note, item.is_break, heading)


@dataclass(frozen=True, slots=True)
class Taken:
    """One module of a workshop. `newer`: the version published since, unless it is withdrawn."""

    version: Version
    newer: Version | None
    is_first: bool
    is_last: bool

    @property
    def withdrawn(self) -> str:
        """Why it was withdrawn, or empty."""
        return self.version.module.withdrawal_reason


def taken_by(pack: Pack) -> list[Taken]:
    """The modules of a pack in their order, with what became of them since."""
    last = len(pack.versions)
    return [
        Taken(version, _newer(version), number == 1, number == last)
        for number, version in enumerate(pack.versions, start=1)
    ]


def _newer(version: Version) -> Version | None:
    latest = version.module.published
    if latest is None or version.module.withdrawn_at is not None:
        return None
    return latest if (latest.number or 0) > (version.number or 0) else None


def decisions_of(workshop: Workshop, person: Person) -> list[Line]:
    """What was decided, as this person sees it, those still to do first."""
    decided = may_be_changed(with_people(Action.objects.filter(workshop=workshop)), person)
    return sorted(
        lines_of(decided), key=lambda line: (bool(line.ended), line.action.due_on, line.action.pk)
    )


def with_contents(workshops: QuerySet[Workshop]) -> QuerySet[Workshop]:
    """For lists: with team, owner, modules in their order, and `to_do`: decisions still open."""
    modules = WorkshopModule.objects.select_related("version").order_by("position")
    still_open = Q(decisions__done_at=None, decisions__dropped_at=None)
    return (
        workshops.select_related("team__programme", "owner")
        .prefetch_related(Prefetch("modules", modules))
        .annotate(
            decided=Count("decisions"),
            to_do=Count("decisions", filter=still_open & Q(decisions__isnull=False)),
        )
        .order_by("-made_at", "-pk")
    )


def with_printout(workshops: QuerySet[Workshop]) -> QuerySet[Workshop]:
    """For the page of one."""
    return workshops.select_related("team__programme__facilitator", "owner", "printout__file")
