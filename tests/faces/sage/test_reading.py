"""Reading through connections, on both databases (contracts/sage.md 2, 3)."""

import pytest

from partita.domain.contact import ContactPatch
from partita.domain.party import PartyPatch
from partita.domain.standing import Role
from partita.usecases import contacts, parties
from partita.usecases.owners import Owner
from partita.usecases.references import ReferencePatch, create_reference
from tests.builders import make_customer, make_delivery_address, make_party
from tests.faces.sage.api import Api, counted
from tests.faces.sage.lands import land

PAGE = """
query ($first: Int, $after: String, $last: Int, $before: String, $order: [CustomerSortInput!]) {
  customers(first: $first, after: $after, last: $last, before: $before, order: $order) {
    edges { cursor node { socialName } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}
"""


def make_names(api: Api, *names: str) -> None:
    with api.world.book.writing() as ctx:
        for name in names:
            make_customer(ctx, name)


def names(page: dict[str, list[dict[str, dict[str, str]]]]) -> list[str]:
    return [each["node"]["socialName"] for each in page["edges"]]


def test_a_customer_with_its_parts(api: Api) -> None:
    with api.world.book.writing() as ctx:
        made = make_customer(ctx, "Ada & Søn")
        person = contacts.create_contact(
            ctx,
            Owner(made.party.id),
            ContactPatch(name="Ada Holm", email="ada@example.test", phone="+4511223344"),
        )
        make_delivery_address(ctx, made.party.id, street="Havn 1", city="Aarhus", country="DK")
    assert person.number
    found = api.ask("""{ customers { nodes {
        __typename id code name: socialName status disabled customerType modificationDate
        documentType { code } sourceType
        addresses { firstLine city isMainAddress isDeliveryAddress country { isoCodeAlpha2 } }
        contacts { name surname isDefault courtesy
            emails { __typename emailAddress usage isDefault } phones { number type }
            socialMedias { link } }
        paymentTermLines { order }
    } } }""")["customers"]["nodes"]
    assert found == [
        {
            "__typename": "Customer",
            "id": made.party.uuid,
            "code": made.role.code,
            "name": "Ada & Søn",
            "status": "ENABLED",
            "disabled": False,
            "customerType": "BUSINESS",
            "modificationDate": None,
            "documentType": None,
            "sourceType": "PUBLIC_API",
            "addresses": [
                {
                    "firstLine": "Havn 1",
                    "city": "Aarhus",
                    "isMainAddress": False,
                    "isDeliveryAddress": True,
                    "country": {"isoCodeAlpha2": "DK"},
                }
            ],
            "contacts": [
                {
                    "name": "Ada",
                    "surname": "Holm",
                    "isDefault": False,
                    "courtesy": "NONE",
                    "emails": [
                        {
                            "__typename": "Email",
                            "emailAddress": "ada@example.test",
                            "usage": "NOT_SET",
                            "isDefault": True,
                        }
                    ],
                    "phones": [{"number": "+4511223344", "type": "NOT_SET"}],
                    "socialMedias": [],
                }
            ],
            "paymentTermLines": [],
        }
    ]


def test_pages_forward_and_backward_see_every_customer_once(api: Api) -> None:
    make_names(api, *"fbdacegh")
    order = [{"socialName": "DESC"}]
    for size, cursor in (("first", "after"), ("last", "before")):
        found: list[str] = []
        place = None
        for _ in range(4):
            page = api.ask(PAGE, **{size: 3, cursor: place}, order=order)["customers"]
            found = names(page) + found if size == "last" else found + names(page)
            info = page["pageInfo"]
            assert page["totalCount"] == 8
            place = info["endCursor"] if size == "first" else info["startCursor"]
            if not info["hasNextPage" if size == "first" else "hasPreviousPage"]:
                break
        assert found == list("hgfedcba")


def test_pages_stay_true_when_customers_come_and_go(api: Api) -> None:
    make_names(api, "b", "d", "f")
    order = [{"socialName": "ASC"}]
    first = api.ask(PAGE, first=2, order=order)["customers"]
    make_names(api, "a", "e")
    after = first["pageInfo"]["endCursor"]
    assert names(api.ask(PAGE, first=2, after=after, order=order)["customers"]) == ["e", "f"]


def test_an_empty_page_has_no_cursors(api: Api) -> None:
    page = api.ask(PAGE)["customers"]
    assert page["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }


@pytest.mark.parametrize("order", [[{"code": "ASC"}], [{"socialName": "DESC"}]])
def test_a_cursor_of_another_question_is_refused(api: Api, order: list[dict[str, str]]) -> None:
    make_names(api, "a", "b", "c")
    after = api.ask(PAGE, first=1, order=[{"socialName": "ASC"}])["customers"]["pageInfo"]
    (error,) = api.refused(PAGE, first=1, after=after["endCursor"], order=order)
    assert error["message"] == "The cursor belongs to another book, filter or order."
    (error,) = api.refused(PAGE, after="nonsense")
    assert error["message"] == "The cursor is not valid."


def test_a_page_of_501_is_refused(api: Api) -> None:
    answer = api.send(PAGE, first=501)
    assert answer.status_code == 200
    assert answer.json["data"] == {"customers": None}
    (error,) = answer.json["errors"]
    assert error["message"] == "The maximum allowed items per page were exceeded."
    assert error["extensions"] == {
        "field": "Query.customers",
        "requestedItems": 501,
        "maxAllowedItems": 500,
        "code": "HC0051",
    }
    assert error["path"] == ["customers"]


def test_one_statement_for_each_list_however_many_customers(api: Api) -> None:
    query = """{ customers { nodes { socialName documentType { code } addresses { city }
        contacts { name emails { emailAddress } } } } }"""
    with api.world.book.writing() as ctx:
        for number in range(12):
            made = make_customer(ctx, f"n{number}")
            for name in ("a", "b"):
                contacts.create_contact(
                    ctx, Owner(made.party.id), ContactPatch(name=name, email=f"{name}@x.test")
                )
    api.ask(query)
    with counted(api.world) as statements:
        api.ask(query)
    # The grant, the book's id for the header, and one for each of four lists.
    assert len([each for each in statements if "app_grant" not in each]) == 1 + 4


def test_fragments_aliases_and_switches(api: Api) -> None:
    make_names(api, "a")
    query = """
    query Q($yes: Boolean!, $no: Boolean = false) {
      one: customers { ...page totalCount @skip(if: $yes) }
      two: customers(where: {socialName: {eq: "zzz"}}) { totalCount @include(if: $yes) ...page }
    }
    query Other { customers { totalCount } }
    fragment page on CustomersConnection {
      ... on CustomersConnection { nodes { n: socialName ... @include(if: $no) { code } } }
    }
    """
    answer = api.post({"query": query, "operationName": "Q", "variables": {"yes": True}})
    assert answer.json == {
        "data": {"one": {"nodes": [{"n": "a"}]}, "two": {"totalCount": 0, "nodes": []}}
    }
    assert api.post({"query": query}).status_code == 400


def test_nodes_and_edges_with_different_selections(api: Api) -> None:
    make_names(api, "a", "b")
    found = api.ask("""{ customers { nodes { socialName } edges { node { code } __typename }
        pageInfo { __typename } } }""")["customers"]
    assert [each["socialName"] for each in found["nodes"]] == ["a", "b"]
    assert all(set(each["node"]) == {"code"} for each in found["edges"])
    assert found["edges"][0]["__typename"] == "CustomersEdge"


def test_suppliers_and_employees_have_their_own_types(api: Api) -> None:
    with api.world.book.writing() as ctx:
        make_party(ctx, Role.SUPPLIER, "Dealer")
        make_party(ctx, Role.EMPLOYEE, "Ida Berg", party={"is_person": True})
    found = api.ask("""{
      suppliers { nodes { __typename socialName contacts { isDefaultSupplier } } }
      employees { nodes { __typename name disabled addresses { city } } }
      customers { totalCount }
    }""")
    assert found["suppliers"]["nodes"][0]["socialName"] == "Dealer"
    assert found["employees"]["nodes"][0]["name"] == "Ida Berg"
    assert found["customers"] == {"totalCount": 0}


def test_by_id_in_the_first_generation(first_api: Api) -> None:
    with first_api.world.book.writing() as ctx:
        made = make_customer(ctx, "a")
    first_api.world.clock.advance(minutes=1)
    with first_api.world.book.writing() as ctx:
        change = parties.PartyChange(PartyPatch(name="b"), {})
        parties.change_party(ctx, Role.CUSTOMER, made.role.number, change, if_version=None)
    query = "query($id: ID!) { customerById(id: $id) { __typename socialName modificationDate } }"
    found = first_api.ask(query, id=made.party.uuid.upper())["customerById"]
    assert found["__typename"] == "CustomersGLDto"
    assert found["socialName"] == "b"
    assert found["modificationDate"] is not None
    nobody = "00000000-0000-0000-0000-000000000000"
    assert first_api.ask(query, id=nobody) == {"customerById": None}


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        pytest.param("{ customers(order: %s) { nodes { code } } }", {}, id="in the document"),
        pytest.param(
            "query ($o: [CustomerSortInput!]) { customers(order: $o) { nodes { code } } }",
            {"o": {"tradeName": "DESC", "socialName": "ASC"}},
            id="as a variable",
        ),
        pytest.param(
            "query ($o: [CustomerSortInput!] = %s) { customers(order: $o) { nodes { code } } }",
            {},
            id="as a default",
        ),
        pytest.param(
            "query ($w: SortEnumType) { customers(order: [{tradeName: $w, socialName: ASC}])"
            " { nodes { code } } }",
            {"w": "DESC"},
            id="with a variable inside",
        ),
    ],
)
def test_the_keys_of_an_order_count_as_they_were_written(
    api: Api, query: str, variables: dict[str, object]
) -> None:
    pairs = (("a", "x"), ("b", "y"), ("c", "x"), ("a", "y"))
    with api.world.book.writing() as ctx:
        made = [
            make_customer(ctx, name, party={"trade_name": trade}).role.code for name, trade in pairs
        ]
    query = query.replace("%s", "{tradeName: DESC, socialName: ASC}")
    found = api.ask(query, **variables)["customers"]["nodes"]
    assert [each["code"] for each in found] == [made[each] for each in (3, 1, 0, 2)]


def test_questions_about_the_schema_are_merged(api: Api) -> None:
    found = api.ask("""{ __schema { queryType { name } } ...more }
        fragment more on Query { __schema { mutationType { name } } }""")
    assert found["__schema"] == {
        "queryType": {"name": "Query"},
        "mutationType": {"name": "Mutation"},
    }


def test_null_does_not_decide_what_is_selected(api: Api) -> None:
    query = "query ($no: Boolean = true) { customers { totalCount nodes { id @skip(if: $no) } } }"
    assert api.ask(query) == {"customers": {"totalCount": 0, "nodes": []}}
    answer = api.send(query, no=None)
    assert (answer.status_code, "data" in answer.json) == (400, False)


def test_ids_may_be_declared_as_such_and_written_large(api: Api) -> None:
    make_names(api, "a", "b")
    key = api.ask("{ customers(first: 1) { nodes { id } } }")["customers"]["nodes"][0]["id"]
    for query in (
        "query ($id: ID!) { customers(where: {id: {eq: $id}}) { totalCount } }",
        "query ($id: ID!) { customers(where: {id: {in: [$id]}}) { totalCount } }",
    ):
        assert api.ask(query, id=key.upper()) == {"customers": {"totalCount": 1}}
        assert api.ask(query, id="none\0") == {"customers": {"totalCount": 0}}
    change = 'mutation ($id: ID!) { updateCustomer(input: {id: $id, comments: "x"}) { id } }'
    assert api.ask(change, id=key.upper()) == {"updateCustomer": {"id": key}}
    gone = "mutation ($id: ID!) { deleteCustomer(input: {id: $id}) { id } }"
    assert api.ask(gone, id=key.upper()) == {"deleteCustomer": {"id": key}}


def test_no_text_holds_what_cannot_be_stored(api: Api) -> None:
    make_names(api, "a")
    for asked, count in (
        ({"eq": "a\0"}, 0),
        ({"neq": "a\0"}, 1),
        ({"in": ["a\0", "a"]}, 1),
        ({"nin": ["a\0"]}, 1),
        ({"contains": "\0"}, 0),
    ):
        query = "query ($w: CustomerFilterInput) { customers(where: $w) { totalCount } }"
        assert api.ask(query, w={"socialName": asked}) == {"customers": {"totalCount": count}}


def test_a_cursor_of_another_book_is_refused(api: Api) -> None:
    other = land(api.world, "FR")
    for each in (api, other):
        make_names(each, "a", "b")
    after = api.ask(PAGE, first=1)["customers"]["pageInfo"]["endCursor"]
    assert names(api.ask(PAGE, after=after)["customers"]) == ["b"]
    (error,) = other.refused(PAGE, after=after)
    assert error["message"] == "The cursor belongs to another book, filter or order."


def test_lists_of_the_book_point_at_each_other(api: Api, first_api: Api) -> None:
    with api.world.book.writing() as ctx:
        journal = create_reference(
            ctx, "journal_type", None, ReferencePatch(name="Sales journal", code="VT")
        )
        accounts = ctx.unit.references.select(kind="account")
        account = next(row for row in accounts if row.details == {"sub_account_type": "bank"})
        details = {
            "type": "bank_account",
            "journal_type": journal.number,
            "sub_account": account.number,
        }
        create_reference(ctx, "payment_method", None, ReferencePatch(name="Bank", details=details))
        create_reference(
            ctx, "payment_method", None, ReferencePatch(name="Till", details={"type": "cash"})
        )
    query = """{
      paymentMethods(where: {%s}, order: {referenceName: DESC}) { nodes {
        referenceName type journalTypeId journalType { code name }
        subAccountId subAccount { code { value } accountLevel accountType subAccountType } } }
      accountingAccounts(where: {accountType: {eq: INCOME}}) { nodes { subAccountType } }
      sides: accountingAccounts(order: [{accountType: ASC}, {code: {value: DESC}}]) { nodes {
        accountType code { value } } }
      organizations { nodes { tenantId contacts { name } addresses { __typename city } } }
    }"""
    till = {
        "referenceName": "Till",
        "type": "CASH",
        "journalTypeId": None,
        "journalType": None,
        "subAccountId": None,
        "subAccount": None,
    }
    bank = {
        "referenceName": "Bank",
        "type": "BANK_ACCOUNT",
        "journalTypeId": journal.uuid,
        "journalType": {"code": "VT", "name": "Sales journal"},
        "subAccountId": account.uuid,
        "subAccount": {
            "code": {"value": account.code},
            "accountLevel": "SUB_ACCOUNT",
            "accountType": "ASSET",
            "subAccountType": "BANK",
        },
    }
    for each in (api, first_api):
        found = each.ask(query % "")
        assert found["paymentMethods"]["nodes"] == [till, bank]
        assert found["accountingAccounts"]["nodes"] == [{"subAccountType": "SALES"}]
        sides = [(node["accountType"], node["code"]["value"]) for node in found["sides"]["nodes"]]
        assert sides == sorted(sorted(sides, reverse=True), key=lambda side: side[0])
        assert {side for side, _ in sides} == {"ASSET", "EXPENSE", "INCOME", "LIABILITY"}
        assert found["organizations"]["nodes"] == [
            {"tenantId": None, "contacts": None, "addresses": None}
        ]
        found = each.ask(query % 'journalType: {code: {eq: "VT"}}')
        assert found["paymentMethods"]["nodes"] == [bank]
