import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { PersonId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { choose, FormFields, pick } from "../../../web/form.tsx";
import { PostForm } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import * as acts from "./acts-store.ts";
import { back, beside, type InEmergency, loadEmergency, params } from "./emergency-frame.tsx";
import { AGE_GROUPS, SEX_SEEN } from "./emergency-store.ts";
import { choices } from "./fields.ts";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import { VisitId } from "./visit.ts";

/** Asked while they are not known, below the buttons: how they look, and whether they are somebody of today. */
export function WhoIsIt({ emergency, couldBe }: Pick<InEmergency, "emergency" | "couldBe">): ReactNode {
  if (emergency.person) return null;
  return (
    <p className="no-print">
      <a href={`/dosing/emergencies/${emergency.id}/looks`}>Age and sex as seen</a>
      {couldBe.length > 0 ? (
        <>
          {" "}
          · <a href={`/dosing/emergencies/${emergency.id}/known`}>It is somebody of today’s sessions</a>
        </>
      ) : null}
    </p>
  );
}

const looksPage = act({
  path: "/dosing/emergencies/:emergency/looks",
  allow: "dose:board",
  params,
  load: (tx, ask) => loadEmergency(tx, ask.params.emergency),
  form: () => ({
    age: choose("How old do they look?", choices(AGE_GROUPS), "Choose how old they look"),
    sex: choose("Sex, as seen", choices(SEX_SEEN), "Choose their sex as seen"),
  }),
  view: (data, { form, typed, errors }) =>
    beside(
      "Age and sex as seen",
      data,
      errors,
      <PostForm className="narrow">
        <FormFields form={form} typed={typed} errors={errors} />
        <Button>Keep</Button>
      </PostForm>,
    ),
  perform: async (tx, _ask, { age, sex }, { emergency }): Promise<Result<Moved, DosingRefusal>> => {
    const done = await acts.describe(tx, emergency, age, sex);
    return done.ok ? accept(back(emergency, "Kept.")) : done;
  },
  say: sayDosing,
});

const knownPage = act({
  path: "/dosing/emergencies/:emergency/known",
  allow: "dose:board",
  params,
  load: (tx, ask) => loadEmergency(tx, ask.params.emergency),
  form: ({ couldBe }) => ({
    visit: pick(
      "Who is it?",
      couldBe.map(({ visit, name }) => ({ value: visit, label: name })),
      "Choose who it is",
    ),
  }),
  view: (data, { form, typed, errors }) =>
    beside(
      "It is somebody of today’s sessions",
      data,
      errors,
      <PostForm className="narrow">
        <p>
          What was done is then kept in their record, and nothing more is given to them until it is reviewed.
        </p>
        <FormFields form={form} typed={typed} errors={errors} />
        <Button>It is them</Button>
      </PostForm>,
    ),
  perform: async (tx, _ask, { visit }, { emergency, couldBe }): Promise<Result<Moved, DosingRefusal>> => {
    const one = couldBe.find((it) => it.visit === visit);
    if (!one) return refuse({ code: "not-there" });
    const done = await acts.recognise(
      tx,
      emergency,
      VisitId.schema.parse(visit),
      PersonId.schema.parse(one.person),
    );
    return done.ok ? accept(back(emergency, "Kept in their record.")) : done;
  },
  say: sayDosing,
});

/** Who somebody not known is, as far as it can be seen. */
export const notKnownRoutes: readonly Route[] = [looksPage, knownPage];
