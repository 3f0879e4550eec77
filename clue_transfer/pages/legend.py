"""What the letters and the words of the tables mean."""

from __future__ import annotations

from clue_transfer.pages.language import Language
from clue_transfer.vocabulary import Confidence, Name, Nature, RuleSource

_CONFIDENCES = {
    Confidence.VERIFIED: Name("已与全文核对", "checked against the full text"),
    Confidence.EXCERPT: Name("只见到摘录或报道", "read in an excerpt or a press report only"),
    Confidence.DOUBTFUL: Name("见到文本，但疑经改动", "read, but the copy looks edited"),
    Confidence.MEMORY: Name(
        "凭记忆写成，使用前须核对原文", "written from memory: to be checked before it is relied on"
    ),
}
_SOURCES = {
    RuleSource.STATUTE: Name(
        "法律、法规、规章或规范性文件所定", "set by a law, a rule or an official paper"
    ),
    RuleSource.DEFAULT: Name(
        "平台默认，不是法定期限，管理员可以调整；可信度只就所引条文而言",
        "the platform's own, no law, changeable by the office; the letter is about the text it "
        "cites",
    ),
}
_NATURES = {
    Nature.DUTY: Name(
        "逾期逐级催办、升级", "when it is late, people are reminded and it escalates"
    ),
    Nature.RIGHT: Name(
        "逾期权利消灭，不升级", "when it is over the right lapses; nothing escalates"
    ),
    Nature.REVIEW: Name("定期提醒复查", "a periodic reminder to look again"),
}
_OFFICES = Name(
    "“负责人”“正职负责人”在公安机关为其负责人，在检察机关为检察长；“承办人”“联络员”在公安机关为"
    "民警，在检察机关为检察官，在法院为书记员",
    "“lead” and “head of the department” mean in the police the police head, in a procuratorate "
    "the chief procurator; “handler” and “liaison” a police officer, a procurator, a court clerk",
)
_ARTICLES = Name(
    "“依据”一栏为文件名称和条号，未加书名号的“17号”“310号”是环环监〔2017〕17号和国务院令第310号"
    "的简称",
    "titles of laws and papers stand in Chinese, since they are looked up so; “No. 17” is "
    "环环监〔2017〕17号, “No. 310” is 国务院令第310号",
)


def legend(language: Language) -> list[str]:
    """Explain confidence, source, nature and who holds which office."""
    lines = [language.either("## 说明\n", "## Legend\n")]
    colon = language.either("：", ": ")
    for words in (_CONFIDENCES, _SOURCES):
        lines += [f"- `{word}`{colon}{language.of(meaning)}" for word, meaning in words.items()]
    lines += [
        f"- {language.of(nature)}{colon}{language.of(meaning)}"
        for nature, meaning in _NATURES.items()
    ]
    lines += [f"- {language.of(_OFFICES)}", f"- {language.of(_ARTICLES)}"]
    return [*lines, ""]
