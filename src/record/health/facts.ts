import { daysBetween, daysInWords, type LocalDate, shortDate } from "../../kernel/time.ts";
import { type Asked, kindNamed, type ServiceKinds } from "../episode/service-kind.ts";
import { sayNaloxone } from "../supply/messages.ts";
import { naloxoneOf } from "../supply/rules.ts";
import type { Supply } from "../supply/store.ts";
import { VIRUSES, type Virus } from "../virus/definitions.ts";
import { sayVirus } from "../virus/messages.ts";
import { nextDue } from "../virus/rules.ts";
import { type RecordedStep, standing } from "../virus/store.ts";

/** One fact on a person's page, with its age; or what is missing and asked for, with where it is recorded. */
export type HealthFact = {
  readonly code: string;
  readonly words: string;
  /** Where it is recorded, while something is missing or due. */
  readonly prompt?: { readonly href: string; readonly words: string };
};

/** A stay in hospital that goes on, as far as the record says. */
export type Admission = { readonly on: LocalDate };

/** How old an admission without an end may be, to be called a stay that goes on. */
const STAY_BELIEVED_DAYS = 90;

/** The newest stay in hospital that has no end yet; an old one is more likely one whose end nobody recorded. */
export function inHospital(
  happenings: readonly { kind: string; happened_on: LocalDate; until_on: LocalDate | null }[],
  today: LocalDate,
): Admission | undefined {
  const open = happenings.find((each) => each.kind === "admission");
  if (!open || open.until_on) return undefined;
  return daysBetween(open.happened_on, today) <= STAY_BELIEVED_DAYS ? { on: open.happened_on } : undefined;
}

type Known = {
  readonly person: string;
  readonly supplies: readonly Supply[];
  readonly steps: readonly RecordedStep[];
  /** What the services that have the person now ask about everybody. */
  readonly asked: readonly Asked[];
  readonly today: LocalDate;
  readonly admission?: Admission | undefined;
};

/** What the services that have somebody now ask about everybody in their care. */
export const askedBy = (kinds: ServiceKinds, services: readonly string[]): readonly Asked[] => [
  ...new Set(services.flatMap((code) => kindNamed(kinds, code)?.asksAbout ?? [])),
];

/**
 * The standing facts: whether there is naloxone in date, and a line for each virus. What is missing is said only where a
 * service asks for it.
 */
export function healthFacts(known: Known): readonly HealthFact[] {
  return [...hospitalFact(known), ...naloxoneFact(known), ...virusFacts(known)];
}

function hospitalFact({ person, admission, today }: Known): readonly HealthFact[] {
  if (!admission) return [];
  const days = daysInWords(daysBetween(admission.on, today));
  return [
    {
      code: "hospital",
      words: `In hospital now, since ${shortDate(admission.on)} (${days})`,
      prompt: {
        href: `/people/${person}/events?kind=admission`,
        words: "Agree a follow-up before discharge",
      },
    },
  ];
}

function naloxoneFact({ person, supplies, asked, today }: Known): readonly HealthFact[] {
  const fact = naloxoneOf(
    supplies.filter((line) => !line.withdrawnBecause),
    today,
  );
  if (fact.has === "in-date") return [{ code: "naloxone", words: sayNaloxone(fact, today) }];
  const prompt = { href: `/people/${person}/supplies/new`, words: "Offer naloxone" };
  if (asked.includes("naloxone")) return [{ code: "naloxone", words: sayNaloxone(fact, today), prompt }];
  return fact.has === "never" ? [] : [{ code: "naloxone", words: sayNaloxone(fact, today) }];
}

function virusFacts({ person, steps, asked, today }: Known): readonly HealthFact[] {
  return (Object.keys(VIRUSES) as Virus[]).flatMap((virus) => {
    const mine = standing(steps).filter((step) => step.virus === virus);
    const due = nextDue(virus, mine);
    const isDue = due !== undefined && Temporal.PlainDate.compare(due.on, today) <= 0;
    const missing = mine.length === 0;
    if (missing && !asked.includes("viruses")) return [];
    const words = sayVirus(virus, mine, today);
    const prompt = {
      href: `/people/${person}/viruses/${virus}/new`,
      words: missing ? `Ask about ${VIRUSES[virus]}` : (due?.what ?? ""),
    };
    return [{ code: virus, words, ...((missing || isDue) && asked.includes("viruses") ? { prompt } : {}) }];
  });
}
