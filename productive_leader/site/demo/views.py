"""Choose a demo person with one press, and read every message the system sent."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from productive_leader.core.mail import build_message
from productive_leader.core.models import Email
from productive_leader.core.permissions import get_or_404
from productive_leader.site.demo.access import demo_only
from productive_leader.site.demo.queries import demo_people, extras, messages_to, people_to_become

MESSAGES_ON_A_PAGE = 50


@demo_only
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    return render(request, "site/demo/people.html", {"cast": demo_people(), "extras": extras()})


@demo_only
@require_POST
def demo_become(request: HttpRequest) -> HttpResponse:
    person = get_or_404(people_to_become(), email=request.POST.get("email", ""))
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("home")


@demo_only
@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    """Every message, newest first; `to` narrows it to addresses that contain a text."""
    to = request.GET.get("to", "").strip()[:200]
    page = Paginator(messages_to(to), MESSAGES_ON_A_PAGE).get_page(request.GET.get("page"))
    query = f"{urlencode({'to': to})}&" if to else ""
    return render(request, "site/demo/mail.html", {"page": page, "to": to, "query": query})


@demo_only
@require_safe
def demo_message(request: HttpRequest, email_id: UUID) -> HttpResponse:
    email = get_object_or_404(Email, pk=email_id)
    return render(request, "site/demo/message.html", {"email": email})


@demo_only
@require_safe
def demo_eml(request: HttpRequest, email_id: UUID) -> HttpResponse:
    """The message exactly as it is handed to a mail server."""
    message = build_message(get_object_or_404(Email, pk=email_id)).message()
    return HttpResponse(
        b"\r\n".join(message.as_bytes().split(b"\n")),
        content_type="message/rfc822",
        headers={"Content-Disposition": f'attachment; filename="{email_id}.eml"'},
    )
