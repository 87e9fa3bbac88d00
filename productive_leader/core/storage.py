"""Static files under hashed names, also where one ES module imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped library
    """WhiteNoise's storage that rewrites the imports of our modules too."""

    support_js_module_import_aggregation = True
