import { test } from "vitest";
import { Tablet } from "../crash/dosing-kills.ts";
import {
  aClinicToKill,
  aDose,
  afterwards,
  type Dose,
  give,
  type KilledClinic,
  known,
  settled,
} from "../crash/killed-clinic.ts";
import { proveNow } from "../medicines/story.ts";
import { LIMIT, publish, sized } from "./row.ts";

// What fails in the middle of a dose: the database gone, the database or the server held still for as long as a swapping machine is. No
// page says that something is done which is not, no page opens that should not, and all of it works again within half a minute.

const BACK_MS = 30_000;
const STILL_MS = 5_000;

const FAULTS = {
  "database killed": (clinic: KilledClinic) => clinic.server.kill("postgres"),
  "database held still": (clinic: KilledClinic) => still(clinic, "postgres"),
  "server held still": (clinic: KilledClinic) => still(clinic, "server"),
} as const;

async function still({ server }: KilledClinic, what: "postgres" | "server"): Promise<void> {
  const goOn = server.freeze(what);
  await new Promise((resolve) => setTimeout(resolve, STILL_MS));
  goOn();
}

/** Doses while something fails; afterwards every yes is looked for, and everything else is brought to its end. */
async function during(clinic: KilledClinic, fault: (clinic: KilledClinic) => Promise<void>): Promise<number> {
  const { server, story } = clinic;
  const doses: Dose[] = [await aDose(clinic), await aDose(clinic)];
  await proveNow(clinic.world, story.nurse);
  const tablet = new Tablet(server, story.nurse.token);
  await tablet.open();
  const giving = give(tablet, doses);
  const failing = fault(clinic);
  // Whoever is not signed in is shown nothing meanwhile either.
  const stranger = await server.send("GET", `/dosing/${clinic.session}`, {});
  if (stranger.status === 200 && stranger.text.includes("Foundry Clinic"))
    clinic.faults.push("a page of a session was shown to nobody");
  await failing;
  const ended = performance.now();
  await giving;
  await server.ready();
  await settled(clinic);
  const back = performance.now() - ended;
  await tablet.open();
  for (const dose of doses) await afterwards(clinic, tablet, dose);
  return back;
}

/** The control: a server that says yes whatever became of it. */
async function falseYesFound(): Promise<number> {
  const clinic = await aClinicToKill(true);
  try {
    const dose = await aDose(clinic);
    await proveNow(clinic.world, clinic.story.nurse);
    const tablet = new Tablet(clinic.server, clinic.story.nurse.token);
    await tablet.open();
    const handed = await tablet.post(`/dosing/visits/${dose.visit}/hand-over`, { key: dose.key });
    await clinic.server.kill("both");
    await clinic.server.ready();
    await settled(clinic);
    return handed.status === 303 && (await known(clinic, dose)).authorities === 0 ? 1 : 0;
  } finally {
    await clinic.world.close();
    await clinic.server.close();
  }
}

test.runIf(process.platform === "linux")(
  "nothing is said to be done that is not, and no door opens, while database or server fail in the middle of a dose",
  async () => {
    const clinic = await aClinicToKill(false);
    try {
      const rounds = sized(1, 10);
      const back: number[] = [];
      for (let n = 0; n < rounds; n += 1)
        for (const fault of Object.values(FAULTS)) back.push(await during(clinic, fault));
      const slow = back.filter((ms) => ms > BACK_MS).length;
      const found = await falseYesFound();
      await publish({
        id: "D10",
        figure:
          "false yeses and open doors while database or server fail in the middle of a dose; recoveries slower than 30 s",
        target: "0",
        value: `${clinic.faults.length} and ${slow} of ${back.length} failures; back after ${Math.max(...back).toFixed(0)} ms at most`,
        met: clinic.faults.length === 0 && slow === 0,
        n: back.length,
        zero: true,
        control: { planted: "a server that answers yes before it commits, killed then", found },
        notes: [
          `Tried: ${Object.keys(FAULTS).join(", ")} (held still for ${STILL_MS / 1000} s). A full disk, a failing fsync and a clock that jumps are not tried here.`,
          ...clinic.faults.slice(0, 10),
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
