import { Button } from "nhsuk-react-components";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { boxes, dayAndTime, FormFields, longText, optionalPick } from "../../../web/form.tsx";
import { PostForm } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { choices } from "./fields.ts";
import { RELATEDNESS, SERIOUSNESS, SEVERITY, TOLD } from "./harm.ts";
import { raiseIncident } from "./incident-store.ts";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import { VisitId } from "./visit.ts";
import { loadVisit } from "./visit-data.ts";
import { visitShown } from "./visit-view.tsx";

type Missing = { readonly code: "needed"; readonly field: "seriousness" | "severity" | "relatedness" };
const NEEDED = {
  seriousness: "Say how serious it was, or leave all three empty where a dose did no harm",
  severity: "Say how severe it was",
  relatedness: "Say whether it came of the dose",
} as const;

/** Keeping what somebody saw go wrong at a visit; where a dose did harm, how serious it was and who was told. */
export const raiseIncidentPage: Route = act({
  path: "/dosing/visits/:visit/incident",
  allow: "dose:account",
  params: z.object({ visit: VisitId.schema }),
  load: (tx, ask) => loadVisit(tx, ask.params.visit, ask.now),
  form: () => ({
    words: longText("What happened, and what was done?", "Say what happened and what was done", {
      hint: "Without their name: the accountable officer reads it too",
      longest: 3000,
    }),
    at: dayAndTime("When did it happen?", "Enter when it happened"),
    seriousness: optionalPick("Did a dose do harm? How serious was it?", choices(SERIOUSNESS), {
      none: "No dose did harm",
    }),
    severity: optionalPick("How severe?", choices(SEVERITY), { none: "No dose did harm" }),
    relatedness: optionalPick("Did it come of the dose?", choices(RELATEDNESS), { none: "No dose did harm" }),
    told: boxes("Who was told?", choices(TOLD)),
  }),
  view: (data, { form, typed, errors }, { now }) =>
    visitShown(
      data,
      now,
      "Record an incident",
      errors,
      <PostForm className="narrow">
        <FormFields form={form} typed={typed} errors={errors} />
        <Button>Record the incident</Button>
      </PostForm>,
    ),
  perform: async (
    tx,
    _ask,
    { words, at, told, ...harm },
    { visit },
  ): Promise<Result<Moved, DosingRefusal | Missing>> => {
    const said = (["seriousness", "severity", "relatedness"] as const).filter((one) => harm[one] !== "");
    const missing = (["seriousness", "severity", "relatedness"] as const).find((one) => harm[one] === "");
    if (said.length > 0 && missing) return refuse({ code: "needed", field: missing });
    const done = await raiseIncident(tx, visit, words, at, said.length > 0 ? { ...harm, told } : undefined);
    return done.ok
      ? accept({ to: `/dosing/visits/${visit.id}`, done: "The incident is recorded and waits for review." })
      : done;
  },
  say: (refusal) =>
    refusal.code === "needed" && "field" in refusal
      ? { field: refusal.field, words: NEEDED[refusal.field] }
      : sayDosing(refusal as DosingRefusal),
});
