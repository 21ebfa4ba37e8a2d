// SPDX-FileCopyrightText: 2026 The Allmende contributors
//
// SPDX-License-Identifier: EUPL-1.2

// Keeps the address of a search short: what is empty or the default anyway is not sent.
// Without this file the same search has a longer address.

const FORM = "suchformular";

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const form = detail.elt.closest(`#${FORM}`);
  if (!form) return;
  const { parameters } = detail;
  for (const name of [...new Set([...new FormData(form).keys()])]) {
    if (parameters[name] === "") delete parameters[name];
  }
  if (parameters.ort) delete parameters.ortsname;
  else delete parameters.radius;
});
