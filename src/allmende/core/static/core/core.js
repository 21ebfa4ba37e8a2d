// SPDX-FileCopyrightText: 2026 The Allmende contributors
//
// SPDX-License-Identifier: EUPL-1.2

// Small progressive things of the page frame. Every page works without this file.

const ANNOUNCE_AFTER_MS = 120;
const QUIET_AFTER_MS = 1000;

let announcing = 0;
let typedAt = -Infinity;

/** Moves the focus to a summary of form errors, so that it is read first. */
function focusSummary(root) {
  root.querySelector("[data-focus]")?.focus();
}

/** Closes the menu of small screens with Escape and gives the focus back to its button. */
function closeMenuOnEscape(event) {
  if (event.key !== "Escape") return;
  const menu = document.querySelector(".menu[open]");
  if (menu) {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  }
}

/** Shows the section of one tab and hides the others. */
function select(tab, tabs) {
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    document.getElementById(other.hash.slice(1)).hidden = !chosen;
  }
}

/** Makes tabs of a list of links to sections of this page; links to other pages stay links. */
function makeTabs(nav) {
  const tabs = [...nav.querySelectorAll("a")];
  const sections = tabs.map((tab) => tab.getAttribute("href").startsWith("#") && document.getElementById(tab.hash.slice(1)));
  if (!tabs.length || sections.some((section) => !section)) return;
  const list = nav.querySelector("ul");
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", nav.getAttribute("aria-label") ?? "");
  nav.setAttribute("role", "presentation");
  nav.removeAttribute("aria-label");
  tabs.forEach((tab, index) => {
    tab.id ||= `reiter-${sections[index].id}`;
    tab.parentElement.setAttribute("role", "presentation");
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", sections[index].id);
    sections[index].setAttribute("role", "tabpanel");
    sections[index].setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      history.replaceState(null, "", tab.hash);
      select(tab, tabs);
    });
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = tabs[(index + step + tabs.length) % tabs.length];
      select(next, tabs);
      next.focus();
    });
  });
  select(tabs.find((tab) => tab.hash === location.hash) ?? tabs[0], tabs);
}

/**
 * Says a short text to those who listen. Emptied first, so that the same words are said again. Somebody who types is
 * left in peace until they pause, and hears only the last of what there was to say meanwhile.
 */
function announce(text) {
  const announcer = document.querySelector("[data-announcer]");
  if (!announcer) return;
  const say = () => {
    const wait = typedAt + QUIET_AFTER_MS - performance.now();
    if (wait > 0) announcing = setTimeout(say, wait);
    else announcer.textContent = text;
  };
  announcer.textContent = "";
  clearTimeout(announcing);
  announcing = setTimeout(say, ANNOUNCE_AFTER_MS);
}

/** After a part was loaded anew: says its data-announce and gives the page the title that a full load would have. */
function tellOf(part) {
  if (!part) return;
  const find = (name) => (part.matches(`[${name}]`) ? part : part.querySelector(`[${name}]`));
  const titled = find("data-page-title");
  if (titled) document.title = titled.dataset.pageTitle;
  const said = find("data-announce");
  if (said) announce((said.dataset.announce || said.textContent).trim().replace(/\s+/g, " "));
}

/** Says what was just done. Screen readers say nothing of a status that was on the page from the start. */
function tellOfMessages() {
  const texts = [...document.querySelectorAll(".messages .notice__body")].map((message) => message.textContent.trim());
  if (texts.length) announce(texts.join(" "));
}

document.addEventListener("keydown", closeMenuOnEscape);
document.addEventListener("input", ({ inputType }) => {
  if (inputType) typedAt = performance.now(); // boxes and lists have no such type
});
document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.detail.elt));
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) tellOf(document.getElementById(detail.target?.id));
});
document.addEventListener("allmende:loaded", (event) => tellOf(event.target));
document.querySelectorAll("[data-tabs]").forEach(makeTabs);
focusSummary(document);
tellOfMessages();
