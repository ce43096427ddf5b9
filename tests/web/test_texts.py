"""Every text of the pages is there in every language, and reads on in it."""

import re

import pytest

from tests.web.site import Site, text_of
from tools import texts


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_nothing_is_untranslated(language: str) -> None:
    assert texts.missing(language) == [], "python -m tools.texts names them"


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_facts_stand_in_translations_too(language: str) -> None:
    for message in texts.catalogue(language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = {fact for each in ids for fact in re.findall(r"%\(\w+\)s", str(each))}
        for each in said:
            assert set(re.findall(r"%\(\w+\)s", str(each))) == wanted, message.id


@pytest.mark.parametrize(
    ("language", "said"), [("en", "0 parties"), ("da", "0 parter"), ("nl", "0 relaties")]
)
def test_a_list_in_each_language(site: Site, language: str, said: str) -> None:
    site.sign_in()
    site.post("/look", {"language": language})
    assert said in text_of(site.get("/parties"))
