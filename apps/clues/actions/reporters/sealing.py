"""Seal and open: AES-256-GCM, each text bound to the place where it belongs."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from apps.clues.actions.reporters.keys import ReporterKeyMissing, newest, numbered
from apps.clues.models import Reporter

FIELDS = ("name", "phone", "address", "id_number", "wishes")
_NONCE_BYTES = 12
# The length of a sealed text tells nothing of a name.
_BLOCK = 256


def seal(plain: bytes, *, bound_to: str, now: datetime) -> tuple[str, bytes]:
    """Seal bytes with the newest key; answer the key's number and the sealed bytes."""
    key = newest(now=now)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return key.number, nonce + AESGCM(key.secret).encrypt(nonce, plain, bound_to.encode())


def unseal(sealed: bytes, *, key: str, bound_to: str) -> bytes:
    """Open what was sealed at the same place; refuses what was changed or comes from elsewhere."""
    secret = numbered(key).secret
    try:
        return AESGCM(secret).decrypt(
            sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to.encode()
        )
    except InvalidTag:
        raise ReporterKeyMissing("举报人信息无法解密，请联系管理员") from None


def sealed_row(complaint: UUID, identity: Mapping[str, str], *, now: datetime) -> Reporter:
    """Make the row that holds who complained, not yet written."""
    given = {name: identity[name] for name in FIELDS if identity.get(name)}
    plain = json.dumps(given, ensure_ascii=False).encode()
    padded = plain.ljust(-(-len(plain) // _BLOCK) * _BLOCK)
    key, ciphertext = seal(padded, bound_to=_place(complaint), now=now)
    return Reporter(complaint_id=complaint, ciphertext=ciphertext, key=key, created_at=now)


def opened(row: Reporter) -> dict[str, str]:
    """Read who complained from its row."""
    plain = unseal(bytes(row.ciphertext), key=row.key, bound_to=_place(row.complaint_id))
    given: dict[str, str] = json.loads(plain)
    return {name: given.get(name, "") for name in FIELDS}


def identity_of(complaint: UUID) -> dict[str, str]:
    """Open who complained for a comparison within the service; never to be shown."""
    row = Reporter.objects.filter(complaint_id=complaint).first()
    return {} if row is None else opened(row)


def _place(complaint: UUID) -> str:
    return f"reporter:{complaint}"
