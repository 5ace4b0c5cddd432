import { afterAll, beforeAll, expect, test } from "vitest";
import type { Sql } from "../../src/kernel/database/connection.ts";
import { LINTS } from "../access/catalogue.ts";
import { openWorld, type World } from "../world.ts";
import { type Judge, judgeOf } from "./matrix/declared.ts";
import { compare, inPassing, type Operation, type Tally } from "./matrix/measure.ts";
import { catalogueMutants, type Mutant, policyMutants, rightsMutants } from "./matrix/mutants.ts";
import { buildPartnership, type Partnership, SMALL } from "./matrix/partnership.ts";
import { compareInserts } from "./matrix/try-inserts.ts";
import { FULL, LIMIT, publish } from "./row.ts";

// A test of access that no wrong policy can make fail proves nothing. Every policy is got wrong in every way we can
// think of; each time the matrix, or the lints of the catalogue, must notice.

let world: World;
let partnership: Partnership;
let judge: Judge;
beforeAll(async () => {
  world = await openWorld();
  partnership = await buildPartnership(world, SMALL);
  judge = judgeOf(partnership);
}, LIMIT);
afterAll(() => world.close());

/** Mutants that change nothing anybody could notice, and why. */
const EQUIVALENT: readonly (readonly [which: RegExp, why: string])[] = [
  [
    /^collection, (recorded_where_it_is_collected|written_by_own_agency): /,
    "a row that may be written names a signed prescription, which the matrix has none of: the test of dispensing tries it",
  ],
  [
    /^clinic_(order|review|rise_stop), written_by_own_agency: never asks whether the role needs it$/,
    "a policy beside it asks for medicines, and for a permission that only roles hold who need them",
  ],
  [
    /^(dosing_(visit|waste|look|baseline|emergency|incident|late)|clinic_missed_action|pre_dose_assessment|preparation|authority|injection(_correction)?|person_photo), seen_by_those_entitled: never asks (safeguarding|supervised use)$/,
    "the clinic's functions write them as medicines, and nobody else writes them",
  ],
  [
    /^referral_draft, written_by_oneself: never asks who wrote it$/,
    "a trigger lets nobody write in another worker's name, which the tests of the door try",
  ],
  [
    /never asks whose right it is$/,
    "the table of rights shows nobody another agency's lines, by a policy of its own, which is a mutant too",
  ],
  [
    /^handover_draft, (seen|changed|dropped)_by_its_writer: never asks for which agency$/,
    "the right is asked for the draft's own agency, and the table of rights shows nobody another's",
  ],
  [/^person, .*: never asks whether it is a right to one's own$/, "every right holds the minimum"],
  [
    /^(joint_ending|nomination_step|panel_word), kept_from_named_workers: (is not there|says simply yes)$/,
    "each of them is read by its joint plan or its nomination, from which the same workers are kept",
  ],
  [
    /^(handover_draft|task|joint_plan|nomination|family_agreement|consent|consent_to_use), kept_from_named_workers: (is not there|says simply yes)$/,
    "each of them is read by a line in the table of rights, which shows nobody a line about someone they are kept out of",
  ],
  [
    /^observed_dose, corrected_where_two_signed: says simply yes$/,
    "the matrix has no dose that two signed for: the test of what one worker withdraws alone tries it",
  ],
  [
    /^access_log, written_as_oneself: (says simply yes|never asks whose account)$/,
    "nobody is granted the columns for whose line it is and when: both are filled in",
  ],
];
/** What the small partnership cannot tell, having neither clinic nor pharmacy; the full run tries it. */
const LEFT_TO_THE_FULL_RUN =
  /^(cd_(book|page|key_log)|clinic_(order|order_part|review|rise_stop|review_prompt|ending_plan)|nomination|eligibility_answer|treatment_agreement), (written|noted|reviewed|planned|exceptions|seen)_by|^clinic_order(_part)?, written|^(collection|prescription|observed_dose), seen_by_those_entitled: never asks whether it is a right to one's own \(2\)$|^prescription, written_by_own_agency: never asks whether the role needs it$|^dosing_(emergency|incident), seen_by_those_entitled: never asks for which agency/;
const whyNobodyCould = (mutant: Mutant): string | undefined =>
  EQUIVALENT.find(([which]) => which.test(mutant.what))?.[1];

const found = (tally: Tally): boolean => tally.wrong.length > 0;

/** Does anything notice this mutant? */
const killed = (mutant: Mutant): Promise<boolean> =>
  inPassing(world.sql, async (tx) => {
    await tx.unsafe(mutant.sql);
    if (mutant.byCatalogue) return lintsNotice(tx);
    const tables = [mutant.table];
    const operations: readonly Operation[] =
      mutant.command === "all"
        ? ["select", "delete"]
        : mutant.command === "insert"
          ? []
          : [mutant.command as Operation];
    if (found(await compare(tx, judge, partnership.readers, tables, operations, found))) return true;
    if (mutant.command !== "insert") return false;
    const states = ["none", "offered", "open episode", "day after retention"];
    const people = partnership.people.filter(
      (each) => each.consent === "given" && states.includes(each.relationship),
    );
    return found(await compareInserts(tx, judge, partnership.readers, people, tables, found));
  });

async function lintsNotice(tx: Sql): Promise<boolean> {
  for (const lint of LINTS) if ((await lint.find(tx, world.schema)).length > 0) return true;
  return false;
}

test(
  "every policy got wrong is noticed",
  async () => {
    const all = [
      ...(await policyMutants(world.sql)),
      ...(await rightsMutants(world.sql)),
      ...(await catalogueMutants(world.sql)),
    ];
    // Every twelfth in passing: their order is that of tables and policies, so that over time each kind is among them.
    const chosen = FULL
      ? all
      : all.filter((mutant, place) => place % 12 === 0 && !LEFT_TO_THE_FULL_RUN.test(mutant.what));
    const survivors: string[] = [];
    for (const mutant of chosen) {
      if (whyNobodyCould(mutant) === undefined && !(await killed(mutant))) survivors.push(mutant.what);
    }
    const equivalent = chosen.filter((mutant) => whyNobodyCould(mutant) !== undefined);
    expect(EQUIVALENT.filter(([which]) => !all.some((mutant) => which.test(mutant.what)))).toEqual([]);
    const n = chosen.length - equivalent.length;
    await publish({
      id: "A4",
      figure: "Every policy got wrong on purpose is noticed by the matrix or the catalogue's lints",
      target: "100 % of mutants killed",
      value: `${n - survivors.length} of ${n} killed`,
      met: survivors.length === 0,
      n,
      zero: true,
      control: { planted: "the mutants are the controls of A1 and A3", found: n - survivors.length },
      notes: [
        ...survivors.map((what) => `survived: ${what}`),
        ...EQUIVALENT.map(([which, why]) => {
          const left = equivalent.filter((mutant) => which.test(mutant.what));
          return `left out, since nobody could notice: ${left.length}, such as "${left[0]?.what ?? which.source}": ${why}`;
        }),
      ],
    });
  },
  LIMIT,
);
