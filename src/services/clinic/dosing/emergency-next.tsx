import type { ReactNode } from "react";
import { clock, type Instant } from "../../../kernel/time.ts";
import { numberOf, type Protocol } from "../protocol/protocol.ts";
import { type Due, nextDose, nextReadings } from "./emergency-rules.ts";
import type { Emergency, EmergencyAct } from "./emergency-store.ts";
import { Timer } from "./timer.tsx";

/** What was done and counts: not what was a mistake. */
export const counted = ({ acts }: Emergency): readonly EmergencyAct[] =>
  acts.filter(({ mistake }) => !mistake || mistake.waits);

/** `at 14:02`, or `from 14:02, at the latest 14:05`, with what is left until then. */
const When = ({ due, now }: { readonly due: Due; readonly now: Instant }): ReactNode => (
  <>
    {due.from.equals(due.by)
      ? `at ${clock(due.from)}`
      : `from ${clock(due.from)}, at the latest ${clock(due.by)}`}{" "}
    <Timer by={Temporal.Instant.compare(now, due.from) < 0 ? due.from : due.by} now={now} seconds />
  </>
);

/** What is due next in an emergency, by the protocol: readings, the next dose, and a medicine where a fit goes on. */
export function Next({
  emergency,
  protocol,
  now,
}: {
  readonly emergency: Emergency;
  readonly protocol: Protocol | undefined;
  readonly now: Instant;
}): ReactNode {
  if (!protocol) return null;
  const acts = counted(emergency);
  const again = (["naloxone", "benzodiazepine"] as const).flatMap((what) => {
    const due = nextDose(what, acts, protocol.emergencyMedicines);
    return due ? { what, due } : [];
  });
  const readings = nextReadings(emergency.beganAt, acts, {
    from: numberOf(protocol, "emergency-readings-from"),
    by: numberOf(protocol, "emergency-readings-by"),
  });
  const treatAt = emergency.beganAt.add({ minutes: numberOf(protocol, "seizure-medicine-after") });
  const isTreated = acts.some(({ what }) => what === "benzodiazepine");
  return (
    <div className="hands__next" role="status">
      {emergency.kind === "seizure" && !isTreated ? (
        <p>
          {Temporal.Instant.compare(now, treatAt) < 0 ? (
            <>
              If the fit goes on, a medicine for it <When due={{ from: treatAt, by: treatAt }} now={now} />
            </>
          ) : (
            <strong>
              It began {numberOf(protocol, "seizure-medicine-after")} minutes ago or more (
              {clock(emergency.beganAt)}). If the fit goes on, give a medicine for it now.
            </strong>
          )}
        </p>
      ) : null}
      {again.map(({ what, due }) => (
        <p key={what}>
          {what === "naloxone" ? "Next naloxone" : "Next medicine for the fit"} may be due{" "}
          <When due={due} now={now} />
        </p>
      ))}
      <p>
        Next readings due <When due={readings} now={now} />
      </p>
    </div>
  );
}
