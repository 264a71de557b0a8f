// The map of a publication: outlines and places come as scripts that set a name, as pages opened from a folder can ask for nothing.
/* global L, VIGIL_OUTLINES, VIGIL_POINTS */
"use strict";
(() => {
  const holder = document.getElementById("map");
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const hues = { attack: "--attack", demonstration: "--demonstration", official_response: "--official", legal_action: "--legal", other: "--other" };
  const map = L.map(holder, { preferCanvas: true, minZoom: 1, maxZoom: 13, zoomSnap: 0.5 });
  map.attributionControl.setPrefix(false).addAttribution("Natural Earth, GeoNames");

  const spots = VIGIL_POINTS.map((spot) => [spot[0], spot[1]]);
  map.setView([25, 40], 2);
  const bounds = L.latLngBounds(spots);
  // One place alone is a dot: the country around it is what a map has to say then.
  const alone = bounds.getNorth() - bounds.getSouth() < 0.5 && bounds.getEast() - bounds.getWest() < 0.5;
  holder.classList.toggle("small", alone);
  map.invalidateSize({ animate: false });
  map.fitBounds(bounds.pad(0.15), { maxZoom: alone ? 4 : 7, animate: false });
  L.polyline(VIGIL_OUTLINES, { color: colour("--line"), weight: 1, interactive: false }).addTo(map);

  const largest = Math.max(1, ...VIGIL_POINTS.map((spot) => spot[3].length));
  for (const [lat, lon, kind, told] of VIGIL_POINTS) {
    const radius = 5 + 17 * Math.sqrt((told.length - 1) / Math.max(largest - 1, 1)) * Math.min(1, largest / 12);
    const hue = colour(hues[kind] ?? "--other");
    const mark = L.circleMarker([lat, lon], { radius, color: hue, weight: 1, fillColor: hue, fillOpacity: 0.55 }).addTo(map);
    if (told.length > 1 && radius > 9) L.marker([lat, lon], { interactive: false, keyboard: false, icon: L.divIcon({ className: "number", html: String(told.length), iconSize: [30, 16] }) }).addTo(map);
    mark.bindTooltip(`${told.length} incident${told.length === 1 ? "" : "s"}`);
    const list = document.createElement("ul");
    list.className = "plain";
    for (const [id, words] of told) {
      const link = list.appendChild(document.createElement("li")).appendChild(document.createElement("a"));
      link.href = `incidents/${id}.html`;
      link.textContent = words;
    }
    mark.bindPopup(list);
  }
  holder.dataset.ready = "1";
})();
