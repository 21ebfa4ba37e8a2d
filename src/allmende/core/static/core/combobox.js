// SPDX-FileCopyrightText: 2026 The Allmende contributors
//
// SPDX-License-Identifier: EUPL-1.2

/*
 * Turns every text field with data-combobox="<address of the suggestions>" into a combobox (ARIA pattern "editable
 * combobox with list autocomplete"). Without JavaScript the field and its form stay as they are.
 *
 * The address answers with a list of {name, note, kind, url}. Choosing one follows its link; one without a link is
 * typed in and sent. When the field also has data-combobox-target="<id>", the property named by data-combobox-value is
 * put into the field of that id and the name into this one, and the form is told with a "change" event.
 */
const WAIT_MS = 150;
const TELL_AFTER_MS = 1000;
let number = 0;

class Combobox {
  constructor(input) {
    this.input = input;
    this.address = input.dataset.combobox;
    this.target = document.getElementById(input.dataset.comboboxTarget ?? "");
    this.items = [];
    this.active = -1;
    this.id = `combobox-list-${(number += 1)}`;
    this.build();
    this.listen();
  }

  /** A text of the portal, in the language of the page: an attribute of the field (data-text-label and so on). */
  text(name) {
    return this.input.dataset[`text${name}`] ?? "";
  }

  build() {
    this.frame = document.createElement("div");
    this.frame.className = "combobox";
    this.input.replaceWith(this.frame);
    this.list = document.createElement("ul");
    this.list.id = this.id;
    this.list.className = "combobox__list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.text("Label"));
    this.list.hidden = true;
    this.status = document.createElement("p");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    this.frame.append(this.input, this.list, this.status);
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-expanded", "false");
    this.input.setAttribute("aria-controls", this.id);
    this.input.autocomplete = "off";
  }

  listen() {
    this.input.addEventListener("input", () => {
      if (this.target) this.target.value = "";
      this.tell("");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), WAIT_MS);
    });
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => this.close());
    // pressing the mouse must not take the focus away before the click arrives
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.number));
    });
  }

  async ask() {
    const query = this.input.value.trim();
    this.running?.abort();
    if (!query) {
      this.close();
      return;
    }
    this.running = new AbortController();
    try {
      const url = new URL(this.address, document.baseURI);
      url.searchParams.set("q", query);
      const answer = await fetch(url, { signal: this.running.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      this.show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") this.close(); // the form still works
    }
  }

  show(items) {
    this.items = items;
    this.active = -1;
    this.list.replaceChildren(...items.map((found, index) => this.option(found, index)));
    const isOpen = items.length > 0 && document.activeElement === this.input;
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
    this.input.removeAttribute("aria-activedescendant");
    const count = this.text(["None", "One"][items.length] ?? "Many");
    this.tell(document.activeElement === this.input ? count.replace("#", items.length) : "");
  }

  /** Says how many there are once nobody types any more, not at each letter. */
  tell(text) {
    clearTimeout(this.telling);
    this.status.textContent = "";
    if (text) this.telling = setTimeout(() => (this.status.textContent = text), TELL_AFTER_MS);
  }

  option(found, index) {
    const item = document.createElement("li");
    item.id = `${this.id}-${index}`;
    item.className = "combobox__option";
    item.lang = "de"; // what can be found is German in every language of the portal
    item.dataset.number = index;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const name = document.createElement("span");
    name.className = "combobox__name";
    name.textContent = found.name;
    item.append(name);
    for (const detail of ["kind", "note"]) {
      if (!found[detail]) continue;
      const part = document.createElement("span");
      part.className = `combobox__${detail}`;
      part.textContent = found[detail];
      item.append(" ", part);
    }
    return item;
  }

  onKey(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.ask();
      else this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !this.list.hidden && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Tab") {
      this.close();
    }
  }

  move(step) {
    const count = this.items.length;
    // one position more than there are options: the field itself
    this.active = ((this.active + 1 + step + count + 1) % (count + 1)) - 1;
    [...this.list.children].forEach((item, index) => {
      item.setAttribute("aria-selected", String(index === this.active));
      if (index === this.active) item.scrollIntoView({ block: "nearest" });
    });
    if (this.active >= 0) this.input.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  choose(index) {
    const chosen = this.items[index];
    this.close();
    if (this.target) {
      this.input.value = chosen.name;
      this.target.value = chosen[this.input.dataset.comboboxValue];
      this.target.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (chosen.url) {
      window.location.assign(chosen.url);
    } else {
      this.input.value = chosen.name;
      this.input.form.requestSubmit();
    }
  }

  close() {
    this.tell("");
    clearTimeout(this.timer);
    this.running?.abort();
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

const enhanced = new WeakSet();

/** Going back, htmx shows a copy of the page in which the field has its list already, but nobody listens. */
function enhance(root) {
  for (const input of root.querySelectorAll("input[data-combobox]")) {
    if (enhanced.has(input)) continue;
    input.closest(".combobox")?.replaceWith(input);
    enhanced.add(input);
    new Combobox(input);
  }
}

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.target));
document.addEventListener("htmx:historyRestore", () => enhance(document));
