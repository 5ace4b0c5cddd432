// Passkeys: a button asks the server what is to be signed, has the browser sign it, and sends the form with the answer.

type Library = {
  startRegistration(given: { optionsJSON: unknown }): Promise<unknown>;
  startAuthentication(given: { optionsJSON: unknown }): Promise<unknown>;
};

const NONE_USED = "No passkey was used. Press again to try once more, or go on without one.";

// What to do instead stands ready in the page, for a browser that has none.
for (const place of document.querySelectorAll<HTMLElement>("[data-no-passkeys]"))
  place.hidden = "PublicKeyCredential" in window;

for (const place of document.querySelectorAll<HTMLElement>("[data-passkey]")) {
  const button = place.querySelector("button");
  if (!button || !("PublicKeyCredential" in window)) continue;
  place.hidden = false;
  button.addEventListener("click", () => void press(place, button));
}

async function press(place: HTMLElement, button: HTMLButtonElement): Promise<void> {
  const form = place.closest("form");
  const answer = place.querySelector<HTMLInputElement>("input[type=hidden]");
  if (!form || !answer) return;
  button.disabled = true;
  say(place, "");
  try {
    const signed = await ask(place.dataset.passkey ?? "", form);
    if (signed === undefined) return say(place, NONE_USED);
    answer.value = JSON.stringify(signed);
    form.requestSubmit();
  } catch {
    say(place, NONE_USED);
  } finally {
    button.disabled = false;
  }
}

/** Undefined where the server offers none. */
async function ask(what: string, form: HTMLFormElement): Promise<unknown> {
  const csrf = form.querySelector<HTMLInputElement>('input[name="_csrf"]')?.value ?? "";
  const [asked] = await Promise.all([
    fetch(`/passkey/options${location.search}`, {
      method: "POST",
      body: new URLSearchParams({ _csrf: csrf, what }),
    }),
    // Its address is put in when this is served. It names itself on the window.
    import("@webauthn" as string),
  ]);
  if (!asked.ok) return undefined;
  const optionsJSON: unknown = await asked.json();
  const library = (window as unknown as { SimpleWebAuthnBrowser: Library }).SimpleWebAuthnBrowser;
  return what === "add"
    ? library.startRegistration({ optionsJSON })
    : library.startAuthentication({ optionsJSON });
}

function say(place: HTMLElement, words: string): void {
  const line = place.querySelector("[role=alert]");
  if (line) line.textContent = words;
}

export {};
