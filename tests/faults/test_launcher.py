"""The servers of `make run`: made once, kept, and recovered after the worst."""

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.machine import NotStarted, alive, birth_of, end
from deploy.postgres import Postgres
from deploy.processes import Children
from deploy.service import Service, asked_port, only_one
from deploy.valkey import Valkey

SITE = Path(sysconfig.get_paths()["platlib"])


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Callable[[], Postgres]]:
    """Make launchers of one and the same cluster, in a folder with spaces; stop it at the end."""
    made = []

    def launcher() -> Postgres:
        folder = tmp_path / "a folder with spaces"
        made.append(Postgres(folder, site=SITE, log=tmp_path / "postgres.log"))
        return made[-1]

    yield launcher
    made[0].stop()
    shutil.rmtree(made[0].folder)  # without user namespaces it stands outside tmp_path


def asked(postgres: Postgres, statement: str) -> list[tuple]:
    with psycopg.connect(postgres.url) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_a_cluster_keeps_its_data_between_two_starts(cluster):
    first = cluster()
    first.start()
    asked(first, "CREATE TABLE kept AS SELECT 7 AS n")
    first.stop()

    second = cluster()
    second.start()

    assert asked(second, "SELECT n FROM kept") == [(7,)]


def test_a_killed_server_with_a_note_of_somebody_elses_process_starts_again(cluster):
    first = cluster()
    first.start()
    asked(first, "CREATE TABLE kept AS SELECT 7 AS n")
    note = first.data / "postmaster.pid"
    number = int(note.read_text().splitlines()[0])
    os.kill(number, signal.SIGKILL)
    while alive(number):
        pass
    note.write_text(note.read_text().replace(str(number), str(os.getpid()), 1))

    second = cluster()
    second.start()

    assert asked(second, "SELECT n FROM kept") == [(7,)]


def test_a_server_that_outlived_its_launcher_is_taken_over(cluster):
    orphan = cluster()
    orphan.start()
    asked(orphan, "CREATE TABLE kept AS SELECT 7 AS n")

    heir = cluster()
    heir.start()

    assert asked(heir, "SELECT n FROM kept") == [(7,)]


def test_a_cluster_that_was_left_half_made_is_made_anew(cluster):
    postgres = cluster()
    half = postgres.folder / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    postgres.start()

    assert asked(postgres, "SELECT current_database()::text") == [("clue_transfer",)]
    assert not (postgres.folder / "data.new").exists()


def test_the_password_is_private_and_needed(cluster):
    postgres = cluster()
    postgres.start()

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres.url, password="guessed")
    assert (postgres.folder / "password").stat().st_mode & 0o777 == 0o600


def test_a_machine_without_postgresql_is_told_what_to_set(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("deploy.postgres._of_the_system", list)
    postgres = Postgres(tmp_path / "pg", site=tmp_path, log=tmp_path / "log")

    with pytest.raises(NotStarted) as refused:
        postgres.start()

    assert str(refused.value) == (
        "No PostgreSQL could be started here (no PostgreSQL is installed); set DATABASE_URL to a "
        "database of PostgreSQL 15 or newer, for example postgres://user:password@host/name."
    )


def test_a_machine_without_valkey_is_told_what_to_set(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NotStarted) as refused:
        Valkey(tmp_path / "valkey", site=tmp_path, log=tmp_path / "log").start()

    assert str(refused.value) == (
        "No Valkey could be started here (no valkey-server or redis-server is installed); set "
        "REDIS_URL to a Valkey or Redis server, for example redis://:password@host:6379/0."
    )


def test_one_data_folder_takes_one_service(tmp_path: Path):
    with only_one(tmp_path), pytest.raises(NotStarted, match="already runs"), only_one(tmp_path):
        pass

    with only_one(tmp_path):
        assert (tmp_path / "run.lock").is_file()


def test_a_folder_that_holds_other_things_is_left_as_it_is(tmp_path: Path):
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    (shared / "report.doc").write_text("theirs")

    with pytest.raises(NotStarted, match="holds other things"), only_one(shared):
        pass

    assert [path.name for path in shared.iterdir()] == ["report.doc"]
    assert shared.stat().st_mode & 0o777 == 0o755


def test_a_new_folder_and_an_empty_one_are_ours_alone(tmp_path: Path):
    empty = tmp_path / "empty"
    empty.mkdir(mode=0o755)

    for folder in (tmp_path / "new", empty):
        with only_one(folder):
            assert folder.stat().st_mode & 0o777 == 0o700


def test_a_file_and_an_impossible_place_are_no_data_folder(tmp_path: Path):
    file = tmp_path / "file"
    file.write_text("")

    for place, reason in ((file, "is no folder"), (Path("/proc/nope"), "cannot be made")):
        with pytest.raises(NotStarted, match=reason), only_one(place):
            pass


@pytest.mark.parametrize("text", ["abc", "0", "99999", "-1", "8000 "])
def test_what_is_no_port_is_said_before_anything_starts(text: str, monkeypatch):
    monkeypatch.setenv("PORT", text)

    with pytest.raises(NotStarted, match="is no port"):
        asked_port()


def test_children_of_a_killed_launcher_are_ended_by_the_next_one(tmp_path: Path):
    record = tmp_path / "processes.json"
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    killed = Children(root=tmp_path, logs=tmp_path, record=record)
    killed.start("sleeper", command, environment=os.environ)
    sleeper = killed._children[0].process

    Children(root=tmp_path, logs=tmp_path, record=record).end_leftovers()

    assert sleeper.wait(timeout=5) == -signal.SIGTERM
    assert not record.exists()


def test_a_process_with_the_same_number_but_another_birth_is_spared():
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as process:
        end(process.pid, birth=f"not {birth_of(process.pid)}")

        assert process.poll() is None
        process.kill()


def test_only_a_cluster_of_our_own_remembers_that_it_was_prepared(tmp_path: Path, monkeypatch):
    prepared = []
    monkeypatch.setattr("deploy.service.call", lambda *_, **__: prepared.append("") or 0)
    external = Service(data=tmp_path, host="127.0.0.1", port=1)
    embedded = Service(data=tmp_path, host="127.0.0.1", port=1)
    embedded.postgres = Postgres(tmp_path / "postgres", site=SITE, log=tmp_path / "log")
    embedded.postgres.folder.mkdir()

    external._prepare()
    external._prepare()
    assert len(prepared) == 2
    embedded._prepare()
    embedded._prepare()
    assert len(prepared) == 3
    shutil.rmtree(embedded.postgres.folder)
    embedded.postgres.folder.mkdir()
    embedded._prepare()

    assert len(prepared) == 4
