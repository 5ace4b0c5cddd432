import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import type { Instant } from "../../../kernel/time.ts";
import { CLINIC_PRODUCTS, isInjected } from "../products.ts";
import type { Book } from "../register/index.ts";
import { allBooks, whole } from "../register/store.ts";

/** A dose by mouth that was seen, or whose line waits for its second signature. */
export type ByMouth = {
  /** The drug, as the list of products begins its codes with it: `methadone`. */
  readonly drug: string;
  readonly micrograms: number;
  readonly at: Instant;
  readonly site: string;
  readonly waits: boolean;
};

const Row = z.object({
  drug: z.string(),
  micrograms: whole,
  at: z.instanceof(Temporal.Instant),
  site: z.string(),
  waits: z.boolean(),
});

/** The drug of a product of the register, by its code. */
export const drugOf = (code: string): string => code.split("-")[0] ?? code;

/** The newest doses by mouth that the reader may know of, at whatever site, with those that wait here for a second signature. Notes the read. */
export async function byMouth(tx: Tx, person: PersonId, most = 60): Promise<readonly ByMouth[]> {
  const rows = await tx`
    select o.drug, o.micrograms::bigint as micrograms, o.given_at as at, g.name as site, false as waits
      from observed_dose o join agency g on g.id = o.agency_id
     where o.person_id = ${person} and o.way = 'mouth' and o.withdrawn_at is null
    union all
    select b.product, -w.quantity_ug, w.happened_at, p.name, true
      from cd_waiting w join cd_entry_person n on n.key = w.key join cd_book b on b.id = w.book_id join premises p on p.id = b.premises_id
     where n.person_id = ${person} and w.kind = 'administer' and w.closed_at is null
     order by at desc limit ${most}`;
  if (rows.length > 0) tx.log({ what: "read", about: "doses seen", people: [person] });
  return rows.map((raw) => {
    const row = Row.parse(raw);
    return CLINIC_PRODUCTS.has(row.drug) ? { ...row, drug: drugOf(row.drug) } : row;
  });
}

/** The books of the reader's agency of what is taken by mouth. */
export const booksByMouth = async (tx: Tx): Promise<readonly Book[]> =>
  (await allBooks(tx)).filter(({ product }) => !isInjected(product));

/** Lets nobody else book a dose by mouth of this person until this transaction ends: of two at one instant the second reads what the first has booked. */
export async function takeTurnOf(tx: Tx, person: PersonId): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`by mouth ${person}`}, 0))`;
}

/** Whether the reader's agency has somebody in treatment, as a line of its register asks. */
export async function isHeldHere(tx: Tx, person: PersonId): Promise<boolean> {
  const [row] = await tx`select acting_holds(${person}, 'own') as held`;
  return row?.held === true;
}
