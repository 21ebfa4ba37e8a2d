// SPDX-FileCopyrightText: 2026 The Allmende contributors
//
// SPDX-License-Identifier: EUPL-1.2

// While one answers, only the result and the notes beside the fields are loaded anew, never a field itself: nothing that
// is being typed gets lost. So a field must be told whether the note beside it is an error.

function tellFields() {
  for (const state of document.querySelectorAll("[data-state-of]")) {
    const field = document.getElementById(state.dataset.stateOf);
    if (!field || field.matches("fieldset")) continue;
    if (state.classList.contains("field__error")) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

document.addEventListener("htmx:afterSettle", tellFields);
