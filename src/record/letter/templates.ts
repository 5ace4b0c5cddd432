import { type LocalDate, longDate } from "../../kernel/time.ts";

/** What a letter is filled from: nothing but what the writer may see. */
export type Filling = {
  readonly name: string;
  readonly bornOn: LocalDate;
  readonly nhsNumber: string | undefined;
  readonly agency: string;
  readonly writer: string;
  /** The service of the writer's agency that has the person, and since when. */
  readonly service: { readonly name: string; readonly since: LocalDate } | undefined;
  readonly today: LocalDate;
};

/** A template, as reviewed data: a change is a new version, and a letter names the version it began from. */
export type Template = {
  readonly code: string;
  readonly version: number;
  readonly name: string;
  /** What a letter begun from it is about, which decides who else reads it. */
  readonly category: "health" | "contact";
  /** Whether nothing outside the folded sheet says who writes: no name of the sender above the address. */
  readonly plainOutside: boolean;
  readonly status: "proposed" | "confirmed";
  readonly source: string;
  readonly checkBy: string;
  readonly words: (filling: Filling) => string;
};

const proposed = {
  version: 1,
  status: "proposed",
  source: "proposed, for the partnership's clinical and information governance leads to confirm",
  checkBy: "2027-04-01",
} as const;

const about = ({ name, bornOn, nhsNumber }: Filling): string =>
  `About: ${name}, born ${longDate(bornOn)}${nhsNumber ? `, NHS number ${nhsNumber}` : ""}`;
const since = ({ service }: Filling): string =>
  service ? `They have been with ${service.name} since ${longDate(service.since)}.` : "";
const signed = ({ writer, agency }: Filling): string => `Yours sincerely,\n\n${writer}\n${agency}`;
const letter = (filling: Filling, ...parts: readonly string[]): string =>
  [longDate(filling.today), ...parts, signed(filling)].filter((part) => part !== "").join("\n\n");

/** Every template, in the order a worker reads them. */
export const TEMPLATES: readonly Template[] = [
  {
    ...proposed,
    code: "gp",
    name: "Letter to the GP",
    category: "health",
    plainOutside: false,
    words: (filling) =>
      letter(
        filling,
        "Dear Doctor,",
        about(filling),
        since(filling),
        "What has changed:",
        "What we ask you to do:",
        "They have agreed to this letter and have a copy of it.",
      ),
  },
  {
    ...proposed,
    code: "appointment",
    name: "Appointment, saying nothing of what it is about",
    category: "contact",
    plainOutside: true,
    words: (filling) =>
      [
        longDate(filling.today),
        `Dear ${filling.name},`,
        "I should like to meet you on:",
        "At:",
        "If another time suits you better, please ring:",
        `Yours sincerely,\n\n${filling.writer}`,
      ].join("\n\n"),
  },
  {
    ...proposed,
    code: "discharge",
    name: "Discharge summary",
    category: "health",
    plainOutside: false,
    words: (filling) =>
      letter(
        filling,
        about(filling),
        since(filling),
        "Why they came, and what was done:",
        "How they are on leaving:",
        "What they take now, and who goes on with it:",
        "Naloxone, and what to do in an overdose:",
        "How to come back: they can ring us at any time; there is no need for a new referral.",
      ),
  },
  {
    ...proposed,
    code: "referral",
    name: "Referral outside the partnership",
    category: "health",
    plainOutside: false,
    words: (filling) =>
      letter(
        filling,
        "Dear colleague,",
        about(filling),
        since(filling),
        "We ask you to:",
        "What you need to know to keep them and others safe:",
        "They have agreed to this referral and have a copy of it.",
      ),
  },
];

/** The template with this code, in its present version. */
export const templateNamed = (code: string): Template | undefined =>
  TEMPLATES.find((each) => each.code === code);
