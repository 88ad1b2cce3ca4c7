"""Which of Django's permissions does each role have, and does the database say so?

Rights are decided by queries/permissions.py. The groups say the same in Django's own words, for whatever asks a
person `has_perm`: a package, a template, an auditor who looks into the tables.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.models import Group, Permission
from django.utils.translation import ngettext

from commitments.models.people import Person
from commitments.queries.permissions import LEAST_ROLE
from commitments.vocabulary import Role

READ = (
    *("party", "body", "bodymention", "priorityarea", "areamention", "agreement", "agreementlink", "signatory"),
    *("term", "provision", "sentence", "commitment", "operativewords", "responsibility", "lineage", "milestone"),
    *("milestoneeffect", "activity", "participation", "evidence", "assessment", "decision", "target", "review"),
    *("reviewposition", "markinglabel"),
)
VERBS: dict[str, str] = {
    **{f"view_{noun}": "read" for noun in READ},
    "add_activity": "log_activity",
    "change_activity": "change_activity",
    "delete_activity": "withdraw_activity",
    **{
        f"{step}_{part}": "change_activity"
        for step in ("add", "change", "delete")
        for part in ("participation", "evidence")
    },
    **{f"{step}_assessment": "assess_commitment" for step in ("add", "delete")},
    **{f"{step}_decision": "decide" for step in ("add", "delete")},
    **{f"{step}_target": "set_target" for step in ("add", "delete")},
    **{f"{step}_{noun}": "hold_review" for step in ("add", "change") for noun in ("review", "reviewposition")},
    "change_agreement": "mark_agreement",
    **{f"{step}_markinglabel": "manage_labels" for step in ("add", "change", "delete")},
    **{f"{step}_person": "manage_people" for step in ("view", "add", "change")},
    **{f"{step}_token": "manage_tokens" for step in ("view", "add", "change")},
    "view_tokenuse": "manage_tokens",
    "view_accessevent": "read_audit",
    **{f"{step}_job": "rebuild" for step in ("view", "add")},
}
"""What a permission on our nouns comes to; `delete` is to withdraw. A permission that is not here nobody has."""

WITHOUT_PERMISSION = frozenset({"confirm_activity", "lower_marking", "follow_changes", "issue_brief"})
"""Verbs without a permission of Django: they are not to add, change, delete or view one noun. All others are above."""


def verb_of(permission: str) -> str | None:
    """The verb of queries/permissions.py behind `commitments.add_activity`; None for what nobody may."""
    app, _dot, codename = permission.partition(".")
    return VERBS.get(codename) if app == "commitments" else None


def permissions_of(role: Role) -> set[str]:
    """The codenames, all of this app, that a role has."""
    return {codename for codename, verb in VERBS.items() if role.rank >= LEAST_ROLE[verb].rank}


def out_of_step() -> list[str]:
    """Where groups and people differ from the roles, in sentences; empty when all is as it should be."""
    return [*_groups_out_of_step(), *_people_out_of_step()]


def _groups_out_of_step() -> Iterator[str]:
    there = set(Group.objects.values_list("name", flat=True))
    granted: dict[str, set[str]] = {role.value: set() for role in Role}
    rows = Permission.objects.filter(group__name__in=Role.values)
    for name, app, codename in rows.values_list("group__name", "content_type__app_label", "codename"):
        granted[name].add(f"{app}.{codename}")
    for role in Role:
        if role.value not in there:
            yield f"The group “{role.value}” is missing."
        elif granted[role.value] != {f"commitments.{codename}" for codename in permissions_of(role)}:
            yield f"The group “{role.value}” has other permissions than its role."


def _people_out_of_step() -> Iterator[str]:
    in_groups: dict[str, set[str]] = {}
    for username, group in Group.objects.filter(name__in=Role.values).values_list("user__username", "name"):
        in_groups.setdefault(username or "", set()).add(group)
    people = Person.objects.values_list("username", "role", "is_superuser")
    strays = sum(in_groups.get(username, set()) != {role} or all_powerful for username, role, all_powerful in people)
    if strays:
        yield ngettext(
            "%(strays)d person is not in the group of their role alone.",
            "%(strays)d people are not in the group of their role alone.",
            strays,
        ) % {"strays": strays}
