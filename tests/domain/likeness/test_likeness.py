"""Parties like those of a register: who is suggested, and with which reasons."""

from typing import Any

import pytest

from partita.domain.likeness.blocking import keys_of
from partita.domain.likeness.clusters import clusters_of
from partita.domain.likeness.comparing import (
    PLACE_MAX,
    POINTS_MIN,
    WEIGHTS,
    Level,
    Likeness,
    Reason,
    likeness,
)
from partita.domain.likeness.plain import words_of_name
from partita.domain.likeness.profile import Known, profile_of
from partita.domain.likeness.suggestion import THINGS, State, Suggestion, in_words

PLACE = {"street": "Vestergade 12", "postal_code": "8000", "city": "Aarhus"}
ELSEWHERE = {"street": "Strandvejen 7", "postal_code": "2900", "city": "Hellerup"}


def company(name: str, **values: Any) -> Known:  # noqa: ANN401  # values of a party
    return Known(id=1, name=name, **values)


def person(name: str, **values: Any) -> Known:  # noqa: ANN401  # likewise
    return company(name, is_person=True, **values)


def compare(left: Known, right: Known) -> Likeness:
    return likeness(profile_of(left), profile_of(right))


DUPLICATES = [
    pytest.param(company("Møller ApS"), company("MØLLER A/S"), id="another legal form"),
    pytest.param(
        company("Alpha Transport ApS", **PLACE),
        company("Alhpa Transport", **PLACE),
        id="a wrong name at the same place",
    ),
    pytest.param(
        company("Alpha ApS", vat_number="DK 13 58 56 28"),
        company("Something else", company_number="13585628", **ELSEWHERE),
        id="a VAT number that is the other's company number",
    ),
    pytest.param(
        company("Kaufmann & Söhne GmbH", **PLACE),
        company("Söhne und Kaufmann", **PLACE),
        id="words in another order",
    ),
    pytest.param(
        company("Alpha Nordic", trade_name="Beta Kaffe"),
        company("Beta Kaffe ApS"),
        id="the trade name of the one",
    ),
    pytest.param(
        person("Ida Holm", birth="1980-02-03"),
        person("Ida Hlom", birth="1980-02-03"),
        id="a person with a wrong letter",
    ),
    pytest.param(
        person("Ida Holm", birth="1980-02-03", **PLACE),
        company("Holm, Ida", birth="1980-02-03", **PLACE),
        id="a person entered as a company",
    ),
    pytest.param(person("Ida Holm", **PLACE), person("I. Holm", **PLACE), id="an initial"),
    pytest.param(
        person("Holm Ida", first_name="Holm", last_name="Ida", **PLACE),
        person("Ida Holm", **PLACE),
        id="first and last name exchanged",
    ),
    pytest.param(
        company("Ole Bo Byg", email="ole@bo.dk", phone="+45 33 12 34 56"),
        company("Bo, Ole", email="OLE@bo.dk", phone="33123456"),
        id="part of the name, the same e-mail and phone",
    ),
]


@pytest.mark.parametrize(("left", "right"), DUPLICATES)
def test_these_are_suggested(left: Known, right: Known) -> None:
    assert compare(left, right).points >= POINTS_MIN
    assert keys_of(profile_of(left)) & keys_of(profile_of(right)), "they are never compared"


DIFFERENT = [
    pytest.param(company("Alpha", **PLACE), company("Beta", **PLACE), id="neighbours"),
    pytest.param(company("Shop 1", **PLACE), company("Shop 2", **PLACE), id="two shops"),
    pytest.param(
        company("Alpha Holding ApS", vat_number="DK13585628", **PLACE),
        company("Alpha Byg ApS", vat_number="DK25063864", **PLACE),
        id="a company and its holding",
    ),
    pytest.param(
        company("Alpha ApS", **PLACE),
        company("Alpha ApS", **ELSEWHERE),
        id="a usual name in two towns",
    ),
    pytest.param(
        person("Ida Holm", birth="1980-02-03"),
        person("Ida Holm", birth="1951-11-30"),
        id="a usual name and another day of birth",
    ),
    pytest.param(
        person("Ida Holm", birth="1980-02-03"),
        person("I. Holm", birth="1951-11-30"),
        id="an initial and another day of birth",
    ),
    pytest.param(person("Ida Holm"), person("Ida Holm"), id="a person's name alone"),
    pytest.param(company(""), company(""), id="nothing at all"),
]


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_these_are_not(left: Known, right: Known) -> None:
    assert compare(left, right).points < POINTS_MIN


def test_it_does_not_matter_who_comes_first() -> None:
    for left, right in [each.values for each in (*DUPLICATES, *DIFFERENT)]:
        assert isinstance(left, Known)
        assert isinstance(right, Known)
        there, back = compare(left, right), compare(right, left)
        assert there.points == back.points
        assert [each.thing for each in there.reasons] == [each.thing for each in back.reasons]


def test_the_reasons_say_what_agrees_and_by_how_much() -> None:
    found = compare(
        person("Ida Holm", birth="1980-02-03", phone="33123456", **PLACE),
        person("Ida Hlom", birth="1980-02-30", phone="99999999", **PLACE),
    )
    told = {each.thing: (each.level, each.points) for each in found.reasons}
    assert told == {
        "given": (Level.SAME, 7),
        "surname": (Level.NEARLY, 7),
        "birth": (Level.NEARLY, 9),
        "street": (Level.SAME, 9),
        "house": (Level.SAME, 5),
        "city": (Level.SAME, 8),
        "postal_code": (Level.SAME, 7),
        "phone": (Level.DIFFERENT, -1),
    }
    assert found.points == 7 + 7 + 9 + PLACE_MAX - 1
    assert in_words(found.reasons[0]) == "the same first name"


def test_a_place_alone_is_never_enough() -> None:
    assert PLACE_MAX < POINTS_MIN


def test_everything_compared_has_words() -> None:
    assert THINGS.keys() == WEIGHTS.keys()
    assert all(in_words(Reason(thing, level, 0)) for thing in THINGS for level in Level)


@pytest.mark.parametrize(
    ("points", "word"), [(18, "possible"), (26, "likely"), (36, "certain"), (-3, "possible")]
)
def test_how_sure_it_is_has_a_word(points: float, word: str) -> None:
    assert Suggestion(1, 2, State.OPEN, points, ()).certainty == word


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Ωμέγα & Ψ Ο.Ε.", ("ψ", "ωμεγα")),  # noqa: RUF001  Greek it is
        ("株式会社田中運輸", ("田中運輸",)),
        ("Nordic Trading Sp. z o.o.", ("nordic", "trading")),
        ("J. P. Nielsen & Co. A/S", ("jp", "nielsen")),
        ("A/S", ("as",)),
        ("--- !", ()),
    ],
)
def test_names_are_compared_by_what_tells_them_apart(name: str, words: tuple[str, ...]) -> None:
    assert words_of_name(name) == words


def test_clusters_hang_together_however_the_pairs_come() -> None:
    chain = [(number, number + 1) for number in range(1, 500)]
    assert clusters_of(reversed(chain)) == clusters_of(chain) == [tuple(range(1, 501))]
    assert clusters_of([]) == []
