import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accept } from "../../src/kernel/result.ts";
import { now, today } from "../../src/kernel/time.ts";
import { acceptOffer } from "../../src/record/handover/actions.ts";
import {
  ageingHandovers,
  caseload,
  handoversFromUs,
  handoversToUs,
  serviceStanding,
} from "../../src/record/handover/board-store.ts";
import { gatherLines } from "../../src/record/home/gather.ts";
import { loadIdentity } from "../../src/record/person/store-identity.ts";
import { factsOf } from "../../src/record/person/store-journey.ts";
import { tasksDue } from "../../src/record/staff/store.ts";
import { addTask } from "../../src/record/task/actions.ts";
import { openTasks } from "../../src/record/task/store.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { hours, must, type Story, storiesIn } from "./story.ts";

let world: World;
let stories: ReturnType<typeof storiesIn>;
beforeAll(async () => {
  world = await openWorld();
  stories = storiesIn(world);
});
afterAll(() => world.close());

const homeOf = async (agency: TestAgency): Promise<readonly string[]> =>
  must(await world.as(agency, async (tx) => accept(await gatherLines(tx, now())))).map(
    (line) => `${line.what ?? line.who}`,
  );

/** Signs in a team's lead. */
async function leadOf(agency: TestAgency): Promise<TestAgency> {
  const [lead] = await world.sql`select lead_staff_id from team where id = ${agency.teamId}`;
  const [account] = await world.sql`select username from account where staff_id = ${lead?.lead_staff_id}`;
  const username = String(account?.username);
  return { ...agency, username, token: await world.tokenFor(username) };
}

describe("silence", () => {
  test("before its time a handover is the receiver's to answer and nobody else's", async () => {
    const story = await stories.anOffer();
    expect(await homeOf(story.receiver)).toEqual(["Answer this handover"]);
    expect(await homeOf(story.sender)).toEqual([]);
    expect(await homeOf(await leadOf(story.receiver))).toEqual([]);
  });

  test("once its time has passed it is on the receiver's board still, with their lead, and back with the sender", async () => {
    const story = await stories.anOffer();
    await stories.late(story);
    expect(await homeOf(story.receiver)).toEqual(["Answer this handover"]);
    expect(await homeOf(await leadOf(story.receiver))).toEqual(["No answer in time: escalated to you"]);
    expect(await homeOf(story.sender)).toEqual(["No answer in time: the person is still yours"]);
  });

  test("with the lead away it goes to the whole team", async () => {
    const story = await stories.anOffer();
    await stories.late(story);
    await world.sql`insert into absence (staff_id, from_on, to_on)
                    select lead_staff_id, ${today()}, ${today()} from team where id = ${story.receiver.teamId}`;
    expect(await homeOf(story.receiver)).toEqual(["No answer in time: escalated to you"]);
  });

  test("police hear that nobody answered, and nothing once somebody has", async () => {
    const story = await stories.anOffer("police", "treatment");
    await stories.late(story);
    expect(await homeOf(story.sender)).toEqual(["Nobody has answered in time: the person is still yours"]);
    must(await stories.yes(story));
    await stories.late(story);
    expect(await homeOf(story.sender)).toEqual([]);
  });
});

describe("whose work it is", () => {
  test("a colleague's task is the team's on the day they are away, and theirs again after", async () => {
    const agency = await world.anAgency("treatment");
    const colleague = await world.aWorker(agency, "keyworker");
    const wanted = { title: "Ring", dueAt: hours(3), team: agency.teamId, staff: colleague.staffId };
    must(await world.as(agency, (tx) => addTask(tx, wanted, now())));
    const seen = async () =>
      must(await world.as(agency, async (tx) => accept(await openTasks(tx, "team")))).length;
    expect(await seen()).toBe(0);
    await world.sql`insert into absence (staff_id, from_on, to_on) values (${colleague.staffId}, ${today()}, ${today()})`;
    expect(await seen()).toBe(1);
    await world.sql`delete from absence where staff_id = ${colleague.staffId}`;
    expect(await seen()).toBe(0);
    await world.sql`update account set disabled_at = now() where staff_id = ${colleague.staffId}`;
    expect(await seen()).toBe(1);
  });

  test("what a worker had to do stays with the team when they are given a post elsewhere", async () => {
    const office = await world.anAgency("office");
    const elsewhere = await world.anAgency("housing");
    const story = await stories.anOffer();
    const worker = await world.aWorker(story.receiver, "keyworker");
    const firstContactAt = hours(24);
    const to = { team: story.receiver.teamId, staff: worker.staffId, firstContactAt };
    must(await world.as(story.receiver, (tx) => acceptOffer(tx, story.id, to, now())));
    const wanted = { title: "Ring", dueAt: hours(3), team: story.receiver.teamId, staff: worker.staffId };
    must(await world.as(story.receiver, (tx) => addTask(tx, wanted, now())));
    expect(await homeOf(story.receiver)).toEqual([]);
    const [account] = await world.sql`select id from account where staff_id = ${worker.staffId}`;
    const moved = await world.as(office, async (tx) => {
      const [row] =
        await tx`select give_post(${account?.id}, ${elsewhere.agencyId}, 'housing-officer', ${elsewhere.teamId}) as outcome`;
      return accept(row?.outcome);
    });
    expect(moved).toMatchObject({ value: "done" });
    expect(await homeOf(story.receiver)).toEqual(["Make first contact", "Ring"]);
  });

  test("a lead given a post elsewhere hears of no silence, and the whole team does", async () => {
    const [story, elsewhere] = [await stories.anOffer(), await world.anAgency("housing")];
    await stories.late(story);
    expect(await homeOf(story.receiver)).toEqual(["Answer this handover"]);
    await world.sql`update post set agency_id = ${elsewhere.agencyId}, role = 'housing-officer'
                     where account_id = (select a.id from account a join team t on t.lead_staff_id = a.staff_id
                                          where t.id = ${story.receiver.teamId})`;
    expect(await homeOf(story.receiver)).toEqual(["No answer in time: escalated to you"]);
  });
});

describe("a worker of the team who may read nobody's record", () => {
  test("is given the team's tasks about nobody, and of those about people only what names them", async () => {
    const story = await stories.anOffer();
    const clerk = await world.aWorker(story.sender, "identity-clerk");
    const add = (title: string, more: { person?: Story["person"] }) =>
      world.as(story.sender, (tx) =>
        addTask(tx, { title, dueAt: hours(3), team: story.sender.teamId, ...more }, now()),
      );
    must(await add("Blood results to discuss", { person: story.person }));
    must(await add("Order leaflets", {}));
    must(await add("Are these one person?", { person: story.person }));
    // Named while in another role.
    await world.sql`update task set staff_id = ${clerk.staffId} where title = 'Are these one person?'`;
    const lines = must(await world.as(clerk, async (tx) => accept(await gatherLines(tx, now()))));
    expect(lines.map(({ who, what, href }) => [what ?? who, href])).toEqual([
      ["Order leaflets", "/tasks"],
      ["Are these one person?", undefined],
    ]);
    const due = must(await world.as(clerk, async (tx) => accept(await tasksDue(tx, hours(4)))));
    expect(due).toBe(2);
  });
});

describe("a death", () => {
  const boards = async (story: Story) =>
    must(
      await world.as(story.receiver, async (tx) =>
        accept(
          [...(await handoversToUs(tx)), ...(await openTasks(tx, "both")), ...(await caseload(tx, false))]
            .length,
        ),
      ),
    ) +
    must(
      await world.as(story.sender, async (tx) =>
        accept(
          [...(await handoversFromUs(tx)), ...(await openTasks(tx, "both")), ...(await caseload(tx, false))]
            .length,
        ),
      ),
    );

  test("takes the person off every board at once, and recorded in error puts them back", async () => {
    const story = await stories.anOffer();
    const task = { title: "Ring", dueAt: hours(3), team: story.sender.teamId, person: story.person };
    must(await world.as(story.sender, (tx) => addTask(tx, task, now())));
    // To answer, sent, the sender's task, the sender's caseload.
    expect(await boards(story)).toBe(4);
    must(
      await stories.seenBy(
        story.sender,
        (tx) => tx`select record_death(${story.person}, ${today()}, 'Coroner')`,
      ),
    );
    expect(await boards(story)).toBe(0);
    must(
      await stories.seenBy(story.sender, (tx) => tx`select reverse_death(${story.person}, 'Another man')`),
    );
    expect(await boards(story)).toBe(4);
  });

  test("nothing more is asked about somebody who has died", async () => {
    const story = await stories.anOffer();
    must(
      await stories.seenBy(
        story.sender,
        (tx) => tx`select record_death(${story.person}, ${today()}, 'Coroner')`,
      ),
    );
    const task = { title: "Ring", dueAt: hours(3), team: story.sender.teamId, person: story.person };
    const added = await world.as(story.sender, (tx) => addTask(tx, task, now()));
    expect(added).toMatchObject({ ok: false, refusal: { code: "person-has-died" } });
  });
});

describe("the partnership's late handovers", () => {
  const seenBy = async (agency: TestAgency) =>
    must(await world.as(agency, async (tx) => accept(await ageingHandovers(tx))));
  const lineOf = async (agency: TestAgency, story: Story) =>
    (await seenBy(agency)).find((line) => line.reference === story.id.slice(-5).toUpperCase());

  test("are shown to the office and to leads of care teams, without a person, and to nobody else", async () => {
    const story = await stories.anOffer();
    await stories.late(story);
    const office = await world.anAgency("office", { role: "commissioner" });
    const chair = await world.aWorker(office, "panel-chair");
    const police = await world.anAgency("police");
    for (const who of [office, chair]) {
      const line = await lineOf(who, story);
      expect(line).toMatchObject({
        initials: null,
        state: "offered",
        from_service: `Service ${story.sender.code}`,
      });
      expect(Object.keys(line ?? {}).some((key) => key.includes("person"))).toBe(false);
    }
    expect(await seenBy(story.receiver)).toEqual([]);
    expect((await seenBy(await leadOf(story.receiver))).length).toBeGreaterThan(0);
    expect(await seenBy(await leadOf(police))).toEqual([]);
  });

  test("tell whose they are to the two ends alone, not to a lead whose agency only met the person", async () => {
    const story = await stories.anOffer("prison-health", "treatment");
    await stories.late(story);
    const third = await world.anAgency("treatment");
    await world.sql`insert into registration (person_id, agency_id, reason) values (${story.person}, ${third.agencyId}, 'met')`;
    await world.sql`update team set lead_staff_id = ${story.sender.staffId} where id = ${story.sender.teamId}`;
    // Everyone here is called Given-something Family-something.
    expect((await lineOf(story.sender, story))?.initials).toBe("GF");
    expect((await lineOf(await leadOf(story.receiver), story))?.initials).toBe("GF");
    expect((await lineOf(await leadOf(third), story))?.initials).toBeNull();
  });

  test("of the supervised-use room say that somebody waits and never who, not even to its two ends", async () => {
    for (const [from, to] of [
      ["supervised-use", "clinic"],
      ["treatment", "supervised-use"],
    ] as const) {
      const story = await stories.anOffer(from, to, { after: "keep" });
      await stories.late(story);
      const third = await world.anAgency("mental-health");
      await world.sql`insert into registration (person_id, agency_id, reason) values (${story.person}, ${third.agencyId}, 'met')`;
      for (const who of [story.sender, story.receiver, third]) {
        await world.sql`update team set lead_staff_id = ${who.staffId} where id = ${who.teamId}`;
        expect(await lineOf(who, story), `${from} to ${to}, seen by ${who.kind}`).toMatchObject({
          initials: null,
          to_service: `Service ${story.receiver.code}`,
        });
      }
    }
  });

  test("a number of people below five is not told of another agency's service", async () => {
    const office = await world.anAgency("office", { role: "commissioner" });
    const story = await stories.anOffer();
    const standing = must(await world.as(office, async (tx) => accept(await serviceStanding(tx))));
    expect(standing.find((line) => line.service_id === story.sender.serviceId)?.open_episodes).toBeNull();
    const own = must(await world.as(story.sender, async (tx) => accept(await serviceStanding(tx))));
    expect(own.map((line) => [line.service_id, line.open_episodes])).toEqual([[story.sender.serviceId, 1]]);
  });
});

describe("a named worker who is away", () => {
  /** Whom a person's own pages name for their stay, for a handover of them and for a task about them. */
  const named = async (story: Story) => {
    const [identity, facts] = must(
      await world.as(story.receiver, async (tx) =>
        accept([await loadIdentity(tx, story.person), await factsOf(tx, story.person, today())] as const),
      ),
    );
    return [
      identity?.responsible.map((each) => each.keyworker ?? each.team),
      facts.stays.filter((stay) => stay.ours).map((stay) => stay.keyworker_name),
      facts.passes.map((pass) => pass.staff_name),
      facts.tasks.map((task) => task.staff_name),
    ];
  };

  test("is not named on the person's page: their team has it at once, and it is theirs again after", async () => {
    const story = await stories.anOffer("treatment", "housing");
    must(await stories.yes(story));
    const { person, receiver } = story;
    await world.anEpisode(receiver, person);
    await world.sql`update episode set keyworker_id = ${receiver.staffId} where agency_id = ${receiver.agencyId}`;
    await world.sql`update handover set staff_id = ${receiver.staffId} where id = ${story.id}`;
    const task = { title: "Ring", dueAt: hours(2), team: receiver.teamId, staff: receiver.staffId, person };
    must(await world.as(receiver, (tx) => addTask(tx, task, now())));
    const [worker, team] = [`Worker of ${receiver.code}`, `Team ${receiver.code}`];
    expect(await named(story)).toEqual([[worker], [worker], [worker], [worker]]);
    await world.sql`insert into absence (staff_id, from_on, to_on) values (${receiver.staffId}, ${today()}, ${today()})`;
    expect(await named(story)).toEqual([[team], [null], [null], [null]]);
    await world.sql`delete from absence where staff_id = ${receiver.staffId}`;
    expect(await named(story)).toEqual([[worker], [worker], [worker], [worker]]);
  });
});
