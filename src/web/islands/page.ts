// What the pages gain when scripts run. Every page works without.

/** Keys: / search, g h home, j and k in lists, ? all keys. Never while typing. */
const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

let before = "";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const find = document.querySelector<HTMLInputElement>("#find");
  if (event.key === "/" && find) {
    event.preventDefault();
    find.focus();
  } else if (event.key === "?") {
    location.assign("/help/keys");
  } else if (before === "g" && event.key === "h") {
    location.assign("/");
  } else if (event.key === "j" || event.key === "k") {
    step(event.key === "j" ? 1 : -1);
  }
  before = event.key;
});

function step(by: number): void {
  const links = [...document.querySelectorAll<HTMLElement>("[data-list] a[data-item]")].filter((link) =>
    link.checkVisibility(),
  );
  if (links.length === 0) return;
  const at = links.indexOf(document.activeElement as HTMLElement);
  links[Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
}

// Where a row of links is wider than a phone, the one that is open is in view.
for (const here of document.querySelectorAll('nav [aria-current="page"]')) {
  const row = here.closest("ul");
  // Not by scrollIntoView: the keyboard would then begin there.
  if (row && row.scrollWidth > row.clientWidth)
    row.scrollLeft += here.getBoundingClientRect().right - row.getBoundingClientRect().right;
}

// What a form was answered with is opened anew when somebody comes back to it, or loads it again: nothing is kept in the browser,
// which would otherwise have nothing to show there but the question whether to send the form once more.
history.replaceState(history.state, "", location.href);

// A second press while the first is on its way does nothing; the server would treat it as one act anyway. Whoever stopped
// the first can press again.
const ON_ITS_WAY_MS = 10_000;
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.method !== "post") return;
  if (form.dataset.sent === "yes") event.preventDefault();
  else window.setTimeout(() => delete form.dataset.sent, ON_ITS_WAY_MS);
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset.sent;
});

// What this device's clock shows goes with every form that acts: whoever signs by a clock that is wrong is told.
document.addEventListener("formdata", (event) => {
  if ((event.target as HTMLFormElement).method === "post") event.formData.set("_clock", String(Date.now()));
});

// An act that must not be done twice may say where to ask what became of it: after a while without an answer the page goes there.
const ASK_AFTER_MS = 8000;
document.addEventListener("submit", (event) => {
  const at = (event.target as HTMLElement).closest<HTMLElement>("[data-known-at]")?.dataset.knownAt;
  if (at && !event.defaultPrevented) window.setTimeout(() => location.assign(at), ASK_AFTER_MS);
});

// Times on a board count on between two readings of it.
const COUNTED_MS = { s: 1000, min: 60_000 } as const;
window.setInterval(() => {
  for (const timer of document.querySelectorAll<HTMLElement>("[data-count-to]")) {
    const unit = timer.dataset.countIn === "s" ? "s" : "min";
    const left = Math.round((Number(timer.dataset.countTo) - Date.now()) / COUNTED_MS[unit]);
    const words = left > 0 ? `in ${left} ${unit}` : left === 0 ? "now" : `${-left} ${unit} ago`;
    const was = timer.textContent ?? "";
    const now = was.replace(/^(in \d+ (s|min)|now|\d+ (s|min) ago)/, words);
    if (now !== was) timer.textContent = now;
  }
}, COUNTED_MS.s);

// Last, so that keys and presses are minded before it has arrived. Its address is put in when this is served.
const nhs = await import("@nhsuk" as string);
document.body.classList.add("nhsuk-frontend-supported");
nhs.initAll();

export {};
