"""What people call the columns, in eight languages; case, accents and punctuation do not matter."""

from typing import Final

LANGUAGES: Final = {
    "en": "English",
    "da": "Danish",
    "nb": "Norwegian",
    "nl": "Dutch",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "pl": "Polish",
}

_WORDS: Final = """\
uuid
  en: uuid, guid
external_key
  en: external key, external id, id, key, record id, source id, foreign key
  da: ekstern nøgle, eksternt id, nøgle
  nb: ekstern nøkkel, ekstern id, nøkkel
  nl: externe sleutel, extern id, sleutel
  de: externer Schlüssel, externe ID, Schlüssel
  fr: clé externe, identifiant externe, identifiant
  es: clave externa, id externo, identificador
  pl: klucz zewnętrzny, identyfikator zewnętrzny, identyfikator
party_role
  en: party role
number
  en: number, no, no., nr, customer number, customer no, customer no., customer id, \
supplier number, supplier no, vendor number, vendor no, employee number, employee no, \
debtor number, creditor number, client number, debtor no, contact number
  da: nummer, kundenummer, kundenr, kunde nr, leverandørnummer, leverandørnr, \
medarbejdernummer, medarbejdernr, debitornummer, debitornr, kreditornummer, kreditornr
  nb: kundenummer, kundenr, leverandørnummer, leverandørnr, ansattnummer, ansattnr
  nl: nummer, klantnummer, klantnr, klant nr, relatienummer, debiteurnummer, debiteurennummer, \
leveranciersnummer, leveranciernummer, crediteurnummer, crediteurennummer, personeelsnummer, \
medewerkernummer
  de: Nummer, Kundennummer, Kundennr, Kunden-Nr., Kd-Nr, Debitorennummer, Debitorennr, \
Lieferantennummer, Lieferantennr, Kreditorennummer, Kreditorennr, Personalnummer, Personalnr
  fr: numéro, n°, numéro client, numéro de client, n° client, no client, numéro fournisseur, \
numéro de fournisseur, n° fournisseur, matricule
  es: número, número de cliente, nº cliente, n.º de cliente, núm. cliente, número cliente, \
número de proveedor, nº proveedor, número proveedor, número de empleado
  pl: numer, nr klienta, numer klienta, numer kontrahenta, nr kontrahenta, numer dostawcy, \
nr dostawcy, numer pracownika, nr pracownika
code
  en: code, customer code, client code, supplier code
  da: kode, kundekode
  nb: kundekode
  nl: code, klantcode, relatiecode, debiteurcode
  de: Code, Kürzel, Kundenkürzel
  fr: code, code client, code tiers, code fournisseur
  es: código, código cliente, código de cliente, código proveedor, código de proveedor
  pl: kod, kod klienta, kod kontrahenta
name
  en: name, full name, company, company name, customer, customer name, client, client name, \
supplier, supplier name, vendor, vendor name, organisation, organization, organisation name, \
organization name, display name, employee name, business name
  da: navn, fulde navn, firma, firmanavn, virksomhed, virksomhedsnavn, kunde, kundenavn, \
leverandør, leverandørnavn, medarbejder
  nb: navn, fullt navn, selskap, selskapsnavn, bedrift, bedriftsnavn, foretaksnavn, kunde, \
kundenavn, leverandør, leverandørnavn, ansatt
  nl: naam, volledige naam, bedrijf, bedrijfsnaam, klant, klantnaam, relatie, relatienaam, \
leverancier, leveranciersnaam, organisatie, medewerker, debiteur
  de: Name, vollständiger Name, Firma, Firmenname, Firmierung, Unternehmen, Kunde, Kundenname, \
Lieferant, Lieferantenname, Mitarbeiter
  fr: nom complet, raison sociale, dénomination, dénomination sociale, société, entreprise, \
client, nom du client, nom client, fournisseur, nom du fournisseur, intitulé, salarié, \
nom ou raison sociale
  es: nombre completo, razón social, nombre o razón social, denominación social, denominación, \
empresa, sociedad, nombre de la empresa, cliente, nombre del cliente, proveedor, \
nombre del proveedor, empleado, nombre fiscal
  pl: nazwa, pełna nazwa, nazwa firmy, firma, klient, nazwa klienta, kontrahent, \
nazwa kontrahenta, dostawca, nazwa dostawcy, imię i nazwisko, pracownik
first_name
  en: first name, firstname, given name, forename
  da: fornavn
  nb: fornavn
  nl: voornaam
  de: Vorname
  fr: prénom
  es: nombre de pila
  pl: imię
last_name
  en: last name, lastname, surname, family name
  da: efternavn
  nb: etternavn
  nl: achternaam, familienaam
  de: Nachname, Familienname
  fr: nom de famille
  es: apellido, apellidos
  pl: nazwisko
is_person
  en: is person, person, private person, is private
  da: privatperson, er person
  nb: privatperson, er person
  nl: particulier, is persoon
  de: Privatperson, ist Person
  fr: particulier, personne physique
  es: particular, persona física
  pl: osoba fizyczna, osoba prywatna
legal_name
  en: legal name, registered name
  da: juridisk navn
  nb: juridisk navn
  nl: statutaire naam, juridische naam
  de: rechtlicher Name
  fr: nom légal
  es: nombre legal
  pl: nazwa prawna
trade_name
  en: trade name, trading name, trading as
  da: binavn, handelsnavn
  nb: handelsnavn
  nl: handelsnaam
  de: Handelsname
  fr: nom commercial, enseigne
  es: nombre comercial
  pl: nazwa handlowa
street
  en: address, street, address 1, address line 1, street address, street name, postal address, \
mailing address, billing street, billing address
  da: adresse, adresse 1, vej, gade, vejnavn, gadenavn, postadresse
  nb: adresse, adresse 1, gate, gateadresse, postadresse
  nl: adres, adres 1, straat, straatnaam, postadres, adresregel 1
  de: Adresse, Anschrift, Straße, Strasse, Straße und Hausnummer, Adresse 1, Adresszeile 1
  fr: adresse, adresse 1, rue, voie, adresse postale, adresse ligne 1
  es: dirección, dirección 1, calle, domicilio, dirección postal
  pl: adres, adres 1, ulica, ulica i numer
street_extra
  en: address 2, address line 2, street 2
  da: adresse 2, c/o
  nb: adresse 2
  nl: adres 2, adresregel 2, toevoeging
  de: Adresse 2, Adresszusatz, Adresszeile 2
  fr: adresse 2, complément d'adresse, adresse ligne 2
  es: dirección 2, complemento de dirección
  pl: adres 2, dodatkowe dane adresowe
postal_code
  en: zip, zip code, postal code, postcode, post code, billing zip
  da: postnummer, postnr
  nb: postnummer, postnr
  nl: postcode
  de: PLZ, Postleitzahl
  fr: code postal, cp
  es: código postal, cp, c.p.
  pl: kod pocztowy
city
  en: city, town, locality, billing city
  da: by, bynavn
  nb: sted, poststed
  nl: plaats, woonplaats, vestigingsplaats, stad
  de: Ort, Stadt, Wohnort
  fr: ville, commune, localité
  es: ciudad, población, localidad, municipio
  pl: miasto, miejscowość
province
  en: province, state, region, county, state or province
  da: region
  nb: fylke
  nl: provincie, regio
  de: Bundesland, Kanton, Region
  fr: province, région, département
  es: provincia, región, comunidad autónoma
  pl: województwo
country
  en: country, country code, nation, billing country
  da: land, landekode
  nb: land, landkode
  nl: land, landcode
  de: Land, Ländercode, Staat, Länderkennzeichen
  fr: pays, code pays
  es: país, código de país, código país
  pl: kraj, państwo, kod kraju
address_country
  en: address country
email
  en: e-mail, email address, mail, mail address
  da: e-mail, e-mailadresse, mailadresse
  nb: e-post, e-postadresse, epost
  nl: e-mail, e-mailadres, mailadres
  de: E-Mail, E-Mail-Adresse, Mailadresse
  fr: e-mail, courriel, adresse e-mail, adresse électronique, mél
  es: correo, correo electrónico, e-mail, dirección de correo electrónico
  pl: e-mail, adres e-mail, poczta elektroniczna
phone
  en: phone, phone number, telephone, telephone number, tel, landline, business phone
  da: telefon, telefonnummer, tlf, tlf nr, fastnet
  nb: telefon, telefonnummer, tlf
  nl: telefoon, telefoonnummer, tel
  de: Telefon, Telefonnummer, Tel, Rufnummer, Festnetz
  fr: téléphone, numéro de téléphone, tél, tél fixe
  es: teléfono, número de teléfono, tel, tfno, teléfono fijo
  pl: telefon, numer telefonu, tel, telefon stacjonarny
mobile
  en: mobile, mobile phone, mobile number, cell, cell phone, cellphone
  da: mobil, mobiltelefon, mobilnummer
  nb: mobil, mobiltelefon, mobilnummer
  nl: mobiel, mobiele telefoon, mobiel nummer, gsm
  de: Mobil, Mobiltelefon, Handy, Mobilnummer, Handynummer
  fr: mobile, portable, téléphone portable, téléphone mobile
  es: móvil, teléfono móvil, celular
  pl: telefon komórkowy, komórka, numer komórkowy
website
  en: website, web site, web, homepage, url, internet
  da: hjemmeside, webside
  nb: hjemmeside, nettside, nettsted
  nl: website, webadres, internetadres
  de: Webseite, Website, Internetseite, Homepage
  fr: site web, site internet, site
  es: sitio web, página web, web
  pl: strona internetowa, strona www, witryna, www
company_number
  en: company number, company no, registration number, company registration number, \
organisation number, organization number, business id, tax id, tax number, coc number, \
company id
  da: cvr, cvr-nr, cvr-nummer, cvrnr, se-nr, virksomhedsnummer
  nb: org.nr, orgnr, organisasjonsnummer, org nummer, foretaksnummer
  nl: kvk, kvk-nummer, kvk nr, kamer van koophandel, ondernemingsnummer
  de: Steuernummer, Handelsregisternummer, HRB, Registernummer, Steuer-ID, Steuer-Nr
  fr: siren, siret, n° siren, n° siret, numéro siren, numéro siret, rcs
  es: nif, cif, nie, nif/cif, cif/nif, número fiscal, número de identificación fiscal
  pl: nip, numer nip, regon, krs, numer rejestrowy
vat_number
  en: vat, vat number, vat no, vat id, vat registration number, eu vat number, vat reg no
  da: momsnummer, momsnr, moms-nr, se-nummer
  nb: mva-nummer, mva nr, mvanummer
  nl: btw, btw-nummer, btw nr, btw-id, btw-identificatienummer
  de: USt-IdNr, USt-ID, UStID, Umsatzsteuer-ID, Umsatzsteuer-Identifikationsnummer, UID, \
Mehrwertsteuernummer
  fr: tva, n° tva, numéro de tva, n° de tva, numéro tva, tva intracommunautaire, \
n° tva intracommunautaire, numéro de tva intracommunautaire
  es: iva, número de iva, nif-iva, nif iva, nif intracomunitario, número iva, \
vat intracomunitario
  pl: nip ue, vat ue, numer vat, nip europejski, nip eu
lei
  en: lei, lei code, legal entity identifier
gln
  en: gln, ean, ean number, gln number, global location number, ean location number
  da: ean-nummer, ean-nr, ean lokationsnummer, gln-nummer
currency
  en: currency, currency code
  da: valuta, valutakode
  nb: valuta, valutakode
  nl: valuta, munt, valutacode
  de: Währung, Währungscode
  fr: devise, monnaie, code devise
  es: moneda, divisa, código de moneda
  pl: waluta, kod waluty
payment_days
  en: payment days, payment terms (days), due days, credit days, days to pay, \
payment term days, net days
  da: betalingsfrist, betalingsdage, kreditdage
  nb: betalingsfrist, forfallsdager, kredittdager
  nl: betalingstermijn, betaaltermijn, betalingsdagen
  de: Zahlungsziel, Zahlungsfrist, Zahlungstage, Zahlungsziel (Tage)
  fr: délai de paiement, jours de paiement, délai de règlement
  es: días de pago, plazo de pago
  pl: termin płatności, dni płatności, termin zapłaty
payment_term
  en: payment term, payment term number
group
  en: group, group number, customer group number, customer group, debtor group
  da: gruppe, kundegruppe, debitorgruppe, kundegruppenummer
  nb: gruppe, kundegruppe
  nl: groep, klantgroep, debiteurgroep
  de: Gruppe, Kundengruppe, Debitorengruppe
  fr: groupe, groupe de clients, groupe client
  es: grupo, grupo de clientes
  pl: grupa, grupa klientów, grupa kontrahentów
groups
  en: groups, category, categories, segment, tags, labels
  da: grupper, kategori, kategorier
  nb: grupper, kategori, kategorier
  nl: groepen, categorie, categorieën
  de: Gruppen, Kategorie, Kategorien
  fr: groupes, catégorie, catégories
  es: grupos, categoría, categorías
  pl: grupy, kategoria, kategorie
vat_zone
  en: vat zone, vat zone number
  da: momszone
  nl: btw-zone
discount_percent
  en: discount, discount percent, discount %, discount percentage
  da: rabat, rabat %, rabatprocent
  nb: rabatt, rabatt %, rabattprosent
  nl: korting, korting %, kortingspercentage
  de: Rabatt, Rabatt %, Rabattsatz
  fr: remise, remise %, taux de remise
  es: descuento, descuento %, porcentaje de descuento
  pl: rabat %, upust
credit_maximum
  en: credit limit, credit maximum, credit max, max credit
  da: kreditmaksimum, kreditmax, kreditgrænse
  nb: kredittgrense, kredittlimit
  nl: kredietlimiet
  de: Kreditlimit, Kreditrahmen
  fr: plafond de crédit, encours autorisé, limite de crédit
  es: límite de crédito, riesgo máximo
  pl: limit kredytowy, limit kredytu
standing
  en: standing
external_reference
  en: external reference
iban
  en: iban, iban number, iban no
bic
  en: bic, swift, bic/swift, swift/bic, swift code, bic code
bank_account
  en: bank account, bank account number, account no
  da: kontonummer, bankkonto, kontonr
  nb: kontonummer, bankkonto, bankkontonummer, kontonr
  nl: bankrekening, rekeningnummer, bankrekeningnummer
  de: Kontonummer, Bankkonto, Kontonr
  fr: compte bancaire, numéro de compte, n° de compte
  es: cuenta bancaria, número de cuenta, nº de cuenta, ccc
  pl: konto bankowe, numer konta, numer rachunku, rachunek bankowy
bank_code
  en: bank code, sort code, routing number, clearing number, clearing code
  da: registreringsnummer, reg nr, reg.nr.
  nl: bankcode
  de: BLZ, Bankleitzahl
  fr: code banque
  es: código de banco
  pl: kod banku
contact_person
  en: contact person, contact, contact name, attention, attn
  da: kontaktperson, kontakt, att, attention
  nb: kontaktperson, kontakt
  nl: contactpersoon, contact, t.a.v.
  de: Ansprechpartner, Kontaktperson, Kontakt, z.Hd.
  fr: personne de contact, contact, interlocuteur
  es: persona de contacto, contacto
  pl: osoba kontaktowa, osoba do kontaktu, kontakt
contact_email
  en: contact email, contact person email
  da: kontaktperson e-mail
  nl: e-mail contactpersoon
  de: E-Mail Ansprechpartner
  fr: e-mail du contact
  es: correo de contacto
  pl: e-mail osoby kontaktowej
contact_phone
  en: contact phone, contact person phone
  da: kontaktperson telefon
  nl: telefoon contactpersoon
  de: Telefon Ansprechpartner
  fr: téléphone du contact
  es: teléfono de contacto
  pl: telefon osoby kontaktowej
language
  en: language, language code
  da: sprog
  nb: språk
  nl: taal
  de: Sprache
  fr: langue
  es: idioma
  pl: język
activity_code
  en: activity code, industry code, nace, sic code
  da: branchekode
  nb: næringskode
  nl: sbi, sbi-code
  de: Branchencode, WZ-Code
  fr: naf, ape, code naf, code ape
  es: cnae
  pl: pkd
notes
  en: notes, note, comments, comment, remarks, remark, memo, description
  da: noter, bemærkninger, bemærkning, kommentar, kommentarer
  nb: notater, merknad, merknader, kommentar
  nl: notities, opmerkingen, opmerking
  de: Notizen, Bemerkung, Bemerkungen, Anmerkungen, Kommentar
  fr: notes, remarque, remarques, commentaire, commentaires, observations
  es: notas, observaciones, comentario, comentarios
  pl: notatki, uwagi, komentarz, opis
"""


def _parse() -> dict[str, dict[str, tuple[str, ...]]]:
    """Read the words above: column, then language, then names."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    column = ""
    for line in _WORDS.splitlines():
        if not line.startswith(" "):
            column = line
            found[column] = {}
        else:
            language, _, names = line.strip().partition(": ")
            found[column][language] = tuple(name.strip() for name in names.split(", "))
    return found


HEADERS: Final = _parse()
"""Names of each column by language."""
