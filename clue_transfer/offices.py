"""Who does in the police and a procuratorate what elsewhere lead, handler and liaison do."""

from __future__ import annotations

from collections.abc import Mapping

from clue_transfer.vocabulary import Role

_SAME_OFFICE: Mapping[Role, frozenset[Role]] = {
    Role.LEAD: frozenset({Role.POLICE_HEAD, Role.CHIEF_PROCURATOR}),
    Role.HEAD: frozenset({Role.POLICE_HEAD, Role.CHIEF_PROCURATOR}),
    Role.HANDLER: frozenset({Role.POLICE_OFFICER, Role.PROCURATOR, Role.JUDGE_CLERK}),
    Role.LIAISON: frozenset({Role.POLICE_OFFICER, Role.PROCURATOR, Role.JUDGE_CLERK}),
}


def same_office(role: Role) -> frozenset[Role]:
    """Name the role, and those that hold its office in the police, a procuratorate or a court."""
    return frozenset({role}) | _SAME_OFFICE.get(role, frozenset())


def with_same_offices(roles: frozenset[Role]) -> frozenset[Role]:
    """Name the roles and all that hold their offices elsewhere."""
    return frozenset(other for role in roles for other in same_office(role))
