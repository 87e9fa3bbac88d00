"""The catalogue of modules: versions, files, downloads, workshop packs. Not built yet."""
