import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type LocalDate, longDate } from "../../kernel/time.ts";
import { listed } from "../../kernel/words.ts";
import type { Moved } from "../../web/page.ts";
import type { Catalogue } from "../changed/catalogue.ts";
import { type Block, blocksOf } from "../programmes/blocks.ts";
import { monthsEntered, programmeServices } from "../programmes/store.ts";
import { FEWEST_SHOWN } from "../publish/thresholds.ts";
import type { Asked } from "./asked.ts";
import { type KnownService, type RecordRefusal, readRecordDesign } from "./read-design.ts";
import { monthsNotOffered } from "./rows-store.ts";
import { type SaveRefusal, saveCohort, type ToSave } from "./store.ts";

/** What the record can offer somebody who defines a cohort of one service. */
export type Offered = {
  readonly service: KnownService;
  /** Months of entry that may be told apart, and the same where those not offered are compared with. */
  readonly blocks: readonly Block[];
  readonly besideOthers: readonly Block[];
  /** Whether five people or more were put forward for it, could have had it and were not offered it. */
  readonly hasOthers: boolean;
};

/** Why a cohort was not saved, by the question of the form that it is about. */
export type DefineRefusal =
  | RecordRefusal
  | SaveRefusal
  | { readonly code: "period"; readonly field: "from" | "to" | "comparison"; readonly words: string };

/** The services that a cohort can be of. */
export const cohortServices = async (tx: Tx): Promise<readonly KnownService[]> =>
  (await programmeServices(tx)).map(({ code, name }) => ({ code, name }));

/** What can be asked of one service: over which periods, compared with whom. Nothing where there is no such service. */
export async function offeredFor(tx: Tx, code: string, today: LocalDate): Promise<Offered | undefined> {
  const service = (await cohortServices(tx)).find((one) => one.code === code);
  if (!service) return undefined;
  const [entered, others] = [await monthsEntered(tx, [code]), await monthsNotOffered(tx, code)];
  const hasOthers = others.reduce((sum, { people }) => sum + people, 0) >= FEWEST_SHOWN;
  return {
    service,
    blocks: blocksOf(entered, today),
    besideOthers: hasOthers ? blocksOf(entered, today, others) : [],
    hasOthers,
  };
}

/** Whether this period of entry may be told apart from others, and whether there is somebody to compare with. */
export function periodStands(
  { from, to, comparison }: Pick<Asked, "from" | "to" | "comparison">,
  { blocks, besideOthers, hasOthers }: Offered,
): Result<void, DefineRefusal> {
  const no = (field: "from" | "to" | "comparison", words: string) =>
    refuse<DefineRefusal>({ code: "period", field, words });
  if (comparison !== "none" && !hasOthers)
    return no(
      "comparison",
      "Fewer than five people were put forward for this service, could have had it and were not offered it. Compare with nobody, or bring a file.",
    );
  const among = comparison === "none" ? blocks : besideOthers;
  const edges = (edge: keyof Block) =>
    listed(
      among.map((one) => longDate(one[edge])),
      "or",
    );
  const why =
    comparison === "none"
      ? "fewer than five people entered between one choice and the next otherwise"
      : "five people who entered and five who were not offered it stand between one choice and the next";
  if (!among.some((one) => one.from.equals(from)))
    return no("from", `Choose ${edges("from")} as the first day of entry: ${why}.`);
  if (!among.some((one) => one.to.equals(to)))
    return no("to", `Choose ${edges("to")} as the last day of entry: ${why}.`);
  if (Temporal.PlainDate.compare(from, to) > 0) return no("to", "The last day of entry is before the first.");
  return accept(undefined);
}

/** Saves a design as a cohort, or as another version of one, where it can be asked of the record and its period may be told apart. */
export async function defineCohort(
  tx: Tx,
  text: string,
  { today, after, why }: { readonly today: LocalDate; readonly after: ToSave["after"]; readonly why: string },
  catalogue: Catalogue,
): Promise<Result<{ readonly number: number; readonly version: number }, DefineRefusal>> {
  const read = readRecordDesign(text, await cohortServices(tx), catalogue);
  if (!read.ok) return read;
  const { asked } = read.value;
  const offered = await offeredFor(tx, asked.service.code, today);
  if (!offered) return refuse({ code: "not-there" });
  const stands = periodStands(asked, offered);
  if (!stands.ok) return stands;
  return saveCohort(tx, {
    after,
    title: asked.title,
    question: asked.question,
    service: asked.service.code,
    design: text,
    why,
  });
}

/** A refusal as words beside the question it is about. */
export function sayDefine(
  refusal: DefineRefusal,
): string | { readonly field: string; readonly words: string } {
  switch (refusal.code) {
    case "not-of-the-record":
      return refusal.words;
    case "period":
      return { field: refusal.field, words: refusal.words };
    case "overtaken":
      return "Somebody saved another version of this cohort meanwhile. Look at it, then change that one.";
    case "not-there":
      return "There is no such cohort or service here.";
  }
}

/** A cohort's number as an address has it; 0, which there is not, for anything else. */
export const numberIn = (text: string | undefined): number =>
  /^[1-9]\d{0,8}$/.test(text ?? "") ? Number(text) : 0;

/** What is saved moves on to its page, where it is asked. */
export function moved(
  saved: Result<{ readonly number: number; readonly version: number }, DefineRefusal>,
): Result<Moved, DefineRefusal> {
  if (!saved.ok) return saved;
  const { number, version } = saved.value;
  return accept({
    to: `/cohorts/${number}`,
    done: `Cohort ${number} is saved as version ${version}. Ask the record for its answer.`,
  });
}
