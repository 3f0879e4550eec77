"""What a file is, told by its content; a file that is two things at once is refused."""

from __future__ import annotations

import mmap
import re
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from apps.evidence.actions import containers, images, texts
from clue_transfer.errors import FieldError, Refused

_Check = Callable[[bytes | mmap.mmap], str | None]

# A browser or an interpreter that is lied to would run these. Eight letters in a row do not
# come up by chance in the compressed bytes of a picture or a film.
_ACTIVE = re.compile(
    rb"<script|<iframe|<!doctype\s+html|<html[\s>]|<svg[\s>]|<\?php|javascript:|%PDF-\d",
    re.IGNORECASE,
)
_ARCHIVE_END = b"PK\x05\x06"
_ARCHIVE_END_LENGTH = 22
_ARCHIVE_COMMENT_MAX = 65_535


class MediaTypeRefused(Refused):
    """The file is of a kind that is not taken, or is not what its name says, or is two things."""

    code = "unsupported-media-type"
    message = "不接受该文件"
    http_status: ClassVar[int] = 415


_KINDS: dict[str, tuple[str, _Check]] = {
    "pdf": ("application/pdf", containers.wrong_with_pdf),
    "jpg": ("image/jpeg", images.wrong_with_jpeg),
    "jpeg": ("image/jpeg", images.wrong_with_jpeg),
    "png": ("image/png", images.wrong_with_png),
    "gif": ("image/gif", images.wrong_with_gif),
    "webp": ("image/webp", images.wrong_with_webp),
    "mp4": ("video/mp4", containers.wrong_with_mp4),
    "wav": ("audio/wav", containers.wrong_with_wav),
    "mp3": ("audio/mpeg", containers.wrong_with_mp3),
    "doc": ("application/msword", containers.wrong_with_doc),
    "xls": ("application/vnd.ms-excel", containers.wrong_with_xls),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        containers.wrong_with_docx,
    ),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        containers.wrong_with_xlsx,
    ),
    "zip": ("application/zip", containers.wrong_with_zip),
    "txt": ("text/plain", texts.wrong_with_text),
    "csv": ("text/csv", texts.wrong_with_text),
}
_ARCHIVES = frozenset({"docx", "xlsx", "zip"})
_TEXTS = frozenset({"txt", "csv"})
# A document may carry a link or quote a page; only what shows or plays must not.
_MAY_MENTION_ACTIVE = frozenset({"pdf", "doc", "xls"}) | _ARCHIVES | _TEXTS

ACCEPTED = tuple(sorted(_KINDS))


def media_type_of(path: Path, *, name: str, pointer: str = "/file") -> str:
    """Answer the media type of a stored file, or refuse it with the reason."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in _KINDS:
        raise _refusal(pointer, "file-kind", "不接受此类文件，可接受：%(kinds)s")
    if path.stat().st_size == 0:
        raise _refusal(pointer, "file-empty", "文件为空")
    media_type, check = _KINDS[extension]
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        reason = check(content)
        if reason is None and extension not in _ARCHIVES and _ends_as_archive(content):
            reason = "archive-inside"
        if reason is None and extension not in _MAY_MENTION_ACTIVE and _ACTIVE.search(content):
            reason = "active-content"
    if reason is not None:
        raise _refusal(pointer, reason, _REASONS[reason])
    return media_type


_REASONS = {
    "content-mismatch": "文件内容与扩展名不符",
    "content-damaged": "文件不完整或已损坏",
    "content-after-end": "文件末尾之后附有其他内容",
    "archive-inside": "文件内夹带压缩包",
    "active-content": "文件内夹带网页、脚本或其他文件",
    "macros": "文档含有宏，请另存为不含宏的文件",
    "archive-unsafe-name": "压缩包内含不安全的路径",
    "archive-too-large": "压缩包展开后过大",
    "text-encoding": "文本编码无法识别，请使用UTF-8或GB18030",
}


def _refusal(pointer: str, code: str, message: str) -> MediaTypeRefused:
    params = {"kinds": "、".join(ACCEPTED)} if "%(" in message else {}
    return MediaTypeRefused(errors=[FieldError(pointer, code, message, params)])


def _ends_as_archive(content: bytes | mmap.mmap) -> bool:
    """Whether an unpacker would find a directory at the end, with a comment up to the last byte."""
    size = len(content)
    lowest = max(0, size - _ARCHIVE_END_LENGTH - _ARCHIVE_COMMENT_MAX)
    at = content.rfind(_ARCHIVE_END, lowest)
    while at != -1:
        comment = int.from_bytes(content[at + 20 : at + 22], "little")
        if at + _ARCHIVE_END_LENGTH + comment == size:
            return True
        at = content.rfind(_ARCHIVE_END, lowest, at)
    return False
