// The map of the filtered incidents: outlines and cells, both from this site.  Leaflet draws on a canvas.
/* global L */

const holder = document.getElementById("map");
const ink = () => getComputedStyle(document.documentElement);
const colour = (name) => ink().getPropertyValue(name).trim();

// TopoJSON to rings of [lat, lon]: arcs are steps from point to point on a grid.
function arcs(topology) {
  const { scale: [sx, sy], translate: [tx, ty] } = topology.transform;
  return topology.arcs.map((arc) => {
    let x = 0, y = 0;
    return arc.map(([dx, dy]) => [(y += dy) * sy + ty, (x += dx) * sx + tx]);
  });
}

// Where a line jumps across the antimeridian it is cut, so that nothing is drawn across the whole map.
function cut(line) {
  const lines = [[line[0]]];
  for (let i = 1; i < line.length; i += 1) {
    if (Math.abs(line[i][1] - line[i - 1][1]) > 180) lines.push([]);
    lines[lines.length - 1].push(line[i]);
  }
  return lines.filter((piece) => piece.length > 1);
}

const map = L.map(holder, { preferCanvas: true, worldCopyJump: true, minZoom: 1, maxZoom: 13, attributionControl: true, zoomSnap: 0.5 });
map.attributionControl.setPrefix(false).addAttribution("Natural Earth, GeoNames");
map.setView([25, 40], 2);
const marks = L.layerGroup().addTo(map);

async function outlines() {
  const topology = await (await fetch("/assets/outlines.json")).json();
  if (!topology.arcs.length) return;
  const style = { color: colour("--line"), weight: 1, interactive: false };
  L.polyline(arcs(topology).flatMap(cut), style).addTo(map).bringToBack();
}

let asked = 0;
async function cells(first) {
  const mine = (asked += 1);
  const query = new URLSearchParams(holder.dataset.query);
  query.set("zoom", String(Math.round(map.getZoom())));
  if (!first) {
    const b = map.getBounds();
    const west = Math.max(-180, b.getWest()), east = Math.min(180, b.getEast());
    if (!query.has("box") && west < east) query.set("box", [west, Math.max(-90, b.getSouth()), east, Math.min(90, b.getNorth())].map((n) => n.toFixed(3)).join(","));
  }
  const found = await (await fetch(`/map.json?${query}`)).json();
  if (mine !== asked) return;
  if (first && found.cells.length) {
    const bounds = L.latLngBounds(found.cells.map((c) => [c[0], c[1]]));
    // One place alone is a dot: the country around it is what a map has to say then.
    const alone = bounds.getNorth() - bounds.getSouth() < 0.5 && bounds.getEast() - bounds.getWest() < 0.5;
    holder.classList.toggle("small", alone);
    map.invalidateSize({ animate: false });
    map.fitBounds(bounds.pad(0.15), { maxZoom: alone ? 4 : 7, animate: false });
  }
  draw(found.cells);
}

function draw(found) {
  marks.clearLayers();
  const hues = { attack: colour("--attack"), demonstration: colour("--demonstration"), official_response: colour("--official"), legal_action: colour("--legal"), other: colour("--other") };
  const largest = Math.max(1, ...found.map((c) => c[2]));
  for (const [lat, lon, count, killed, ids, kinds] of found) {
    const main = Object.entries(kinds).sort((a, b) => b[1] - a[1])[0][0];
    const radius = 5 + 17 * Math.sqrt((count - 1) / Math.max(largest - 1, 1)) * Math.min(1, largest / 12);
    const mark = L.circleMarker([lat, lon], { radius, color: hues[main], weight: 1, fillColor: hues[main], fillOpacity: 0.55 }).addTo(marks);
    if (count > 1 && radius > 9) L.marker([lat, lon], { interactive: false, keyboard: false, icon: L.divIcon({ className: "number", html: String(count), iconSize: [30, 16] }) }).addTo(marks);
    mark.bindTooltip(`${count} incident${count === 1 ? "" : "s"}${killed === null ? "" : `; up to ${killed} killed in one`}`);
    mark.on("click", () => (ids.length ? note(mark, ids) : near(lat, lon)));
  }
}

function near(lat, lon) {
  if (map.getZoom() < 11) map.setView([lat, lon], map.getZoom() + 2);
  else {
    const query = new URLSearchParams(holder.dataset.query);
    query.set("box", [lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02].map((n) => n.toFixed(3)).join(","));
    location.search = query;
  }
}

async function note(mark, ids) {
  const rows = await (await fetch(`/briefs.json?ids=${ids.join(",")}`)).json();
  const list = document.createElement("ul");
  list.className = "plain";
  for (const row of rows) {
    const item = list.appendChild(document.createElement("li"));
    const link = item.appendChild(document.createElement("a"));
    link.href = `/incidents/${row.id}`;
    link.textContent = `${row.type}, ${row.date_start ?? "no date"}`;
    if (row.killed) item.append(`: ${row.killed} killed`);
  }
  mark.bindPopup(list).openPopup();
}

await Promise.all([outlines(), cells(true)]);
map.on("moveend", () => cells(false));
holder.dataset.ready = "1";

// The frame of the map as a filter that can be shared.
const frame = L.control({ position: "topright" });
frame.onAdd = () => {
  const button = L.DomUtil.create("button", "frame");
  button.type = "button";
  button.textContent = "Only what is in this frame";
  L.DomEvent.on(button, "click", () => {
    const b = map.getBounds();
    const query = new URLSearchParams(holder.dataset.query);
    query.set("box", [Math.max(-180, b.getWest()), Math.max(-90, b.getSouth()), Math.min(180, b.getEast()), Math.min(90, b.getNorth())].map((n) => n.toFixed(3)).join(","));
    location.search = query;
  });
  L.DomEvent.disableClickPropagation(button);
  return button;
};
frame.addTo(map);
