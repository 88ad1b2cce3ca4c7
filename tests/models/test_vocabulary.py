"""Do the closed lists hold exactly the codes that the API promises, in their order?"""

from __future__ import annotations

import pytest

from commitments import vocabulary
from commitments.vocabulary import Listed, Marking

PROMISED = {
    "Strength": "undertaking aspiration discretion affirmation",
    "Scope": "specific umbrella residual procedural",
    "Recurrence": "once standing recurring",
    "DatePrecision": "day month year",
    "Provenance": "stated derived agreed assumed",
    "AgreementKind": "declaration programme treaty concept other",
    "DateLabel": "dated approved signed endorsed concluded revised",
    "AgreementLinkKind": "based_on revises succeeds cites",
    "AreaMentionKind": "priority possible challenge",
    "ProvisionRole": "heading context operative procedure",
    "Gives": "commitment milestone term area context",
    "LineageDirection": "earlier later",
    "BodyKind": "organisation ministry forces command headquarters centre programme office post other",
    "ResponsibilityRole": "lead implementing host channel participant",
    "LineageKind": "carried_over extended narrowed split merged dropped",
    "MilestoneEffectKind": "fulfils evidences",
    "ActivityKind": "high_level_dialogue consultation joint_meeting seminar training exercise exchange_of_officials "
    "information_exchange staff_contribution liaison_officer expert_contribution science_project partner_activity "
    "document visit other",
    "Stage": "planned under_way carried_out cancelled",
    "ActivityState": "logged confirmed",
    "ParticipationRole": "organiser host participant contributor",
    "State": "fulfilled superseded discontinued active quiet planned silent",
    "Confidence": "on_track at_risk off_track",
    "DecisionKind": "fulfilled discontinued superseded reopened",
    "TargetKind": "date rhythm",
    "Position": "keep modify close",
    "ReviewOutcome": "continued modified renewed ended not_held",
    "Marking": "public internal restricted",
    "Role": "viewer analyst manager administrator",
    "TokenScope": "read write changes audit",
}
LISTS = {name: kind for name, kind in vars(vocabulary).items() if isinstance(kind, type) and issubclass(kind, Listed)}


@pytest.mark.parametrize(("name", "codes"), PROMISED.items(), ids=PROMISED.keys())
def test_a_list_holds_the_codes_promised(name: str, codes: str) -> None:
    assert LISTS[name].values == codes.split()


def test_attention_holds_the_codes_promised() -> None:
    codes = "target_missed off_track gone_quiet silent plan_lapsed parties_disagree term_ended review_due"
    assert set(vocabulary.Attention.values) == set(codes.split())


def test_every_code_has_a_sentence_and_a_label() -> None:
    members = [member for kind in LISTS.values() for member in kind]
    assert [member for member in members if not str(member.sentence).endswith(".") or not str(member.label)] == []


def test_markings_rise() -> None:
    assert [(marking.rank, Marking.up_to(marking)) for marking in Marking] == [
        (0, ["public"]),
        (1, ["public", "internal"]),
        (2, ["public", "internal", "restricted"]),
    ]


@pytest.mark.parametrize(
    ("markings", "highest"),
    [([], "public"), (["internal", "public"], "internal"), (["restricted", "internal"], "restricted")],
)
def test_the_highest_of_some_markings(markings: list[str], highest: str) -> None:
    assert Marking.highest(markings) == highest
