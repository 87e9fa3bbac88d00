from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "programmes"

    def ready(self) -> None:
        from programmes.queries import staying  # noqa: F401 - registers who cannot leave yet
