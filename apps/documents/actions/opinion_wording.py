"""What the procuratorate's opinions (检察意见书) and suggestions (检察建议书) say."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from apps.documents.actions.spelling import (
    chapters_of,
    facts_of,
    moment_of,
    paragraphs_of,
    type_of_words,
)
from clue_transfer.vocabulary import DocumentKind


def _opinion(data: type_of_words) -> type_of_words:
    return _written(data, heading="检察意见书", called="意见")


def _suggestion(data: type_of_words) -> type_of_words:
    return _written(data, heading="检察建议书", called="建议")


def _written(data: type_of_words, *, heading: str, called: str) -> type_of_words:
    due = f"请于{moment_of(data['answer_by'])}前" if data["answer_by"] else "请在规定期限内"
    days = data["objection_days"]
    objection = f"对本{called}有异议的，请在收到之日起{days}日内书面提出。" if days else ""
    return {
        "heading": heading,
        "opening": (
            f"我院在履行法律监督职责中，发现有关情况，依法制发{data['opinion_kind']}"
            f"（{data['clue_title']}），请你单位研究办理。"
        ),
        "facts": facts_of(
            ("文书种类", data["opinion_kind"]),
            ("送达时间", moment_of(data["served_at"])),
        ),
        "parts": chapters_of(
            (
                "案件来源和所涉事项",
                [f"{row['number']} {row['title']}".strip() for row in data["about"]],
            ),
            (f"事实、理由和{called}", paragraphs_of(data["content"])),
            ("法律依据", paragraphs_of(data["law"])),
        ),
        "request": f"{due}将办理结果或者进展情况书面回复我院，并附有关证据材料。{objection}",
    }


OPINION_WORDS: Mapping[DocumentKind, Callable[[type_of_words], type_of_words]] = {
    DocumentKind.OPINION_LETTER: _opinion,
    DocumentKind.SUGGESTION_LETTER: _suggestion,
}
