import { type Instant, londonDay, longDate } from "../../kernel/time.ts";
import { capital, listed } from "../../kernel/words.ts";
import type { Audience, ConsentLine, ConsentRefusal, Pair, Sight, Standing } from "./consent-rules.ts";
import type { Opened } from "./store.ts";

/** Categories in the words used with the person, with what belongs to each. */
const CATEGORY_WORDS: Readonly<Record<string, readonly [words: string, meaning: string]>> = {
  identity: ["identity", "Name, date of birth and the numbers that say who someone is"],
  contact: ["contact details", "Address, telephone and who to call"],
  health: ["health", "Treatment, questionnaires, hospital and mental health"],
  medication: ["medicines", "What is prescribed, dispensed and taken"],
  offending: ["offending", "Offences, custody, court and diversion contracts"],
  housing: ["housing", "Where someone lives and what housing they need"],
  social: ["social support", "Work, money, family and support"],
  safeguarding: ["safeguarding", "Risk to or from a child or adult"],
  "supervised-use": ["supervised use", "Visits to an overdose prevention service"],
};

/** Kinds of agency, several of them. */
const KIND_WORDS: Readonly<Record<string, string>> = {
  police: "police",
  probation: "probation services",
  liaison: "custody and court healthcare teams",
  prison: "prison resettlement teams",
  "prison-health": "prison healthcare teams",
  treatment: "community treatment providers",
  pharmacy: "community pharmacies",
  hospital: "hospitals",
  clinic: "heroin-assisted treatment clinics",
  "supervised-use": "overdose prevention services",
  rehab: "residential rehabs",
  housing: "housing and employment services",
  "mental-health": "mental health services",
  recovery: "recovery services",
  office: "partnership offices",
};

/** `medicines` */
export const sayCategory = (category: string): string => CATEGORY_WORDS[category]?.[0] ?? category;

/** What belongs to a category, for the line under its name. */
export const sayMeaning = (category: string): string => CATEGORY_WORDS[category]?.[1] ?? "";

/** `community treatment providers` */
export const sayKinds = (kind: string): string => KIND_WORDS[kind] ?? kind;

const PURPOSE_WORDS: Readonly<Record<string, string>> = {
  "direct-care": "care and support",
  resettlement: "housing and resettlement",
  "offender-management": "managing offenders and preventing crime",
};

/** `care and support` */
export const sayPurpose = (purpose: string): string => PURPOSE_WORDS[purpose] ?? purpose;

/** ` for housing and resettlement`: what most is for, care, is not said each time. */
const sayFor = (purpose: string): string => (purpose === "direct-care" ? "" : ` for ${sayPurpose(purpose)}`);

/** Whom a decision is about: `Housing and employment services`; with what for, where the kind has several purposes. */
export function sayAudience(audience: Audience, all: readonly Audience[]): string {
  const several = all.filter((each) => each.readerKind === audience.readerKind).length > 1;
  return `${sayKinds(audience.readerKind)}${several ? `, for ${sayPurpose(audience.purpose)}` : ""}`;
}

/** Which agencies a kind means: those of the partnership by name, and any other like them. */
export function sayAgencies(kind: string, names: readonly string[] | undefined): string {
  if (!names || names.length === 0) return capital(sayKinds(kind));
  return names.length > 2
    ? `${names[0]} and ${names.length - 1} other ${sayKinds(kind)}`
    : `${listed(names)} and other ${sayKinds(kind)}`;
}

const onDay = (at: Instant): string => longDate(londonDay(at));

/** The last day on which a consent with this end still holds. */
const lastDay = (until: Instant): string => longDate(londonDay(until.subtract({ seconds: 1 })));

/** What was decided and how long it holds: `given 3 March 2026, until withdrawn`. */
export function sayStanding(standing: Standing): string {
  switch (standing.state) {
    case "not-asked":
      return "not asked";
    case "in-force":
      return `given ${onDay(standing.line.at)}, ${standing.line.until ? `until the end of ${lastDay(standing.line.until)}` : "until withdrawn"}`;
    case "lapsed":
      return `given ${onDay(standing.line.at)}, ended on ${standing.line.until ? lastDay(standing.line.until) : ""}`;
    case "refused":
      return `refused ${onDay(standing.line.at)}`;
    case "withdrawn":
      return `withdrawn ${onDay(standing.line.at)}`;
  }
}

/** Decisions that were made at one moment towards one kind of agency, and stand alike: one sentence for all of them. */
export type Sentence = Audience & {
  readonly categories: readonly string[];
  readonly standing: Exclude<Standing, { state: "not-asked" }>;
};

/** Puts standings that one act recorded into one sentence each, in the order they came. */
export function sentencesFrom(
  standings: readonly { readonly pair: Pair; readonly standing: Standing }[],
): readonly Sentence[] {
  const sentences: {
    readerKind: string;
    purpose: string;
    categories: string[];
    standing: Sentence["standing"];
  }[] = [];
  for (const { pair, standing } of standings) {
    if (standing.state === "not-asked") continue;
    const same = sentences.find(
      (each) =>
        each.readerKind === pair.readerKind &&
        each.purpose === pair.purpose &&
        each.standing.state === standing.state &&
        each.standing.line.at.equals(standing.line.at),
    );
    if (same) same.categories.push(pair.category);
    else {
      const { readerKind, purpose, category } = pair;
      sentences.push({ readerKind, purpose, categories: [category], standing });
    }
  }
  return sentences;
}

/** `Wayside Treatment and other community treatment providers may see medicines: given 3 March 2026, until withdrawn.` */
export function saySentence(sentence: Sentence, names: readonly string[] | undefined): string {
  const may = sentence.standing.state === "in-force" ? "may see" : "may not see";
  return `${sayAgencies(sentence.readerKind, names)} ${may} ${listed(sentence.categories.map(sayCategory))}${sayFor(sentence.purpose)}: ${sayStanding(sentence.standing)}.`;
}

/** How a decision is evidenced, and who recorded it. */
export function sayEvidence(line: ConsentLine): string {
  if (!line.by) return "Decided by the person, signed in.";
  const who = line.by.staffName ? `${line.by.staffName}, ${line.by.agencyName}` : line.by.agencyName;
  return `${line.evidence.replace(/\.$/, "")}. Recorded by ${who}.`;
}

/** A cell of the table of what each kind of agency would see. */
export function saySight(sight: Sight): string {
  switch (sight) {
    case "always":
      return "Yes";
    case "by-consent":
      return "Yes, by consent";
    case "partly":
      return "In part";
    case "with-consent-only":
      return "Only by consent";
    case "never":
      return "Never";
  }
}

/** Who had opened the record by now: agency, how often, between which days. */
export function sayOpened(opened: Opened): string {
  const [first, last] = [onDay(opened.firstAt), onDay(opened.lastAt)];
  const days = first === last ? `on ${first}` : `between ${first} and ${last}`;
  const did = [
    ...(opened.times > 0 ? [`opened this record ${sayTimes(opened.times)}`] : []),
    ...(opened.downloads > 0 ? [`took it out in a file ${sayTimes(opened.downloads)}`] : []),
  ];
  // What only refreshed itself after the agency had lost sight of it counts as no time.
  return `${opened.agencyName} ${did.length > 0 ? did.join(" and ") : "opened this record"} ${days}`;
}

const sayTimes = (times: number): string => (times === 1 ? "once" : times === 2 ? "twice" : `${times} times`);

/** What withdrawing cannot do. */
export const CANNOT_CALL_BACK =
  "What was read before stays known to those who read it. Files that were taken out and pages that were printed cannot be called back: ask whoever has them to destroy them.";

/** Why a decision about sharing was not recorded, then what to do. */
export function sayConsent(refusal: ConsentRefusal): string {
  switch (refusal.code) {
    case "no-kind-chosen":
      return "Choose at least one kind of agency";
    case "no-category-chosen":
      return "Choose at least one part of the record";
    case "never-shared":
      return "Those agencies do not see those parts of the record whatever the person decides. Choose others";
    case "end-has-passed":
      return `${longDate(refusal.until)} has passed. Enter a last day still to come, or leave it empty`;
    case "only-a-yes-can-end":
      return "A refusal holds until the person changes it. Leave the last day empty";
    case "nothing-in-force":
      return "Choose at least one consent that is in force";
  }
}

/** Which question of the form each refusal stands beside. */
export function consentFieldOf(refusal: ConsentRefusal): "kinds" | "categories" | "lastDay" | "chosen" {
  switch (refusal.code) {
    case "no-kind-chosen":
      return "kinds";
    case "no-category-chosen":
    case "never-shared":
      return "categories";
    case "end-has-passed":
    case "only-a-yes-can-end":
      return "lastDay";
    case "nothing-in-force":
      return "chosen";
  }
}

/** What was left out because no rule would ever share it, so that a yes never looks wider than it is. Names nobody. */
export function sayLeftOut(leftOut: readonly Pair[]): string {
  if (leftOut.length === 0) return "";
  const kinds = [...new Set(leftOut.map((pair) => pair.readerKind))];
  const each = kinds.map((kind) => {
    const categories = leftOut
      .filter((pair) => pair.readerKind === kind)
      .map((pair) => sayCategory(pair.category));
    return `${capital(sayKinds(kind))} need no consent for, or never see, ${listed(categories)}.`;
  });
  return ` ${each.join(" ")}`;
}
