import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { categoryFor } from "../supply/store.ts";
import { REASONS, type Reason } from "./definitions.ts";
import type { DrugTest } from "./rules.ts";

const Row = z.object({
  id: z.string(),
  on_day: z.instanceof(Temporal.PlainDate),
  sample: z.enum(["urine", "oral-fluid", "breath"]),
  why: z.string().refine((code): code is Reason => Object.hasOwn(REASONS, code)),
  consented: z.boolean(),
  observed: z.boolean(),
  confirmed: z.boolean(),
  results: z.record(z.string(), z.enum(["positive", "expected", "negative", "not-clear"])),
  words: z.string().nullable(),
  agency: z.string(),
  staff: z.string().nullable(),
  ours: z.boolean(),
  corrects: z.string().nullable(),
  corrected_by: z.string().nullable(),
});

/** A test with who took it, the one it corrects and the one that corrects it. */
export type RecordedTest = DrugTest & {
  readonly id: string;
  readonly agency: string;
  readonly staff: string | undefined;
  readonly ours: boolean;
  readonly corrects: string | undefined;
  readonly correctedBy: string | undefined;
};

/** Every test of this person that the reader may see, newest first. */
export async function testsOf(tx: Tx, person: PersonId): Promise<readonly RecordedTest[]> {
  const rows = await tx`
    select d.id, d.on_day, d.sample, d.why, d.consented, d.observed, d.confirmed, d.results, d.words, g.name as agency,
           s.name as staff, coalesce(d.agency_id = acting_agency(), false) as ours, d.corrects,
           (select c.id from drug_test c where c.corrects = d.id order by c.noted_at limit 1) as corrected_by
      from drug_test d join agency g on g.id = d.agency_id left join staff s on s.id = d.noted_by
     where d.person_id = ${person} order by d.on_day desc, d.id desc limit 100`;
  return rows.map((raw) => {
    const { on_day, corrected_by, ...row } = Row.parse(raw);
    return {
      ...row,
      on: on_day,
      words: row.words ?? "",
      staff: row.staff ?? undefined,
      corrects: row.corrects ?? undefined,
      correctedBy: corrected_by ?? undefined,
    };
  });
}

/** Holds a test until the end of the transaction, so that two corrections of one wait for each other. */
export async function holdTest(tx: Tx, test: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`drug test ${test}`}, 0))`;
}

/** Writes a test, which never changes; with `corrects`, one that points at what it corrects. */
export async function insertTest(
  tx: Tx,
  person: PersonId,
  test: DrugTest,
  corrects: string | undefined,
): Promise<void> {
  await tx`
    insert into drug_test (person_id, on_day, sample, why, consented, observed, confirmed, results, words, corrects, category)
    values (${person}, ${test.on}, ${test.sample}, ${test.why}, ${test.consented}, ${test.observed}, ${test.confirmed},
            ${tx.json({ ...test.results })}, ${test.words || null}, ${corrects ?? null}, ${categoryFor(tx.asking.agency_kind)})`;
  tx.log({
    what: "changed",
    about: corrects ? "drug test corrected" : "drug test recorded",
    people: [person],
  });
}
