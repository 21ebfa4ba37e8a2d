// SPDX-FileCopyrightText: 2026 The Allmende contributors
//
// SPDX-License-Identifier: EUPL-1.2

// The list after a filter was changed in place: keeps the filters open, never loses the focus.
// Without this file, or without JavaScript at all, the form simply loads the page anew.

const BROWSER = "stoebern";
let filtersWereOpen = false;
let focused = "";

function inList(event) {
  return event.detail?.target?.id === BROWSER || event.detail?.elt?.id === BROWSER;
}

/** Remembers what the swap would forget. */
function remember(event) {
  if (!inList(event)) return;
  filtersWereOpen = document.getElementById("filterbereich")?.open ?? false;
  focused = document.activeElement?.id ?? "";
}

/** Moves to the results when what had the focus is gone (a chip, a page number). */
function restore(event) {
  if (!inList(event)) return;
  const filters = document.getElementById("filterbereich");
  if (filters && filtersWereOpen) filters.open = true;
  const heading = document.getElementById("ergebnis");
  if (document.activeElement && document.activeElement !== document.body) return;
  document.getElementById(focused)?.focus({ preventScroll: true });
  if (document.activeElement === document.body) heading?.focus();
}

document.addEventListener("htmx:beforeSwap", remember);
document.addEventListener("htmx:afterSettle", restore);
