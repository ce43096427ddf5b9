"""What made-up addresses and persons are made of, by country."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Place:
    """A country as far as making things up goes.

    Attributes:
        currency: Three letters of ISO 4217.
        cities: Postal code and name.
        streets: With a blank for the house number.
        first_names, last_names: Common ones.
        phone: A range kept for fiction; each ``#`` is any digit. The British one where the
            country keeps none.
    """

    currency: str
    cities: tuple[tuple[str, str], ...]
    streets: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    phone: str = "+44 1632 960###"


def _place(  # noqa: PLR0913, PLR0917  # one line of a table each
    currency: str,
    cities: str,
    streets: str,
    first: str,
    last: str,
    phone: str = "+44 1632 960###",
) -> Place:
    pairs = (each.strip().partition(": ") for each in cities.split(","))
    return Place(
        currency,
        tuple((code, name) for code, _, name in pairs),
        tuple(each.strip() for each in streets.split(",")),
        tuple(first.split()),
        tuple(last.split()),
        phone,
    )


_DE_NAMES: Final = (
    "Anna Jonas Lea Felix Marie Paul Sophie Lukas Clara Moritz Greta Emil",
    "Berger Krause Vogel Lindner Seidel Brandt Pohl Ritter Winkler Kessler Thoma Arnold",
)
_FR_NAMES: Final = (
    "Camille Hugo Chloé Léon Manon Jules Inès Arthur Élise Théo Margaux Noé",
    "Lambert Mercier Faure Garnier Chevalier Blanchard Renaud Marchand Dufour Perrin Morel Picard",
)

PLACES: Final[dict[str, Place]] = {
    "AT": _place(
        "EUR",
        "1010: Wien, 8010: Graz, 4020: Linz, 5020: Salzburg",
        "Hauptstraße {}, Bahnhofstraße {}, Lindengasse {}",
        *_DE_NAMES,
    ),
    "BE": _place(
        "EUR",
        "1000: Bruxelles, 2000: Antwerpen, 9000: Gent, 4000: Liège",
        "Kerkstraat {}, Rue de la Gare {}, Stationsstraat {}",
        "Louise Lucas Emma Arthur Julie Thomas Elise Bram Noor Victor",
        "Peeters Janssens Maes Jacobs Willems Claes Goossens Dubois Lambert Leclercq",
    ),
    "CH": _place(
        "CHF",
        "8001: Zürich, 3011: Bern, 1204: Genève, 4051: Basel",
        "Bahnhofstrasse {}, Seestrasse {}, Rue du Lac {}",
        *_DE_NAMES,
    ),
    "CZ": _place(
        "CZK",
        "110 00: Praha, 602 00: Brno, 702 00: Ostrava",
        "Nádražní {}, Školní {}, Zahradní {}",
        "Tereza Jakub Eliška Jan Adéla Tomáš Anna Matyáš Klára Vojtěch",
        "Novák Dvořák Černý Procházka Kučera Veselý Horák Němec Marek Pospíšil",
    ),
    "DE": _place(
        "EUR",
        "10115: Berlin, 20095: Hamburg, 80331: München, 50667: Köln, 04109: Leipzig",
        "Hauptstraße {}, Gartenstraße {}, Am Markt {}, Industriestraße {}",
        *_DE_NAMES,
        "+49 30 23125###",
    ),
    "DK": _place(
        "DKK",
        "1050: København K, 8000: Aarhus C, 5000: Odense C, 9000: Aalborg, 6700: Esbjerg",
        "Vestergade {}, Nørregade {}, Havnevej {}, Industrivej {}, Søndergade {}",
        "Ida Emil Freja William Sofie Oscar Karla Malthe Astrid Søren Åse Jørgen",
        "Holm Krogh Lund Møller Bach Friis Dahl Skov Kjær Østergaard Bjerre Thomsen",
    ),
    "EE": _place(
        "EUR",
        "10111: Tallinn, 51003: Tartu, 80010: Pärnu",
        "Pikk {}, Tartu maantee {}, Kooli {}",
        "Mari Jaan Liis Andres Kadri Toomas Piret Rasmus",
        "Tamm Saar Sepp Mägi Kask Kukk Rebane Ilves",
    ),
    "ES": _place(
        "EUR",
        "28001: Madrid, 08001: Barcelona, 46001: Valencia, 41001: Sevilla",
        "Calle Mayor {}, Avenida de la Estación {}, Calle del Puerto {}",
        "Lucía Hugo Carmen Mateo Elena Pablo Inés Álvaro Nuria Iñaki",
        "Navarro Iglesias Cano Prieto Vidal Campos Ibáñez Peña Soler Muñoz",
    ),
    "FI": _place(
        "EUR",
        "00100: Helsinki, 20100: Turku, 33100: Tampere, 90100: Oulu",
        "Asematie {}, Kauppakatu {}, Rantatie {}",
        "Aino Eero Helmi Onni Venla Väinö Saara Juho Emilia Mikko",
        "Korhonen Mäkinen Nieminen Laine Heikkinen Koskinen Järvinen Lehtonen",
    ),
    "FR": _place(
        "EUR",
        "75001: Paris, 69001: Lyon, 13001: Marseille, 31000: Toulouse, 59000: Lille",
        "{} rue de la Gare, {} avenue du Port, {} place du Marché, {} rue des Écoles",
        *_FR_NAMES,
        "+33 1 99 00 ## ##",
    ),
    "GB": _place(
        "GBP",
        "EC1A 1BB: London, M1 1AE: Manchester, B1 1BB: Birmingham, G1 1XQ: Glasgow",
        "{} High Street, {} Station Road, {} Mill Lane, {} Church Street",
        "Amelia Oliver Grace Harry Poppy George Evie Arthur Florence Callum",
        "Barker Fletcher Hughes Porter Sutton Whitfield Ellis Marsh Doyle Ashworth",
    ),
    "GR": _place(
        "EUR",
        "105 57: Athina, 546 24: Thessaloniki, 262 21: Patra",
        "Ermou {}, Stadiou {}, Egnatia {}",
        "Eleni Giorgos Sofia Nikos Katerina Dimitris Anna Kostas",
        "Papadakis Nikolaou Georgiou Vlachos Dimou Karras Makris Pappas",
    ),
    "IE": _place(
        "EUR",
        "D01 F5P2: Dublin, T12 X70A: Cork, H91 E2K1: Galway",
        "{} Main Street, {} Bridge Street, {} Quay Road",
        "Aoife Conor Saoirse Seán Niamh Cian Ciara Oisín",
        "Byrne Nolan Keane Foley Daly Quinn Brennan O'Shea",
        "+353 20 91# ####",
    ),
    "IT": _place(
        "EUR",
        "00184: Roma, 20121: Milano, 10121: Torino, 40121: Bologna",
        "Via Roma {}, Via Garibaldi {}, Corso Italia {}",
        "Giulia Leonardo Chiara Matteo Sara Lorenzo Elisa Niccolò",
        "Ferrari Gallo Conti Greco Marini Rinaldi Fabbri De-Santis",
    ),
    "LU": _place(
        "EUR",
        "L-1116: Luxembourg, L-4004: Esch-sur-Alzette, L-9001: Ettelbruck",
        "{} rue de la Gare, {} Grand-Rue, {} route d'Arlon",
        *_FR_NAMES,
    ),
    "NL": _place(
        "EUR",
        "1012 AB: Amsterdam, 3011 AA: Rotterdam, 3511 AA: Utrecht, 5611 AA: Eindhoven",
        "Dorpsstraat {}, Kerkstraat {}, Havenweg {}, Molenlaan {}",
        "Sanne Daan Fleur Bram Lotte Jesse Femke Thijs Maud Ruben",
        "Vermeer Kuipers Hendriks Bosman Postma Visscher Dekker Mulder Smits Kok",
    ),
    "NO": _place(
        "NOK",
        "0150: Oslo, 5003: Bergen, 7010: Trondheim, 4006: Stavanger",
        "Storgata {}, Kirkeveien {}, Havnegata {}, Skolegata {}",
        "Nora Jakob Ingrid Magnus Solveig Henrik Kari Sondre Åse Øyvind",
        "Haugen Moen Strand Solberg Bakken Lie Nygård Eide Sæther Fossum",
    ),
    "PL": _place(
        "PLN",
        "00-001: Warszawa, 31-001: Kraków, 50-001: Wrocław, 80-001: Gdańsk",
        "ul. Długa {}, ul. Szkolna {}, ul. Polna {}, ul. Kościelna {}",
        "Zofia Antoni Hanna Szymon Maja Filip Agnieszka Łukasz Ewa Stanisław",
        "Wójcik Mazur Krawczyk Zając Król Wróbel Dudek Stępień Górski Sikora",
    ),
    "PT": _place(
        "EUR",
        "1100-048: Lisboa, 4000-322: Porto, 3000-150: Coimbra",
        "Rua Direita {}, Avenida da Liberdade {}, Rua do Porto {}",
        "Matilde Tomás Beatriz Duarte Leonor Gonçalo Inês Afonso",
        "Carvalho Fonseca Tavares Pinto Leite Moura Antunes Simões",
    ),
    "SE": _place(
        "SEK",
        "111 20: Stockholm, 411 06: Göteborg, 211 20: Malmö, 753 20: Uppsala",
        "Storgatan {}, Kyrkogatan {}, Hamngatan {}, Industrigatan {}",
        "Alma Elias Maja Oskar Astrid Hugo Saga Axel Linnéa Björn",
        "Lindqvist Sandberg Ekström Norberg Wikström Åkesson Öberg Holmgren",
        "+46 8 465 004##",
    ),
}
