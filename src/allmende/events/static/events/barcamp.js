// SPDX-FileCopyrightText: 2026 The Allmende contributors
//
// SPDX-License-Identifier: EUPL-1.2

// The grid of a BarCamp: sessions are dragged with the mouse, and the arrow keys go from cell to cell. Without this
// file one chooses a session by its link and the cell by its button; both send the same form.

const board = document.querySelector("[data-board]");
const sender = document.getElementById("ziehen");
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
let dragged = null;

/** Puts what is dragged into ``cell``, as the button of the cell would. */
function drop(cell) {
  sender.elements.vorschlag.value = dragged.dataset.proposal;
  sender.elements.von.value = dragged.dataset.from;
  sender.elements.zelle.value = cell.dataset.cell;
  sender.requestSubmit();
}

/** Marks the cell under the pointer, and no other. */
function mark(cell) {
  for (const other of board.querySelectorAll("[data-over]")) delete other.dataset.over;
  if (cell) cell.dataset.over = "";
}

function stop() {
  mark(null);
  delete board.dataset.dragging;
  dragged = null;
}

/** What can be used in a cell, first of all the button that chooses it. */
function control(cell) {
  return cell?.querySelector("button[name=zelle], a, button");
}

/** Goes from cell to cell; cells without anything to use are passed over. */
function walk(event) {
  const step = STEPS[event.key];
  const from = event.target.closest("[data-cell]");
  if (!step || !from || event.altKey || event.ctrlKey || event.metaKey) return;
  const rows = [...board.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("[data-cell]")]);
  let row = rows.findIndex((cells) => cells.includes(from));
  let column = rows[row].indexOf(from);
  do {
    row += step[0];
    column += step[1];
  } while (rows[row]?.[column] && !control(rows[row][column]));
  const next = control(rows[row]?.[column]);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

if (board && sender) {
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-proposal]") ?? null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.proposal);
    event.dataTransfer.setDragImage(dragged, 12, 12); // also when it was taken by the link in it
    board.dataset.dragging = "";
  });
  board.addEventListener("dragover", (event) => {
    const cell = event.target.closest("[data-cell]");
    mark(dragged && cell);
    if (dragged && cell) event.preventDefault();
  });
  board.addEventListener("drop", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (!dragged || !cell) return;
    event.preventDefault();
    if (dragged.dataset.from !== cell.dataset.cell.split(":")[0]) drop(cell);
    stop();
  });
  document.addEventListener("dragend", stop);
  board.addEventListener("keydown", walk);
  document.addEventListener("keydown", (event) => {
    const cancel = document.querySelector("[data-cancel]");
    if (event.key === "Escape" && cancel) cancel.click();
  });
}
