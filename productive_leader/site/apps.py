from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "productive_leader.site"
    label = "site"
