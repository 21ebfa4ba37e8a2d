// SPDX-FileCopyrightText: 2026 The Allmende contributors
//
// SPDX-License-Identifier: EUPL-1.2

// Whoever follows „Ja, das stimmt noch“ in a letter has said so with that click. This sends the answer, once a person
// really sees the page: programs of mail gateways that open links to look for malware must not answer for anybody.
// A key, a click, a touch or a turn of the wheel stops it, and the button remains. Without this file there is the button.

const SEEN_FOR = 4000;
const STOPPING = ["pointerdown", "keydown", "wheel", "touchmove"];

const form = document.querySelector("form[data-confirm-when-seen]");
const notice = form?.querySelector("[data-confirm-notice]");
const stopButton = form?.querySelector("[data-confirm-stop]");
let timer;
let isOver = false;

/** Whether a person looks at the page, as far as that can be told. */
function isSeen() {
  return document.visibilityState === "visible" && document.hasFocus() && !navigator.webdriver;
}

function begin() {
  if (isOver || timer || !isSeen()) return;
  notice.textContent = notice.dataset.text;
  stopButton.hidden = false;
  timer = setTimeout(send, SEEN_FOR);
}

function wait() {
  clearTimeout(timer);
  timer = undefined;
}

function send() {
  timer = undefined;
  if (isOver || !isSeen()) return;
  isOver = true;
  form.requestSubmit(form.querySelector("button[value=stimmt]"));
}

function stop() {
  if (isOver) return;
  isOver = true;
  wait();
  if (notice.textContent) notice.textContent = notice.dataset.stopped;
  stopButton.hidden = true;
}

function look() {
  if (isSeen()) begin();
  else wait();
}

if (form) {
  for (const kind of STOPPING) window.addEventListener(kind, stop, { passive: true });
  stopButton.addEventListener("click", stop);
  // A page that comes back from memory (the back button) has been answered already, or was left on purpose.
  window.addEventListener("pageshow", (event) => event.persisted && stop());
  document.addEventListener("visibilitychange", look);
  window.addEventListener("focus", look);
  window.addEventListener("blur", look);
  look();
}
