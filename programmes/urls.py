"""Addresses of programmes, teams and sessions."""

from django.urls import URLPattern, path

from programmes.views import commitments, waves

urlpatterns: list[URLPattern] = [
    # The promise of time
    path("programmes/<int:programme_id>/roles/", commitments.role_sheets, name="role_sheets"),
    path("programmes/<int:programme_id>/commitment/", commitments.commitment, name="commitment"),
    path("programmes/<int:programme_id>/commitments/", commitments.commitments, name="commitments"),
    # Lessons, waves and the map
    path(
        "programmes/<int:programme_id>/teams/<int:team_id>/lessons/", waves.lessons, name="lessons"
    ),
    path("lessons/<int:lesson_id>/take-back/", waves.lesson_take_back, name="lesson_take_back"),
    path("programmes/<int:programme_id>/teams/new/", waves.next_team, name="next_team"),
    path("organisations/<str:code>/map/", waves.organisation_map, name="organisation_map"),
]
