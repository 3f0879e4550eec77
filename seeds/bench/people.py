"""Somebody of every role in every department, and firms to write about."""

from __future__ import annotations

from random import Random
from uuid import NAMESPACE_OID, uuid5

from apps.accounts.models import Membership, User
from apps.clues.models import Subject
from apps.organizations.models import Department, pinyin_key
from clue_transfer import credit_code
from seeds.demo.accounts import SINCE, roles_of

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FAMILY, _GIVEN = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗", "伟静强敏磊洋艳勇军杰娟涛明超霞平刚"
_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "厂", "专业合作社", "经营部")
_TRADES = ("化工", "洗煤", "砂石", "养殖", "建材", "印染", "机械", "再生资源", "冶炼", "食品")


def load_people() -> int:
    """Add whoever is missing; names follow the demonstration accounts: role and department."""
    departments = dict(Department.objects.values_list("code", "pk"))
    systems = {code[7:] for code in departments}
    roles = {system: roles_of(system) for system in systems}
    wanted = [(f"{role}.{code}", role, code) for code in departments for role in roles[code[7:]]]
    known = set(User.objects.values_list("username", flat=True))
    new = [row for row in wanted if row[0] not in known]
    users = []
    for place, (username, _, _) in enumerate(new):
        name = _FAMILY[place % len(_FAMILY)] + _GIVEN[place // 7 % len(_GIVEN)]
        users.append(
            User(username=username, full_name=name, pinyin=pinyin_key(name), password="!bench")  # noqa: S106  # a password that nobody has
        )
    User.objects.bulk_create(users, batch_size=2000)
    ids = {user.username: user.pk for user in users}
    Membership.objects.bulk_create(
        [
            Membership(
                user_id=ids[username],
                department_id=departments[code],
                role=role,
                primary=True,
                since=SINCE,
            )
            for username, role, code in new
        ],
        batch_size=2000,
    )
    return len(new)


def load_firms(count: int, *, places: list[str], random: Random) -> list[tuple[str, str, str]]:
    """Make firms with valid credit codes; answer key, name and code of each."""
    rows = []
    for place in range(count):
        where, code = random.choice(places), _code(place)
        name = f"{where}{_word(random)}{random.choice(_TRADES)}{random.choice(_FORMS)}"
        pk = uuid5(NAMESPACE_OID, code)
        rows.append(Subject(id=pk, name=name, credit_code=code, address=f"{where}工业园"))
    Subject.objects.bulk_create(rows, batch_size=5000, ignore_conflicts=True)
    return [(str(row.pk), row.name, row.credit_code or "") for row in rows]


def _word(random: Random) -> str:
    return random.choice("金永兴瑞恒鑫华宏泰昌") + random.choice("源盛达丰茂通隆利安康")


def _code(place: int) -> str:
    """Write the place into a credit code and add the check character that fits."""
    digits, rest = [], place
    for _ in range(6):
        rest, at = divmod(rest, len(_ALPHABET))
        digits.append(_ALPHABET[at])
    stem = "91620100MB0" + "".join(reversed(digits))
    return stem + credit_code.check_character(stem)
