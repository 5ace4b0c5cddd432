import type { Tx } from "../../kernel/database/door.ts";
import { listed } from "../../kernel/words.ts";
import type { Catalogue } from "../changed/catalogue.ts";
import type { Entrant } from "../changed/changed.ts";
import type { Design } from "../cohorts/design.ts";
import { isFew } from "../programmes/keep-back.ts";
import type { Asked } from "./asked.ts";
import { ENTERED, NOT_OFFERED } from "./columns.ts";
import { type Earlier, earlierOf } from "./rows-store.ts";
import type { PersonRow, RecordPerson } from "./table.ts";

type Known = Pick<RecordPerson, "sex" | "age" | "earlierStays" | "everInCustody">;

/** What is known of these people before entry, as far as the cohort matches by it; of others nothing is read. */
export async function knownBefore(
  tx: Tx,
  { comparison, bySexAlone }: Pick<Asked, "comparison" | "bySexAlone">,
  people: readonly Pick<Entrant, "key" | "enteredOn">[],
  { services }: Catalogue,
): Promise<(one: Pick<Entrant, "key" | "enteredOn">) => Known> {
  if (comparison !== "matched") return () => ({ sex: undefined });
  const treating = services.flatMap(({ code, treats }) => (treats ? [code] : []));
  const earlier = await earlierOf(tx, people, treating);
  return ({ key, enteredOn }) => {
    const known = earlier.get(key);
    if (!known) return { sex: undefined };
    return bySexAlone ? { sex: known.sex } : knownOf(known, enteredOn.year);
  };
}

/** Not known is no sex that people could be alike in, and nobody enters before the year of their birth: both are missing. */
function knownOf({ sex, born_year, earlier_stays, ever_in_custody }: Earlier, enteredIn: number): Known {
  return {
    sex: sex === "not-known" ? undefined : sex,
    age: enteredIn >= born_year ? enteredIn - born_year : undefined,
    earlierStays: earlier_stays,
    everInCustody: ever_in_custody,
  };
}

const SAID: Readonly<Record<string, string>> = { sex: "sex", age: "year of birth" };

/**
 * Why a matched cohort is not shown: so few are left out for what is not known of them that its figures, set beside those of a cohort
 * that leaves nobody out, would say something of one of them. Nothing where nobody or five people or more are.
 */
export function fewLeftOutUnknown(
  { comparison, cohort }: Design,
  rows: readonly PersonRow[],
): string | undefined {
  const needed = [...comparison.covariates, ...comparison.factors] as readonly (keyof PersonRow)[];
  const found = (row: PersonRow): boolean =>
    !cohort.only.some(({ column }) => column === "linked") || row.linked === "yes";
  const unknown = (row: PersonRow) => needed.filter((column) => row[column] === undefined);
  for (const came of [ENTERED, NOT_OFFERED]) {
    const mine = rows.filter((row) => row.came === came && found(row)).map(unknown);
    const gone = mine.filter((columns) => columns.length > 0);
    if (!isFew(gone.length)) continue;
    const columns = [...new Set(gone.flat())].map((column) => SAID[column] ?? column);
    return `Of those who ${came === ENTERED ? "entered" : "were not offered it"}, under five would be left out because their ${listed(columns, "or")} is not known. Set beside the cohort that leaves nobody out, figures would say something of one of them. Have it recorded and ask again, or compare with those not offered it without matching.`;
  }
  return undefined;
}
