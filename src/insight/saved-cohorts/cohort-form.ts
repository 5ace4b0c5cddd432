import { longDate } from "../../kernel/time.ts";
import {
  boxes,
  choose,
  type Field,
  longText,
  optionalText,
  pick,
  type Typed,
  text,
} from "../../web/form.tsx";
import type { Catalogue } from "../changed/catalogue.ts";
import type { Block } from "../programmes/blocks.ts";
import { type Asked, COMPARISONS, GAPS, MOST_OUTCOMES, usualWords, WINDOWS } from "./asked.ts";
import type { Offered } from "./define.ts";
import type { SavedVersion } from "./store.ts";

const edgeField = (blocks: readonly Block[], edge: keyof Block) =>
  pick(
    edge === "from" ? "Entered from" : "Entered to",
    blocks.map((one) => ({ value: one[edge].toString(), label: longDate(one[edge]) })),
    edge === "from" ? "Choose the first day of entry" : "Choose the last day of entry",
    { hint: "Only months that hold five people or more can be told apart" },
  );

const COMPARED: Readonly<
  Record<(typeof COMPARISONS)[number], { readonly label: string; readonly hint: string }>
> = {
  none: { label: "Nobody: the same people before and after", hint: "What changed may have changed anyway" },
  "eligible-not-offered": {
    label: "Those who could have had it and were not offered it",
    hint: "Put forward, and no place was free: declined for want of a place, on the waiting list, or put off. They count from the day they were put forward",
  },
  matched: {
    label: "The same people, each beside the most alike of them",
    hint: "One to one by age, sex, earlier stays in treatment, whether they had been in custody, and their own rate before (propensity). Whoever’s sex is not known is left out, and it is said how many",
  },
};

/** One to four boxes; they are ticked without scripts. */
function outcomesField({ events }: Catalogue): Field<readonly string[]> {
  const field = boxes(
    "Outcomes",
    events.map(({ code, plural }) => ({ value: code, label: plural })),
    {
      missing: "Choose what is counted",
      hint: "One to four. Each is answered by itself. Of several, one in twenty differs by chance alone: choose before looking",
    },
  );
  return {
    ...field,
    read: (typed, at) => {
      const read = field.read(typed, at);
      return "value" in read && read.value.length > MOST_OUTCOMES
        ? { error: `Choose at most ${MOST_OUTCOMES} outcomes` }
        : read;
    },
  };
}

/** The questions by which a cohort is defined; of a change also why. */
export const formFor = (offered: Offered, catalogue: Catalogue, change: boolean) => ({
  title: text("Title", "Give the cohort a title", {
    hint: "For example: Offences of those who entered the clinic",
  }),
  question: longText("The question", "Say what is asked", {
    hint: "In words anybody can read. For example: do people commit fewer recorded offences in the year after they enter than in the year before?",
    longest: 1000,
  }),
  from: edgeField(offered.blocks, "from"),
  to: edgeField(offered.blocks, "to"),
  trigger: optionalText("What brings people in", {
    hint: "For example: an arrest. What brings people in is often their worst time",
  }),
  events: outcomesField(catalogue),
  window: choose(
    "How long before and after entry",
    WINDOWS.map((days) => ({ value: String(days), label: `${days} days` })),
    "Choose how long is looked at before and after entry",
  ),
  gap: choose(
    "How much just before entry is left out",
    GAPS.map((days) => ({
      value: String(days),
      label: days === 0 ? "Nothing" : `${days} days`,
      ...(days === 0 ? {} : { hint: "People’s worst time comes just before they enter, and ends by itself" }),
    })),
    "Choose whether days just before entry are left out",
  ),
  comparison: choose(
    "Compared with",
    COMPARISONS.filter((one) => one === "none" || offered.hasOthers).map((value) => ({
      value,
      ...COMPARED[value],
    })),
    "Choose whom they are compared with",
  ),
  ...(change
    ? {
        why: longText("What is changed, and why?", "Say what is changed and why", {
          hint: "Readers of older answers see this",
          longest: 1000,
        }),
      }
    : {}),
});

/** What is chosen to begin with: a cohort as it was saved. */
export function typedOf(asked: Asked): Typed {
  return {
    title: asked.title,
    question: asked.question,
    from: asked.from.toString(),
    to: asked.to.toString(),
    trigger: asked.trigger ?? "",
    events: asked.outcomes.map(({ event }) => event.code),
    window: String(asked.windowDays),
    gap: String(asked.gapDays),
    comparison: asked.comparison,
  };
}

/** What a form is about: a service, and the version that is changed. */
export type Loaded = {
  readonly offered: Offered;
  readonly before: SavedVersion | undefined;
  readonly asked: Asked | undefined;
};
type Values = Readonly<Record<string, unknown>>;

/** What was answered, as a cohort is asked. */
export function askedOf(
  values: Values,
  { offered, asked }: Loaded,
  catalogue: Catalogue,
  who: { readonly author: string; readonly date: string },
): Asked {
  const said = (name: string): string => String(values[name] ?? "");
  const chosen = values.events as readonly string[];
  // Methods are named in code alone; a change of anything else keeps them where they still fit.
  const kept = asked?.comparison === said("comparison") ? asked.outcomes : [];
  const outcomes = catalogue.events
    .filter(({ code }) => chosen.includes(code))
    .map((event) => ({ event, methods: kept.find((one) => one.event.code === event.code)?.methods }));
  const period = { from: Temporal.PlainDate.from(said("from")), to: Temporal.PlainDate.from(said("to")) };
  return {
    title: said("title"),
    question: said("question"),
    ...who,
    words: usualWords({ service: offered.service, ...period }),
    trigger: said("trigger") || undefined,
    service: offered.service,
    ...period,
    outcomes,
    windowDays: Number(said("window")),
    gapDays: Number(said("gap")),
    comparison: said("comparison") as Asked["comparison"],
  };
}
