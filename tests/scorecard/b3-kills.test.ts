import { expect, test } from "vitest";
import { connect } from "../../src/kernel/database/connection.ts";
import { namesOf } from "../../src/kernel/database/partnership.ts";
import type { PersonId } from "../../src/kernel/id.ts";
import { type Random, randomFrom } from "../../src/kernel/random.ts";
import { invariant } from "../../src/kernel/result.ts";
import { BookVerifier } from "../../src/services/clinic/register/verifier.ts";
import { type DosingStory, dosingStory, opened, prepared } from "../clinic/dosing-story.ts";
import { mg, signedOrder } from "../clinic/orders-story.ts";
import { Killable, Tablet } from "../crash/dosing-kills.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { proveNow } from "../medicines/story.ts";
import { type World, worldOn } from "../world.ts";
import { exported } from "./register/story.ts";
import { LIMIT, publish, sized } from "./row.ts";

// The server and PostgreSQL are killed outright while doses are handed over: real processes, real HTTP, a real disk. After each kill the
// nurse asks by the key and presses again, as the pages tell them to.

const SEED = "kills-while-dosing";
const DOSES = 4;
const STOCK = 200_000;

/** One dose, and what its nurse was told of it. */
type Dose = {
  readonly visit: string;
  readonly preparation: string;
  readonly key: string;
  handed: boolean;
  recorded: boolean;
};

type Clinic = {
  readonly server: Killable;
  readonly world: World;
  readonly story: DosingStory;
  readonly session: string;
  readonly all: Dose[];
  readonly restarts: number[];
  readonly acknowledged: boolean[];
  readonly inDoubt: Dose[];
  /** What was answered otherwise than it may be. */
  readonly faults: string[];
};

async function aClinicToKill(planted: boolean): Promise<Clinic> {
  const server = new Killable(planted);
  return aClinicOn(server).catch(async (error) => {
    await server.close();
    throw error;
  });
}

async function aClinicOn(server: Killable): Promise<Clinic> {
  await server.ready();
  const { database, logins } = server.said;
  const maker = connect(database, 1);
  await maker.unsafe(
    `alter database ${database.database} set search_path = ${namesOf(WORLD_CODE).schema}, ext`,
  );
  await maker.end();
  const world = worldOn(database, logins);
  await world.sql`update partnership_fact set made_up = true`;
  const story = await dosingStory(world, 100, 240, STOCK);
  const session = await opened(world, story, "morning", {
    "observed-at-once": 100_000,
    "assessment-holds": 600,
  });
  return { server, world, story, session, all: [], restarts: [], acknowledged: [], inDoubt: [], faults: [] };
}

const PART = {
  slot: "morning",
  part: 1,
  product: "diamorphine-ampoule-100",
  micrograms: mg(10),
  leastMinutes: 240,
} as const;

/** Somebody new with a dose of 10 mg prepared by two; the rest of the ampoule is a second line. */
async function aDose({ world, story, session, all }: Clinic): Promise<Dose> {
  const person: PersonId = await world.aPerson(story.nurse);
  await world.anEpisode(story.nurse, person);
  const ordered = await signedOrder(
    world,
    { ...story, person },
    { mostSingle: mg(400), mostDaily: mg(800), parts: [PART, { ...PART, slot: "evening" }] },
  );
  invariant(ordered.ok, "the order is signed");
  const one = { ...(await prepared(world, { ...story, person }, session)), handed: false, recorded: false };
  all.push(one);
  return one;
}

/** Hands over and records, and notes what was acknowledged. Whatever gets no answer is left for afterwards. */
async function give(tablet: Tablet, doses: readonly Dose[]): Promise<void> {
  for (const dose of doses) {
    const handed = await tablet.post(`/dosing/visits/${dose.visit}/hand-over`, { key: dose.key });
    if (handed.status !== 303 || !handed.location.startsWith("/dosing/visits/")) return;
    dose.handed = true;
    const recorded = await tablet.post(`/dosing/visits/${dose.visit}/injected`, { what: "full" });
    if (recorded.status !== 303) return;
    dose.recorded = true;
  }
}

const known = async ({ world }: Clinic, { key, preparation }: Dose) => {
  const [row] = await world.sql`
    select (select count(*)::int from authority where key = ${key}) as authorities,
           (select count(*)::int from cd_entry e join preparation p on p.line_key = e.key where p.id = ${preparation}) as lines,
           (select count(*)::int from cd_entry e join preparation p on p.waste_key = e.key where p.id = ${preparation}) as wasted,
           (select count(*)::int from injection i join authority a on a.id = i.authority_id where a.key = ${key}) as injections`;
  return row as unknown as { authorities: number; lines: number; wasted: number; injections: number };
};

/** After a kill: asks by the key, holds the answer against the database, presses again, and goes on until the dose is recorded. */
async function afterwards(clinic: Clinic, tablet: Tablet, dose: Dose): Promise<void> {
  const stands = await known(clinic, dose);
  if (dose.handed && stands.authorities !== 1) clinic.faults.push("an acknowledged handing over is lost");
  if (dose.recorded && stands.injections !== 1) clinic.faults.push("an acknowledged injection is lost");
  if (stands.authorities !== stands.lines || stands.lines !== stands.wasted)
    clinic.faults.push("authority and lines of the register do not come together");
  const asked = await tablet.get(`/dosing/visits/${dose.visit}/asked/${dose.key}`);
  const says = /<h1[^>]*>\s*(?:<span.*?<\/span>)?([^<]+)/s.exec(asked.text)?.[1]?.trim();
  const right = stands.authorities === 1 ? "It was handed over" : "It was not handed over";
  if (says !== right) clinic.faults.push(`asked by its key the page says “${says}” where “${right}” is so`);
  await tablet.post(`/dosing/visits/${dose.visit}/hand-over`, { key: dose.key });
  if (stands.injections === 0) await tablet.post(`/dosing/visits/${dose.visit}/injected`, { what: "full" });
  const then = await known(clinic, dose);
  if (then.authorities !== 1 || then.lines !== 1 || then.wasted !== 1 || then.injections !== 1)
    clinic.faults.push(`after pressing again: ${JSON.stringify(then)}`);
}

/** The test's own connections come back as well. */
async function settled({ world, story }: Clinic): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const back = await Promise.all([
      proveNow(world, story.nurse),
      world.as(story.nurse, async (tx) => ({ ok: true as const, value: await tx`select 1` })),
      world.as(story.checker, async (tx) => ({ ok: true as const, value: await tx`select 1` })),
    ]).then(
      () => true,
      () => false,
    );
    if (back) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the database does not answer the test");
}

/** One kill at a random moment while doses are given on two tablets. */
async function kill(clinic: Clinic, random: Random, spanMs: number): Promise<void> {
  const { server, story } = clinic;
  const doses: Dose[] = [];
  for (let n = 0; n < DOSES; n += 1) doses.push(await aDose(clinic));
  await proveNow(clinic.world, clinic.story.nurse);
  const tablets = [new Tablet(server, story.nurse.token), new Tablet(server, story.nurse.token)] as const;
  for (const one of tablets) await one.open();
  const half = DOSES / 2;
  const giving = Promise.all([give(tablets[0], doses.slice(0, half)), give(tablets[1], doses.slice(half))]);
  await new Promise((resolve) => setTimeout(resolve, random.between(0, spanMs)));
  await server.kill(random.pick(["server", "postgres", "both"] as const));
  await giving;
  clinic.acknowledged.push(
    ...doses.flatMap(({ handed, recorded }) => [handed, recorded].filter((one) => one)),
  );
  clinic.inDoubt.push(...doses.filter(({ handed, recorded }) => !(handed && recorded)));
  clinic.restarts.push(await server.ready());
  await settled(clinic);
  const tablet = new Tablet(server, story.nurse.token);
  await tablet.open();
  for (const dose of doses) await afterwards(clinic, tablet, dose);
}

/** How long the doses of one kill take undisturbed: kills fall into that. */
async function spanOf(clinic: Clinic): Promise<number> {
  const doses: Dose[] = [];
  for (let n = 0; n < DOSES; n += 1) doses.push(await aDose(clinic));
  await proveNow(clinic.world, clinic.story.nurse);
  const tablet = new Tablet(clinic.server, clinic.story.nurse.token);
  await tablet.open();
  const begun = performance.now();
  await give(tablet, doses.slice(0, DOSES / 2));
  const span = performance.now() - begun;
  expect(doses.filter(({ recorded }) => recorded)).toHaveLength(DOSES / 2);
  await give(tablet, doses.slice(DOSES / 2));
  return Math.ceil(span);
}

/** What is wrong with the whole book in the end, by the verifier and by what was given. */
async function faultsOfBook({ world, story, all }: Clinic): Promise<readonly string[]> {
  const verifier = new BookVerifier();
  const texts = await exported(world, story.book);
  const fault = texts.map((text) => verifier.next(text)).find((one) => one !== undefined) ?? verifier.end();
  const right = mg(STOCK) - all.length * mg(100);
  return [
    ...(fault ? [`line ${fault.line}: ${fault.because}`] : []),
    ...(verifier.balance === BigInt(right) ? [] : [`balance ${verifier.balance} where ${right} is right`]),
    ...(verifier.lines === 2 + 2 * all.length
      ? []
      : [`${verifier.lines} lines where ${2 + 2 * all.length} are right`]),
  ];
}

/** The same server, but one that answers before it commits, killed just after its first yes: is the loss found? */
async function lossesFound(): Promise<number> {
  const clinic = await aClinicToKill(true);
  try {
    const dose = await aDose(clinic);
    await proveNow(clinic.world, clinic.story.nurse);
    const tablet = new Tablet(clinic.server, clinic.story.nurse.token);
    await tablet.open();
    const handed = await tablet.post(`/dosing/visits/${dose.visit}/hand-over`, { key: dose.key });
    dose.handed = handed.status === 303 && handed.location.startsWith("/dosing/visits/");
    expect(dose.handed, "the planted server says yes").toBe(true);
    await clinic.server.kill("both");
    await clinic.server.ready();
    await settled(clinic);
    await tablet.open();
    await afterwards(clinic, tablet, dose);
    return clinic.faults.filter((fault) => fault.includes("is lost")).length;
  } finally {
    await clinic.world.close();
    await clinic.server.close();
  }
}

const midOf = (list: readonly number[]): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

test(
  "no dose or line that was acknowledged is lost, and none is doubled, whatever is killed in the middle of it",
  async () => {
    const random = randomFrom(SEED);
    const kills = sized(4, 200);
    const clinic = await aClinicToKill(false);
    try {
      const span = await spanOf(clinic);
      for (let n = 0; n < kills; n += 1) await kill(clinic, random, span);
      const faults = [...clinic.faults, ...(await faultsOfBook(clinic))];
      const { all, restarts, inDoubt, acknowledged } = clinic;
      const found = await lossesFound();
      await publish({
        id: "B3",
        figure:
          "acknowledged doses and lines lost or doubled by killing server and PostgreSQL while doses are given",
        target: "0, and the chain whole",
        value: `${faults.length} of ${kills} kills with ${all.length} doses and ${2 * all.length} lines`,
        met: faults.length === 0,
        n: kills,
        zero: true,
        seed: SEED,
        control: { planted: "a server that answers before it commits, killed after its first yes", found },
        notes: [
          `Handed over by HTTP on two tablets at once; SIGKILL to the server, to PostgreSQL or to both, at a moment drawn from the ${span} ms that the doses take.`,
          `${acknowledged.length} acts had been acknowledged when their server died and ${inDoubt.length} doses were in doubt; each was asked by its key, and the page said what was so.`,
          `Back after ${midOf(restarts).toFixed(0)} ms in the middle, ${Math.max(...restarts).toFixed(0)} ms at most. A kill takes no power away: what the disk itself promises is not tried here.`,
          ...faults.slice(0, 10),
        ],
      });
    } finally {
      await clinic.world.close();
      await clinic.server.close();
    }
  },
  // Two servers are made from nothing first.
  LIMIT + 10 * 60_000,
);
