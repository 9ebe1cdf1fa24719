"""How Django knows the site itself."""

from django.apps import AppConfig


class GolfProjectConfig(AppConfig):
    """What no app alone knows."""

    name = "golf_project"

    def ready(self) -> None:
        """Have the whole site's figures among those that are measured."""
        from golf_project import site_figures

        site_figures.listen()
