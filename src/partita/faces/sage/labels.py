"""What people call the words and the errors of the dialect, in its four languages."""

import re
from collections.abc import Mapping
from typing import Final

from partita.faces.sage import lists, wire
from partita.faces.sage.graph import Enum

LANGUAGES: Final = ("en", "fr", "es", "de")
ENUMS: Final[Mapping[str, Enum]] = {
    each.name: each
    for each in (
        wire.STATUS,
        wire.SOURCE,
        wire.COURTESY,
        wire.EMAIL_USAGE,
        wire.PHONE_TYPE,
        wire.LINE_TYPE,
        wire.LINE_CONDITION,
        wire.CUSTOMER_TYPE,
        wire.LANGUAGE,
        lists.MEAN_TYPE,
        lists.METHOD_TYPE,
        lists.SUB_ACCOUNT_TYPE,
        lists.ACCOUNT_LEVEL,
        lists.ACCOUNT_TYPE,
        lists.ORGANIZATION_STATUS,
        lists.ZIP_COUNTRY,
    )
}
_NOUNS: Final = (
    "customer",
    "supplier",
    "employee",
    "paymentTerm",
    "paymentMean",
    "jobArea",
    "businessArea",
)
_VERBS: Final = ("view", "add", "update", "delete")
ACTIONS: Final = frozenset(f"{verb}-{noun}" for verb in _VERBS for noun in _NOUNS)
"""What a user may be asked about: ``add-customer`` and the like."""

_WORDS: Final = """\
ASSET|Asset|Actif|Activo|Aktiva
BANK|Bank|Banque|Banco|Bank
BANK_ACCOUNT|Bank account|Compte bancaire|Cuenta bancaria|Bankkonto
BLANK|Blank|Vide|En blanco|Leer
BLOCKED|Blocked|Bloqué|Bloqueado|Gesperrt
BUSINESS|Business|Entreprise|Empresa|Unternehmen
CANCELLED|Cancelled|Annulé|Cancelado|Gekündigt
CASH|Cash|Espèces|Efectivo|Bar
CUSTOMER|Customer|Client|Cliente|Kunde
DAY_OF_PAYMENT|Day of payment|Jour de paiement|Día de pago|Zahlungstag
DISABLED|Disabled|Désactivé|Desactivado|Deaktiviert
EMPLOYEE|Employee|Salarié|Empleado|Mitarbeiter
EMPTY|Empty|Vide|Vacío|Leer
ENABLED|Enabled|Activé|Activado|Aktiv
END_OF_MONTH|End of month|Fin de mois|Fin de mes|Monatsende
ENGLISH|English|Anglais|Inglés|Englisch
EXPENSE|Expense|Charge|Gasto|Aufwand
EXPIRED|Expired|Expiré|Caducado|Abgelaufen
FAX|Fax|Télécopie|Fax|Fax
FIXED_AMOUNT|Fixed amount|Montant fixe|Importe fijo|Fester Betrag
FRENCH|French|Français|Francés|Französisch
GDPR_APPLIED|GDPR applied|RGPD appliqué|RGPD aplicado|DSGVO angewendet
GERMAN|German|Allemand|Alemán|Deutsch
GLOBAL|Global|Global|Global|Global
IMPORT_FILES|File import|Import de fichiers|Importación de ficheros|Dateiimport
INCOME|Income|Produit|Ingreso|Ertrag
INDIVIDUAL|Individual|Particulier|Particular|Privatperson
INPUT_TAX|Input tax|TVA déductible|IVA soportado|Vorsteuer
INVOICES|Invoices|Factures|Facturas|Rechnungen
LANDLINE|Landline|Téléphone fixe|Teléfono fijo|Festnetz
LIABILITY|Liability|Passif|Pasivo|Passiva
LINEAL|Linear|Linéaire|Lineal|Linear
MISS|Mrs|Madame|Señora|Frau
MOBILE|Mobile|Mobile|Móvil|Mobil
MR|Mr|Monsieur|Señor|Herr
NONE|None|Aucun|Ninguno|Keine
NOT_SET|Not set|Non défini|Sin definir|Nicht festgelegt
NOT_SPECIFIED|Not specified|Non précisé|No especificado|Nicht angegeben
NO_LICENSE|No license|Sans licence|Sin licencia|Keine Lizenz
OTHERS|Others|Autres|Otros|Sonstige
OUTPUT_TAX|Output tax|TVA collectée|IVA repercutido|Umsatzsteuer
PAYMENTS|Payments|Paiements|Pagos|Zahlungen
PAYMENT_IN|Incoming payment|Encaissement|Cobro|Zahlungseingang
PENDING|Pending|En attente|Pendiente|Ausstehend
PERCENTAGE|Percentage|Pourcentage|Porcentaje|Prozentsatz
PREPAYMENT|Prepayment|Acompte|Anticipo|Anzahlung
PROVIDER|Supplier|Fournisseur|Proveedor|Lieferant
PUBLIC_API|Public API|API publique|API pública|Öffentliche API
PURCHASES|Purchases|Achats|Compras|Einkauf
READY|Ready|Prêt|Listo|Bereit
REMAINING_AMOUNT|Remaining amount|Solde|Importe restante|Restbetrag
RESET|Reset|Réinitialisé|Restablecido|Zurückgesetzt
SALES|Sales|Ventes|Ventas|Verkauf
SKYPE|Skype|Skype|Skype|Skype
SPANISH|Spanish|Espagnol|Español|Spanisch
SUB_ACCOUNT|Subaccount|Sous-compte|Subcuenta|Unterkonto
TRANSFERRING|Transferring|En transfert|En traspaso|Wird übertragen
UNDEFINED|Undefined|Non défini|Sin definir|Nicht definiert
WHATS_APP|WhatsApp|WhatsApp|WhatsApp|WhatsApp
FRANCE|France|France|Francia|Frankreich
ALEMANIA|Germany|Allemagne|Alemania|Deutschland
ESPANA|Spain|Espagne|España|Spanien
PORTUGAL|Portugal|Portugal|Portugal|Portugal
"""
_ERRORS: Final = """\
documentIdAlreadyExistInOrganization|The document id exists already.|Ce numéro d'identification \
existe déjà.|El número de documento ya existe.|Diese Dokumentnummer gibt es bereits.
vatNumberAlreadyExistInOrganization|The VAT number exists already.|Ce numéro de TVA existe \
déjà.|El NIF/IVA ya existe.|Diese Umsatzsteuer-ID gibt es bereits.
codeAlreadyExistInOrganization|The code exists already.|Ce code existe déjà.|El código ya \
existe.|Diesen Code gibt es bereits.
codeIsMandatory|A code must be given.|Le code est obligatoire.|El código es obligatorio.|\
Ein Code muss angegeben werden.
entityNotFound|There is no such record.|Enregistrement introuvable.|El registro no existe.|\
Der Datensatz wurde nicht gefunden.
entityInUse|The record is in use.|L'enregistrement est utilisé.|El registro está en uso.|\
Der Datensatz wird verwendet.
authorizationPolicy|You are not allowed to do this.|Vous n'y êtes pas autorisé.|No tiene \
autorización.|Dazu sind Sie nicht berechtigt.
authorizationFeature|This is not part of your edition.|Cette fonction n'est pas incluse.|Esta \
función no está incluida.|Diese Funktion ist nicht enthalten.
unknownActionNames|Unknown actions.|Actions inconnues.|Acciones desconocidas.|Unbekannte Aktionen.
documentTypeNotAllowed|The document type is not allowed here.|Ce type de document n'est pas \
autorisé.|El tipo de documento no está permitido.|Dieser Dokumenttyp ist nicht erlaubt.
countryNotFound|There is no such country.|Pays introuvable.|El país no existe.|Das Land wurde \
nicht gefunden.
accountingAccountIsMandatory|An accounting account must be given.|Le compte comptable est \
obligatoire.|La cuenta contable es obligatoria.|Ein Konto muss angegeben werden.
accountingAccountNotAllowed|The accounting account is of another kind.|Ce compte comptable \
n'est pas du bon type.|La cuenta contable no es del tipo adecuado.|Das Konto ist von anderer \
Art.
codeOutOfRange|The code lies outside its range.|Le code est hors de sa plage.|El código está \
fuera de su rango.|Der Code liegt außerhalb seines Bereichs.
fieldCannotBeModified|The field cannot be changed.|Ce champ n'est pas modifiable.|El campo no \
se puede modificar.|Das Feld kann nicht geändert werden.
fieldHasInvalidCharacters|A text has characters that cannot be stored.|Un texte contient des \
caractères interdits.|Un texto tiene caracteres no válidos.|Ein Text hat ungültige Zeichen.
fieldIsMandatory|The field is mandatory.|Ce champ est obligatoire.|El campo es obligatorio.|Das \
Feld ist ein Pflichtfeld.
invalidDocumentId|The document id is not valid.|Ce numéro d'identification n'est pas valide.|El \
número de documento no es válido.|Die Dokumentnummer ist ungültig.
invalidValue|A value is not valid.|Une valeur n'est pas valide.|Un valor no es válido.|Ein Wert \
ist ungültig.
nameAlreadyExistInOrganization|The name exists already.|Ce nom existe déjà.|El nombre ya \
existe.|Diesen Namen gibt es bereits.
onlyOneRemainingAmountAllowed|Only one line may take the rest.|Une seule ligne peut prendre le \
solde.|Solo una línea puede tomar el resto.|Nur eine Zeile darf den Rest nehmen.
paymentTermLineOrderAlreadyExist|Another line has that order.|Une autre ligne a cet ordre.|Otra \
línea tiene ese orden.|Eine andere Zeile hat diese Reihenfolge.
percentagesExceedTotal|The percentages exceed 100.|Les pourcentages dépassent 100.|Los \
porcentajes superan 100.|Die Prozentsätze übersteigen 100.
remainingAmountMustBeLast|The line that takes the rest must have the order 9999.|La ligne du \
solde doit avoir l'ordre 9999.|La línea del resto debe tener el orden 9999.|Die Zeile mit dem \
Rest muss die Reihenfolge 9999 haben.
thirdPayerCannotBeItself|Nobody is a third payer for themselves.|Le tiers payeur doit être un \
autre.|El tercero pagador debe ser otro.|Der Zahler muss ein anderer sein.
tooManyItems|There are too many items.|Il y a trop d'éléments.|Hay demasiados elementos.|Es \
sind zu viele Einträge.
valueOutOfRange|A value is out of range.|Une valeur est hors limites.|Un valor está fuera de \
los límites.|Ein Wert liegt außerhalb der Grenzen.
vatNumberIsMandatory|A VAT number must be given.|Le numéro de TVA est obligatoire.|El NIF/IVA \
es obligatorio.|Eine Umsatzsteuer-ID muss angegeben werden.
invalidVatNumber|The VAT number is not valid.|Ce numéro de TVA n'est pas valide.|El NIF/IVA no \
es válido.|Die Umsatzsteuer-ID ist ungültig.
fieldMaxLengthExceeded|A text is too long.|Un texte est trop long.|Un texto es demasiado largo.|\
Ein Text ist zu lang.
"""


def _table(text: str) -> dict[str, dict[str, str]]:
    rows = (line.split("|") for line in text.splitlines())
    return {key: dict(zip(LANGUAGES, labels, strict=True)) for key, *labels in rows}


_WORD_LABELS: Final = _table(_WORDS)
_ERROR_LABELS: Final = {
    f"global.businessErrors.{key}": labels for key, labels in _table(_ERRORS).items()
} | _table("""\
sales.businessErrors.codeCannotContainBlankSpaces|A code may hold letters and digits only.|Le code \
ne peut contenir que des lettres et des chiffres.|El código solo puede contener letras y números.|\
Ein Code darf nur Buchstaben und Ziffern enthalten.
""")


_VAT_KEY: Final = re.compile(r"global\.businessErrors\.invalid[A-Z]{2}VatNumber")
"""One for each country, such as ``invalidESVatNumber``."""


def is_action(name: str) -> bool:
    """Tell whether a user may be asked about it."""
    return name in ACTIONS


def enum_labels(name: str, language: str) -> list[tuple[str, str]] | None:
    """The words of an enumeration with their labels; nothing for an unknown one."""
    enum = ENUMS.get(name)
    if enum is None:
        return None
    words = dict.fromkeys(word for _, word in enum.words)
    return [(word, _WORD_LABELS[word][language]) for word in words]


def error_label(key: str, language: str) -> str | None:
    """What an error means; nothing for an unknown one."""
    key = _VAT_KEY.sub("global.businessErrors.invalidVatNumber", key)
    return _ERROR_LABELS.get(key, {}).get(language)
