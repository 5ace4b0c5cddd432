import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tx } from "../../src/kernel/database/door.ts";
import type { EpisodeId, PersonId } from "../../src/kernel/id.ts";
import { accept, invariant } from "../../src/kernel/result.ts";
import { now } from "../../src/kernel/time.ts";
import { offerHandover } from "../../src/record/handover/actions.ts";
import { allServices } from "../../src/record/staff/teams-store.ts";
import { SERVICES } from "../../src/services/index.ts";
import { hours } from "../handovers/story.ts";
import { proveNow } from "../medicines/story.ts";
import type { TestAgency } from "../world.ts";
import { openTwo, type Side, someoneInTreatment } from "./two-partnerships.ts";

// The pages never ask for these: what is refused here, the database refuses to whoever asks it past them.

let north: Side;
let close: () => Promise<void>;
let partner: string;
beforeAll(async () => {
  ({ north, close } = await openTwo());
  partner = String((await north.world.sql`select id from partner`)[0]?.id);
});
afterAll(() => close());

/** What the database answers somebody. */
async function answers(who: TestAgency, ask: (tx: Tx) => PromiseLike<readonly unknown[]>): Promise<unknown> {
  const said = await north.world.as(who, async (tx) => accept((await ask(tx))[0]));
  invariant(said.ok, "they are signed in");
  return (said.value as { answer?: unknown } | undefined)?.answer;
}

async function stayOf(person: PersonId, who: TestAgency = north.us): Promise<EpisodeId> {
  const [stay] = await north.world
    .sql`select id from episode where person_id = ${person} and agency_id = ${who.agencyId}`;
  return stay?.id as EpisodeId;
}

const SERVICE = JSON.stringify({ code: "there", name: "A service there", agencyKind: "treatment" });

const prepare = async (person: PersonId, stay: EpisodeId, basis = "consent", who = north.us) =>
  answers(
    who,
    (tx) => tx`
      select prepare_transfer(${person}, ${stay}, ${partner}, ${SERVICE}::text::jsonb,
                              ${basis}, 'Signed today', ${["health"]}, 'Moves on Monday', now() + interval '7 days') as answer`,
  );

const sendIt = (transfer: unknown, who = north.us) =>
  answers(
    who,
    (tx) => tx`
      select send_transfer(${String(transfer)}, ${"0".repeat(64)}, '{}', now() + interval '7 days', 'sealed') as answer`,
  );

const approve = (transfer: unknown) =>
  answers(north.lead, (tx) => tx`select approve_transfer(${String(transfer)}, true, 'It holds') as answer`);

const shownTo = (who: TestAgency, transfer: unknown) =>
  answers(who, (tx) => tx`select count(*)::int as answer from transfers_out(null, ${String(transfer)})`);

const stateOf = async (transfer: unknown) =>
  (await north.world.sql`select state from transfer_out where id = ${String(transfer)}`)[0]?.state;

/** As if they had not shown for an hour that it is they. */
const longSinceProved = ({ username }: TestAgency) =>
  north.world
    .sql`update session set proved_at = now() - interval '1 hour' where account_id = (select id from account where username = ${username})`;

const keptOut = (person: PersonId, { staffId }: TestAgency) => north.world.sql`
  insert into named_limit (person_id, what, staff_id, reason, agency_id) values (${person}, 'excluded', ${staffId}, 'is a cousin', ${north.us.agencyId})`;

/** Another treatment service that has the person as well. */
async function alsoAt(person: PersonId): Promise<TestAgency> {
  const other = await north.world.anAgency("treatment");
  await north.world.sql`
    insert into registration (person_id, agency_id, reason) values (${person}, ${other.agencyId}, 'met')`;
  await north.world.anEpisode(other, person);
  return other;
}

test("a move is prepared out of a stay of one's own: whoever has the person as well moves only their own stay, and sees no other move", async () => {
  const { person } = await someoneInTreatment(north);
  const other = await alsoAt(person);
  expect(await prepare(person, await stayOf(person), "consent", other)).toBe("not-there");
  const ours = await prepare(person, await stayOf(person));
  const theirs = await prepare(person, await stayOf(person, other), "consent", other);
  expect([await shownTo(north.us, ours), await shownTo(other, ours)]).toEqual([1, 0]);
  expect([await shownTo(north.us, theirs), await shownTo(other, theirs)]).toEqual([0, 1]);
  expect(await sendIt(ours, other)).toBe("not-there");
  expect(await stateOf(ours)).toBe("prepared");
});

test("nobody is moved who has died, whose stay is moving already, or who is being handed over here", async () => {
  const [died, moving, offered] = [
    await someoneInTreatment(north),
    await someoneInTreatment(north),
    await someoneInTreatment(north),
  ];
  const stay = await stayOf(moving.person);
  await prepare(moving.person, stay);
  expect(await prepare(moving.person, stay)).toBe("prepared-already");

  const recovery = await north.world.anAgency("recovery");
  const made = await north.world.as(north.us, async (tx) => {
    const to = (await allServices(tx)).find(({ id }) => id === recovery.serviceId);
    invariant(to, "the receiver is there");
    const episode = await stayOf(offered.person);
    const handover = { person: offered.person, episode, to, summary: "Next step", dueAt: hours(12) };
    return offerHandover(tx, SERVICES, { ...handover, afterArrival: "close" }, now());
  });
  invariant(made.ok, "they are handed over");
  expect(await prepare(offered.person, await stayOf(offered.person))).toBe("handed-over-here");

  const diedIn = await stayOf(died.person);
  await north.world
    .sql`update person set died_on = current_date, death_noted_at = now() where id = ${died.person}`;
  await north.world
    .sql`update episode set ended_on = null, ending = null, end_reason = null where id = ${diedIn}`;
  expect(await prepare(died.person, diedIn)).toBe("has-died");
});

test("a ground in law is approved by somebody else, whom the person does not keep out, and who has just shown who they are", async () => {
  const { person } = await someoneInTreatment(north);
  const transfer = await prepare(person, await stayOf(person), "safeguarding");
  expect(await sendIt(transfer)).toBe("not-approved");

  await longSinceProved(north.lead);
  expect(await approve(transfer)).toBe("not-fresh");
  await proveNow(north.world, north.lead);

  const [before] = await north.world.sql`
    update transfer_out set prepared_by = ${north.lead.staffId} where id = ${String(transfer)} returning id`;
  expect(before).toBeDefined();
  expect(await approve(transfer)).toBe("own");
  await north.world
    .sql`update transfer_out set prepared_by = ${north.us.staffId} where id = ${String(transfer)}`;

  await keptOut(person, north.lead);
  expect([await approve(transfer), await shownTo(north.lead, transfer)]).toEqual(["not-there", 0]);
  await north.world.sql`delete from named_limit where person_id = ${person}`;
  expect(await approve(transfer)).toBe("done");
  expect(await sendIt(transfer)).toBe("done");
});

test("nothing is sent without a fresh proof, out of a stay that has ended, or to a partner that was stopped", async () => {
  const { person } = await someoneInTreatment(north);
  const stay = await stayOf(person);
  const transfer = await prepare(person, stay);
  await longSinceProved(north.us);
  expect(await sendIt(transfer)).toBe("not-fresh");
  await proveNow(north.world, north.us);

  await north.world.sql`update partner set stopped_at = now()`;
  expect(await sendIt(transfer)).toBe("partner-stopped");
  await north.world.sql`update partner set stopped_at = null`;

  await north.world
    .sql`update episode set ended_on = started_on, ending = 'dropped-out', end_reason = 'Left' where id = ${stay}`;
  expect(await sendIt(transfer)).toBe("stay-has-ended");
  expect(await stateOf(transfer)).toBe("prepared");
});
