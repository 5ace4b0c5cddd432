import { invariant } from "../../src/kernel/result.ts";
import { proveNow } from "../medicines/story.ts";
import { type Site, visitorTo } from "../site.ts";
import type { TestAgency } from "../world.ts";
import { call, dosingStory, opened, prepared } from "./dosing-story.ts";
import { mg, signedOrder } from "./orders-story.ts";

/**
 * How long it took from *hand over* pressed to the answer, with its line, its authority and the log committed. Milliseconds. The first of
 * each nurse counts apart: the server, and each of its connections, meets what is asked for the first time.
 */
export type Speed = {
  readonly doses: number;
  readonly first: number;
  readonly median: number;
  readonly p95: number;
  readonly most: number;
};

/** So many nurses of one clinic, each with so many people whose doses two have prepared, hand over at once, with a pause between two. */
export async function handingOver(site: Site, nurses: number, each: number, pauseMs: number): Promise<Speed> {
  const { world } = site;
  const story = await dosingStory(world, 100, 240, 100_000);
  const session = await opened(world, story, "morning", { "observed-at-once": 10, "assessment-holds": 60 });
  const doses: { readonly nurse: TestAgency; readonly visit: string; readonly key: string }[][] = [];
  for (let n = 0; n < nurses; n += 1) {
    const nurse = n === 0 ? story.nurse : await world.aWorker(story.nurse, "clinic-nurse", `Nurse ${n}`);
    if (n > 0) await call(world, nurse, "take_dosing_duty", session, "nurse");
    const own = [];
    for (let i = 0; i < each; i += 1) {
      const person = n + i === 0 ? story.person : await world.aPerson(story.nurse);
      if (n + i > 0) {
        await world.anEpisode(story.nurse, person);
        const part = { part: 1, product: "diamorphine-ampoule-100", micrograms: mg(50), leastMinutes: 240 };
        const ordered = await signedOrder(
          world,
          { ...story, person },
          {
            mostSingle: mg(400),
            mostDaily: mg(800),
            parts: [
              { ...part, slot: "morning" },
              { ...part, slot: "evening" },
            ],
          },
        );
        invariant(ordered.ok, "the order is signed");
      }
      const one = await prepared(world, { ...story, nurse, person }, session);
      own.push({ nurse, visit: one.visit, key: one.key });
    }
    doses.push(own);
  }
  // Each has the board open, as somebody has who presses on it.
  const boards = await Promise.all(
    doses.map(async (own) => {
      const [first] = own;
      invariant(first, "each nurse has somebody");
      await proveNow(world, first.nurse);
      const nurse = visitorTo(site, { token: first.nurse.token });
      await nurse.get(`/dosing/${session}`);
      return { nurse, own };
    }),
  );
  const start = performance.now();
  const times: number[] = [];
  const firsts: number[] = [];
  await Promise.all(
    boards.map(async ({ nurse, own }, n) => {
      for (const [at, { visit, key }] of own.entries()) {
        // Each at a moment of her own, whatever became of the one before: whoever waits until it is over never presses where it is slow.
        const begun = start + pauseMs * (at + n / doses.length);
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, begun - performance.now())));
        const answer = await nurse.post(`/dosing/visits/${visit}/hand-over`, { key });
        (at === 0 ? firsts : times).push(performance.now() - begun);
        invariant(answer.status === 303, `it is handed over: ${answer.status}`);
      }
    }),
  );
  const at = (of: readonly number[], share: number): number => {
    const sorted = of.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  };
  const first = at(firsts, 0.5);
  return { doses: times.length, first, median: at(times, 0.5), p95: at(times, 0.95), most: at(times, 1) };
}
