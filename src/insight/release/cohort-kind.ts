import { accept, refuse } from "../../kernel/result.ts";
import { listed } from "../../kernel/words.ts";
import { choose, optionalPick, pick } from "../../web/form.tsx";
import { type Catalogue, inSentence } from "../changed/catalogue.ts";
import { cohortServices, numberIn } from "../saved-cohorts/define.ts";
import { eachOutcome } from "../saved-cohorts/each-outcome.ts";
import { peopleCounted } from "../saved-cohorts/people-counted.ts";
import { readRecordDesign } from "../saved-cohorts/read-design.ts";
import { type Listed, savedCohorts, versionsOf } from "../saved-cohorts/store.ts";
import { type CohortRows, cohortMade } from "./cohort-table.ts";
import type { TableKind } from "./prepare.page.tsx";

const ROWS = [
  {
    value: "stayed",
    label: "Everyone who entered, by whether they stayed",
    hint: "The total is everyone who entered: the intention to treat",
  },
  {
    value: "arms",
    label: "Everyone who entered, beside those not offered it",
    hint: "Where the cohort is compared with them",
  },
] as const satisfies readonly { value: CohortRows; label: string; hint: string }[];

const no = (field: string, words: string) => refuse({ code: "cannot-be-made" as const, field, words });

/** What a saved cohort counts, as a table that leaves: people by how their events changed, taken afresh by the newest version. */
export const cohortKind = (catalogue: Catalogue): TableKind<readonly Listed[]> => ({
  kind: "cohort",
  title: "What a saved cohort counts",
  says: "How many people had fewer, as many or more events than before: those who stayed beside those who did not, or everyone who entered beside those not offered it.",
  load: savedCohorts,
  fields: (cohorts) => ({
    cohort: pick(
      "Cohort",
      cohorts.map(({ number, version, title, service }) => ({
        value: String(number),
        label: `${number}: ${title}${service ? ` (${service})` : ""}, version ${version}`,
      })),
      "Choose the cohort",
      {
        hint:
          cohorts.length === 0
            ? "No cohort is saved yet. Define one under Saved cohorts, on What changed"
            : "By its newest version. The record is asked afresh",
      },
    ),
    outcome: optionalPick(
      "Outcome",
      catalogue.events.map(({ code, plural }) => ({ value: code, label: plural })),
      { none: "The only one", hint: "Where the cohort has several" },
    ),
    rows: choose("Who stands beside whom", ROWS, "Choose who stands beside whom"),
  }),
  make: async (tx, { cohort, rows = "", outcome = "" }) => {
    const [saved] = await versionsOf(tx, numberIn(cohort));
    if (!saved) return no("cohort", "This cohort is not there any more. Choose another");
    const read = readRecordDesign(saved.design, await cohortServices(tx), catalogue);
    if (!read.ok) return no("cohort", read.refusal.words);
    const each = eachOutcome(read.value);
    const one =
      outcome === "" && each.length === 1
        ? each[0]
        : each.find(({ asked: { event } }) => event.code === outcome);
    if (!one)
      return no(
        "outcome",
        `This cohort has ${listed(each.map(({ asked: { event } }) => inSentence(event.plural)))}. Choose one of them`,
      );
    const { asked } = one;
    if (rows === "arms" && asked.comparison === "none")
      return no(
        "rows",
        "This cohort is compared with nobody. Choose by whether they stayed, or another cohort",
      );
    const counted = await peopleCounted(tx, one, catalogue);
    if (!counted.ok) return no("cohort", counted.refusal.words);
    return accept(cohortMade(saved, asked, rows === "arms" ? "arms" : "stayed", counted.value));
  },
});
