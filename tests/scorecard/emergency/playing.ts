import type { PersonId } from "../../../src/kernel/id.ts";
import { accept, invariant } from "../../../src/kernel/result.ts";
import { freshToken, tokenHash } from "../../../src/web/session.ts";
import type { Served } from "../../served.ts";
import { send, visit } from "../../visiting.ts";
import type { TestAgency } from "../../world.ts";
import { Model, PEOPLE, type Reviewer, type Try, WORKERS, type Worker } from "./model.ts";

/** What came of all runs: where the system did other than the model, and how much was looked at. */
export type Played = {
  tries: number;
  looks: number;
  opened: number;
  readonly otherwise: string[];
  readonly noticedMs: number[];
};

/** Who plays: the same in every run. */
export type Stage = {
  readonly served: Served;
  readonly workers: Readonly<Record<Worker, TestAgency>>;
  readonly reviewers: Readonly<Record<Reviewer, TestAgency>>;
};

/** Takes on the workers. Nobody of them has met the people of a run but the mental health nurse and the police. */
export async function setStage(served: Served): Promise<Stage> {
  const { world } = served;
  const hospital = await world.anAgency("hospital");
  const office = await world.anAgency("office", { role: "ig-lead" });
  const both = await world.aWorker(hospital, "hospital-liaison", "Liaison and lead");
  const [post] = await world.sql<{ id: string }[]>`
    insert into post (account_id, role, agency_id)
    select id, 'ig-lead', ${office.agencyId} from account where username = ${both.username} returning id`;
  const token = freshToken();
  await world.signIn.openDemonstrationSession(both.username, tokenHash(token));
  await world.sql`update session set post_id = ${post?.id ?? null} where token_hash = ${tokenHash(token)}`;
  return {
    served,
    workers: {
      hospital,
      colleague: await world.aWorker(hospital, "hospital-liaison"),
      both,
      "mental-health": await world.anAgency("mental-health"),
      police: await world.anAgency("police"),
      probation: await world.anAgency("probation"),
      housing: await world.anAgency("housing"),
      pharmacy: await world.anAgency("pharmacy"),
      lead: office,
    },
    reviewers: { lead: office, both: { ...both, token } },
  };
}

const CANARY = "zq-emergency-canary";
const REASON = "unconscious in our department, has taken something";
const KNOWS: readonly Worker[] = ["mental-health", "police"];

type Someone = { readonly id: PersonId; readonly familyName: string };
type Run = {
  readonly stage: Stage;
  readonly model: Model;
  readonly keyworker: TestAgency;
  readonly people: readonly Someone[];
  readonly played: Played;
};

let runs = 0;
const letters = (n: number): string => String(n).replace(/\d/g, (digit) => "abcdefghij"[Number(digit)] ?? "");

async function begin(stage: Stage, played: Played): Promise<Run> {
  const { world } = stage.served;
  runs += 1;
  const keyworker = await world.anAgency("treatment");
  const people: Someone[] = [];
  for (let i = 0; i < PEOPLE; i += 1) {
    const familyName = `Emergent${letters(runs)}x${letters(i)}`;
    const id = await world.aPerson(keyworker, { familyName, givenNames: "Dean", bornOn: "1984-02-29" });
    await world.anEpisode(keyworker, id);
    await world.as(keyworker, async (tx) =>
      accept(await tx`insert into note (person_id, category, words) values (${id}, 'health', ${CANARY})`),
    );
    for (const who of KNOWS)
      await world.sql`insert into registration (person_id, agency_id, reason)
                      values (${id}, ${stage.workers[who].agencyId}, 'met')`;
    people.push({ id, familyName });
  }
  await world.sql`update session set proved_at = now()`;
  await world.sql`delete from access_log where about = 'emergency'`;
  return { stage, model: new Model(), keyworker, people, played };
}

function personAt(run: Run, whom: number): Someone {
  const one = run.people[whom];
  invariant(one, "the run has as many people as the model");
  return one;
}

async function openByPage(run: Run, given: Extract<Try, { do: "open" }>): Promise<boolean> {
  const worker = run.stage.workers[given.who];
  const one = personAt(run, given.whom);
  const reason = given.reason ? REASON : "urgent";
  const known = KNOWS.includes(given.who);
  const answer = await send(
    run.stage.served,
    worker,
    known ? `/people/${one.id}/emergency` : "/emergency",
    known ? { reason } : { familyName: one.familyName, givenName: "Dean", bornOn: "29/2/1984", reason },
  );
  return answer.status === 303;
}

async function openByStatement(run: Run, given: Extract<Try, { do: "open" }>): Promise<boolean> {
  const one = personAt(run, given.whom);
  const reason = given.reason ? REASON : "urgent";
  const done = await run.stage.served.world
    .as(run.stage.workers[given.who], async (tx) => {
      const [row] = KNOWS.includes(given.who)
        ? await tx<{ outcome: string }[]>`select open_known_in_emergency(${one.id}, ${reason}) as outcome`
        : await tx<{ outcome: string }[]>`
            select outcome from open_described_in_emergency(null, ${one.familyName}, 'Dean', '1984-02-29', ${reason})`;
      // As the page's own reading of the answer does: each try is kept, and counts.
      if (!KNOWS.includes(given.who) && row?.outcome !== "not-there" && row?.outcome !== "not-fresh")
        tx.log({ what: "searched", about: "emergency", people: [], basis: "test" });
      return accept(row?.outcome);
    })
    .catch(() => undefined);
  return done?.ok === true && done.value === "opened";
}

async function tryOpening(run: Run, given: Extract<Try, { do: "open" }>): Promise<void> {
  const before = run.model.openings.length;
  if (given.proof)
    await run.stage.served.world.sql`
      update session set proved_at = now()
       where account_id = (select id from account where username = ${run.stage.workers[given.who].username})`;
  const awaited = run.model.open(given);
  const begun = performance.now();
  const opened = await (given.way === "page" ? openByPage(run, given) : openByStatement(run, given));
  if (opened !== (awaited === "opened"))
    run.played.otherwise.push(`${JSON.stringify(given)}: ${opened ? "opened" : "refused"}`);
  if (run.model.openings.length === before) return;
  run.played.opened += 1;
  await notice(run, given, begun);
}

/** Waits until the keyworker's list and the lead's page show the opening, and keeps how long it took. */
async function notice(run: Run, given: Extract<Try, { do: "open" }>, begun: number): Promise<void> {
  const { served, workers } = run.stage;
  const one = personAt(run, given.whom);
  const [{ name = "" } = {}] = await served.world.sql<
    { name: string }[]
  >`select name from staff where id = ${workers[given.who].staffId}`;
  const tasks = await visit(served, run.keyworker, "/tasks");
  const list = await visit(served, run.stage.reviewers.lead, "/emergencies");
  // A lead who is kept out by name reads nothing of that person, an emergency either.
  const toldToLead = run.model.isKeptOut("lead", given.whom) || list.body.includes(`…${one.id.slice(-6)}`);
  if (tasks.body.includes(`opened in an emergency by ${name}`) && toldToLead)
    run.played.noticedMs.push(performance.now() - begun);
  else run.played.otherwise.push(`${JSON.stringify(given)}: not told to the keyworker and the lead`);
}

async function tryReview(run: Run, given: Extract<Try, { do: "review" }>): Promise<void> {
  const opening = run.model.openings[given.which];
  if (!opening) return;
  const awaited = run.model.review(given.by, given.which);
  const ids = await run.stage.served.world.sql<{ id: string }[]>`
    select id from emergency_access where person_id in ${run.stage.served.world.sql(run.people.map(({ id }) => id))} order by id`;
  const done = await run.stage.served.world.as(run.stage.reviewers[given.by], async (tx) => {
    const [row] = await tx<{ outcome: string }[]>`
      select review_emergency(${ids[given.which]?.id ?? null}, 'justified', 'rang the ward') as outcome`;
    return accept(row?.outcome);
  });
  const outcome = done.ok ? done.value : "signed out";
  if (outcome !== awaited) run.played.otherwise.push(`${JSON.stringify(given)}: ${outcome}, not ${awaited}`);
}

async function limit(run: Run, given: Extract<Try, { do: "keep-out" | "let-in" }>): Promise<void> {
  const one = personAt(run, given.whom);
  const staff = run.stage.workers[given.who].staffId;
  const { world } = run.stage.served;
  if (given.do === "let-in") {
    await world.sql`update named_limit set ended_at = now(), end_reason = 'lifted'
                     where person_id = ${one.id} and staff_id = ${staff} and ended_at is null`;
    run.model.letIn(given.who, given.whom);
    return;
  }
  await world.as(run.keyworker, async (tx) =>
    accept(
      await tx`select limit_to_named(${one.id}, 'excluded', ${tx.array([staff], 2950)}, 'asked for it')`,
    ),
  );
  run.model.keepOut(given.who, given.whom);
}

/** Moves the clock on for everything that a run counts by: what has happened is longer ago. */
async function wait(run: Run, minutes: number): Promise<void> {
  const { sql } = run.stage.served.world;
  const by = `${minutes} minutes`;
  await sql`update emergency_access set opened_at = opened_at - ${by}::interval, until = until - ${by}::interval,
                                        closed_at = closed_at - ${by}::interval`;
  await sql`update session set proved_at = proved_at - ${by}::interval`;
  await sql`update access_log set at = at - ${by}::interval where about = 'emergency'`;
  run.model.wait(minutes);
}

async function attempt(run: Run, given: Try): Promise<void> {
  run.played.tries += 1;
  const { served, workers } = run.stage;
  switch (given.do) {
    case "open":
      return tryOpening(run, given);
    case "close":
      await send(served, workers[given.who], `/people/${personAt(run, given.whom).id}/emergency/close`, {});
      return run.model.close(given);
    case "wait":
      return wait(run, given.minutes);
    case "keep-out":
    case "let-in":
      return limit(run, given);
    case "review":
      return tryReview(run, given);
  }
}

/** Looks with every worker at everybody's note below the pages, and at one page of each person. */
async function look(run: Run, given: Try): Promise<void> {
  const { served, workers } = run.stage;
  for (const who of WORKERS) {
    const seen = await served.world.as(workers[who], async (tx) =>
      accept((await tx<{ person_id: string }[]>`select person_id from note`).map((row) => row.person_id)),
    );
    run.people.forEach((one, whom) => {
      compare(run, { who, whom, given, reads: seen.ok && seen.value.includes(one.id), how: "statement" });
    });
  }
  const who = "who" in given ? given.who : "hospital";
  for (const [whom, one] of run.people.entries()) {
    const page = await visit(served, workers[who], `/people/${one.id}/notes`);
    compare(run, { who, whom, given, reads: page.body.includes(CANARY), how: "page" });
  }
}

function compare(
  run: Run,
  found: { who: Worker; whom: number; given: Try; reads: boolean; how: string },
): void {
  run.played.looks += 1;
  const { given, ...rest } = found;
  if (found.reads !== run.model.reads(found.who, found.whom))
    run.played.otherwise.push(`after ${JSON.stringify(given)}: ${JSON.stringify(rest)}`);
}

/** Plays runs against the model, each with people and a keyworker of its own. */
export async function play(stage: Stage, all: readonly (readonly Try[])[]): Promise<Played> {
  const played: Played = { tries: 0, looks: 0, opened: 0, otherwise: [], noticedMs: [] };
  for (const tries of all) {
    const run = await begin(stage, played);
    for (const given of tries) {
      await attempt(run, given);
      await look(run, given);
    }
  }
  return played;
}
