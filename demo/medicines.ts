import { type Random, randomFrom } from "../src/kernel/random.ts";
import { invariant } from "../src/kernel/result.ts";
import { type Instalment, planCollections, totalOf } from "../src/services/medicines/plan-rules.ts";
import { isOpenOn } from "../src/services/medicines/prescription.ts";
import type { Product } from "../src/services/medicines/products.ts";
import { protocolFor } from "../src/services/medicines/protocols.ts";
import { productOf } from "../src/services/medicines/strengths-rules.ts";
import type { Calendar } from "./calendar.ts";
import { idFrom, weighted } from "./chance.ts";
import type { Life, LifeEpisode } from "./life.ts";
import type { Directory, Row } from "./rows.ts";

/** The made-up pharmacy at which Northmoor's medicines are collected: closed on Sundays. */
export const FENWICK = {
  id: "018cc251-0000-7000-8000-000000000f01",
  agency: "fenwick-pharmacy",
  name: "Fenwick Street Pharmacy",
  address: "14 Fenwick Street, Northmoor",
  phone: "01632 960 114",
  hours: Object.fromEntries(
    [1, 2, 3, 4, 5, 6].map((weekday) => [weekday, ["09:00", weekday === 6 ? "17:00" : "18:30"]]),
  ),
};

/** How many of those in community treatment have a prescription; the others are treated for something else, or elsewhere. */
const PRESCRIBED = 0.35;
const DAYS = 14;

const open = isOpenOn({
  hours: new Map(
    Object.entries(FENWICK.hours).map(([weekday]) => [Number(weekday), ["09:00", "18:30"] as const]),
  ),
  closedDays: new Map(),
});

type Course = {
  readonly id: string;
  readonly product: Product;
  readonly micrograms: number;
  readonly start: number;
  readonly supervised: "every" | "none";
  readonly state: "draft" | "queued" | "signed";
  readonly plan: readonly Instalment[];
};

/** What somebody in community treatment is prescribed now, and what became of each day of collection until yesterday. */
export function medicineRows(
  life: Life,
  where: Directory,
  calendar: Calendar,
): readonly (readonly [string, readonly Row[]])[] {
  const stay = life.episodes.find(
    ({ service, end, start }) => service === "wayside-community" && end === undefined && start < -30,
  );
  const random = randomFrom(`${life.person.id} medicines`);
  if (!stay || life.person.death || !random.chance(PRESCRIBED)) return [];
  const course = anyCourse(random, calendar);
  if (!course) return [];
  const told = { life, stay, course, random, calendar, where };
  return course.state === "signed"
    ? [
        ["prescription", [prescriptionRow(told)]],
        ["prescription_step", stepRows(told)],
        ...collectedRows(told),
      ]
    : [
        ["prescription", [prescriptionRow(told)]],
        ["prescription_step", stepRows(told)],
      ];
}

function anyCourse(random: Random, calendar: Calendar): Course | undefined {
  const state = weighted(random, [
    ["signed", 95],
    ["queued", 4],
    ["draft", 1],
  ] as const);
  const product = productOf(
    weighted(random, [
      ["methadone-solution", 7],
      ["buprenorphine-tablet-8", 2],
      ["1*buprenorphine-tablet-8+1*buprenorphine-tablet-2", 1],
      ["1*buprenorphine-tablet-2+2*buprenorphine-tablet-0.4", 0.5],
      ["buprenorphine-depot-weekly-16", 1],
    ] as const),
  );
  invariant(product, "the product is declared");
  const micrograms =
    product.drug === "methadone"
      ? random.between(6, 20) * 5000
      : product.perUnit * (product.everyDays || product.parts ? 1 : random.between(1, 2));
  const supervised = random.chance(0.55) ? "every" : "none";
  let start = state === "signed" ? -random.between(0, DAYS - 2) : random.between(1, 3);
  while (!open(calendar.today.add({ days: start }))) start -= 1;
  const startsOn = calendar.today.add({ days: start });
  const weekdays = supervised === "every" ? [1, 2, 3, 4, 5, 6] : [1, 4, startsOn.dayOfWeek];
  const plan = planCollections(
    { micrograms, startsOn, endsOn: startsOn.add({ days: DAYS - 1 }), weekdays, supervised, wordings: [] },
    product,
    open,
  );
  const id = idFrom(random, startsOn.toZonedDateTime("UTC").epochMilliseconds, 1);
  return plan.ok ? { id, product, micrograms, start, supervised, state, plan: plan.value } : undefined;
}

type Told = {
  readonly life: Life;
  readonly stay: LifeEpisode;
  readonly course: Course;
  readonly random: Random;
  readonly calendar: Calendar;
  readonly where: Directory;
};

const agencyOf = (where: Directory, code: string) => {
  const agency = where.agencies.get(code);
  invariant(agency, `Northmoor has ${code}`);
  return agency;
};
const staffOf = (where: Directory, username: string | undefined): string | null =>
  (username && where.workers.get(username)?.staffId) || null;

function prescriptionRow({ life, stay, course, calendar, where }: Told): Row {
  const wayside = agencyOf(where, "wayside");
  const isSigned = course.state === "signed";
  const written = calendar.at(Math.min(0, course.start - 3), 10 * 60);
  const weekdays = [
    ...new Set(
      course.supervised === "every"
        ? [1, 2, 3, 4, 5, 6]
        : [1, 4, calendar.today.add({ days: course.start }).dayOfWeek],
    ),
  ];
  return {
    id: course.id,
    person_id: life.person.id,
    agency_id: wayside.id,
    owner_kind: wayside.kind,
    with_agency_id: isSigned ? agencyOf(where, FENWICK.agency).id : null,
    pharmacy_id: FENWICK.id,
    team_id: where.services.get("wayside-community")?.teamId,
    product: course.product.code,
    micrograms: course.micrograms,
    starts_on: calendar.day(course.start),
    ends_on: calendar.day(course.start + DAYS - 1),
    collected_on: weekdays.toSorted().join(""),
    supervised: course.supervised,
    wordings: ["closed-days", "remaining-days", "three-days"],
    protocol: protocolFor(course.product)?.code,
    protocol_version: 1,
    phase: "stable",
    total_micrograms: totalOf(course.plan),
    state: course.state,
    written_at: written,
    written_by: staffOf(where, stay.keyworker),
    signed_at: isSigned ? calendar.at(course.start - 1, 16 * 60) : null,
    signed_by: isSigned ? staffOf(where, "community-prescriber") : null,
    signed_print: isSigned ? "made up" : null,
  };
}

function stepRows({ stay, course, calendar, where }: Told): readonly Row[] {
  const step = (what: string, day: number, minutes: number, by: string | undefined): Row => ({
    prescription_id: course.id,
    what,
    at: calendar.at(Math.min(0, day), minutes),
    staff_id: staffOf(where, by),
  });
  return [
    step(course.state === "draft" ? "written" : "queued", course.start - 3, 10 * 60, stay.keyworker),
    ...(course.state === "signed" ? [step("signed", course.start - 1, 16 * 60, "community-prescriber")] : []),
  ];
}

/** Most come, some do not, and of some nobody knows for three days: the program itself finds those when it starts. */
function collectedRows(told: Told): readonly (readonly [string, readonly Row[]])[] {
  const { life, course, random, calendar, where } = told;
  const pharmacy = agencyOf(where, FENWICK.agency);
  const pharmacist = staffOf(where, "community-pharmacist");
  const goesMissing = random.chance(0.03);
  const [instalments, collections, doses]: [Row[], Row[], Row[]] = [[], [], []];
  course.plan.forEach((one, i) => {
    const day = calendar.today.until(one.dueOn).days;
    const id = idFrom(random, one.dueOn.toZonedDateTime("UTC").epochMilliseconds, 100 + i);
    const at = calendar.at(day, random.between(560, 1000));
    instalments.push({
      id,
      prescription_id: course.id,
      due_on: one.dueOn.toString(),
      days: one.days,
      supervised_micrograms: one.supervised,
      home_micrograms: one.home,
    });
    if (day >= 0) return;
    const outcome =
      goesMissing && day >= -4
        ? "missed"
        : weighted(random, [
            ["given", 93],
            ["missed", 6],
            ["refused", 1],
          ] as const);
    const isGiven = outcome === "given";
    const collection = idFrom(random, one.dueOn.toZonedDateTime("UTC").epochMilliseconds, 300 + i);
    const whose = {
      person_id: life.person.id,
      agency_id: pharmacy.id,
      owner_kind: pharmacy.kind,
      with_agency_id: agencyOf(where, "wayside").id,
    };
    collections.push({
      id: collection,
      ...whose,
      prescription_id: course.id,
      instalment_id: id,
      product: course.product.code,
      due_on: one.dueOn.toString(),
      outcome: isGiven ? (one.supervised > 0 ? "supervised" : "collected") : outcome,
      because: outcome === "refused" ? "intoxicated" : null,
      micrograms: isGiven ? one.supervised + one.home : 0,
      supervised_micrograms: isGiven ? one.supervised : 0,
      from_on: one.dueOn.toString(),
      given_at: isGiven ? at : null,
      source: outcome === "missed" ? "closing" : "page",
      noted_at: outcome === "missed" ? calendar.at(day, 18 * 60 + 30) : at,
      noted_by: outcome === "missed" ? null : pharmacist,
    });
    if (isGiven && one.supervised > 0)
      doses.push({
        ...whose,
        drug: course.product.drug,
        way: course.product.everyDays ? "depot" : "mouth",
        micrograms: one.supervised,
        given_at: at,
        collection_id: collection,
        noted_at: at,
        noted_by: pharmacist,
      });
  });
  return [
    ["instalment", instalments],
    ["collection", collections],
    ["observed_dose", doses],
  ];
}
