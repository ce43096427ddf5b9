"""Every field the contract lists is there, and no other (contracts/sage.md 2, 3, 8)."""

from typing import Final

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType

from partita.faces.sage.graph import Field, Generation
from partita.faces.sage.schema import built

_SYSTEM: Final = "id creationDate modificationDate "
_STATE: Final = (
    "comments status disabled disabledDate gdprApplied gdprAppliedDate defaultAccountingAccount "
    "defaultAccountingAccountId businessArea businessAreaId "
)
_THIRD: Final = (
    _SYSTEM
    + "sourceType code socialName tradeName countryAcronym viesCode documentType documentTypeId "
    + "documentId vatNumber nafApeCode "
    + _STATE
    + "addresses contacts paymentTermLines "
)
_ADDRESS: Final = (
    _SYSTEM
    + "countryId country countryIsoCodeAlpha2 countryName name firstLine secondLine city zipCode "
    + "province isMainAddress "
)
_CONTACT: Final = (
    _SYSTEM
    + "isDefault courtesy name surname jobName jobArea jobAreaId emails phones socialMedias "
)
_ORGANIZATION: Final = (
    _SYSTEM
    + "status onboardingCompleted onboardingDateCompleted legislationCode socialName tenantId "
    + "documentId documentTypeId nafApeCode vatNumber currency currencyId contacts addresses "
)
SECOND: Final = {
    "Customer": _THIRD
    + "customerType hasEquivalenceSurcharge specialMention documentLanguage "
    + "defaultPrepaymentAccountingAccount defaultPrepaymentAccountingAccountId "
    + "salesDiscountGroup salesDiscountGroupId salesTariff salesTariffId discount "
    + "blockDeliveryNoteEnabled blockInvoiceEnabled blockOrderEnabled nonIdentifiedCustomer "
    + "printNameOnPdf eInvoicingAddressType eInvoicingAddress",
    "Supplier": _THIRD
    + "defaultPurchaseAccount defaultPurchaseAccountId vatCriterion personalIncomeTax "
    + "taxTreatment taxTreatmentId transactionCategory transactionCategoryId",
    "Employee": _SYSTEM + "name shortName code addresses contacts " + _STATE,
    "Address": _ADDRESS + "isDeliveryAddress isDefaultDeliveryAddress",
    "ThirdAddress": _ADDRESS,
    "Contact": _CONTACT + "isDefaultCustomer",
    "SupplierContact": _CONTACT + "isDefaultSupplier",
    "EmployeeContact": _CONTACT + "isDefaultEmployee",
    "Email": _SYSTEM + "emailAddress usage isDefault",
    "Phone": _SYSTEM + "number type isDefault",
    "SocialMedia": _SYSTEM + "name link",
    "PaymentTermLine": _SYSTEM + "order paymentMean paymentMeanId type value condition day payDays",
    "PageInfo": "hasNextPage hasPreviousPage startCursor endCursor",
    "CustomersConnection": "nodes edges pageInfo totalCount",
    "CustomersEdge": "cursor node",
    "UserProfile": "id firstName lastName fullName applicationLanguageCode authenticationEmail",
    "User": "id authenticationEmail auth0UserId firstName lastName fullName "
    "applicationLanguageCode",
    "Organization": _ORGANIZATION,
    "OrganizationDetail": _ORGANIZATION + "currencyCode countryCode",
    "Country": _SYSTEM + "name isoCodeAlpha2 isoCodeAlpha3 isoNumber viesCode legislationCode",
    "DocumentType": _SYSTEM + "code name legislationCode",
    "ZipCode": "id country province town zipCode",
    "Currency": _SYSTEM + "code description precision",
    "JobArea": _SYSTEM + "name",
    "BusinessArea": _SYSTEM + "name",
    "PaymentMean": _SYSTEM + "description type inactive",
    "PaymentMethod": _SYSTEM
    + "referenceName type disabled journalType journalTypeId subAccount subAccountId",
    "JournalType": _SYSTEM + "code name",
    "PaymentTerm": _SYSTEM + "name lines",
    "AccountingAccount": _SYSTEM
    + "code name description deactivated accountLevel subAccountType accountType applyVat",
    "AccountCode": "value",
    "SalesTariff": _SYSTEM + "code name",
    "SalesDiscount": _SYSTEM + "code name",
    "TaxTreatment": _SYSTEM + "code name",
    "TransactionCategory": _SYSTEM + "code name",
    "ThirdPartyCodeModeSettings": "customerCodeIsManual supplierCodeIsManual employeeCodeIsManual",
    "UserAccessPolicyCheck": "action isAllowed",
    "LocalizedEnumValue": "value label",
    "LocalizedErrorMessage": "message errorCode language",
    "OrganizationAccountingSetup": "organizationId defaultCustomersAccountId "
    "defaultSuppliersAccountId defaultEmployeesAccountId defaultPrepaymentsAccountId",
    "PaymentTermPreview": "order dueDate amount",
    "Query": "customers suppliers employees userProfile users organizations organizationDetail "
    "countries documentTypes zipCodes currencies jobAreas businessAreas paymentMeans "
    "paymentMethods paymentTerms accountingAccounts salesTariffs salesDiscounts "
    "thirdPartyCodeModeSettings userAccessPolicyCheck localizedEnumValues localizedErrorMessage "
    "organizationAccountingSetupByOrgId paymentTermsPreview",
    "Mutation": "createCustomer updateCustomer deleteCustomer createSupplier updateSupplier "
    "deleteSupplier createEmployee updateEmployee deleteEmployee createPaymentTerm "
    "deletePaymentTerm createPaymentMean deletePaymentMean createJobArea createBusinessArea "
    "deleteBusinessArea",
}
"""Fields by type, of the second generation."""

FIRST_LACKS: Final = {
    **dict.fromkeys(("Customer", "Supplier"), "sourceType"),
    "Contact": "isDefaultCustomer",
    "SupplierContact": "isDefaultSupplier",
    "EmployeeContact": "isDefaultEmployee",
    "UserProfile": "firstName lastName",
}
FIRST_ADDS: Final = {
    "Customer": "thirdPayerName thirdPayerId",
    "UserProfile": "expirationDate activeOrganizationId activeTenantId activeLegislationCode",
    "User": "isBlocked expirationDate activeOrganizationId hasAllOrganizations",
    "Query": "customerById supplierById employeeById paymentTermById salesTariffById "
    "salesDiscountById",
}
"""What the first generation has besides, or has not (contracts/sage.md 0)."""

FIRST_NAMES: Final = {
    "Customer": "CustomersGLDto",
    "Country": "CountriesGLDto",
    "User": "UserGLDto",
    "PaymentTerm": "PaymentTermGLDto",
}
"""Names the contract gives; the others follow from the tables."""

LENGTHS: Final = {
    "Customer": "code=17 socialName=70 tradeName=70 countryAcronym=2 documentId=25 vatNumber=25 "
    "nafApeCode=7 comments=2000 specialMention=250",
    "Employee": "name=70 shortName=70 code=17 comments=2000",
    "Address": "countryIsoCodeAlpha2=2 name=50 firstLine=35 secondLine=35 city=35 zipCode=9 "
    "province=25",
    "Contact": "name=35 surname=35 jobName=35",
    "Email": "emailAddress=70",
    "Phone": "number=20",
    "SocialMedia": "name=30 link=100",
    "JobArea": "name=50",
    "BusinessArea": "name=17",
    "PaymentMean": "description=20",
    "PaymentTerm": "name=50",
    "AccountingAccount": "name=100",
    "SalesTariff": "code=10 name=20",
}


def fields_of(generation: Generation, name: str) -> set[str]:
    found = built(generation).schema.type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return set(found.fields)


@pytest.mark.parametrize("name", SECOND)
def test_fields_of_the_second_generation(name: str) -> None:
    assert fields_of(Generation.SECOND, name) == set(SECOND[name].split())


@pytest.mark.parametrize("name", [each for each in SECOND if each != "Mutation"])
def test_fields_of_the_first_generation(name: str) -> None:
    by_code = {each.name: title for title, each in built(Generation.FIRST).types.items()}
    title = FIRST_NAMES.get(name) or by_code.get(name, name)
    lacks, adds = FIRST_LACKS.get(name, "").split(), FIRST_ADDS.get(name, "").split()
    expected = (set(SECOND[name].split()) - set(lacks)) | set(adds)
    assert fields_of(Generation.FIRST, title) == expected


def test_no_type_is_left_out() -> None:
    known = {each.name for each in built(Generation.SECOND).types.values()}
    assert known <= set(SECOND)


@pytest.mark.parametrize(
    ("generation", "name"),
    [
        (Generation.FIRST, "CustomersCreateGLDtoInput"),
        (Generation.SECOND, "CustomerCreateGLDtoInput"),
    ],
)
def test_inputs_have_all_that_is_neither_of_the_system_nor_read_only(
    generation: Generation, name: str
) -> None:
    """Contracts/sage.md 4.1."""
    found = built(generation).schema.type_map[name]
    assert isinstance(found, GraphQLInputObjectType)
    read_only = (
        "id creationDate modificationDate sourceType viesCode documentType status "
        "defaultAccountingAccount businessArea defaultPrepaymentAccountingAccount "
        "salesDiscountGroup salesTariff"
    )
    writable = set(SECOND["Customer"].split()) - set(read_only.split())
    if generation is Generation.FIRST:
        writable |= {"thirdPayerId"}
    assert set(found.fields) == writable


@pytest.mark.parametrize("name", LENGTHS)
def test_texts_have_the_lengths_of_the_contract(name: str) -> None:
    of = built(Generation.SECOND).types[name]
    for told in LENGTHS[name].split():
        field, _, most = told.partition("=")
        each = of.by_name[field]
        assert isinstance(each, Field)
        assert each.max == int(most)
