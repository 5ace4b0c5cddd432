import type { Tx } from "../../kernel/database/door.ts";
import { accept, invariant, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { Catalogue } from "../changed/catalogue.ts";
import type { Case } from "../cohorts/case.ts";
import type { Design } from "../cohorts/design.ts";
import { windowsOf } from "../cohorts/windows-rules.ts";
import { fewLeftOutUnknown } from "./alike.ts";
import { type NoAnswer, readRows } from "./answer.ts";
import { ENTERED, type NOT_OFFERED } from "./columns.ts";
import type { OneOutcome } from "./each-outcome.ts";
import { askedOfRecord, filesOf } from "./table.ts";

/** One person of those whom a cohort is about: how they came, whether they stayed, and their events on either side of entry. */
export type PersonCounted = {
  readonly came: typeof ENTERED | typeof NOT_OFFERED;
  readonly stayed: boolean;
  /** Nothing of somebody whom a rule of the cohort leaves out, who died, or whose time before or after is not all in complete data. */
  readonly events: { readonly before: number; readonly after: number } | undefined;
};

/** Everyone of a cohort's service and period, by what the cohort counts, and the last day of which the sources are complete. */
export type PeopleCounted = {
  readonly people: readonly PersonCounted[];
  readonly completeTo: LocalDate;
};

/**
 * Asks the record afresh by the same views and the same engine as a cohort's answer, and gives each person's counts. Nobody of the
 * service and period is missing: those left out of the answer are in it too, without counts.
 */
export async function peopleCounted(
  tx: Tx,
  { asked, design }: OneOutcome,
  catalogue: Catalogue,
): Promise<Result<PeopleCounted, NoAnswer>> {
  const read = await readRows(tx, asked, catalogue);
  if (!read.ok) return read;
  const { rows, unclear } = read.value;
  const files = filesOf(rows, design);
  const whole = askedOfRecord(design, files, rows.completeTo, { design: "", data: "" });
  if (!whole.ok) return refuse({ code: "no-answer", words: whole.refusal.sentence });
  const withheld = fewLeftOutUnknown(design, files.people);
  if (withheld) return refuse({ code: "no-answer", words: withheld });
  const [measured] = whole.value.taken;
  invariant(measured, "a cohort of the record has an outcome");
  const followed = new Map(measured.cases.flatMap((one) => eventsOf(one, design)));
  const everyone = [...files.people, ...filesOf({ ...rows, people: unclear }, design).people];
  return accept({
    completeTo: rows.completeTo,
    people: everyone.map((row) => ({
      came: row.came as PersonCounted["came"],
      stayed: row.came === ENTERED && row.stayed === 1,
      events: followed.get(String(row.person)),
    })),
  });
}

/** Somebody's events by their key, where both windows were seen whole and the person lived through the one after. */
function eventsOf(
  { member, before, after }: Case,
  design: Design,
): readonly (readonly [string, { readonly before: number; readonly after: number }])[] {
  if (!before || !after) return [];
  const windows = windowsOf(design.windows, member.entered, member.seen);
  const isWhole = [windows.before, windows.after].every((one) => one && one.to - one.from === one.whole);
  const diedInIt = member.ends.some((day) => day < (windows.after?.to ?? 0));
  return isWhole && !diedInIt ? [[member.id, { before: before.events, after: after.events }]] : [];
}
