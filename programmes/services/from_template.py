"""The sessions of a team, copied from the template its programme began with."""

from __future__ import annotations

from collections.abc import Collection

from programmes.models import AgendaItem, Session, Team, TemplateSession
from programmes.services.invitations import update_invitations


def copy_sessions(team: Team, chosen: Collection[int] | None = None) -> list[Session]:
    """The sessions of the template, without dates, with their agendas and invitations.

    `chosen`: positions of the optional sessions to take; None takes all. A programme without a
    template gets none. Called by services, inside their transaction.
    """
    version = team.programme.template_version
    if version is None:
        return []
    templates = [
        one
        for one in version.sessions.prefetch_related("items")
        if not one.is_optional or chosen is None or one.position in chosen
    ]
    made = Session.objects.bulk_create(
        _session(team, number, one) for number, one in enumerate(templates, start=1)
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(
            session=session,
            position=item.position,
            minutes=item.minutes,
            title=item.title,
            note=item.note,
        )
        for session, one in zip(made, templates, strict=True)
        for item in one.items.all()
    )
    update_invitations(team)
    return made


def _session(team: Team, number: int, template: TemplateSession) -> Session:
    return Session(
        team=team,
        template_session=template,
        module_id=template.module_id,
        number=number,
        name=template.name,
        before=template.before,
        output=template.output,
        audience=template.audience,
        minutes=template.minutes,
        facilitator=team.programme.facilitator,
    )
