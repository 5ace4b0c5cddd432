import { TRANSFER_TYPE } from "../../src/exchange/transfer/door.ts";
import { carryTransfers, type Post } from "../../src/exchange/transfer/minute.ts";
import type { PersonId } from "../../src/kernel/id.ts";
import { accept, invariant } from "../../src/kernel/result.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { openServed, type Served } from "../served.ts";
import { type Answer, send, visit } from "../visiting.ts";
import { type TestAgency, type World, worldKeys } from "../world.ts";

/** One partnership of a test: its own database, served by itself, with a treatment service and its office. */
export type Side = {
  readonly served: Served;
  readonly world: World;
  readonly name: string;
  readonly us: TestAgency;
  readonly admin: TestAgency;
  readonly lead: TestAgency;
};

/** Opens a partnership and makes its keys, as its administrator does. */
async function openSide(name: string): Promise<Side> {
  const served = await openServed();
  const { world } = served;
  const us = await world.anAgency("treatment", { name: `${name} Recovery` });
  const admin = await world.anAgency("office", { role: "administrator" });
  const lead = await world.aWorker(admin, "ig-lead");
  const made = await send(served, admin, "/partnerships/own", {
    name,
    address: `https://${name.toLowerCase()}.example/transfers/door/${WORLD_CODE}`,
    keys: "new",
  });
  invariant(made.status === 303, `the keys of ${name} are made: ${made.status}`);
  return { served, world, name, us, admin, lead };
}

/** Writes another partnership into this one's directory, from its card. */
export async function introduce(to: Side, other: Side, byPost = false): Promise<Answer> {
  const { body: card } = await visit(other.served, other.admin, "/partnerships/card");
  return send(to.served, to.admin, "/partnerships/new", {
    card,
    checked: "Read out on the telephone",
    mailbox: "",
    ...(byPost ? { byPost: "yes" } : {}),
  });
}

/** Two partnerships that know each other, and a third that they do not know. */
export async function openTwo(): Promise<{ north: Side; south: Side; close(): Promise<void> }> {
  const [north, south] = [await openSide("Northmoor"), await openSide("Southmoor")];
  await introduce(north, south);
  await introduce(south, north);
  return {
    north,
    south,
    close: async () => {
      await Promise.all([north.served.close(), south.served.close()]);
    },
  };
}

let made = 0;

/** Somebody in treatment with a record in every part, all of it the treatment provider's own. */
export async function someoneInTreatment(side: Side): Promise<{ person: PersonId; nhs: string }> {
  made += 1;
  const nhs = nhsNumber(943476500 + made);
  const { world, us } = side;
  const person = await world.aPerson(us, {
    familyName: `Hawthorne${letters(made)}`,
    givenNames: "Edith",
    bornOn: "1984-05-06",
    sex: "female",
    numbers: { nhs },
  });
  await world.anEpisode(us, person);
  await fill(side, person);
  return { person, nhs };
}

const letters = (n: number): string => [...String(n)].map((digit) => "abcdefghij"[Number(digit)]).join("");

/** An NHS number with the check digit that it must have; the next one when it could have none. */
function nhsNumber(nine: number): string {
  const digits = [...String(nine)].map(Number);
  const check = 11 - (digits.reduce((sum, digit, i) => sum + digit * (10 - i), 0) % 11);
  return check === 10 ? nhsNumber(nine + 1000) : `${nine}${check === 11 ? 0 : check}`;
}

async function fill({ world, us }: Side, person: PersonId): Promise<void> {
  const done = await world.as(us, async (tx) => {
    await tx`insert into alias (person_id, name, kind) values (${person}, 'Edie Thorn', 'alias')`;
    await tx`insert into alert (person_id, category, words) values (${person}, 'health', 'Allergic to penicillin')`;
    await tx`insert into note (person_id, category, words) values (${person}, 'health', 'SECRET-NOTE about their neighbour')`;
    await tx`insert into concern (person_id, kind, words) values (${person}, 'adult', 'SECRET-CONCERN')`;
    await tx`insert into risk (person_id, area, level, reasons, todo, by_whom, review_on, category)
             values (${person}, 'overdose', 'high', 'Uses alone', 'Naloxone', 'Keyworker', '2027-01-01', 'health')`;
    await tx`insert into event (person_id, kind, happened_on, precision, source, category, place)
             values (${person}, 'home-move', '2026-03-04', 'day', 'told', 'housing', 'New Street')`;
    await tx`insert into observed_dose (person_id, drug, micrograms, given_at)
             values (${person}, 'methadone', 45000, '2026-11-27T09:30:00Z')`;
    await tx`insert into measure (person_id, definition, version, taken_on, answers, scores, category)
             values (${person}, 'quality-of-life', '1', '2026-10-01', '{"quality-of-life": 7}', '{"quality-of-life": 7}', 'health')`;
    return accept(true);
  });
  invariant(done.ok, "the record is filled");
}

/** Everything that a keyworker may tick. */
export const ALL = ["contact", "health", "medication", "offending", "housing", "social", "safeguarding"];

/** Prepares a transfer as a keyworker does. Answers its number. */
export async function prepare(
  from: Side,
  to: Side,
  person: PersonId,
  change: Readonly<Record<string, string | readonly string[]>> = {},
  who: TestAgency = from.us,
): Promise<string> {
  const answer = await send(
    from.served,
    who,
    `/people/${person}/transfers/new`,
    await prepareFields(from, to, person, change),
  );
  const id = /\/transfers\/out\/([0-9a-f-]{36})/.exec(answer.location)?.[1];
  invariant(
    id,
    `the transfer is prepared: ${answer.status} ${/error-summary[\s\S]{0,600}/.exec(answer.body)?.[0]}`,
  );
  return id;
}

export async function prepareFields(
  from: Side,
  to: Side,
  person: PersonId,
  change: Readonly<Record<string, string | readonly string[]>> = {},
) {
  const [stay] = await from.world
    .sql`select id from episode where person_id = ${person} and ended_on is null`;
  const [self] = await to.world.sql`select id from partnership_card`;
  const due = Temporal.Now.plainDateISO().add({ days: 7 });
  return {
    stay: String(stay?.id),
    service: `${self?.id}:${to.us.serviceCode}`,
    basis: "consent",
    evidence: "Signed the form today",
    categories: ALL,
    words: "Moves on Monday; next dose on Tuesday",
    dueOn: `${due.day}/${due.month}/${due.year}`,
    ...change,
  };
}

/** Presses “Seal and send” on the page that shows what they will get. */
export async function sendIt(from: Side, transfer: string, who: TestAgency = from.us): Promise<Answer> {
  const at = `/transfers/out/${transfer}/send`;
  const shown = await visit(from.served, who, at);
  return send(from.served, who, at, {
    print: /name="print" value="([0-9a-f]{64})"/.exec(shown.body)?.[1] ?? "",
  });
}

/** The sealed file of ours of this kind, downloaded. */
export async function download(
  side: Side,
  transfer: string,
  what: string,
  who: TestAgency = side.us,
): Promise<string> {
  const [row] = await side.world.sql`
    select id from transfer_message where coalesce(transfer_out_id, transfer_in_id) = ${transfer} and what = ${what} and ours`;
  const answer = await visit(side.served, who, `/transfers/${transfer}/files/${row?.id}`);
  invariant(answer.status === 200, `the file of ${what} is downloaded: ${answer.status}`);
  return answer.body;
}

/** Brings in a file by the page for it. */
export async function bringIn(side: Side, file: string, who: TestAgency = side.us): Promise<Answer> {
  const session = `throughcare=${WORLD_CODE}.${who.token}`;
  const { app } = side.served.web;
  const shown = await app.inject({ url: "/transfers/bring-in", headers: { cookie: session } });
  const hidden = (name: string): string =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(shown.body)?.[1] ?? "";
  const csrf = shown.cookies.find((cookie) => cookie.name === "_csrf");
  const form = new FormData();
  form.set("_csrf", hidden("_csrf"));
  form.set("_once", hidden("_once"));
  form.set("file", new Blob([file], { type: "application/json" }), "transfer.json");
  const request = new Request("http://here/", { method: "POST", body: form });
  const answer = await app.inject({
    method: "POST",
    url: "/transfers/bring-in",
    headers: {
      cookie: `${session}; _csrf=${encodeURIComponent(csrf?.value ?? "")}`,
      "content-type": request.headers.get("content-type") ?? "",
    },
    payload: Buffer.from(await request.arrayBuffer()),
  });
  return { status: answer.statusCode, body: answer.body, location: String(answer.headers.location ?? "") };
}

/** Takes a received bundle in: somebody new, or the record that is named. */
export const takeIn = (side: Side, transfer: string, who = "nobody-here"): Promise<Answer> =>
  send(side.served, side.us, `/transfers/in/${transfer}/take-in`, { who });

/** Says that they have been seen here. */
export const sayArrived = (side: Side, transfer: string): Promise<Answer> =>
  send(side.served, side.us, `/transfers/in/${transfer}/arrived`, { seen: "yes" });

/** Where it stands on each side, by the database. */
export const stateOut = async (side: Side, transfer: string): Promise<string> =>
  String((await side.world.sql`select state from transfer_out where id = ${transfer}`)[0]?.state);
export const stateIn = async (side: Side, transfer: string): Promise<string | undefined> =>
  (await side.world.sql`select state from transfer_in where id = ${transfer}`)[0]?.state;

/** A post that brings files to the door of another side, as the network would. */
export const postTo =
  (side: Side): Post =>
  async (_address, file) => {
    const answer = await side.served.web.app.inject({
      method: "POST",
      url: `/transfers/door/${WORLD_CODE}`,
      headers: { "content-type": TRANSFER_TYPE },
      payload: file,
    });
    return { status: answer.statusCode, body: answer.body };
  };

/** One round of a side's own work, with whatever post. */
export const round = (side: Side, post: Post): Promise<number> =>
  carryTransfers({ setUp: side.world.sql, code: WORLD_CODE, keys: worldKeys, post });

/** What the access log of a side says about transfers, oldest first. */
export const logged = async (side: Side): Promise<readonly string[]> =>
  (await side.world.sql`select about from access_log where about like '%transfer%' order by at, id`).map(
    (row) => String(row.about),
  );
