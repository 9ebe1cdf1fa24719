"""How static files are stored in production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed names, so that browsers keep files for ever; also inside the imports of ES modules."""

    support_js_module_import_aggregation = True
