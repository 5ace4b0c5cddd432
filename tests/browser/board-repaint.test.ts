import type { Browser } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call, type DosingStory, dosingStory, opened } from "../clinic/dosing-story.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { openServed, type Served } from "../served.ts";
import { openBrowser } from "./browser.ts";

// How long after a change, made anywhere, an open board shows it. Small in every run; `npm run bench -- --board` measures a hundred.

const CHANGES = process.env.BOARD === "full" ? 100 : 4;
const LONG_MS = 600_000;

let served: Served;
let browser: Browser;
let story: DosingStory;
let session: string;
beforeAll(async () => {
  served = await openServed();
  browser = await openBrowser();
  story = await dosingStory(served.world);
  session = await opened(served.world, story);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

test(
  "the board of a session shows by itself that somebody left the shift or came, whoever changed it and wherever; how long that took is told",
  async () => {
    const context = await browser.newContext({ baseURL: served.origin });
    const token = await served.world.tokenFor(story.nurse.username);
    await context.addCookies([{ name: "throughcare", value: `${WORLD_CODE}.${token}`, url: served.origin }]);
    const board = await context.newPage();
    await board.goto(`/dosing/${session}`);
    const line = board.locator(".shift p").first();
    const took: number[] = [];
    for (let n = 0; n < CHANGES; n += 1) {
      const leaves = n % 2 === 0;
      // At the database, past this server: a change from anywhere.
      const changed = call(
        served.world,
        story.checker,
        "take_dosing_duty",
        session,
        leaves ? null : "checker",
      );
      const began = performance.now();
      expect((await changed).answer).toBe("done");
      await line.filter({ [leaves ? "hasNotText" : "hasText"]: /, checker/ }).waitFor();
      took.push(performance.now() - began);
      // At any moment of whatever the page does by the clock.
      await new Promise((resolve) => setTimeout(resolve, (n * 137) % 700));
    }
    const sorted = took.toSorted((a, b) => a - b);
    const at = (share: number): number =>
      Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
    console.log(
      `the board repaints: ${CHANGES} changes, median ${at(0.5)} ms, 95 of 100 at most ${at(0.95)} ms, the longest ${at(1)} ms`,
    );
    expect(took).toHaveLength(CHANGES);
  },
  LONG_MS,
);
