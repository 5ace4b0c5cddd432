import type { CsvValue } from "../../kernel/csv.ts";
import type { Sure } from "../economics/balance.ts";
import { answerJson } from "../economics/text.ts";
import { COLUMNS, type Line } from "../programmes/export.ts";
import { isFew } from "../programmes/keep-back.ts";
import type { ComparedKind } from "./compared.ts";
import { costWords, type ViewName, type WorthOf } from "./design.ts";
import type { Worth, WorthAnswer } from "./load.ts";
import { withoutName } from "./tables.ts";
import { countedWords, howWords, notShown } from "./words.ts";

const VIEW_NAMES = ["cashable", "everything"] as const satisfies readonly ViewName[];
const finite = (n: number): number | undefined => (Number.isFinite(n) ? n : undefined);

const lineOf = (cells: Readonly<Record<string, CsvValue>>): Line => {
  const all = new Map<string, CsvValue>(Object.entries({ section: "worth", ...cells }));
  return COLUMNS.map((column) => all.get(column) ?? "");
};

type SureCells = {
  readonly code: string;
  readonly label: string;
  readonly unit: string;
  readonly definition: string;
};

const sureLine = ({ value, low, high }: Sure, cells: SureCells): Line =>
  lineOf({
    ...cells,
    whom: "everyone who entered",
    value: finite(value),
    interval_low: finite(low),
    interval_high: finite(high),
  });

const note = (words: string): Line =>
  lineOf({ code: "note", label: "To be known before it is believed", definition: words });

/** What a programme is worth as lines of its file of figures; where nothing can be told, why. */
export function worthLines({ answer }: Worth): readonly Line[] {
  if (!answer.ok) return [note(answer.refusal.words)];
  const { worked, of } = answer.value;
  const { cashable } = worked;
  const definition = notShown(of);
  const sure = (one: Sure, code: string, label: string, unit: string): Line =>
    sureLine(one, { code: `worth.${code}`, label, unit, definition });
  return [
    ...VIEW_NAMES.flatMap((view) => {
      const { balance } = worked[view];
      return [
        sure(balance.extraCost, `${view}.cost`, "What it cost", "pounds"),
        sure(balance.benefit, `${view}.benefit`, "What events cost less", "pounds"),
        sure(balance.netBenefit, `${view}.net`, "Net benefit", "pounds"),
        sure(balance.ratio, `${view}.ratio`, "Benefit for each pound", "ratio"),
      ];
    }),
    ...cashable.saved.map((one) =>
      sure(one, `saved.${one.part.replaceAll(/[^a-z]+/g, "-")}`, `Saved: ${one.part}`, "pounds"),
    ),
    ...cashable.priced.flatMap((one) =>
      (["without", "with"] as const).map((side) =>
        lineOf({
          code: `worth.events.${one.code}.${side === "with" ? "after" : of.compared ? "expected" : "before"}`,
          label: `${one.name}: ${side === "with" ? "after" : withoutName(cashable).toLowerCase()}`,
          unit: "events",
          numerator: one.events[side],
          denominator: cashable.sides[side].personYears,
          denominator_counts: "person-years",
          value: one.each,
          definition: `Value: pounds of ${cashable.priceYear} for one event, ${one.by}`,
          source: `${one.source}; ${one.status}`,
        }),
      ),
    ),
    ...[
      ...(of.compared?.cautions ?? []),
      ...cashable.warnings.map(({ sentence }) => sentence),
      ...costWords(of),
      ...countedWords(answer.value),
      ...howWords(cashable),
    ].map(note),
  ];
}

/** The same for a program: the whole answers, as the command line gives them. */
export function worthJson(worth: Worth) {
  const { answer, entered } = worth;
  if (!answer.ok) return { missing: answer.refusal.words };
  const { of, worked, completeTo } = answer.value;
  const few = isFew(entered - of.counted.people);
  return {
    does_not_show: notShown(of),
    compared_with: comparedJson(of),
    complete_to: completeTo.toString(),
    cashable: plain(answer.value, "cashable", few),
    everything: plain(answer.value, "everything", few),
    cost: costWords(of),
    counted: countedWords(answer.value),
    how: howWords(worked.cashable),
  };
}

/** The saved cohort that it was compared by; nothing where these people's own year before stands. */
const comparedJson = ({ compared }: WorthOf): unknown =>
  compared
    ? {
        cohort: compared.number,
        version: compared.version,
        title: compared.title,
        found: compared.kinds[0].found,
        events_without_for_each_with: compared.kinds[0].times,
        ...(compared.kinds.length > 1 ? { each: compared.kinds.map(kindJson) } : {}),
        ...(compared.notCosted.length > 0 ? { counted_not_costed: compared.notCosted } : {}),
        ...(compared.notPriced.length > 0 ? { not_priced: compared.notPriced } : {}),
        cohort_in_words: compared.inWords,
        before_you_believe_it: compared.cautions,
      }
    : null;

const kindJson = ({ kind, events, found, times }: ComparedKind) => ({
  kind,
  events,
  found,
  events_without_for_each_with: times,
});

/** How many were counted is left out where one to four of those who entered were not: it would be told by subtraction. */
function plain({ worked }: WorthAnswer, view: ViewName, few: boolean): unknown {
  const { sides, ...answer } = worked[view];
  const side = ({ people, ...one }: (typeof sides)["with"]) => (few ? one : { ...one, people });
  return JSON.parse(
    answerJson({
      ...worked[view],
      ...answer,
      sides: { without: side(sides.without), with: side(sides.with) } as never,
    }),
  );
}
