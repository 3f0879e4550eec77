"""What a start does to the database: migrate, and on the first start load facts and stories."""

import os
import time
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from deploy.catalogues import compile_all
from deploy.machine import fingerprint

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Bring the database to where the service can start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    compile_all()
    django.setup()
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _step("Migrating", lambda: call_command("migrate", interactive=False, verbosity=0))
    note = Path(settings.DATA_DIR) / "seeded"
    facts = fingerprint(ROOT, "seeds/reference/**/*", "seeds/*.py")
    empty = not apps.get_model("organizations.Department").objects.exists()
    if empty or not note.is_file() or note.read_text() != facts:
        _step("Loading the reference facts", lambda: call_command("load_seeds", verbosity=0))
        note.write_text(facts)
    stories = Path(settings.DATA_DIR) / "stories"
    wanted = settings.DEMO_DATA_ALLOWED and "load_demo" in get_commands()
    if wanted and (empty or not stories.is_file()):
        _step("Playing the demonstration stories", lambda: call_command("load_demo", verbosity=0))
        stories.write_text("played\n")


def _step(what: str, do: object) -> None:
    """Do one step and say how long it took."""
    assert callable(do)
    started = time.monotonic()
    print(f"{what} …", end=" ", flush=True)
    do()
    print(f"{time.monotonic() - started:.1f} s", flush=True)


if __name__ == "__main__":
    main()
