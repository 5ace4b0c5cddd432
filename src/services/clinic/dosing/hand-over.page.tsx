import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { clock } from "../../../kernel/time.ts";
import { fullName } from "../../../record/person/identity.ts";
import { carried, textOf } from "../../../web/form.tsx";
import { PostForm } from "../../../web/layout.tsx";
import { act, type Moved, page, type Route } from "../../../web/page.ts";
import { mg } from "./amount-rules.ts";
import * as doses from "./dose-store.ts";
import { Note } from "./frame.tsx";
import { askByKey, preparationByKey } from "./hand-over-store.ts";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import { WhereTo } from "./places-shown.tsx";
import { shortOf, unconfirmedOf } from "./session-rules.ts";
import { HandKey, VisitId } from "./visit.ts";
import { loadVisit, type VisitData } from "./visit-data.ts";
import { Amounts, visitShown } from "./visit-view.tsx";

const params = z.object({ visit: VisitId.schema });
const ready = ({ visit }: VisitData) =>
  visit.prepared.find(({ authority, checkedBy, waste }) => !authority && checkedBy && !waste);

/** One press that hands over, once: its form carries the key of the preparation, so that twice is once on any tablet. */
export function HandOverForm({ data }: { readonly data: VisitData }): ReactNode {
  const it = ready(data);
  if (!it) return null;
  const who = fullName(data.subject.identity);
  return (
    <div data-known-at={`/dosing/visits/${data.visit.id}/asked/${it.handKey}`}>
      <PostForm action={`/dosing/visits/${data.visit.id}/hand-over`}>
        <input type="hidden" name="key" value={it.handKey} />
        <Amounts it={it} />
        <WhereTo data={data} route={it.route} />
        <p>
          Prepared by {it.by}, checked by {it.checkedBy}.
        </p>
        {!it.mine ? (
          <Note>{`${it.by} prepared it, and hands it over.`}</Note>
        ) : data.jumps.length > 0 ? (
          <Note>It is handed over here once two people have said what time it is.</Note>
        ) : shortOf(data.session).length > 0 ? (
          <Note>It is handed over here once as many are on shift as the protocol asks for.</Note>
        ) : unconfirmedOf(data.session).length > 0 ? (
          <Note>
            It is handed over here once as many have confirmed that they are on shift as the protocol asks
            for.
          </Note>
        ) : (
          <Button>{`Hand over ${mg(it.dose)} to ${who}`}</Button>
        )}
      </PostForm>
    </div>
  );
}

const withItsPage = act({
  path: "/dosing/visits/:visit/hand-over",
  device: () => "clock-must-agree",
  allow: "dose",
  fresh: true,
  params,
  load: (tx, ask) => loadVisit(tx, ask.params.visit, ask.now),
  form: () => ({ key: carried((typed) => HandKey.parse(typed)) }),
  view: (data, { errors }, { now }) =>
    visitShown(data, now, "Hand over", errors, <HandOverForm data={data} />),
  perform: async (
    tx,
    { params: { visit: id } },
    { key },
    { visit },
  ): Promise<Result<Moved, DosingRefusal>> => {
    const it = visit.prepared.find(({ handKey }) => handKey === key);
    if (!key || !it) return refuse({ code: "other-body" });
    const done = await doses.takeAuthority(tx, visit.person, it.id, key);
    return done.ok
      ? accept({
          to: `/dosing/visits/${id}`,
          done: `Handed over: ${mg(it.dose)}. The register has its line.`,
        })
      : done;
  },
  say: sayDosing,
});

/**
 * Handing over reads no more than it needs: who it is for, by the key. The page is read only where it is refused, and asks once more,
 * which comes to the same.
 */
const handOverPage: Route = {
  ...withItsPage,
  knownAt: (inAddress, typed) => {
    const [visit, key] = [VisitId.parse(inAddress.visit ?? ""), HandKey.parse(textOf(typed.key))];
    return visit && key && `/dosing/visits/${visit}/asked/${key}`;
  },
  post: async (tx, ask, typed) => {
    const [visit, key] = [VisitId.parse(ask.params.visit ?? ""), HandKey.parse(textOf(typed.key))];
    const it = visit && key && !ask.wrongClock && (await preparationByKey(tx, visit, key));
    if (it) {
      const done = await doses.takeAuthority(tx, it.person, it.id, key);
      if (done.ok)
        return accept({
          to: `/dosing/visits/${visit}`,
          done: `Handed over: ${mg(it.dose)}. The register has its line.`,
        });
    }
    return withItsPage.post?.(tx, ask, typed) ?? refuse({ code: "not-there" });
  },
};

/** What became of a form that got no answer in time. Until it is known, nothing is offered again. */
const askedPage = page({
  path: "/dosing/visits/:visit/asked/:key",
  allow: "dose",
  params: z.object({ visit: VisitId.schema, key: HandKey.schema }),
  load: async (tx, ask) => {
    const data = await loadVisit(tx, ask.params.visit, ask.now);
    const it = data.ok
      ? data.value.visit.prepared.find(({ handKey }) => handKey === ask.params.key)
      : undefined;
    if (!data.ok || !it) return refuse({ code: "not-there" as const });
    return accept({ ...data.value, it, known: await askByKey(tx, ask.params.key) });
  },
  view: (data, { now }) => {
    const back = `/dosing/visits/${data.visit.id}`;
    if (data.known === "handed-over")
      return visitShown(
        data,
        now,
        "It was handed over",
        {},
        <p>
          <strong>
            {mg(data.it.dose)} was handed over at{" "}
            {data.it.takenAt ? clock(data.it.takenAt) : "the time shown below"}.
          </strong>{" "}
          Do not hand over again. <a href={back}>Go on with the visit</a>
        </p>,
      );
    if (data.known === "on-its-way")
      return visitShown(
        data,
        now,
        "Not known yet",
        {},
        <Note>
          <strong>It is not known yet whether it was handed over.</strong> Hand over nothing. This page shows
          it by itself; without scripts, <a href={`${back}/asked/${data.it.handKey}`}>ask again</a>.
        </Note>,
      );
    return visitShown(
      data,
      now,
      "It was not handed over",
      {},
      <Note>
        The form did not arrive: nothing was handed over and nothing stands in the register.{" "}
        <a href={back}>Go back to the visit</a> and press once more; it stays one handing over even if the
        first form still arrives.
      </Note>,
    );
  },
});

/** Handing over, and asking what became of a form that got no answer. */
export const handOverRoutes: readonly Route[] = [handOverPage, askedPage];
