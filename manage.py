#!/usr/bin/env python3
"""Management commands."""

import os
import sys

if __name__ == "__main__":
    if sys.argv[1:2] == ["start"]:  # begins the servers that the settings name, so before Django
        from productive_leader.site.starting.run import main

        sys.exit(main())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "productive_leader.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
