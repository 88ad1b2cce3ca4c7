"""Which nouns does the ledger track, and which tables hold their parts?

Every text row and every work row. `Person` and `Token` are not here: their changes go to the access record. A part
stands with the noun that shows it.
"""

from commitments.ledger.declaration import Growing, Tracked

TRACKED = (
    Tracked("commitments.Party", "parties", "slug"),
    Tracked(
        "commitments.Agreement",
        "agreements",
        "slug",
        parts=("Signatory.agreement", "Term.agreement", "AgreementLink.agreement"),
    ),
    Tracked("commitments.Provision", "provisions", "key", parts=("Sentence.provision",)),
    Tracked("commitments.PriorityArea", "areas", "slug", parts=("AreaMention.area",)),
    Tracked("commitments.Body", "bodies", "slug", parts=("BodyMention.body",)),
    Tracked(
        "commitments.Commitment",
        "commitments",
        "reference",
        parts=(
            "OperativeWords.commitment",
            "Responsibility.commitment",
            "Lineage.earlier",
            "Lineage.later",
        ),
        joins=("obligated", "areas"),
    ),
    Tracked("commitments.Milestone", "milestones", "key", parts=("MilestoneEffect.milestone",)),
    Tracked(
        "commitments.Activity",
        "activities",
        parts=("Participation.activity", "Evidence.activity"),
        joins=("commitments", "areas"),
    ),
    Tracked("commitments.Assessment", "assessments"),
    Tracked("commitments.Decision", "decisions"),
    Tracked("commitments.Target", "targets"),
    Tracked("commitments.Review", "reviews", parts=("ReviewPosition.review",)),
)

GROWING = (Growing("commitments.AccessEvent", counter="times", counted="minute"),)
"""Outside the ledger, and never changed either."""
