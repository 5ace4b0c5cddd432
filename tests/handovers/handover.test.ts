import { JSDOM } from "jsdom";
import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { invariant, refuse } from "../../src/kernel/result.ts";
import { now, today } from "../../src/kernel/time.ts";
import { finishEpisode } from "../../src/record/episode/actions.ts";
import { reassignHandover, recordRefusal, takeBack } from "../../src/record/handover/actions.ts";
import { arriving } from "../../src/record/handover/arrival.page.tsx";
import { SERVICES } from "../../src/services/index.ts";
import { openWorld, type World } from "../world.ts";
import { code, hours, must, type Story, storiesIn } from "./story.ts";

const GONE = { code: "not-there" } as const;
let world: World;
let stories: ReturnType<typeof storiesIn>;
beforeAll(async () => {
  world = await openWorld();
  stories = storiesIn(world);
});
afterAll(() => world.close());

describe("a handover, through the one door", () => {
  test("the sender has the person until they arrive, then the receiver does", async () => {
    const story = await stories.anOffer();
    const open = () =>
      world.sql`select service_id from episode where person_id = ${story.person} and ended_on is null`;
    expect((await open()).map((row) => row.service_id)).toEqual([story.sender.serviceId]);
    must(await stories.yes(story));
    expect((await open()).map((row) => row.service_id)).toEqual([story.sender.serviceId]);
    must(await stories.arrives(story));
    expect((await open()).map((row) => row.service_id)).toEqual([story.receiver.serviceId]);
    const [sent] = await world.sql`select ending from episode where id = ${story.episode}`;
    expect(sent?.ending).toBe("handed-over");
  });

  test("a sender that goes on keeps its episode after the arrival", async () => {
    const story = await stories.anOffer("treatment", "housing", { after: "keep" });
    must(await stories.yes(story));
    must(await stories.arrives(story));
    const rows = await world.sql`select from episode where person_id = ${story.person} and ended_on is null`;
    expect(rows).toHaveLength(2);
  });

  test("someone who turns up before the answer is accepted by arriving", async () => {
    const story = await stories.anOffer();
    must(await stories.arrives(story));
    const [row] =
      await world.sql`select state, answered_at, to_episode_id from handover where id = ${story.id}`;
    expect(row).toMatchObject({ state: "arrived" });
    expect(row?.answered_at).not.toBeNull();
    expect(row?.to_episode_id).not.toBeNull();
  });

  test("a no gives a team of the sender's a task with a time", async () => {
    const story = await stories.anOffer();
    must(await stories.no(story));
    const tasks =
      await world.sql`select team_id, title, state, kind from task where handover_id = ${story.id}`;
    expect([...tasks]).toEqual([
      {
        team_id: story.sender.teamId,
        title: "Referral declined: Try the evening clinic",
        state: "open",
        kind: "handover-returned",
      },
    ]);
    const [episode] = await world.sql`select ended_on from episode where id = ${story.episode}`;
    expect(episode?.ended_on).toBeNull();
  });

  test("a no must name a team of the sender's", async () => {
    const story = await stories.anOffer();
    expect(code(await stories.no(story, story.receiver.teamId))).toBe("next-step-not-the-senders");
  });

  test("a person's own no gives the sender a task to agree what happens next", async () => {
    const story = await stories.anOffer();
    const result = await world.as(story.receiver, (tx) =>
      recordRefusal(tx, story.id, { code: "not-now" }, now()),
    );
    expect(code(result)).toBe("done");
    const tasks = await world.sql`select team_id, title from task where handover_id = ${story.id}`;
    expect([...tasks]).toEqual([
      { team_id: story.sender.teamId, title: "Person said no to the referral: agree what happens next" },
    ]);
  });

  test("the sender cannot end its episode while the person is being handed over, nor say it handed them over before anyone has them", async () => {
    const story = await stories.anOffer();
    const end = (ending: string) =>
      world.as(story.sender, (tx) =>
        finishEpisode(tx, SERVICES, story, { ending, on: today(), reason: "" }, now()),
      );
    expect(code(await end("completed"))).toBe("still-handing-over");
    must(await world.as(story.sender, (tx) => takeBack(tx, story, "Plans changed")));
    expect(code(await end("handed-over"))).toBe("nobody-has-received-them");
    expect(code(await end("completed"))).toBe("done");
  });

  test("an arrival does not close an episode that is still being handed over to somebody else", async () => {
    const story = await stories.anOffer("prison-health", "treatment");
    const other = await world.anAgency("recovery");
    await stories.offerFrom(story.sender, other, story.person, story.episode);
    must(await stories.arrives(story));
    const [row] = await world.sql`select ended_on from episode where id = ${story.episode}`;
    expect(row?.ended_on).toBeNull();
  });

  test("a service that does not take people from here cannot be offered them", async () => {
    const [sender, receiver] = [await world.anAgency("treatment"), await world.anAgency("police")];
    const person = await world.aPerson(sender);
    const episode = await world.anEpisode(sender, person);
    expect(code(await stories.tryOffer(sender, receiver, person, episode))).toBe("does-not-take-from");
  });

  test("a new owner and time keep their reason for both sides to read", async () => {
    const story = await stories.anOffer();
    must(
      await world.as(story.sender, (tx) =>
        reassignHandover(
          tx,
          story.id,
          { team: story.receiver.teamId, dueAt: hours(40), reason: "Court moved to Monday" },
          now(),
        ),
      ),
    );
    for (const side of [story.sender, story.receiver]) {
      const seen = must(
        await stories.seenBy(
          side,
          (tx) => tx`select reason from handover_change where handover_id = ${story.id}`,
        ),
      );
      expect(seen).toMatchObject([{ reason: "Court moved to Monday" }]);
    }
  });
});

describe("an arrival in the hour that happens twice when clocks go back", () => {
  const page = arriving(SERVICES);
  const at = (text: string) => Temporal.Instant.from(text);

  /** The questions of the page as it is shown at a moment, with what stands in them. */
  async function shownAt(story: Story, now: Temporal.Instant): Promise<Record<string, string>> {
    const ask = { params: { handover: story.id }, query: {}, now };
    const shown = must(
      await world.as(story.receiver, async (tx) => (await page.get?.(tx, ask)) ?? refuse(GONE)),
    );
    invariant("body" in shown && typeof shown.body !== "string", "the page is shown");
    const { document } = new JSDOM(renderToStaticMarkup(shown.body)).window;
    return Object.fromEntries([...document.querySelectorAll("input")].map((each) => [each.name, each.value]));
  }

  const press = (story: Story, typed: Record<string, string>, now: Temporal.Instant) => {
    const ask = { params: { handover: story.id }, query: {}, now };
    return world.as(story.receiver, async (tx) => (await page.post?.(tx, ask, typed)) ?? refuse(GONE));
  };

  test.each([
    // Clocks go back at 01:00 UTC on 25 October 2026: 01:20 UTC and 00:20 UTC both read 01:20.
    ["offered in the second of the two hours", "2026-10-25T01:20:00Z"],
    ["offered at the same time on the clock an hour before", "2026-10-25T00:40:00Z"],
  ])("%s is recorded at the moment the page showed when it is left as it was", async (_name, offered) => {
    const story = await stories.anOffer();
    await world.sql`update handover set offered_at = ${at(offered)} where id = ${story.id}`;
    const typed = await shownAt(story, at("2026-10-25T01:40:12Z"));
    expect(typed.arrivedAt).toBe("25/10/2026 01:40");
    must(await press(story, typed, at("2026-10-25T01:41:30Z")));
    const [row] = await world.sql`select arrived_at from handover where id = ${story.id}`;
    expect(`${row?.arrived_at}`).toBe("2026-10-25T01:40:12Z");
  });
});
