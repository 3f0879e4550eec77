"""Rows of a hotline's list become complaints; who complained is kept apart and never repeated."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from apps.clues.imports.cells import plain
from apps.clues.imports.checking import Checker, Item, RowReading
from apps.clues.imports.grid import SheetRow
from clue_transfer.repeats import key_of
from clue_transfer.reporters import (
    MASK,
    blanked,
    gives_a_mobile_number,
    stands_in,
    without_mobile_numbers,
)
from clue_transfer.vocabulary import ComplaintChannel

_TEXTS = ("subject_name", "address", "content")
_NOBODY = frozenset({"匿名", "匿名举报", "不愿透露"})
_PHONE_DIGITS = range(7, 16)
_YES = "true"


class ComplaintReading(RowReading):
    """One row of a hotline's list while it is read."""

    def __init__(self, checker: Checker, row: SheetRow) -> None:
        super().__init__(checker, row)
        self._sealed = {column.field for column in self.columns if column.sealed}
        for name in self._sealed:
            if self.texts[name] in _NOBODY:
                self.texts[name], self.cells[name] = "", None
        self._identity = {
            name.removeprefix("reporter_"): self.texts[name] for name in sorted(self._sealed)
        }

    def shown(self, name: str, text: str) -> str:
        """Blank who complained, wherever in the row it stands."""
        if name in self._sealed:
            return MASK if text else ""
        return without_mobile_numbers(blanked(text, self._identity))

    def item(self) -> Item:
        """Read every cell; what is wrong is told to the checker."""
        self.read_cells()
        source_id = self.source_id()
        division = self.division()
        anonymous = self.values.get("anonymous") == _YES
        self._check_reporter(anonymous=anonymous)
        self._check_moment()
        if not self.texts.get("subject_name") and not self.texts.get("address"):
            self.error("subject_name", "required", "请填写被举报对象或地址")
        self._warn_of_texts()
        self._warn_of_repeats()
        self._warn_of_type()
        received = self.values.get("received_at")
        draft: dict[str, Any] = {
            "channel": ComplaintChannel.HOTLINE.value,
            "external_number": source_id,
            "received_at": received and timezone.make_aware(received),
            "division": division,
            "anonymous": anonymous,
            "pollution_type": self.values.get("pollution_type"),
            **{name: self.texts.get(name, "") for name in _TEXTS},
        }
        return Item(
            row=self.row.number,
            source_id=source_id,
            due_on=None,
            draft=draft,
            reporter=None if anonymous else {k: v for k, v in self._identity.items() if v},
        )

    def _check_reporter(self, *, anonymous: bool) -> None:
        given = [name for name in sorted(self._sealed) if self.texts[name]]
        if "anonymous" not in self.values:
            return
        if anonymous:
            for name in given:
                self.error(name, "anonymous-with-reporter", "匿名举报不登记举报人信息")
            return
        if not self._identity.get("name"):
            self.error("reporter_name", "required", "实名举报须有举报人姓名")
        elif "某" in self._identity["name"]:
            self.warn("reporter_name", "name-incomplete", "姓名不完整，实名举报应有全名")
        phone = self._identity.get("phone", "")
        digits = sum(each.isdigit() for each in plain(phone))
        if not phone:
            self.warn("reporter_phone", "no-phone", "实名举报没有联系电话，无法电话告知")
        elif digits not in _PHONE_DIGITS:
            self.warn("reporter_phone", "phone-format", "不像电话号码，请核对")

    def _check_moment(self) -> None:
        received = self.values.get("received_at")
        if received is not None and received > self.reference.now:
            self.error("received_at", "in-the-future", "时间不能晚于现在")

    def _warn_of_texts(self) -> None:
        for name in _TEXTS:
            text = self.texts.get(name, "")
            if stands_in(text, self._identity):
                self.warn(name, "reporter-in-text", "文字中疑似出现举报人的姓名或号码，请改写")
            elif gives_a_mobile_number(text):
                self.warn(name, "phone-in-text", "文字中有手机号码，请核对是否为举报人的")

    def _warn_of_repeats(self) -> None:
        for name in ("subject_name", "address"):
            key = key_of(self.texts.get(name, ""))
            first = self.checker.first_row(name, key, row=self.row.number) if key else 0
            if key and first != self.row.number:
                self.warn(name, "repeated-target", "与第%(row)d行相同，可能是重复举报", row=first)

    def _warn_of_type(self) -> None:
        """Warn where the words of the complaint speak for another type than the one chosen."""
        chosen, content = self.values.get("pollution_type"), self.texts.get("content", "")
        speaks_for = [
            code
            for code, words in self.form.hints.items()
            if any(word in content for word in words)
        ]
        if chosen and speaks_for and chosen not in speaks_for:
            self.warn("pollution_type", "type-mismatch", "与举报内容不符，请核对污染类型")
