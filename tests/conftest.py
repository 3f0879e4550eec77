"""What every test may ask for: servers of the run's own, and databases with committed facts."""

import os
import shutil
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command, get_commands
from django.db import connection, connections
from django.test import override_settings
from django.test.utils import setup_databases, teardown_databases

from config.settings.base import cache, database
from deploy.catalogues import compile_all
from deploy.leftovers import sweep
from deploy.postgres import Postgres
from deploy.valkey import Valkey

# The long proofs and the measurements are run by name: `make prove`, `make bench`.
collect_ignore = [] if os.environ.get("PROVE") else ["prove", "load"]

SERVERS: list[Postgres | Valkey] = []
FOLDERS: list[Path] = []


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers once a run, before the first connection; workers find them by name."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    sweep()
    compile_all()
    folder = Path(tempfile.mkdtemp(prefix=f"ct-test-{os.getpid()}-"))
    FOLDERS.append(folder)
    os.environ["TEST_DATA_DIR"] = str(folder)
    settings.DATA_DIR = folder / "clue-transfer-test"
    settings.EVIDENCE_ROOT = settings.DATA_DIR / "evidence"
    settings.DOCUMENT_ROOT = settings.DATA_DIR / "documents"
    settings.SEAL_KEY_FILE = settings.DATA_DIR / "seal.key"
    settings.REPORTER_KEY_FILE = settings.DATA_DIR / "reporter.key"
    settings.STATIC_ROOT = settings.DATA_DIR / "static"
    settings.STATIC_ROOT.mkdir(parents=True)
    site = Path(sysconfig.get_paths()["platlib"])
    if not os.environ.get("DATABASE_URL"):
        postgres = Postgres(
            folder / "postgres", site=site, log=folder / "postgres.log", throw_away=True
        )
        SERVERS.append(postgres)
        postgres.start()
        os.environ["DATABASE_URL"] = postgres.url
        settings.DATABASES["default"].update({**database(postgres.url), "CONN_MAX_AGE": 0})
    if not os.environ.get("REDIS_URL"):
        valkey = Valkey(folder / "valkey", site=site, log=folder / "valkey.log", throw_away=True)
        SERVERS.append(valkey)
        valkey.start()
        os.environ["REDIS_URL"] = valkey.url


def pytest_unconfigure() -> None:
    """Stop what this process started."""
    while SERVERS:
        SERVERS.pop().stop()
    while FOLDERS:
        shutil.rmtree(FOLDERS.pop(), ignore_errors=True)


# ---- databases with committed facts


def _administer(statement: str) -> None:
    """Run a statement about databases, outside the one that tests use."""
    parameters = connection.get_connection_params() | {"dbname": "postgres"}
    with connection.Database.connect(**parameters, autocommit=True) as administrator:
        administrator.execute(statement)


def _clone(source: str, name: str) -> None:
    """Make a database as a copy of another, to which nobody may be connected."""
    connections.close_all()
    _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


@contextmanager
def _used(name: str) -> Iterator[None]:
    """Let every connection that is opened meanwhile go to another database."""
    before = settings.DATABASES["default"]["NAME"]
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections.close_all()
        settings.DATABASES["default"]["NAME"] = before
        connection.settings_dict["NAME"] = before
        ContentType.objects.clear_cache()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Make the worker's database, also for tests that only ask for one with committed facts."""
    with django_db_blocker.unblock():
        made = setup_databases(
            verbosity=request.config.option.verbose,
            interactive=False,
            aliases={"default"},
            serialized_aliases=set(),
        )
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=request.config.option.verbose)


@pytest.fixture(scope="session")
def seeded_template(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Make the worker's database with all reference facts committed, once."""
    name = f"{connection.settings_dict['NAME']}_seeded"
    with django_db_blocker.unblock():
        _clone(connection.settings_dict["NAME"], name)
        if "load_seeds" in get_commands():
            with _used(name):
                call_command("load_seeds", verbosity=0)
    yield name
    with django_db_blocker.unblock():
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def seeded_db(
    seeded_template: str, django_db_blocker: Any, request: pytest.FixtureRequest
) -> Iterator[None]:
    """Give a test the reference facts, in a transaction that is rolled back."""
    with django_db_blocker.unblock():
        connections.close_all()
    with _used(seeded_template):
        request.getfixturevalue("db")
        yield


@pytest.fixture
def committed_db(seeded_template: str, django_db_blocker: Any) -> Iterator[str]:
    """Give a test a database of its own with the reference facts, where commits are real."""
    name = f"{seeded_template}_committed"
    with django_db_blocker.unblock():
        _clone(seeded_template, name)
        with _used(name):
            yield name
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def at_once(committed_db: str) -> Callable[..., list[Any]]:
    """Run functions at the same time, each on a connection of its own; errors come as results."""

    def run(*functions: Callable[[], Any]) -> list[Any]:
        def alone(function: Callable[[], Any]) -> Any:
            try:
                return function()
            except Exception as error:  # noqa: BLE001  # a race test asserts who lost and how
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(functions)) as pool:
            futures: list[Future[Any]] = [pool.submit(alone, function) for function in functions]
            return [future.result(timeout=60) for future in futures]

    return run


@pytest.fixture
def broker() -> Iterator[str]:
    """Give a test the address of a real broker, empty, and send Celery's tasks to it."""
    from config.celery import app

    url = os.environ["REDIS_URL"]
    before = app.conf.broker_url
    with override_settings(CACHES={"default": cache(url)}, CELERY_BROKER_URL=url):
        app.conf.broker_url = url
        app._after_fork()  # forgets the pools that were made for the other address
        yield url
        app.conf.broker_url = before
        app._after_fork()
