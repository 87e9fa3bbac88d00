"""Every address; each room lists its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("productive_leader.core.urls")),
    path("", include("productive_leader.site.urls")),
    path("", include("accounts.urls")),
    path("", include("modules.urls")),
    path("", include("programmes.urls")),
    path("", include("assessments.urls")),
    path("", include("orders.urls")),
]

handler400 = "productive_leader.site.errors.bad_request"
handler403 = "productive_leader.site.errors.forbidden"
handler404 = "productive_leader.site.errors.not_found"
handler500 = "productive_leader.site.errors.server_error"
