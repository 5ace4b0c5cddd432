import { expect, test } from "vitest";
import { type Random, randomFrom } from "../../src/kernel/random.ts";
import { BookVerifier } from "../../src/services/clinic/register/verifier.ts";
import { mg } from "../clinic/orders-story.ts";
import { Tablet } from "../crash/dosing-kills.ts";
import {
  aClinicToKill,
  aDose,
  afterwards,
  type Dose,
  give,
  type KilledClinic,
  STOCK,
  settled,
} from "../crash/killed-clinic.ts";
import { proveNow } from "../medicines/story.ts";
import { exported } from "./register/story.ts";
import { LIMIT, publish, sized } from "./row.ts";

// The server and PostgreSQL are killed outright while doses are handed over: real processes, real HTTP, a real disk. After each kill the
// nurse asks by the key and presses again, as the pages tell them to.

const SEED = "kills-while-dosing";
const DOSES = 4;

/** One kill at a random moment while doses are given on two tablets. */
async function kill(clinic: KilledClinic, random: Random, spanMs: number): Promise<void> {
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
async function spanOf(clinic: KilledClinic): Promise<number> {
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
async function faultsOfBook({ world, story, all }: KilledClinic): Promise<readonly string[]> {
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
