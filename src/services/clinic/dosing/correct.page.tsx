import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { clock, type Instant, longDateTime } from "../../../kernel/time.ts";
import { choose, dayAndTime, FormFields, longText, optionalText } from "../../../web/form.tsx";
import { PostForm } from "../../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route, type Said } from "../../../web/page.ts";
import { mg, parseMg } from "./amount-rules.ts";
import {
  correctInjection,
  countersignCorrection,
  dropCorrection,
  visitOfCorrection,
  visitOfInjection,
} from "./correction-store.ts";
import { milligrams } from "./fields.ts";
import { asSentence, Note } from "./frame.tsx";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import {
  type Correction,
  CorrectionId,
  InjectionId,
  OUTCOMES,
  type Outcome,
  type Prepared,
} from "./visit.ts";
import { loadVisit, type VisitData } from "./visit-data.ts";
import { visitShown } from "./visit-view.tsx";

type Correcting = VisitData & {
  readonly part: Prepared & { readonly injection: NonNullable<Prepared["injection"]> };
};

/** The part whose entry counts now. Of an entry that was corrected already there is no page: the visit shows which counts. */
async function loadEntry(tx: Tx, id: InjectionId, now: Instant): Promise<Result<Correcting, NotThere>> {
  const visit = await visitOfInjection(tx, id);
  const data = visit && (await loadVisit(tx, visit, now));
  if (!data?.ok) return refuse({ code: "not-there" });
  const part = data.value.visit.prepared.find(({ injection }) => injection?.id === id);
  return part?.injection
    ? accept({ ...data.value, part: { ...part, injection: part.injection } })
    : refuse({ code: "not-there" });
}

/** How much was injected by what was chosen and typed, in micrograms; nothing where that does not go together. */
function injectedOf(what: Outcome, typed: string, dose: number): number | undefined {
  if (what === "full") return dose;
  if (what === "none" || (typed === "" && what !== "part")) return 0;
  const ug = parseMg(typed);
  if (ug === undefined || ug >= dose || (what === "part" && ug <= 0)) return undefined;
  return ug;
}

const sayCorrecting = (refusal: DosingRefusal): Said => {
  switch (refusal.code) {
    case "more-than-handed-over":
      return {
        field: "injected",
        words: "Enter how many milligrams went in: more than none and less than was handed over",
      };
    case "not-that-time":
      return { field: "at", words: sayDosing(refusal) };
    case "left-where":
      return { field: "left", words: "Say where what was left went" };
    default:
      return sayDosing(refusal);
  }
};

const correctPage = act({
  path: "/dosing/injections/:injection/correct",
  device: () => "noted",
  allow: "dose",
  fresh: true,
  params: z.object({ injection: InjectionId.schema }),
  load: (tx, { params, now }) => loadEntry(tx, params.injection, now),
  form: () => ({
    what: choose(
      "What really happened?",
      (Object.keys(OUTCOMES) as Outcome[]).map((value) => ({ value, label: OUTCOMES[value] })),
      "Choose what really happened",
    ),
    injected: optionalText("Milligrams injected", {
      hint: "Needed where only a part went in",
      sometimesNeeded: true,
      longest: 10,
    }),
    at: dayAndTime("When did the injection end?", "Enter when it ended, or when it was given up"),
    left: optionalText("Where did what was left go?", {
      hint: "Needed unless all of it was injected: how it was made irretrievable, and who saw it",
      sometimesNeeded: true,
      longest: 400,
    }),
    reason: longText("How did the wrong entry come about, and how do you know?", "Say how it came about", {
      longest: 1000,
    }),
  }),
  view: (data, { form, typed, errors }, { now }) =>
    visitShown(
      data,
      now,
      "Correct what was injected",
      errors,
      <>
        <p>
          Recorded: <strong>{sayEntry(data.part.injection)}</strong> of {mg(data.part.dose)} that was handed
          over at {data.part.takenAt ? clock(data.part.takenAt) : ""}.
        </p>
        <p>
          It stays to be seen, struck through. What you enter counts once a second person has signed the same
          on their own sign-in; until then nothing more is given to this person. The register keeps its line
          and gets a note.
        </p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Sign the correction</Button>
        </PostForm>
      </>,
    ),
  perform: async (
    tx,
    { params: { injection } },
    { what, injected, at, left, reason },
    { visit, part },
  ): Promise<Result<Moved, DosingRefusal>> => {
    const ug = injectedOf(what, injected, part.dose);
    if (ug === undefined) return refuse({ code: "more-than-handed-over" });
    const done = await correctInjection(tx, visit.person, injection, {
      what,
      injected: ug,
      endedAt: sameMinute(at, part),
      reason,
      leftWhere: left === "" ? undefined : left,
    });
    return done.ok
      ? accept({
          to: `/dosing/visits/${visit.id}`,
          done: "Signed. It counts once a second person has signed the same.",
        })
      : done;
  },
  say: sayCorrecting,
});

/** A time is typed to the minute: within the minute of the entry, or of the handing over, it is that very moment. */
function sameMinute(at: Instant, { injection, takenAt }: Correcting["part"]): Instant {
  const minute = (it: Instant): number => Math.floor(it.epochMilliseconds / 60_000);
  if (minute(at) === minute(injection.endedAt)) return injection.endedAt;
  return takenAt && minute(at) === minute(takenAt) ? takenAt : at;
}

/** `A part injected: 60 mg` */
const sayEntry = ({ what, injected }: { readonly what: Outcome; readonly injected: number }): string =>
  `${OUTCOMES[what]}: ${mg(injected)}`;

type Waiting = VisitData & { readonly correction: Correction };

async function loadWaiting(tx: Tx, id: CorrectionId, now: Instant): Promise<Result<Waiting, NotThere>> {
  const visit = await visitOfCorrection(tx, id);
  const data = visit && (await loadVisit(tx, visit, now));
  const correction = data?.ok
    ? data.value.visit.corrections.find((one) => one.id === id && !one.signed && !one.dropped)
    : undefined;
  return data?.ok && correction ? accept({ ...data.value, correction }) : refuse({ code: "not-there" });
}

const params = z.object({ correction: CorrectionId.schema });

const secondPage = act({
  path: "/dosing/corrections/:correction",
  device: () => "noted",
  allow: "dose:check",
  fresh: true,
  params,
  load: (tx, ask) => loadWaiting(tx, ask.params.correction, ask.now),
  form: () => ({
    mg: milligrams(
      "How many milligrams were injected?",
      "Enter how many milligrams were injected",
      "As you saw it, or as it is written: 0 where none was",
    ),
  }),
  view: (data, { form, typed, errors }, { now }) =>
    visitShown(
      data,
      now,
      "Sign a correction as the second",
      errors,
      <>
        <p>
          Recorded was <strong>{sayEntry(data.correction.was)}</strong>. {data.correction.by} says that this
          was wrong: {asSentence(data.correction.reason)}
        </p>
        {data.correction.leftWhere ? <p>What was left: {data.correction.leftWhere}</p> : null}
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>I find the same: sign</Button>
        </PostForm>
      </>,
    ),
  perform: async (
    tx,
    { params: { correction } },
    typed,
    { visit },
  ): Promise<Result<Moved, DosingRefusal>> => {
    const done = await countersignCorrection(tx, visit.person, correction, typed.mg);
    return done.ok
      ? accept({ to: `/dosing/visits/${visit.id}`, done: "Signed. The correction counts." })
      : done;
  },
  say: (refusal) =>
    refusal.code === "mismatch"
      ? { field: "mg", words: "That is not what was said. Nothing is signed. Look at it together" }
      : sayDosing(refusal),
});

const dropPage = act({
  path: "/dosing/corrections/:correction/drop",
  allow: "dose",
  params,
  load: (tx, ask) => loadWaiting(tx, ask.params.correction, ask.now),
  form: () => ({}),
  view: (data, { errors }, { now }) =>
    visitShown(
      data,
      now,
      "Drop the correction",
      errors,
      <PostForm>
        <p>
          What was recorded stands: <strong>{sayEntry(data.correction.was)}</strong>. That it was doubted
          stays to be seen, with your name.
        </p>
        <Button>Drop the correction</Button>
      </PostForm>,
    ),
  perform: async (
    tx,
    { params: { correction } },
    _values,
    { visit },
  ): Promise<Result<Moved, DosingRefusal>> => {
    const done = await dropCorrection(tx, visit.person, correction);
    return done.ok
      ? accept({ to: `/dosing/visits/${visit.id}`, done: "Dropped. What was recorded stands." })
      : done;
  },
  say: sayDosing,
});

/** A correction that waits for its second signature: who signs, and that nothing is given meanwhile. Says not how much, which the second enters. */
export function CorrectionWaits({ data: { visit, subject } }: { readonly data: VisitData }): ReactNode {
  const one = visit.corrections.find(({ signed, dropped }) => !signed && !dropped);
  if (!one) return null;
  const may = subject.reader.may;
  return (
    <Note>
      <strong>A correction waits for its second signature.</strong> {one.by}, {longDateTime(one.saidAt)}:{" "}
      {asSentence(one.reason)} Until then what was recorded counts, and nothing more is given.{" "}
      {!one.mine && may.includes("dose:check") ? (
        <>
          <a href={`/dosing/corrections/${one.id}`}>Sign it as the second</a>.{" "}
        </>
      ) : null}
      {may.includes("dose") ? <a href={`/dosing/corrections/${one.id}/drop`}>Drop it</a> : null}
    </Note>
  );
}

/** What was injected, and for whoever gives the way to correct it. */
export function CorrectLinks({ data: { visit, subject } }: { readonly data: VisitData }): ReactNode {
  const entries = visit.prepared.flatMap(({ injection }) => (injection ? [injection] : []));
  const waits = visit.corrections.some(({ signed, dropped }) => !signed && !dropped);
  if (waits || entries.length === 0 || !subject.reader.may.includes("dose")) return null;
  return (
    <ul className="nhsuk-list nhsuk-u-margin-top-4 no-print">
      {entries.map((entry) => (
        <li key={entry.id}>
          {sayEntry(entry)}, ended {clock(entry.endedAt)}.{" "}
          <a href={`/dosing/injections/${entry.id}/correct`}>Correct this entry</a>
        </li>
      ))}
    </ul>
  );
}

/** Correcting what was injected: said by one, signed by another. */
export const correctRoutes: readonly Route[] = [correctPage, secondPage, dropPage];
