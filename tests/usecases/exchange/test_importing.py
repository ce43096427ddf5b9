"""Rows become parties: what is made, changed, left alone and rejected."""

from pathlib import Path
from typing import Any

import pytest

from partita.access.grant import Actor
from partita.access.permission import READING
from partita.domain.change import Change
from partita.domain.errors import ImportUnreadable, NotAllowed
from partita.domain.standing import Role, Standing
from partita.files import open_table
from partita.kit.ids import uuid7
from partita.store.engine import Engine
from partita.usecases.exchange import importing
from partita.usecases.exchange.cells import OWN_CHARS_MAX
from partita.usecases.exchange.orders import ImportOrder
from partita.usecases.references import ReferencePatch, create_reference
from tests.builders import FrozenClock, OpenBook, make_book, make_customer
from tests.usecases.exchange.tables import counts, import_lines, import_text, names, only


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table"


def test_a_row_becomes_a_customer(book: OpenBook, path: Path) -> None:
    text = (
        "Kundenr;Navn;Adresse;Postnr;By;Land;E-mail;IBAN;Kontaktperson;Gruppe;LEI;CVR;Netto\n"
        "7;Alpha ApS;Vej 1;8000;Aarhus;Danmark;a@alpha.example;DK50 0040 0440 1162 43;Ida Holm;"
        "Gode;2138 00KU D8LA JWSQ 9D15;13 58 56 28;x\n"
    )
    report = import_text(book, path, text)
    assert counts(report) == (1, 0, 0, 0)
    assert report.unknown == ["Netto"]
    with book.writing() as ctx:
        party, customer = only(ctx)
        assert (party.name, party.country, party.email) == ("Alpha ApS", "DK", "a@alpha.example")
        assert party.company_number == "13 58 56 28"
        assert party.source == f"import:{report.import_id}"
        assert (customer.number, customer.code) == (7, "7")
        address = ctx.unit.addresses.first(party_id=party.id)
        assert address is not None
        assert (address.kind, address.street, address.country) == ("mail", "Vej 1", "DK")
        (account,) = ctx.unit.bank_accounts.select(party_id=party.id)
        assert (account.iban, account.is_default) == ("DK50 0040 0440 1162 43", True)
        (person,) = ctx.unit.contacts.select(party_id=party.id)
        assert (person.name, person.customer_number) == ("Ida Holm", 7)
        (identifier,) = ctx.unit.identifiers.select(party_id=party.id)
        assert (identifier.scheme, identifier.status) == ("lei", "valid")
        (member,) = ctx.unit.memberships.select(party_id=party.id)
        group = ctx.unit.groups.find(member.group)
        assert group is not None
        assert group.name == "Gode"


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.SUPPLIER, Role.EMPLOYEE])
def test_roles(book: OpenBook, path: Path, role: Role) -> None:
    report = import_text(
        book, path, "number,name,currency,payment days\n3,A,eur,30 days\n", role=role
    )
    assert counts(report) == (1, 0, 0, 0)
    with book.writing() as ctx:
        assert only(ctx, role)[1].number == 3


def test_days_before_the_invoice_are_refused(book: OpenBook, path: Path) -> None:
    report = import_text(book, path, "number,name,payment days\n3,A,-1\n4,B,-30 days\n")
    assert [each.field for each in report.rejected] == ["payment_days", "payment_days"]


def test_a_number_that_is_a_code_names_the_party_and_the_next_number_is_taken(
    book: OpenBook, path: Path
) -> None:
    text = "number,name\nC0000001,Alpha\n"
    assert counts(import_text(book, path, text)) == (1, 0, 0, 0)
    with book.writing() as ctx:
        party, customer = only(ctx)
        assert (customer.code, party.external_key) == ("C0000001", "C0000001")
        assert customer.number >= 1
    assert counts(import_text(book, path, text)) == (0, 0, 1, 0)
    assert counts(import_text(book, path, text.replace("Alpha", "Beta"))) == (0, 1, 0, 0)


def test_a_number_that_is_a_code_stands_in_lines_too(book: OpenBook, path: Path) -> None:
    line = {"party": {"name": "Alpha"}, "roles": {"customer": {"number": "K-1001"}}}
    good = {"party": {"name": "Beta"}, "roles": {"customer": {"number": "7"}}}
    blank = {"party": {"name": "Gamma"}, "roles": {"supplier": {"number": " "}}}
    assert counts(import_lines(book, path, line, good, blank)) == (3, 0, 0, 0)
    assert counts(import_lines(book, path, line, good)) == (0, 0, 2, 0)
    with book.writing() as ctx:
        alpha, beta = ctx.unit.customers.select()
    assert (alpha.code, beta.number) == ("K-1001", 7)


def test_a_dash_for_a_company_number_is_nobodys_key(book: OpenBook, path: Path) -> None:
    lines = [
        {"party": {"name": name, **number}, "roles": {"customer": {}}}
        for name, number in (("A", {"company_number": "-"}), ("B", {}), ("C", {"vat_number": " "}))
    ]
    assert counts(import_lines(book, path, *lines)) == (3, 0, 0, 0)
    assert counts(import_lines(book, path, *lines)) == (3, 0, 0, 0)
    with book.writing() as ctx:
        assert [each.name for each in ctx.unit.parties.select()] == [*"ABCABC"]


def test_parts_that_cannot_be_reject_their_line(book: OpenBook, path: Path) -> None:
    line = {"party": {"name": "A", "external_key": "k"}, "contacts": [{"name": "Bo"}]}
    assert counts(import_lines(book, path, line)) == (1, 0, 0, 0)
    with book.writing() as ctx:
        (uuid,) = (each.uuid for each in ctx.unit.contacts.select())
    blank = {**line, "contacts": [{"uuid": uuid, "name": " "}]}
    mail = {"party": {"name": "C"}, "addresses": [{"kind": "mail", "city": "x"}] * 2}
    report = import_lines(book, path, blank, mail, {"party": {"name": "B"}})
    assert counts(report) == (1, 0, 0, 2)
    assert [each.field for each in report.rejected] == ["contacts[0].name", "addresses"]


def test_rows_that_find_one_party_by_different_keys_are_all_done(
    book: OpenBook, path: Path
) -> None:
    import_text(book, path, "name,external key,number\nA,k,5\n")
    text = "name,external key,number,phone,email,iban\n"
    text += "A,k,,111,,DK5000400440116243\nA,,5,,a@b.example,NO9386011117947\n"
    assert counts(import_text(book, path, text)) == (0, 2, 0, 0)
    with book.writing() as ctx:
        party, _ = only(ctx)
        (account,) = ctx.unit.bank_accounts.select()
    assert (party.phone, party.email) == ("111", "a@b.example")
    assert (account.iban, account.is_default) == ("NO9386011117947", True)


def test_codes_in_rows_of_exports_are_read_as_people_write_them(book: OpenBook, path: Path) -> None:
    import_text(book, path, "name,country\nA,DK\n")
    with book.writing() as ctx:
        uuid = only(ctx)[0].uuid
    rows = f'uuid,name,country\n{uuid},A,Norge\n{uuid},A,"N\nO"\n'
    assert counts(import_text(book, path, rows)) == (0, 1, 0, 1)
    long = f"uuid,name,group\n{uuid},A,{'G' * 256}\n"
    assert counts(import_text(book, path, long)) == (0, 0, 0, 1)
    line = {"party": {"name": "B", "country": 'D"K'}, "roles": {"customer": {}}}
    assert counts(import_lines(book, path, line)) == (0, 0, 0, 1)
    with book.writing() as ctx:
        assert only(ctx)[0].country == "NO"


def test_a_mail_address_among_the_others_is_that_of_the_party(book: OpenBook, path: Path) -> None:
    line = {"party": {"name": "A", "external_key": "k"}, "roles": {"customer": {}}}
    assert counts(import_lines(book, path, {**line, "mail": {"city": "x"}})) == (1, 0, 0, 0)
    among = {**line, "addresses": [{"kind": "mail", "city": "y"}, {"kind": "delivery"}]}
    assert counts(import_lines(book, path, among)) == (0, 1, 0, 0)
    with book.writing() as ctx:
        told = [(each.kind, each.city) for each in ctx.unit.addresses.select()]
    assert sorted(told) == [("delivery", None), ("mail", "y")]


def test_whoever_an_import_bars_stops_being_active_today(book: OpenBook, path: Path) -> None:
    row = "name,number,standing\nA,5,{}\n"
    import_text(book, path, row.format("active"))
    days = []
    for standing in ("barred", "archived", "active"):
        import_text(book, path, row.format(standing))
        with book.writing() as ctx:
            days.append(only(ctx)[1].disabled_on)
            today = ctx.now.date()
    assert days == [today, today, None]


def test_no_party_gets_the_external_key_of_another(book: OpenBook, path: Path) -> None:
    import_text(book, path, "name,external key\nA,a\nB,b\n")
    with book.writing() as ctx:
        a, _ = ctx.unit.parties.select()
    report = import_text(book, path, f"uuid,name,external key\n{a.uuid},A,b\n")
    assert counts(report) == (0, 0, 0, 1)
    assert report.rejected[0].reason == "belongs to another party"


def test_a_code_beside_a_key_leaves_the_key_alone(book: OpenBook, path: Path) -> None:
    import_text(book, path, "id,number,name\n17,K-1001,Alpha\n")
    with book.writing() as ctx:
        party, customer = only(ctx)
        assert (customer.code, party.external_key) == ("K-1001", "17")


REJECTED = [
    pytest.param("name,email\n,a@b.example\n", "name", "", "is needed", id="no name"),
    pytest.param('name\n" "\nB\n', "name", "", "is needed", id="blank name"),
    pytest.param("name,no\nA,0\n", "number", "0", "from 1", id="number 0"),
    pytest.param("name,no\nA,-1\n", "number", "-1", "whole number", id="negative"),
    pytest.param("name,no\nA,1e3\n", "number", "1e3", "whole number", id="exponent"),
    pytest.param("name,no\nA,²\n", "number", "²", "whole number", id="superscript"),
    pytest.param("name,no\nA,1000000000\n", "number", "1000000000", "greater", id="too great"),
    pytest.param("name,country\nA,Atlantis\n", "country", "Atlantis", "no country", id="country"),
    pytest.param("name,email\nA,nobody\n", "email", "nobody", "e-mail", id="e-mail"),
    pytest.param("name,email\nA,a b@c\n", "email", "a b@c", "e-mail", id="e-mail with blank"),
    pytest.param("name,iban\nA,hello\n", "iban", "hello", "IBAN", id="iban"),
    pytest.param("name,lei\nA,123456789012345678901\n", "lei", "1", "such a number", id="lei"),
    pytest.param("name,vat no\nA,???\n", "vat_number", "???", "such a number", id="vat"),
    pytest.param("name,currency\nA,crowns\n", "currency", "crowns", "currency", id="currency"),
    pytest.param("name,discount\nA,much\n", "discount_percent", "much", "number", id="discount"),
    pytest.param("name,is person\nA,perhaps\n", "is_person", "perhaps", "yes nor no", id="truth"),
    pytest.param("name,standing\nA,sleepy\n", "standing", "sleepy", "none of", id="standing"),
    pytest.param("name,uuid\nA,1-2\n", "uuid", "1-2", "no UUID", id="uuid"),
    pytest.param("name,party role\nA,friend\n", "party_role", "friend", "none of", id="role"),
    pytest.param("name,group\nA,77\n", "group", "77", "customer_group", id="unknown group"),
    pytest.param(f"name\n{'x' * 256}\n", "name", "x" * 100, "longer than 255", id="long name"),
    pytest.param(f"name\n{'x' * 10**6}\n", "name", "x" * 100, "longer", id="a megabyte"),
    pytest.param("name\nA\0B\n", "name", "A\0B", "characters", id="NUL"),
    pytest.param("name,city\nA,B,C\n", "", "C", "beyond the last header", id="shifted"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "field", "value", "reason"), REJECTED)
def test_a_bad_row_is_told_and_stops_nobody(  # noqa: PLR0917  # a table
    book: OpenBook, path: Path, text: str, field: str, value: str, reason: str
) -> None:
    report = import_text(book, path, f"{text}Good,,\n")
    (told,) = report.rejected
    assert (told.line, told.field) == (2, field)
    assert told.value.startswith(value)
    assert len(told.value) <= 100
    assert reason in told.reason
    assert report.created == report.rows - 1
    with book.writing() as ctx:
        assert "Good" in names(ctx)


KEPT = [
    pytest.param("iban", "DK00 0040 0440 1162 43", id="iban with wrong check digits"),
    pytest.param("vat_number", "DK13585629", id="vat with wrong check digits"),
    pytest.param("company_number", "323 456 788", id="siren with wrong check digit"),
    pytest.param("lei", "213800KUD8LAJWSQ9D16", id="lei with wrong check digits"),
    pytest.param("email", "kundeservice@bücher.example", id="e-mail with umlaut"),
    pytest.param("phone", "see website", id="phone in words"),
    pytest.param("country", "NLD", id="country of three letters"),
    pytest.param("country", "Países Bajos", id="country in Spanish"),
    pytest.param("country", "XI", id="Northern Ireland"),
    pytest.param("discount_percent", "1.234,5 %".replace("1.234", "12"), id="decimal comma"),
    pytest.param("standing", "spærret".replace("æ", "e"), id="standing in Danish"),
    pytest.param("postal_code", "0150", id="leading zero"),
]


@pytest.mark.parametrize(("field", "value"), KEPT)
def test_what_may_be_right_is_kept(book: OpenBook, path: Path, field: str, value: str) -> None:
    report = import_lines(book, path, {"name": "A", field: value})
    assert counts(report) == (1, 0, 0, 0)


RERUNS = [
    pytest.param("external key,name,city\nk1,A,B\n", "external key,name,city\nk1,A,C\n", id="key"),
    pytest.param("no,name,city\n5,A,B\n", "no,name,city\n5,A2,B\n", id="number"),
    pytest.param(
        "lei,name\n213800KUD8LAJWSQ9D15,A\n", "lei,name\n2138 00KUD8LAJWSQ9D15,B\n", id="lei"
    ),
    pytest.param("siren,name\n323456789,A\n", "siren,name\n323 456 789,B\n", id="company number"),
    pytest.param("vat no,name\nDK13585628,A\n", "vat no,name\ndk 13585628,B\n", id="VAT number"),
    pytest.param("no,name\n5,A\n", "no,name,external key\n5,A,k\n", id="a key comes later"),
    pytest.param("no,name\n5,A\n", "no,name,iban\n5,A,DK5000400440116243\n", id="an account"),
    pytest.param("no,name\n5,A\n", "no,name,category\n5,A,Gode\n", id="a group"),
    pytest.param(
        "no,name,contact,contact phone\n5,A,Ida,1234\n",
        "no,name,contact,contact phone\n5,A,Ida,12345\n",
        id="the phone of a contact person",
    ),
]


@pytest.mark.parametrize(("first", "second"), RERUNS)
@pytest.mark.parametrize("is_dry", [False, True])
def test_running_again(
    book: OpenBook, path: Path, first: str, second: str, *, is_dry: bool
) -> None:
    assert counts(import_text(book, path, first)) == (1, 0, 0, 0)
    assert counts(import_text(book, path, first, is_dry=is_dry)) == (0, 0, 1, 0)
    assert counts(import_text(book, path, second, is_dry=is_dry)) == (0, 1, 0, 0)
    again = (0, 1, 0, 0) if is_dry else (0, 0, 1, 0)
    assert counts(import_text(book, path, second)) == again
    with book.writing() as ctx:
        assert len(names(ctx)) == 1


def test_an_empty_cell_leaves_a_value_alone(book: OpenBook, path: Path) -> None:
    import_text(book, path, "no,name,city,phone,currency\n1,A,Oslo,123,NOK\n")
    assert counts(import_text(book, path, "no,name,city,phone,currency\n1,A,,,\n")) == (0, 0, 1, 0)


def test_the_second_of_two_rows_with_one_key_changes_the_first(book: OpenBook, path: Path) -> None:
    text = "no,name\n1,A\n2,B\n1,A2\n1,A2\n"
    for is_dry in (True, False):
        assert counts(import_text(book, path, text, is_dry=is_dry)) == (2, 1, 1, 0)
    with book.writing() as ctx:
        assert names(ctx) == ["A2", "B"]


def test_rows_that_find_one_party_by_many_keys_are_done_in_turn(book: OpenBook, path: Path) -> None:
    leis = [f"529900T8BM49AURSD{n:03}" for n in range(60)]
    known = [{"scheme": "lei", "value": lei} for lei in leis]
    party = {"party": {"name": "Alpha", "external_key": "a"}, "identifiers": known}
    assert counts(import_lines(book, path, party)) == (1, 0, 0, 0)
    rows = [f",{lei},Alpha {n},\n" for n, lei in enumerate(leis)]
    text = "external key,lei,name,city\na,,Beta,Rome\n" + "".join(rows) + "b,,Gamma,\n"
    assert counts(import_text(book, path, text)) == (1, 61, 0, 0)
    with book.writing() as ctx:
        assert names(ctx) == ["Alpha 59", "Gamma"]


@pytest.mark.parametrize("is_dry", [True, False])
def test_keys_are_known_beyond_one_transaction(
    book: OpenBook, path: Path, monkeypatch: pytest.MonkeyPatch, *, is_dry: bool
) -> None:
    monkeypatch.setattr(importing, "CHUNK_ROWS", 2)
    text = "no,name\n7,A\n8,B\n,C\n7,A\n8,B2\n1,D\n"
    report = import_text(book, path, text, is_dry=is_dry)
    assert counts(report) == (3, 1, 1, 1)
    assert report.rejected[0].line == 7
    assert "just given" in report.rejected[0].reason


def test_a_dry_run_writes_nothing(book: OpenBook, path: Path) -> None:
    report = import_text(book, path, "name,category\nA,G\n,x\n", is_dry=True)
    assert counts(report) == (1, 0, 0, 1)
    assert report.is_dry
    with book.writing() as ctx:
        assert names(ctx) == []
        assert ctx.unit.groups.select() == []
        assert ctx.unit.take_numbers("party") == 1


CONFLICTS = [
    pytest.param("external key,no,name\nk2,5,B\n", "another party", id="number of another key"),
    pytest.param("external key,no,name\nk1,6,A\n", "not the number", id="number fixed"),
    pytest.param(
        "uuid,no,name\n01890000-0000-7000-8000-000000000000,5,B\n", "another party", id="other book"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reason"), CONFLICTS)
def test_numbers_of_others(book: OpenBook, path: Path, text: str, reason: str) -> None:
    import_text(book, path, "external key,no,name\nk1,5,A\n")
    report = import_text(book, path, text)
    assert counts(report) == (0, 0, 0, 1)
    assert reason in report.rejected[0].reason


def test_a_supplier_that_is_a_customer_already(book: OpenBook, path: Path) -> None:
    import_text(book, path, "vat no,name,contact\nDK13585628,A,Ida\n")
    report = import_text(book, path, "vat no,name\nDK13585628,A\n", role=Role.SUPPLIER)
    assert counts(report) == (0, 1, 0, 0)
    with book.writing() as ctx:
        party, supplier = only(ctx, Role.SUPPLIER)
        assert supplier.number == 1
        assert ctx.unit.customers.find(party.id) is not None


def test_of_two_parties_with_a_company_number_the_one_with_the_role_counts(
    book: OpenBook, path: Path
) -> None:
    import_text(book, path, "no,name,cvr\n1,S,13585628\n", role=Role.SUPPLIER)
    import_text(book, path, "no,name,cvr\n1,C,13585628\n")
    assert counts(import_text(book, path, "name,cvr\nC2,13585628\n")) == (0, 1, 0, 0)
    with book.writing() as ctx:
        assert names(ctx) == ["S", "C2"]


def test_automatic_numbers_pass_by_those_in_the_file(book: OpenBook, path: Path) -> None:
    import_text(book, path, "no,name\n,A\n2,B\n,C\n1,D\n")
    with book.writing() as ctx:
        assert sorted(each.number for each in ctx.unit.customers.stream()) == [1, 2, 3, 4]


def test_numbers_go_on_after_many_were_imported(book: OpenBook, path: Path) -> None:
    import_text(book, path, "no,name\n" + "".join(f"{n},N{n}\n" for n in range(1, 301)))
    with book.writing() as ctx:
        assert make_customer(ctx).role.number == 301


def test_a_group_of_customers(book: OpenBook, path: Path) -> None:
    with book.writing() as ctx:
        create_reference(ctx, "customer_group", 3, ReferencePatch(name="Gode"))
    report = import_text(book, path, "name,group\nA,3\nB,Gode\nC,4\n")
    assert counts(report) == (2, 0, 0, 1)


def test_the_country_of_the_address_moves_with_the_party(book: OpenBook, path: Path) -> None:
    import_text(book, path, "no,name,city,country\n1,A,Oslo,NO\n")
    import_text(book, path, "no,name,city,country\n1,A,Malmö,SE\n")
    with book.writing() as ctx:
        party, _ = only(ctx)
        address = ctx.unit.addresses.first(party_id=party.id)
        assert address is not None
        assert (party.country, address.city, address.country) == ("SE", "Malmö", "SE")


def test_persons(book: OpenBook, path: Path) -> None:
    report = import_text(book, path, "first name,last name\nIda,Holm\nCher,\n")
    assert counts(report) == (2, 0, 0, 0)
    with book.writing() as ctx:
        assert [(p.name, p.is_person) for p in ctx.unit.parties.stream()] == [
            ("Ida Holm", True), ("Cher", True),
        ]  # fmt: skip


def test_standing(book: OpenBook, path: Path) -> None:
    import_text(book, path, "name,standing\nA,Inaktiv\n")
    with book.writing() as ctx:
        assert only(ctx)[1].standing is Standing.BARRED


def test_what_happened_is_told(book: OpenBook, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    with book.writing() as ctx:
        kind: Any = type(ctx.unit)
    record = kind.record

    def note(unit: Any, change: Change) -> None:  # noqa: ANN401  # a unit of work
        told.append(change.kind)
        record(unit, change)

    monkeypatch.setattr(kind, "record", note)
    import_text(book, path, "no,name,city\n1,A,Oslo\n")
    assert sorted(told) == ["address.created", "customer.created", "party.created"]
    told.clear()
    import_text(book, path, "no,name,city\n1,A,Oslo\n")
    assert told == []
    import_text(book, path, "no,name,city\n1,A,Bergen\n")
    assert sorted(told) == ["address.changed", "party.changed"]


def test_rejections_are_told_up_to_a_limit(
    book: OpenBook, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "REJECTIONS_MAX", 3)
    report = import_text(book, path, "name,city\n" + ",x\n" * 5)
    assert len(report.rejected) == 3
    assert report.rejected_rows == 5


def test_who_may_not_write_imports_nothing(engine: Engine, clock: FrozenClock, path: Path) -> None:
    owner = make_book(engine, clock)
    reader = Actor(owner.book_id, 1, "reader", "cli", READING)
    book = OpenBook(engine, clock, owner.slug, reader)
    with pytest.raises(NotAllowed):
        import_text(book, path, "name\nA\n")


def test_a_file_without_names_is_refused(book: OpenBook, path: Path) -> None:
    with pytest.raises(ImportUnreadable, match="no column holds a name"):
        import_text(book, path, "colour,city\nred,Oslo\n")


def test_the_report_as_json(book: OpenBook, path: Path) -> None:
    told = import_text(book, path, "name,shoe\n,x\nA,y\n").members()
    assert told["rejected"] == [{"line": 2, "field": "name", "value": "", "reason": "is needed"}]
    assert (told["rows"], told["created"], told["updated"], told["unchanged"]) == (2, 1, 0, 0)
    assert (told["columns"], told["unknown"]) == ({"name": "name"}, ["shoe"])


def test_progress_is_told(book: OpenBook, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK_ROWS", 2)
    path.write_text("name\nA\nB\nC\n")
    seen: list[int] = []
    with open_table(path) as table:
        importing.import_rows(book.writing, table, ImportOrder(), seen.append)
    assert seen == [2]


def test_rows_of_our_own_exports_have_names_and_limits(book: OpenBook, path: Path) -> None:
    rows = [(uuid7(), name) for name in ("   ", " Alpha ", "x" * (OWN_CHARS_MAX + 1), "Beta")]
    text = "uuid,name\n" + "".join(f'{uuid},"{name}"\n' for uuid, name in rows)
    report = import_text(book, path, text)
    assert [(each.line, each.field, each.reason) for each in report.rejected] == [
        (2, "name", "is needed"),
        (4, "name", f"is longer than {OWN_CHARS_MAX} characters"),
    ]
    with book.writing() as ctx:
        assert names(ctx) == [" Alpha ", "Beta"]
