import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import { listed } from "../../kernel/words.ts";
import type { Catalogue } from "../changed/catalogue.ts";
import { designStands } from "../cohorts/checks-rules.ts";
import type { Span } from "../cohorts/design.ts";
import { type Design, readDesign } from "../cohorts/design.ts";
import {
  type Asked,
  type AskedOutcome,
  COMPARISONS,
  designText,
  GAPS,
  MOST_OUTCOMES,
  WINDOWS,
} from "./asked.ts";

/** Why a design cannot be asked of the record: the design's field, and what to write instead. */
export type RecordRefusal = {
  readonly code: "not-of-the-record";
  readonly field: string;
  readonly words: string;
};

/** A service of the partnership, by its code. */
export type KnownService = { readonly code: string; readonly name: string };

const no = (field: string, words: string) =>
  refuse<RecordRefusal>({ code: "not-of-the-record", field, words: `The design's field ${field}: ${words}` });

/** The parts of a design that a cohort of the record may vary, taken out of it. Everything else has to stand as the record has it. */
export function readRecordDesign(
  text: string,
  services: readonly KnownService[],
  catalogue: Catalogue,
): Result<{ readonly asked: Asked; readonly design: Design }, RecordRefusal> {
  const read = readDesign(text);
  if (!read.ok)
    return refuse({ code: "not-of-the-record", field: read.refusal.code, words: read.refusal.sentence });
  const design = read.value;
  const asked = askedIn(design, services, catalogue);
  if (!asked.ok) return asked;
  // What the record answers is one shape: whatever else stands in a design is compared with it, field by field.
  const ours = readDesign(designText(asked.value));
  if (!ours.ok) return refuse({ code: "not-of-the-record", field: "", words: ours.refusal.sentence });
  const other = firstOther(wordless(design), wordless(ours.value), "");
  if (other) return no(other.field, other.words);
  const stands = designStands(design, true);
  return stands.ok
    ? accept({ asked: asked.value, design })
    : refuse({ code: "not-of-the-record", field: "outcomes 1: methods", words: stands.refusal.sentence });
}

function askedIn(
  design: Design,
  services: readonly KnownService[],
  catalogue: Catalogue,
): Result<Asked, RecordRefusal> {
  const { cohort, comparison, windows, outcomes } = design;
  const outcomesAsked = outcomesIn(outcomes, catalogue);
  if (!outcomesAsked.ok) return outcomesAsked;
  const code = cohort.only.find(({ column }) => column === "service")?.is?.[0];
  const service = services.find((one) => one.code === code);
  if (!service)
    return no(
      "cohort.only",
      `say { column: service, is: CODE, because: … } with one of ${listed(
        services.map((one) => one.code),
        "or",
      )}.`,
    );
  const period = periodIn(design);
  if (!period)
    return no(
      "cohort.only",
      "say { column: entered, from: DAY, to: DAY, because: … } with the first and the last day of entry.",
    );
  const windowDays = daysOf(windows.after);
  if (windowDays === undefined || !WINDOWS.includes(windowDays))
    return no(
      "windows.after",
      `the record answers ${listed(WINDOWS.map(String), "or")} days. Windows of any length could be set against each other until the days of one person's events were told.`,
    );
  const gapDays = windows.gap ? (daysOf(windows.gap) ?? Number.NaN) : 0;
  if (!GAPS.includes(gapDays))
    return no("windows.gap", `the record answers ${listed(GAPS.map(String), "or")} days.`);
  const compared = COMPARISONS.find((one) => one === comparison.kind);
  if (!compared) return no("comparison.kind", NOT_IN_THE_RECORD);
  return accept({
    title: design.title,
    question: design.question,
    author: design.author,
    date: design.date,
    words: cohort.words,
    trigger: cohort.trigger,
    service,
    ...period,
    outcomes: outcomesAsked.value,
    windowDays,
    gapDays,
    comparison: compared,
    bySexAlone: isBySexAlone(comparison) || undefined,
  });
}

/** The outcomes, one to four: events alone, each a kind that is counted here, none twice. */
function outcomesIn(
  outcomes: Design["outcomes"],
  { events }: Catalogue,
): Result<readonly AskedOutcome[], RecordRefusal> {
  if (outcomes.length > MOST_OUTCOMES)
    return no(
      "outcomes",
      `a cohort of the record has at most ${MOST_OUTCOMES}. Save another cohort for the rest.`,
    );
  const found: AskedOutcome[] = [];
  for (const [i, outcome] of outcomes.entries()) {
    const field = `outcomes ${i + 1}`;
    if (outcome.kind !== "events")
      return no(
        `${field}: kind`,
        "the record answers events here. Ask other outcomes of a file (./throughcare evaluate).",
      );
    const kind = outcome.only.find(({ column }) => column === "kind")?.is?.[0];
    const event = events.find(({ code }) => code === kind);
    if (!event)
      return no(
        `${field}: only`,
        `say { column: kind, is: CODE, because: … } with one of ${listed(
          events.map(({ code }) => code),
          "or",
        )}.`,
      );
    if (found.some((one) => one.event.code === event.code))
      return no(`${field}: only`, `${event.code} is asked for already. Take one of them out.`);
    found.push({ event, methods: outcome.methods });
  }
  return accept(found);
}

/** Cohorts that were saved before there was more to match by are answered as they were. */
const isBySexAlone = ({ kind, factors, covariates }: Design["comparison"]): boolean =>
  kind === "matched" && covariates.length === 0 && factors.length === 1 && factors[0] === "sex";

/** Why the record offers neither. */
export const NOT_IN_THE_RECORD =
  "nothing in the record says who was drawn by lot or what happened in other areas. Bring a file of them: ./throughcare evaluate FILE --design DESIGN.";

function periodIn({ cohort }: Design): { readonly from: LocalDate; readonly to: LocalDate } | undefined {
  const rule = cohort.only.find(({ column }) => column === "entered");
  return typeof rule?.from === "string" && typeof rule.to === "string"
    ? { from: Temporal.PlainDate.from(rule.from), to: Temporal.PlainDate.from(rule.to) }
    : undefined;
}

const PER: Readonly<Partial<Record<Span["unit"], number>>> = { day: 1, week: 7 };

/** A length in days, where it is one; a year stands for 365 of them here, as it does on the other pages. */
function daysOf(window: Design["windows"]["after"]): number | undefined {
  if (!window || "from" in window) return undefined;
  if (window.unit === "year") return 365 * window.count;
  const per = PER[window.unit];
  return per === undefined ? undefined : per * window.count;
}

/** A design without its words and its date, which anybody may write as they like, and with its lengths in days. */
function wordless(design: Design): unknown {
  const { cohort, windows, outcomes, stayed } = design;
  const plain = (window: Design["windows"]["after"]) => daysOf(window) ?? window;
  return {
    cohort: {
      ...cohort,
      words: "",
      into: "",
      trigger: "",
      only: cohort.only.map((one) => ({ ...one, because: "" })),
    },
    level: design.level,
    comparison: design.comparison,
    windows: {
      ...windows,
      before: plain(windows.before),
      after: plain(windows.after),
      gap: plain(windows.gap) ?? 0,
    },
    followUp: design.followUp,
    stayed: stayed && { ...stayed, words: "" },
    events: { person: design.events.person ?? "person", day: design.events.day ?? "day" },
    outcomes: outcomes.map((one) => ({
      ...one,
      name: "",
      // The author's own claim, which changes no figure.
      better: "",
      methods: "",
      ...("only" in one ? { only: one.only.map((rule) => ({ ...rule, because: "" })) } : {}),
    })),
  };
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** The first field in which a design is otherwise than the record can answer, with what has to stand there. */
function firstOther(
  given: unknown,
  ours: unknown,
  field: string,
): { readonly field: string; readonly words: string } | undefined {
  if (isPlain(given) && isPlain(ours)) {
    for (const key of new Set([...Object.keys(ours), ...Object.keys(given)])) {
      const name = Array.isArray(ours)
        ? `${field} ${Number(key) + 1}`
        : field === ""
          ? key
          : /\d$/.test(field)
            ? `${field}: ${key}`
            : `${field}.${key}`;
      const found = firstOther(given[key], ours[key], name);
      if (found) return found;
    }
    return undefined;
  }
  if (given === ours) return undefined;
  if (ours === undefined)
    return {
      field,
      words:
        "this cannot be asked of the record: of two cohorts that differ by a rule, the difference may be a few people. Take it out, or ask it of a file.",
    };
  return {
    field,
    words: `of the record it has to be ${isPlain(ours) ? JSON.stringify(ours) : `“${String(ours)}”`}.`,
  };
}
