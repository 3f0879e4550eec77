"""Which pages are measured, for whom, and what is the least that each could cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from tests.load import baselines

ROLES = {
    "county": "liaison.620102-ecology",
    "prefecture": "liaison.620100-ecology",
    "province": "lead.620000-ecology",
    "procurator": "procurator.620100-procuratorate",
    "provincial procurator": "procurator.620000-procuratorate",
}
_EVERYBODY = ("county", "prefecture", "province", "procurator")
_TWO_LAWS = ("province", "procurator", "provincial procurator")
_DUE = "a.next_due_at, a.matter_id"


@dataclass(frozen=True, kw_only=True)
class Page:
    """One address and the text that builds the same rows in the database."""

    name: str
    path: str
    baseline: str = ""
    deep: int = 0
    """How many pages further on the measured one lies."""
    of: str = ""
    """The list whose last row the page shows; `{pk}` in the address is its id."""
    roles: tuple[str, ...] = ()
    """Who is measured, if not everybody beside the provincial procurator."""
    term: str = ""


_BY_STATUS = """a.primary AND (a.why <> 'former' AND m.status IN ('transferred', 'concluded')
        OR a.why = 'former' AND EXISTS (SELECT FROM matters_partyrow p WHERE p.matter_id = m.id
            AND p.department_id = a.department_id AND p.until IS NOT NULL
            AND p.as_left ->> 'status' IN ('transferred', 'concluded')))
    AND m.division_id LIKE '6201%%'"""
_OVERDUE = "a.primary AND a.open AND a.next_due_at < %(now)s"
_FOUND = """a.primary AND m.grams @> matter_query_grams(%(term)s)
    AND strpos(lower(m.search_text), lower(%(term)s)) > 0"""
# Of two to four characters each: in very many titles, in one of thousands, in none.
COMMON = ("倾倒", "建筑垃圾", "河道", "露天", "污水")
RARE = ("汞触媒", "放射源", "含铍废料", "砷渣", "电镀槽液")
ABSENT = ("核电", "钚渣", "氟化锂", "沥青炉", "蓝藻水华")
_SEARCHING = ("county", "province")


def _search(term: str, how: str) -> Page:
    return Page(
        name=f"search {how} {term}",
        path=f"clues/?search={quote(term)}",
        baseline=baselines.clues(_FOUND),
        roles=_SEARCHING,
        term=term,
    )


PAGES = (
    Page(name="queue", path="queue/", baseline=baselines.QUEUE),
    Page(
        name="clues outgoing",
        path="clues/?box=outgoing",
        baseline=baselines.clues("a.why = 'sender'"),
    ),
    Page(
        name="clues incoming",
        path="clues/?box=incoming",
        baseline=baselines.clues("a.why = 'receiver'"),
    ),
    Page(
        name="clues supervised",
        path="clues/?box=supervised",
        baseline=baselines.clues("a.why = 'superior'"),
    ),
    Page(name="clues, page 40", path="clues/", deep=39),
    Page(
        name="clues overdue",
        path="clues/?standing=overdue&ordering=next_due_at",
        baseline=baselines.clues(_OVERDUE, order=_DUE),
    ),
    Page(
        name="clues by status, place",
        path="clues/?status=transferred,concluded&division=620100",
        baseline=baselines.clues(_BY_STATUS),
    ),
    Page(name="transfers", path="transfers/", baseline=baselines.transfers("a.primary")),
    Page(name="deadlines", path="deadlines/", baseline=baselines.DEADLINES),
    Page(name="notifications", path="notifications/", baseline=baselines.NOTIFICATIONS),
    Page(name="crime referrals", path="crime-referrals/", roles=_TWO_LAWS),
    Page(name="register", path="two-laws/register/", roles=_TWO_LAWS),
    Page(name="register, missing", path="two-laws/register/?missing=true", roles=_TWO_LAWS),
    Page(name="board", path="two-laws/board/", roles=("county", *_TWO_LAWS)),
    Page(name="detail", path="clues/{pk}/", of="clues/", baseline=baselines.DETAIL),
    Page(name="timeline", path="clues/{pk}/timeline/", of="clues/", baseline=baselines.TIMELINE),
    *(_search(term, "common") for term in COMMON),
    *(_search(term, "rare") for term in RARE),
    *(_search(term, "absent") for term in ABSENT),
)


def pages_of_roles(words: str) -> Iterator[tuple[str, str, Page]]:
    """Give role, user name and page of every measurement whose name holds the words."""
    for page in PAGES:
        for role, user in ROLES.items():
            if words in f"{page.name} {role}" and role in (page.roles or _EVERYBODY):
                yield role, user, page
