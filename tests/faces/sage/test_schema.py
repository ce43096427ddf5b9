"""Both generations of the schema, made from one set of tables (contracts/sage.md 0, 2, 3)."""

from typing import Any

import pytest
from graphql import build_schema, introspection_from_schema, print_schema, validate_schema

from partita.faces.sage.graph import Generation
from partita.faces.sage.schema import built


def shown(generation: Generation) -> dict[str, Any]:
    """Types of the schema by name, as a client reads them."""
    told = introspection_from_schema(built(generation).schema)
    return {each["name"]: each for each in told["__schema"]["types"]}


def names(type_: dict[str, Any], what: str = "fields") -> set[str]:
    return {each["name"] for each in type_[what]}


@pytest.mark.parametrize("generation", Generation)
def test_the_schema_is_sound_and_can_be_printed(generation: Generation) -> None:
    schema = built(generation).schema
    assert validate_schema(schema) == []
    assert print_schema(build_schema(print_schema(schema))) == print_schema(schema)


@pytest.mark.parametrize(
    ("generation", "there", "missing"),
    [
        pytest.param(
            Generation.FIRST,
            {"createCustomers", "updateCustomers", "createSuppliers"},
            {"createCustomer", "deleteCustomers", "deleteCustomer"},
            id="plural in the first",
        ),
        pytest.param(
            Generation.SECOND,
            {"createCustomer", "updateCustomer", "deleteCustomer", "createPaymentMean"},
            {"createCustomers", "updatePaymentTerm"},
            id="singular in the second",
        ),
    ],
)
def test_mutations_of_each_generation(
    generation: Generation, there: set[str], missing: set[str]
) -> None:
    found = names(shown(generation)["Mutation"])
    assert there <= found
    assert not missing & found


def test_only_the_first_generation_reads_by_id_and_knows_third_payers() -> None:
    first, second = shown(Generation.FIRST), shown(Generation.SECOND)
    assert "customerById" in names(first["Query"])
    assert "customerById" not in names(second["Query"])
    payer = {"thirdPayerId", "thirdPayerName"}
    assert payer <= names(first["CustomersGLDto"])
    assert not payer & names(second["Customer"])
    assert "LINEAL" in names(first["PaymentTermType"], "enumValues")
    assert "LINEAL" not in names(second["PaymentTermType"], "enumValues")


def test_creates_take_no_ids_and_updates_take_what_was_read() -> None:
    types = shown(Generation.SECOND)
    new = names(types["CustomerCreateGLDtoInput"], "inputFields")
    changed = names(types["CustomerUpdateGLDtoInput"], "inputFields")
    assert not {"id", "creationDate", "status", "viesCode", "documentType"} & new
    assert {"id", "requestedAction", "replaceAll", "code", "viesCode", "status"} <= changed
    item = names(types["AddressUpdateGLDtoInput"], "inputFields")
    assert {"id", "requestedAction", "countryName", "isDeliveryAddress"} <= item


def test_a_computed_flag_can_be_read_but_not_looked_for() -> None:
    types = shown(Generation.SECOND)
    assert "isDefault" in names(types["Contact"])
    assert "isDefault" not in names(types["ContactFilterInput"], "inputFields")
    assert "isDefaultCustomer" in names(types["ContactFilterInput"], "inputFields")
