"""Contact for everybody, each conversation at its own address, and the office that answers."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import SignedInRequest, for_nationals, signed_in, typed
from accounts.models import Person
from modules.enums import EnquiryState, Nation, Outcome, Topic
from modules.forms.enquiries import AnswerForm, CloseForm, EnquiryForm, WriteAgainForm
from modules.models import Enquiry
from modules.permissions import enquiries_answered_by
from modules.queries import enquiries as queries
from modules.queries.module_pages import module_at
from modules.services import enquiries as services
from modules.services.enquiries import StaleThread
from productive_leader.core.dates import format_time
from productive_leader.core.form_guard import client_of, wait_until
from productive_leader.core.forms import look_again
from productive_leader.core.permissions import get_or_404

ROWS_ON_A_PAGE = 50
HOUR = 60 * 60  # seconds
MOST_FROM_A_PLACE = 40  # in an hour; a whole trust may come from one address
MOST_FOR_AN_ADDRESS = 4  # in an hour: each is acknowledged by mail
WAIT = "That is more than we take in an hour. What you typed is still here: send it after {}."
SENT = "Your question is with us. We have sent a copy to {}."
WRITTEN = "Your message is with us."
ANSWERED = "Your answer is on its way to {}, and stands here for them to read."
STALE = (
    "Somebody wrote, or closed this, while you were on the page. Read what is new above. "
    "What you typed is still here: send it if it still fits."
)
CLOSED = "Closed. It opens again by itself when they write, or below."


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Three short ways, and a form for everybody. `?topic=` and `?module=` choose beforehand."""
    person = request.user if isinstance(request.user, Person) else None
    form = EnquiryForm(
        request.POST if request.method == "POST" else None,
        initial={"form_key": uuid.uuid4(), **_about(request), **_known_of(person)},
    )
    status = 200 if request.method != "POST" else 422
    if form.is_bound and form.is_valid():
        if wait := _must_wait(request, form.cleaned_data["email"]):
            form.add_error(None, WAIT.format(format_time(wait)))
            status = 429
        else:
            enquiry = services.send_enquiry(person=person, **form.cleaned_data)
            messages.success(request, SENT.format(enquiry.email))
            return redirect("contact_thread", enquiry.key)
    facilitators = queries.facilitators_near(person) if person else []
    context = {"form": form, "facilitators": facilitators}
    return _unkept(render(request, "modules/contact.html", context, status=status))


def _about(request: HttpRequest) -> dict[str, str]:
    """What the address says the question is about, as far as it means anything."""
    topic = request.GET.get("topic", "")
    module = module_at(slug) if (slug := request.GET.get("module", "")) else None
    about = {"topic": topic} if topic in Topic.values else {}
    if module and module.published:
        about["text"] = f"About the module “{module.published.name}”:\n\n"
    return about


def _known_of(person: Person | None) -> dict[str, str]:
    if person is None:
        return {}
    known = {"name": person.name, "email": person.email}
    if works_at := queries.organisation_of(person):
        known |= {"organisation": works_at.name, "nation": Nation.ENGLAND.value}
    return known


def _must_wait(request: HttpRequest, email: str) -> dt.datetime | None:
    """When to try again, if too many come from this place or for this address."""
    return wait_until(
        "enquiries from", client_of(request), most=MOST_FROM_A_PLACE, seconds=HOUR
    ) or wait_until("enquiries for", email, most=MOST_FOR_AN_ADDRESS, seconds=HOUR)


def _unkept(response: HttpResponse) -> HttpResponse:
    """In no cache: the form has a key of its own, and a conversation is private."""
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def contact_thread(request: HttpRequest, enquiry_key: uuid.UUID) -> HttpResponse:
    """The conversation, for whoever knows its address; they write on and it opens again."""
    enquiry = get_or_404(queries.enquiry_threads(), key=enquiry_key)
    form = WriteAgainForm(request.POST if request.method == "POST" else None)
    status = 200 if request.method != "POST" else 422
    if form.is_bound and form.is_valid():
        if wait := _must_wait(request, str(enquiry.key)):
            form.add_error(None, WAIT.format(format_time(wait)))
            status = 429
        else:
            services.write_again(enquiry=enquiry, **form.cleaned_data)
            messages.success(request, WRITTEN)
            return redirect("contact_thread", enquiry.key)
    thread = queries.thread_of(enquiry)
    context = {"form": form, "thread": thread}
    response = render(request, "modules/thread.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return _unkept(response)


@require_safe
@signed_in
@for_nationals
def enquiries(request: SignedInRequest) -> HttpResponse:
    """Those that wait for us, the longest waiting first. `?state=answered` or `closed`: others."""
    wanted = request.GET.get("state", "")
    state = EnquiryState(wanted) if wanted in EnquiryState.values else EnquiryState.OPEN
    mine = enquiries_answered_by(request.user)
    page = Paginator(queries.in_state(mine, state), ROWS_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": queries.as_rows(page.object_list),
        "states": queries.states_with_counts(mine),
        "state": state,
        "query": f"state={state}&",
    }
    return render(request, "modules/office/enquiries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def enquiry(request: SignedInRequest, enquiry_id: int) -> HttpResponse:
    """The conversation, and a form that answers it by mail."""
    found = _enquiry(request.user, enquiry_id)
    form = _answer_form(found, typed(request, press="Send the answer"))
    if request.method != "POST":
        return _enquiry_page(request, found, answer=form)
    if not form.is_valid():
        return _enquiry_page(request, found, answer=form, status=422)
    try:
        services.answer_enquiry(by=request.user, enquiry=found, **form.cleaned_data)
    except StaleThread:
        _look_again(form, found)
        return _enquiry_page(request, found, answer=form, status=409)
    messages.success(request, ANSWERED.format(found.email))
    return redirect("enquiry", enquiry_id)


@require_POST
@signed_in
def enquiry_close(request: SignedInRequest, enquiry_id: int) -> HttpResponse:
    found = _enquiry(request.user, enquiry_id)
    form = _close_form(found, request.POST)
    if not form.is_valid():
        return _enquiry_page(request, found, close=form, status=422)
    try:
        outcome, seen = Outcome(form.cleaned_data["outcome"]), form.cleaned_data["seen"]
        services.close_enquiry(by=request.user, enquiry=found, outcome=outcome, seen=seen)
    except StaleThread:
        _look_again(form, found)
        return _enquiry_page(request, found, close=form, status=409)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _enquiry_page(request, found, close=form, status=422)
    messages.success(request, CLOSED)
    return redirect("enquiry", enquiry_id)


@require_POST
@signed_in
def enquiry_reopen(request: SignedInRequest, enquiry_id: int) -> HttpResponse:
    services.reopen_enquiry(by=request.user, enquiry=_enquiry(request.user, enquiry_id))
    messages.success(request, "It waits for us again.")
    return redirect("enquiry", enquiry_id)


def _look_again(form: Form, enquiry: Enquiry) -> None:
    """Say what happened; the next press is about what stands there now."""
    enquiry.refresh_from_db()
    look_again(form, queries.fingerprint_of(enquiry))
    form.add_error(None, STALE)


def _enquiry_page(
    request: SignedInRequest,
    enquiry: Enquiry,
    *,
    answer: Form | None = None,
    close: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """`form` is the one that was refused, for the summary above the page."""
    context: dict[str, Any] = {
        "thread": queries.thread_of(enquiry),
        "answer": answer or _answer_form(enquiry),
        "close": close or _close_form(enquiry),
        "form": close or answer,
    }
    return render(request, "modules/office/enquiry.html", context, status=status)


def _answer_form(enquiry: Enquiry, data: QueryDict | None = None) -> AnswerForm:
    seen = queries.fingerprint_of(enquiry)
    return AnswerForm(data, initial={"seen": seen}, auto_id="answer_%s")


def _close_form(enquiry: Enquiry, data: QueryDict | None = None) -> CloseForm:
    seen = queries.fingerprint_of(enquiry)
    return CloseForm(data, initial={"seen": seen}, auto_id="close_%s")


def _enquiry(person: Person, enquiry_id: int) -> Enquiry:
    return get_or_404(enquiries_answered_by(person), pk=enquiry_id)
