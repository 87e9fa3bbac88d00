"""Saying whether one comes: for oneself, for a leader, or noting what one was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from productive_leader.core.permissions import get_or_404
from programmes.enums import Answer
from programmes.forms.sessions import AnswerForm
from programmes.models import Invitation, Session
from programmes.permissions import invitations_answered_by
from programmes.queries.sessions import answered_for, details_of, takes_answers
from programmes.services.answers import answer_invitation
from programmes.views.lookups import visible_session

PRESS = "Send apologies"
SAID = {Answer.YES: "yes", Answer.PERHAPS: "perhaps", Answer.APOLOGIES: "apologies"}


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """One invitation that the viewer answers; `own`: it is theirs."""

    invitation: Invitation
    form: AnswerForm
    own: bool

    @property
    def whose(self) -> str:
        return "" if self.own else self.invitation.person.name

    @property
    def for_whom(self) -> str:
        """Words after those of a button, for a screen reader."""
        return f"for {self.whose}" if self.whose else ""

    @property
    def said(self) -> str:
        """What was answered, and by whom if by somebody else."""
        one = self.invitation
        if not one.answer:
            return ""
        words = Answer(one.answer).label
        other = one.answered_by
        return words if other in (None, one.person) else f"{words}, answered by {other}"


def cards_for(request: SignedInRequest, session: Session) -> list[AnswerCard]:
    """A person's own invitation and those of leaders they assist; none when it is too late."""
    if not takes_answers(session):
        return []
    draft = typed(request, press=PRESS, at=reverse("session_answer", args=[session.pk]))
    found = answered_for(request.user).filter(session=session)
    return _cards(list(found), request.user, draft)


def _cards(
    invitations: Sequence[Invitation], person: Person, filled: QueryDict | None
) -> list[AnswerCard]:
    cards = []
    for one in invitations:
        meant = filled is not None and filled.get("invitation", str(one.pk)) == str(one.pk)
        form = AnswerForm(
            filled if meant else None,
            initial={"reason": one.reason},
            auto_id=f"answer_{one.pk}_%s",
        )
        cards.append(AnswerCard(one, form, own=one.person_id == person.pk))
    return cards


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def session_answer(request: SignedInRequest, session_id: int) -> HttpResponse:
    """Keeps an answer; a refusal comes back with what was typed."""
    session = visible_session(request.user, session_id)
    filled = typed(request, press=PRESS)
    chosen = (filled or request.GET).get("invitation")
    invitations = _invitations(request.user, session, chosen)
    if request.method != "POST":
        if not takes_answers(session):
            return redirect("session", session_id)
        return _page(request, session, _cards(invitations, request.user, filled))
    card = _cards(invitations[:1], request.user, filled)[0]
    if card.form.is_valid() and _kept(request.user, card):
        messages.success(request, _thanks(card))
        return redirect("session", session_id)
    return _page(request, session, [card], status=422)


def _invitations(person: Person, session: Session, chosen: str | None) -> list[Invitation]:
    """The one that was chosen, else the person's own and those of the leaders they assist."""
    if chosen is None:
        found = list(answered_for(person).filter(session=session))
        if not found:
            raise Http404
        return found
    answerable = invitations_answered_by(person).filter(session=session)
    return [get_or_404(answerable.select_related("person", "answered_by"), pk=chosen)]


def _kept(person: Person, card: AnswerCard) -> bool:
    said = card.form.cleaned_data
    try:
        answer_invitation(
            by=person, invitation=card.invitation, answer=said["answer"], reason=said["reason"]
        )
    except ValidationError as refusal:
        card.form.add_error(None, refusal)
        return False
    return True


def _thanks(card: AnswerCard) -> str:
    answer = SAID[Answer(card.form.cleaned_data["answer"])]
    whose = "Your answer" if card.own else f"The answer of {card.whose}"
    return f"{whose} is kept: {answer}."


def _page(
    request: SignedInRequest, session: Session, cards: Sequence[AnswerCard], status: int = 200
) -> HttpResponse:
    context = {
        "session": session,
        "details": details_of(session),
        "cards": cards if takes_answers(session) else [],
        "form": next((one.form for one in cards if one.form.is_bound), None),
    }
    return render(request, "programmes/session_answer.html", context, status=status)
