"use strict";
// What moves in a relationship picture: filters, the table of lines, and the panel with the evidence.
// Text from documents is set as text only; nothing here writes HTML.
(function () {
  const data = JSON.parse(document.getElementById("kg-data").textContent);
  const CHUNK = 200; // rows of the table, or claims of the panel, that are made at a time
  const PREFIX = { denied: "Denied", alleged: "Alleged", planned: "Planned", demanded: "Demanded", possible: "Possible" };
  const byId = (id) => document.getElementById(id);
  const form = byId("filters");
  const holder = byId("network");
  const nameOf = (actor) => data.names[actor];
  const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const narrow = () => window.matchMedia("(max-width: 860px)").matches;
  const LABEL = narrow() ? 11.5 : 13; // height of a label on the screen, whatever the zoom

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  // ---- Filters: which lines are shown

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const ends = (line) => [line.source, line.target];
  const unnamed = new Set(data.unnamed);
  let shown = []; // numbers of the lines that fit the filters

  function chosen(field) {
    return new Set([...form.querySelectorAll(`input[name=${field}]:checked`)].map((box) => box.value));
  }

  // Lines of unnamed actors, those that one document alone knows, are counted and shown on request only.
  function among() {
    const all = data.lines.map((line, number) => number);
    const wanted = !form.elements.unnamed || form.elements.unnamed.checked;
    return wanted ? all : all.filter((number) => !ends(data.lines[number]).some((end) => unnamed.has(end)));
  }

  function fitting() {
    const quads = chosen("quad");
    const standings = chosen("standing");
    const least = Number(form.elements.least.value) || 1;
    const words = plain(form.elements.search.value.trim());
    const fits = (line) =>
      quads.has(line.quad) &&
      standings.has(line.standing) &&
      line.reports >= least &&
      (!words || ends(line).some((end) => plain(nameOf(end)).includes(words)));
    return among().filter((number) => fits(data.lines[number]));
  }

  function countChips() {
    const lines = among().map((number) => data.lines[number]);
    for (const box of form.querySelectorAll("input[name=quad], input[name=standing]")) {
      const count = lines.filter((line) => line[box.name] === box.value).length;
      box.closest(".chip").querySelector("small").textContent = count;
    }
  }

  const shownActors = () => new Set(shown.flatMap((number) => ends(data.lines[number])));

  function fillLegend(actors) {
    const looks = new Set([...actors].map((actor) => data.looks[actor]));
    if ([...actors].some((actor) => unnamed.has(actor))) {
      looks.add("unnamed");
    }
    document.querySelectorAll(".legend li").forEach((entry) => (entry.hidden = !looks.has(entry.dataset.look)));
  }

  function hide() {
    const lines = new Set(shown);
    const actors = shownActors();
    fillLegend(actors);
    edges.update(data.edges.map((edge) => ({ id: edge.id, hidden: !lines.has(edge.id) })));
    nodes.update(data.nodes.map((node) => ({ id: node.id, hidden: !actors.has(node.id) })));
    byId("empty").hidden = shown.length > 0;
  }

  function applyFilters() {
    shown = fitting();
    countChips();
    hide();
    fillTable();
  }

  // ---- Picture

  function extent(axis, spots) {
    const values = spots.map((spot) => spot[axis]);
    return [Math.min(...values), Math.max(...values)];
  }

  function spread(spots) {
    return ["x", "y"].map((axis) => extent(axis, spots)).map(([low, high]) => Math.max(high - low, 1));
  }

  // What stays free around the outermost actors: half a label at the sides, a label below.
  function room() {
    return [holder.clientWidth - 2 * Math.min(62, holder.clientWidth * 0.12), holder.clientHeight - 72];
  }

  // Places are computed for a landscape page. Where they fit better with the axes exchanged, they are, and
  // what room is left then across or down is used by drawing that axis out, though not so far that shapes are lost.
  function fitPage() {
    const actors = shownActors();
    const spots = data.nodes.filter((node) => actors.has(node.id));
    if (!spots.length) {
      return;
    }
    const [wide, high] = room();
    const [across, down] = spread(spots);
    if (Math.min(wide / down, high / across) > 1.1 * Math.min(wide / across, high / down)) {
      data.nodes.forEach((node) => ([node.x, node.y] = [node.y, node.x]));
    }
    const ratio = (wide / high) * (spread(spots)[1] / spread(spots)[0]);
    const stretch = Math.min(1.4, Math.max(ratio, 1 / ratio));
    data.nodes.forEach((node) => (node[ratio > 1 ? "x" : "y"] *= stretch));
  }

  shown = fitting();
  fitPage();
  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges);
  const COVERED = 100; // what it costs a label to cover an actor or another label; a line costs 1
  const OUTSIDE = 60; // and to reach beyond the frame
  const TOO_MUCH = 45; // a label that costs more is not drawn
  const important = [...data.nodes].sort((a, b) => b.size - a.size).map((node) => node.id);
  const busiest = new Set(important.slice(0, 5)); // these have their label, whatever it covers
  const labels = new Map(data.nodes.map((node) => [node.id, node.label.split("\n")]));
  let network = null;
  let hovered = null;

  // Everything shown fills the holder, with room for labels; far out, nodes and lines grow so that a finger finds them.
  function showAll() {
    const seen = nodes.get({ filter: (node) => !node.hidden });
    if (!seen.length) {
      return;
    }
    const [left, right] = extent("x", seen);
    const [top, bottom] = extent("y", seen);
    const [wide, high] = room();
    const scale = Math.min(wide / Math.max(right - left, 1), high / Math.max(bottom - top, 1), 1.3);
    grow(Math.min(roomToGrow(seen), Math.max(1, (narrow() ? 0.5 : 0.62) / scale)), Math.max(1, 0.85 / scale));
    network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 + 6 / scale }, scale });
  }

  // By how much actors can grow before two of them touch.
  function roomToGrow(seen) {
    const places = data.nodes.filter((node) => seen.some((other) => other.id === node.id));
    const limits = places.flatMap((a, number) =>
      places.slice(number + 1).map((b) => (0.8 * Math.hypot(a.x - b.x, a.y - b.y)) / (a.size + b.size)),
    );
    return Math.max(1, Math.min(...limits));
  }

  function grow(actors, lines) {
    nodes.update(data.nodes.map((node) => ({ id: node.id, size: node.size * actors })));
    edges.update(data.edges.map((edge) => ({ id: edge.id, width: edge.width * lines })));
  }

  // What is open in the panel stands out; the other lines step back.
  function emphasise(lines) {
    const opacity = (number) => (lines === null || lines.includes(number) ? 0.9 : 0.2);
    edges.update(data.edges.map((edge) => ({ id: edge.id, color: { ...edge.color, opacity: opacity(edge.id) } })));
  }

  function zoom(factor) {
    network.moveTo({ scale: Math.min(6, Math.max(0.05, network.getScale() * factor)) });
  }

  // Labels keep their size on the screen. Each goes below its actor, or above, or beside it, where it covers no other
  // label and best no other actor and no line. Where there is no room the busier actor has its label; the other shows
  // it under the pointer.
  function drawLabels(context) {
    const unit = 1 / network.getScale();
    const pointed = new Set([...network.getSelectedNodes(), ...(hovered === null ? [] : [hovered])]);
    Object.assign(context, { textAlign: "center", textBaseline: "top", lineJoin: "round" });
    Object.assign(context, { lineWidth: 3.5 * unit, strokeStyle: "#ffffff", fillStyle: "#111827" });
    context.font = `500 ${LABEL * unit}px system-ui, "Segoe UI", Roboto, "DejaVu Sans", Arial, sans-serif`;
    const wanted = candidates(context, unit, pointed);
    settle(wanted, 3 * unit);
    const taken = [];
    for (const { rows, chosen, always } of wanted) {
      const { box, cost } = chosen;
      if (always || (cost < TOO_MUCH && !taken.some((other) => meets(box, other, 3 * unit)))) {
        taken.push(box);
        drawRows(context, rows, box, (LABEL + 2) * unit);
      }
    }
  }

  function drawRows(context, rows, box, height) {
    rows.forEach((row, number) => {
      context.strokeText(row, (box[0] + box[2]) / 2, box[1] + number * height);
      context.fillText(row, (box[0] + box[2]) / 2, box[1] + number * height);
    });
  }

  // The actors on the screen, the pointed and the busy first, each with the boxes where its label may stand and
  // what each costs by what it covers.
  function candidates(context, unit, pointed) {
    const spots = network.getPositions();
    const visible = new Map(nodes.get({ filter: (node) => !node.hidden }).map((node) => [node.id, node.size]));
    const discs = [...visible].map(([id, size]) => boxAround(spots[id], 1.7 * size, 1.7 * size));
    const drawn = shown.map((number) => ends(data.lines[number])).filter((pair) => pair.every((end) => visible.has(end)));
    const strokes = drawn.map((pair) => pair.map((end) => spots[end]));
    const [from, to] = [{ x: 0, y: 0 }, { x: holder.clientWidth, y: holder.clientHeight }].map((spot) => network.DOMtoCanvas(spot));
    const inside = (box) => box[0] >= from.x && box[1] >= from.y && box[2] <= to.x && box[3] <= to.y;
    const cost = (box, rank) =>
      rank / 10 +
      (inside(box) ? 0 : OUTSIDE) +
      sum(discs.map((disc) => COVERED * share(disc, box))) +
      strokes.filter((stroke) => crosses(stroke, box)).length;
    return [...new Set([...pointed, ...important])]
      .filter((actor) => visible.has(actor))
      .map((actor) => {
        const rows = labels.get(actor);
        const wide = Math.max(...rows.map((row) => context.measureText(row).width));
        const boxes = around(spots[actor], visible.get(actor), wide, (LABEL + 2) * rows.length * unit, unit);
        const choices = boxes.map((box, rank) => ({ box, cost: cost(box, rank) }));
        return { rows, choices, chosen: null, always: pointed.has(actor) || busiest.has(actor) };
      });
  }

  // Below, above, to the right, to the left, and then at the four corners.
  function around(spot, size, wide, high, unit) {
    const [aside, over] = [size + 3 * unit + wide / 2, size + 2 * unit + high / 2];
    const straight = [
      [0, over],
      [0, -over],
      [aside, 0],
      [-aside, 0],
    ];
    const corners = [1, -1].flatMap((y) => [1, -1].map((x) => [(x * (size + wide)) / 2, y * over]));
    return [...straight, ...corners].map(([x, y]) => boxAround({ x: spot.x + x, y: spot.y + y }, wide, high));
  }

  // Each label in turn takes the place that is cheapest beside what the others have taken; a few rounds are enough.
  function settle(wanted, gap) {
    for (let round = 0; round < 4; round++) {
      for (const label of wanted) {
        const others = wanted.filter((other) => other !== label && other.chosen).map((other) => other.chosen.box);
        const total = ({ box, cost }) => cost + COVERED * others.filter((other) => meets(box, other, gap)).length;
        label.chosen = label.choices.map((choice) => [total(choice), choice]).reduce((a, b) => (b[0] < a[0] ? b : a))[1];
      }
    }
  }

  const sum = (values) => values.reduce((a, b) => a + b, 0);

  const boxAround = ({ x, y }, wide, high) => [x - wide / 2, y - high / 2, x + wide / 2, y + high / 2];

  // What part of a box another one covers.
  function share(box, other) {
    const overlap = (low, high) => Math.max(0, Math.min(box[high], other[high]) - Math.max(box[low], other[low]));
    return (overlap(0, 2) * overlap(1, 3)) / ((box[2] - box[0]) * (box[3] - box[1]));
  }

  const meets = (a, b, gap) => a[0] < b[2] + gap && b[0] < a[2] + gap && a[1] < b[3] && b[1] < a[3];

  // Whether the straight way from one point to another leads through a box (Liang and Barsky 1984).
  function crosses([from, to], [left, top, right, bottom]) {
    let [enter, leave] = [0, 1];
    for (const [step, low, high] of [
      [to.x - from.x, left - from.x, right - from.x],
      [to.y - from.y, top - from.y, bottom - from.y],
    ]) {
      if (step === 0 && (low > 0 || high < 0)) {
        return false;
      }
      if (step !== 0) {
        enter = Math.max(enter, Math.min(low / step, high / step));
        leave = Math.min(leave, Math.max(low / step, high / step));
      }
    }
    return enter < leave;
  }

  function drawNetwork() {
    network = new vis.Network(holder, { nodes, edges }, data.options);
    const frame = holder.firstElementChild;
    frame.setAttribute("role", "application");
    frame.setAttribute("aria-label", "Picture of the relations. Arrow keys move it. The table holds the same relations.");
    network.on("afterDrawing", drawLabels);
    network.on("hoverNode", (event) => (hovered = event.node));
    network.on("blurNode", () => (hovered = null));
    network.on("click", (event) => {
      if (event.nodes.length) {
        showActor(event.nodes[0], frame);
      } else if (event.edges.length) {
        showLine(event.edges[0], frame);
      } else {
        showList();
      }
    });
    showAll();
  }

  // ---- Table

  const QUADS = [...form.querySelectorAll("input[name=quad]")].map((box) => box.value);
  const SORTS = {
    who: (line) => plain(heading(line)),
    quad: (line) => QUADS.indexOf(line.quad),
    reports: (line) => line.reports,
    last: (line) => line.lastDay || "",
  };
  let order = { by: "reports", down: true };
  let rows = CHUNK;

  const heading = (line) => `${nameOf(line.source)} ${line.mutual ? "\u2194" : "\u2192"} ${nameOf(line.target)}`;

  function sorted() {
    const key = SORTS[order.by];
    const sign = order.down ? -1 : 1;
    const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    return [...shown].sort((a, b) => sign * compare(key(data.lines[a]), key(data.lines[b])) || a - b);
  }

  function tableRow(number) {
    const line = data.lines[number];
    const opener = make("button", { type: "button", textContent: heading(line) });
    opener.dataset.line = number;
    const kind = make("span", { className: "kind" });
    kind.dataset.quad = line.standing === "denied" ? "" : line.quad;
    kind.append(make("span", {}, line.quad, line.standing === "stated" ? null : make("small", {}, line.standing)));
    const row = make(
      "tr",
      {},
      make("td", {}, opener),
      make("td", {}, kind),
      make("td", { className: "number" }, String(line.reports)),
      make("td", { className: "date" }, line.last || ""),
    );
    row.addEventListener("click", () => {
      showLine(number, opener);
    });
    return row;
  }

  function fillTable() {
    byId("rows").replaceChildren(...sorted().slice(0, rows).map(tableRow));
    byId("more").hidden = shown.length <= rows;
    byId("count").textContent = `${shown.length} of ${data.lines.length} lines fit the filters. Open one for the exact words.`;
  }

  function sortBy(button) {
    const by = button.dataset.sort;
    order = { by, down: order.by === by ? !order.down : by === "reports" || by === "last" };
    document.querySelectorAll("#list th").forEach((head) => head.removeAttribute("aria-sort"));
    button.parentElement.setAttribute("aria-sort", order.down ? "descending" : "ascending");
    fillTable();
  }

  // ---- Evidence

  let origin = null; // what had the focus before the panel opened

  function badge(text, kind) {
    return make("span", { className: kind ? `badge ${kind}` : "badge" }, text);
  }

  function badges(claim) {
    const score = claim.goldstein === null ? "" : ` ${claim.goldstein.toFixed(1).replace("-", "\u2212")}`;
    return make(
      "div",
      { className: "badges" },
      badge(claim.polarity, claim.polarity === "denied" ? "no" : ""),
      badge(claim.modality, claim.modality === "actual" ? "" : "warn"),
      claim.standing === "alleged" ? badge("alleged", "warn") : null,
      claim.content ? badge("what another act is about", "warn") : null,
      claim.plover ? badge(claim.plover + score) : null,
      claim.confidence === null ? null : badge(`confidence ${claim.confidence.toFixed(2)}`),
    );
  }

  function voice(claim) {
    const [outer, ...inner] = claim.claimants;
    const cited = inner.map((name) => `, citing ${name}`).join("");
    const who = outer ? `according to ${outer}${cited}` : "in the report\u2019s own voice";
    return make("p", { className: "voice" }, `${who} \u00b7 ${claim.date ? `dated ${claim.date}` : "no date given"}`);
  }

  function address(claim) {
    if (!claim.link) {
      return claim.url;
    }
    return make("a", { href: claim.url, rel: "noopener noreferrer", target: "_blank" }, claim.url);
  }

  function documentLine(claim) {
    const facts = [claim.title || claim.document, claim.publisher, claim.published && `published ${claim.published}`];
    const line = make("p", { className: "origin" }, facts.filter(Boolean).join(" \u00b7 "));
    if (claim.url) {
      line.append(make("br", {}), address(claim));
    }
    return line;
  }

  function card(id) {
    const claim = data.claims[id];
    const [before, trigger, after] = claim.evidence;
    const standing = claim.standing === "planned" ? claim.modality : claim.standing;
    const start = PREFIX[standing] ? `${PREFIX[standing]}: ` : "";
    const article = make(
      "article",
      { className: claim.standing },
      make("h3", {}, `${start}${nameOf(claim.source)} ${claim.label} ${nameOf(claim.target)}`),
      badges(claim),
      make("blockquote", {}, before, trigger ? make("mark", {}, trigger) : null, after),
      voice(claim),
      documentLine(claim),
    );
    article.dataset.quad = claim.quad;
    return article;
  }

  function fillCards(ids, from) {
    const rest = make("button", { type: "button", className: "plain", textContent: "Show more" });
    rest.addEventListener("click", () => {
      rest.remove();
      fillCards(ids, from + CHUNK);
    });
    byId("detail-claims").append(...ids.slice(from, from + CHUNK).map(card), ...(ids.length > from + CHUNK ? [rest] : []));
  }

  function showDetail(title, summary, ids, from) {
    origin = from;
    byId("detail-heading").textContent = title;
    byId("detail-summary").textContent = summary;
    byId("detail-claims").replaceChildren();
    fillCards(ids, 0);
    byId("list").hidden = true;
    byId("detail").hidden = false;
    byId("detail").scrollTop = 0;
    byId("detail-heading").focus({ preventScroll: true });
    if (narrow()) {
      byId("panel").scrollIntoView();
    }
  }

  function showLine(number, from) {
    const line = data.lines[number];
    network.selectEdges([number]);
    emphasise([number]);
    const days = line.first === line.last ? line.first : `${line.first} to ${line.last}`;
    const facts = [line.quad, line.standing, plural(line.reports, "report"), plural(line.claims.length, "claim")];
    showDetail(heading(line), [...facts, line.first && days].filter(Boolean).join(" \u00b7 "), line.claims, from);
  }

  function showActor(actor, from) {
    const lines = shown.filter((number) => ends(data.lines[number]).includes(actor));
    const wanted = new Set(lines.flatMap((number) => data.lines[number].claims));
    emphasise(lines);
    const ids = data.order.filter((id) => wanted.has(id));
    const about = nodes.get(actor).title.split("\n")[1];
    const facts = [about, plural(lines.length, "line"), plural(ids.length, "claim")];
    showDetail(nameOf(actor), facts.join(" \u00b7 "), ids, from);
  }

  function showList() {
    if (byId("detail").hidden) {
      return;
    }
    byId("detail").hidden = true;
    byId("list").hidden = false;
    network.unselectAll();
    emphasise(null);
    // the row may have been made anew since
    const row = origin && origin.dataset.line && document.querySelector(`[data-line="${origin.dataset.line}"]`);
    (row || origin || byId("list-heading")).focus({ preventScroll: !row });
    if (narrow() && !row) {
      byId("picture").scrollIntoView();
    }
  }

  // ---- Start

  byId("filters-box").open = !narrow();
  countChips();
  hide();
  drawNetwork();
  fillTable();
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    applyFilters();
    if (event.target.name === "unnamed") {
      showAll(); // the picture grows or shrinks a lot
    }
  });
  form.addEventListener("reset", () =>
    setTimeout(() => {
      applyFilters(); // only now are the fields reset
      showAll();
    }),
  );
  byId("zoom-in").addEventListener("click", () => zoom(1.3));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  byId("zoom-fit").addEventListener("click", showAll);
  byId("back").addEventListener("click", showList);
  byId("more").addEventListener("click", () => {
    rows += CHUNK;
    fillTable();
  });
  document.querySelectorAll("[data-sort]").forEach((button) => button.addEventListener("click", () => sortBy(button)));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      showList();
    }
  });
  window.kgView = { network, lines: data.lines }; // for those who look from a console, or a test
})();
