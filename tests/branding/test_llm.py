"""What a language model says is believed only in exactly the form asked for."""

import json
from typing import Any

import pytest

from partita.branding.llm import ANSWER_BYTES_MAX, Model
from partita.ports import Asked
from tests.branding.serving import Site, page

KNOWN = Asked(name="Acme A/S", email="ada@acme.example", country="DK")
GOOD: dict[str, Any] = {
    "displayName": "Acme",
    "website": "https://acme.example",
    "logoUrl": "https://acme.example/logo.png",
}


def saying(content: object) -> str:
    text = content if isinstance(content, str) else json.dumps(content)
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]})


def ask(site: Site, body: str | bytes, status: int = 200) -> dict[str, str]:
    site.answer = page(body, status)
    found = Model(f"http://{site.host}/v1/", "tiny", "secret").find(KNOWN)
    return {name: each.value for name, each in found.items()}


def test_a_model_is_asked_and_answers(site: Site) -> None:
    assert ask(site, saying(GOOD)) == {
        "display_name": "Acme",
        "website": "https://acme.example",
        "logo_url": "https://acme.example/logo.png",
    }
    path, headers = site.asked[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer secret"
    body = json.loads(site.bodies[0])
    assert body["model"] == "tiny"
    assert json.loads(body["messages"][1]["content"]) == {
        "name": "Acme A/S",
        "country": "DK",
        "website": None,
        "emailDomain": "acme.example",
    }
    assert "ada@" not in site.bodies[0].decode()


def test_the_source_names_the_model(site: Site) -> None:
    site.answer = page(saying(GOOD))
    found = Model(f"http://{site.host}/v1", "tiny").find(KNOWN)
    assert {each.source for each in found.values()} == {"llm:tiny"}
    assert "Authorization" not in site.asked[0][1]


def test_single_values_that_cannot_be_are_left_out(site: Site) -> None:
    odd = {"displayName": "x" * 200, "website": "http://127.0.0.1", "logoUrl": "javascript:1"}
    assert ask(site, saying(odd)) == {}
    assert ask(site, saying(GOOD | {"website": None})).keys() == {"display_name", "logo_url"}


@pytest.mark.parametrize(
    "body",
    [
        "", "nonsense", "[]", "{}", '{"choices": []}', '{"choices": null}',
        '{"choices": [{"message": {"content": null}}]}',
        saying("```json\n{}\n```"),
        saying("Sure! Here it is"),
        saying({}),
        saying(GOOD | {"more": 1}),
        saying(GOOD | {"website": 7}),
        saying([GOOD]),
        saying(GOOD) + "x" * ANSWER_BYTES_MAX,
    ],
)  # fmt: skip
def test_any_other_answer_is_none(site: Site, body: str) -> None:
    assert ask(site, body) == {}


@pytest.mark.parametrize("status", [302, 401, 429, 500])
def test_refusals_are_no_answer(site: Site, status: int) -> None:
    assert ask(site, saying(GOOD), status) == {}


def test_nobody_there_is_no_answer() -> None:
    assert Model("http://127.0.0.1:9", "tiny").find(KNOWN) == {}
