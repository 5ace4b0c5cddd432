// Live pages: the server says only that something changed; the page asks again and puts the new main part in place.

/** Where the server's signals stood when what is shown was read. A page without it does not refresh itself. */
let known = document.body.dataset.live;
let source: EventSource | undefined;
let asking = false;
let told = false;

const SOON_MS = [150, 500] as const;
const AGAIN_MS = 5000;
const RENEWED_MS = 1000;

if (known !== undefined && "EventSource" in window) {
  listenWhileSeen();
  document.addEventListener("visibilitychange", listenWhileSeen);
}

/** A browser keeps few streams open to one place at a time: pages that nobody sees, or not yet, leave theirs to others. */
function listenWhileSeen(): void {
  source?.close();
  if (document.visibilityState === "visible") listen();
}

function listen(): void {
  source = new EventSource(`/changed?since=${encodeURIComponent(known ?? "")}`);
  source.addEventListener("changed", () => {
    told = true;
    refreshIn(SOON_MS[0] + Math.random() * (SOON_MS[1] - SOON_MS[0]));
  });
  source.addEventListener("signed-out", () => {
    source?.close();
    location.reload();
  });
  // The stream ends now and then and is taken up again, but not for a session that is over: the screen left alone is cleared.
  source.addEventListener("error", () => {
    if (source?.readyState === EventSource.CLOSED) leaveIfSignedOut();
  });
}

const askAgain = (): Promise<Response> =>
  fetch(location.href, { headers: { "X-Refresh": "by-itself" }, redirect: "manual" });

/** Asked twice: what was on its way while the session was given a new token came with the one before. */
async function isSignedOut(answer: Response | undefined): Promise<boolean> {
  if (answer?.type !== "opaqueredirect") return false;
  await new Promise((resolve) => window.setTimeout(resolve, RENEWED_MS));
  return (await askAgain().catch(() => undefined))?.type === "opaqueredirect";
}

async function leaveIfSignedOut(): Promise<void> {
  const answer = await askAgain().catch(() => undefined);
  if (await isSignedOut(answer)) location.reload();
  else if (document.visibilityState === "visible") window.setTimeout(listen, AGAIN_MS);
}

/** Never under someone's hands: a page with an answer half typed stays as it is until they are done. */
function isInHand(): boolean {
  const active = document.activeElement;
  return (
    active instanceof HTMLElement &&
    /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName) &&
    active.closest("main") !== null
  );
}

/** Asks once for all that was told meanwhile, and goes on until what is shown is new. */
function refreshIn(ms: number): void {
  if (asking) return;
  asking = true;
  window.setTimeout(async () => {
    const fresh = isInHand() ? false : await refresh().catch(() => false);
    asking = false;
    if (!fresh) refreshIn(AGAIN_MS);
    else if (told) refreshIn(SOON_MS[0]);
  }, ms);
}

/** Answers whether the page now shows what the server has. */
async function refresh(): Promise<boolean> {
  told = false;
  const answer = await askAgain();
  // Busy, or just starting again: what is shown stays until there is an answer.
  if (answer.status === 429 || answer.status >= 500) return false;
  if (answer.type === "opaqueredirect" && !(await isSignedOut(answer))) return false;
  if (answer.status !== 200) {
    location.reload();
    return true;
  }
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (next.body.dataset.post !== document.body.dataset.post) {
    // Another post is worked in now, which the whole page is to say and not its middle alone.
    location.reload();
    return true;
  }
  known = next.body.dataset.live;
  swap("main", next);
  swap(".identity", next);
  return true;
}

function swap(selector: string, next: Document): void {
  const [old, fresh] = [document.querySelector(selector), next.querySelector(selector)];
  if (!old || !fresh || old.innerHTML === fresh.innerHTML) return;
  const known = new Set([...old.querySelectorAll("[data-card]")].map((card) => card.outerHTML));
  // What was opened stays open.
  const open = [...old.querySelectorAll("details")].map((each) => each.open);
  const folds = [...fresh.querySelectorAll("details")];
  if (open.length === folds.length) for (const [i, fold] of folds.entries()) fold.open = open[i] ?? fold.open;
  old.replaceWith(fresh);
  for (const card of fresh.querySelectorAll("[data-card]")) {
    if (!known.has(card.outerHTML)) card.classList.add("is-changed");
  }
}

export {};
