"""What is missing or wrong of a party."""

from typing import Any

import pytest

from partita.domain.flaws import Flaw, flaws_of
from partita.domain.likeness.profile import Known

WHOLE: dict[str, Any] = {"email": "a@alpha.dk", "vat_number": "DK13585628", "country": "DK"}


@pytest.mark.parametrize(
    ("values", "flaws"),
    [
        pytest.param({}, {}, id="nothing"),
        pytest.param({"vat_number": None}, {Flaw.NO_VAT_NUMBER: ""}, id="no VAT number"),
        pytest.param({"vat_number": None, "is_person": True}, {}, id="people have none"),
        pytest.param({"email": None}, {Flaw.NO_EMAIL: ""}, id="no e-mail"),
        pytest.param(
            {"vat_number": "DK 13 58 56 29"},
            {Flaw.WRONG_VAT_NUMBER: "checksum"},
            id="a wrong digit",
        ),
        pytest.param({"vat_number": "13585628"}, {}, id="without the country"),
        pytest.param(
            {"vat_number": "DE136695976", "country": "DK"}, {}, id="registered somewhere else"
        ),
        pytest.param({"vat_number": "whatever", "country": "US"}, {}, id="nobody can check it"),
        pytest.param({"vat_number": "EL094259216", "country": "GR"}, {}, id="Greek"),
        pytest.param(
            {"company_number": "1"}, {Flaw.WRONG_COMPANY_NUMBER: "length"}, id="company number"
        ),
        pytest.param({"accounts": ("DK5000400440116243", "1234-5")}, {}, id="accounts"),
        pytest.param(
            {"accounts": ("DK50 0040 0440 1162 44",)}, {Flaw.WRONG_IBAN: "checksum"}, id="IBAN"
        ),
        pytest.param({"email": "Søren@Måløv.dk"}, {}, id="an unusual e-mail"),
        pytest.param({"email": "a@@alpha.dk"}, {Flaw.WRONG_EMAIL: "format"}, id="a wrong e-mail"),
        pytest.param({"email": "alpha.dk"}, {Flaw.WRONG_EMAIL: "format"}, id="no e-mail at all"),
    ],
)
def test_flaws(values: dict[str, Any], flaws: dict[Flaw, str]) -> None:
    assert flaws_of(Known(id=1, name="Alpha", **{**WHOLE, **values})) == flaws
