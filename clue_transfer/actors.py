"""Who acts: a person, for one department, with their roles there, perhaps on behalf of another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from clue_transfer.errors import NotAMember, NotYourStep
from clue_transfer.powers import Powers
from clue_transfer.vocabulary import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The one who takes a step: ids are the service's keys, `None` for the system itself."""

    person: int | None = None
    name: str = ""
    department: int | None = None
    department_code: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    on_behalf_of: int | None = None
    powers: Powers | None = None
    """What a superuser may read beyond their department, while such powers are on."""

    @property
    def is_system(self) -> bool:
        """Whether the law's silence or a clock acts, and no person does."""
        return self.person is None

    @property
    def acting(self) -> int:
        """The department that the person acts for; raises NotAMember where there is none."""
        if self.department is None:
            raise NotAMember
        return self.department

    @property
    def someone(self) -> int:
        """The person who acts; raises NotYourStep where nobody does."""
        if self.person is None:
            raise NotYourStep("此步骤须由人员办理")
        return self.person

    @property
    def persons(self) -> frozenset[int]:
        """The person who acts and the one on whose behalf: both count as having acted."""
        return frozenset(each for each in (self.person, self.on_behalf_of) if each is not None)

    @property
    def without_powers(self) -> Actor:
        """The same person with what their department gives them, and nothing beyond it."""
        return self if self.powers is None else replace(self, powers=None)

    def has(self, *roles: Role) -> bool:
        """Whether the person holds one of the roles in the acting department."""
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor(name="系统")
