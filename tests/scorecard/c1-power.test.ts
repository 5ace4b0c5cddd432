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
import { LoopDisk, noLoopDisk } from "../crash/loop-disk.ts";
import { cutPower, withoutFsync } from "../crash/power.ts";
import { faultsOfBook, spanOf } from "../crash/whole-book.ts";
import { proveNow } from "../medicines/story.ts";
import { LONG, publish, repeated, SCORECARD, sized } from "./row.ts";

// The power is cut while doses are handed over: the data folder lies on an ext4 of its own on a loop device, which from one moment on
// is given nothing more. What stood in memory alone is lost, as in a machine.

const SEED = "power-cuts-while-dosing";
const DOSES = 4;
const DISK_BYTES = 2_000_000_000;

const NOT_HERE = noLoopDisk();
const notTried = NOT_HERE === undefined ? "" : ` (not tried: ${NOT_HERE})`;

async function dosesAnd(clinic: KilledClinic, many: number): Promise<Dose[]> {
  const doses: Dose[] = [];
  for (let n = 0; n < many; n += 1) doses.push(await aDose(clinic));
  await proveNow(clinic.world, clinic.story.nurse);
  return doses;
}

/** Asks by the key and presses again, as after any interruption. */
async function goOn(clinic: KilledClinic, doses: readonly Dose[]): Promise<void> {
  await settled(clinic);
  const tablet = new Tablet(clinic.server, clinic.story.nurse.token);
  await tablet.open();
  for (const dose of doses) await afterwards(clinic, tablet, dose);
}

/** One cut at a random moment while doses are given on two tablets. */
async function cut(clinic: KilledClinic, disk: LoopDisk, random: Random, spanMs: number): Promise<void> {
  const { server, story } = clinic;
  const doses = await dosesAnd(clinic, DOSES);
  const tablets = [new Tablet(server, story.nurse.token), new Tablet(server, story.nurse.token)] as const;
  for (const one of tablets) await one.open();
  const half = DOSES / 2;
  const giving = Promise.all([give(tablets[0], doses.slice(0, half)), give(tablets[1], doses.slice(half))]);
  await new Promise((resolve) => setTimeout(resolve, random.between(0, spanMs)));
  clinic.restarts.push(await cutPower(server, disk, giving));
  clinic.acknowledged.push(
    ...doses.flatMap(({ handed, recorded }) => [handed, recorded].filter((one) => one)),
  );
  clinic.inDoubt.push(...doses.filter(({ handed, recorded }) => !(handed && recorded)));
  await goOn(clinic, doses);
}

/** The same clinic on a PostgreSQL that does not wait for the disk, cut just after an acknowledged dose: is the loss found? */
async function lossesFound(clinic: KilledClinic, disk: LoopDisk): Promise<number> {
  const planted: KilledClinic = { ...clinic, faults: [] };
  await withoutFsync(planted.server);
  await settled(planted);
  const doses = await dosesAnd(planted, 1);
  const tablet = new Tablet(planted.server, planted.story.nurse.token);
  await tablet.open();
  await planted.world.sql`checkpoint`;
  disk.sync();
  await give(tablet, doses);
  expect(doses[0]?.handed, "it is acknowledged").toBe(true);
  await cutPower(planted.server, disk, Promise.resolve());
  await goOn(planted, doses);
  clinic.world = planted.world;
  return planted.faults.filter((fault) => fault.includes("is lost")).length;
}

const midOf = (list: readonly number[]): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

test.skipIf(!SCORECARD || NOT_HERE !== undefined)(
  `no dose or line that was acknowledged is lost when the power is cut in the middle of it, and the system opens unaided${notTried}`,
  async () => {
    const random = randomFrom(SEED);
    const disk = new LoopDisk(DISK_BYTES);
    const clinic = await aClinicToKill(disk.folder);
    try {
      const kept = await clinic.world.sql<{ name: string; setting: string }[]>`
        select name, setting from pg_settings
         where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums') order by name`;
      expect(kept.map(({ name, setting }) => `${name}=${setting}`)).toEqual([
        "data_checksums=on",
        "fsync=on",
        "full_page_writes=on",
        "synchronous_commit=on",
      ]);
      const span = await spanOf(clinic, DOSES);
      const cuts = await repeated(sized(1, 100), () => cut(clinic, disk, random, span));
      const faults = [...clinic.faults, ...(await faultsOfBook(clinic))];
      const { all, restarts, inDoubt, acknowledged } = clinic;
      const doses = all.length;
      const found = await lossesFound(clinic, disk);
      await publish({
        id: "C1",
        figure:
          "acknowledged doses and lines lost or doubled, or starts that need help, when the power is cut while doses are given",
        target: "0, and the chain whole",
        value: `${faults.length} of ${cuts} cuts with ${doses} doses and ${2 * doses} lines`,
        met: faults.length === 0,
        n: cuts,
        zero: true,
        seed: SEED,
        control: { planted: "the same PostgreSQL with fsync=off, cut after an acknowledged dose", found },
        notes: [
          `The shipped PostgreSQL with its own settings (fsync, synchronous_commit, full_page_writes and data_checksums on), its whole data folder on an ext4 on a loop device. At a moment drawn from the ${span} ms that the doses take the file system is shut down at once without a flush (EXT4_IOC_SHUTDOWN): what had not reached the device is gone. Then server and PostgreSQL are killed, the device is mounted again, which takes up ext4's own journal, and Throughcare is started.`,
          `${acknowledged.length} acts had been acknowledged when the power went and ${inDoubt.length} doses were in doubt; each was asked by its key, and the page said what was so.`,
          `Open again after ${midOf(restarts).toFixed(0)} ms in the middle, ${Math.max(...restarts).toFixed(0)} ms at most. What a device had been given it keeps: a disk that lies about its own cache is not tried here.`,
          ...faults.slice(0, 10),
        ],
      });
    } finally {
      await clinic.world.close();
      await clinic.server.close();
      disk.close();
    }
  },
  LONG,
);
