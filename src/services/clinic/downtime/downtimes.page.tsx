import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { clock, longDateTime } from "../../../kernel/time.ts";
import { boxes, dayAndTime, FormFields, longText } from "../../../web/form.tsx";
import { PostButton, PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, page, type Route } from "../../../web/page.ts";
import { paperStates } from "../dosing/paper-store.ts";
import { PaperNote } from "../dosing/paper-view.tsx";
import { ownPremises } from "../dosing/session-store.ts";
import { PremisesId } from "../register/index.ts";
import { type Downtime, DowntimeId, FormSetId, type Issued } from "./downtime.ts";
import { formNumber } from "./forms-rules.ts";
import { type DowntimeRefusal, sayDowntime } from "./messages.ts";
import { declareDowntime, downtimeById, downtimesOf, endDowntime, formSetsOf } from "./store.ts";

/** `0001 to 0015, printed 29 November 2026 at 08:55 by Alex Brown` */
export const saySet = (set: Issued): string =>
  `${formNumber(set.first)} to ${formNumber(set.last)}, ${set.issuedFor === "file" ? "in the file since" : "printed"} ${longDateTime(set.issuedAt)}${set.issuedBy ? ` by ${set.issuedBy}` : ""}`;

/** Where a downtime stands, in words. */
export const sayStand = (one: Downtime): string => {
  if (!one.endedAt) return "goes on";
  if (one.finishedAt) return `finished ${longDateTime(one.finishedAt)} by ${one.finishedBy ?? "somebody"}`;
  if (one.missing > 0) return `${one.missing} numbers are not accounted for`;
  if (one.unsigned > 0) return `${one.unsigned} doses wait for a second signature`;
  return "waits to be counted by a second person";
};

const listPage = page({
  path: "/dosing/downtime",
  allow: "dose:account",
  load: async (tx) => {
    const premises = await ownPremises(tx);
    return accept({
      premises,
      states: await paperStates(
        tx,
        premises.map(({ id }) => id),
      ),
      downtimes: await downtimesOf(tx),
      sets: await formSetsOf(tx),
      declares: tx.asking.may.includes("dose"),
    });
  },
  view: ({ premises, states, downtimes, sets, declares }, { now }) => ({
    title: "Downtime",
    live: true,
    body: (
      <>
        <a className="nhsuk-back-link no-print" href="/dosing">
          Dosing
        </a>
        <Title>Downtime</Title>
        <p>
          A pack holds what a session needs on paper for eight hours: today’s list, orders, last doses,
          alerts, balances, and numbered forms. Print one at the start of each shift. Afterwards every number
          is accounted for.
        </p>
        {premises.map((place) => {
          const state = states.find((one) => one.premises === place.id);
          const printed = sets.filter((set) => set.premises === place.id && !set.downtime).slice(0, 6);
          return (
            <section key={place.id} aria-label={place.name}>
              <h2 className="nhsuk-heading-m">{place.name}</h2>
              {state ? <PaperNote state={state} now={now} linked={false} /> : null}
              <div className="no-print">
                <PostButton action={`/dosing/downtime/print/${place.id}`} className="nhsuk-button">
                  Print a pack<span className="nhsuk-u-visually-hidden">: {place.name}</span>
                </PostButton>{" "}
                {declares ? <a href={`/dosing/downtime/declare/${place.id}`}>Declare a downtime</a> : null}
              </div>
              <h3 className="nhsuk-heading-s">Forms not used yet: {printed.length} newest sets</h3>
              {printed.length === 0 ? (
                <p>None were issued. They are, when a pack is printed or made.</p>
              ) : null}
              <ul>
                {printed.map((set) => (
                  <li key={set.id}>{saySet(set)}</li>
                ))}
              </ul>
            </section>
          );
        })}
        <h2 className="nhsuk-heading-m">Downtimes: {downtimes.length}, the newest first</h2>
        {downtimes.length === 0 ? (
          <p>None was declared. Afterwards is early enough when nothing works.</p>
        ) : null}
        <ul className="lines" data-list="">
          {downtimes.map((one) => (
            <Line key={one.id} one={one} />
          ))}
        </ul>
      </>
    ),
  }),
});

const Line = ({ one }: { readonly one: Downtime }): ReactNode => (
  <li className={one.finishedAt ? "lines__line" : "lines__line lines__line--late"}>
    <span className="lines__what">
      <a href={`/dosing/downtime/${one.id}`} data-item="">
        {one.premisesName}, {longDateTime(one.beganAt)}
      </a>
      <span className="lines__who">{one.reason}</span>
    </span>
    <span className="lines__when">{sayStand(one)}</span>
    <span className="lines__act" />
  </li>
);

const declarePage = act({
  path: "/dosing/downtime/declare/:premises",
  allow: "dose",
  params: z.object({ premises: PremisesId.schema }),
  load: async (tx, { params }) => {
    const place = (await ownPremises(tx)).find(({ id }) => id === params.premises);
    if (!place) return refuse({ code: "not-there" as const });
    const sets = (await formSetsOf(tx)).filter((set) => set.premises === place.id && !set.downtime);
    return accept({ place, sets: sets.slice(0, 12) });
  },
  form: ({ sets }) => ({
    began: dayAndTime("Since when is paper used?", "Enter since when paper is used"),
    reason: longText("What does not work?", "Say what does not work", { longest: 400 }),
    sets: boxes(
      "Which forms are used?",
      sets.map((set) => ({ value: set.id as string, label: saySet(set) })),
      { hint: "Look at the numbers on the paper. Others can be added later" },
    ),
  }),
  view: ({ place }, { form, typed, errors }) => ({
    title: "Declare a downtime",
    body: (
      <>
        <a className="nhsuk-back-link no-print" href="/dosing/downtime">
          Downtime
        </a>
        <Title caption={place.name} errors={errors}>
          Declare a downtime
        </Title>
        <p>
          From then on the system hands nothing over at these premises, until the downtime is ended and each
          form for a dose is ticked off: what somebody had on paper counts for the next dose.
        </p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Declare the downtime</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _, { began, reason, sets }, { place }): Promise<Result<Moved, DowntimeRefusal>> => {
    const done = await declareDowntime(tx, place.id, {
      beganAt: began,
      reason,
      sets: sets.flatMap((one) => FormSetId.parse(one) ?? []),
    });
    return done.ok
      ? accept({ to: `/dosing/downtime/${done.value}`, done: "Declared. Doses are on paper." })
      : done;
  },
  say: (refusal) =>
    refusal.code === "not-that-time"
      ? { field: "began", words: "Enter a time that has gone by" }
      : sayDowntime(refusal),
});

const endPage = act({
  path: "/dosing/downtime/:downtime/end",
  allow: "dose",
  params: z.object({ downtime: DowntimeId.schema }),
  load: async (tx, { params }) => {
    const one = await downtimeById(tx, params.downtime);
    return one && !one.endedAt ? accept(one) : refuse({ code: "not-there" as const });
  },
  form: () => ({ ended: dayAndTime("Until when was paper used?", "Enter until when paper was used") }),
  view: (one, { form, typed, errors }) => ({
    title: "End the downtime",
    body: (
      <>
        <a className="nhsuk-back-link no-print" href={`/dosing/downtime/${one.id}`}>
          The downtime
        </a>
        <Title caption={one.premisesName} errors={errors}>
          End the downtime
        </Title>
        <p>Paper was used since {longDateTime(one.beganAt)}. Next, its forms are entered one by one.</p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>End the downtime</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _, { ended }, one): Promise<Result<Moved, DowntimeRefusal>> => {
    const done = await endDowntime(tx, one.id, ended);
    return done.ok
      ? accept({ to: `/dosing/downtime/${one.id}`, done: `Ended at ${clock(ended)}. Enter its paper now.` })
      : done;
  },
  say: (refusal) =>
    refusal.code === "not-that-time"
      ? { field: "ended", words: "Enter a time after it began, and not one to come" }
      : sayDowntime(refusal),
});

/** Downtimes of a clinic: what there is on paper, and declaring and ending them. */
export const downtimesRoutes: readonly Route[] = [listPage, declarePage, endPage];
