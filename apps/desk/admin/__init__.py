"""The desk in the admin: departments that end, and notices of holidays."""

from apps.desk.admin.notices import NoticeUploadAdmin
from apps.desk.admin.successions import SuccessionAdmin

__all__ = ["NoticeUploadAdmin", "SuccessionAdmin"]
