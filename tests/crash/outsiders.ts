import { invariant } from "../../src/kernel/result.ts";
import { tokenHash } from "../../src/web/session.ts";
import { proveNow } from "../medicines/story.ts";
import { Tablet } from "./dosing-kills.ts";
import { type Dose, type KilledClinic, known } from "./killed-clinic.ts";

/** Somebody who may not hand over a dose, whatever is broken, and whether they may look at the board. */
export type Outsider = { readonly who: string; readonly tablet: Tablet; readonly mayLook: boolean };

/** Everybody who must not come in: not signed in, not any more, in another role, or without a proof of the last minutes. */
export async function outsidersOf({ server, world, story }: KilledClinic): Promise<readonly Outsider[]> {
  const keyworker = await world.anAgency("treatment");
  const [ended, expired, stale] = [
    await world.tokenFor(story.nurse.username),
    await world.tokenFor(story.nurse.username),
    await world.tokenFor(story.nurse.username),
  ];
  await world.sql`update session set ended_at = now() where token_hash = ${tokenHash(ended)}`;
  // Within the hour by which a clock may be behind.
  await world.sql`update session set expires_at = now() - interval '10 minutes' where token_hash = ${tokenHash(expired)}`;
  const outsider = async (who: string, token: string | undefined, mayLook = false): Promise<Outsider> => {
    const tablet = new Tablet(server, token);
    await tablet.open("/sign-in");
    return { who, tablet, mayLook };
  };
  return [
    await outsider("nobody", undefined),
    await outsider("a made-up session", "A".repeat(43)),
    await outsider("an ended session", ended),
    await outsider("a session that ran out", expired),
    await outsider("a keyworker of another agency", keyworker.token),
    await outsider("the nurse without a fresh proof", stale, true),
  ];
}

/** Renews the nurse's proof, on the one session that gives doses alone. */
export async function proveGiving({ world, story }: KilledClinic): Promise<void> {
  await proveNow(world, story.nurse);
  // Within the hour as well; what a proof lasts is minutes.
  await world.sql`
    update session set proved_at = now() - interval '30 minutes'
     where account_id = (select id from account where username = ${story.nurse.username}) and token_hash <> ${tokenHash(story.nurse.token)}`;
}

const cameIn = (status: number, location: string): boolean =>
  (status >= 200 && status < 300) || (status === 303 && !location.startsWith("/sign-in"));

/** All of them try everything once: to look at the board and at a visit, and to hand its dose over. Answers who came in where. */
export async function tryDoors(outsiders: readonly Outsider[], decoy: Dose): Promise<readonly string[]> {
  const visit = `/dosing/visits/${decoy.visit}`;
  const open = await Promise.all(
    outsiders.flatMap(({ who, tablet, mayLook }) => [
      ...(mayLook ? [] : ["/dosing", visit]).map(async (at) => {
        const { status, location } = await tablet.get(at);
        return cameIn(status, location) ? `${who} came in at ${at.replace(decoy.visit, "ID")}` : undefined;
      }),
      tablet
        .post(`${visit}/hand-over`, { key: decoy.key })
        .then(({ status, location }) => (cameIn(status, location) ? `${who} handed over` : undefined)),
    ]),
  );
  return open.filter((one) => one !== undefined);
}

/** Whether the dose that none of them may hand over was handed over. */
export const decoyGiven = async (clinic: KilledClinic, decoy: Dose): Promise<boolean> =>
  (await known(clinic, decoy)).authorities > 0;

/** That the doors tried are the right ones: the nurse, with a fresh proof, comes in at each. */
export async function nurseComesIn({ server, story }: KilledClinic, dose: Dose): Promise<void> {
  const tablet = new Tablet(server, story.nurse.token);
  await tablet.open();
  for (const at of ["/dosing", `/dosing/visits/${dose.visit}`])
    invariant((await tablet.get(at)).status === 200, `the nurse may look at ${at}`);
}
