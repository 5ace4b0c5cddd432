import type { Sql } from "../../../src/kernel/database/connection.ts";
import { CATEGORISED, entitled, itsOwn } from "./declared.ts";
import { asOwn, type Insert, kindOf, NIL, nameOf, only } from "./insert-try.ts";
import type { Declared, Rule } from "./judging.ts";
import { PLAIN } from "./plain.ts";

// Prescriptions and what follows from them: read by the common rule, written and changed by fewer. That the other end of a signed one
// sees it as well is tested in src/services/medicines/prescribing.test.ts.

const withThePrescription: Rule = (judge, reader, row) =>
  row.parent !== undefined && entitled(judge, reader, row.parent);
const ofPrescription: Declared = {
  columns: [],
  parent: ["prescription", "prescription_id"],
  select: withThePrescription,
};
const mayDraft = (may: readonly string[]): boolean => may.includes("prescribe:draft");

/** Who reads and changes them. */
export const MEDICINES: Readonly<Record<string, Declared>> = {
  prescription: {
    get columns() {
      return CATEGORISED;
    },
    select: (judge, reader, row) => entitled(judge, reader, row),
    // Each row of the matrix is a draft: what is signed changes by its own acts alone.
    update: (judge, reader, row) => mayDraft(reader.role.may) && itsOwn(judge, reader, row),
  },
  prescription_step: ofPrescription,
  instalment: ofPrescription,
};

/** Who writes them: whoever drafts prescriptions, of medicines alone; and what became of a collection, nobody but its own pharmacy. */
export const MEDICINES_INSERTS: Readonly<Record<string, Insert>> = {
  prescription: {
    perCategory: true,
    sql: (at, one) => {
      if (!only(one, "another", "own, another kind")) return undefined;
      const agency = nameOf(at, one);
      return `insert into prescription (person_id, category, agency_id, owner_kind, ${PLAIN.prescription?.columns})
              values ('${one.person.id}', '${one.category}', '${agency?.agencyId ?? NIL}', '${kindOf(at, one)}',
                      ${PLAIN.prescription?.tried?.replace("TEAM", agency?.teamId ?? NIL)})`;
    },
    may: (judge, reader, one) =>
      asOwn(judge, reader, one) && one.category === "medication" && mayDraft(reader.role.may),
  },
  collection: {
    perCategory: false,
    sql: (at, one) =>
      only(one)
        ? `insert into collection (person_id, agency_id, owner_kind, ${PLAIN.collection?.columns})
           values ('${one.person.id}', '${nameOf(at, one)?.agencyId ?? NIL}', '${kindOf(at, one)}', ${PLAIN.collection?.values})`
        : undefined,
    may: () => false,
  },
};

/** The papers of medicines that rows of the matrix are, by table, person and agency. */
export type Papers = ReadonlyMap<string, string>;
const PAPERS = {
  prescription_step: ["prescription", "prescription_id"],
  clinic_order_step: ["clinic_order", "order_id"],
} as const;

/** What became of a prescription or an order is noted by the agency that wrote it, in whatever role reads it there. */
export const stepInserts = (papers: Papers): Readonly<Record<string, Insert>> =>
  Object.fromEntries(
    Object.entries(PAPERS).map(([table, [paper, column]]): [string, Insert] => [
      table,
      {
        perCategory: false,
        sql: (at, one) => {
          const id = papers.get(`${paper} ${one.person.id} ${nameOf(at, one)?.agencyId}`);
          return id && only(one, "another")
            ? `insert into ${table} (${column}, what) values ('${id}', 'written')`
            : undefined;
        },
        may: (judge, reader, one) => asOwn(judge, reader, { ...one, category: "medication" }),
      },
    ]),
  );

/** Every paper of medicines there is. */
export async function papersOf(sql: Sql): Promise<Papers> {
  const papers = new Map<string, string>();
  for (const [paper] of Object.values(PAPERS)) {
    const rows = await sql`select id, person_id, agency_id from ${sql(paper)} where category = 'medication'`;
    for (const row of rows) papers.set(`${paper} ${row.person_id} ${row.agency_id}`, String(row.id));
  }
  return papers;
}
