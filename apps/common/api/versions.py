"""Optimistic locking over HTTP: the version that a caller read, as an entity tag."""

from __future__ import annotations

import re

from rest_framework.request import Request

from apps.common.api.problems import Malformed
from clue_transfer.errors import FieldError, VersionMissing

_TAG = re.compile(r'(?:W/)?"([0-9]{1,18})"')


def etag(version: int) -> str:
    """Write a version as the `ETag` of a detail."""
    return f'"{version}"'


def required_version(request: Request) -> int:
    """Read the version from `If-Match`; raises VersionMissing or Malformed."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise VersionMissing
    tag = _TAG.fullmatch(given)
    if tag is None:
        raise Malformed(
            'If-Match应为所读版本，例如"3"',
            errors=[FieldError("/header/If-Match", "invalid", "应为带引号的版本号")],
        )
    return int(tag[1])
