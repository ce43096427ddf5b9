"""Parts are found by what they say, as comparing them one by one finds them."""

from hypothesis import given
from hypothesis import strategies as st

from partita.domain.bank_account import BankAccount
from partita.domain.merging import Said, is_contained
from tests.builders import new_record

WORDS = st.sampled_from([None, "", "1", "2", "A b", "a B ", "A-b"])
ACCOUNTS = st.builds(
    lambda account, bic, country: BankAccount(
        **new_record(), number=1, party_id=1, account=account, bic=bic, country=country
    ),
    WORDS,
    WORDS,
    WORDS,
)
FIELDS = st.frozensets(st.sampled_from(["account", "bic", "country"]))


@given(st.lists(ACCOUNTS, max_size=6), ACCOUNTS, FIELDS)
def test_said_finds_what_comparing_finds(
    parts: list[BankAccount], part: BankAccount, but: frozenset[str]
) -> None:
    said = Said(parts[:3], but=but)
    for each in parts[3:]:
        said.add(each)
    one_by_one = [each for each in parts if is_contained(part, each, but=but)]
    assert [id(each) for each in said.containing(part)] == [id(each) for each in one_by_one]
