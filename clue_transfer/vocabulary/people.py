"""Who acts: roles of persons, systems and levels of departments."""

from __future__ import annotations

from clue_transfer.vocabulary.word import Word


class Role(Word):
    """What a person may do in a department."""

    LIAISON = "liaison", "联络员"
    HANDLER = "handler", "承办人"
    LEAD = "lead", "负责人"
    HEAD = "head", "正职负责人", "head of the department"
    DUTY_OFFICER = "duty_officer", "值班员"
    INTAKE = "intake", "受理员", "intake officer"
    REWARD_OFFICER = "reward_officer", "奖励经办人"
    LEGAL_REVIEWER = "legal_reviewer", "法制审核员"
    SECRETARY = "secretary", "联席会议秘书", "secretary of the joint meeting"
    COORDINATOR = "coordinator", "督办协调员"
    PROCURATOR = "procurator", "检察官"
    CHIEF_PROCURATOR = "chief_procurator", "检察长"
    POLICE_OFFICER = "police_officer", "民警"
    POLICE_HEAD = "police_head", "公安机关负责人"
    JUDGE_CLERK = "judge_clerk", "书记员", "court clerk"
    JUSTICE_OFFICER = "justice_officer", "司法行政人员"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "系统管理员"
    DIVISION_ADMINISTRATOR = "division_administrator", "区域管理员"
    MACHINE = "machine", "监测平台", "monitoring platform"


class AccountEvent(Word):
    """What the record says was done to an account, or by its powers."""

    MADE = "user.made", "建立账号", "account made"
    RIGHTS_CHANGED = "user.rights_changed", "变更管理权限", "administrative rights changed"
    PASSWORD_SET = "user.password_set", "重设密码", "password set by another"
    MEMBERSHIP_GIVEN = "membership.given", "授予任职", "membership given"
    MEMBERSHIP_CHANGED = "membership.changed", "变更任职", "membership changed"
    POWERS_ASKED = "powers.asked", "申请超级权限", "powers asked for"
    POWERS_GRANTED = "powers.granted", "批准并开启超级权限", "powers approved and switched on"
    POWERS_ENDED = "powers.ended", "结束超级权限", "powers ended"


class System(Word):
    """The systems (条线) that departments belong to."""

    ECOLOGY = "ecology", "生态环境"
    NATURAL_RESOURCES = "natural-resources", "自然资源", "natural resources"
    WATER = "water", "水行政", "water"
    AGRICULTURE = "agriculture", "农业农村"
    FORESTRY = "forestry", "林业和草原", "forestry and grassland"
    POLICE = "police", "公安"
    PROCURATORATE = "procuratorate", "检察"
    COURT = "court", "法院"
    JUSTICE = "justice", "司法行政"
    MARKET_SUPERVISION = "market-supervision", "市场监督管理", "market supervision"
    TRANSPORT = "transport", "交通运输"
    HOUSING = "housing", "住房和城乡建设", "housing and construction"
    SUPERVISION = "supervision", "监察"
    URBAN_MANAGEMENT = "urban-management", "城市管理", "urban management"
    DEVELOPMENT_REFORM = "development-reform", "发展和改革", "development and reform"
    INDUSTRY = "industry", "工业和信息化", "industry and information"
    EMERGENCY = "emergency", "应急管理", "emergency management"
    HEALTH = "health", "卫生健康"
    GOVERNMENT = "government", "人民政府", "people's government"
    JOINT_OFFICE = "joint-office", "联席会议办公室", "office of the joint meeting"


class SuccessionKind(Word):
    """How a department comes to its end."""

    MERGER = "merger", "合并"
    SPLIT = "split", "分设"
    DISSOLUTION = "dissolution", "撤销"


class Level(Word):
    """The levels of divisions."""

    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "市（州）级"
    COUNTY = "county", "县（区）级"
