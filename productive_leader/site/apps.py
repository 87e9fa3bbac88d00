from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class SiteConfig(AppConfig):
    name = "productive_leader.site"
    label = "site"

    def ready(self) -> None:
        from productive_leader import checks  # noqa: F401 they register themselves


class SupportConfig(admin_apps.AdminConfig):
    """Django's admin with our way of signing in; named in INSTALLED_APPS in its place."""

    default = False
    default_site = "productive_leader.site.support.SupportSite"
