"""Notices of holidays in the admin: uploaded, tried by a worker, looked at, then announced."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.queries import actor_of
from apps.common.api.wording import reader_language, say, word_for
from apps.deadlines.queries import computed_under_another_calendar
from apps.desk import actions
from apps.desk.models import NoticeUpload
from apps.organizations.actions import LARGEST, read_notices
from apps.organizations.queries import directory, stamp
from clue_transfer.errors import Invalid, Refused
from clue_transfer.vocabulary import DeadlineKind
from clue_transfer.year_picture import year_picture

_ANNOUNCE, _AGAIN = "announce", "again"
_MOST_PICTURES = 3
_SHOWN = (
    *("sha256", "uploaded_by", "uploaded_at", "changes", "pictures"),
    *("progress", "moved", "clocks", "announced_by", "announced_at", "recomputing"),
)


class UploadForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """The file, read and checked as a whole."""

    file = forms.FileField(
        label=_("通知文件（TOML）"),
        help_text=_("每一年一节[[year]]：year、holidays、makeup_workdays，另可写明文号source"),
    )

    class Meta:
        """No field of the row itself is typed in here."""

        model = NoticeUpload
        fields: tuple[str, ...] = ()

    def _post_clean(self) -> None:
        """Leave the row to the action: the form fills no field of it."""

    def clean_file(self) -> str:
        """Read the text; say all that is wrong with it."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            kilobytes = {"kilobytes": LARGEST // 1024}
            raise forms.ValidationError(say("文件过大，最多%(kilobytes)sKB", kilobytes))
        try:
            text: str = file.read().decode("utf-8-sig")
            read_notices(text)
        except UnicodeDecodeError:
            raise forms.ValidationError(_("文件不是UTF-8编码的文本")) from None
        except Invalid as refused:
            raise _as_form_error(refused) from refused
        return text


class DecideForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """Announce what the page shows, or have it tried once more."""

    act = forms.ChoiceField(
        label=_("办理"),
        choices=[(_ANNOUNCE, _("确认载入")), (_AGAIN, _("重新试算"))],
        widget=forms.RadioSelect,
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        """No field of the row itself is typed in here."""

        model = NoticeUpload
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown"].initial = self.instance.sha256

    def _post_clean(self) -> None:
        """Leave the row to the action: the form fills no field of it."""


@admin.register(NoticeUpload)
class NoticeUploadAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Uploaded notices: what each changes, which clocks move, and how far the worker is."""

    list_display = (
        *("uploaded_at", "uploaded_by", "progress"),
        *("moved", "announced_by", "announced_at"),
    )
    list_select_related = ("uploaded_by", "announced_by")
    actions = None
    show_full_result_count = False
    readonly_fields: ClassVar[Any] = _SHOWN

    def get_form(self, request: HttpRequest, obj: Any = None, *args: Any, **more: Any) -> Any:
        """Ask for the file, or for the decision."""
        return DecideForm if obj else UploadForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show what was tried; the decision stands below."""
        if obj is None:
            return ("file",)
        decide = ("act", "shown") if self.has_change_permission(request, obj) else ()
        return (*_SHOWN, *decide)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let what has been tried and not been announced be decided about."""
        allowed: bool = super().has_change_permission(request, obj)
        waits = obj is None or (obj.foreseen_at is not None and obj.announced_at is None)
        return allowed and waits

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: who uploaded what stays to be seen."""
        return False

    def save_model(self, request: HttpRequest, obj: NoticeUpload, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Keep the file, announce it or have it tried again, through the action."""
        now, given = timezone.now(), form.cleaned_data
        actor = actor_of(cast("User", request.user), on=timezone.localdate(now))
        if not change:
            kept = actions.upload_notice(given["file"], actor=actor, now=now)
            obj.pk, obj.sha256, obj.uploaded_at = kept.pk, kept.sha256, kept.uploaded_at
        elif given["act"] == _ANNOUNCE:
            actions.announce_upload(obj.pk, sha256=given["shown"], actor=actor, now=now)
            messages.info(request, gettext("期限由后台逐批重新计算，进度见本页"))
        else:
            actions.try_again(obj.pk)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Say why something was refused, with nothing written."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            messages.error(request, say(refusal.template, refusal.params))
            return HttpResponseRedirect(request.path)

    def response_add(
        self, request: HttpRequest, obj: NoticeUpload, post_url_continue: Any = None
    ) -> HttpResponse:
        """Go on to the page that shows the trial."""
        messages.info(request, gettext("试算由后台进行，进度见本页"))
        return HttpResponseRedirect(reverse("admin:desk_noticeupload_change", args=[obj.pk]))

    def response_change(self, request: HttpRequest, obj: NoticeUpload) -> HttpResponse:
        """Stay at the page, which shows how far the worker is."""
        return HttpResponseRedirect(request.path)

    @admin.display(description=_("试算进度"))
    def progress(self, obj: NoticeUpload) -> str:
        """Say how many clocks have been looked at."""
        if obj.foreseen_at is not None:
            return gettext("已完成：核对期限%(count)s个") % {"count": obj.looked_at}
        if obj.calendar_version is None:
            return gettext("等待后台试算")
        counts = {"count": obj.looked_at, "total": obj.total}
        return gettext("进行中：%(count)s/%(total)s") % counts

    @admin.display(description=_("变动的日期"))
    def changes(self, obj: NoticeUpload) -> SafeString:
        """List the days that become another kind of day, a line a year."""
        names = {
            "rest": gettext("改为放假"),
            "no_rest": gettext("不再放假"),
            "work": gettext("改为上班"),
            "no_work": gettext("不再上班"),
        }
        return format_html_join(
            mark_safe("<br>"),
            "{}",
            (
                (
                    " · ".join(
                        [
                            f"{row['year']} v{row['version']}",
                            *(
                                f"{name}：{'、'.join(row[key])}"
                                for key, name in names.items()
                                if row[key]
                            ),
                            *([] if row["changed"] else [gettext("没有变化")]),
                        ]
                    ),
                )
                for row in obj.years
            ),
        )

    @admin.display(description=_("工作日历"))
    def pictures(self, obj: NoticeUpload) -> SafeString:
        """Draw the first years of the notice; the days that change have a frame."""
        changed = {date.fromisoformat(day) for row in obj.years for day in _days_of(row)}
        language = reader_language()
        drawn = [
            year_picture(
                notice.year,
                holidays=notice.holidays,
                makeup_workdays=notice.makeup_workdays,
                changed=changed,
                title=f"{notice.year} {notice.source}".strip(),
                language=language,
            )
            for notice in read_notices(obj.text)[:_MOST_PICTURES]
        ]
        return mark_safe("".join(drawn))  # noqa: S308 - what is drawn is escaped

    @admin.display(description=_("变动的期限（最多列出50个）"))
    def clocks(self, obj: NoticeUpload) -> SafeString:
        """List the first clocks that move, with both due times."""
        rows = format_html_join(
            "",
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>→ {}</td></tr>",
            (
                (
                    row["matter"],
                    word_for(DeadlineKind(row["clock"])),
                    row["department"],
                    _moment(row["before"]),
                    _moment(row["after"]),
                )
                for row in obj.sample
            ),
        )
        return format_html("<table>{}</table>", rows)

    @admin.display(description=_("待重新计算的期限"))
    def recomputing(self, obj: NoticeUpload) -> str:
        """Count the clocks that the worker has still to reckon."""
        if obj.announced_at is None:
            return ""
        return str(computed_under_another_calendar(directory(stamp()).calendar.version).count())


def _days_of(row: dict[str, Any]) -> Iterable[str]:
    return [day for key in ("rest", "no_rest", "work", "no_work") for day in row[key]]


def _moment(text: str) -> str:
    return timezone.localtime(datetime.fromisoformat(text)).strftime("%Y-%m-%d %H:%M")


def _as_form_error(refusal: Refused) -> forms.ValidationError:
    return forms.ValidationError(
        [f"{fault.pointer} {say(fault.message, fault.params)}".strip() for fault in refusal.errors]
    )
