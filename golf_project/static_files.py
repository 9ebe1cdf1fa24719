"""How static files are stored in production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed names, so that browsers keep files for ever; also inside the imports of ES modules."""

    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        """The hashed name; before `collectstatic` has run the plain one, under which the file is served as well."""
        return super().stored_name(name) if self.hashed_files else name
