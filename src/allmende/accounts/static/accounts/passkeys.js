// SPDX-FileCopyrightText: 2026 The Allmende contributors
//
// SPDX-License-Identifier: EUPL-1.2

// Passkeys (WebAuthn): setting one up, signing in with one, proving again who is there. Forms with data-passkey say
// which; without this file their buttons stay hidden and a text says why.

/** Bytes as the server writes them (base64url). */
function encoded(buffer) {
  const text = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decoded(text) {
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0));
}

/** The server's options with bytes instead of text, as browsers want them. */
function options({ publicKey }) {
  const withBytes = (item) => ({ ...item, id: decoded(item.id) });
  const found = { ...publicKey, challenge: decoded(publicKey.challenge) };
  if (found.user) found.user = withBytes(found.user);
  if (found.excludeCredentials) found.excludeCredentials = found.excludeCredentials.map(withBytes);
  if (found.allowCredentials) found.allowCredentials = found.allowCredentials.map(withBytes);
  return found;
}

/** The browser's answer as plain values. */
function answer(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const plain = Object.fromEntries(parts.filter((part) => response[part]).map((part) => [part, encoded(response[part])]));
  if (response.getTransports) plain.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: encoded(credential.rawId),
    type: credential.type,
    response: plain,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
  };
}

function given(form) {
  return JSON.parse(document.getElementById(form.dataset.options).textContent);
}

const ceremonies = {
  async add(form) {
    const wanted = options(given(form).creation_options);
    const selection = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
    wanted.authenticatorSelection = { ...wanted.authenticatorSelection, ...selection };
    return navigator.credentials.create({ publicKey: wanted });
  },
  async use(form) {
    return navigator.credentials.get({ publicKey: options(given(form).request_options) });
  },
  async "sign-in"(form) {
    const reply = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error(`The server answered ${reply.status}.`);
    return navigator.credentials.get({ publicKey: options((await reply.json()).request_options) });
  },
};

function make(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  form.querySelector("[data-passkey-missing]").hidden = true;
  form.querySelector("button[type=submit]").hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(answer(await ceremonies[form.dataset.passkey](form)));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}

if (globalThis.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach(make);
