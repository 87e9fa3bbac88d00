from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import privacy  # noqa: F401 - registers what other packages keep for us
