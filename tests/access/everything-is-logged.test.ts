import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tx } from "../../src/kernel/database/door.ts";
import type { EpisodeId, PersonId } from "../../src/kernel/id.ts";
import { accept, invariant, type Result, refuse } from "../../src/kernel/result.ts";
import { now, today } from "../../src/kernel/time.ts";
import {
  changeStage,
  correctEpisode,
  finishEpisode,
  nameKeyworker,
  resumeEpisode,
  startEpisode,
} from "../../src/record/episode/actions.ts";
import { recordEvent, withdrawEvent } from "../../src/record/event/actions.ts";
import { reassignHandover, recordRefusal, takeBack } from "../../src/record/handover/actions.ts";
import { takeMeasure, withdrawMeasure } from "../../src/record/measure/actions.ts";
import { phq9 } from "../../src/record/measure/definitions/phq-9.ts";
import { correctNote } from "../../src/record/note/actions.ts";
import { insertNote, notesOf } from "../../src/record/note/store.ts";
import {
  endAlert,
  endNumber,
  insertAlert,
  insertAlias,
  insertNumber,
  insertPerson,
  updatePerson,
} from "../../src/record/person/store-acts.ts";
import { recordDeath, reverseDeath } from "../../src/record/person/store-death.ts";
import { recordDecision, withdrawConsents } from "../../src/record/sharing/actions.ts";
import { consentsOf } from "../../src/record/sharing/store.ts";
import { allServices, teamsOf } from "../../src/record/staff/teams-store.ts";
import { addTask, doTask, dropTask, giveTask, undoDone } from "../../src/record/task/actions.ts";
import { SERVICES } from "../../src/services/index.ts";
import { hours, must, storiesIn } from "../handovers/story.ts";
import { openServed, type Served } from "../served.ts";
import { visit } from "../visiting.ts";
import type { TestAgency, World } from "../world.ts";

// Whoever is wronged by a look or a change can find it: every one of them leaves a line. An act whose line is forgotten
// leaves an empty list here.

let served: Served;
let world: World;
let us: TestAgency;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
  us = await world.anAgency("treatment");
});
afterAll(() => served.close());

type Line = {
  readonly what: string;
  readonly about: string;
  readonly route: string;
  readonly people: string[];
};
const linesOf = async (who: TestAgency): Promise<readonly Line[]> => [
  ...(await world.sql<Line[]>`
    select what, about, route, person_ids as people from access_log where agency_id = ${who.agencyId} order by at, id`),
];

/** What was done, and the lines about changes that it left, each with the people it names. */
async function changing<V, R>(
  who: TestAgency,
  work: (tx: Tx) => Promise<Result<V, R>>,
): Promise<{ value: V; left: readonly string[]; people: readonly string[] }> {
  const before = (await linesOf(who)).length;
  const value = must(await world.as(who, work)) as V;
  const lines = (await linesOf(who)).slice(before).filter((line) => line.what === "changed");
  return { value, left: lines.map((line) => line.about), people: lines.flatMap((line) => line.people) };
}

describe("every change leaves a line that says what was changed and of whom", () => {
  const day = today().subtract({ days: 30 });
  const described = { familyName: "Logg", givenNames: "Nora", knownAs: "", bornOn: day, numbers: {} };
  const done: [string, readonly string[]][] = [];
  let person: PersonId;

  /** Does it as our worker; what it left is kept beside what it is called here. */
  async function act<V, R>(name: string, work: (tx: Tx) => Promise<Result<V, R>>): Promise<V> {
    const { value, left, people } = await changing(us, work);
    done.push([name, left]);
    expect(new Set(people), name).toEqual(new Set([person ?? value]));
    return value;
  }
  const lastOf = async (table: string): Promise<string> => {
    const [row] =
      await world.sql`select id from ${world.sql(table)} where person_id = ${person} order by id desc limit 1`;
    invariant(row, `something is in ${table}`);
    return String(row.id);
  };

  test("of who someone is", async () => {
    const who = { ...described, bornOn: Temporal.PlainDate.from("1980-01-01"), sex: "female" } as const;
    person = await act("register", async (tx) =>
      accept(await insertPerson(tx, { ...who, reason: "came in" })),
    );
    await act("correct", (tx) => updatePerson(tx, person, { ...who, knownAs: "Non" }));
    await act("alias", async (tx) =>
      accept(await insertAlias(tx, person, { name: "Nora Long", kind: "alias" })),
    );
    await act("number", (tx) => insertNumber(tx, person, { scheme: "nhs", value: "9434765919" }));
    const number = await lastOf("identifier");
    await act("number ended", (tx) => endNumber(tx, person, number));
    await act("alert", async (tx) =>
      accept(await insertAlert(tx, person, { category: "health", words: "Allergic to latex" })),
    );
    const alert = await lastOf("alert");
    await act("alert ended", (tx) => endAlert(tx, person, alert));
    expect(done.splice(0)).toEqual([
      ["register", ["registered"]],
      ["correct", ["who they are"]],
      ["alias", ["another name added"]],
      ["number", ["number added"]],
      ["number ended", ["number found wrong"]],
      ["alert", ["alert added"]],
      ["alert ended", ["alert ended"]],
    ]);
  });

  test("of an episode", async () => {
    const opened = await act("open", async (tx) => {
      const service = (await allServices(tx)).find((one) => one.id === us.serviceId);
      const [team] = await teamsOf(tx, [us.serviceId]);
      invariant(service && team, "the agency has a service with a team");
      return startEpisode(tx, SERVICES, { person, service, team, opened: day }, now());
    });
    const at: { person: PersonId; episode: EpisodeId } = { person, episode: opened.id };
    const stages = SERVICES.find((kind) => kind.code === us.serviceKind)?.stages ?? [];
    await act("stage", (tx) =>
      changeStage(tx, SERVICES, at, { to: stages[1]?.code ?? "", on: today(), reason: "" }, now()),
    );
    await act("keyworker", (tx) => nameKeyworker(tx, at, us.staffId));
    await act("days", (tx) =>
      correctEpisode(tx, SERVICES, at, { opened: day.subtract({ days: 1 }), reason: "Typed wrongly" }, now()),
    );
    await act("end", (tx) =>
      finishEpisode(tx, SERVICES, at, { ending: "dropped-out", on: today(), reason: "Moved" }, now()),
    );
    await act("reopen", (tx) => resumeEpisode(tx, at, "Came back the same day", now()));
    expect(done.splice(0)).toEqual([
      ["open", ["episode opened"]],
      ["stage", ["episode moved to another stage"]],
      ["keyworker", ["keyworker named"]],
      ["days", ["episode corrected"]],
      ["end", ["episode ended"]],
      ["reopen", ["episode reopened"]],
    ]);
  });

  test("of notes, measures and events", async () => {
    await act("note", async (tx) =>
      accept(await insertNote(tx, person, { category: "health", words: "Slept badly" })),
    );
    await act("note corrected", async (tx) => {
      const [note] = await notesOf(tx, person, undefined);
      invariant(note, "the note is there");
      return correctNote(tx, person, note, "Slept well");
    });
    const taken = { on: today(), stage: undefined, answers: { "phq-9": 1 } };
    const kept = await act("measure that calls for a risk review", (tx) =>
      takeMeasure(tx, person, phq9, taken, now()),
    );
    await act("measure withdrawn", (tx) => withdrawMeasure(tx, person, kept.id, "Another person's"));
    const told = { kind: "overdose", when: "1/2/2026", until: undefined, certainty: "confirmed" } as const;
    const event = await act("event", (tx) =>
      recordEvent(tx, person, { ...told, what: "Heroin", outcome: "", place: "" }, now()),
    );
    await act("event withdrawn", (tx) => withdrawEvent(tx, person, event, "Another person's"));
    expect(done.splice(0)).toEqual([
      ["note", ["note added"]],
      ["note corrected", ["note corrected"]],
      ["measure that calls for a risk review", ["measure entered", "task made"]],
      ["measure withdrawn", ["measure withdrawn"]],
      ["event", ["event recorded"]],
      ["event withdrawn", ["event withdrawn"]],
    ]);
  });

  test("of what may be shared", async () => {
    const audience = { readerKind: "clinic", purpose: "direct-care" };
    const pair = { category: "health", ...audience };
    const wanted = { categories: ["health"], audiences: [audience], lastDay: undefined, evidence: "Signed" };
    await act("given", (tx) => recordDecision(tx, person, { ...wanted, decision: "given" }, [pair], now()));
    await act("withdrawn", async (tx) =>
      withdrawConsents(tx, person, [pair], await consentsOf(tx, person), "Said so", now()),
    );
    expect(done.splice(0)).toEqual([
      ["given", ["consents"]],
      ["withdrawn", ["consents"]],
    ]);
  });

  test("of tasks and of a death", async () => {
    const wanted = { title: "Ring the hostel", dueAt: hours(3), team: us.teamId, person };
    const { id } = await act("task", (tx) => addTask(tx, wanted, now()));
    await act("given", (tx) => giveTask(tx, id, { staff: us.staffId, dueAt: hours(4) }, now()));
    await act("done", (tx) => doTask(tx, id, now()));
    await act("undone", (tx) => undoDone(tx, id, now()));
    await act("dropped", (tx) => dropTask(tx, id, "They rang us", now()));
    await act("death", (tx) => recordDeath(tx, person, { diedOn: today(), reason: "told by her son" }));
    await act("death reversed", (tx) => reverseDeath(tx, person, "another woman"));
    expect(done.splice(0)).toEqual([
      ["task", ["task added"]],
      ["given", ["task given to someone"]],
      ["done", ["task done"]],
      ["undone", ["task not done after all"]],
      ["dropped", ["task cancelled"]],
      ["death", ["death recorded"]],
      ["death reversed", ["death reversed"]],
    ]);
  });
});

test("of a handover, on whichever side it was done", async () => {
  const stories = storiesIn(world);
  const last = async (who: TestAgency, person: PersonId): Promise<string> => {
    const line = (await linesOf(who)).findLast(
      (one) => one.what === "changed" && one.people.includes(person),
    );
    return line?.about ?? "no line";
  };
  const [arriving, declined] = [await stories.anOffer(), await stories.anOffer()];
  const [refused, withdrawn] = [await stories.anOffer(), await stories.anOffer()];
  expect(await last(arriving.sender, arriving.person)).toBe("handover offered");
  must(
    await world.as(arriving.receiver, (tx) => {
      const change = { team: arriving.receiver.teamId, dueAt: hours(30), reason: "Bank holiday" };
      return reassignHandover(tx, arriving.id, change, now());
    }),
  );
  expect(await last(arriving.receiver, arriving.person)).toBe("handover given another owner or time");
  must(await stories.yes(arriving));
  expect(await last(arriving.receiver, arriving.person)).toBe("handover accepted");
  must(await stories.arrives(arriving));
  expect(await last(arriving.receiver, arriving.person)).toBe("handover arrived");
  must(await stories.no(declined));
  expect(await last(declined.receiver, declined.person)).toBe("handover declined");
  must(await world.as(refused.receiver, (tx) => recordRefusal(tx, refused.id, { code: "not-now" }, now())));
  expect(await last(refused.receiver, refused.person)).toBe("person refused the handover");
  must(await world.as(withdrawn.sender, (tx) => takeBack(tx, withdrawn, "Released early")));
  expect(await last(withdrawn.sender, withdrawn.person)).toBe("handover withdrawn");
});

test.each<[page: string, abouts: readonly string[], route?: string]>([
  ["", ["overview"]],
  ["/details", ["details"]],
  ["/episodes", ["episodes"]],
  ["/notes", ["notes"]],
  ["/notes/new", ["notes"]],
  ["/measures", ["measures"]],
  ["/measures/phq-9/new", ["identity"], "/measures/:definition/new"],
  ["/events", ["events"]],
  ["/events/new", ["identity"]],
  ["/consents", ["consents", "uses beyond care"]],
  ["/consents/use/national-returns", ["consents", "uses beyond care"], "/consents/use/:use"],
  ["/consents/record", ["consents"]],
  ["/correct", ["details"]],
  ["/death", ["death"]],
])("a look at a person's page%s leaves a line for what it showed", async (page, abouts, route = page) => {
  const person = await world.aPerson(us);
  await world.anEpisode(us, person);
  const before = (await linesOf(us)).length;
  expect((await visit(served, us, `/people/${person}${page}`)).status).toBe(200);
  const lines = (await linesOf(us)).slice(before).filter((line) => line.people.includes(person));
  expect(lines.map((line) => [line.what, line.about, line.route])).toEqual(
    abouts.map((about) => ["read", about, `/people/:person${route}`]),
  );
});

test("what a refused act showed stays in the log; what it did, it did not do, and no line says so", async () => {
  const person = await world.aPerson(us);
  const before = (await linesOf(us)).length;
  const refused = await world.as(us, async (tx) => {
    tx.log({ what: "read", about: "shown before the refusal", people: [person] });
    await insertAlert(tx, person, { category: "health", words: "Undone" });
    return refuse({ code: "no" as const });
  });
  expect(refused).toEqual({ ok: false, refusal: { code: "no" } });
  expect((await linesOf(us)).slice(before).map((line) => line.about)).toEqual(["shown before the refusal"]);
  expect(await world.sql`select from alert where person_id = ${person}`).toHaveLength(0);
});
