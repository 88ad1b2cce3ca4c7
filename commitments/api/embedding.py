"""What does `expand` put in the place of a name? The resource itself, one level deep."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from commitments.api.areas import PriorityAreaSerializer
from commitments.api.bodies import BodySerializer
from commitments.api.commitments import CommitmentSerializer
from commitments.api.fields import public_name_of
from commitments.api.plan import plan_for, resources_of
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.queries.listing import commitments_read

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commitments.api.parts import Reader

EMBEDDED: dict[str, Any] = {
    "commitments": CommitmentSerializer,
    "areas": PriorityAreaSerializer,
    "bodies": BodySerializer,
}


def _rows(field: str, reader: Reader, on: datetime.date) -> QuerySet[Any]:
    if field == "commitments":
        return commitments_read(reader.principal, on)
    return PriorityArea.objects.all() if field == "areas" else Body.objects.all()


def embed(
    resources: list[dict[str, Any]], fields: list[str], reader: Reader, *, on: datetime.date
) -> list[dict[str, Any]]:
    """The activities with the rows that these fields name in place of their names; standing is that of the day."""
    for field in fields:
        names = {_name(tie) for resource in resources for tie in resource[field]}
        plan = plan_for(EMBEDDED[field], field)
        column = public_name_of(plan.noun)
        rows = _rows(field, reader, on).filter(**{f"{column}__in": names})
        found = {resource[column]: resource for resource in resources_of(plan.read(rows, reader))}
        for resource in resources:
            resource[field] = [
                tie | {"body": found.get(tie["body"], tie["body"])} if isinstance(tie, dict) else found.get(tie, tie)
                for tie in resource[field]
            ]
    return resources


def _name(tie: Any) -> str:
    return str(tie["body"] if isinstance(tie, dict) else tie)


def with_embedded(result: dict[str, Any], **extra: Any) -> dict[str, Any]:
    """The description of the API with what stands in the place of a name where `expand` asks for it."""
    shapes = result["components"]["schemas"]
    for field, serializer in EMBEDDED.items():
        embedded = {"$ref": f"#/components/schemas/{serializer.__name__.removesuffix('Serializer')}"}
        either = {"oneOf": [{"type": "string"}, embedded]}
        if field == "bodies":
            shapes["Participation"]["properties"]["body"] = either
        else:
            shapes["Activity"]["properties"][field]["items"] = either
    return result
