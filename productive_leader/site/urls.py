"""Addresses at the top of the house."""

from django.contrib import admin
from django.urls import path

from productive_leader.site.demo import views as demo
from productive_leader.site.views import home, office, programmes, public

urlpatterns = [
    path("", home.home, name="home"),
    path("help/", public.help_page, name="help"),
    path("privacy/", public.privacy, name="privacy"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("robots.txt", public.robots, name="robots"),
    path("favicon.ico", public.favicon, name="favicon"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/<int:programme_id>/", programmes.programme, name="programme"),
    path(
        "programmes/<int:programme_id>/teams/<int:team_id>/nudge/", programmes.nudge, name="nudge"
    ),
    path(
        "programmes/<int:programme_id>/teams/<int:team_id>/week/",
        programmes.open_week,
        name="open_week",
    ),
    path("office/", office.office, name="office"),
    path("demo/", demo.demo, name="demo"),
    path("demo/become/", demo.demo_become, name="demo_become"),
    path("demo/mail/", demo.demo_mail, name="demo_mail"),
    path("demo/mail/<uuid:email_id>/", demo.demo_message, name="demo_message"),
    path("demo/mail/<uuid:email_id>.eml", demo.demo_eml, name="demo_eml"),
    path("admin/", admin.site.urls),
]
