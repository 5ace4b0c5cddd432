import { statfsSync } from "node:fs";
import { expect, test } from "vitest";
import { type Random, randomFrom } from "../../src/kernel/random.ts";
import { Tablet } from "../crash/dosing-kills.ts";
import {
  aClinicToKill,
  aDose,
  afterwards,
  type Dose,
  give,
  type KilledClinic,
  settled,
} from "../crash/killed-clinic.ts";
import { faultsOfBook, spanOf } from "../crash/whole-book.ts";
import { proveNow } from "../medicines/story.ts";
import { LONG, publish, repeated, sized } from "./row.ts";

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

/** The same clinic, its server made one that answers before it commits, and killed just after its first yes: is the loss found? */
async function lossesFound(clinic: KilledClinic): Promise<number> {
  const planted: KilledClinic = { ...clinic, faults: [] };
  const dose = await aDose(planted);
  await proveNow(planted.world, planted.story.nurse);
  const tablet = new Tablet(planted.server, planted.story.nurse.token);
  await tablet.open();
  await planted.server.tell({ planted: "answers-before-commit" });
  const handed = await tablet.post(`/dosing/visits/${dose.visit}/hand-over`, { key: dose.key });
  dose.handed = handed.status === 303 && handed.location.startsWith("/dosing/visits/");
  expect(dose.handed, "the planted server says yes").toBe(true);
  await planted.server.kill("both");
  await planted.server.ready();
  await settled(planted);
  await tablet.open();
  await afterwards(planted, tablet, dose);
  clinic.world = planted.world;
  return planted.faults.filter((fault) => fault.includes("is lost")).length;
}

/** Whether the data lay in the system's memory (tmpfs), which a killed process takes away as little as a disk. */
const inMemory = ({ server }: KilledClinic): boolean => statfsSync(server.folder).type === 0x01021994;

const midOf = (list: readonly number[]): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

test(
  "no dose or line that was acknowledged is lost, and none is doubled, whatever is killed in the middle of it",
  async () => {
    const random = randomFrom(SEED);
    const clinic = await aClinicToKill();
    try {
      const span = await spanOf(clinic, DOSES);
      const kills = await repeated(sized(3, 200), () => kill(clinic, random, span));
      const faults = [...clinic.faults, ...(await faultsOfBook(clinic))];
      const { restarts, inDoubt, acknowledged } = clinic;
      const doses = clinic.all.length;
      const found = await lossesFound(clinic);
      await publish({
        id: "B3",
        figure:
          "acknowledged doses and lines lost or doubled by killing server and PostgreSQL while doses are given",
        target: "0, and the chain whole",
        value: `${faults.length} of ${kills} kills with ${doses} doses and ${2 * doses} lines`,
        met: faults.length === 0,
        n: kills,
        zero: true,
        seed: SEED,
        control: { planted: "a server that answers before it commits, killed after its first yes", found },
        notes: [
          `Handed over by HTTP on two tablets at once; SIGKILL to the server, to PostgreSQL or to both, at a moment drawn from the ${span} ms that the doses take.`,
          `${acknowledged.length} acts had been acknowledged when their server died and ${inDoubt.length} doses were in doubt; each was asked by its key, and the page said what was so.`,
          `Back after ${midOf(restarts).toFixed(0)} ms in the middle, ${Math.max(...restarts).toFixed(0)} ms at most, ${inMemory(clinic) ? "the data in memory" : "the data on a disk"}. A kill takes no power away: what the disk itself promises is not tried here.`,
          ...faults.slice(0, 10),
        ],
      });
    } finally {
      await clinic.world.close();
      await clinic.server.close();
    }
  },
  // A server is made from nothing first.
  LONG,
);
