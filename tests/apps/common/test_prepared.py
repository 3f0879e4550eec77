"""A prepared queryset is written once and read with other values by anybody."""

from __future__ import annotations

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField

from apps.common.prepared import Among, Param, Prepared
from apps.organizations.models import Division

CODES = Param("codes", ArrayField(CharField()))


def test_each_use_has_its_own_values(seeded_db: None) -> None:
    rows = Prepared(
        lambda: Division.objects.filter(Among("code", CODES)).order_by("code").values("name")
    )

    assert rows.read(codes=["620100", "620400"]) == [{"name": "兰州市"}, {"name": "白银市"}]
    assert rows.read(codes=["620200"]) == [{"name": "嘉峪关市"}]
    assert rows.read(codes=[]) == []


def test_the_text_is_written_once(seeded_db: None) -> None:
    built = []

    def build() -> object:
        built.append(1)
        return Division.objects.filter(code=Param("code", CharField())).select_related("parent")

    rows = Prepared(build)  # type: ignore[arg-type]  # a queryset it is

    [county], [city] = rows.read(code="620102"), rows.read(code="620100")

    assert (county.name, county.parent.name) == ("城关区", "兰州市")
    assert (city.name, city.parent.name) == ("兰州市", "甘肃省")
    assert built == [1]


def test_a_value_that_is_missing_is_an_error(seeded_db: None) -> None:
    rows = Prepared(lambda: Division.objects.filter(code=Param("code", CharField())))

    with pytest.raises(KeyError):
        rows.read()


def test_values_are_never_a_part_of_the_text(seeded_db: None) -> None:
    rows = Prepared(lambda: Division.objects.filter(name=Param("name", CharField())))

    assert rows.read(name="' OR true --") == []
    assert [row.code for row in rows.read(name="兰州市")] == ["620100"]
