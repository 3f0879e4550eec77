"""What stands where: statuses, files, models' tests, verbs' documentation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from drf_spectacular.generators import SchemaGenerator

from apps.matters.kinds import KindSpec, all_specs
from clue_transfer.machine import Transition
from clue_transfer.vocabulary import called

ROOT = Path(__file__).resolve().parents[2]
APPS = ROOT / "apps"
LONG = 350

# ---- where a status may change

STATUS_IS_SET = {"apps/matters/actions/moving.py"}
"""`set_status` is the only assignment to a matter's status."""

OWN_STATUS = {
    "apps/clues/actions/imports/rows.py": "an import run is not a matter",
    "apps/clues/actions/imports/runs.py": "an import run is not a matter",
    "apps/clues/actions/imports/working.py": "an import run is not a matter",
    "apps/documents/actions/produce.py": "a paper's status: it is rendered or has failed",
    "apps/common/api/idempotency.py": "the HTTP status of a kept answer",
}
_WRITES = {
    "create",
    "update",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "save",
}


def _sources(folder: Path = APPS) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _targets(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from target.elts if isinstance(target, ast.Tuple) else [target]
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        yield node.target


def test_a_status_changes_in_one_place() -> None:
    setters = {
        _named(path)
        for path in _sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for target in _targets(node)
        if isinstance(target, ast.Attribute) and target.attr == "status"
    }

    assert setters == STATUS_IS_SET | OWN_STATUS.keys()


def test_no_matter_is_written_beside_the_procedure() -> None:
    writers = {
        _named(path)
        for path in _sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _WRITES
        and _manager_of_a_matter(node.func.value)
    }

    assert writers == set()


def _manager_of_a_matter(node: ast.expr) -> bool:
    """Whether an expression begins with `Matter.objects`, `Clue.objects` or `Transfer.objects`."""
    while isinstance(node, ast.Call | ast.Attribute):
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "objects"
            and isinstance(node.value, ast.Name)
        ):
            return node.value.id in {"Matter", "Clue", "Transfer", "Complaint"}
        node = node.func if isinstance(node, ast.Call) else node.value
    return False


# ---- files

IN_AN_APP = {
    "__init__",
    "actions",
    "admin",
    "api",
    "apps",
    "checks",
    "management",
    "metrics",
    "migrations",
    "models",
    "queries",
    "tasks",
    "templates",
}
IN_AN_API = {"__init__", "filters", "serializers", "urls", "views"}
OTHERWISE_NAMED = {
    "apps/accounts/static": "the log-in page's style, served locally",
    "apps/accounts/urls.py": "pages for people, not part of the API",
    "apps/accounts/views.py": "the way out, for people, not part of the API",
    "apps/accounts/api/authentication.py": "tokens and sessions, as DRF calls it",
    "apps/clues/imports": "reading of spreadsheets: no table, no write",
    "apps/clues/ledger.py": "reads of the ledger, apart from those of the lists",
    "apps/clues/api/ledger.py": "a collection of its own",
    "apps/clues/tracks": "what the spine must know of each kind, a file each",
    "apps/clues/api/complaints": "complaints and who complained: a collection of its own",
    "apps/clues/api/duplicates.py": "a collection of its own",
    "apps/clues/api/imports": "a collection of its own",
    "apps/clues/api/payloads": "one shape a verb, a file a kind",
    "apps/clues/api/rectifications.py": "a collection of its own",
    "apps/clues/api/reference.py": "catalogues, subjects and lists: collections of their own",
    "apps/clues/api/screening.py": "a collection of its own",
    "apps/clues/api/shapes.py": "what a detail shows",
    "apps/common/canonical.py": "the one JSON text that equal values share",
    "apps/common/health.py": "probes of the machine, not part of the API",
    "apps/common/postgresql": "the database backend, named as the framework looks it up",
    "apps/common/ids.py": "keys that sort by time",
    "apps/common/rows.py": "many rows of a model in one statement",
    "apps/common/urls.py": "probes of the machine, not part of the API",
    "apps/matters/asked.py": "numbers and papers that steps ask for",
    "apps/matters/audience.py": "who may be told of a matter, asked by notifications",
    "apps/matters/facts.py": "what may be true of a matter of any kind",
    "apps/matters/kinds.py": "the register of tracks",
    "apps/matters/reach.py": "what a department whose part has ended may still read",
    "apps/matters/rows.py": "what a row of any list of matters shows",
    "apps/matters/searching.py": "how a piece of a text is found",
    "apps/matters/watching.py": "what of a request's reads goes on record",
    "apps/matters/api/readings.py": "the middleware that records a request's reading",
    "apps/matters/work.py": "the unit of work that queries read with and actions write",
    "apps/matters/api/lists.py": "the list that every kind shares",
    "apps/matters/api/payloads.py": "one shape a verb that every kind knows",
    "apps/matters/api/staged.py": "collections of the two laws: their stages, and how one opens",
    "apps/opinions/tracks": "what the spine must know of each kind, a file each",
    "apps/opinions/api/payloads.py": "one shape a verb",
    "apps/referrals/tracks": "what the spine must know of each kind, a file each",
    "apps/referrals/api/payloads": "one shape a verb, a file a kind",
    "apps/matters/api/routes.py": "one route a verb, made from the tables",
    "apps/desk/tracks.py": "what the spine must know of an extension request",
    "apps/desk/api/evidence.py": "a collection of its own",
    "apps/desk/api/extensions.py": "a collection of its own",
    "apps/desk/api/feeds.py": "a collection of its own",
    "apps/desk/api/notifications.py": "a collection of its own",
    "apps/common/prepared.py": "querysets that are written once a process",
    "apps/desk/api/documents.py": "papers, which have files",
    "apps/desk/api/satellites.py": "what hangs on a matter",
    "apps/desk/api/substitutions.py": "a collection of its own",
    "apps/evidence/api/parsers.py": "uploads streamed to the store",
}
WHOLE_FOLDERS = {"apps/common/api": "the conventions, one file each"}


def test_files_of_an_app_have_the_names_of_the_house_or_a_reason() -> None:
    strangers = {
        _named(path)
        for app in _folders(APPS)
        for path in _entries(app)
        if path.stem not in IN_AN_APP
    }
    strangers |= {
        _named(path)
        for app in _folders(APPS)
        if (app / "api").exists() and _named(app / "api") not in WHOLE_FOLDERS
        for path in _entries(app / "api")
        if path.stem not in IN_AN_API
    }

    assert strangers == OTHERWISE_NAMED.keys()


def test_long_files_are_known() -> None:
    long = {
        _named(path)
        for folder in (APPS, ROOT / "clue_transfer", ROOT / "config", ROOT / "seeds")
        for path in _sources(folder)
        if len(path.read_text(encoding="utf-8").splitlines()) > LONG
    }

    assert long == LONG_FILES.keys()


LONG_FILES = {
    "apps/matters/work.py": "the unit of work: what is read under lock and what is written",
    "apps/organizations/queries.py": "the directory: look-ups and the search of receivers' names",
}


def _folders(parent: Path) -> list[Path]:
    return [path for path in parent.iterdir() if path.is_dir() and path.name != "__pycache__"]


def _entries(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name != "__pycache__"]


# ---- tests and documentation of what there is


def test_every_model_is_named_by_a_test() -> None:
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "tests").rglob("*.py")
        if path != Path(__file__)
    )
    ours = [model for model in apps.get_models() if model.__module__.startswith("apps.")]

    untested = [
        model._meta.label for model in ours if not re.search(rf"\b{model.__name__}\b", text)
    ]

    assert untested == []


@pytest.fixture(scope="module")
def paths() -> dict[str, dict[str, dict[str, object]]]:
    """The paths of the API's description."""
    found: dict[str, dict[str, dict[str, object]]] = SchemaGenerator().get_schema(
        request=None, public=True
    )["paths"]
    return found


@pytest.mark.parametrize(
    ("spec", "row"),
    [(spec, row) for spec in all_specs() for row in spec.machine.rows],
    ids=lambda value: str(getattr(value, "verb", getattr(value, "collection", value))),
)
def test_every_verb_is_described(
    spec: KindSpec, row: Transition, paths: dict[str, dict[str, dict[str, object]]]
) -> None:
    operation = paths[f"/api/v1/{spec.collection}/{{id}}/actions/{row.verb}/"]["post"]

    word = called(row.verb, kind=spec.machine.kind)
    assert operation["summary"] == f"{word.label} ({word.english})"
    assert f"`{row.event}`" in str(operation["description"])
    assert operation["operationId"] == f"{spec.collection}_{row.verb}".replace("-", "_")
