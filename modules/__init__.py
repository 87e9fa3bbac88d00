"""The catalogue of modules: versions, files, downloads, search, enquiries, workshop packs."""
