"""A store of the test's own, and files of every kind that is taken."""

from __future__ import annotations

import binascii
import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from apps.accounts.models import User
from apps.matters.models import Matter
from apps.organizations.models import Department
from clue_transfer.actors import Actor
from clue_transfer.vocabulary import Role
from tests.apps.facts import actor_of, department, matter, person


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: Any) -> Path:
    """Keep the store in a folder of the test."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    return tmp_path / "evidence"


@pytest.fixture
def water(db: None) -> Department:
    """Make the department that hands evidence in."""
    return department()


@pytest.fixture
def liaison(water: Department) -> User:
    """Make the person who hands it in."""
    return person("甲", works_in=water)


@pytest.fixture
def actor(liaison: User, water: Department) -> Actor:
    """Make the liaison acting for the department."""
    return actor_of(liaison, water, Role.LIAISON)


@pytest.fixture
def clue(water: Department) -> Matter:
    """Make the matter that it belongs to."""
    return matter(water)


def _chunk(name: bytes, content: bytes) -> bytes:
    crc = binascii.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", crc)


def png() -> bytes:
    """Make one pixel."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b"\0\1\2\3"))
        + _chunk(b"IEND", b"")
    )


def jpeg() -> bytes:
    """Make the bones of a picture: header, comment, one scan with a stuffed byte and a restart."""
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0"
        b"\xff\xfe\x00\x06abcd"
        b"\xff\xda\x00\x04\1\2" + b"\x12\xff\x00\x34\xff\xd0\x56" + b"\xff\xd9"
    )


def gif() -> bytes:
    """Make one pixel of two colours."""
    return b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff\x2c\0\0\0\0\1\0\1\0\0\x02\x02\x44\x01\x00\x3b"


def webp() -> bytes:
    """Make a container that says its own length."""
    body = b"WEBPVP8 " + struct.pack("<I", 4) + b"\0\1\2\3"
    return b"RIFF" + struct.pack("<I", len(body)) + body


def wav() -> bytes:
    """Make two samples."""
    form = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    body = b"WAVE" + form + b"data" + struct.pack("<I", 2) + b"\x80\x80"
    return b"RIFF" + struct.pack("<I", len(body)) + body


def mp3() -> bytes:
    """Make a tag and a frame's first bytes."""
    return b"ID3\x03\0\0\0\0\0\0" + b"\xff\xfb\x90\x00" + bytes(200)


def mp4() -> bytes:
    """Make two boxes."""
    return struct.pack(">I", 16) + b"ftypisom\0\0\2\0" + struct.pack(">I", 12) + b"mdat\1\2\3\4"


def pdf() -> bytes:
    """Make the bones of a page."""
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def archive(**members: bytes) -> bytes:
    """Make an archive of members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def package(part: str, **more: bytes) -> bytes:
    """Make an office document with its main part."""
    return archive(**{"[Content_Types].xml": b"<Types/>", part: b"<x/>", **more})


def ole(*streams: str) -> bytes:
    """Make a compound file with the names of its streams."""
    names = b"".join(f"{name}\0".encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names
