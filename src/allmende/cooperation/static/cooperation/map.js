// SPDX-FileCopyrightText: 2026 The Allmende contributors
//
// SPDX-License-Identifier: EUPL-1.2

/*
 * The interactive map. It takes the place of the drawn one when it has rendered; where there is no WebGL, or anything
 * fails, the drawing and its links stay. The list beside the map is the server's: choosing an area there or on the map
 * loads the list anew and keeps the choice in the address.
 *
 * Where units are picked (`data-klick` names the parameter for the one clicked), the list names those in
 * `data-gewaehlt` and its own address in `data-adresse`; while the same area is shown, map and focus stay where they are.
 */
const GERMANY = [[5.8, 47.2], [15.1, 55.1]];
const ZOOM_OF_MUNICIPALITIES = 8;
const frame = document.getElementById("karte");
const panel = () => document.getElementById("auswahl");
const text = (name) => frame.dataset[`text${name}`] ?? "";
let canvas = null;

/* The list beside the map */

async function choose(address, { push = true, focus = false } = {}) {
  let url = new URL(address, document.baseURI);
  let html;
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    html = await answer.text();
    url = answer.headers.get("HX-Push-Url") ?? url;
  } catch {
    window.location.assign(url);
    return;
  }
  const parsed = new DOMParser().parseFromString(html, "text/html").getElementById("auswahl");
  if (!parsed) {
    window.location.assign(url);
    return;
  }
  const hadFocus = panel().contains(document.activeElement);
  const { scrollTop } = panel();
  const again = stays(parsed) && document.activeElement?.dataset.ars;
  panel().replaceWith(parsed);
  if (push) window.history.pushState({ karte: true }, "", url);
  parsed.dispatchEvent(new Event("allmende:loaded", { bubbles: true }));
  parsed.scrollTop = again ? scrollTop : 0;
  const link = again && parsed.querySelector(`a[data-ars="${again}"]`);
  if (focus || hadFocus) (link || parsed.querySelector("h2"))?.focus();
  canvas?.show();
}

/* Whether units are picked and another list is about the same area as the one that is shown. */
function stays(other) {
  return picked() !== null && other.dataset.schluessel === panel().dataset.schluessel;
}

/* The units picked, or null where none can be. */
function picked() {
  return panel().dataset.gewaehlt?.split(" ").filter(Boolean) ?? null;
}

function chooseArea(ars) {
  const { klick } = frame.dataset;
  if (klick) {
    const own = new URL(panel().dataset.adresse, document.baseURI);
    own.searchParams.set(klick, ars);
    return choose(own);
  }
  const url = new URL(window.location.href);
  url.searchParams.set("gebiet", ars);
  url.searchParams.delete("kooperation");
  return choose(url);
}

function moveInList(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const link = event.target.closest?.("a[data-ars]");
  if (!step || !link) return;
  const links = [...panel().querySelectorAll("a[data-ars]")];
  const next = links[links.indexOf(link) + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

function pointAt(ars) {
  canvas?.point(ars);
  for (const path of frame.querySelectorAll(".map-area--pointed")) path.classList.remove("map-area--pointed");
  if (ars) frame.querySelector(`.kreis-map a[data-ars="${ars}"] > path`)?.classList.add("map-area--pointed");
}

function listen() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#auswahl a[data-karte], .kreis-map a[data-ars]");
    if (!link || !canvas || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(link.getAttribute("href"), { focus: link.matches("#auswahl a") });
  });
  document.addEventListener("keydown", moveInList);
  for (const name of ["focusin", "mouseover"]) {
    document.addEventListener(name, (event) => {
      const link = event.target.closest?.("#auswahl [data-ars]");
      if (link) pointAt(link.dataset.ars);
    });
  }
  for (const name of ["focusout", "mouseout"]) {
    document.addEventListener(name, (event) => {
      if (event.target.closest?.("#auswahl [data-ars]")) pointAt("");
    });
  }
  window.addEventListener("popstate", () => choose(window.location.href, { push: false }));
}

/* The map itself */

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--map-${name}`).trim();
}

function fillColours() {
  const ramp = [1, 2, 3, 4].flatMap((number) => [number, colour(number)]);
  return ["match", ["get", "class"], ...ramp, colour(0)];
}

async function json(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

function boundsOf(features) {
  let [west, south, east, north] = [180, 90, -180, -90];
  const visit = (part) => {
    if (typeof part[0] === "number") {
      west = Math.min(west, part[0]);
      south = Math.min(south, part[1]);
      east = Math.max(east, part[0]);
      north = Math.max(north, part[1]);
    } else part.forEach(visit);
  };
  for (const feature of features) visit(feature.geometry.coordinates);
  return west > east ? null : [[west, south], [east, north]];
}

class ResetControl {
  onAdd(map) {
    this.frame = document.createElement("div");
    this.frame.className = "maplibregl-ctrl maplibregl-ctrl-group";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "map-reset";
    button.textContent = "⤢";
    button.title = text("Reset");
    button.setAttribute("aria-label", text("Reset"));
    button.addEventListener("click", () => map.fitBounds(GERMANY, { padding: 12 }));
    this.frame.append(button);
    return this.frame;
  }

  onRemove() {
    this.frame.remove();
  }
}

class Canvas {
  constructor(maplibre, topojson, kreise, numbers, place) {
    this.topojson = topojson;
    this.numbers = numbers;
    this.bounds = numbers.bounds;
    this.features = this.read(kreise, numbers.counts);
    this.outlines = topojson.mesh(kreise, kreise.objects.gebiete, (a, b) => a === b || land(a) !== land(b));
    this.lands = new Map();
    this.readout = document.createElement("p");
    this.readout.className = "map-readout";
    this.readout.setAttribute("aria-hidden", "true");
    this.map = new maplibre.Map({
      container: place,
      style: { version: 8, sources: {}, layers: [this.background()] },
      bounds: GERMANY,
      fitBoundsOptions: { padding: 12 },
      minZoom: 3.5,
      maxZoom: 12,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      cooperativeGestures: true,
      fadeDuration: 0,
      locale: {
        "Map.Title": text("Map"),
        "NavigationControl.ZoomIn": text("ZoomIn"),
        "NavigationControl.ZoomOut": text("ZoomOut"),
        "CooperativeGesturesHandler.WindowsHelpText": text("Scroll"),
        "CooperativeGesturesHandler.MacHelpText": text("ScrollMac"),
        "CooperativeGesturesHandler.MobileHelpText": text("Fingers"),
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new ResetControl(), "top-right");
    place.append(this.readout);
    this.drawn = new Promise((resolve, reject) => {
      this.map.once("load", () => {
        this.build();
        this.map.once("idle", resolve);
      });
      this.map.once("error", (event) => reject(event.error));
    });
  }

  background() {
    return { id: "background", type: "background", paint: { "background-color": colour("background") } };
  }

  read(topology, counts) {
    const { features } = this.topojson.feature(topology, topology.objects.gebiete);
    for (const { properties } of features) {
      properties.number = counts[properties.ars] ?? 0;
      properties.class = this.bounds.filter((bound) => properties.number >= bound).length;
    }
    return features;
  }

  build() {
    const { map } = this;
    map.addSource("kreise", { type: "geojson", data: collection(this.features) });
    map.addSource("gemeinden", { type: "geojson", data: collection([]) });
    map.addSource("outlines", { type: "geojson", data: this.outlines });
    map.addSource("chosen", { type: "geojson", data: collection([]) });
    map.addSource("pointed", { type: "geojson", data: collection([]) });
    map.addSource("lines", { type: "geojson", data: collection([]) });
    for (const id of ["kreise", "gemeinden"]) {
      map.addLayer({ id, type: "fill", source: id, paint: { "fill-color": fillColours(), "fill-antialias": false } });
      const width = id === "kreise" ? 0.8 : 0.4;
      map.addLayer({ id: `${id}-border`, type: "line", source: id, paint: { "line-color": colour("border"), "line-width": width } });
      map.on("mousemove", id, (event) => this.over(event.features[0]));
      map.on("mouseleave", id, () => this.over(null));
    }
    const line = (id, name, width) =>
      map.addLayer({ id, type: "line", source: id, layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": colour(name), "line-width": width } });
    if (picked()) map.addLayer({ id: "picked", type: "fill", source: "chosen", paint: { "fill-color": colour(3), "fill-opacity": 0.85 } });
    line("outlines", "outline", 1.2);
    line("chosen", "chosen", 3);
    line("pointed", "chosen", 2);
    line("lines", "line", 2.5);
    const dots = { "circle-color": colour("line"), "circle-radius": 5, "circle-stroke-color": colour("background"), "circle-stroke-width": 1.5 };
    map.addLayer({ id: "dots", type: "circle", source: "lines", filter: ["==", ["geometry-type"], "Point"], paint: dots });
    map.on("click", (event) => {
      const layers = ["gemeinden", "kreise"];
      const [feature] = map.queryRenderedFeatures(event.point, { layers });
      if (feature) chooseArea(feature.properties.ars).then(() => picked() && this.over(feature));
    });
    map.on("moveend", () => this.loadWhereZoomed());
    this.show({ animate: false });
  }

  recolour() {
    const { map } = this;
    map.setPaintProperty("background", "background-color", colour("background"));
    for (const id of ["kreise", "gemeinden"]) {
      map.setPaintProperty(id, "fill-color", fillColours());
      map.setPaintProperty(`${id}-border`, "line-color", colour("border"));
    }
    for (const [id, name] of [["outlines", "outline"], ["chosen", "chosen"], ["pointed", "chosen"], ["lines", "line"]]) {
      map.setPaintProperty(id, "line-color", colour(name));
    }
    if (map.getLayer("picked")) map.setPaintProperty("picked", "fill-color", colour(3));
    map.setPaintProperty("dots", "circle-color", colour("line"));
    map.setPaintProperty("dots", "circle-stroke-color", colour("background"));
  }

  over(feature) {
    this.map.getCanvas().classList.toggle("map-canvas__over", Boolean(feature));
    this.point(feature?.properties.ars ?? "");
  }

  /* All areas in hand that lie in the unit, or the Kreis in which it lies. */
  areas(ars) {
    if (!ars) return [];
    const municipalities = ars.length > 5 ? (this.lands.get(ars.slice(0, 2)) ?? []) : [];
    const inside = (list) => list.filter(({ properties }) => properties.ars.startsWith(ars));
    const found = [...inside(this.features), ...inside(municipalities)];
    return found.length ? found : this.features.filter(({ properties }) => ars.startsWith(properties.ars));
  }

  point(ars) {
    const areas = this.areas(ars);
    this.map.getSource("pointed")?.setData(collection(areas));
    const { name, number } = areas.length === 1 ? areas[0].properties : {};
    const count = number === 1 ? text("One") : number ? text("Many").replace("#", number) : text("None");
    const words = picked()?.some((own) => areas[0]?.properties.ars.startsWith(own)) ? text("Chosen") : count;
    this.readout.textContent = [name, name && words].filter(Boolean).join(": ");
  }

  async show({ animate = true } = {}) {
    const { gebiet, schluessel } = panel().dataset;
    const marked = picked();
    const remains = marked && this.shown === schluessel;
    this.shown = schluessel;
    const partners = [...panel().querySelectorAll("[data-lon]")].map(({ dataset }) => [Number(dataset.lon), Number(dataset.lat)]);
    const key = gebiet || (schluessel === "de" ? "" : schluessel);
    const lands = new Set([key, ...(marked ?? [])].filter(Boolean).map((ars) => ars.slice(0, 2)));
    await Promise.all([...lands].map((own) => this.loadLand(own).catch(() => {})));
    // between Kreise a partner is a Kreis or a larger part of one, so the municipalities would hide the numbers;
    // where units are picked, a Kreis is opened before its municipalities
    const visibility = (partners.length || marked) && schluessel.length < 5 ? "none" : "visible";
    for (const id of ["gemeinden", "gemeinden-border"]) this.map.setLayoutProperty(id, "visibility", visibility);
    this.map.getSource("lines").setData(collection(linesBetween(partners)));
    const chosen = marked ?? (gebiet && !partners.length ? [gebiet] : []);
    this.map.getSource("chosen").setData(collection(chosen.flatMap((ars) => this.areas(ars))));
    if (remains) return;
    const points = partners.map((coordinates) => ({ geometry: { coordinates } }));
    const bounds = boundsOf(points.length ? points : this.areas(key)) ?? GERMANY;
    this.map.fitBounds(bounds, { padding: points.length ? 60 : 24, maxZoom: 10, animate });
  }

  loadWhereZoomed() {
    if (this.map.getZoom() < ZOOM_OF_MUNICIPALITIES) return;
    const [feature] = this.map.queryRenderedFeatures(this.map.project(this.map.getCenter()), { layers: ["kreise"] });
    if (feature) this.loadLand(feature.properties.ars.slice(0, 2)).catch(() => {});
  }

  async loadLand(key) {
    if (this.lands.has(key)) return;
    this.lands.set(key, []);
    try {
      const [topology, { counts }] = await Promise.all([
        json(frame.dataset.gemeinden.replace("gemeinden-00", `gemeinden-${key}`)),
        numbersOf(key),
      ]);
      this.lands.set(key, this.read(topology, counts));
      this.map.getSource("gemeinden").setData(collection([...this.lands.values()].flat()));
    } catch (error) {
      this.lands.delete(key);
      throw error;
    }
  }
}

function collection(features) {
  return { type: "FeatureCollection", features };
}

function land({ properties }) {
  return properties.ars.slice(0, 2);
}

/* From the lead, who comes first, to every other partner; each partner is a dot too. */
function linesBetween([lead, ...others]) {
  const feature = (type, coordinates) => ({ type: "Feature", properties: {}, geometry: { type, coordinates } });
  if (!lead) return [];
  return [...others.map((point) => feature("LineString", [lead, point])), ...[lead, ...others].map((point) => feature("Point", point))];
}

/* How many cooperations there are per area, of a Land or all Kreise; none where the map does not show numbers. */
async function numbersOf(key = "") {
  const { zahlen } = frame.dataset;
  if (!zahlen) return { bounds: [], counts: {} };
  const address = new URL(zahlen, document.baseURI);
  if (key) address.searchParams.set("gebiet", key);
  return json(address);
}

async function start() {
  const { maplibre, worker, style, topojson, kreise } = frame.dataset;
  const drawing = frame.querySelector(".kreis-map__drawing");
  if (!maplibre || !drawing || !document.createElement("canvas").getContext("webgl2")) return;
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = style;
  document.head.append(sheet);
  const [library, , topology, numbers] = await Promise.all([import(maplibre), import(topojson), json(kreise), numbersOf()]);
  library.setWorkerUrl(new URL(worker, document.baseURI).href);
  const place = document.createElement("div");
  place.className = "map-canvas map-canvas--waiting";
  drawing.before(place);
  try {
    const made = new Canvas(library, window.topojson, topology, numbers, place);
    await made.drawn;
    canvas = made;
  } catch (error) {
    place.remove();
    throw error;
  }
  drawing.setAttribute("hidden", "");
  place.classList.remove("map-canvas--waiting");
  frame.dataset.ready = "";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", () => canvas.recolour());
}

if (frame) {
  listen();
  start().catch((error) => console.warn("The interactive map could not start; the drawn map stays.", error));
}
