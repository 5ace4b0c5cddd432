import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { boxes, choose, FormFields, longText } from "../../../web/form.tsx";
import { PostButton, PostForm } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import * as acts from "./acts-store.ts";
import { type Accounted, mg, unaccounted } from "./amount-rules.ts";
import { CHOSEN, REASONS, type Reason } from "./assessment-rules.ts";
import { choices } from "./fields.ts";
import { Note } from "./frame.tsx";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import { endedOf } from "./observe-form.tsx";
import { tellOfDecision } from "./told-store.ts";
import { type Prepared, VisitId } from "./visit.ts";
import { loadVisit, type VisitData } from "./visit-data.ts";
import { EXCUSED } from "./visit-rules.ts";
import { visitShown } from "./visit-view.tsx";

const params = z.object({ visit: VisitId.schema });

/** A reason as the step of a visit keeps it: `no-stock`. */
const codeOf = (reason: Reason): string => reason.toLowerCase().replace("_", "-");
const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const NOT_GIVEN: Readonly<Record<string, string>> = {
  declined: "They did not want it",
  left: "They left before it",
  withheld: "It was withheld",
  "prescriber-decided": "The prescriber decided so",
  ...Object.fromEntries(CHOSEN.map((one) => [codeOf(one), capital(REASONS[one])])),
};

/** What was prepared in a visit, and what of it two people have accounted for. */
const accountedOf = ({ visit: { prepared } }: VisitData): Accounted => {
  const sum = (of: (one: Prepared) => number): number => prepared.reduce((total, one) => total + of(one), 0);
  const seen = (one: Prepared) => (one.waste?.witnessedBy ? one.waste : undefined);
  return {
    prepared: sum(({ taken }) => taken),
    injected: sum(({ injection }) => injection?.injected ?? 0),
    wasted: sum((one) => (one.authority ? one.rest : 0) + (seen(one)?.wasted ?? 0)),
    returned: sum((one) => seen(one)?.returned ?? 0),
  };
};

/** Closes a visit: at once where they had their dose and left, with a reason where nothing was given. */
export function CloseForm({ data }: { readonly data: VisitData }): ReactNode {
  const left = unaccounted(accountedOf(data));
  if (left !== 0)
    return (
      <Note>
        {mg(left)} is not accounted for yet: injected, wasted and returned must come to what was prepared,
        each before a second person.
      </Note>
    );
  return (
    <PostButton
      action={`/dosing/visits/${data.visit.id}/close`}
      fields={{ code: "done" }}
      className="nhsuk-button"
    >
      Close the visit
    </PostButton>
  );
}

const closePage = act({
  path: "/dosing/visits/:visit/close",
  allow: "dose",
  params,
  load: (tx, ask) => loadVisit(tx, ask.params.visit, ask.now),
  form: (data) => ({
    code: choose(
      "Why was nothing given?",
      [...(endedOf(data) ? [{ value: "done", label: "They had their dose" }] : []), ...choices(NOT_GIVEN)],
      "Choose why nothing was given",
    ),
    told: boxes("Who was told?", [
      { value: "prescriber", label: "The prescriber" },
      { value: "keyworker", label: "Their keyworker" },
    ]),
  }),
  view: (data, { form, typed, errors }, { now }) =>
    visitShown(
      data,
      now,
      "Close the visit",
      errors,
      endedOf(data) ? (
        <CloseForm data={data} />
      ) : (
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Close the visit</Button>
        </PostForm>
      ),
    ),
  perform: async (tx, _ask, { code, told }, { visit, session }): Promise<Result<Moved, DosingRefusal>> => {
    const done = await acts.moveVisit(tx, visit, "closed", { code, details: { told } });
    if (!done.ok) return done;
    // Of a visit that closes without an assessment, or after the full dose, there is no decision to tell of.
    for (const who of ["prescriber", "keyworker"] as const)
      if (told.includes(who)) await tellOfDecision(tx, visit, who);
    return accept({ to: `/dosing/${session.id}`, done: "Closed: everything is accounted for." });
  },
  say: sayDosing,
});

const excusePage = act({
  path: "/dosing/visits/:visit/excuse",
  allow: "dose",
  params,
  load: (tx, ask) => loadVisit(tx, ask.params.visit, ask.now),
  form: () => ({
    code: choose(
      "Why were they not expected?",
      Object.entries(EXCUSED).map(([value, label]) => ({ value: value as keyof typeof EXCUSED, label })),
      "Choose why",
    ),
    reason: longText("How do you know?", "Say how you know", { longest: 400 }),
  }),
  view: (data, { form, typed, errors }, { now }) =>
    visitShown(
      data,
      now,
      "Excuse a missed session",
      errors,
      <PostForm className="narrow">
        <FormFields form={form} typed={typed} errors={errors} />
        <Button>Excuse</Button>
      </PostForm>,
    ),
  perform: async (tx, _ask, { code, reason }, { visit, session }): Promise<Result<Moved, DosingRefusal>> => {
    const done = await acts.moveVisit(tx, visit, "excused", { code, reason });
    return done.ok ? accept({ to: `/dosing/${session.id}`, done: "Excused." }) : done;
  },
  say: sayDosing,
});

const onPage: Route = {
  path: "/dosing/visits/:visit/go-on",
  allow: "dose",
  post: async (tx, ask) => {
    const id = VisitId.parse(ask.params.visit ?? "");
    const data = id && (await loadVisit(tx, id, ask.now));
    if (!data?.ok) return refuse({ code: "not-there" });
    const done = await acts.moveVisit(tx, data.value.visit, "observing");
    return done.ok
      ? accept({ to: `/dosing/visits/${id}`, done: "No further part is given. Observation goes on." })
      : refuse({ code: "not-there" });
  },
};

/** Closing a visit, excusing one, and going on being observed. */
export const closeRoutes: readonly Route[] = [closePage, excusePage, onPage];
