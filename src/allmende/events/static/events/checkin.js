// SPDX-FileCopyrightText: 2026 The Allmende contributors
//
// SPDX-License-Identifier: EUPL-1.2

// The list at the door without a network: every tap is noted on the device first and sent when the network is there.
// Notes are kept in the order of the taps, hold no names, and survive a reload; each has a key of its own, so that one
// sent twice is the same. Without this file every button is a form.

const LOOK_AGAIN_MS = 20_000;
const ANSWER_WITHIN_MS = 15_000;
const MOST_AT_ONCE = 200;
const STEADY_AFTER_MS = 600;
const NAMES_AT_ONCE = 5;

/** A random UUID; crypto.randomUUID is missing on pages without encryption. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The notes that wait. Every tab reads them anew before it writes: several may be open. */
class Waiting {
  constructor(name) {
    this.name = name;
    this.inMemory = [];
    try {
      localStorage.setItem(`${name}-test`, "1");
      localStorage.removeItem(`${name}-test`);
      this.isKept = true;
    } catch {
      this.isKept = false; // storage is forbidden or full: at least as long as the page is open
    }
  }

  get notes() {
    if (!this.isKept) return this.inMemory;
    try {
      const found = JSON.parse(localStorage.getItem(this.name) ?? "[]");
      return Array.isArray(found) ? found.filter((note) => note?.key && Number.isInteger(note.place)) : [];
    } catch {
      return [];
    }
  }

  set notes(list) {
    this.inMemory = list;
    if (!this.isKept) return;
    try {
      if (list.length) localStorage.setItem(this.name, JSON.stringify(list));
      else localStorage.removeItem(this.name);
    } catch {
      this.isKept = false;
    }
  }

  add(note) {
    this.notes = [...this.notes, note];
  }

  remove(keys) {
    this.notes = this.notes.filter((note) => !keys.has(note.key));
  }
}

class Door {
  constructor(root) {
    this.root = root;
    this.texts = root.dataset;
    this.waiting = new Waiting(root.dataset.store);
    this.rows = new Map([...root.querySelectorAll("[data-place]")].map((row) => [row.dataset.place, row]));
    this.isSending = false;
    this.mustSignIn = false;
    this.hasAsked = false;
    this.total = Number(root.dataset.total);
    this.there = [...this.rows.values()].filter((row) => row.dataset.isThere).map((row) => row.dataset.place);
    this.isWhole = this.rows.size === this.total; // a list searched by the portal holds only what it found
    root.addEventListener("submit", (event) => this.tapped(event));
    this.search();
    addEventListener("online", () => this.exchange());
    addEventListener("storage", (event) => event.key === this.waiting.name && this.show());
    addEventListener("beforeunload", (event) => {
      if (!this.waiting.isKept && this.waiting.notes.length) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => document.hidden || this.exchange());
    setInterval(() => document.hidden || this.exchange(), LOOK_AGAIN_MS);
    this.show();
    this.exchange();
  }

  /** A button of a row: note it here, show it at once, send it. */
  tapped(event) {
    const row = event.target.closest("[data-place]");
    if (!row || event.target.dataset.came === undefined) return;
    event.preventDefault();
    if (this.trembles(row)) return;
    const came = event.target.dataset.came === "1";
    this.waiting.add({ key: newKey(), place: Number(row.dataset.place), came, at: Date.now() });
    this.paint(row, came ? this.clock() : "");
    row.querySelector("form:not([hidden]) button")?.focus();
    this.show();
    this.exchange();
  }

  /** Whether this is the second half of a double tap, or a key held down: the other button is in its place by then. */
  trembles(row) {
    const last = Number(row.dataset.tapped ?? -Infinity);
    row.dataset.tapped = performance.now();
    return performance.now() - last < STEADY_AFTER_MS;
  }

  /** As a clock at the place of the session shows it, wherever the device thinks it is. */
  clock(at = Date.now()) {
    const format = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: this.texts.zone };
    return new Intl.DateTimeFormat("de", format).format(at).replace(/^0(?=\d)/, "");
  }

  /** One row: since when the person is there, and which of its two buttons makes sense. */
  paint(row, since) {
    row.dataset.isThere = since ? "1" : "";
    row.querySelector("[data-since]").textContent = since ? this.texts.since.replace("{time}", since) : "";
    for (const form of row.querySelectorAll("form[data-came]")) form.hidden = (form.dataset.came === "1") === Boolean(since);
  }

  /** What the list, the count and the mark of waiting notes say now. */
  show() {
    const notes = this.waiting.notes;
    for (const note of notes) {
      const row = this.rows.get(String(note.place));
      const isThere = row?.dataset.isThere === "1";
      if (row && isThere !== note.came) this.paint(row, note.came ? this.clock(note.at) : "");
    }
    const mark = this.root.querySelector("[data-door-waiting]");
    const many = notes.length === 1 ? this.texts.waitingOne : this.texts.waitingMany.replace("{number}", notes.length);
    this.write(mark, notes.length ? many : "");
    mark.hidden = !notes.length;
    if (!this.isWhole && !this.hasAsked) return;
    const changed = notes.reduce((sum, note) => sum.set(note.place, note.came), new Map());
    const there = new Set(this.there);
    for (const [place, came] of changed) {
      if (came) there.add(String(place));
      else there.delete(String(place));
    }
    const text = this.texts.there.replace("{there}", there.size).replace("{total}", this.total);
    this.write(this.root.querySelector("[data-door-count]"), text);
  }

  /** Only what is new is written, so that screen readers do not say the same again. */
  write(element, text) {
    if (element.textContent.trim() !== text) element.textContent = text;
  }

  /** Sends what waits, or asks what others have noted. One at a time. */
  async exchange() {
    if (this.isSending || this.mustSignIn) return;
    this.isSending = true;
    let isThrough = false;
    try {
      isThrough = await this.send(this.waiting.notes.slice(0, MOST_AT_ONCE));
    } catch {
      if (this.waiting.notes.length) this.tell(this.texts.offline);
    } finally {
      this.isSending = false;
    }
    if (isThrough && this.waiting.notes.length) this.exchange();
  }

  /** Returns whether the portal has taken them. Throws while there is no network. */
  async send(notes) {
    const now = Date.now();
    const sent = notes.map(({ key, place, came, at }) => ({ key, place, came, ago: Math.max(0, now - at) }));
    const response = await fetch(this.texts.notes, {
      method: sent.length ? "POST" : "GET",
      headers: { Accept: "application/json", "X-CSRFToken": this.token, "Content-Type": "application/json" },
      body: sent.length ? JSON.stringify({ notes: sent }) : undefined,
      credentials: "same-origin",
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (response.type === "opaqueredirect") return this.stop(this.texts.signedOut);
    if ([400, 403, 404].includes(response.status)) return this.stop(this.texts.outdated);
    if (!response.ok) throw new Error(String(response.status));
    this.take(await response.json(), new Set(sent.map((note) => note.key)));
    return true;
  }

  get token() {
    return this.root.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  }

  /** No use in trying again before somebody has done something. */
  stop(text) {
    this.mustSignIn = true;
    this.tell(text);
    return false;
  }

  /** How the portal sees it now; what has been tapped meanwhile stays on top of it. */
  take(answer, keys) {
    this.waiting.remove(keys);
    this.hasAsked = true;
    this.there = Object.entries(answer.places).filter(([, since]) => since).map(([place]) => place);
    this.total = Object.keys(answer.places).length;
    for (const [place, row] of this.rows) {
      const since = answer.places[place];
      row.hidden = since === undefined || row.dataset.isFound === "";
      this.paint(row, since ?? "");
    }
    this.tell(Object.values(answer.refused));
    this.show();
  }

  /** What somebody must know; refusals stay until the next of them. */
  tell(what) {
    const texts = [...new Set([what].flat())];
    const box = this.root.querySelector("[data-door-trouble]");
    const told = box.querySelector("[data-door-told]");
    if (!texts.length) {
      if (told.dataset.isPassing) box.hidden = true;
      return;
    }
    told.dataset.isPassing = what === this.texts.offline ? "1" : "";
    if (!box.hidden && told.textContent === texts.join("")) return;
    told.replaceChildren(...texts.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
    box.hidden = false;
  }

  /** Whom the search has found, for those who listen: a few by their names, nobody in words, many are shown only. */
  say(names) {
    const none = this.root.querySelector("[data-door-none]");
    none.hidden = names.length > 0;
    if (names.length > NAMES_AT_ONCE) return;
    none.dataset.announce = names.join(", "); // empty: the text of the element itself
    none.dispatchEvent(new CustomEvent("allmende:loaded", { bubbles: true }));
  }

  /** Typing in the field shows who matches; the button of the form is for pages without this file. */
  search() {
    const form = this.root.querySelector("form[role=search]");
    const field = form?.querySelector("input");
    if (!this.isWhole || !this.rows.size) return;
    form.querySelector("button").hidden = true;
    form.addEventListener("submit", (event) => event.preventDefault());
    field.addEventListener("input", () => {
      const words = fold(field.value).split(" ").filter(Boolean);
      const found = [];
      for (const row of this.rows.values()) {
        const matches = words.every((word) => row.dataset.words.includes(word));
        row.dataset.isFound = matches ? "1" : "";
        row.hidden = !matches;
        if (matches) found.push(row.querySelector(".door__name").textContent);
      }
      this.say(found);
    });
  }
}

/** As the portal compares names: small letters, without accents; ß is ss, an umlaut its plain vowel. */
function fold(text) {
  return text
    .toLowerCase()
    .replaceAll("ß", "ss")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/([ao])e/g, "$1")
    .replace(/(^|[^aeq])ue/g, "$1u")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

const root = document.querySelector("[data-door]");
if (root && !root.dataset.closed) new Door(root);
