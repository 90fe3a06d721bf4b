"""The relationship picture: what the page holds, and what a real browser makes of it."""

from __future__ import annotations

import base64
import copy
import doctest
import hashlib
import itertools
import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hand_made import claim_row as claim

from kg.analysis.network import network
from kg.views import VIEWS, bundles, layout
from kg.views.bundles import lines, told
from kg.views.network import page

NASTY = '</script><script>window.broken=1</script><img src=x onerror="window.broken=1">\' \\ \u2028 & <!--'
ENTITIES = [
    {"entity": "state/TUR", "name": "Turkey", "type": "State", "country": "TUR"},
    {"entity": "state/SYR", "name": "Syria", "type": "State", "country": "SYR"},
    {"entity": "state/RUS", "name": "Russia", "type": "State", "country": "RUS"},
    {"entity": "person/lavrov", "name": "Sergey Lavrov", "type": "Person", "country": "RUS"},
    {"entity": "state/JPN", "name": "Japan", "type": "State", "country": "JPN"},
    {"entity": "state/KOR", "name": "South Korea", "type": "State", "country": "KOR"},
]


def sample() -> nx.MultiDiGraph:
    """One line of every standing, a mutual one, and a part that stands apart."""
    cooperation = {"relation": "praised", "plover": "SUPPORT", "quad": "verbal cooperation", "goldstein": 4.0}
    return network(
        [
            claim(1, "state/TUR", "state/SYR"),
            claim(2, "state/TUR", "state/SYR"),
            claim(3, "state/SYR", "state/TUR", date="2020-02-10"),
            claim(4, "state/RUS", "state/SYR", polarity="denied", claimants=["person/lavrov"]),
            claim(5, "state/TUR", "state/RUS", modality="planned"),
            claim(6, "state/TUR", "state/RUS", claimants=["state/SYR", "person/lavrov"], content_of="c9"),
            claim(7, "person/lavrov", "state/TUR", **cooperation),
            claim(8, "state/JPN", "state/KOR", **cooperation, date="2019"),
        ],
        ENTITIES,
    )


def data_of(text: str) -> dict[str, Any]:
    match = re.search(r'<script type="application/json" id="kg-data">(.*?)</script>', text, re.S)
    assert match
    found: dict[str, Any] = json.loads(match[1])
    return found


# ---- Lines and places


@pytest.mark.parametrize("module", [bundles, layout])
def test_examples_in_docstrings_hold(module: Any) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def test_claims_of_one_pair_class_and_standing_make_one_line() -> None:
    made = {(line.source, line.target, line.standing): line for line in lines(told(sample()))}
    mutual = made["state/SYR", "state/TUR", "stated"]
    assert (mutual.mutual, mutual.reports, [c.id for c in mutual.claims]) == (True, 3, ["c3", "c1", "c2"])
    assert not made["state/TUR", "state/RUS", "planned"].mutual
    assert not made["state/TUR", "state/RUS", "alleged"].mutual
    assert not made["state/RUS", "state/SYR", "denied"].mutual
    assert len(made) == 6


def test_a_symmetric_relation_makes_a_mutual_line_and_counts_once_a_document() -> None:
    met = {"relation": "metWith", "quad": "verbal cooperation", "document": "d"}
    graph = network([claim(1, "state/TUR", "state/RUS", **met), claim(2, "state/RUS", "state/TUR", **met)])
    ((line),) = lines(told(graph))
    assert (line.mutual, line.reports) == (True, 1)


def test_boxes_do_not_overlap_and_parts_stand_apart() -> None:
    graph = nx.star_graph(14)
    graph = nx.relabel_nodes(
        nx.disjoint_union_all([graph, nx.cycle_graph(5), nx.path_graph(2), nx.empty_graph(1)]), str
    )
    sizes = {node: (90.0 + 7 * (int(node) % 4), 40.0) for node in graph}
    spots = layout.places(graph, sizes)
    assert set(spots) == set(graph)
    for a in graph:
        for b in graph:
            apart = [abs(spots[a][i] - spots[b][i]) >= (sizes[a][i] + sizes[b][i]) / 2 for i in (0, 1)]
            assert a == b or any(apart), (a, b)


def test_who_comes_last_moves_nobody_and_finds_room_near_its_neighbour() -> None:
    first = nx.relabel_nodes(nx.disjoint_union(nx.star_graph(5), nx.path_graph(3)), str)
    sizes = {str(node): (90.0, 60.0) for node in range(20)}
    alone = layout.places(first, sizes)
    more = nx.Graph(first)
    more.add_edges_from([("0", "10"), ("0", "11"), ("11", "12"), ("13", "14")])
    spots = layout.places(more, sizes, last={"10", "11", "12", "13", "14"})
    assert {node: spots[node] for node in alone} == alone
    assert set(spots) == set(more)
    for a, b in itertools.combinations(spots, 2):
        assert abs(spots[a][0] - spots[b][0]) >= 90 or abs(spots[a][1] - spots[b][1]) >= 60, (a, b)
    distances = {node: math.dist(spots["0"], spots[node]) for node in ("10", "11", "13", "14")}
    assert max(distances["10"], distances["11"]) < min(distances["13"], distances["14"])


def test_kin_stand_near_each_other_without_a_line() -> None:
    ties = nx.Graph([("state", "a"), ("a", "b"), ("b", "c"), ("c", "army"), ("d", "e")])
    sizes = dict.fromkeys(ties, (60.0, 40.0))
    apart, near = (
        math.dist(spots["state"], spots["army"])
        for spots in (layout.places(ties, sizes), layout.places(ties, sizes, kin=nx.Graph([("state", "army")])))
    )
    assert near < apart / 2
    kin = {("state", "d")}
    joined = layout.places(ties, sizes, kin=nx.Graph(kin))
    assert math.dist(joined["state"], joined["d"]) < 150


def test_no_node_stands_on_a_line_of_others() -> None:
    graph = nx.relabel_nodes(nx.Graph([(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (4, 0), (1, 3), (5, 0)]), str)
    spots = layout.places(graph, dict.fromkeys(graph, (40.0, 40.0)))
    for a, b in graph.edges:
        way = [spots[b][i] - spots[a][i] for i in (0, 1)]
        for node in set(graph) - {a, b}:
            rest = [spots[node][i] - spots[a][i] for i in (0, 1)]
            along = (rest[0] * way[0] + rest[1] * way[1]) / (way[0] ** 2 + way[1] ** 2)
            if 0.1 < along < 0.9:
                assert abs(rest[0] * way[1] - rest[1] * way[0]) / math.hypot(*way) > 10, (node, a, b)


def test_no_nodes_have_no_places() -> None:
    assert layout.places(nx.Graph(), {}) == {}


# ---- The page as text


def test_the_page_is_the_same_whatever_the_order_and_the_hash_seed() -> None:
    graph = sample()
    turned = network(
        [
            {"claim": key, "source": s, "target": t, **d}
            for s, t, key, d in reversed(list(graph.edges(keys=True, data=True)))
        ],
        ENTITIES[::-1],
    )
    assert page(graph) == page(turned)
    program = "from test_views import *; print(hashlib.sha256(page(sample()).encode()).hexdigest())"
    here = Path(__file__).parent
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PATH": "", "PYTHONPATH": f"{here.parent}{os.pathsep}{here}"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert outputs == {hashlib.sha256(page(graph).encode()).hexdigest().encode() + b"\n"}


def test_the_graph_is_not_changed() -> None:
    graph = sample()
    before = copy.deepcopy((dict(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))))
    page(graph)
    assert before == (dict(graph.nodes(data=True)), list(graph.edges(keys=True, data=True)))


def test_nothing_is_loaded_from_elsewhere_and_only_two_scripts_may_run() -> None:
    text = VIEWS["network"](sample(), title="A picture")
    assert not re.search(r"""<[^>]*\s(?:src|href)\s*=""", text.partition("<script type")[0])
    assert "<link" not in text
    assert "@import" not in text
    scripts = re.findall(r"<script>(.*?)</script>", text, re.S)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert len(hashes) == 2
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].split() == [f"'sha256-{value}'" for value in hashes]


def test_text_from_documents_stays_text() -> None:
    graph = network(
        [
            claim(
                1,
                "a",
                "b",
                evidence=f"{NASTY} attacked {NASTY}",
                title=NASTY,
                publisher=NASTY,
                url=f"javascript:{NASTY}",
            )
        ],
        [{"entity": "a", "name": NASTY, "type": NASTY, "country": NASTY}],
    )
    text = page(graph, title=NASTY)
    assert text.count("</script") == 3
    assert text.count("<script") == page(sample()).count("<script")
    assert "<img" not in text
    assert "\u2028" not in text.partition('id="kg-data">')[2].partition("</script>")[0]
    data = data_of(text)
    assert data["claims"]["c1"]["evidence"] == [f"{NASTY} ", "attacked", f" {NASTY}"]
    assert data["names"]["a"] == NASTY
    assert data["claims"]["c1"]["link"] is False


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://a.example/x", True),
        ("HTTP://a.example/x", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        (" https://a.example", False),
        ("//a.example", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, linked: bool) -> None:
    data = data_of(page(network([claim(1, "a", "b", url=url)])))
    assert data["claims"]["c1"]["link"] is linked


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"trigger_at": 19}, ["It struck and then ", "struck", " again."]),
        ({"trigger_at": 4}, ["It ", "struck", " and then struck again."]),  # wrong, so the words are looked for
        ({}, ["It ", "struck", " and then struck again."]),
        ({"trigger": None}, ["It struck and then struck again.", "", ""]),
        ({"trigger": "hit"}, ["It struck and then struck again.", "", ""]),
    ],
)
def test_the_trigger_is_marked_where_it_stands(more: dict[str, Any], expected: list[str]) -> None:
    told_as = {"evidence": "It struck and then struck again.", "trigger": "struck"} | more
    data = data_of(page(network([claim(1, "a", "b", **told_as)])))
    assert data["claims"]["c1"]["evidence"] == expected


def test_too_many_actors_are_cut_and_the_page_says_so() -> None:
    graph = network([claim(n, "hub", f"actor{n}") for n in range(30)])
    text = page(graph, most=10)
    assert len(data_of(text)["nodes"]) == 10
    assert "Only the 10 busiest of 31 actors are shown." in text
    assert "Only the" not in page(graph)


def test_named_actors_are_kept_before_unnamed_ones() -> None:
    claims = [claim(n, "doc/d/rebels", f"doc/d/{n}") for n in range(5)]
    text = page(network([*claims, claim(9, "state/TUR", "state/SYR")], ENTITIES), most=3)
    assert {"state/TUR", "state/SYR"} < set(data_of(text)["names"])
    assert "Only the 3 busiest of 8 actors are shown, named ones first." in text


def test_an_empty_graph_makes_a_page() -> None:
    assert data_of(page(network([])))["nodes"] == []


# ---- The page in a browser

Open = Callable[..., Any]


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Opens the text of a page from a file with the network refused; fails on any error or request."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    trouble: list[str] = []
    file = tmp_path / "page.html"

    def route(route: Any) -> None:
        if route.request.url == file.as_uri():
            route.continue_()
        else:
            trouble.append(route.request.url)
            route.abort()

    def open_page(text: str, width: int = 1366, height: int = 768) -> Any:
        file.write_text(text, encoding="utf-8")
        shown = context.new_page()
        shown.set_viewport_size({"width": width, "height": height})
        shown.on("console", lambda message: trouble.append(message.text))
        shown.on("pageerror", lambda error: trouble.append(str(error)))
        shown.goto(file.as_uri())
        return shown

    context.route("**/*", route)
    yield open_page
    context.close()
    assert trouble == []


def line_number(shown: Any, standing: str) -> int:
    number: int = shown.evaluate("s => kgView.lines.findIndex(line => line.standing === s)", standing)
    return number


def place_of_line(shown: Any, number: int) -> dict[str, float]:
    """Where the middle of a straight line is on the screen."""
    place: dict[str, float] = shown.evaluate(
        """number => {
            const line = kgView.lines[number];
            const [a, b] = [line.source, line.target].map(end => kgView.network.getPosition(end));
            const spot = kgView.network.canvasToDOM({x: (a.x + b.x) / 2, y: (a.y + b.y) / 2});
            const box = document.getElementById("network").getBoundingClientRect();
            return {x: box.x + spot.x, y: box.y + spot.y};
        }""",
        number,
    )
    return place


def in_sight(shown: Any, selector: str) -> bool:
    """Whether the middle of an element is within the window."""
    found: bool = shown.evaluate(
        """selector => {
            const box = document.querySelector(selector).getBoundingClientRect();
            const middle = box.y + box.height / 2;
            return box.height > 0 && middle > 0 && middle < window.innerHeight;
        }""",
        selector,
    )
    return found


def hidden(shown: Any, number: int) -> bool:
    found: bool = shown.evaluate("n => kgView.network.body.data.edges.get(n).hidden", number)
    return found


SIZES = pytest.mark.parametrize(("width", "height"), [(1366, 768), (420, 800)])


@SIZES
def test_a_click_on_a_line_shows_its_evidence(opened: Open, width: int, height: int) -> None:
    shown = opened(page(sample()), width, height)
    place = place_of_line(shown, line_number(shown, "stated"))
    shown.mouse.click(place["x"], place["y"])
    assert in_sight(shown, "#detail-claims article:first-child blockquote")
    assert shown.inner_text("#detail-heading") == "Syria ↔ Turkey"
    cards = shown.locator("#detail-claims article")
    assert cards.count() == 3
    assert cards.nth(0).locator("h3").inner_text() == "Syria attacked Turkey"
    assert cards.nth(0).locator("blockquote").inner_text() == "Sentence 3 says that it attacked at dawn."
    assert cards.nth(0).locator("mark").inner_text() == "attacked"
    assert cards.nth(0).locator(".badge").all_inner_texts()[:2] == ["affirmed", "actual"]
    link = cards.nth(0).locator("a")
    assert link.get_attribute("href") == "https://news.example/3"
    assert "noopener" in (link.get_attribute("rel") or "")


@SIZES
def test_a_click_on_an_actor_shows_its_claims(opened: Open, width: int, height: int) -> None:
    shown = opened(page(sample()), width, height)
    place = shown.evaluate(
        """() => {
            const spot = kgView.network.canvasToDOM(kgView.network.getPosition("state/JPN"));
            const box = document.getElementById("network").getBoundingClientRect();
            return {x: box.x + spot.x, y: box.y + spot.y};
        }"""
    )
    shown.mouse.click(place["x"], place["y"])
    assert shown.inner_text("#detail-heading") == "Japan"
    assert shown.inner_text("#detail-claims h3") == "Japan praised South Korea"
    assert in_sight(shown, "#detail-claims blockquote")
    shown.click("#back")
    assert in_sight(shown, "#network")


def test_a_click_on_a_row_shows_who_says_so_and_how(opened: Open) -> None:
    shown = opened(page(sample()))
    shown.click(f'tr:has([data-line="{line_number(shown, "alleged")}"])')
    assert shown.inner_text("#detail-claims h3") == "Alleged: Turkey attacked Russia"
    assert "according to Syria, citing Sergey Lavrov" in shown.inner_text("#detail-claims .voice")
    assert "alleged" in shown.locator(".badge").all_inner_texts()


def test_the_keyboard_opens_a_line_and_comes_back(opened: Open) -> None:
    shown = opened(page(sample()))
    number = line_number(shown, "planned")
    shown.focus(f'[data-line="{number}"]')
    shown.keyboard.press("Enter")
    assert shown.inner_text("#detail-claims h3") == "Planned: Turkey attacked Russia"
    assert shown.evaluate("document.activeElement.id") == "detail-heading"
    shown.keyboard.press("Escape")
    assert shown.is_visible("#list")
    assert shown.evaluate("document.activeElement.dataset.line") == str(number)


def test_every_control_can_be_reached_by_tab(opened: Open) -> None:
    shown = opened(page(sample()))
    reached = set()
    for _ in range(40):
        shown.keyboard.press("Tab")
        reached.add(shown.evaluate("(e => e.name || e.id || e.dataset.line || e.dataset.sort)(document.activeElement)"))
    assert {"search", "quad", "standing", "least", "zoom-in", "zoom-fit", "reports", "0", "4"} <= reached


def test_denied_claims_are_drawn_only_on_request(opened: Open) -> None:
    shown = opened(page(sample()))
    denied = line_number(shown, "denied")
    assert hidden(shown, denied)
    assert shown.locator(f'[data-line="{denied}"]').count() == 0
    shown.check("input[value=denied]", force=True)
    assert not hidden(shown, denied)
    edge = shown.evaluate("n => kgView.network.body.data.edges.get(n)", denied)
    assert edge["dashes"] == [2, 6]
    assert edge["color"]["color"] == "#8b929c"
    shown.click(f'[data-line="{denied}"]')
    assert shown.inner_text("#detail-claims h3") == "Denied: Russia attacked Syria"


@pytest.mark.parametrize(
    ("do", "left"),
    [
        (lambda shown: shown.uncheck("input[value='material conflict']", force=True), 2),
        (lambda shown: shown.uncheck("input[value=planned]", force=True), 4),
        (lambda shown: shown.uncheck("input[value=alleged]", force=True), 4),
        (lambda shown: shown.fill("[name=search]", "LAVROV"), 1),
        (lambda shown: shown.fill("[name=search]", "korea"), 1),
        (lambda shown: shown.fill("[name=search]", "nobody"), 0),
        (lambda shown: shown.fill("[name=least]", "2"), 1),
    ],
)
def test_filters_hide_lines_and_rows_until_reset(opened: Open, do: Callable[[Any], None], left: int) -> None:
    shown = opened(page(sample()))
    drawn = "() => kgView.network.body.data.edges.get({filter: edge => !edge.hidden}).length"
    assert shown.locator("#rows tr").count() == shown.evaluate(drawn) == 5
    do(shown)
    assert shown.locator("#rows tr").count() == shown.evaluate(drawn) == left
    assert shown.is_visible("#empty") == (left == 0)
    shown.click("button[type=reset]")
    shown.locator("#rows tr").nth(4).wait_for()
    assert shown.locator("#rows tr").count() == shown.evaluate(drawn) == 5


def with_unnamed() -> nx.MultiDiGraph:
    """The sample, and a group and a spokesman that one document alone knows."""
    graph = sample()
    rows = [{"claim": key, "source": s, "target": t, **d} for s, t, key, d in graph.edges(keys=True, data=True)]
    rows += [
        claim(10, "doc/d10/rebels", "state/SYR"),
        claim(11, "doc/d11/spokesman", "doc/d11/junta", relation="praised", quad="verbal cooperation"),
    ]
    return network(rows, [*ENTITIES, {"entity": "doc/d10/rebels", "name": "rebels", "type": "ArmedGroup"}])


def chip_count(shown: Any, value: str) -> str:
    count: str = shown.inner_text(f"label:has(input[value='{value}']) small")
    return count


def test_unnamed_actors_are_shown_and_counted_on_request_only(opened: Open) -> None:
    shown = opened(page(with_unnamed()))
    assert not shown.is_checked("input[name=unnamed]")
    actors = "() => kgView.network.body.data.nodes.get({filter: node => !node.hidden}).length"
    legend = "#picture .legend li:visible"
    assert (shown.locator("#rows tr").count(), shown.evaluate(actors)) == (5, 6)
    assert (chip_count(shown, "material conflict"), chip_count(shown, "stated")) == ("4", "3")
    assert chip_count(shown, "unnamed actors") == "3"
    assert shown.locator(legend).all_inner_texts() == ["state", "person"]
    shown.check("input[name=unnamed]", force=True)
    assert (shown.locator("#rows tr").count(), shown.evaluate(actors)) == (7, 9)
    assert (chip_count(shown, "material conflict"), chip_count(shown, "stated")) == ("5", "5")
    assert shown.locator(legend).all_inner_texts() == ["state", "armed group", "person", "other", "unnamed"]
    shown.click("button[type=reset]")
    shown.locator("#rows tr").nth(5).wait_for(state="detached")
    assert shown.evaluate(actors) == 6


def test_unnamed_actors_are_shown_at_first_where_there_are_no_others(opened: Open) -> None:
    shown = opened(page(network([claim(1, "doc/d/rebels", "doc/d/junta")])))
    assert shown.is_checked("input[name=unnamed]")
    assert shown.locator("#rows tr").count() == 1
    assert 'name="unnamed"' not in page(sample())


@SIZES
def test_a_crowd_fills_the_frame_and_can_be_seen(opened: Open, width: int, height: int) -> None:
    wheels = [claim(10 * hub + n, f"hub{hub}", f"rim{hub}-{n}") for hub in range(8) for n in range(hub)]
    shown = opened(page(network([claim(99, "hub7", "hub6"), claim(98, "hub5", "hub6"), *wheels])), width, height)
    filled = shown.evaluate(
        """() => {
            const [net, frame] = [kgView.network, document.getElementById("network")];
            const scale = net.getScale();
            const all = net.body.data.nodes.get();
            const spots = all.map(node => net.canvasToDOM(net.getPosition(node.id)));
            const extent = axis => Math.max(...spots.map(s => s[axis])) - Math.min(...spots.map(s => s[axis]));
            return {
                across: extent("x") / frame.clientWidth,
                down: extent("y") / frame.clientHeight,
                node: Math.min(...all.map(node => node.size)) * scale,
                line: Math.min(...net.body.data.edges.get().map(edge => edge.width)) * scale,
            };
        }"""
    )
    assert 0.6 < filled["across"] < 1 and 0.6 < filled["down"] < 1
    assert filled["node"] > 5 and filled["line"] > 2


def test_rows_can_be_sorted(opened: Open) -> None:
    shown = opened(page(sample()))
    shown.click("[data-sort=who]")
    names = shown.locator("#rows td:first-child").all_inner_texts()
    assert names == sorted(names)
    assert shown.get_attribute("th:first-child", "aria-sort") == "ascending"
    shown.click("[data-sort=who]")
    assert shown.locator("#rows td:first-child").all_inner_texts() == names[::-1]


def test_hostile_text_is_shown_and_not_run(opened: Open) -> None:
    texts = {"evidence": f"{NASTY} attacked {NASTY}", "title": NASTY, "publisher": NASTY, "url": f"javascript:{NASTY}"}
    entities = [{"entity": e, "name": NASTY, "type": "State", "country": NASTY} for e in ("a", "b")]
    graph = network([claim(1, "a", "b", **texts, claimants=["a"], group=NASTY)], entities)
    shown = opened(page(graph, title=NASTY))
    assert shown.text_content("h1") == NASTY
    place = place_of_line(shown, 0)
    shown.mouse.move(place["x"], place["y"])
    shown.wait_for_selector(".vis-tooltip", state="visible")
    shown.mouse.click(place["x"], place["y"])
    assert shown.text_content("blockquote") == f"{NASTY} attacked {NASTY}"
    assert shown.locator("#panel img, #panel a, #panel script, .vis-tooltip img").count() == 0
    assert shown.evaluate("window.broken") is None


def test_a_narrow_screen_shows_picture_and_table_without_scrolling_sideways(opened: Open) -> None:
    shown = opened(page(sample()), 420, 800)
    assert shown.evaluate("document.documentElement.scrollWidth") <= 420
    assert not shown.is_visible("[name=search]")
    shown.click("#filters-box summary")
    assert shown.is_visible("[name=search]")
    shown.click("#rows tr:first-child")
    assert shown.evaluate("document.documentElement.scrollWidth") <= 420
    assert shown.is_visible("#detail-claims article:first-child")


def test_an_empty_page_says_so(opened: Open) -> None:
    assert opened(page(network([]))).is_visible("#empty")
