import type { ReactNode } from "react";
import { accept, refuse } from "../../../kernel/result.ts";
import type { Instant } from "../../../kernel/time.ts";
import { PostButton } from "../../../web/layout.tsx";
import type { Route } from "../../../web/page.ts";
import * as acts from "./acts-store.ts";
import { sayDosing } from "./messages.ts";
import { watchedUntil } from "./observation-rules.ts";
import type { Thresholds } from "./thresholds.ts";
import { Timer } from "./timer.tsx";
import { VisitId } from "./visit.ts";
import type { VisitData } from "./visit-data.ts";
import { isOver, type VisitState } from "./visit-rules.ts";
import { visitById } from "./visit-store.ts";

type Watched = {
  readonly watcher: string | undefined;
  readonly state: VisitState;
  readonly ended: Instant | undefined;
  readonly now: Instant;
  readonly thresholds: Thresholds;
};

/** Who watches somebody after a dose, and how long without a break: on the card, the wall and the visit. */
export function WatchedBy({ watcher, state, ended, now, thresholds }: Watched): ReactNode {
  if (!watcher || isOver(state) || state === "fit-to-leave" || state === "left-early") return null;
  const until = watchedUntil(ended, now, thresholds);
  return (
    <p className="dose-card__watch">
      {until ? (
        <>
          <strong>{watcher} watches without a break</strong>, which ends{" "}
          <Timer by={until} now={now} seconds />
        </>
      ) : (
        <>Watched by {watcher}</>
      )}
    </p>
  );
}

/** The same on the page of a visit, with the press by which another nurse takes it over. */
export function Watch({
  data,
  ended,
  now,
}: {
  readonly data: VisitData;
  readonly ended: Instant | undefined;
  readonly now: Instant;
}): ReactNode {
  const { visit, thresholds, duty } = data;
  return (
    <>
      <WatchedBy
        watcher={visit.watcher?.name}
        state={visit.state}
        ended={ended}
        now={now}
        thresholds={thresholds}
      />
      {visit.watcher && !visit.watcher.mine && duty === "nurse" ? (
        <PostButton
          action={`/dosing/visits/${visit.id}/watch`}
          className="nhsuk-button nhsuk-button--secondary nhsuk-button--small no-print"
        >
          I watch them from now on
        </PostButton>
      ) : null}
    </>
  );
}

/** Another nurse of the shift takes somebody over. */
export const watchPress: Route = {
  path: "/dosing/visits/:visit/watch",
  allow: "dose",
  post: async (tx, ask) => {
    const id = VisitId.parse(ask.params.visit ?? "");
    const visit = id && (await visitById(tx, id));
    if (!visit) return refuse({ code: "not-there" });
    const to = `/dosing/visits/${visit.id}`;
    const done = await acts.takeOverWatch(tx, visit);
    return done.ok
      ? accept({ to, done: "You watch them from now on." })
      : refuse({ code: "elsewhere", to, done: sayDosing(done.refusal) });
  },
};
