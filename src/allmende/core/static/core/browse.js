// SPDX-FileCopyrightText: 2026 The Allmende contributors
//
// SPDX-License-Identifier: EUPL-1.2

// A list with filters (data-browse) after it was loaded anew in place: keeps open what was open, never loses the focus.
// Without this file, or without JavaScript at all, the form simply loads the page anew.

let opened = [];
let focused = "";
let near = "";

function listOf(event) {
  const { target, elt } = event.detail ?? {};
  return [target, elt].find((part) => part?.matches?.("[data-browse]"));
}

/** Remembers what the swap would forget. */
function remember(event) {
  const list = listOf(event);
  if (!list) return;
  opened = [...list.querySelectorAll("details[id][open]")].map((part) => part.id);
  focused = document.activeElement?.id ?? "";
  near = document.activeElement?.closest("[data-focus-back]")?.dataset.focusBack ?? "";
}

/** Where what had the focus is gone (a chip, a page number): moves to what its part names, else to the results. */
function restore(event) {
  if (!listOf(event)) return;
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  if (document.activeElement && document.activeElement !== document.body) return;
  for (const id of [focused, near]) {
    if (document.activeElement === document.body) document.getElementById(id)?.focus({ preventScroll: true });
  }
  if (document.activeElement === document.body) document.getElementById("ergebnis")?.focus();
}

document.addEventListener("htmx:beforeSwap", remember);
document.addEventListener("htmx:afterSettle", restore);
