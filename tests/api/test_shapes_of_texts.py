"""Is what the texts say written exactly as the contract says?"""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from commitments.models.agreements import AgreementLink
from commitments.models.commitments import Commitment, Lineage
from commitments.models.people import Person
from commitments.models.provisions import AreaMention, BodyMention
from tests import factories as make
from tests.api.reading import ROOT, read

Api = Callable[..., Client]


@pytest.fixture
def client(api: Api, manager: Person) -> Client:
    return api(manager)


def test_a_party(client: Client) -> None:
    make.PartyFactory(slug="japan", name="Japan", short_name="JPN", version=3)
    assert read(client, "parties", "japan") == {
        "url": f"{ROOT}parties/japan/",
        "slug": "japan",
        "name": "Japan",
        "short_name": "JPN",
        "version": 3,
    }


def test_an_agreement_with_its_term_and_links(client: Client) -> None:
    earlier = make.AgreementFactory(slug="declaration", held=False, dated_on=None)
    agreement = make.AgreementFactory(
        code="IPCP20",
        slug="programme-2020",
        title="Programme",
        place="Brussels",
        term=(datetime.date(2020, 6, 26), datetime.date(2022, 6, 26)),
    )
    provision = make.ProvisionFactory(agreement=agreement)
    AgreementLink.objects.create(
        agreement=agreement, kind="based_on", to=earlier, provision=provision, quote="based on"
    )
    agreement.refresh_from_db()
    assert read(client, "agreements", "programme-2020") == {
        "url": f"{ROOT}agreements/programme-2020/",
        "code": "IPCP20",
        "slug": "programme-2020",
        "title": "Programme",
        "kind": "programme",
        "parties": ["japan", "nato"],
        "dated": {"date": "2020-06-26", "precision": "day", "label": "approved"},
        "place": "Brussels",
        "held": True,
        "text_sha256": agreement.text_sha256,
        "terms": [
            {"starts": "2020-06-26", "ends": "2022-06-26", "duration": None, "provenance": "derived", "note": "Given."}
        ],
        "links": [{"kind": "based_on", "to": "declaration", "provision": "IPCP20-1", "quote": "based on"}],
        "marking": "public",
        "version": 1,
    }
    cited = read(client, "agreements", "declaration")
    assert (cited["dated"], cited["text_sha256"], cited["held"]) == (None, None, False)


def test_the_text_of_an_agreement_is_the_bytes_that_its_digest_covers(client: Client) -> None:
    agreement = make.AgreementFactory(text="Déclaration\r\n1. 海洋\n")
    response = client.get(f"/api/v1/agreements/{agreement.slug}/text/")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content == "Déclaration\r\n1. 海洋\n".encode()
    assert make.digest(response.content.decode()) == agreement.text_sha256


def test_an_agreement_that_is_only_cited_has_no_text(client: Client) -> None:
    agreement = make.AgreementFactory(held=False)
    assert client.get(f"/api/v1/agreements/{agreement.slug}/text/").status_code == 404


def test_a_provision_with_its_sentences(client: Client) -> None:
    agreement = make.AgreementFactory(code="IPCP20")
    heading = make.ProvisionFactory(agreement=agreement, citation="h1", key="IPCP20-h1", role="heading", text="TALKS")
    provision = make.ProvisionFactory(
        agreement=agreement, citation="2.2b", parent=heading, heading_path=["TALKS"], text="They will talk."
    )
    assert read(client, "provisions", "IPCP20-2.2b") == {
        "url": f"{ROOT}provisions/IPCP20-2.2b/",
        "key": "IPCP20-2.2b",
        "agreement": "ipcp20",
        "citation": "2.2b",
        "printed_number": "2.2b",
        "heading_path": ["TALKS"],
        "parent": "IPCP20-h1",
        "role": "operative",
        "text": "They will talk.",
        "start": provision.start,
        "end": provision.end,
        "sentences": [{"start": provision.start, "end": provision.end, "gives": "commitment", "why": ""}],
        "version": 1,
    }


def test_an_area_with_its_mentions(client: Client) -> None:
    provision = make.ProvisionFactory(agreement=make.AgreementFactory(code="IPCP20"), text="Cyber defence.")
    area = make.PriorityAreaFactory(slug="cyber", name="Cyber defence", short_name="Cyber", order=4)
    AreaMention.objects.create(area=area, provision=provision, named_as="priority", quote="Cyber", start=9, end=14)
    assert read(client, "areas", "cyber") == {
        "url": f"{ROOT}areas/cyber/",
        "slug": "cyber",
        "name": "Cyber defence",
        "short_name": "Cyber",
        "order": 4,
        "mentions": [
            {"agreement": "ipcp20", "provision": "IPCP20-1", "quote": "Cyber", "start": 9, "end": 14, "as": "priority"}
        ],
        "version": 1,
    }


def test_a_body_with_its_mentions(client: Client) -> None:
    provision = make.ProvisionFactory(agreement=make.AgreementFactory(code="IPCP20"))
    parent = make.BodyFactory(slug="nato-hq")
    nato = make.PartyFactory(slug="nato")
    body = make.BodyFactory(slug="post", name="A post", abbreviation="", kind="post", parent=parent, party=nato)
    BodyMention.objects.create(body=body, provision=provision, quote="post", start=3, end=7)
    assert read(client, "bodies", "post") == {
        "url": f"{ROOT}bodies/post/",
        "slug": "post",
        "name": "A post",
        "abbreviation": "",
        "kind": "post",
        "party": "nato",
        "parent": "nato-hq",
        "mentions": [{"agreement": "ipcp20", "provision": "IPCP20-1", "quote": "post", "start": 3, "end": 7}],
        "version": 1,
    }


def test_a_commitment_with_its_standing(client: Client, talks: Commitment) -> None:
    make.AssessmentFactory(commitment=talks, confidence="at_risk", party=make.PartyFactory(slug="japan"))
    make.AssessmentFactory(commitment=talks, confidence="on_track")
    make.ActivityFactory(commitments=[talks], starts_on=datetime.date(2026, 11, 1))
    words = talks.operative.get()
    assert read(client, "commitments", "TEST1-1-c1", "?on=2026-11-21") == {
        "url": f"{ROOT}commitments/TEST1-1-c1/",
        "reference": "TEST1-1-c1",
        "title": "Talks",
        "quote": talks.quote,
        "start": talks.start,
        "end": talks.end,
        "operative": [{"quote": words.quote, "provision": "TEST1-1", "start": words.start, "end": words.end}],
        "provision": "TEST1-1",
        "agreement": "test1",
        "strength": "undertaking",
        "scope": "specific",
        "recurrence": "standing",
        "obligated": ["japan", "nato"],
        "areas": ["cyber"],
        "activity_kinds": ["consultation"],
        "responsibilities": [{"body": "centre", "role": "host"}],
        "lineage": [],
        "note": "Read so.",
        "standing": {
            "on": "2026-11-21",
            "state": "active",
            "confidence": {"agreed": "on_track", "japan": "at_risk"},
            "evidence_age_days": 20,
            "attention": [],
        },
        "version": 1,
    }


def test_a_commitment_that_asks_for_attention_says_why_and_since_when(client: Client, talks: Commitment) -> None:
    standing = read(client, "commitments", talks.reference, "?on=2026-11-21")["standing"]
    assert standing["state"] == "silent"
    assert [(reason["code"], reason["since"]) for reason in standing["attention"]] == [("silent", "2021-06-26")]
    assert "26 June 2020" in standing["attention"][0]["sentence"] or "2020" in standing["attention"][0]["sentence"]


def test_a_commitment_has_no_standing_before_its_agreement_begins(client: Client, talks: Commitment) -> None:
    assert read(client, "commitments", talks.reference, "?on=2019-01-01")["standing"] is None


def test_lineage_reads_in_both_directions(client: Client) -> None:
    old, new = make.CommitmentFactory(), make.CommitmentFactory()
    gone = make.AgreementFactory(slug="programme-2023")
    Lineage.objects.create(earlier=old, later=new, kind="extended", note="It promises more.")
    Lineage.objects.create(earlier=new, dropped_by=gone, kind="dropped", note="Not there.")
    assert read(client, "commitments", old.reference)["lineage"] == [
        {
            "direction": "later",
            "kind": "extended",
            "commitment": new.reference,
            "agreement": new.agreement.slug,
            "note": "It promises more.",
        }
    ]
    assert read(client, "commitments", new.reference)["lineage"] == [
        {
            "direction": "earlier",
            "kind": "extended",
            "commitment": old.reference,
            "agreement": old.agreement.slug,
            "note": "It promises more.",
        },
        {
            "direction": "later",
            "kind": "dropped",
            "commitment": None,
            "agreement": "programme-2023",
            "note": "Not there.",
        },
    ]


def test_a_milestone(client: Client, talks: Commitment) -> None:
    milestone = make.MilestoneFactory(
        provision=talks.provision,
        title="A meeting",
        dated_on=datetime.date(2010, 1, 1),
        date_precision="year",
        commitments=[(talks, "fulfils")],
    )
    assert read(client, "milestones", "TEST1-1-m1") == {
        "url": f"{ROOT}milestones/TEST1-1-m1/",
        "key": "TEST1-1-m1",
        "agreement": "test1",
        "provision": "TEST1-1",
        "title": "A meeting",
        "planned": False,
        "on": {"date": "2010-01-01", "precision": "year"},
        "quote": milestone.quote,
        "start": milestone.start,
        "end": milestone.end,
        "commitments": [{"reference": "TEST1-1-c1", "effect": "fulfils"}],
        "version": 1,
    }
