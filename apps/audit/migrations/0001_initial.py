"""Make the tables of the record."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_PERSON = {
    "db_index": False,
    "null": True,
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": settings.AUTH_USER_MODEL,
}
_DEPARTMENT = {**_PERSON, "to": "organizations.department"}


class Migration(migrations.Migration):
    """Entries, readings, seals and the two short queues before the sealer."""

    initial = True

    dependencies = [
        ("organizations", "0001_initial"),
        ("matters", "__first__"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="matters.matter",
                        verbose_name="事项",
                    ),
                ),
                ("chain", models.CharField(max_length=60, verbose_name="链")),
                ("sequence", models.PositiveIntegerField(verbose_name="链内序号")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("person", models.ForeignKey(**_PERSON, verbose_name="办理人")),
                ("department", models.ForeignKey(**_DEPARTMENT, verbose_name="部门")),
                ("on_behalf_of", models.ForeignKey(**_PERSON, verbose_name="代理对象")),
                ("event", models.CharField(max_length=80, verbose_name="事件")),
                ("verb", models.CharField(blank=True, max_length=40, verbose_name="步骤")),
                ("text", models.TextField(verbose_name="规范文本")),
                (
                    "previous_hash",
                    models.CharField(blank=True, max_length=64, verbose_name="前一条哈希"),
                ),
                ("hash", models.CharField(max_length=64, verbose_name="哈希")),
            ],
            options={
                "verbose_name": "留痕记录",
                "verbose_name_plural": "留痕记录",
                "indexes": [
                    models.Index(fields=["matter", "id"], name="entry_timeline"),
                    models.Index(fields=["department", "id"], name="entry_by_department"),
                    models.Index(fields=["event", "id"], name="entry_by_event"),
                    django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="entry_by_time"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chain", "sequence"), name="entry_once_in_chain"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("person", models.ForeignKey(**_PERSON, verbose_name="查阅人")),
                ("department", models.ForeignKey(**_DEPARTMENT, verbose_name="部门")),
                ("on_behalf_of", models.ForeignKey(**_PERSON, verbose_name="代理对象")),
                ("route", models.CharField(max_length=200, verbose_name="路径")),
                ("filter", models.TextField(blank=True, verbose_name="筛选条件")),
                (
                    "matters",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None, verbose_name="事项"
                    ),
                ),
                ("hash", models.CharField(max_length=64, verbose_name="哈希")),
            ],
            options={
                "verbose_name": "查阅记录",
                "verbose_name_plural": "查阅记录",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["matters"], name="reading_of_matter"
                    ),
                    models.Index(fields=["person", "id"], name="reading_by_person"),
                    django.contrib.postgres.indexes.BrinIndex(
                        fields=["at"], name="reading_by_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "number",
                    models.BigIntegerField(
                        primary_key=True, serialize=False, verbose_name="封存序号"
                    ),
                ),
                ("first_position", models.BigIntegerField(verbose_name="起始位置")),
                ("last_position", models.BigIntegerField(verbose_name="截止位置")),
                ("readings", models.PositiveIntegerField(verbose_name="查阅条数")),
                ("root", models.CharField(max_length=64, verbose_name="默克尔根")),
                (
                    "previous_hash",
                    models.CharField(blank=True, max_length=64, verbose_name="前一封存哈希"),
                ),
                ("hash", models.CharField(max_length=64, verbose_name="哈希")),
                ("at", models.DateTimeField(verbose_name="封存时间")),
                ("public_key", models.CharField(max_length=64, verbose_name="公钥")),
                ("signature", models.CharField(max_length=128, verbose_name="签名")),
            ],
            options={"verbose_name": "封存", "verbose_name_plural": "封存"},
        ),
        migrations.CreateModel(
            name="SealedEntry",
            fields=[
                (
                    "position",
                    models.BigIntegerField(primary_key=True, serialize=False, verbose_name="位置"),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed",
                        to="audit.entry",
                    ),
                ),
                (
                    "seal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="audit.seal",
                    ),
                ),
            ],
            options={"verbose_name": "已封存记录", "verbose_name_plural": "已封存记录"},
        ),
        migrations.CreateModel(
            name="SealedReading",
            fields=[
                (
                    "reading",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="sealed",
                        serialize=False,
                        to="audit.reading",
                    ),
                ),
                (
                    "seal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed_readings",
                        to="audit.seal",
                    ),
                ),
            ],
            options={"verbose_name": "已封存查阅", "verbose_name_plural": "已封存查阅"},
        ),
        migrations.CreateModel(
            name="Unsealed",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="audit.entry",
                    ),
                ),
            ],
            options={"verbose_name": "待封存记录", "verbose_name_plural": "待封存记录"},
        ),
        migrations.CreateModel(
            name="UnsealedReading",
            fields=[
                (
                    "reading",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="audit.reading",
                    ),
                ),
            ],
            options={"verbose_name": "待封存查阅", "verbose_name_plural": "待封存查阅"},
        ),
    ]
