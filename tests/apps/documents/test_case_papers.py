"""What each paper of the two laws says: the facts that the law asks for, and nothing empty."""

from __future__ import annotations

from typing import Any

import pytest

from apps.documents.actions.render import pdf_of
from apps.documents.actions.spelling import chapters_of, places_of
from apps.documents.actions.word import docx_of
from apps.documents.actions.wording import words_of
from clue_transfer.vocabulary import DocumentKind
from seeds.demo.case_letters import case_samples
from tests.apps.documents.test_letters import SAMPLES, letter, said, usual

OF_CASES = sorted({str(kind) for kind, *_ in case_samples()})
CASE = "“兰州某化工有限公司、张某某涉嫌污染环境罪”案件"
BY = "（2026年11月27日前）"
SAID = {
    "crime_report": [
        "兰州市生态环境局负责人：",
        (
            f"我单位办理的{CASE}，由李建国、王晓梅组成专案组核实，认为涉嫌犯罪，"
            "现提出移送涉嫌犯罪案件的书面报告。"
        ),
        "一、案件事实",
        "二、证据情况",
        "三、法律依据",
        "四、处理建议",
        "请负责人自接到本报告之日起三日内作出批准移送或者不批准移送的决定。",
    ],
    "crime_transfer_letter": [
        "主要依据",
        "《刑法》第三百三十八条；法释〔2023〕7号第一条第二项",
        "案件主办人",
        "李建国（0931-8888101）、王晓梅（0931-8888102）",
        "统一社会信用代码：91620100MA0000000C",
        "1. 案件移送书：本件",
        "2. 案件调查报告：清单第1项",
        "3. 现场检查（勘察）笔录、调查询问笔录、现场勘验图、采样记录单等：清单第2至3项",
        "7. 行政处罚决定书：随纸质案卷移送",
        "五、涉案物品清单",
        "铁质，锈蚀",
        "附件：移送材料清单（共4项）",
        "抄送：兰州市人民检察院。",
    ],
    "detention_letter": [
        "处罚决定文号",
        "兰环罚〔2026〕9号",
        "2026年11月19日",
        "1. 案件移送书：本件",
        "附件：移送材料清单（共4项）",
        "抄送：兰州市人民检察院。",
    ],
    "case_receipt": [
        "接受案件时间",
        "2026年11月20日15:30",
        "接受民警",
        "赵警官",
        "抄送：兰州市人民检察院。",
    ],
    "case_supplement_notice": [
        f"你单位移送的{CASE}材料不全，需补正下列材料，现一次性告知（共2项）。",
        "1. 危险废物认定意见原件",
        "2. 称重单原件",
        f"请自收到本通知书之日起7日内{BY}补正；因客观条件所限无法补正的，请书面说明。",
    ],
    "filing_notice": [
        "兰公（环）立字〔2026〕7号",
        "2026年11月23日",
        "应当移交的涉案物品",
        "请自接到本通知书之日起三日内将涉案物品以及与案件有关的其他材料移交我单位，办理交接手续。",
        "抄送：兰州市人民检察院。",
    ],
    "non_filing_notice": [
        "一、不予立案理由",
        "现有材料不足以认定危险废物数量。",
        "二、退回的案卷材料",
        "全部案卷材料共三册",
        (
            f"对本决定有异议的，可以自收到本通知书之日起7日内{BY}向我单位申请复议，"
            "也可以建议人民检察院进行立案监督。"
        ),
        "抄送：兰州市人民检察院。",
    ],
    "reconsideration_request": [
        "兰公（环）不立字〔2026〕2号",
        "二、申请复议的理由",
        f"请依法复议，自收到本申请书之日起7日内{BY}作出决定，并将复议决定书面通知我单位。",
    ],
    "supervision_suggestion": [
        "兰州市人民检察院：",
        (
            f"兰州市公安局对我单位移送的{CASE}（兰环移〔2026〕3号）作出不予立案的决定，"
            "我单位有异议，现建议你院进行立案监督。"
        ),
        "危险废物数量证据不足。",
    ],
    "reasons_request": [
        "兰州市公安局：",
        "兰检要说〔2026〕1号",
        f"请自收到本通知书之日起7日内{BY}书面说明不立案的情况、依据和理由，连同有关证据材料送我院。",
    ],
    "filing_order": [
        "兰检通立〔2026〕1号",
        "证据足以证明有犯罪事实。",
        f"请自收到本通知书之日起7日内{BY}立案，并将立案决定书送达我院。",
        "抄送：兰州市生态环境局。",
    ],
    "opinion_letter": [
        "给予行政处罚的检察意见",
        "二、事实、理由和意见",
        "请于2026年11月27日前将办理结果或者进展情况书面回复我院，并附有关证据材料。",
        "抄送：兰州市司法局。",
    ],
    "suggestion_letter": [
        "一、案件来源和所涉事项",
        "兰环移〔2026〕3号 兰州某化工有限公司 污染环境罪",
        "二、事实、理由和建议",
        (
            "请于2026年11月27日前将办理结果或者进展情况书面回复我院，并附有关证据材料。"
            "对本建议有异议的，请在收到之日起7日内书面提出。"
        ),
    ],
}


def request_of(kind: str, **changes: Any) -> str:
    """Read what the usual paper of a kind asks for."""
    return str(words_of(usual(kind, **changes))["request"])


@pytest.mark.parametrize("kind", OF_CASES)
def test_a_paper_says_what_the_law_asks_for(kind: str) -> None:
    lines = said(docx_of(usual(kind)))

    assert [each for each in SAID[kind] if each not in lines] == []


@pytest.mark.parametrize("name", [name for name in SAMPLES if name.split("-")[0] in OF_CASES])
def test_no_chapter_is_empty_and_word_says_each(name: str) -> None:
    paper = letter(*SAMPLES[name])
    words = words_of(paper)

    text = "\n".join(said(docx_of(paper)))

    assert all(part["lines"] or part["goods"] for part in words["parts"])
    expected = [line for part in words["parts"] for line in (part["title"], *part["lines"])]
    goods = [row for part in words["parts"] for row in part["goods"]]
    expected += [row[column] for row in goods for column in ("name", "features", "place")]
    expected += [f"抄送：{words['copied']}。"] if words["copied"] else []
    assert [each for each in expected if each not in text] == []
    assert ("抄送：" in text) == bool(words["copied"])


@pytest.mark.parametrize("kind", OF_CASES)
def test_a_restricted_case_says_so_on_its_papers(kind: str) -> None:
    remark = "（本件限指定人员知悉，不得复制、转发）"

    assert remark not in said(docx_of(usual(kind)))
    assert remark in said(docx_of(usual(kind, named_only=True)))


@pytest.mark.parametrize("kind", OF_CASES)
def test_what_people_wrote_stays_text(kind: str) -> None:
    written = '{{ 7 * 7 }} #panic("code") <w:b/>'

    paper = usual(kind, issuer=written, charge=written, law=written, content=written)

    assert any(written in line for line in said(docx_of(paper)))
    assert pdf_of(paper).startswith(b"%PDF-")


# ---- what depends on the case


def test_supervision_names_the_decision_or_that_it_is_overdue() -> None:
    words = [
        words_of(usual("supervision_suggestion", decision=decision))
        for decision in (
            {"verb": "uphold", "number": "兰公复字〔2026〕1号", "decided_on": "2026-11-24"},
            {"verb": "withdraw_case", "number": "兰公撤字〔2026〕1号", "decided_on": "2026-11-24"},
            {},
        )
    ]

    named = f"兰州市公安局对我单位移送的{CASE}（兰环移〔2026〕3号）"
    assert [each["opening"] for each in words] == [
        f"{named}作出维持不予立案的复议决定，我单位有异议，现建议你院进行立案监督。",
        f"{named}作出撤销案件的决定，我单位有异议，现建议你院进行立案监督。",
        f"{named}逾期未作出是否立案的决定，现建议你院进行立案监督。",
    ]
    assert [each["request"] for each in words] == [
        f"请依法审查，并将处理结果告知我单位。案卷材料及{proof}一并送阅。"
        for proof in ("复议决定书", "撤销案件决定书", "公安机关逾期未作出决定的材料")
    ]


def test_a_case_is_filed_after_a_look_or_after_reconsideration() -> None:
    opening = [
        words_of(usual("filing_notice", verb=verb))["opening"] for verb in ("file", "reverse")
    ]

    named = f"你单位移送的{CASE}（兰环移〔2026〕3号）"
    assert opening == [f"{named}，经审查决定立案。", f"{named}，经复议决定立案。"]


def test_hours_count_from_the_moment() -> None:
    changes = {"term": "24小时", "answer_by": "2026-11-21T10:30:00+08:00"}

    assert request_of("case_supplement_notice", **changes) == (
        "请自收到本通知书时起24小时内（2026年11月21日10:30前）补正；"
        "因客观条件所限无法补正的，请书面说明。"
    )


def test_without_a_clock_the_terms_of_the_law_stand() -> None:
    none = {"answer_by": "", "term": ""}

    assert [
        request_of(kind, **none)
        for kind in ("reasons_request", "filing_order", "reconsideration_request")
    ] == [
        "请在七日内书面说明不立案的情况、依据和理由，连同有关证据材料送我院。",
        "请在十五日内立案，并将立案决定书送达我院。",
        "请依法复议，并将复议决定书面通知我单位。",
    ]


def test_a_case_with_a_name_of_its_own_keeps_it() -> None:
    words = words_of(usual("case_receipt", clue_title="黄河滩涂倾倒案"))

    assert (
        words["opening"]
        == "你单位移送的“黄河滩涂倾倒案”案件（兰环移〔2026〕3号）已接受，现予回执。"
    )


def test_a_copy_in_place_of_an_original_has_its_reason() -> None:
    row = {"group": "案件调查报告", "places": [1], "none_because": ""}

    words = words_of(
        usual("detention_letter", attachments=[row | {"not_original_because": "原件存档"}])
    )

    [listed] = [part["lines"] for part in words["parts"] if part["title"].endswith("移送材料")]
    assert listed == ["1. 案件移送书：本件", "2. 案件调查报告：清单第1项（非原件：原件存档）"]


@pytest.mark.parametrize(
    ("places", "text"),
    [([], ""), ([2], "清单第2项"), ([1, 2, 3, 5, 7, 8], "清单第1至3项、第5项、第7至8项")],
)
def test_places_are_written_as_ranges(places: list[int], text: str) -> None:
    assert places_of(places) == text


def test_one_chapter_alone_bears_no_number() -> None:
    assert [part["title"] for part in chapters_of(("理由", ["一"]), ("空", []))] == ["理由"]
    assert [part["title"] for part in chapters_of(("甲", ["一"]), ("乙", ["二"]))] == [
        "一、甲",
        "二、乙",
    ]


def test_every_paper_of_the_two_laws_has_samples() -> None:
    assert len(OF_CASES) == 13
    assert {f"{kind}-{name}" for kind in OF_CASES for name in ("usual", "short", "long")} <= set(
        SAMPLES
    )
    assert set(OF_CASES) <= set(DocumentKind)
