import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accept } from "../../src/kernel/result.ts";
import { now } from "../../src/kernel/time.ts";
import { insertDraft } from "../../src/record/handover/draft-store.ts";
import { addTask, doTask } from "../../src/record/task/actions.ts";
import { typedMoment } from "../../src/record/task/times.ts";
import { openServed, type Served } from "../served.ts";
import { send, visit } from "../visiting.ts";
import type { TestAgency, World } from "../world.ts";
import { hours, must, storiesIn } from "./story.ts";

let served: Served;
let world: World;
let stories: ReturnType<typeof storiesIn>;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
  stories = storiesIn(world);
});
afterAll(() => served.close());

const anotherDay = (): string => typedMoment(hours(36));

describe("while a handover is only offered", () => {
  test("the receiver has no page to open an episode or add a task on: it answers first", async () => {
    const { receiver, person } = await stories.anOffer();
    for (const page of ["", "/episodes/open", "/tasks/new"]) {
      const { status } = await visit(served, receiver, `/people/${person}${page}`);
      expect(status, page).toBe(page === "" ? 200 : 404);
    }
    const opened = await send(served, receiver, `/people/${person}/episodes/open`, {
      service: receiver.serviceId,
      opened: "5/1/2026",
      keyworker: "",
    });
    expect(opened.status).toBe(404);
  });
});

describe("what police sent", () => {
  test("is told as closed for 14 days after it was closed, on home and board alike", async () => {
    const story = await stories.anOffer("police", "treatment");
    must(await stories.arrives(story));
    const home = await visit(served, story.sender, "/");
    expect(home.body).toContain("then those closed in the last 14 days");
    const board = await visit(served, story.sender, "/boards/team");
    expect(board.body).toContain("Closed in the last 14 days");
  });
});

describe("changing who or when", () => {
  test("a sender who asks for more time leaves the receiver's named worker as they are", async () => {
    const story = await stories.anOffer();
    must(await stories.yes(story));
    await world.sql`update handover set staff_id = ${story.receiver.staffId} where id = ${story.id}`;
    const changed = await send(served, story.sender, `/handovers/${story.id}/reassign`, {
      dueAt: anotherDay(),
      reason: "They come out a day later",
    });
    expect(changed.status).toBe(303);
    const [row] = await world.sql`select staff_id from handover where id = ${story.id}`;
    expect(row?.staff_id).toBe(story.receiver.staffId);
  });

  test("a receiver leaves it to the whole team by naming nobody", async () => {
    const story = await stories.anOffer();
    must(await stories.yes(story));
    await world.sql`update handover set staff_id = ${story.receiver.staffId} where id = ${story.id}`;
    const changed = await send(served, story.receiver, `/handovers/${story.id}/reassign`, {
      owner: "",
      dueAt: anotherDay(),
      reason: "Away next week",
    });
    expect(changed.status).toBe(303);
    const [row] = await world.sql`select staff_id from handover where id = ${story.id}`;
    expect(row?.staff_id).toBeNull();
  });
});

describe("a page left open while a colleague acts", () => {
  test("a referral that was thrown away in another window leads back to the person, with what became of it", async () => {
    const { sender, receiver, person, episode } = await stories.anOffer();
    const written = await world.as(sender, async (tx) =>
      accept(await insertDraft(tx, { person, episode, to: receiver.serviceId })),
    );
    const draft = `/people/${person}/handovers/offer/${must(written)}`;
    expect((await visit(served, sender, draft)).status).toBe(200);
    expect((await send(served, sender, `${draft}/drop`, {})).location).toBe(`/people/${person}`);
    for (const late of [
      await visit(served, sender, draft),
      await visit(served, sender, `${draft}/check`),
      await send(served, sender, `${draft}/drop`, {}),
      await send(served, sender, `${draft}/offer`, {}),
    ]) {
      expect([late.status, late.location]).toEqual([303, `/people/${person}`]);
    }
    const stranger = await world.anAgency("treatment");
    expect((await visit(served, stranger, draft)).status).toBe(404);
  });

  test("of two who withdraw the same consent, the second is told that none is in force", async () => {
    const { receiver, person } = await stories.anOffer();
    const late = await visit(served, receiver, `/people/${person}/consents/withdraw`);
    expect(late.status).toBe(404);
    const ours = await world.anAgency("treatment");
    const own = await world.aPerson(ours);
    await world.anEpisode(ours, own);
    const second = await visit(served, ours, `/people/${own}/consents/withdraw`);
    expect([second.status, second.location]).toEqual([303, `/people/${own}/consents`]);
  });

  test("the one who cancels a task that is done is told that it is done", async () => {
    const agency = await world.anAgency("treatment");
    const { id } = must(
      await world.as(agency, (tx) =>
        addTask(tx, { title: "Ring", dueAt: hours(2), team: agency.teamId }, now()),
      ),
    );
    must(await world.as(agency, (tx) => doTask(tx, id, now())));
    const late = await send(served, agency, `/tasks/${id}/cancel`, { reason: "Came in person" });
    expect(late.status).toBe(422);
    expect(late.body).toContain("This task is already done");
    expect(late.body).toContain("Came in person");
  });

  test("a task given to someone with its time left as shown keeps its time to the second", async () => {
    const agency = await world.anAgency("treatment");
    const dueAt = hours(26).round("minute").add({ seconds: 31 });
    const { id } = must(
      await world.as(agency, (tx) => addTask(tx, { title: "Ring", dueAt, team: agency.teamId }, now())),
    );
    const shown = await visit(served, agency, `/tasks/${id}/give`);
    const typed = /name="dueAt"[^>]*value="([^"]*)"/.exec(shown.body)?.[1] ?? "";
    const given = await send(served, agency, `/tasks/${id}/give`, { staff: agency.staffId, dueAt: typed });
    expect(given.status).toBe(303);
    const [row] = await world.sql`select due_at from task where id = ${id}`;
    expect(`${row?.due_at}`).toBe(`${dueAt}`);
  });
});

describe("between two services of one agency", () => {
  test("each team is shown what its own end may do", async () => {
    const sender = await world.anAgency("treatment");
    const [service] = await world.sql`
      insert into service (code, name, agency_id, kind)
      values (${`${sender.code}-recovery`}, 'Recovery next door', ${sender.agencyId}, 'recovery') returning id`;
    const [team] = await world.sql`
      insert into team (service_id, name, lead_staff_id) values (${service?.id}, 'Check-ups', ${sender.staffId}) returning id`;
    const next = { ...sender, serviceId: service?.id, teamId: team?.id };
    const receiver = await world.aWorker(next, "keyworker");
    const person = await world.aPerson(sender);
    const id = await stories.offerFrom(sender, next, person, await world.anEpisode(sender, person));
    const acts = async (who: TestAgency) => {
      const { body } = await visit(served, who, `/handovers/${id}`);
      return ["accept", "decline", "withdraw"].filter((act) => body.includes(`/handovers/${id}/${act}"`));
    };
    expect(await acts(sender)).toEqual(["withdraw"]);
    expect(await acts(receiver)).toEqual(["accept", "decline"]);
    expect((await visit(served, sender, `/handovers/${id}/accept`)).status).toBe(404);
    expect((await visit(served, receiver, `/handovers/${id}/accept`)).status).toBe(200);
  });
});
