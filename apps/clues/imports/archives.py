"""Workbook archives: every byte is expanded here first, under limits, and copied clean.

What reads the workbook afterwards sees only members that were checked, so no trick with two
directories, false sizes or foreign parts can make it read something else.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NoReturn

from apps.clues.imports.grid import Limits
from apps.clues.imports.refusals import FileRefused

_CHUNK = 1 << 16
_END = struct.Struct("<4s4H2LH")
_ZIP64 = b"PK\x06\x07"
_LOCAL = struct.Struct("<4s5H3L2H")
_LARGEST_DIRECTORY = 1 << 20
# Pictures, macros, links to other files and the like are never opened.
_NEEDED = re.compile(r"\[content_types\]\.xml|.*\.rels|(?:[^/]+/)*[^/]+\.xml", re.IGNORECASE)
_FOREIGN = re.compile(
    r"(?:^|/)(?:externalLinks|drawings|media|embeddings|ctrlProps|activeX|pivotCache|pivotTables"
    r"|customXml|printerSettings|charts|docProps|comments|threadedComments|persons|theme"
    r"|queryTables|connections\.xml|comments\d*\.xml|calcChain\.xml)",
    re.IGNORECASE,
)

# Is told the name and the chunks of each member that is copied.
Watch = Callable[[str], Callable[[bytes], object]]


def copy_clean(source: BinaryIO, target: Path, *, limits: Limits, watch: Watch) -> None:
    """Copy the parts of a workbook that are needed into an archive of our own, checked."""
    _check_end(source, limits=limits)
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError):
        _broken()
    members = _needed(archive.infolist(), limits=limits)
    source_size = source.seek(0, 2)
    if any(not 0 <= member.header_offset < source_size for member in members):
        _broken()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as clean:
        for member in members:
            tell = watch(member.filename)
            with clean.open(zipfile.ZipInfo(member.filename), "w") as out:
                for chunk in _expanded(source, member):
                    tell(chunk)
                    out.write(chunk)
            tell(b"")


def _needed(members: list[zipfile.ZipInfo], *, limits: Limits) -> list[zipfile.ZipInfo]:
    names = {member.filename.casefold().lstrip("/") for member in members}
    if len(names) != len(members):
        _broken()
    if "xl/workbook.bin" in names:
        raise FileRefused("unsupported-file", "不支持 xlsb 格式，请另存为 xlsx 后再导入")
    if "mimetype" in names or not any(name.endswith("workbook.xml") for name in names):
        raise FileRefused("not-a-workbook", "文件不是 xlsx 工作簿")
    needed = [
        member
        for member in members
        if _NEEDED.fullmatch(member.filename) and not _FOREIGN.search(member.filename)
    ]
    if sum(member.file_size for member in needed) > limits.expanded_bytes:
        _too_large(limits)
    for member in needed:
        if member.flag_bits & 0x61 or member.compress_type not in (
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        ):
            raise FileRefused("encrypted", "文件已加密或压缩方式不受支持，请另存后再导入")
    # What others lean on comes first: the shared texts before the sheets that refer to them.
    return sorted(needed, key=lambda member: "sheets/" in member.filename.casefold())


def _check_end(source: BinaryIO, *, limits: Limits) -> None:
    """Look at the end of the archive before anything believes its directory."""
    size = source.seek(0, 2)
    if size > limits.file_bytes:
        raise FileRefused(
            "too-large", "文件超过%(limit)s兆字节", limit=limits.file_bytes // (1024 * 1024)
        )
    tail_length = min(size, _END.size + 0xFFFF)
    source.seek(size - tail_length)
    tail = source.read(tail_length)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < _END.size:
        _broken()
    _, _, _, _, count, directory, _, comment = _END.unpack_from(tail, place)
    if place + _END.size + comment != len(tail) or tail[place - 20 : place].startswith(_ZIP64):
        _broken()
    if count > limits.members or directory > _LARGEST_DIRECTORY:
        raise FileRefused("too-many-parts", "文件内部的组成部分过多，已拒绝打开")


def _expanded(source: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Expand one member and hold it to the size and the checksum that it declares."""
    source.seek(member.header_offset)
    header = source.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
        _broken()
    fields = _LOCAL.unpack(header)
    source.seek(fields[-2] + fields[-1], 1)
    total = checksum = 0
    for chunk in _inflated(source, member):
        total += len(chunk)
        checksum = zlib.crc32(chunk, checksum)
        if total > member.file_size:
            raise FileRefused("zip-bomb", "文件展开后的大小与声明不符，已拒绝打开")
        yield chunk
    if total != member.file_size or checksum != member.CRC:
        _broken()


def _inflated(source: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    left = member.compress_size
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    stored = member.compress_type == zipfile.ZIP_STORED
    while left:
        raw = source.read(min(_CHUNK, left))
        if not raw:
            _broken()
        left -= len(raw)
        if stored:
            yield raw
            continue
        while raw and not inflate.eof:
            try:
                chunk = inflate.decompress(raw, _CHUNK)
            except zlib.error:
                _broken()
            raw = inflate.unconsumed_tail
            if chunk:
                yield chunk
    if not stored and not inflate.eof:
        try:
            rest = inflate.decompress(inflate.unconsumed_tail, _CHUNK)
        except zlib.error:
            _broken()
        if rest:
            yield rest
        if not inflate.eof:
            _broken()


def _broken() -> NoReturn:
    raise FileRefused("broken-file", "文件已损坏或不完整，无法打开") from None


def _too_large(limits: Limits) -> NoReturn:
    raise FileRefused(
        "too-large-expanded",
        "文件展开后超过%(limit)s兆字节，已拒绝打开",
        limit=limits.expanded_bytes // (1024 * 1024),
    )
