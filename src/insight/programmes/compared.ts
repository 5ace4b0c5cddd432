import type { Tx } from "../../kernel/database/door.ts";
import { daysBetween, type LocalDate } from "../../kernel/time.ts";
import { livedSince } from "./deaths.ts";
import type { Entered, Entrant, FollowedScore, ProgrammeKind, Programmes } from "./entrants.ts";
import type { FunnelKind, Unit } from "./funnel.ts";
import type { FunnelScale } from "./funnel-chart.ts";
import { gainOf, limitOf, pairsOn } from "./outcomes.ts";
import { standingOf } from "./people.ts";
import { entrantsOf } from "./store.ts";
import { attendedOf, harmsOf, planForEveryone, readingsOf } from "./with-them-store.ts";

/** A service that is compared, with everyone who ever entered it. */
export type ComparedService = {
  readonly code: string;
  readonly name: string;
  readonly agencyCode: string;
  readonly entered: Entered;
};

/** What services of one kind can be compared by. */
export type Compared = FunnelScale & {
  /** As the address names it. */
  readonly code: string;
  readonly label: string;
  readonly definition: string;
  readonly source: string;
  readonly kind: FunnelKind;
  /** What stands below the line, as a column: `Out of`, `Person-years`. */
  readonly below: string;
  /** What a rate is for: `100 person-years`; nothing of a share. */
  readonly per?: string;
  /** Why a kind of service cannot be compared by it; nothing where it can. */
  readonly notOf: (kind: ProgrammeKind) => string | undefined;
  readonly units: (tx: Tx, services: readonly ComparedService[]) => Promise<readonly Unit[]>;
};

const WEEKS_12 = 84;
const EVER = Temporal.PlainDate.from("1900-01-01");

/** The last day of the last whole month: up to it a programme's own page counts who entered, so that the two never differ by a few. */
export const lastWhole = (asAt: LocalDate): LocalDate => asAt.with({ day: 1 }).subtract({ days: 1 });

/** Everyone who ever entered each service by the last whole month, by their first stay. */
export async function everEntered(
  tx: Tx,
  services: readonly { readonly code: string; readonly name: string; readonly agencyCode: string }[],
  kind: ProgrammeKind,
  asAt: LocalDate,
): Promise<readonly ComparedService[]> {
  const all: ComparedService[] = [];
  for (const { code, name, agencyCode } of services) {
    const people = await entrantsOf(tx, code, { from: EVER, to: lastWhole(asAt) });
    all.push({ code, name, agencyCode, entered: { people, asAt, kind } });
  }
  return all;
}

/** The same people, as what is known of them is asked for. */
const askedOf = (service: string, { asAt }: Entered) => ({
  service,
  period: { from: EVER, to: lastWhole(asAt) },
  asAt,
});

const STAYS = "Stays in the partnership's record, without names";
const share = { kind: "share", times: 1, size: "People counted", below: "Out of", source: STAYS } as const;
const everyKind = (): undefined => undefined;

/** A share of people by their stays alone: yes, no, or not to be told. */
const byStay =
  (is: (one: Entrant, entered: Entered) => boolean | undefined): Compared["units"] =>
  async (_, services) =>
    services.map(({ name, entered }) => {
      const known = entered.people.flatMap((one) => is(one, entered) ?? []);
      return { name, count: known.filter(Boolean).length, of: known.length };
    });

const STILL_THERE: Compared = {
  ...share,
  code: "there-12-weeks",
  label: "Still there after 12 weeks",
  definition:
    "Of people whose first stay began 12 weeks ago or earlier, those who had not left by day 84, for whatever reason.",
  notOf: everyKind,
  units: byStay((one, { asAt }) => {
    if (daysBetween(one.enteredOn, asAt) < WEEKS_12) return undefined;
    return !one.endedOn || daysBetween(one.enteredOn, one.endedOn) > WEEKS_12;
  }),
};

const LEFT_UNPLANNED: Compared = {
  ...share,
  code: "left-unplanned",
  label: "Left unplanned, of those who left",
  definition: "Of people whose first stay has ended, those whose stay ended unplanned.",
  notOf: everyKind,
  units: byStay((one, entered) => {
    const standing = standingOf(one, entered);
    return standing === "there" ? undefined : standing === "unplanned";
  }),
};

const DEATHS: Compared = {
  code: "deaths",
  label: "Deaths after entry",
  definition:
    "Deaths of everyone who entered, while with the service and after leaving it, for every 100 person-years from entry to death or to the day the record was read. Deaths that the partnership was not told of are missing.",
  source: "Deaths in the partnership's record, without names",
  kind: "rate",
  times: 100,
  per: "100 person-years",
  size: "Person-years",
  below: "Person-years",
  notOf: everyKind,
  units: async (_, services) =>
    services.map(({ name, entered }) => {
      const { deaths, personYears } = livedSince(entered);
      return { name, count: deaths, of: personYears };
    }),
};

const EMERGENCIES: Compared = {
  code: "emergencies",
  label: "Emergencies at sessions",
  definition:
    "Overdoses and seizures recorded as emergencies at the service’s sessions, for every 1,000 sessions that people of the service came to, on days of their first stay.",
  source: "The clinic's emergencies and sessions, without names",
  kind: "rate",
  times: 1000,
  per: "1,000 sessions",
  size: "Sessions",
  below: "Sessions",
  notOf: ({ sessions }) =>
    sessions ? undefined : "Services of this kind hold no sessions for which people are expected.",
  units: async (tx, services) => {
    await planForEveryone(tx);
    const units: Unit[] = [];
    for (const { code, name, agencyCode, entered } of services) {
      const asked = askedOf(code, entered);
      const attended = await attendedOf(tx, asked, "sessions");
      const harmed = (await harmsOf(tx, asked, agencyCode)).filter(({ kind }) => kind !== "incident");
      units.push({
        name,
        count: harmed.reduce((sum, { times }) => sum + times, 0),
        of: attended.reduce((sum, one) => sum + one.attended, 0),
        people: new Set(harmed.map(({ key }) => key)).size,
      });
    }
    return units;
  },
};

/** Reliable improvement on one score. What is noise is told from the readings of all services together, so that one limit holds for each. */
const improvedOn = (score: FollowedScore): Compared => ({
  ...share,
  code: `improved-${score.measure}-${score.code}`,
  label: `Reliably improved: ${score.name}`,
  definition: `Of people with a reading around the start and a later one${score.ofUse ? ", and use at the start" : ""}, those who improved by more than is noise (Jacobson and Truax, by the readings of all these services together). Fewer than 30 people with two readings tell no limit, and nothing is shown. Reliability: ${score.reliability?.source ?? ""}.`,
  source: `${score.measureName} in the partnership's record, without names`,
  notOf: ({ asksFor }) =>
    asksFor.includes(score.measure)
      ? undefined
      : `Services of this kind do not ask for “${score.measureName}”.`,
  units: async (tx, services) => {
    await planForEveryone(tx);
    const all = [];
    for (const { code, name, entered } of services) {
      const asked = askedOf(code, entered);
      all.push({ name, pairs: pairsOn(score, entered, await readingsOf(tx, asked, [score.measure])) });
    }
    const limit = limitOf(
      score,
      all.flatMap(({ pairs }) => pairs),
    );
    if (!limit) return [];
    return all.map(({ name, pairs }) => ({
      name,
      count: pairs.filter((one) => gainOf(score, one) > limit.threshold).length,
      of: pairs.length,
    }));
  },
});

/** Everything that services can be compared by, the scores with a known reliability among them. */
export const comparedBy = ({ scores }: Pick<Programmes, "scores">): readonly [Compared, ...Compared[]] => [
  STILL_THERE,
  LEFT_UNPLANNED,
  DEATHS,
  EMERGENCIES,
  ...scores.filter(({ reliability }) => reliability !== undefined).map(improvedOn),
];
