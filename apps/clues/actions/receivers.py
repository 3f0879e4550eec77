"""Find the department that a payload names as a receiver, and judge whether it may be one."""

from __future__ import annotations

from apps.organizations.queries import Directory, DirectoryDepartment
from clue_transfer.errors import Invalid
from clue_transfer.workflows.receivers import receiver_error


def receiving_department(
    directory: Directory,
    code: str,
    pointer: str,
    *,
    sender: int | None = None,
    role: str | None = None,
) -> DirectoryDepartment:
    """Find a department that may receive a leg; Invalid says why it may not."""
    department = directory.department(code)
    wrong = receiver_error(
        department,
        pointer=pointer,
        sender=sender,
        role=role,
        successor=successor_name(directory, department),
    )
    if wrong is not None:
        raise Invalid(errors=[wrong])
    assert department is not None  # an unknown one has been refused
    return department


def successor_name(directory: Directory, department: DirectoryDepartment | None) -> str:
    """Name who has taken a department's place, with the code; empty while it is in service."""
    if department is None or department.active:
        return ""
    live = directory.in_place_of(department.id)
    return "" if live is None else f"{directory.by_id(live).name}（{directory.by_id(live).code}）"
