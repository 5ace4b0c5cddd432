import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EpisodeId, PersonId } from "../../src/kernel/id.ts";
import { accept } from "../../src/kernel/result.ts";
import { now, today } from "../../src/kernel/time.ts";
import { finishEpisode } from "../../src/record/episode/actions.ts";
import { moveOn } from "../../src/record/moving-on/minute.ts";
import { recordDeath } from "../../src/record/person/store-death.ts";
import { SERVICES } from "../../src/services/index.ts";
import { code, must } from "../handovers/story.ts";
import { openServed, type Served } from "../served.ts";
import { send } from "../visiting.ts";
import type { TestAgency, World } from "../world.ts";

let served: Served;
let world: World;
let us: TestAgency;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
  us = await world.anAgency("treatment");
});
afterAll(() => served.close());

type Stay = { readonly person: PersonId; readonly episode: EpisodeId };
async function aStay(agency: TestAgency = us, startedOn?: string): Promise<Stay> {
  const person = await world.aPerson(agency);
  return { person, episode: await world.anEpisode(agency, person, startedOn ? { startedOn } : {}) };
}
const ends = (agency: TestAgency, stay: Stay, ending: string, on = today()) =>
  world.as(agency, (tx) => finishEpisode(tx, SERVICES, stay, { ending, on, reason: "" }, now()));
const minute = () => moveOn(world.sql, "testland", SERVICES);
const tasksOf = (person: PersonId, kind: string) =>
  world.sql<{ staff_id: string | null; title: string }[]>`
    select staff_id, title from task where person_id = ${person} and kind = ${kind} order by staff_id nulls first`;

/** A person whom treatment and mental health have at once, who agreed that each may see the other's health record. */
async function together(): Promise<{ mind: TestAgency; ours: Stay; theirs: EpisodeId }> {
  const mind = await world.anAgency("mental-health");
  const ours = await aStay();
  await world.sql`insert into registration (person_id, agency_id, reason) values (${ours.person}, ${mind.agencyId}, 'met by the test')`;
  const theirs = await world.anEpisode(mind, ours.person);
  must(
    await world.as(us, async (tx) => {
      for (const kind of ["treatment", "mental-health"])
        await tx`insert into consent (person_id, category, reader_kind, decision, evidence)
                 values (${ours.person}, 'health', ${kind}, 'given', 'signed form')`;
      return accept(true);
    }),
  );
  return { mind, ours, theirs };
}

describe("a joint plan of treatment and mental health", () => {
  const ask = (stay: Stay, theirs: EpisodeId) =>
    send(served, us, `/people/${stay.person}/joint-plans/new`, {
      mine: stay.episode,
      theirs,
      why: "Treat low mood and drinking together",
    });
  const planOf = async (person: PersonId): Promise<string> => {
    const [row] =
      await world.sql`select id from joint_plan where person_id = ${person} order by asked_at desc limit 1`;
    return String(row?.id);
  };
  async function agreed() {
    const all = await together();
    await ask(all.ours, all.theirs);
    const plan = await planOf(all.ours.person);
    await send(served, all.mind, `/people/${all.ours.person}/joint-plans/${plan}/answer`, {
      answer: "yes",
      words: "",
    });
    return { ...all, plan };
  }

  test("is asked for as a task, agreed, and then neither service closes alone", async () => {
    const { mind, ours, theirs } = await agreed();
    expect(await tasksOf(ours.person, "joint-plan")).toHaveLength(2);
    expect(code(await ends(us, ours, "completed"))).toBe("joint-plan-holds");
    const other = { person: ours.person, episode: theirs };
    expect(
      code(
        await ends(
          mind,
          other,
          SERVICES.find((each) => each.code === "mental-health")?.endings[0]?.code ?? "",
        ),
      ),
    ).toBe("joint-plan-holds");
    await expect(
      world.as(us, async (tx) => {
        await tx`update episode set ended_on = ${today()}, ending = 'completed' where id = ${ours.episode}`;
        return accept(true);
      }),
    ).rejects.toThrow(/joint plan/);
  });

  test("a no gives its reasons, and the stay goes on; a yes lets it end, and the plan with it", async () => {
    const { mind, ours, plan } = await agreed();
    const url = `/people/${ours.person}/joint-plans/${plan}/end`;
    await send(served, us, url, { why: "Drinking has stopped" });
    const [asked] = await world.sql`select id from joint_ending where episode_id = ${ours.episode}`;
    const answer = `/people/${ours.person}/joint-endings/${asked?.id}/answer`;
    const bare = await send(served, mind, answer, { answer: "no", words: "" });
    expect(bare.body).toContain("Give your reasons");
    await send(served, mind, answer, { answer: "no", words: "A bad month: wait for the review" });
    expect(code(await ends(us, ours, "completed"))).toBe("joint-plan-holds");
    await send(served, us, url, { why: "The review is over" });
    const [again] =
      await world.sql`select id from joint_ending where episode_id = ${ours.episode} and answer is null`;
    await send(served, mind, `/people/${ours.person}/joint-endings/${again?.id}/answer`, {
      answer: "yes",
      words: "",
    });
    expect(code(await ends(us, ours, "completed"))).toBe("done");
    const [row] = await world.sql`select state from joint_plan where id = ${plan}`;
    expect(row?.state).toBe("ended");
  });

  test("whoever asked does not answer themselves, and a third agency answers nothing", async () => {
    const { ours, plan } = await agreed();
    await send(served, us, `/people/${ours.person}/joint-plans/${plan}/end`, { why: "Drinking has stopped" });
    const [asked] = await world.sql`select id from joint_ending where episode_id = ${ours.episode}`;
    const stranger = await world.anAgency("hospital");
    for (const who of [us, stranger]) {
      const done = await world.as(who, async (tx) => {
        const [row] = await tx`select answer_joint_ending(${asked?.id}, true, '') as done`;
        return accept(row?.done);
      });
      expect(done).toEqual(accept(false));
    }
  });

  test("silence is no yes: the lead of the silent team is told, once", async () => {
    const { ours, theirs, plan } = await agreed();
    await send(served, us, `/people/${ours.person}/joint-plans/${plan}/end`, { why: "Drinking has stopped" });
    await world.sql`update joint_ending set answer_by = now() - interval '1 minute' where plan_id = ${plan}`;
    await minute();
    await minute();
    const [row] = await world.sql`
      select count(*)::int as n from task k join episode e on e.id = ${theirs} and e.team_id = k.team_id
       where k.person_id = ${ours.person} and k.title like 'No answer yet%'`;
    expect(row?.n).toBe(1);
    expect(code(await ends(us, ours, "completed"))).toBe("joint-plan-holds");
  });

  test("is not asked for where one may not see that the other has the person", async () => {
    const mind = await world.anAgency("mental-health");
    const ours = await aStay();
    await world.sql`insert into registration (person_id, agency_id, reason) values (${ours.person}, ${mind.agencyId}, 'met by the test')`;
    const theirs = await world.anEpisode(mind, ours.person);
    const said = await world.as(us, async (tx) => {
      const [row] = await tx`select ask_joint_plan(${ours.episode}, ${theirs}, 'x') as said`;
      return accept(row?.said);
    });
    expect(said).toEqual(accept("not-shared"));
  });

  test("does not stand in the way of a death", async () => {
    const { ours, plan } = await agreed();
    await world.as(us, (tx) =>
      recordDeath(tx, ours.person, { diedOn: today(), reason: "Told by the coroner" }),
    );
    const [row] = await world.sql`select state from joint_plan where id = ${plan}`;
    expect(row?.state).toBe("ended");
  });
});
