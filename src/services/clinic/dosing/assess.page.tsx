import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { clock } from "../../../kernel/time.ts";
import { FormFields, longText } from "../../../web/form.tsx";
import { PostForm } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { assess } from "./actions.ts";
import * as acts from "./acts-store.ts";
import { AssessForm, assessForm, type Missing, readingsOf } from "./assess-form.tsx";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import { ReadingsShown } from "./readings-shown.tsx";
import { VisitId } from "./visit.ts";
import { loadVisit, type VisitData } from "./visit-data.ts";
import { visitShown } from "./visit-view.tsx";

type Refusal = DosingRefusal | Missing;
const sayRefusal = (refusal: Refusal) =>
  refusal.code === "needed"
    ? { field: refusal.field, words: refusal.words }
    : refusal.code === "not-identified"
      ? { field: "by", words: sayDosing(refusal) }
      : sayDosing(refusal);

const params = z.object({ visit: VisitId.schema });

const assessPage = act({
  path: "/dosing/visits/:visit/assess",
  allow: "dose",
  params,
  load: (tx, ask) => loadVisit(tx, ask.params.visit, ask.now),
  form: (data) => assessForm(data),
  view: (data, { typed, errors }, { now }) =>
    visitShown(
      data,
      now,
      "Before the dose",
      errors,
      <AssessForm data={data} typed={typed} errors={errors} />,
    ),
  perform: async (
    tx,
    { params: { visit: id }, now },
    answers,
    { visit, session },
  ): Promise<Result<Moved, Refusal>> => {
    const read = readingsOf(answers);
    if (!read.ok) return read;
    if (visit.state === "arrived") {
      const known = await acts.identify(tx, visit, answers.by);
      if (!known.ok) return known;
    }
    const steps = [
      ...visit.steps,
      ...(visit.state === "arrived"
        ? [
            {
              to: "identified" as const,
              seq: 0,
              at: now,
              staff: undefined,
              reason: undefined,
              code: undefined,
              also: undefined,
            },
          ]
        : []),
    ];
    const decided = await assess(tx, { ...visit, steps }, session, read.value, now);
    return decided.ok ? accept({ to: `/dosing/visits/${id}`, done: "The assessment is kept." }) : decided;
  },
  say: sayRefusal,
});

/** What was decided and by what: whoever agrees has seen the person, and reads what was asked of them. */
function ToAgreeTo({ data: { visit } }: { readonly data: VisitData }): ReactNode {
  const last = visit.assessments.at(-1);
  return last ? (
    <>
      <p>
        {last.sentence} {last.staff}, {clock(last.at)}.
      </p>
      <ReadingsShown of={last} />
    </>
  ) : null;
}

const agreePage = act({
  path: "/dosing/visits/:visit/agree",
  allow: "dose:check",
  params,
  load: (tx, ask) => loadVisit(tx, ask.params.visit, ask.now),
  form: () => ({
    reason: longText("Why may they have the full dose?", "Say why", {
      hint: "You have seen them yourself",
      longest: 1000,
    }),
  }),
  view: (data, { form, typed, errors }, { now }) =>
    visitShown(
      data,
      now,
      "Agree to the full dose",
      errors,
      <PostForm className="narrow">
        <ToAgreeTo data={data} />
        <FormFields form={form} typed={typed} errors={errors} />
        <Button>Agree to the full dose</Button>
      </PostForm>,
    ),
  perform: async (
    tx,
    { params: { visit: id } },
    { reason },
    { visit },
  ): Promise<Result<Moved, DosingRefusal>> => {
    const last = visit.assessments.at(-1);
    if (!last) return refuse({ code: "not-assessed" });
    const done = await acts.agree(tx, visit, last.id, reason);
    return done.ok ? accept({ to: `/dosing/visits/${id}`, done: "You have agreed to the full dose." }) : done;
  },
  say: sayDosing,
});

/** How somebody is before a dose, and what follows from it. */
export const assessRoutes: readonly Route[] = [assessPage, agreePage];
