import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { choose, FormFields, longText, optionalPick, optionalText } from "../../../web/form.tsx";
import { PostForm } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import * as acts from "./acts-store.ts";
import { SEDATION } from "./assessment-rules.ts";
import { back, beside, loadEmergency, params } from "./emergency-frame.tsx";
import { type Emergency, type EmergencyAct, lastBatches } from "./emergency-store.ts";
import { choices, reading } from "./fields.ts";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import { Mistaken } from "./mistake.page.tsx";
import { sayAct } from "./press-words.ts";
import { ableStaff } from "./session-store.ts";
import { ActId } from "./visit.ts";

// What is said of an emergency once a hand is free: a note, how they are, of which batch a medicine was.

/** Was a medicine given, that has a batch? */
export const isMedicine = ({ what }: Pick<EmergencyAct, "what">): boolean =>
  what === "naloxone" || what === "benzodiazepine";

/** The ways to what is said with a hand free. */
export const More = ({
  emergency,
  accounts,
}: {
  readonly emergency: Emergency;
  readonly accounts: boolean;
}): ReactNode => (
  <p className="no-print">
    <a className="nhsuk-button nhsuk-button--secondary" href={`/dosing/emergencies/${emergency.id}/response`}>
      How they are now
    </a>{" "}
    <a className="nhsuk-button nhsuk-button--secondary" href={`/dosing/emergencies/${emergency.id}/note`}>
      Note
    </a>{" "}
    <Mistaken
      mistake={emergency.mistake}
      at={accounts ? `/dosing/emergencies/${emergency.id}/mistakes/${emergency.id}` : undefined}
      what="the whole emergency"
    />
  </p>
);

const responsePage = act({
  path: "/dosing/emergencies/:emergency/response",
  allow: "dose:board",
  params,
  load: (tx, ask) => loadEmergency(tx, ask.params.emergency),
  form: () => ({
    breaths: reading("Breaths in a minute", "Count and enter the breaths", {
      from: 0,
      to: 100,
      suffix: "a minute",
    }),
    spo2: reading("Oxygen saturation", "Enter the saturation", { from: 30, to: 100, suffix: "%" }),
    sedation: choose("Sedation", choices(SEDATION), "Choose how sleepy they are"),
  }),
  view: (data, { form, typed, errors }) =>
    beside(
      "How they are now",
      data,
      errors,
      <PostForm className="narrow">
        <FormFields form={form} typed={typed} errors={errors} />
        <Button>Keep</Button>
      </PostForm>,
    ),
  perform: async (tx, _ask, read, { emergency }): Promise<Result<Moved, DosingRefusal>> => {
    const done = await acts.keepResponse(tx, emergency, read);
    return done.ok ? accept(back(emergency, "Kept.")) : done;
  },
  say: sayDosing,
});

const notePage = act({
  path: "/dosing/emergencies/:emergency/note",
  allow: "dose:board",
  params,
  load: (tx, ask) => loadEmergency(tx, ask.params.emergency),
  form: () => ({ words: longText("What is to be noted?", "Say what is to be noted", { longest: 1000 }) }),
  view: (data, { form, typed, errors }) =>
    beside(
      "Note",
      data,
      errors,
      <PostForm className="narrow">
        <FormFields form={form} typed={typed} errors={errors} />
        <Button>Keep the note</Button>
      </PostForm>,
    ),
  perform: async (tx, _ask, { words }, { emergency }): Promise<Result<Moved, DosingRefusal>> => {
    const done = await acts.actInEmergency(tx, emergency, { what: "note", words });
    return done.ok ? accept(back(emergency, "Noted.")) : done;
  },
  say: sayDosing,
});

type Missing = { readonly code: "needed"; readonly field: "batch" | "giver"; readonly words: string };
const sayNaloxone = (refusal: DosingRefusal | Missing) =>
  refusal.code === "needed" && "words" in refusal
    ? { field: refusal.field, words: refusal.words }
    : sayDosing(refusal as DosingRefusal);

const naloxonePage = act({
  path: "/dosing/emergencies/:emergency/naloxone/:act",
  allow: "dose:board",
  params: params.extend({ act: ActId.schema }),
  load: async (tx, ask) => {
    const data = await loadEmergency(tx, ask.params.emergency);
    const given = data.ok && data.value.emergency.acts.find(({ id }) => id === ask.params.act);
    if (!data.ok || !given || !isMedicine(given)) return refuse({ code: "not-there" as const });
    const batches = await lastBatches(tx, data.value.emergency, given);
    return accept({ ...data.value, given, batches, staff: await ableStaff(tx) });
  },
  form: ({ batches, staff }) => ({
    last: optionalPick(
      "Is it a batch that was given here before?",
      batches.map((one) => ({ value: one, label: one })),
      { none: "Read it from the box" },
    ),
    batch: optionalText("Batch, as printed on the box", { longest: 60 }),
    giver: optionalPick(
      "Who gave it?",
      staff.map(({ staff: value, name: label }) => ({ value, label })),
      { none: "Somebody else" },
    ),
    other: optionalText("Who else gave it?", { longest: 100, hint: "A paramedic, a visitor" }),
  }),
  view: (data, { form, typed, errors }) =>
    beside(
      `${sayAct(data.given)}: batch and who gave it`,
      data,
      errors,
      <PostForm className="narrow">
        <FormFields form={form} typed={typed} errors={errors} />
        <Button>Keep</Button>
      </PostForm>,
    ),
  perform: async (
    tx,
    { params: { act: id } },
    { last, batch, giver, other },
    { emergency },
  ): Promise<Result<Moved, DosingRefusal | Missing>> => {
    const needed = (field: Missing["field"], words: string) =>
      refuse({ code: "needed" as const, field, words });
    if ((last === "") === (batch === ""))
      return needed("batch", "Enter the batch, or choose one that was given before: one of the two");
    if ((giver === "") === (other === "")) return needed("giver", "Say who gave it: one person");
    const done = await acts.recordNaloxone(
      tx,
      emergency,
      id,
      last === "" ? batch : last,
      giver === "" ? { name: other } : { staff: giver },
    );
    return done.ok ? accept(back(emergency, "Kept.")) : done;
  },
  say: sayNaloxone,
});

/** What is said of an emergency once a hand is free. */
export const emergencyMoreRoutes: readonly Route[] = [responsePage, notePage, naloxonePage];
