"""Names that look alike never merge: states, their namesakes, and things that are no states."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))
import real_model

from kg.model import Document

# text, what must be there, what must not
PAIRS = [
    ("Austria recalled its envoy from Canberra.", {"state/AUT"}, set()),
    ("Australia recalled its envoy from Vienna, where the Austrian chancellor spoke.", {"state/AUS"}, set()),
    ("Austria joined the pact on Friday.", {"state/AUT"}, {"state/AUS"}),
    ("Australia joined the pact on Friday.", {"state/AUS"}, {"state/AUT"}),
    ("Niger expelled the French ambassador.", {"state/NER"}, {"state/NGA"}),
    ("Nigeria expelled the French ambassador.", {"state/NGA"}, {"state/NER"}),
    ("Gunmen killed nine villagers in Nigeria's Niger state.", {"state/NGA"}, {"state/NER"}),
    ("Slovakia closed its embassy in Minsk.", {"state/SVK"}, {"state/SVN"}),
    ("Slovenia closed its embassy in Minsk.", {"state/SVN"}, {"state/SVK"}),
    ("The Democratic Republic of the Congo accused Rwanda of lying.", {"state/COD"}, {"state/COG"}),
    ("The Republic of the Congo accused Gabon of lying.", {"state/COG"}, {"state/COD"}),
    ("North Korea fired two missiles.", {"state/PRK"}, {"state/KOR"}),
    ("South Korea fired two missiles.", {"state/KOR"}, {"state/PRK"}),
    ("Georgia accused Moscow of moving the fence.", {"state/GEO"}, set()),
    ("Two people drowned near Savannah, Georgia, the sheriff said.", set(), {"state/GEO"}),
    ("A court in Atlanta blocked Georgia's new voting law.", set(), {"state/GEO"}),
    ("Jordan summoned the Israeli envoy.", {"state/JOR"}, set()),
    ("Michael Jordan sold his team, and Jordan said he was glad.", {"person/michael-jordan"}, {"state/JOR"}),
    ("Chad closed its border with Sudan.", {"state/TCD", "state/SDN"}, set()),
    ("Chad Kroeger, a farmer, said he had seen nothing.", {"person/chad-kroeger"}, {"state/TCD"}),
    ("Turkey rejected the offer.", {"state/TUR"}, set()),
    ("Families ate turkey and pumpkin pie in Ohio.", set(), {"state/TUR"}),
    ("Guinea suspended the constitution.", {"state/GIN"}, {"state/GNB", "state/GNQ", "state/PNG"}),
    ("Equatorial Guinea suspended the constitution.", {"state/GNQ"}, {"state/GIN"}),
    ("Guinea-Bissau suspended the constitution.", {"state/GNB"}, {"state/GIN"}),
    ("Papua New Guinea suspended the constitution.", {"state/PNG"}, {"state/GIN"}),
    ("Dominica asked for aid.", {"state/DMA"}, {"state/DOM"}),
    ("The Dominican Republic asked for aid.", {"state/DOM"}, {"state/DMA"}),
    ("Mali froze the accounts of the company.", {"state/MLI"}, {"state/MWI"}),
    ("Malawi froze the accounts of the company.", {"state/MWI"}, {"state/MLI"}),
    ("Iran denied the report.", {"state/IRN"}, {"state/IRQ"}),
    ("Iraq denied the report.", {"state/IRQ"}, {"state/IRN"}),
    ("South Sudan's army shelled the town.", {"force/SSD"}, {"state/SDN", "force/SDN"}),
    ("A bomb went off in Derry, Northern Ireland.", set(), {"state/IRL"}),
    ("Voters in New Mexico queued for hours.", set(), {"state/MEX"}),
    ("An earthquake struck Iran's East Azerbaijan province.", {"state/IRN"}, {"state/AZE"}),
    ("Peru's Congress voted to impeach the president.", {"body/PER/parliament"}, {"body/USA/congress"}),
    ("Lebanese soldiers were sent to Tripoli after the clashes.", {"force/LBN"}, {"state/LBY"}),
    ("A student was found dead in Athens, Georgia.", set(), {"state/GRC", "state/GEO"}),
]


@pytest.mark.parametrize(("text", "there", "absent"), PAIRS, ids=[text[:40] for text, _, _ in PAIRS])
def test_look_alikes(text: str, there: set[str], absent: set[str]) -> None:
    record = real_model.extractor().extract(Document("d", text))
    found = {e.id for e in record.entities}
    assert there <= found
    assert not absent & found


@pytest.mark.parametrize(
    ("text", "date", "there", "absent"),
    [
        ("Moscow recalled its troops from Hungary.", "1990-03-11", "state/SUN", "state/RUS"),
        ("Moscow recalled its troops from Chechnya.", "1996-03-11", "state/RUS", "state/SUN"),
        ("Belgrade rejected the ultimatum.", "1999-03-20", "state/YUG", "state/SRB"),
        ("Belgrade rejected the ultimatum.", "2019-03-20", "state/SRB", "state/YUG"),
        ("Zaire asked for help, and Kinshasa named its envoy.", "1996-11-02", "state/ZAR", "state/COD"),
    ],
)
def test_a_capital_stands_for_the_state_of_its_time(text: str, date: str, there: str, absent: str) -> None:
    record = real_model.extractor().extract(Document("d", text, published=date))
    found = {e.id for e in record.entities}
    assert there in found
    assert absent not in found
