// Live pages: the server says only that something changed; the page asks again and puts the new main part in place.

if (document.body.dataset.live === "yes" && "EventSource" in window) {
  const source = new EventSource("/changed");
  let waiting: number | undefined;
  source.addEventListener("changed", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(refresh, 150 + Math.random() * 350);
  });
  source.addEventListener("signed-out", () => {
    source.close();
    location.reload();
  });
  // The stream ends now and then and is taken up again, but not for a session that is over: the screen left alone is cleared.
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) leaveIfSignedOut();
  });
}

const askAgain = (): Promise<Response> =>
  fetch(location.href, { headers: { "X-Refresh": "by-itself" }, redirect: "manual" });

async function leaveIfSignedOut(): Promise<void> {
  if ((await askAgain()).type === "opaqueredirect") location.reload();
}

async function refresh(): Promise<void> {
  // Never under someone's hands: a page with an answer half typed stays as it is.
  const active = document.activeElement;
  if (
    active instanceof HTMLElement &&
    /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName) &&
    active.closest("main")
  )
    return;
  const answer = await askAgain();
  if (answer.type === "opaqueredirect" || answer.status !== 200) {
    location.reload();
    return;
  }
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  swap("main", next);
  swap(".identity", next);
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
