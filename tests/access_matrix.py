"""Who gets what from every address: one row for each route and method.

A row gives the status for everybody. The objects in the addresses are Dr Alice Ahmed's: her log
for a week, her personal result, her grant to Amir Khan, her passkey, her programme. Everybody who
is signed in has just proved who they are. A method without a row is refused with 405.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

HERE = (
    "staff",
    "leader",
    "granted PA",
    "PA",
    "facilitator",
    "chief executive",
    "administrator",
)
ELSEWHERE = ("other leader", "other PA", "other facilitator", "other chief executive", "support")
SIGNED_IN = (*HERE, *ELSEWHERE)
EVERYBODY = ("anonymous", *SIGNED_IN)

OK, REDIRECT, REFUSED, FORBIDDEN, UNKNOWN, INVALID = 200, 302, 401, 403, 404, 422
SEE_OTHER = 303

OWNER = ("leader",)
KEEPERS = ("leader", "granted PA")
RUNNERS = ("facilitator", "support")
OVERSEERS = ("facilitator", "chief executive", "support")
MEMBERS = ("leader", "granted PA", "PA", "other leader", "other PA")
LEARNERS = ("leader", "granted PA", "PA", "facilitator")
PARTAKERS = (*LEARNERS, "chief executive")
READERS = (*PARTAKERS, "support")
WRITERS = (*LEARNERS, "support")
ADMINISTRATORS = ("administrator",)
REGISTRARS = ("facilitator", "administrator")
LEADERS = ("leader", *RUNNERS)  # who owns a workshop, who runs its team
ACTING = ("leader", "granted PA", *RUNNERS)  # the owner, the owner's PA, who runs it
EXECUTIVES = ("leader", "granted PA", "PA", "chief executive")
EXECUTIVES_ELSEWHERE = ("other leader", "other PA", "other chief executive")
COVERED = ("chief executive", "administrator")
ORDER = {"number": "order_number"}
SENT = {"number": "sent_number"}
LOOKING_ON = dict.fromkeys(("PA", "chief executive"), FORBIDDEN)  # of the team, and its sponsor


@dataclass(frozen=True)
class Row:
    """What each person gets for one method of one route."""

    route: str
    method: str
    expected: dict[str, int]
    data: dict[str, Any] = field(default_factory=dict)
    arguments: dict[str, str] = field(default_factory=dict)


def everybody(status: int) -> dict[str, int]:
    return dict.fromkeys(EVERYBODY, status)


def signed_in(status: int, *, anonymous: int = REDIRECT) -> dict[str, int]:
    """Whoever is not signed in is sent to do so, and learns nothing of what is there."""
    return {"anonymous": anonymous} | dict.fromkeys(SIGNED_IN, status)


def only(
    people: tuple[str, ...], status: int, *, others: int = UNKNOWN, anonymous: int = REDIRECT
) -> dict[str, int]:
    """For all others it does not exist."""
    return signed_in(others, anonymous=anonymous) | dict.fromkeys(people, status)


def press(route: str, expected: dict[str, int], **data: Any) -> Row:
    """A button: answers by a redirect."""
    return Row(route, "POST", expected, data)


def form(route: str, people: tuple[str, ...], invalid: int = INVALID, **more: Any) -> Iterator[Row]:
    """A page with a form; sent empty, it comes back with what is missing."""
    yield Row(route, "GET", only(people, OK), **more)
    yield Row(route, "POST", only(people, invalid), **more)


FOR_ALL = ("livez", "readyz", "home", "help", "privacy", "accessibility", "robots")
CATALOGUE = ("modules", "module", "module_version", "module_picture")
DEMO = ("demo", "demo_become", "demo_mail", "demo_message", "demo_eml")  # closed but under start

ROWS: tuple[Row, ...] = (
    *(Row(route, "GET", everybody(OK)) for route in FOR_ALL),
    Row("favicon", "GET", everybody(REDIRECT)),
    # Signing in and out
    Row("account_login", "GET", {**everybody(REDIRECT), "anonymous": OK}),
    Row("account_login", "POST", {**everybody(REDIRECT), "anonymous": OK}),
    Row("account_confirm_login_code", "GET", everybody(REDIRECT)),
    Row("account_confirm_login_code", "POST", everybody(REDIRECT)),
    Row("mfa_login_webauthn", "GET", everybody(REDIRECT)),
    Row("mfa_login_webauthn", "POST", everybody(REDIRECT)),
    Row("new_account", "GET", {**everybody(REDIRECT), "anonymous": OK}),
    Row("new_account", "POST", {**everybody(REDIRECT), "anonymous": INVALID}),
    Row("account_logout", "GET", signed_in(OK)),
    press("account_logout", signed_in(REDIRECT)),
    Row("account_reauthenticate", "GET", signed_in(OK)),
    press("account_reauthenticate", signed_in(REDIRECT)),
    Row("mfa_reauthenticate_webauthn", "GET", only(OWNER, OK, others=REDIRECT)),
    press("mfa_reauthenticate_webauthn", signed_in(REDIRECT)),
    # One's own account
    Row("account", "GET", signed_in(OK)),
    Row("account", "POST", signed_in(OK)),
    Row("mfa_list_webauthn", "GET", signed_in(OK)),
    *form("add_passkey", SIGNED_IN, invalid=OK),
    *form("rename_passkey", OWNER, invalid=OK, arguments={"pk": "passkey"}),
    Row("remove_passkey", "GET", only(OWNER, OK), arguments={"pk": "passkey"}),
    Row("remove_passkey", "POST", only(OWNER, REDIRECT), arguments={"pk": "passkey"}),
    Row("my_sessions", "GET", signed_in(OK)),
    press("end_other_sessions", signed_in(REDIRECT)),
    Row("end_session", "POST", signed_in(UNKNOWN), arguments={"pk": "passkey"}),
    Row("my_data", "GET", signed_in(OK)),
    Row("download_my_data", "GET", signed_in(OK)),
    *form("delete_my_account", SIGNED_IN, invalid=OK),
    # An organisation and its people
    Row("organisation", "GET", only(HERE, OK)),
    *form("add_person", REGISTRARS, invalid=OK),
    Row("end_role", "POST", only(REGISTRARS, REDIRECT), arguments={"pk": "role"}),
    # Programmes
    Row("programmes", "GET", signed_in(OK)),
    Row("programme", "GET", only(OVERSEERS, OK)),
    press("nudge", only(RUNNERS, REDIRECT)),
    *form("open_week", RUNNERS, invalid=OK, arguments={"team_id": "new_team"}),
    # Programmes and sessions
    Row("templates", "GET", only(ADMINISTRATORS, OK)),
    *form("template_add", ADMINISTRATORS),
    Row("template", "GET", only(ADMINISTRATORS, OK)),
    *form("template_draft", ADMINISTRATORS),
    *form("template_publish", ADMINISTRATORS),
    press("template_retire", only(ADMINISTRATORS, REDIRECT)),
    press("template_offer", only(ADMINISTRATORS, REDIRECT)),
    *form("programme_new", ("facilitator", "other facilitator"), invalid=OK),
    *form("programme_sponsor", RUNNERS, invalid=OK),
    *form("hand_over", RUNNERS, invalid=OK),
    *form("programme_close", RUNNERS, invalid=OK),
    press("programme_reopen", only(RUNNERS, REDIRECT)),
    *form("team_people", RUNNERS, invalid=OK),
    *form("team_people_add", RUNNERS, invalid=OK),
    Row("pair_make", "POST", only(RUNNERS, OK)),
    press("pair_end", only(RUNNERS, REDIRECT)),
    press("member_leave", only(RUNNERS, REDIRECT)),
    press("member_take_out", only(RUNNERS, REDIRECT)),
    Row("role_sheets", "GET", only(READERS, OK)),
    *form("promise", PARTAKERS, invalid=OK),
    Row("promises", "GET", only(RUNNERS, OK)),
    press("promises", only(RUNNERS, REDIRECT)),
    Row("lessons", "GET", only(READERS, OK)),
    Row("lessons", "POST", only(WRITERS, OK)),
    press("lesson_take_back", only(("leader", *RUNNERS), REDIRECT)),
    *form("next_team", RUNNERS, invalid=OK),
    Row("organisation_map", "GET", only(HERE, OK)),
    Row("programme_sessions", "GET", only(READERS, OK)),
    Row("session", "GET", only(READERS, OK)),
    *form("session_answer", LEARNERS),
    *form("session_agenda", RUNNERS),
    *form("session_materials", RUNNERS),
    Row("session_pulse", "GET", only(READERS, OK)),
    Row("session_pulse", "POST", only(("leader", "granted PA", "PA"), INVALID)),
    *form("team_dates", RUNNERS, invalid=OK),
    *form("session_add", RUNNERS, invalid=OK),
    *form("blocked_dates_add", RUNNERS, invalid=OK),
    press("blocked_dates_remove", only(RUNNERS, REDIRECT)),
    *form("session_move", RUNNERS, invalid=OK),
    *form("session_edit", RUNNERS, invalid=OK),
    Row("session_cancel", "GET", only(RUNNERS, OK)),
    press("session_cancel", only(RUNNERS, REDIRECT)),
    press("session_restore", only(RUNNERS, REDIRECT)),
    *form("holidays", ADMINISTRATORS, invalid=OK),
    press("holiday_remove", only(ADMINISTRATORS, REDIRECT)),
    *form("team_release", RUNNERS),
    Row("team_calendars", "GET", only(RUNNERS, OK)),
    press("resend_series", only(WRITERS, REDIRECT)),
    Row("my_calendar", "GET", signed_in(OK)),
    press("calendar_feed_make", signed_in(REDIRECT)),
    press("calendar_feed_revoke", signed_in(REDIRECT)),
    Row("calendar_feed", "GET", everybody(OK)),
    *form("attendance", RUNNERS),
    *form("action_add", WRITERS),
    Row("actions", "GET", signed_in(OK)),
    Row("action_change", "GET", only(ACTING, OK) | LOOKING_ON),
    Row("action_change", "POST", only(ACTING, INVALID) | LOOKING_ON),
    press("action_done", only(ACTING, REDIRECT) | LOOKING_ON),
    press("action_drop", only(ACTING, REDIRECT) | LOOKING_ON),
    press("action_reopen", only(ACTING, REDIRECT) | LOOKING_ON),
    Row("ground_rules", "GET", only(READERS, OK)),
    press("ground_rules", only(WRITERS, REDIRECT) | {"chief executive": FORBIDDEN}),
    # Modules
    Row("office", "GET", only(ADMINISTRATORS, OK)),
    *(Row(route, "GET", everybody(OK)) for route in CATALOGUE),
    Row("piece", "GET", only(("staff", "administrator"), OK, others=FORBIDDEN)),
    Row("office_modules", "GET", only(ADMINISTRATORS, OK)),
    Row("office_module", "GET", only(ADMINISTRATORS, OK)),
    *form("module_add", ADMINISTRATORS),
    *form("module_place", ADMINISTRATORS),
    *form("module_review", ADMINISTRATORS),
    press("module_files_again", only(ADMINISTRATORS, REDIRECT)),
    *form("module_publish", ADMINISTRATORS),
    *form("module_withdraw", ADMINISTRATORS),
    press("module_restore", only(ADMINISTRATORS, REDIRECT)),
    Row("module_draft", "GET", only(ADMINISTRATORS, OK)),
    press("draft_begin", only(ADMINISTRATORS, REDIRECT)),
    *form("draft_texts", ADMINISTRATORS),
    Row("module_preview", "GET", only(ADMINISTRATORS, OK)),
    *form("piece_add", ADMINISTRATORS),
    *form("piece_edit", ADMINISTRATORS),
    Row("piece_file", "GET", signed_in(UNKNOWN)),  # the paper of the world has none
    press("piece_move", only(ADMINISTRATORS, REDIRECT)),
    press("piece_remove", only(ADMINISTRATORS, REDIRECT)),
    press("piece_put_back", only(ADMINISTRATORS, REDIRECT)),
    *form("eligibility", SIGNED_IN),
    Row("eligibilities", "GET", only(ADMINISTRATORS, OK)),
    Row("organisation_eligibilities", "GET", only(REGISTRARS, OK)),
    *form("eligibility_decide", REGISTRARS),
    *form("organisation_domains", ADMINISTRATORS),
    Row("programme_modules", "GET", only(READERS, OK)),
    press("module_take_newer", only(RUNNERS, REDIRECT)),
    press("download", only(("staff", "administrator"), SEE_OTHER, others=REDIRECT)),
    Row("file", "GET", everybody(OK)),  # the address is the key
    Row("my_downloads", "GET", signed_in(OK)),
    Row("download_figures", "GET", only(ADMINISTRATORS, OK)),
    Row("download_figures_xlsx", "GET", only(ADMINISTRATORS, OK)),
    # Modules: searches
    Row("searches", "GET", only(ADMINISTRATORS, OK)),
    press("search_settle", only(ADMINISTRATORS, REDIRECT)),
    press("search_unsettle", only(ADMINISTRATORS, REDIRECT)),
    *form("search_answer", ADMINISTRATORS),
    *form("synonyms", ADMINISTRATORS),
    *form("synonyms_change", ADMINISTRATORS),
    press("synonyms_remove", only(ADMINISTRATORS, REDIRECT)),
    # Modules: board workshops
    Row("workshops", "GET", signed_in(OK)),
    *form("workshop_new", SIGNED_IN),
    Row("workshop", "GET", only(READERS, OK)),
    Row("workshop_pdf", "GET", only(READERS, OK)),
    press("workshop_print", only(READERS, REDIRECT)),
    Row("workshop_change", "GET", only(LEADERS, OK)),
    press("workshop_change", only(LEADERS, REDIRECT)),
    press("workshop_modules", only(LEADERS, REDIRECT)),
    Row("workshop_team", "POST", only(LEADERS, INVALID)),
    Row("workshop_decision", "GET", only((*WRITERS, "chief executive"), OK)),
    Row("workshop_decision", "POST", only((*WRITERS, "chief executive"), INVALID)),
    # Modules: contact and enquiries
    Row("contact", "GET", everybody(OK)),
    Row("contact", "POST", everybody(INVALID)),
    Row("contact_thread", "GET", everybody(OK)),  # the address is the key
    Row("contact_thread", "POST", everybody(INVALID)),
    Row("enquiries", "GET", only(ADMINISTRATORS, OK)),
    *form("enquiry", ADMINISTRATORS),
    Row("enquiry_close", "POST", only(ADMINISTRATORS, INVALID)),
    press("enquiry_reopen", only(ADMINISTRATORS, REDIRECT)),
    # Orders
    Row("orders", "GET", signed_in(OK)),
    Row("organisation_orders", "GET", only((*EXECUTIVES, "administrator"), OK)),
    Row("order_new", "GET", signed_in(OK)),
    Row("order_new", "POST", only((*EXECUTIVES, *EXECUTIVES_ELSEWHERE), INVALID, others=FORBIDDEN)),
    Row("order", "GET", only((*EXECUTIVES, "administrator"), OK), arguments=ORDER),
    *form("order_change", KEEPERS, arguments=ORDER),
    *form("order_cancel", (*KEEPERS, "administrator"), arguments=ORDER),
    Row("order_reopen", "POST", only(KEEPERS, REDIRECT), arguments=ORDER),
    # Orders: authorisation
    *form("order_authorise", (*EXECUTIVES, "administrator"), arguments=ORDER),
    Row("orders_to_authorise", "GET", only(ADMINISTRATORS, OK)),
    Row("order_authoriser", "POST", only(ADMINISTRATORS, REDIRECT), arguments=ORDER),
    Row("cover", "GET", only(HERE, OK)),
    Row("cover", "POST", only(HERE, FORBIDDEN) | dict.fromkeys(COVERED, INVALID)),
    press("cover_end", only(COVERED, REDIRECT)),
    # Orders: stock
    Row("stock", "GET", only(ADMINISTRATORS, OK)),
    *form("box_set_add", ADMINISTRATORS),
    Row("box_set", "GET", only(ADMINISTRATORS, OK)),
    *form("box_set_change", ADMINISTRATORS),
    Row("box_set_withdraw", "GET", only(ADMINISTRATORS, OK)),
    press("box_set_withdraw", only(ADMINISTRATORS, REDIRECT)),
    press("box_set_offer", only(ADMINISTRATORS, REDIRECT)),
    *form("stock_receive", ADMINISTRATORS),
    *form("stock_count", ADMINISTRATORS),
    *form("stock_write_off", ADMINISTRATORS),
    *form("orders_to_allocate", ADMINISTRATORS),
    *form("line_set_aside", ADMINISTRATORS),
    *form("line_give_back", ADMINISTRATORS),
    # Orders: parcels
    Row("orders_to_dispatch", "GET", only(ADMINISTRATORS, OK)),
    *form("order_dispatch", ADMINISTRATORS, arguments=SENT),
    *form("dispatch_settle", ADMINISTRATORS, arguments=SENT),
    Row("dispatch_note", "GET", only(ADMINISTRATORS, OK), arguments=SENT),
    Row("delivery_confirm", "POST", only(OWNER, REDIRECT), arguments=SENT),
    Row("delivery", "GET", everybody(OK), arguments={"token": "delivery_token"}),
    Row("delivery", "POST", everybody(REDIRECT), arguments={"token": "delivery_token"}),
    *form("orders_overdue", ADMINISTRATORS),
    Row("order_register", "GET", only(ADMINISTRATORS, OK)),
    Row("order_register_xlsx", "GET", only(ADMINISTRATORS, OK)),
    # A week of time
    Row("today", "GET", only(MEMBERS, REDIRECT, others=OK)),
    Row("week", "GET", only(KEEPERS, OK)),
    Row("day", "GET", only(KEEPERS, OK)),
    Row("day_blocks", "GET", only(KEEPERS, OK, anonymous=REFUSED)),
    Row("day_blocks", "PUT", only(KEEPERS, 409, anonymous=REFUSED), {"revision": 0, "blocks": []}),
    *form("day_table", KEEPERS),
    *form("diary_import", KEEPERS),
    press("day_accept", only(KEEPERS, REDIRECT)),
    press("day_done", only(KEEPERS, REDIRECT)),
    press("day_copy", only(KEEPERS, REDIRECT), **{"from": "2011-05-10"}),
    press("day_confirm", only(OWNER, REDIRECT)),
    Row("log_window", "POST", only(KEEPERS, INVALID)),
    press("log_finish", only(KEEPERS, REDIRECT)),
    press("log_lock", only(OWNER, REDIRECT)),
    *form("log_reopen", ("leader", "facilitator")),
    Row("grants", "GET", signed_in(OK)),
    Row("grants", "POST", signed_in(INVALID)),
    press("grant_end", only(KEEPERS, REDIRECT)),
    # Results
    Row("results", "GET", signed_in(OK)),
    Row("results", "POST", signed_in(INVALID)),
    Row("report", "GET", only(KEEPERS, OK)),
    press("report_again", only(KEEPERS, REDIRECT)),
    *(Row(f"report_{kind}", "GET", only(KEEPERS, OK)) for kind in ("pdf", "xlsx", "csv")),
)
