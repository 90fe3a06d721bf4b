"""What is page furniture and what is news: lines of made-up pages with the habits of many kinds of sites."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from kg import furniture, resources
from kg.errors import TableError
from kg.furniture import KINDS, blocks, dateline

FURNITURE = """
14:05 GMT 3 May 2022
00:32 GMT17 May 2021
09:15 GMT 12.11.2020(Updated: 10:02 GMT 12.11.2020)
7:40 am EST, May 3, 2022
Get short URL
Listen Live
Watch live
Listen to this article · 4 min
Play video
Published 3 May 2022
First published on 3 May 2022 at 14:05 GMT
Published May 3, 2022 | Updated 3 hours ago
Updated: 2022-05-03 14:05
Last updated 3 hours ago
3 hours ago
5 min read
May 3, 2022
Tuesday, 3 May 2022, 14:05 (GMT+3)
May 2022
Share
Tweet
Copy link
Published: 3 May 2022 14:05 IST - NAIROBI
Keep reading
Print E-mail Telegram
12 shares
Share this article
Share on Facebook
FacebookTwitterTelegram
Facebook | X | WhatsApp | Email
Share: Facebook, Twitter and Telegram
Read more
» Read more »
Also read:
Related
Most read
More from World
___
More on this story
Editor's picks
Read more: Envoys meet in Oslo to end the border dispute.
ALSO READ | Army shells border town
See also: Rebels attack garrison
Read more about the talks
Continue reading
Learn more
Click here to read the full report
Next article
Back to top
- Advertisement -
ADVERTISEMENT
Article continues below advertisement
Sponsored content
Sign up for our newsletter
Sign up to the Morning Briefing and never miss a thing: free e-mails, daily.
Subscribe now
Log in
Become a member and support our work
Get the day's news in your inbox every morning
Follow us on Twitter
Follow The Fjord Post on Telegram and Instagram
Download our app for Android
Join our Telegram channel
12 Comments
Comments (3)
Leave a comment
Community standards
Community standardsDiscussion
Discussion
Join the conversation
To participate in the discussion log in or register
What do you think? Tell us below.
Spotted a typo? Select it and press Ctrl+Enter.
We use cookies to give you the best experience.
Accept all cookies
By continuing to use this site you agree to our use of cookies.
Privacy policy
Terms of use
Contact us
© 2022 The Fjord Post
Copyright 2022 Fjord Media Group
(c) Fjord Media
Fjord Media. All rights reserved. No part may be copied.
The views expressed in this article are the author's own.
The Fjord Post is not responsible for the content of external sites.
This article was originally published by The Fjord Post.
This story has been updated with comment from the ministry.
(Reporting by Jane Doe in Oslo; Editing by John Roe)
Reporting by Jane Doe and John Roe; Editing by Ann Poe.
With reporting by Reuters and AFP
Fjord Agency writer John Roe in Vik contributed to this report.
Written by Jane Doe
Source: Fjord News and agencies
With input from agencies
By Jane Doe
By Jane Doe, Reuters
BY JANE DOE AND JOHN ROE
By Jane van Doe in Oslo | The Fjord Post
By Our Special Correspondent
Diplomatic correspondent, Fjord News
Skip to main content
Menu
Change language
Home > News > Asia
Home » World
News > Middle East
World | Politics | Sport | Culture
Tags: Oslo, talks, border
Filed under: Diplomacy
World
Middle East
MIDDLE EAST
World News
Asia Pacific / Diplomacy
Europe, Politics & Business
(Photo by Jane Doe)
(Photo by Jane Doe/AFP via Getty Images)
(AP Photo/Jane Doe)
[Jane Doe/Reuters]
[File: Jane Doe/AFP]
REUTERS/Jane Doe
REUTERS/Jane Doe/File Photo
AFP / Jane DOE
Jane Doe/AFP/Getty Images
© AFP 2021 / Jane Doe
© REUTERS / JANE DOE
Photo: Jane Doe/Anadolu
Photo by Jane Doe
Credit: Jane Doe/Getty Images
Image source, Getty Images
(File photo)
File photo
""".strip().split("\n")

CAPTIONS = """
FILE PHOTO: Soldiers patrol the border near the village of Vik, May 2, 2022.
FILE - Soldiers patrol the border near the village of Vik.
Image caption, The two envoys had not met for nine years
Photo: Soldiers patrol the border near the village of Vik
In this photo released by the army, soldiers patrol the border near Vik.
This image taken from video shows a burning lorry.
A satellite image shows lorries near the border.
""".strip().split("\n")

HEADINGS = """
Minister vows no escalation with neighbour
Moscow Warns NATO
Ankara attacks
War in the north: what we know so far
By Refusing Aid, Moscow Snubs Kyiv
Back to War in Tigray
Search Continues for Survivors
Police detain editor
Share of the vote
Listen to the villagers, envoy tells army
Follow the money, prosecutors say
Sign of thaw as envoys meet
Live fire kills two
Analysis: why the talks failed
Washington, London Condemn Tehran
""".strip().split("\n")

PROSE = """
Listen, he said.
Listen live to the people, the bishop told the president.
Photo evidence shows that the shells came from the north.
Photos released by the army show a burning lorry.
Share prices fell after the attack.
Shares in the oil company fell on Monday.
Read more than forty pages of the report and you will find no proof, the envoy said.
Discussion of the ceasefire began on Monday.
Discussions are under way.
Comments by the minister angered Ankara.
Advertisement of weapons is banned.
Related charges were dropped.
Related parties signed the accord.
By Monday, troops had entered the town.
By using drones near the site, the army broke the accord.
Published on Monday, the report accuses the army of torture.
Updated maps show that the rebels hold the town.
Copyright law was changed in 2019.
Reporting by the newspaper showed that troops had left.
Reporting by Reuters showed that troops had left.
Source close to the ministry said the talks had failed.
The quake struck at 14:05 GMT 3 May 2022.
At 14:05 GMT 3 May 2022 the army opened fire, witnesses said.
May 3, 2022 was the day on which the war began.
World leaders condemned the attack.
Middle East envoys met in Oslo.
Home to two million people, the city was shelled for a week.
Follow-up talks will be held on Twitter Spaces, he said.
Credit agencies lowered the rating of Turkey.
Image is everything to the president.
Source: the minister himself. He told me so.
File charges or let him go, the court told the police.
More on this will be said on Monday, he added.
He said the following:
"We do not want war," he said,
and the minister agreed
AP and Reuters reporters were arrested in Minsk.
Log in the forest blocked the convoy.
Sign up 5,000 men by June, the general told the governors.
Subscribers were told that the channel was banned.
Cookies and rum were seized at the border.
This article was the reason for his arrest, his lawyer said.
The views expressed by Ankara differ from those of Moscow.
Contact between the two armies was lost on Monday.
Terms of the truce were not disclosed.
""".strip().split("\n")


def kinds(text: str, title: str | None = None) -> list[tuple[str, str]]:
    return [(text[b.start : b.end], b.kind) for b in blocks(text, title=title)]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture(line: str) -> None:
    assert {kind for _, kind in kinds(line)} == {"furniture"}


@pytest.mark.parametrize("line", CAPTIONS)
def test_caption(line: str) -> None:
    assert kinds(line) == [(line, "caption")]


@pytest.mark.parametrize("line", HEADINGS)
def test_heading(line: str) -> None:
    assert kinds(line) == [(line, "heading")]


@pytest.mark.parametrize("line", PROSE)
def test_news_that_looks_like_furniture(line: str) -> None:
    assert kinds(line) == [(line, "prose")]


RUN_TOGETHER = [
    ("The envoys met in Oslo. — AFP", ["The envoys met in Oslo.:c", "— AFP:f"]),
    ("00:32 GMT 17 May 2021Envoys meet in Oslo", ["00:32 GMT 17 May 2021:f", "Envoys meet in Oslo:h"]),
    ("Envoys meet in Oslo 00:32 GMT 17 May 2021", ["Envoys meet in Oslo:h", "00:32 GMT 17 May 2021:f"]),
    ("Listen Live Envoys meet in Oslo", ["Listen Live:f", "Envoys meet in Oslo:h"]),
    ("Get short URLThe envoys met in Oslo.", ["Get short URL:f", "The envoys met in Oslo.:p"]),
    ("The envoys met. Read more", ["The envoys met.:p", "Read more:f"]),
    ("“We met,” he said.” [Read more...]", ["“We met,” he said.”:p", "[Read more...]:f"]),
    ("AdvertisementThe envoys met.", ["Advertisement:f", "The envoys met.:p"]),
    ("Tanks near Vik © AFP 2021 / Jane Doe", ["Tanks near Vik:c", "© AFP 2021 / Jane Doe:f"]),
    ("Tanks roll into Vik. REUTERS/Jane Doe", ["Tanks roll into Vik.:c", "REUTERS/Jane Doe:f"]),
    ("Tanks roll into Vik [Jane Doe/Reuters]", ["Tanks roll into Vik:c", "[Jane Doe/Reuters]:f"]),
    (
        "WORLD NEWS MAY 3, 2022 / 2:05 PM / UPDATED 3 HOURS AGO",
        ["WORLD NEWS:f", "MAY 3, 2022 / 2:05 PM / UPDATED 3 HOURS AGO:f"],
    ),
    ("“We will stay,” he said. (Reporting by Jane Doe)", ["“We will stay,” he said.:p", "(Reporting by Jane Doe):f"]),
    (
        "© Fjord Agency. Soldiers patrol the border, May 3, 2022. REUTERS/Jane Doe",
        ["© Fjord Agency.:f", "Soldiers patrol the border, May 3, 2022.:c", "REUTERS/Jane Doe:f"],
    ),
    ("Smoke over Vik (file photo)", ["Smoke over Vik:c", "(file photo):f"]),
    ("Smoke over Vik. Photo: Jane Doe", ["Smoke over Vik.:c", "Photo: Jane Doe:f"]),
    (
        "Image copyright Getty ImagesImage caption The envoys had not met before",
        ["Image copyright Getty Images:f", "Image caption The envoys had not met before:c"],
    ),
    (
        "14:05 GMT 03.05.2022 (Updated: 15:00 GMT 03.05.2022) Get short URL OSLO (Fjord) - The envoys met.",
        [
            "14:05 GMT 03.05.2022 (Updated: 15:00 GMT 03.05.2022):f",
            "Get short URL:f",
            "OSLO (Fjord) - The envoys met.:p",
        ],
    ),
]


@pytest.mark.parametrize(("line", "parts"), RUN_TOGETHER)
def test_what_runs_together_is_taken_apart(line: str, parts: list[str]) -> None:
    assert [f"{words}:{kind[0]}" for words, kind in kinds(line)] == parts


PAGES = {
    "a wire agency's page": """
h Oslo and Vik sign border accord
f By Jane Doe, John Roe
f 3 Min Read
p OSLO (Fjord) - Oslo and Vik signed an accord on Tuesday.
c FILE PHOTO: The envoys shake hands in Oslo, May 2, 2022.
f REUTERS/Jane Doe/File Photo
p The accord ends nine years of dispute, officials said.
h WHAT COMES NEXT
p Talks resume in June.
f Reporting by Jane Doe; Editing by John Roe
f Our Standards: The Fjord Trust Principles.
""",
    "a broadcaster's page": """
h Border accord: Oslo and Vik end dispute
f By Jane Doe
f Fjord News, Oslo
f Published
f 3 May 2022
f Share
f Image source, EPA
c Image caption, The two envoys shook hands
p Oslo and Vik have signed an accord.
f Related Topics
f More on this story
f Vik recalls envoy
f Army shells border town
""",
    "a state agency's page": """
f Middle East
h Envoys meet in Oslo to end border dispute
f 00:32 GMT17 May 2021(Updated: 10:11 GMT 17 May 2021)
f Get short URL
f © Fjord Agency / Jane Doe
c The two envoys in Oslo
p OSLO (Fjord Agency) - The envoys met on Tuesday.
f © Fjord Agency / Jane Doe
f The two envoys in Oslo
p The minister told Radio Fjord that no troops would be sent.
f Related:
f Vik Recalls Envoy From Oslo
f Army Shells Border Town
f Community standardsDiscussion
f Tags
""",
    "a local paper's page": """
f Home
f World
f Politics
f Sport
f Obituaries
f Home » World
h Envoys meet in Oslo
f By Our Own Correspondent | May 3, 2022
p OSLO: The envoys met on Tuesday.
f ADVERTISEMENT
p They will meet again. “Soon,” one said.
f Oslo, Vik, Border Accord, Jane Roe
f 0 Comments
f Leave a comment
f © 2022 The Fjord Post. All rights reserved.
""",
}


@pytest.mark.parametrize("site", PAGES)
def test_pages(site: str) -> None:
    rows = [row.split(" ", 1) for row in PAGES[site].strip().split("\n")]
    text = "\n".join(words for _, words in rows)
    expected = [(words.strip(), next(k for k in KINDS if k[0] == letter)) for letter, words in rows]
    assert kinds(text) == expected


# Where blocks end


def test_a_blank_line_always_ends_a_block() -> None:
    text = "The envoy said on Monday that the army\n\nhad left the town.\r\n \t\r\nHe left."
    assert [words for words, _ in kinds(text)] == [
        "The envoy said on Monday that the army",
        "had left the town.",
        "He left.",
    ]


WRAPPED = (
    "The foreign minister said on Monday that the army of the neighbouring\n"
    "country had left the town of Vik, and that talks on the future of its\n"
    "Russian garrison would begin in June. He thanked the envoys of the\n"
    "United Nations and of Norway, who had brought both sides together in\n"
    "Oslo."
)


def test_hard_wrapped_lines_are_one_block() -> None:
    assert kinds(WRAPPED) == [(WRAPPED, "prose")]
    crlf = WRAPPED.replace("\n", "\r\n")
    assert kinds(crlf) == [(crlf, "prose")]


def test_a_heading_and_a_byline_above_a_wrapped_paragraph() -> None:
    text = f"Envoys meet\nBy Jane Doe\n{WRAPPED}\nThe army was silent."
    assert kinds(text) == [
        ("Envoys meet", "heading"),
        ("By Jane Doe", "furniture"),
        (WRAPPED, "prose"),
        ("The army was silent.", "prose"),
    ]


def test_a_paragraph_a_line_stays_so() -> None:
    lines = ["The envoys met on Tuesday in the capital of Norway", "Moscow warned Kyiv.", "A court freed the editor."]
    assert [words for words, _ in kinds("\n".join(lines))] == lines


def test_a_sentence_cut_by_one_line_break_is_joined() -> None:
    text = "The envoys of both countries met on Tuesday in Oslo,\nwhere they signed an accord."
    assert kinds(text) == [(text, "prose")]


def test_a_list_below_a_colon_is_not_joined() -> None:
    text = "The rebels named three demands to the government on Monday:\nwithdrawal of troops\nrelease of prisoners"
    assert len(blocks(text)) == 3


# The title


TITLE = "Envoys meet in Oslo to end border dispute"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (f"{TITLE}\nThey met.", [TITLE, "They met."]),
        (f"{TITLE} OSLO (Fjord) - They met.", [TITLE, "OSLO (Fjord) - They met."]),
        (f"{TITLE}14:05 GMT 3 May 2022They met.", [TITLE, "14:05 GMT 3 May 2022", "They met."]),
        (f"{TITLE} - Fjord International\nThey met.", [TITLE, "- Fjord International", "They met."]),
        ("Envoys  meet in Oslo to end border\u00a0dispute They met.", [TITLE, "They met."]),
        (f"World\n{TITLE} They met.", ["World", TITLE, "They met."]),
        # a sentence that begins with the words of the title
        (f"{TITLE}, officials said.", [f"{TITLE}, officials said."]),
        (f"{TITLE} that began in May.", [f"{TITLE} that began in May."]),
        (f"{TITLE}. They met.", [f"{TITLE}. They met."]),
    ],
)
def test_the_title_is_a_block_of_its_own(text: str, parts: list[str]) -> None:
    assert [" ".join(words.split()) for words, _ in kinds(text, title=TITLE)] == parts


def test_a_short_title_does_not_cut_the_sentence_that_begins_with_it() -> None:
    assert kinds("Syria Airlines sued Oslo.", title="Syria") == [("Syria Airlines sued Oslo.", "prose")]


def test_a_title_that_is_a_sentence_is_none_to_cut() -> None:
    text = "Envoys met in Oslo. They left."
    assert kinds(text, title="Envoys met in Oslo.") == [(text, "prose")]


def test_a_title_printed_twice_counts_once() -> None:
    assert [kind for _, kind in kinds(f"{TITLE}\n{TITLE}\nThey met.", title=TITLE)] == ["heading", "furniture", "prose"]


# Neighbours


def test_a_caption_printed_twice_counts_once() -> None:
    caption = "FILE PHOTO: Soldiers patrol the border near Vik."
    text = f"{caption}\nThe army left.\n{caption.upper()}\nThe army left."
    assert [kind for _, kind in kinds(text)] == ["caption", "prose", "furniture", "furniture"]


def test_a_headline_with_and_without_the_name_of_the_site_counts_once() -> None:
    text = "Oslo recalls envoy - The Fjord Post\nOslo recalls envoy\nIt did so on Monday."
    assert [kind for _, kind in kinds(text)] == ["heading", "furniture", "prose"]


def test_links_end_at_the_next_prose_or_blank_line() -> None:
    text = "Related:\nArmy shells Vik\nThe envoys met.\nWhat comes next\nTalks resume.\nSee also\n\nArmy leaves Vik"
    assert [kind[0] for _, kind in kinds(text)] == list("ffphpfh")


def test_one_name_below_the_prose_is_no_tag_list() -> None:
    assert kinds("The army left.\nOslo, Vik")[1] == ("Oslo, Vik", "heading")


def test_names_with_commas_above_the_prose_are_a_heading() -> None:
    assert kinds("Oslo, Vik, Bergen\nThe army left.")[0] == ("Oslo, Vik, Bergen", "heading")


# Datelines


DATELINES = [
    ("MOSCOW, May 3 (Reuters) -", " The envoy left."),
    ("KABUL (Pajhwok) --", " At least six soldiers died."),
    ("JERUSALEM (AP) --", " The army left."),
    ("KYIV, Ukraine (AP) —", " Shells hit the town."),
    ("MOSCOW, May 3. /TASS/.", " The envoy left."),
    ("MOSCOW, May 3 - RIA Novosti.", " The envoy left."),
    ("MOSCOW (Sputnik) -", " The envoy left."),
    ("BEIJING, May 3 (Xinhua) --", " The envoy left."),
    ("Ankara, 3 May (Anadolu) –", " The envoy left."),
    ("BEIJING, 10 March -", " The envoys met."),
    ("Damascus, SANA-", "The army left."),
    ("BEIRUT —", " The army left."),
    ("TEHRAN-", " Iran protested."),
    ("Kabul, Afghanistan —", " Six soldiers died."),
    ("Goma, Zaire -", " Relief agencies left."),
    ("Kinshasa -", " Rebels took the town at dawn."),
    ("WASHINGTON -", " “We left,” he said."),
    ("BAKU/YEREVAN (Reuters) -", " The army left."),
    ("UNITED NATIONS (AP) --", " The envoy left."),
    ("(Reuters) -", " Russia said on Monday."),
]


@pytest.mark.parametrize(("span", "rest"), DATELINES)
def test_dateline(span: str, rest: str) -> None:
    text = f"Title\n{span}{rest}"
    assert dateline(text, 6, len(text)) == (6, 6 + len(span))


@pytest.mark.parametrize(
    "text",
    [
        "NATO - The alliance of the West.",
        "NATO - which has 30 members - agreed.",
        "Ankara - the capital - is calm.",
        "Ankara - Turkey's capital - is calm.",
        "Turkey - Russia talks fail",
        "Ankara (Turkey) agreed.",
        "MOSCOW (Reuters) - which is in Russia.",
        "RUSSIA-UKRAINE talks failed.",
        "The army (AFP) - said.",
        "US - The end.",
        "",
    ],
)
def test_no_dateline(text: str) -> None:
    assert dateline(text, 0, len(text)) is None


def test_a_dateline_stays_in_its_block() -> None:
    assert kinds("OSLO (AP) -- The army left.") == [("OSLO (AP) -- The army left.", "prose")]


# What holds for every text


def test_blocks_are_in_order_and_leave_nothing_but_blanks() -> None:
    lines = [*FURNITURE, *CAPTIONS, *HEADINGS, *PROSE, "", "", " ", "\t", WRAPPED]
    chance = random.Random(7)
    for _ in range(200):
        text = chance.choice(["\n", "\r\n", "\r", " ", "\u2029"]).join(chance.choices(lines, k=12))
        at = 0
        for block in blocks(text, title=chance.choice([None, *HEADINGS])):
            assert block.kind in KINDS
            assert text[at : block.start].strip() == ""
            assert text[block.start : block.end] == text[block.start : block.end].strip() != ""
            at = block.end
        assert text[at:].strip() == ""


@pytest.mark.parametrize("text", ["", " \n\t\n", "\n"])
def test_no_text_no_blocks(text: str) -> None:
    assert blocks(text) == ()


@pytest.mark.parametrize("unit", "A-,Aa Bb/,a > ,x|,10:00 May 3 ,(,[a ,By Aa; ,Photo ,Aa and ".split(","))
def test_hostile_lines_take_no_time(unit: str) -> None:
    """Patterns must not try every way to read a line: this would take minutes, and the whole suite with it."""
    for length in (150, 410):
        line = (unit * length)[:length]
        assert len(blocks(line + "1")) >= 1
        dateline(line, 0, length)


def test_every_row_of_the_table_has_a_line_above() -> None:
    pages = [row[2:] for page in PAGES.values() for row in page.strip().split("\n")]
    lines = [*FURNITURE, *CAPTIONS, *pages, *(line for line, _ in RUN_TOGETHER), *map("".join, DATELINES)]
    unused = [
        f"{kind}: {pattern}"
        for kind, patterns in furniture._patterns().items()
        for pattern in patterns
        if not any(re.search(pattern, line) for line in lines)
    ]
    assert unused == []


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("[a,line,", "no regular expression"),
        ("{nowhere},line,", "there is no part:nowhere"),
        ("a,lines,", "kind 'lines' is none of"),
    ],
)
def test_a_bad_row_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, row: str, message: str) -> None:
    table = tmp_path / "furniture.csv"
    table.write_text(f"pattern,kind,note\n{row}\n", encoding="utf-8")
    monkeypatch.setattr(resources, "find", lambda name: table)
    with pytest.raises(TableError, match=re.escape(message)):
        furniture._patterns()
