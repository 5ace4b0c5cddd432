import fc from "fast-check";
import type { PersonId } from "../../../src/kernel/id.ts";
import { accept, invariant } from "../../../src/kernel/result.ts";
import { fromLondon, type LocalDate, londonDay, today } from "../../../src/kernel/time.ts";
import { signOrder } from "../../../src/services/clinic/prescribing/acts-store.ts";
import type { OrderId } from "../../../src/services/clinic/prescribing/order.ts";
import { PremisesId } from "../../../src/services/clinic/prescribing/order.ts";
import { insertOrder } from "../../../src/services/clinic/prescribing/store.ts";
import type { BookId } from "../../../src/services/clinic/register/index.ts";
import { aStockedBook } from "../../clinic/dosing-story.ts";
import { CAME_WITH_THEIR_DOSE, clinicStory, orderOf, whileADoseWasSeen } from "../../clinic/orders-story.ts";
import { proveNow } from "../../medicines/story.ts";
import type { ClinicClock } from "../../simulation/clinic-clock.ts";
import type { TestAgency, World } from "../../world.ts";
import { MINUTE, type Model, type Part, type Who } from "./model.ts";

/** Who works here, for the whole of a run. */
export type Staff = Readonly<Record<Who | "doctor" | "lead", TestAgency>>;

/** One clinic of one sequence: premises, book and people of its own, so that nothing of another is seen in it. */
export type Clinic = {
  readonly world: World;
  readonly clock: ClinicClock;
  readonly staff: Staff;
  readonly premises: PremisesId;
  readonly book: BookId;
  readonly people: readonly PersonId[];
  readonly orders: readonly OrderId[];
  /** Parts of orders by person, slot and number. */
  readonly parts: ReadonlyMap<string, string>;
  /** When each last showed that it is they, by the model's clock. */
  readonly proved: Map<Who | "lead" | "doctor", number>;
};

const PRODUCT = "diamorphine-ampoule-100";
const PARTS: readonly (readonly Part[])[] = [
  [
    { slot: "morning", part: 1, ug: 100_000, leastMinutes: 240 },
    { slot: "morning", part: 2, ug: 60_000, leastMinutes: 30 },
    { slot: "evening", part: 1, ug: 120_000, leastMinutes: 240 },
  ],
  [
    { slot: "morning", part: 1, ug: 80_000, leastMinutes: 60 },
    { slot: "morning", part: 2, ug: 40_000, leastMinutes: 0 },
    { slot: "evening", part: 1, ug: 80_000, leastMinutes: 240 },
  ],
];
const MOST = { single: 120_000, daily: 320_000 };

/** Where a sequence begins: a usual day, one on which clocks change, an eve; early, at noon or late; with how much in the cupboard. */
export type Beginning = { readonly day: number; readonly hour: number; readonly stock: number };
export const anyBeginning: fc.Arbitrary<Beginning> = fc.record({
  day: fc.nat(4),
  hour: fc.constantFrom(7, 7, 13, 20),
  stock: fc.constantFrom(400, 700, 2000),
});

const lastSunday = (year: number, month: number): LocalDate => {
  const last = Temporal.PlainDate.from({ year, month, day: 31 });
  return last.subtract({ days: last.dayOfWeek % 7 });
};

/** Days of next year: an usual one, those on which clocks change, and their eves. */
function dayOfBeginning(n: number): LocalDate {
  const year = today().year + 1;
  const change = lastSunday(year, n % 2 === 0 ? 3 : 10);
  return n === 4
    ? Temporal.PlainDate.from({ year, month: 6, day: 15 })
    : change.subtract({ days: n < 2 ? 1 : 0 });
}

/** The people who work here. */
export async function aStaff(world: World): Promise<Staff> {
  const { nurse, doctor, lead } = await clinicStory(world, { until: null });
  const second = await world.aWorker(nurse, "clinic-nurse", "Petra Vale");
  const checker = await world.aWorker(nurse, "clinic-checker", "Tomasz Reid");
  return { nurse, second, checker, doctor, lead };
}

/** Keeps everybody signed in at whatever the time is made to be; nobody has just shown that it is they. */
export const stayIn = async ({ world, staff }: Pick<Clinic, "world" | "staff">): Promise<void> => {
  const names = Object.values(staff).map(({ username }) => username);
  await world.sql`
    update session set last_used_at = now(), expires_at = now() + interval '1 day', proved_at = now() - interval '1 hour'
     where account_id in (select id from account where username = any (${names}))`;
};

/** Sets the clinic of one sequence up, and what the model begins with. */
export async function aClinicOf(
  { world, clock, staff }: Pick<Clinic, "world" | "clock" | "staff">,
  { day: n, hour, stock }: Beginning,
): Promise<{ readonly clinic: Clinic; readonly model: Model }> {
  const day = dayOfBeginning(n);
  await clock.begin(fromLondon(day.toPlainDateTime({ hour })));
  await stayIn({ world, staff });
  const { nurse, doctor, lead, checker } = staff;
  const [row] = await world.sql`
    insert into premises (agency_id, service_id, name, address, phone)
    values (${nurse.agencyId}, ${nurse.serviceId}, ${crypto.randomUUID()}, '1 Foundry Lane', '01642 000') returning id`;
  const premises = PremisesId.schema.parse(row?.id);
  await proveNow(world, lead);
  const licensed = await world.as(lead, async (tx) => {
    const [said] =
      await tx`select record_clinic_licence(${doctor.staffId}, ${premises}, 'diamorphine', ${premises}, ${day}, ${day.add({ days: 60 })}) as answer`;
    return accept(said?.answer);
  });
  invariant(licensed.ok && licensed.value === "done", `licensed: ${JSON.stringify(licensed)}`);
  const people: PersonId[] = [];
  for (const _ of PARTS) {
    const person = await world.aPerson(nurse);
    await world.anEpisode(nurse, person);
    people.push(person);
  }
  const orders = await whileADoseWasSeen(world, nurse, people, () =>
    orderedFor(world, staff, premises, people, day),
  );
  const story = { ...staff, premises, person: people[0] as PersonId, licence: "" };
  const book = await aStockedBook(world, story, checker, stock, clock.now());
  const parts = await world.sql<{ key: string; id: string }[]>`
    select concat_ws('/', array_position(${orders}::uuid[], order_id) - 1, slot, part) as key, id from clinic_order_part where order_id = any (${orders})`;
  const clinic: Clinic = {
    world,
    clock,
    staff,
    premises,
    book,
    people,
    orders,
    parts: new Map(parts.map(({ key, id }) => [key, id])),
    proved: new Map(),
  };
  return { clinic, model: await begins(clinic, day, stock * 1000) };
}

/** The doctor writes and signs everybody's order. */
async function orderedFor(
  world: World,
  staff: Staff,
  premises: PremisesId,
  people: readonly PersonId[],
  day: LocalDate,
): Promise<OrderId[]> {
  await proveNow(world, staff.doctor);
  const signed = await world.as(staff.doctor, async (tx) => {
    const all: OrderId[] = [];
    for (const [n, person] of people.entries()) {
      const order = orderOf(
        { ...staff, premises, person, licence: "" },
        {
          startsOn: day,
          endsOn: day.add({ days: 6 }),
          mostSingle: MOST.single,
          mostDaily: MOST.daily,
          parts: (PARTS[n] ?? []).map(({ slot, part, ug, leastMinutes }) => ({
            slot,
            part,
            product: PRODUCT,
            micrograms: ug,
            leastMinutes,
          })),
        },
      );
      const id = await insertOrder(tx, { ...order, state: "queued" });
      const answer = await signOrder(tx, { id, person }, "0".repeat(64), CAME_WITH_THEIR_DOSE);
      invariant(answer === "done", `the order is signed: ${answer}`);
      all.push(id);
    }
    return accept(all);
  });
  invariant(signed.ok, "the orders are signed");
  return signed.value;
}

/** The database's clock, in whole microseconds. */
export async function nowIn({ world }: Pick<Clinic, "world">): Promise<number> {
  const [row] = await world.sql<{ at: Temporal.Instant }[]>`select clock_timestamp() as at`;
  invariant(row, "there is a clock");
  return Number(row.at.epochNanoseconds / 1000n);
}

async function begins(clinic: Clinic, day: LocalDate, stock: number): Promise<Model> {
  const at = await nowIn(clinic);
  const midnights = [1, 2].map((days) =>
    Number(fromLondon(day.add({ days }).toPlainDateTime({ hour: 0 })).epochNanoseconds / 1000n),
  );
  invariant(londonDay(clinic.clock.now()).equals(day), "the sequence begins on its day");
  return {
    at,
    midnights,
    people: PARTS.map((parts) => ({
      parts,
      mostSingle: MOST.single,
      mostDaily: MOST.daily,
      order: "signed",
      signedAt: at,
      endedAt: Number.POSITIVE_INFINITY,
      reviewedAt: Number.NEGATIVE_INFINITY,
      reviews: [],
      holds: [],
    })),
    sessions: [],
    visits: [],
    preparations: [],
    wastes: [],
    lates: [],
    had: [],
    lines: [
      { kind: "opening", ug: stock },
      { kind: "count", ug: 0 },
    ],
    kept: [],
    countedAt: at - MINUTE,
    differences: [],
    incidents: {},
  };
}
