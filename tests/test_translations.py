"""Do French and Japanese readers read everything in their language?"""

import re

import pytest
from django.template import Context, Template
from django.utils.translation import override

from tests import translations

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
TEMPLATES = sorted((translations.ROOT / "commitments" / "templates").rglob("*.html"))
SENTENCES = re.compile(r"{% blocktranslate.*?endblocktranslate %}", re.DOTALL)
COLON = re.compile(r"(?:}}|%}|>)[^<>{}]*: ")
"""A colon that a template sets by itself, in the words between its tags."""
BROKEN = re.compile(r" [:;!?»]|« |\w:(?= |$)")
"""Where French wants a space that does not break, and has another or none."""


@pytest.fixture(scope="module")
def spoken():
    return {(message.context, message.id) for message in translations.spoken() if message.id}


def said(catalog):
    return [message for message in catalog if message.id]


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_a_catalogue_holds_exactly_the_sentences_of_the_code(language, spoken):
    held = {(message.context, message.id) for message in said(translations.read(language))}
    assert held == spoken, "run: python -m tests.translations"


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_every_sentence_is_translated(language):
    catalog = translations.read(language)
    missing = [message.id for message in said(catalog) if message.fuzzy or not translations.translated(message.string)]
    assert missing == []


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_a_translation_keeps_the_placeholders(language):
    broken = []
    for message in said(translations.read(language)):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = set(PLACEHOLDER.findall(ids[-1]))
        broken += [
            ids[0]
            for string in strings
            if not set(PLACEHOLDER.findall(string)) <= wanted | set(PLACEHOLDER.findall(ids[0]))
        ]
        broken += [ids[0] for string in strings[-1:] if set(PLACEHOLDER.findall(string)) != wanted]
    assert broken == []


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_the_compiled_file_is_that_of_the_catalogue(language):
    path = translations.catalogue(language)
    assert path.with_suffix(".mo").read_bytes() == translations.compiled(translations.read(language))


def test_french_sets_a_space_that_does_not_break_before_its_high_stops():
    messages = said(translations.read("fr"))
    strings = [each for one in messages for each in (one.string if isinstance(one.string, tuple) else [one.string])]
    assert [string for string in strings if BROKEN.search(string)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_leaves_the_colon_to_the_language(path):
    assert COLON.findall(SENTENCES.sub("", path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("language", "colon"), [("en", ": "), ("fr", "\N{NO-BREAK SPACE}: "), ("ja", "\N{FULLWIDTH COLON}")]
)
def test_each_language_sets_its_own_colon(language, colon):
    with override(language):
        assert (
            Template("{% load page %}{{ a }}{% colon %}{{ b }}").render(Context({"a": "A", "b": "B"})) == f"A{colon}B"
        )


def test_a_sentence_of_the_code_that_no_catalogue_holds_is_found(tmp_path):
    (tmp_path / "commitments").mkdir()
    (tmp_path / "commitments" / "new.py").write_text('print(_("A new sentence."))')
    (tmp_path / "commitments" / "new.html").write_text("{% load i18n %}{% translate 'Another one.' %}")
    assert {message.id for message in translations.spoken(tmp_path) if message.id} == {
        "A new sentence.",
        "Another one.",
    }
