"""Template filters of the core room."""
