import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { clock } from "../../../kernel/time.ts";
import {
  choose,
  dayAndTime,
  type Field,
  FormFields,
  optionalPick,
  optionalText,
  textOf,
} from "../../../web/form.tsx";
import { PostForm } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { mg, parseMg } from "./amount-rules.ts";
import * as doses from "./dose-store.ts";
import { milligrams } from "./fields.ts";
import { Note } from "./frame.tsx";
import { wasteById } from "./hand-over-store.ts";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import { placeOf, placesFor, sayOtherRoute } from "./places.ts";
import { WhereTo } from "./places-shown.tsx";
import { OUTCOMES, type Outcome, type Prepared, VisitId, WasteId } from "./visit.ts";
import { loadVisit, type VisitData } from "./visit-data.ts";
import { visitShown } from "./visit-view.tsx";

const params = z.object({ visit: VisitId.schema });

const pressed: Field<Outcome> = {
  draw: "carried",
  label: "",
  read: (typed) =>
    Object.hasOwn(OUTCOMES, textOf(typed))
      ? { value: textOf(typed) as Outcome }
      : { error: "Press what became of it" },
};

/** Where it went in, beside what became of it: chosen and never filled in, and left empty where nobody saw. */
const placeField = (data: VisitData): Field<string> =>
  optionalPick("Where did it go in?", placesFor(openOf(data)?.route), { none: "Not said" });

/** What became of it: one press where all of it was injected, more where it was not. */
export function OutcomeForm({ data }: { readonly data: VisitData }): ReactNode {
  const it = data.visit.prepared.find(({ authority, injection }) => authority && !injection);
  if (!it) return null;
  return (
    <section aria-label="In the booth">
      <p>
        Watch their face and breathing without a break. {mg(it.dose)} was handed over at{" "}
        {it.takenAt ? clock(it.takenAt) : ""}.
      </p>
      <WhereTo data={data} route={it.route} />
      <PostForm action={`/dosing/visits/${data.visit.id}/injected`}>
        <FormFields form={{ place: placeField(data) }} typed={{}} errors={{}} />
        <p className="press">
          <Button name="what" value="full">
            All of it injected, just now
          </Button>
        </p>
      </PostForm>
      <p className="no-print">
        <a href={`/dosing/visits/${data.visit.id}/otherwise`}>It went otherwise, or ended earlier</a>
      </p>
    </section>
  );
}

const otherRoute = (place: string, { route }: Prepared): string => sayOtherRoute(placeOf(place), route) ?? "";

const openOf = ({ visit }: VisitData) =>
  visit.prepared.find(({ authority, injection }) => authority && !injection);

const injectedPage = act({
  path: "/dosing/visits/:visit/injected",
  device: () => "noted",
  allow: "dose",
  params,
  load: (tx, ask) => loadVisit(tx, ask.params.visit, ask.now),
  form: (data) => ({ what: pressed, place: placeField(data) }),
  view: (data, { errors }, { now }) =>
    visitShown(data, now, "In the booth", errors, <OutcomeForm data={data} />),
  perform: async (
    tx,
    { params: { visit: id } },
    { what, place },
    data,
  ): Promise<Result<Moved, DosingRefusal>> => {
    const it = openOf(data);
    if (!it?.authority || what !== "full") return refuse({ code: "moved-since" });
    const done = await doses.recordInjection(tx, data.visit.person, it.authority, {
      what,
      injected: it.dose,
      words: undefined,
      place: placeOf(place),
    });
    return done.ok
      ? accept({
          to: `/dosing/visits/${id}`,
          done: [`Recorded: ${mg(it.dose)} injected. Observation runs.`, otherRoute(place, it)]
            .join(" ")
            .trim(),
        })
      : done;
  },
  say: sayDosing,
});

const otherwisePage = act({
  path: "/dosing/visits/:visit/otherwise",
  device: () => "noted",
  allow: "dose",
  params,
  load: (tx, ask) => loadVisit(tx, ask.params.visit, ask.now),
  form: (data) => ({
    what: choose(
      "What happened?",
      (Object.keys(OUTCOMES) as Outcome[]).map((value) => ({ value, label: OUTCOMES[value] })),
      "Choose what happened",
    ),
    injected: optionalText("Milligrams injected", {
      hint: "As near as you can tell. Needed where only a part went in",
      sometimesNeeded: true,
      longest: 10,
    }),
    place: placeField(data),
    at: dayAndTime("When did the injection end?", "Enter when it ended, or when it was given up"),
    words: optionalText("Anything to add?", { longest: 1000 }),
  }),
  view: (data, { form, typed, errors }, { now }) =>
    visitShown(
      data,
      now,
      "What became of it",
      errors,
      <PostForm className="narrow">
        <FormFields form={form} typed={typed} errors={errors} />
        <Button>Record what became of it</Button>
      </PostForm>,
    ),
  perform: async (
    tx,
    { params: { visit: id }, now },
    { what, injected, place, at, words },
    data,
  ): Promise<Result<Moved, DosingRefusal>> => {
    const it = openOf(data);
    if (!it?.authority) return refuse({ code: "moved-since" });
    const ug =
      what === "full"
        ? it.dose
        : what === "none"
          ? 0
          : injected === "" && what !== "part"
            ? 0
            : parseMg(injected);
    if (ug === undefined || (what === "part" && (ug <= 0 || ug >= it.dose)))
      return refuse({ code: "more-than-handed-over" });
    // A time typed to the minute in which it was handed over is that of the handing over.
    const ended =
      it.takenAt &&
      Temporal.Instant.compare(at, it.takenAt) < 0 &&
      it.takenAt.epochMilliseconds - at.epochMilliseconds < 60_000
        ? it.takenAt
        : at;
    const done = await doses.recordInjection(tx, data.visit.person, it.authority, {
      what,
      injected: ug,
      endedAt: Temporal.Instant.compare(ended, now) > 0 ? now : ended,
      words: words === "" ? undefined : words,
      place: placeOf(place),
    });
    return done.ok
      ? accept({
          to: `/dosing/visits/${id}`,
          done: [
            `Recorded: ${mg(ug)} injected${ug < it.dose ? `, ${mg(it.dose - ug)} left` : ""}.`,
            otherRoute(place, it),
          ]
            .join(" ")
            .trim(),
        })
      : done;
  },
  say: (refusal) =>
    refusal.code === "more-than-handed-over"
      ? {
          field: "injected",
          words: "Enter how many milligrams went in: more than none and less than was handed over",
        }
      : refusal.code === "not-that-time"
        ? { field: "at", words: sayDosing(refusal) }
        : sayDosing(refusal),
});

/** Something was left in the syringe, and nobody has said yet how it went. Under a correction both have signed for that too. */
const leftToWaste = ({ injection, waste }: Prepared): boolean =>
  injection !== undefined && injection.left > 0 && !injection.corrected && !waste;

/** What is left in a syringe waits to be wasted, and then for a witness. */
export function LeftOver({ data }: { readonly data: VisitData }): ReactNode {
  const left = data.visit.prepared.find(leftToWaste);
  const seen = data.visit.prepared.find(({ waste }) => waste && !waste.witnessedBy);
  return (
    <>
      {left?.injection ? (
        <PostForm action={`/dosing/visits/${data.visit.id}/left-over`} className="narrow">
          <Note>
            <strong>{mg(left.injection.left)} is left.</strong> Make it irretrievable before a second person,
            and sign.
          </Note>
          <Button secondary>Wasted: sign</Button>
        </PostForm>
      ) : null}
      {seen?.waste ? (
        <Note>
          {mg(seen.waste.wasted + seen.waste.returned)} {seen.waste.returned > 0 ? "put back" : "wasted"} by{" "}
          {seen.waste.by}: waits for the person who saw it.{" "}
          {seen.waste.mine ? null : <a href={`/dosing/witness/${seen.waste.id}`}>I saw it</a>}
        </Note>
      ) : null}
    </>
  );
}

const leftOverPage = act({
  path: "/dosing/visits/:visit/left-over",
  device: () => "noted",
  allow: "dose",
  fresh: true,
  params,
  load: (tx, ask) => loadVisit(tx, ask.params.visit, ask.now),
  form: () => ({}),
  view: (data, { errors }, { now }) =>
    visitShown(data, now, "What is left", errors, <LeftOver data={data} />),
  perform: async (
    tx,
    { params: { visit: id } },
    _values,
    { visit },
  ): Promise<Result<Moved, DosingRefusal>> => {
    const left = visit.prepared.find(leftToWaste);
    if (!left?.injection) return refuse({ code: "recorded-already" });
    const reason = `${OUTCOMES[left.injection.what]}: ${mg(left.injection.injected)} injected, ${mg(left.injection.left)} left`;
    const done = await doses.wasteFrom(tx, visit.person, left.id, false, reason);
    return done.ok
      ? accept({ to: `/dosing/visits/${id}`, done: "Signed. It waits for the person who saw it." })
      : done;
  },
  say: sayDosing,
});

const witnessPage = act({
  path: "/dosing/witness/:waste",
  device: () => "noted",
  allow: "dose:check",
  fresh: true,
  params: z.object({ waste: WasteId.schema }),
  load: async (tx, ask) => {
    const found = await wasteById(tx, ask.params.waste);
    const data = found && (await loadVisit(tx, found.visit, ask.now));
    return found && data?.ok
      ? accept({ ...data.value, back: found.returned > 0 })
      : refuse({ code: "not-there" as const });
  },
  form: () => ({ mg: milligrams("How many milligrams did you see?", "Enter the milligrams that you saw") }),
  view: (data, { form, typed, errors }, { now }) =>
    visitShown(
      data,
      now,
      data.back ? "Put back unopened" : "Made irretrievable",
      errors,
      <PostForm className="narrow">
        <FormFields form={form} typed={typed} errors={errors} />
        <Button>I saw it: sign</Button>
      </PostForm>,
    ),
  perform: async (
    tx,
    { params: { waste } },
    typed,
    { visit, session },
  ): Promise<Result<Moved, DosingRefusal>> => {
    const done = await doses.witness(tx, visit.person, waste, typed.mg);
    return done.ok ? accept({ to: `/dosing/${session.id}`, done: "Signed. It is accounted for." }) : done;
  },
  say: (refusal) =>
    refusal.code === "mismatch"
      ? { field: "mg", words: "That is not what was said to be left. Nothing is signed. Look again together" }
      : sayDosing(refusal),
});

/** What became of what was handed over, and of what was left. */
export const outcomeRoutes: readonly Route[] = [injectedPage, otherwisePage, leftOverPage, witnessPage];
