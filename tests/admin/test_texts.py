"""Does the admin show what the texts say, with all that hangs on it?"""

import pytest

from commitments.models.agreements import Agreement, AgreementLink
from commitments.models.commitments import Lineage
from tests import factories
from tests.admin.conftest import plain

pytestmark = pytest.mark.django_db


def read(enter, reader, path):
    return plain(enter(reader).get(f"/admin/commitments/{path}/change/").content.decode().partition("<main")[2])


def test_a_commitment_shows_its_words_strength_parties_and_where_it_leads(enter, viewer, promise):
    body = factories.BodyFactory(name="Ministry of Defence")
    promise.responsibilities.create(body=body, role="implementing")
    factories.ActivityFactory(commitments=[promise])
    markup = enter(viewer).get(f"/admin/commitments/commitment/{promise.reference}/change/").content.decode()
    text = plain(markup)
    said = [
        f"“{promise.quote}”",
        "undertaking",
        "will hold talks on subject",
        "Obligated parties Japan , NATO",
        "Ministry of Defence implementing",
        "1 activity",
    ]
    assert [part for part in said if part not in text] == []
    led = [f"/admin/commitments/activity/?commitment={promise.reference}", f"/commitments/{promise.reference}/"]
    assert [address for address in led if f'href="{address}"' not in markup] == []


def test_a_commitment_shows_its_thread_across_the_texts_as_far_as_one_may_see(enter, viewer, manager):
    earlier, later = factories.CommitmentFactory(), factories.CommitmentFactory()
    hidden = factories.CommitmentFactory(agreement=factories.AgreementFactory(marking="restricted"))
    Lineage.objects.create(earlier=earlier, later=later, kind="extended", note="It promises more.")
    Lineage.objects.create(earlier=earlier, later=hidden, kind="split", note="A part of it.")
    path = f"commitment/{earlier.reference}"
    seen = [
        (later.reference in text, hidden.reference in text)
        for text in (read(enter, viewer, path), read(enter, manager, path))
    ]
    assert seen == [(True, False), (True, True)]


def test_a_provision_shows_each_sentence_with_what_it_gives_and_why(enter, viewer):
    provision = factories.ProvisionFactory(role="context", text="The parties value peace.")
    text = read(enter, viewer, f"provision/{provision.key}")
    assert "The parties value peace. context It promises nothing." in text


def test_an_agreement_shows_its_term_its_links_and_its_provisions(enter, viewer):
    agreement = factories.AgreementFactory(term=("2020-06-26", "2022-06-26"))
    cited = Agreement.objects.get(pk=factories.AgreementFactory(held=False, short_name="Strategic Concept").pk)
    AgreementLink.objects.create(agreement=agreement, to=cited, kind="cites", quote="")
    provision = factories.ProvisionFactory(agreement=agreement)
    text = read(enter, viewer, f"agreement/{agreement.slug}")
    said = ["26 June 2020 (approved)", "26 June 2022 derived", "cites Strategic Concept", provision.text]
    assert [part for part in said if part not in text] == []


def test_areas_bodies_parties_and_milestones_show_what_hangs_on_them(enter, viewer, seeded):
    said = {
        "priorityarea/cyber-defence": "IPCP20 3.1.1 Cyber Defence priority",
        "body/nato": "Where it is named",
        "party/japan": "Joint Political Declaration",
        "milestone/JPD13-4-m1": "Planned no Date April 2011",
    }
    assert [path for path, words in said.items() if words not in read(enter, viewer, path)] == []


@pytest.mark.slow
def test_every_row_of_both_texts_can_be_read(enter, viewer, seeded):
    client = enter(viewer)
    for noun in ("agreement", "provision", "commitment", "milestone", "priorityarea", "body", "party"):
        page = client.get(f"/admin/commitments/{noun}/").content.decode()
        paths = {
            part.partition('"')[0]
            for part in page.split('href="')[1:]
            if f"/{noun}/" in part.partition('"')[0] and "/change/" in part.partition('"')[0]
        }
        assert paths
        assert {path for path in paths if client.get(path).status_code != 200} == set()
