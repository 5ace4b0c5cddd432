import { connect } from "../../src/kernel/database/connection.ts";
import { namesOf } from "../../src/kernel/database/partnership.ts";
import type { PersonId } from "../../src/kernel/id.ts";
import { invariant } from "../../src/kernel/result.ts";
import { type DosingStory, dosingStory, opened, prepared } from "../clinic/dosing-story.ts";
import { mg, signedOrder } from "../clinic/orders-story.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { proveNow } from "../medicines/story.ts";
import { type World, worldOn } from "../world.ts";
import { Killable, type Tablet } from "./dosing-kills.ts";

/** Milligrams in the cupboard when it opens. */
export const STOCK = 200_000;

/** One dose, and what its nurse was told of it. */
export type Dose = {
  readonly visit: string;
  readonly preparation: string;
  readonly key: string;
  handed: boolean;
  recorded: boolean;
  /** The answer that said otherwise, if one came. */
  said: { readonly status: number; readonly text: string } | undefined;
};

/** A clinic on a server that can be killed, and everything that was acknowledged or found wrong there. */
export type KilledClinic = {
  readonly server: Killable;
  /** Made anew where PostgreSQL came back on another port. */
  world: World;
  readonly story: DosingStory;
  readonly session: string;
  readonly all: Dose[];
  readonly restarts: number[];
  readonly acknowledged: boolean[];
  readonly inDoubt: Dose[];
  /** What was answered otherwise than it may be. */
  readonly faults: string[];
};

/** Makes one, with its data folder where `within` says. */
export async function aClinicToKill(within?: string): Promise<KilledClinic> {
  const server = new Killable(within);
  return aClinicOn(server).catch(async (error) => {
    await server.close();
    throw error;
  });
}

async function aClinicOn(server: Killable): Promise<KilledClinic> {
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
    "assessment-holds": 60,
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
export async function aDose({
  world,
  story,
  session,
  all,
}: Pick<KilledClinic, "world" | "story" | "session" | "all">): Promise<Dose> {
  const person: PersonId = await world.aPerson(story.nurse);
  await world.anEpisode(story.nurse, person);
  const ordered = await signedOrder(
    world,
    { ...story, person },
    { mostSingle: mg(400), mostDaily: mg(800), parts: [PART, { ...PART, slot: "evening" }] },
  );
  invariant(ordered.ok, "the order is signed");
  const one = {
    ...(await prepared(world, { ...story, person }, session)),
    handed: false,
    recorded: false,
    said: undefined,
  };
  all.push(one);
  return one;
}

/** Hands over and records, and notes what was acknowledged. Whatever gets no answer is left for afterwards. */
export async function give(tablet: Tablet, doses: readonly Dose[]): Promise<void> {
  for (const dose of doses) {
    const handed = await tablet.post(`/dosing/visits/${dose.visit}/hand-over`, { key: dose.key });
    if (handed.status !== 303 || !handed.location.startsWith("/dosing/visits/")) {
      dose.said = handed;
      return;
    }
    dose.handed = true;
    const recorded = await tablet.post(`/dosing/visits/${dose.visit}/injected`, { what: "full" });
    if (recorded.status !== 303) return;
    dose.recorded = true;
  }
}

/** How often a dose stands in the database, in each place where it is to stand once. */
export const known = async ({ world }: KilledClinic, { key, preparation }: Dose) => {
  const [row] = await world.sql`
    select (select count(*)::int from authority where key = ${key}) as authorities,
           (select count(*)::int from cd_entry e join preparation p on p.line_key = e.key where p.id = ${preparation}) as lines,
           (select count(*)::int from cd_entry e join preparation p on p.waste_key = e.key where p.id = ${preparation}) as wasted,
           (select count(*)::int from injection i join authority a on a.id = i.authority_id where a.key = ${key}) as injections`;
  return row as unknown as { authorities: number; lines: number; wasted: number; injections: number };
};

/** What the page says that is asked by the key, once it knows: what a killed server had sent may still be on its way. */
async function askedByKey(tablet: Tablet, { visit, key }: Dose): Promise<string | undefined> {
  let says: string | undefined;
  for (let tries = 0; tries < 50; tries += 1) {
    const asked = await tablet.get(`/dosing/visits/${visit}/asked/${key}`);
    says = /<h1[^>]*>\s*(?:<span.*?<\/span>)?([^<]+)/s.exec(asked.text)?.[1]?.trim();
    if (says !== undefined && says !== "Not known yet") break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return says;
}

/** For how long somebody presses again who is told that something is wrong. */
const PRESSES_FOR_MS = 30_000;

/** What a page says is wrong with what was sent. */
const SUMMARY = /<ul[^>]*error-summary[^>]*>(.*?)<\/ul>/s;

/** Presses, and again while the page says that the database does not answer; what was answered in the end. */
async function pressedUntilAnswered(
  tablet: Tablet,
  to: string,
  fields: Record<string, string>,
): Promise<string> {
  const begun = performance.now();
  for (;;) {
    const { status, text } = await tablet.post(to, fields);
    const title = /<title>([^<]*)/.exec(text)?.[1] ?? "";
    if ((status !== 0 && status < 500) || performance.now() - begun > PRESSES_FOR_MS)
      return `${status} ${title} ${
        SUMMARY.exec(text)?.[1]
          ?.replaceAll(/<[^>]*>|\s+/g, " ")
          .trim() ?? ""
      }`;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** After a kill: asks by the key, holds the answer against the database, presses again, and goes on until the dose is recorded. */
export async function afterwards(clinic: KilledClinic, tablet: Tablet, dose: Dose): Promise<void> {
  const says = await askedByKey(tablet, dose);
  const stands = await known(clinic, dose);
  if (dose.handed && stands.authorities !== 1) clinic.faults.push("an acknowledged handing over is lost");
  if (dose.recorded && stands.injections !== 1) clinic.faults.push("an acknowledged injection is lost");
  if (stands.authorities > 0 && /nothing was (saved|handed over)/i.test(dose.said?.text ?? ""))
    clinic.faults.push("it was said that nothing was saved of what stands");
  if (stands.authorities !== stands.lines || stands.lines !== stands.wasted)
    clinic.faults.push("authority and lines of the register do not come together");
  const right = stands.authorities === 1 ? "It was handed over" : "It was not handed over";
  if (says !== right) clinic.faults.push(`asked by its key the page says “${says}” where “${right}” is so`);
  const pressed = [
    await pressedUntilAnswered(tablet, `/dosing/visits/${dose.visit}/hand-over`, { key: dose.key }),
  ];
  if (stands.injections === 0)
    pressed.push(
      await pressedUntilAnswered(tablet, `/dosing/visits/${dose.visit}/injected`, { what: "full" }),
    );
  const then = await known(clinic, dose);
  if (then.authorities !== 1 || then.lines !== 1 || then.wasted !== 1 || then.injections !== 1)
    clinic.faults.push(`after pressing again: ${JSON.stringify(then)}, answered ${pressed.join(" and ")}`);
}

/** The test's own connections come back as well. */
export async function settled(clinic: KilledClinic): Promise<void> {
  const { server, story } = clinic;
  if (clinic.world.server.port !== server.said.database.port) {
    const before = clinic.world;
    clinic.world = worldOn(server.said.database, server.said.logins);
    await Promise.race([before.close().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 2000))]);
  }
  const { world } = clinic;
  for (let tries = 0; tries < 100; tries += 1) {
    const back = await Promise.all([
      proveNow(world, story.nurse),
      world.as(story.nurse, async (tx) => ({ ok: true as const, value: await tx`select 1` })),
      world.as(story.checker, async (tx) => ({ ok: true as const, value: await tx`select 1` })),
    ]).then(
      ([, ...asked]) => asked.every(({ ok }) => ok),
      () => false,
    );
    if (back) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the database does not answer the test");
}
