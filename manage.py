#!/usr/bin/env python
"""Django's commands for this project; development settings unless told otherwise."""

import os
import sys
from pathlib import Path

SETTINGS = "DJANGO_SETTINGS_MODULE"
WITHOUT_SERVICE = {
    *(
        "check",
        "compilemessages",
        "help",
        "--help",
        "makemessages",
        "makemigrations",
        "spectacular",
    ),
    *("render_gallery", "write_docs", "write_letter_templates"),
}


def main() -> None:
    """Run one of Django's commands."""
    if SETTINGS not in os.environ:
        _check_service()
        os.environ[SETTINGS] = "config.settings.development"
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not here: use .venv/bin/python manage.py …, which `make run` makes.")

    execute_from_command_line(sys.argv)


def _check_service() -> None:
    """Say in one line that nothing runs where a command is to work; nothing is made there."""
    root = Path(__file__).resolve().parent
    folder = Path(os.environ.get("DATA_DIR") or root / ".data").expanduser()
    if WITHOUT_SERVICE.intersection(sys.argv[1:2]):
        return
    if "DATABASE_URL" not in os.environ and not (folder / "services.env").is_file():
        sys.exit(f"No service runs on {folder}: start `make run`, or set DATA_DIR to its folder.")


if __name__ == "__main__":
    main()
