"""File names: kept as given or refused with a reason, never changed silently."""

from __future__ import annotations

import unicodedata

from clue_transfer.errors import FieldError, Invalid

_MAX_BYTES = 255
_SEPARATORS = frozenset("/\\")


def check_name(name: str, *, pointer: str = "/file") -> str:
    """Answer the name as it is, or refuse it naming what is wrong with it."""
    reason = _wrong_with(name)
    if reason is not None:
        code, message = reason
        raise Invalid(errors=[FieldError(pointer, code, message)])
    return name


def _wrong_with(name: str) -> tuple[str, str] | None:  # noqa: PLR0911 - one fault, one line
    if not name.strip():
        return "file-name-missing", "缺少文件名"
    if len(name.encode("utf-8", errors="surrogatepass")) > _MAX_BYTES:
        return "file-name-too-long", "文件名超过255字节"
    for character in name:
        category = unicodedata.category(character)
        if character == "\0":
            return "file-name-nul", "文件名含空字符"
        if character in _SEPARATORS:
            return "file-name-separator", "文件名含路径分隔符"
        if category in ("Cc", "Zl", "Zp"):
            return "file-name-control", "文件名含控制字符"
        # Overrides of direction make `gpj.exe` read as `exe.jpg`; other invisible characters
        # let two different names look the same.
        if category == "Cf":
            return "file-name-invisible", "文件名含方向控制符或不可见字符"
        if category == "Cs":
            return "file-name-encoding", "文件名编码有误"
    if name in (".", ".."):
        return "file-name-separator", "文件名含路径分隔符"
    if name != name.strip() or name.endswith("."):
        return "file-name-edges", "文件名首尾不得为空格，末尾不得为句点"
    return None
