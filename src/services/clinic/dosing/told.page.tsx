import type { ReactNode } from "react";
import { accept, refuse } from "../../../kernel/result.ts";
import { clock, shortDate } from "../../../kernel/time.ts";
import { textOf } from "../../../web/form.tsx";
import { PostForm } from "../../../web/layout.tsx";
import type { Route } from "../../../web/page.ts";
import { TOLD_OF_DECISION, type ToldOfDecision, tellOfDecision, type Untold } from "./told-store.ts";
import { VisitId } from "./visit.ts";
import type { VisitData } from "./visit-data.ts";
import { visitById } from "./visit-store.ts";

/** Beside a decision other than the full dose: who was told, and while nobody was, the question. */
export function WhoWasTold({ data: { visit, told } }: { readonly data: VisitData }): ReactNode {
  const last = visit.assessments.at(-1);
  if (!last || last.decision === "clear") return null;
  const waits = !told.some(({ who }) => who !== "nobody");
  return (
    <section aria-label="Who was told">
      {told.map(({ who, at, staff }) => (
        <p key={`${who} ${at.epochNanoseconds}`}>
          {who === "nobody" ? "Nobody was told yet" : `${TOLD_OF_DECISION[who]} was told`}, {clock(at)}
          {staff ? `, ${staff}` : ""}.
        </p>
      ))}
      <PostForm action={`/dosing/visits/${visit.id}/told`} className="no-print">
        <p>{waits ? <strong>Who was told of this?</strong> : "Who else was told?"}</p>
        <div className="in-a-row">
          {(Object.keys(TOLD_OF_DECISION) as ToldOfDecision[])
            .filter((who) => !told.some((one) => one.who === who) && (waits || who !== "nobody"))
            .map((who) => (
              <button
                key={who}
                type="submit"
                name="who"
                value={who}
                className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
              >
                {TOLD_OF_DECISION[who]}
              </button>
            ))}
        </div>
      </PostForm>
    </section>
  );
}

/** On the board: those of earlier sessions of whom nobody was told. */
export function NobodyTold({ untold }: { readonly untold: readonly Untold[] }): ReactNode {
  if (untold.length === 0) return null;
  return (
    <section aria-label="Nobody was told yet">
      <h2 className="nhsuk-heading-s">Given less or nothing before, and nobody was told ({untold.length})</h2>
      <ul className="nhsuk-list">
        {untold.map(({ visit, name, day }) => (
          <li key={visit}>
            <a href={`/dosing/visits/${visit}`}>{name}</a>, {shortDate(day)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Saying who was told of a decision, in one press. */
export const toldRoute: Route = {
  path: "/dosing/visits/:visit/told",
  allow: "dose:board",
  post: async (tx, ask, typed) => {
    const id = VisitId.parse(ask.params.visit ?? "");
    const who = (Object.keys(TOLD_OF_DECISION) as ToldOfDecision[]).find((one) => one === textOf(typed.who));
    const visit = id && (await visitById(tx, id));
    if (!visit || !who) return refuse({ code: "not-there" });
    const done = await tellOfDecision(tx, visit, who);
    return done.ok
      ? accept({
          to: `/dosing/visits/${visit.id}`,
          done: who === "nobody" ? "It stays on the board until somebody was told." : "Kept.",
        })
      : refuse({ code: "not-there" });
  },
};
