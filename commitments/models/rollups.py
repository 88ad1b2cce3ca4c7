"""Which counts are kept up to date as activities change, so that no page has to scan them?

Additive counts only; triggers keep them (ROLLUPS says how), and `manage.py rebuild_rollups --verify` holds them
against the rows. docs/decisions/0017-rollups.md says why they have this shape.
"""

from __future__ import annotations

import enum

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.ledger import counting
from commitments.ledger.counting import Each, Once
from commitments.models.commitments import Commitment

ONE_DAY, MONTH, YEAR, LONGER = 1, 31, 366, 400_000
"""The most days that an activity of each length runs; an activity under way without an end is of the longest."""

NEVER = "9999-12-31"
"""The last day of what has not ended."""


class Counted(enum.IntEnum):
    """What a row of AreaMonth counts where it is not one area: there `area` holds the area's key."""

    ALL = 0
    WITHOUT_AREA = -1
    WITHOUT_COMMITMENT = -2
    WITH_A_LINK_ONLY = -3


class Rollup(models.Model):
    """Counts that triggers alone write. A row whose count is zero is not kept."""

    number = models.BigIntegerField(_("number"))

    class Meta:
        abstract = True


class ProofDay(Rollup):
    """How many activities of one marking ran from one day to another for a commitment, or are planned to.

    The latest proof on or before any day is one index step for what had ended by then, and one for each length for
    what was running.
    """

    commitment = models.ForeignKey(
        Commitment, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    marking = models.CharField(max_length=12)
    planned = models.BooleanField(help_text=_("Still planned; otherwise under way or carried out."))
    length = models.IntegerField(help_text=_("The most days that it may run: 1, 31, 366 or more."))
    starts_on = models.DateField()
    ends_on = models.DateField(help_text=_("The last day it runs; 9999-12-31 for not ended."))

    class Meta:
        db_table = "ledger_rollup_proof_day"
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "planned", "length", "starts_on", "ends_on", "marking"], name="proofday_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["commitment", "-ends_on", "marking"], name="proofday_last", condition=models.Q(planned=False)
            ),
            models.Index(
                fields=["commitment", "ends_on", "marking"], name="proofday_planned", condition=models.Q(planned=True)
            ),
            models.Index(fields=["id"], condition=models.Q(number=0), name="proofday_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.starts_on}–{self.ends_on}: {self.number}"


class AreaMonth(Rollup):
    """How many activities of one stage, state and marking start in a month, in an area or as `Counted` says."""

    area = models.BigIntegerField(help_text=_("The area's key, or one of Counted."))
    month = models.DateField(help_text=_("Its first day. Quarters are three months of the office's year."))
    stage = models.CharField(max_length=12)
    state = models.CharField(max_length=10)
    marking = models.CharField(max_length=12)

    class Meta:
        db_table = "ledger_rollup_area_month"
        constraints = [
            models.UniqueConstraint(fields=["area", "month", "stage", "state", "marking"], name="areamonth_once")
        ]
        indexes = [models.Index(fields=["id"], condition=models.Q(number=0), name="areamonth_empty")]

    def __str__(self) -> str:
        return f"{self.area} {self.month:%Y-%m}: {self.number}"


_ENDS = (
    """coalesce({{row}}."ends_on", CASE WHEN {{row}}."stage" = 'under_way' THEN {never} ELSE {{row}}."starts_on" END)"""
)
_LENGTH = f"CASE WHEN {{days}} < {ONE_DAY} THEN {ONE_DAY} WHEN {{days}} < {MONTH} THEN {MONTH}"
_LENGTH += f" WHEN {{days}} < {YEAR} THEN {YEAR} ELSE {LONGER} END"
_ENDS_ON = {"sqlite": _ENDS.format(never=f"'{NEVER}'"), "postgresql": _ENDS.format(never=f"date '{NEVER}'")}
_DAYS = {
    "sqlite": f"""(julianday({_ENDS_ON["sqlite"]}) - julianday({{row}}."starts_on"))""",
    "postgresql": f"""({_ENDS_ON["postgresql"]} - {{row}}."starts_on")""",
}

ROLLUPS = (
    counting.Rollup(
        "commitments.ProofDay",
        "commitments.Activity",
        key="commitment_id",
        by={
            "planned": {"sql": """({row}."stage" = 'planned')"""},
            "marking": {"sql": '{row}."marking"'},
            "length": {vendor: _LENGTH.format(days=days) for vendor, days in _DAYS.items()},
            "starts_on": {"sql": '{row}."starts_on"'},
            "ends_on": _ENDS_ON,
        },
        where="""({row}."stage" <> 'cancelled')""",
        members=(Each("commitments.Activity.commitments.through", "activity_id", "commitment_id"),),
    ),
    counting.Rollup(
        "commitments.AreaMonth",
        "commitments.Activity",
        key="area",
        by={
            "month": {
                "sqlite": """date({row}."starts_on", 'start of month')""",
                "postgresql": """date_trunc('month', {row}."starts_on")::date""",
            },
            **{column: {"sql": f'{{row}}."{column}"'} for column in ("stage", "state", "marking")},
        },
        members=(
            Each("commitments.Activity.areas.through", "activity_id", "priorityarea_id"),
            Once(Counted.ALL.value),
            Once(Counted.WITHOUT_AREA.value, "commitments.Activity.areas.through", "activity_id", without=True),
            Once(
                Counted.WITHOUT_COMMITMENT.value,
                "commitments.Activity.commitments.through",
                "activity_id",
                without=True,
            ),
            Once(Counted.WITH_A_LINK_ONLY.value, "commitments.Evidence", "activity_id", """{child}."file" = ''"""),
        ),
    ),
)
