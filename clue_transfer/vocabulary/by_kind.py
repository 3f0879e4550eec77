"""What a word is called on one track, where its usual name would mislead."""

from __future__ import annotations

from dataclasses import dataclass

from clue_transfer.vocabulary.matters import Kind
from clue_transfer.vocabulary.statuses import Status
from clue_transfer.vocabulary.verbs import Verb
from clue_transfer.vocabulary.word import Word


@dataclass(frozen=True, slots=True)
class Name:
    """A Chinese and an English label."""

    label: str
    english: str


_CALLED: dict[tuple[str, str], Name] = {
    (Kind.CRIME_REFERRAL, Status.DRAFT): Name("核实中", "being verified"),
    (Kind.CRIME_REFERRAL, Status.REPORTED): Name("待负责人决定", "before the head"),
    (Kind.CRIME_REFERRAL, Status.REFUSED): Name("不批准移送", "transfer refused"),
    (Kind.CRIME_REFERRAL, Status.TRANSFERRED): Name("待公安机关接受", "sent to the police"),
    (Kind.CRIME_REFERRAL, Status.RECEIVED): Name("公安机关立案审查中", "with the police"),
    (Kind.CRIME_REFERRAL, Status.RETURNED): Name("公安机关已退回", "returned by the police"),
    (Kind.CRIME_REFERRAL, Status.FILED): Name("公安机关已立案", "filed by the police"),
    (Kind.CRIME_REFERRAL, Status.DECLINED): Name("公安机关不予立案", "not filed by the police"),
    (Kind.CRIME_REFERRAL, Status.WITHDRAWN): Name("公安机关已撤案", "case withdrawn"),
    (Kind.CRIME_REFERRAL, Verb.REOPEN): Name("重新提请移送", "put before the head again"),
    (Kind.DETENTION_REFERRAL, Status.SENT): Name("待公安机关受案", "sent to the police"),
    (Kind.DETENTION_REFERRAL, Status.ACCEPTED): Name("公安机关已受案", "taken up by the police"),
    (Kind.DETENTION_REFERRAL, Verb.APPROVE): Name("批准移送", "approve the transfer"),
    (Kind.DETENTION_REFERRAL, Verb.REFUSE): Name("不予拘留", "refuse detention"),
    (Kind.OPINION, Status.DRAFT): Name("拟制中", "being drafted"),
    (Kind.OPINION, Status.OBJECTED): Name("受文单位已提出异议", "objected to"),
    (Kind.OPINION, Verb.DROP): Name("不予制发", "do not issue"),
    (Kind.PUBLIC_INTEREST, Verb.MOVE): Name("移送其他检察机关", "move to another procuratorate"),
    (Kind.INQUIRY, Status.ASKED): Name("待答复", "asked"),
    (Kind.INQUIRY, Status.TAKEN_BACK): Name("已撤回咨询", "taken back"),
    (Kind.INQUIRY, Verb.OPEN): Name("提出咨询", "ask"),
    (Kind.INQUIRY, Verb.TAKE_BACK): Name("撤回咨询", "take back"),
    (Kind.EXTENSION_REQUEST, Status.REFUSED): Name("不予延期", "refused"),
    (Kind.EXTENSION_REQUEST, Verb.OPEN): Name("申请延期", "ask for an extension"),
    (Kind.EXTENSION_REQUEST, Verb.REFUSE): Name("不予延期", "refuse"),
    (Kind.EXTENSION_REQUEST, Verb.TAKE_BACK): Name("撤回申请", "take back"),
}


def called(word: Word, *, kind: str) -> Word | Name:
    """Name a status or a verb on a track: its own name there, else the word's usual one."""
    return _CALLED.get((kind, word), word)
