"""Small tables that can be brought in."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

_LIST = """点位编号,市(州),县(区),详细地址,固废类型,发现时间,接收单位,办理时限
{number},兰州市,西固区,西固区河滩,建筑垃圾,2026-11-01,西固区水务局,2026-12-31
"""


def table(number: str = "T-1") -> SimpleUploadedFile:
    """Make a handed-down list of one good row."""
    return SimpleUploadedFile("清单.csv", _LIST.format(number=number).encode())
