import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import {
  boxes,
  choose,
  day,
  type FormErrors,
  FormFields,
  type FormValues,
  optionalPick,
  optionalText,
  type Typed,
} from "../../../web/form.tsx";
import { PostForm } from "../../../web/layout.tsx";
import {
  ALCOHOL_UNITS,
  ALERTNESS,
  type Alcohol,
  CHANGES,
  CHOSEN,
  type Change,
  JUDGED,
  LAST_ORAL,
  MOODS,
  REASONS,
  type Readings,
  SEDATION,
  SIGNS,
  type Sign,
  USED,
  type Used,
} from "./assessment-rules.ts";
import { IDENTIFIERS, QUESTIONS, REFUSED, SITES } from "./assessment-words.ts";
import { choices, decimal, reading } from "./fields.ts";
import type { VisitData } from "./visit-data.ts";

const { photo: _, ...WITHOUT_PHOTO } = IDENTIFIERS;

const judgement = {
  judged: optionalPick(QUESTIONS.judged, choices(JUDGED), {
    none: "As the readings say",
    hint: "You may always give less than the readings allow",
  }),
  reason: optionalPick(
    "For which reason?",
    CHOSEN.map((value) => ({ value, label: REASONS[value] })),
    { none: "Choose where you give less" },
  ),
  why: optionalText("Why?", {
    hint: "Needed where you give less. Whoever looks again reads it",
    longest: 300,
    sometimesNeeded: true,
  }),
};

const readings = (seconds: number) => ({
  alertness: choose(QUESTIONS.alertness, choices(ALERTNESS), "Choose how alert they are"),
  sedation: choose(QUESTIONS.sedation, choices(SEDATION), "Choose how sleepy they are"),
  breaths: reading(QUESTIONS.breaths, "Count the breaths and enter how many", {
    from: 0,
    to: 100,
    suffix: "breaths",
  }),
  seconds: reading("In how many seconds?", `Count for at least ${seconds} seconds`, {
    from: seconds,
    to: 120,
    suffix: "seconds",
  }),
  spo2: reading(QUESTIONS.spo2, "Enter the saturation", { from: 30, to: 100, suffix: "%" }),
  pulse: reading(QUESTIONS.pulse, "Enter the pulse", { from: 20, to: 250, suffix: "a minute" }),
  alcohol: decimal(
    QUESTIONS.alcohol,
    "Enter what the device shows, like 0 or 14",
    "Left empty only where the test was refused",
  ),
  unit: choose(
    "In which unit?",
    choices({ ...ALCOHOL_UNITS, refused: REFUSED }),
    "Choose the unit that the device shows: a number alone is never kept",
  ),
  device: optionalText(QUESTIONS.device, {
    hint: "Its number. Needed unless the test was refused",
    longest: 40,
    sometimesNeeded: true,
  }),
  calibrated: day(QUESTIONS.calibrated, "Enter until when the device is calibrated", {
    hint: "As on its label",
  }),
  signs: boxes(QUESTIONS.signs, [...choices(SIGNS), { value: "none", label: "None of these" }], {
    missing: "Tick what you see, or none of these",
  }),
  used: boxes(QUESTIONS.used, [...choices(USED), { value: "none", label: "Nothing" }], {
    missing: "Tick what they used, or nothing",
  }),
  usedWords: optionalText(QUESTIONS.usedWords, {
    hint: "Needed where anything was used",
    longest: 400,
    sometimesNeeded: true,
  }),
  lastOral: choose(QUESTIONS.lastOral, choices(LAST_ORAL), "Choose whether the last oral dose was taken"),
  site: choose(QUESTIONS.site, choices(SITES), "Choose how the sites look"),
  changes: boxes(QUESTIONS.changes, [...choices(CHANGES), { value: "none", label: "None of these" }], {
    missing: "Tick what is new, or none of these",
  }),
  mood: choose(QUESTIONS.mood, choices(MOODS), "Choose how their mood is"),
  cows: optionalText(QUESTIONS.cows, { longest: 2 }),
  ...judgement,
});

/** A photo that nobody keeps shows nothing: then it needs somebody who knows them. */
const whoForm = (photoKept: boolean) => ({
  by: boxes(QUESTIONS.by, photoKept ? choices(IDENTIFIERS) : choices(WITHOUT_PHOTO), {
    missing: photoKept
      ? "Tick the photo and two identifiers"
      : "Tick that you know them, and two identifiers",
    hint: photoKept
      ? "The photo, or that you know them, and at least two more"
      : "No photo is kept: that you know them yourself, and at least two more",
  }),
});

/** A visit's first assessment asks who it is; later ones in the same visit do not ask again. */
export const assessForm = ({ visit, thresholds, photo }: VisitData) => {
  const known = visit.state !== "arrived";
  return {
    ...(known ? {} : whoForm(photo !== undefined)),
    ...readings(thresholds.preDose.countSeconds),
  } as ReturnType<typeof whoForm> & ReturnType<typeof readings>;
};
type Answers = FormValues<ReturnType<typeof assessForm>>;

/** The questions of an assessment, empty: nothing is filled in beforehand, and nothing is copied from the last one. */
export function AssessForm({
  data,
  typed = {},
  errors = {},
}: {
  readonly data: VisitData;
  readonly typed?: Typed;
  readonly errors?: FormErrors;
}): ReactNode {
  return (
    <PostForm action={`/dosing/visits/${data.visit.id}/assess`}>
      <div className="readings">
        <FormFields form={assessForm(data)} typed={typed} errors={errors} />
      </div>
      <Button>Decide</Button>
    </PostForm>
  );
}

const without = <T extends string>(ticked: readonly string[]): readonly T[] =>
  ticked.filter((one) => one !== "none") as unknown as readonly T[];

/** A question that another answer makes needed. */
export type Missing = {
  readonly code: "needed";
  readonly field:
    | "alcohol"
    | "device"
    | "usedWords"
    | "by"
    | "signs"
    | "used"
    | "changes"
    | "judged"
    | "reason"
    | "why";
  readonly words: string;
};

/** What belongs together: a number and its unit, what was used and how. */
export function readingsOf(answers: Answers): Result<Readings, Missing> {
  const missing = (field: Missing["field"], words: string) =>
    refuse({ code: "needed" as const, field, words });
  const both = (["signs", "used", "changes"] as const).find(
    (name) => answers[name].includes("none") && answers[name].length > 1,
  );
  if (both) return missing(both, "Tick either what it is, or none");
  const refused = answers.unit === "refused";
  if (!refused && answers.alcohol === undefined)
    return missing("alcohol", "Enter what the device shows, like 0 or 14");
  if (refused && answers.alcohol !== undefined)
    return missing("alcohol", "Leave it empty, or choose the unit that the device shows");
  if (!refused && answers.device === "") return missing("device", "Enter the number of the device");
  const used = without<Used>(answers.used);
  if (used.length > 0 && answers.usedWords === "")
    return missing("usedWords", "Say what, how, how much and when");
  if (answers.judged !== "" && answers.why === "") return missing("why", "Say why you decide less");
  if (answers.judged === "" && (answers.why !== "" || answers.reason !== ""))
    return missing("judged", "Choose what you decide, or leave reason and why empty");
  const alcohol: Alcohol = refused
    ? { refused: true }
    : {
        refused: false,
        value: answers.alcohol ?? 0,
        unit: answers.unit as keyof typeof ALCOHOL_UNITS,
        calibratedUntil: answers.calibrated,
      };
  return accept({
    alertness: answers.alertness,
    sedation: answers.sedation,
    breaths: answers.breaths,
    seconds: answers.seconds,
    spo2: answers.spo2,
    pulse: answers.pulse,
    alcohol,
    signs: without<Sign>(answers.signs),
    used,
    lastOral: answers.lastOral,
    changes: without<Change>(answers.changes),
    mood: answers.mood,
    ...(answers.judged === ""
      ? {}
      : {
          judged: {
            kind: answers.judged as keyof typeof JUDGED,
            reason: CHOSEN.find((one) => one === answers.reason) ?? "JUDGEMENT",
            why: answers.why,
          },
        }),
    more: { device: answers.device, used: answers.usedWords, site: answers.site, cows: answers.cows },
  });
}
