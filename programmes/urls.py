"""Addresses of programmes, teams and sessions."""

from django.urls import URLPattern, path

from programmes.views import (
    actions,
    agendas,
    answers,
    attendance,
    closing,
    dates,
    drafts,
    feeds,
    handover,
    holidays,
    modules,
    moves,
    new_programme,
    people,
    promises,
    pulses,
    releases,
    rules,
    sessions,
    sponsors,
    templates,
    waves,
    workshop_decisions,
    workshops,
)

TEAM = "programmes/<int:programme_id>/teams/<int:team_id>/"

urlpatterns: list[URLPattern] = [
    # Templates, for national administrators
    path("office/templates/", templates.templates, name="templates"),
    path("office/templates/new/", templates.template_add, name="template_add"),
    path("office/templates/<slug:slug>/", templates.template, name="template"),
    path("office/templates/<slug:slug>/draft/", drafts.template_draft, name="template_draft"),
    path("office/templates/<slug:slug>/publish/", drafts.template_publish, name="template_publish"),
    path("office/templates/<slug:slug>/retire/", templates.template_retire, name="template_retire"),
    path("office/templates/<slug:slug>/offer/", templates.template_offer, name="template_offer"),
    # A new programme and its people
    path("programmes/new/", new_programme.programme_new, name="programme_new"),
    path(
        "programmes/<int:programme_id>/sponsor/",
        sponsors.programme_sponsor,
        name="programme_sponsor",
    ),
    path(
        "programmes/<int:programme_id>/teams/<int:team_id>/people/",
        people.team_people,
        name="team_people",
    ),
    path(
        "programmes/<int:programme_id>/teams/<int:team_id>/people/add/",
        people.team_people_add,
        name="team_people_add",
    ),
    path(
        "programmes/<int:programme_id>/teams/<int:team_id>/people/pairs/",
        people.pair_make,
        name="pair_make",
    ),
    path("pairs/<int:pair_id>/end/", people.pair_end, name="pair_end"),
    path("memberships/<int:membership_id>/leave/", people.member_leave, name="member_leave"),
    path(
        "memberships/<int:membership_id>/take-out/", people.member_take_out, name="member_take_out"
    ),
    path("programmes/<int:programme_id>/hand-over/", handover.hand_over, name="hand_over"),
    path("programmes/<int:programme_id>/close/", closing.programme_close, name="programme_close"),
    path(
        "programmes/<int:programme_id>/reopen/", closing.programme_reopen, name="programme_reopen"
    ),
    # The promise of time
    path(
        "programmes/<int:programme_id>/modules/",
        modules.programme_modules,
        name="programme_modules",
    ),
    path(
        "programmes/<int:programme_id>/modules/<slug:module_slug>/newer/",
        modules.module_take_newer,
        name="module_take_newer",
    ),
    path("programmes/<int:programme_id>/roles/", promises.role_sheets, name="role_sheets"),
    path("programmes/<int:programme_id>/promise/", promises.promise, name="promise"),
    path("programmes/<int:programme_id>/promises/", promises.promises, name="promises"),
    # Lessons, waves and the map
    path(
        "programmes/<int:programme_id>/teams/<int:team_id>/lessons/", waves.lessons, name="lessons"
    ),
    path("lessons/<int:lesson_id>/take-back/", waves.lesson_take_back, name="lesson_take_back"),
    path("programmes/<int:programme_id>/teams/new/", waves.next_team, name="next_team"),
    path("organisations/<str:code>/map/", waves.organisation_map, name="organisation_map"),
    # Dates and days off
    path(f"{TEAM}dates/", dates.team_dates, name="team_dates"),
    path(f"{TEAM}dates/add/", dates.session_add, name="session_add"),
    path(f"{TEAM}dates/block/", dates.blocked_dates_add, name="blocked_dates_add"),
    path(
        "blocked-dates/<int:blocked_id>/remove/",
        dates.blocked_dates_remove,
        name="blocked_dates_remove",
    ),
    path("sessions/<int:session_id>/move/", moves.session_move, name="session_move"),
    path("sessions/<int:session_id>/edit/", moves.session_edit, name="session_edit"),
    path("sessions/<int:session_id>/cancel/", moves.session_cancel, name="session_cancel"),
    path("sessions/<int:session_id>/restore/", moves.session_restore, name="session_restore"),
    path("office/holidays/", holidays.holidays, name="holidays"),
    path(
        "office/holidays/<int:holiday_id>/remove/", holidays.holiday_remove, name="holiday_remove"
    ),
    # Who was there, what was agreed
    path("sessions/<int:session_id>/attendance/", attendance.attendance, name="attendance"),
    path("sessions/<int:session_id>/actions/", actions.action_add, name="action_add"),
    path("actions/", actions.actions, name="actions"),
    path("actions/<int:action_id>/", actions.action_change, name="action_change"),
    path("actions/<int:action_id>/done/", actions.action_done, name="action_done"),
    path("actions/<int:action_id>/drop/", actions.action_drop, name="action_drop"),
    path("actions/<int:action_id>/reopen/", actions.action_reopen, name="action_reopen"),
    path(
        "programmes/<int:programme_id>/teams/<int:team_id>/rules/",
        rules.ground_rules,
        name="ground_rules",
    ),
    # The session itself
    path(
        "programmes/<int:programme_id>/sessions/",
        sessions.programme_sessions,
        name="programme_sessions",
    ),
    path("sessions/<int:session_id>/", sessions.session, name="session"),
    path("sessions/<int:session_id>/answer/", answers.session_answer, name="session_answer"),
    path("sessions/<int:session_id>/agenda/", agendas.session_agenda, name="session_agenda"),
    path(
        "sessions/<int:session_id>/materials/", agendas.session_materials, name="session_materials"
    ),
    path("sessions/<int:session_id>/pulse/", pulses.session_pulse, name="session_pulse"),
    # Board workshops
    path("workshops/", workshops.workshops, name="workshops"),
    path("workshops/new/", workshops.workshop_new, name="workshop_new"),
    path("workshops/<int:workshop_id>/", workshops.workshop, name="workshop"),
    path("workshops/<int:workshop_id>.pdf", workshops.workshop_pdf, name="workshop_pdf"),
    path("workshops/<int:workshop_id>/print/", workshops.workshop_print, name="workshop_print"),
    path("workshops/<int:workshop_id>/change/", workshops.workshop_change, name="workshop_change"),
    path(
        "workshops/<int:workshop_id>/modules/", workshops.workshop_modules, name="workshop_modules"
    ),
    path(
        "workshops/<int:workshop_id>/team/", workshop_decisions.workshop_team, name="workshop_team"
    ),
    path(
        "workshops/<int:workshop_id>/decisions/",
        workshop_decisions.workshop_decision,
        name="workshop_decision",
    ),
    # Releasing, and what calendars were told
    path(
        "programmes/<int:programme_id>/teams/<int:team_id>/release/",
        releases.team_release,
        name="team_release",
    ),
    path(
        "programmes/<int:programme_id>/teams/<int:team_id>/calendars/",
        releases.team_calendars,
        name="team_calendars",
    ),
    path(
        "programmes/<int:programme_id>/teams/<int:team_id>/resend/",
        releases.resend,
        name="resend_series",
    ),
    path("account/calendar/", feeds.my_calendar, name="my_calendar"),
    path("account/calendar/make/", feeds.calendar_feed_make, name="calendar_feed_make"),
    path("account/calendar/revoke/", feeds.calendar_feed_revoke, name="calendar_feed_revoke"),
    path("calendar/<str:key>.ics", feeds.calendar_feed, name="calendar_feed"),
]
