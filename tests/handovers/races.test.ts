import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TaskId } from "../../src/kernel/id.ts";
import { now, today } from "../../src/kernel/time.ts";
import { takeBack } from "../../src/record/handover/actions.ts";
import { doTask, dropTask, giveTask } from "../../src/record/task/actions.ts";
import { openWorld, type World } from "../world.ts";
import { code, hours, must, storiesIn } from "./story.ts";

let world: World;
let stories: ReturnType<typeof storiesIn>;
beforeAll(async () => {
  world = await openWorld();
  stories = storiesIn(world);
});
afterAll(() => world.close());

describe("two at once", () => {
  test("of twenty who accept at the same moment one does, and the others are told plainly", async () => {
    const story = await stories.anOffer();
    const answers = (await Promise.all(Array.from({ length: 20 }, (_, i) => stories.yes(story, 10 + i)))).map(
      code,
    );
    expect(answers.filter((each) => each === "done")).toHaveLength(1);
    expect(new Set(answers)).toEqual(new Set(["done", "not-waiting-for-an-answer"]));
  });

  test("of a yes and a withdrawal at the same moment the handover ends in one state that both were told of", async () => {
    for (let i = 0; i < 8; i += 1) {
      const story = await stories.anOffer();
      const [accepted, withdrawn] = await Promise.all([
        stories.yes(story),
        world.as(story.sender, (tx) => takeBack(tx, story, "Plans changed")),
      ]);
      const [row] = await world.sql`select state from handover where id = ${story.id}`;
      expect(row?.state).toBe("withdrawn");
      expect(code(withdrawn)).toBe("done");
      expect(["done", "not-waiting-for-an-answer"]).toContain(code(accepted));
    }
  });

  test("of an arrival and a death at the same moment nobody dead is left in care", async () => {
    for (let i = 0; i < 8; i += 1) {
      const story = await stories.anOffer();
      must(await stories.yes(story));
      const [arrived, died] = await Promise.all([
        stories.arrives(story),
        stories.seenBy(
          story.sender,
          (tx) => tx`select record_death(${story.person}, ${today()}, 'Coroner') as said`,
        ),
      ]);
      expect(must(died)).toMatchObject([{ said: "recorded" }]);
      expect(["done", "not-open"]).toContain(code(arrived));
      expect(
        await world.sql`select from episode where person_id = ${story.person} and ended_on is null`,
      ).toHaveLength(0);
      expect(
        await world.sql`select from handover where person_id = ${story.person} and state in ('offered', 'accepted')`,
      ).toHaveLength(0);
    }
  });

  test("of a task pressed on and a death at the same moment neither fails, and nothing is left to do about the dead", async () => {
    for (let i = 0; i < 24; i += 1) {
      const story = await stories.anOffer();
      must(await stories.no(story));
      const [row] = await world.sql`
        select id from task where person_id = ${story.person} and kind = 'handover-returned'`;
      const task = TaskId.schema.parse(row?.id);
      const [pressed, died] = await Promise.all([
        world.as(story.sender, async (tx) => {
          if (i % 3 === 0) return doTask(tx, task, now());
          if (i % 3 === 1) return dropTask(tx, task, "Came in person", now());
          return giveTask(tx, task, { staff: story.sender.staffId, dueAt: hours(5) }, now());
        }),
        stories.seenBy(
          story.sender,
          (tx) => tx`select record_death(${story.person}, ${today()}, 'Coroner') as said`,
        ),
      ]);
      expect(must(died)).toMatchObject([{ said: "recorded" }]);
      expect(["done", "not-open"]).toContain(code(pressed));
      expect(
        await world.sql`select from task where person_id = ${story.person} and state = 'open'`,
      ).toHaveLength(0);
    }
  });

  test("of two arrivals at the same service one stay comes out", async () => {
    const story = await stories.anOffer("prison-health", "treatment", { after: "keep" });
    const other = await world.anAgency("hospital");
    await world.sql`insert into registration (person_id, agency_id, reason) values (${story.person}, ${other.agencyId}, 'ward')`;
    const episode = await world.anEpisode(other, story.person);
    const second = {
      ...story,
      id: await stories.offerFrom(other, story.receiver, story.person, episode, { after: "keep" }),
    };
    const both = await Promise.all([stories.arrives(story), stories.arrives(second)]);
    expect(both.map(code)).toEqual(["done", "done"]);
    const rows =
      await world.sql`select from episode where person_id = ${story.person} and service_id = ${story.receiver.serviceId}`;
    expect(rows).toHaveLength(1);
  });
});
