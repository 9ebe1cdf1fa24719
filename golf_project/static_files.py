"""How static files are stored in production, and served everywhere."""

from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed names, so that browsers keep files for ever; also inside the imports of ES modules."""

    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        """The hashed name; before `collectstatic` has run the plain one, under which the file is served as well."""
        return super().stored_name(name) if self.hashed_files else name


class StaticFiles(WhiteNoiseMiddleware):
    """Serves compressed what lies compressed beside a file, also where finders know of the file alone."""

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        """Without their list of known files WhiteNoise looks into the folder."""
        super().add_file_to_dictionary(url, path)  # type: ignore[no-untyped-call]
