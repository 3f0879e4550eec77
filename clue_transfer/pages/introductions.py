"""What each track is for, the text it stands on, and the stages in which a long one is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clue_transfer.vocabulary import Kind, Name, Status
from clue_transfer.workflows.notation import sources


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the case: its name, and the statuses that belong to it."""

    name: Name
    sources: frozenset[Status]


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """One sentence what a track is for and which text it stands on, and its stages."""

    text: Name
    stages: tuple[Stage, ...] = ()


INTRODUCTIONS: Mapping[Kind, Introduction] = {
    Kind.CLUE: Introduction(
        text=Name(
            "发现涉嫌生态环境违法而不由（或不单由）本单位查处的，登记线索、经负责人批准后移送有"
            "管辖权的单位，并跟踪到办结；依据《生态环境法典》第1083条（线索应当及时移送），天数"
            "为平台默认。",
            "A department that finds a suspected environmental violation which is not for it "
            "alone enters a clue, hands it with its lead's approval to the competent "
            "departments and follows it to the end; it stands on 《生态环境法典》 (Ecological "
            "Environment Code), art. 1083 (clues are to be transferred without delay); the "
            "numbers of days are platform defaults.",
        )
    ),
    Kind.TRANSFER: Introduction(
        text=Name(
            "一条线索向一个接收单位的移送：签收、受理、补正、异议与指定管辖、立案、决定、反馈和"
            "确认；依据《生态环境法典》第1083条、《行政处罚法》第25条（管辖争议）、第54条、第60"
            "条和《生态环境行政处罚办法》（部令第30号）第18条。",
            "One receiver's part of a clue: signing, acceptance, supplement, objection and "
            "designation of jurisdiction, filing, decision, feedback and confirmation; it "
            "stands on 《生态环境法典》, art. 1083, 《行政处罚法》 (Administrative Penalty "
            "Law), arts. 25 (disputes of jurisdiction), 54 and 60, and 《生态环境行政处罚办法》 "
            "(Order No. 30), art. 18.",
        ),
        stages=(
            Stage(
                Name("移送与签收", "Sending and signing"),
                sources("sent|signed|supplement_requested"),
            ),
            Stage(
                Name("异议与管辖争议", "Objection and dispute"),
                sources("objected|disputed|referred"),
            ),
            Stage(Name("办理", "Handling"), sources("accepted|filed|declined|decided|rework")),
            Stage(Name("反馈", "Feedback"), sources("fed_back|feedback_referred")),
        ),
    ),
    Kind.RECTIFICATION: Introduction(
        text=Name(
            "接收单位责令整改后，核实整改、按期回头看，拒不整改的强制执行；依据《行政处罚法》第28条"
            "（责令改正或者限期改正），回头看的天数为平台默认。",
            "After a receiver has ordered a rectification, it is checked and looked back at, "
            "and enforced where it is refused; it stands on 《行政处罚法》, art. 28 "
            "(correction, or correction within a time); the days of the look-backs are platform "
            "defaults.",
        )
    ),
    Kind.COMPLAINT: Introduction(
        text=Name(
            "对生态环境违法的投诉举报：登记、答复是否受理、交办或转为线索、答复举报人；"
            "依据《环保举报热线工作管理办法》第8条至第12条。",
            "A complaint about an environmental violation: entered, answered whether it is "
            "accepted, assigned or made a clue, and answered in the end; it stands on 《环保举报"
            "热线工作管理办法》 (Measures on the Complaint Hotline), arts. 8 to 12.",
        )
    ),
    Kind.EXTENSION_REQUEST: Introduction(
        text=Name(
            "承办单位在期限届满前申请延长规则允许延长的期限，由有权决定的单位准予或者不予；"
            "各期限能否延长、延长多少，依各期限所据条文。",
            "Before a clock ends, who holds the matter asks for as much more time as its rule "
            "allows, and who may decide grants or refuses it; whether and by how much each "
            "clock may be extended follows from the text that it stands on.",
        )
    ),
    Kind.CRIME_REFERRAL: Introduction(
        text=Name(
            "行政执法中发现涉嫌犯罪的，移送公安机关，由检察机关监督，直至立案、起诉和判决，或者"
            "恢复行政处罚；生态环境部门依据《环境保护行政执法与刑事司法衔接工作办法》（环环监〔"
            "2017〕17号），其他部门依据《行政执法机关移送涉嫌犯罪案件的规定》（国务院令第310号，"
            "2020年修订），公安机关和检察机关另依《公安机关办理刑事案件程序规定》和《人民检察院"
            "刑事诉讼规则》。",
            "A department that finds a suspected crime hands the case to the police under the "
            "eyes of the procuratorate, up to filing, prosecution and judgment, or back to the "
            "penalty; ecology departments by 《环境保护行政执法与刑事司法衔接工作办法》 (环环监"
            "〔2017〕17号, “No. 17”), others by 《行政执法机关移送涉嫌犯罪案件的规定》 (State "
            "Council Order No. 310, revised 2020, “No. 310”), the police and the procuratorates "
            "also by 《公安机关办理刑事案件程序规定》 and 《人民检察院刑事诉讼规则》.",
        ),
        stages=(
            Stage(Name("移送部门", "The department"), sources("draft|reported|refused|approved")),
            Stage(
                Name("公安机关接受与立案审查", "The police: receipt and decision on filing"),
                sources("transferred|received|papers_requested|returned"),
            ),
            Stage(
                Name("不立案之后：复议与选择", "After a non-filing: reconsideration and choices"),
                sources("declined|reconsideration|upheld|withdrawn"),
            ),
            Stage(
                Name("立案监督", "Filing supervision"),
                sources(
                    "supervision_asked|reasons_asked|reasons_given|filing_notified|supervision_"
                    "closed"
                ),
            ),
            Stage(
                Name("侦查、起诉与判决", "Investigation, prosecution and judgment"),
                sources(
                    "filed|prosecution_requested|supplementing|prosecuted|not_prosecuted"
                    "|acquitted|exempted"
                ),
            ),
        ),
    ),
    Kind.DETENTION_REFERRAL: Introduction(
        text=Name(
            "环境违法行为尚不构成犯罪、依法适用行政拘留的，移送公安机关决定；依据"
            "《行政主管部门移送适用行政拘留环境违法案件暂行办法》，其期限一律为工作日（第19条）。",
            "An environmental violation that is no crime, but for which the law provides "
            "detention, is handed to the police to decide; it stands on 《行政主管部门移送适用行"
            "政拘留环境违法案件暂行办法》 (“Interim Measures on detention”), whose days are "
            "working days throughout (art. 19).",
        )
    ),
    Kind.OPINION: Introduction(
        text=Name(
            "检察机关向行政机关提出检察意见（移送案件、给予处罚）或者检察建议，受文单位书面回复"
            "，未落实的报告、通报上级或者起诉；依据环环监〔2017〕17号第14条、《人民检察院检察建"
            "议工作规定》、《最高人民检察院关于推进行政执法与刑事司法衔接工作的规定》（高检发释"
            "字〔2021〕4号）和《检察公益诉讼解释》第21条。",
            "A procuratorate gives a department an opinion (to transfer a case, to impose a "
            "penalty) or a suggestion; the addressee replies in writing, and what is not heeded "
            "is reported to both superiors or taken to court; it stands on 环环监〔2017〕17号, "
            "art. 14, 《人民检察院检察建议工作规定》 (“Suggestion Rules”), 《最高人民检察院关于"
            "推进行政执法与刑事司法衔接工作的规定》 (高检发释字〔2021〕4号, “Opinion Rules of "
            "2021”) and 《检察公益诉讼解释》 (“Interpretation”), art. 21.",
        ),
        stages=(
            Stage(
                Name("制发、送达与异议", "Issue, service and objection"),
                sources("draft|issued|served|objected"),
            ),
            Stage(
                Name("回复、跟进与起诉", "Reply, follow-up and suit"),
                sources("urged|replied|suspended|unsatisfied|sued"),
            ),
        ),
    ),
    Kind.PUBLIC_INTEREST: Introduction(
        text=Name(
            "检察机关对损害生态环境公共利益的行为立案、磋商、提出检察建议或者公告，直至起诉、判"
            "决或者终结，可以与涉嫌犯罪案件移送并行；依据《行政诉讼法》第25条第4款、《民事诉讼法"
            "》第58条第2款、《人民检察院公益诉讼办案规则》和《检察公益诉讼解释》。",
            "A procuratorate files a case in the public interest, holds talks, makes a "
            "suggestion or announces, up to suit, judgment or its end, also beside a crime "
            "referral; it stands on 《行政诉讼法》 (Administrative Procedure Law), art. 25, "
            "para. 4, 《民事诉讼法》 (Civil Procedure Law), art. 58, para. 2, 《人民检察院公益诉"
            "讼办案规则》 (“Public Interest Rules”) and 《检察公益诉讼解释》.",
        ),
        stages=(
            Stage(Name("立案与磋商", "Filing and talks"), sources("registered|filed|consulting")),
            Stage(
                Name("检察建议、公告与诉讼", "Suggestion, announcement and suit"),
                sources("suggested|suspended|announced|reviewing|sued"),
            ),
        ),
    ),
    Kind.REVERSE_LINKAGE: Introduction(
        text=Name(
            "决定不起诉而需要给予行政处罚的，刑事检察部门移送行政检察部门审查，向行政主管机关提"
            "出检察意见；依据《行政处罚法》第27条第1款、《刑事诉讼法》第177条第3款和《行刑反向衔"
            "接工作指引》（2024）。",
            "Where nobody is prosecuted but a penalty is called for, the criminal procurators "
            "hand the case to the administrative ones, who give the competent department an "
            "opinion; it stands on 《行政处罚法》, art. 27, para. 1, 《刑事诉讼法》 (Criminal "
            "Procedure Law), art. 177, para. 3, and 《行刑反向衔接工作指引》 of 2024 "
            "(“Guidelines on reverse linkage”).",
        )
    ),
    Kind.INQUIRY: Introduction(
        text=Name(
            "行政机关、公安机关、检察机关之间就案件定性、证据等书面咨询和答复，意见不约束决定；"
            "依据环环监〔2017〕17号第24条和高检发释字〔2021〕4号第13条。",
            "Departments, police and procuratorates ask each other in writing about a case's "
            "nature or evidence, and answer; what they say binds no decision; it stands on 环环"
            "监〔2017〕17号, art. 24, and 高检发释字〔2021〕4号, art. 13.",
        )
    ),
}
