// SPDX-FileCopyrightText: 2026 The Allmende contributors
//
// SPDX-License-Identifier: EUPL-1.2

// Keeps the address of a search short: what is empty or the default anyway is not sent, neither by the form itself nor
// by htmx. Without this file the same search has a longer address.

document.addEventListener("formdata", ({ target, formData }) => {
  if (target.id !== "suchformular") return;
  for (const [name, value] of [...formData]) {
    if (value === "" || (name === "radius" && value === "0")) formData.delete(name);
  }
  if (formData.has("ort")) formData.delete("ortsname");
  else if (!formData.has("ortsname")) formData.delete("radius");
});
