import type { ReactNode } from "react";
import { clock, type Instant, longDateTime } from "../../../kernel/time.ts";
import { sayAhead } from "../../../web/device.ts";
import { mg, ml } from "./amount-rules.ts";
import { asSentence } from "./frame.tsx";
import { Mistaken } from "./mistake.page.tsx";
import { PLACES, sayOtherRoute } from "./places.ts";
import { sayLook } from "./press-words.ts";
import { ReadingsShown } from "./readings-shown.tsx";
import { type Correction, OUTCOMES, type Prepared, type Visit } from "./visit.ts";
import { STATES } from "./visit-rules.ts";

type Line = {
  readonly at: Instant;
  readonly words: ReactNode;
  readonly who: string | undefined;
  /** What stands under it, folded. */
  readonly below?: ReactNode;
};

/** Everything that happened at a visit, the newest first. What was corrected stays, struck through, with who signed and why. */
export function Happened({
  visit,
  accounts,
}: {
  readonly visit: Visit;
  /** Whether the reader may say that a press was a mistake. */
  readonly accounts: boolean;
}): ReactNode {
  const lines = [
    ...stepsAndReadings(visit, accounts),
    ...visit.prepared.flatMap(ofPart),
    ...visit.corrections.flatMap(ofCorrection),
  ].toSorted((a, b) => Temporal.Instant.compare(b.at, a.at));
  return (
    <section aria-labelledby="happened">
      <h2 id="happened" className="nhsuk-heading-m">
        What happened ({lines.length})
      </h2>
      <ul className="nhsuk-list">
        {lines.map(({ at, words, who, below }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines may share their moment and their words
          <li key={`${at.epochNanoseconds} ${i}`}>
            <time dateTime={at.toString()} title={longDateTime(at)}>
              {clock(at)}
            </time>{" "}
            {words}
            {who ? <span className="lines__who">{who}</span> : null}
            {below}
          </li>
        ))}
      </ul>
    </section>
  );
}

const stepsAndReadings = (
  { id, steps, assessments, looks, mistaken }: Visit,
  accounts: boolean,
): readonly Line[] => [
  ...steps.map((step) => ({
    at: step.at,
    words: `${STATES[step.to]}${step.code ? ` (${step.code})` : ""}${step.reason ? `: ${asSentence(step.reason)}` : ""}${step.also ? `${step.reason ? " " : ": "}${asSentence(step.also)}` : ""}`,
    who: step.staff,
  })),
  ...assessments.map((one) => ({
    at: one.at,
    words: (
      <>
        {one.sentence}
        {one.agreed
          ? ` ${one.agreed.by} agreed to the full dose: ${asSentence(one.agreed.because)}`
          : ""}{" "}
      </>
    ),
    who: one.staff,
    below: <ReadingsShown of={one} />,
  })),
  ...[...looks, ...mistaken].map((one) => ({
    at: one.at,
    words: (
      <>
        {one.mistake && !one.mistake.waits ? <s>{sayLook(one)}</s> : sayLook(one)}{" "}
        <Mistaken
          mistake={one.mistake}
          at={accounts ? `/dosing/visits/${id}/mistakes/${one.id}` : undefined}
          what={sayLook(one)}
        />
      </>
    ),
    who: one.staff,
  })),
];

const sayAdded = (added: string | undefined): string => (added ? `. Added: ${asSentence(added)}` : "");

const ofPart = (one: Prepared): readonly Line[] => [
  {
    at: one.at,
    // Whoever checks enters what they read themselves: nothing here tells them before.
    words: one.checkedBy
      ? `Prepared ${mg(one.dose)}, ${ml(one.microlitres)}, lot ${one.lot}; checked by ${one.checkedBy}`
      : "Prepared; not checked yet",
    who: one.by,
  },
  ...(one.injection
    ? [
        {
          at: one.injection.endedAt,
          words: `${OUTCOMES[one.injection.what]}: ${mg(one.injection.injected)}${one.injection.place ? `. ${PLACES[one.injection.place]}. ${sayOtherRoute(one.injection.place, one.route) ?? ""}`.trimEnd() : ""}${one.injection.corrected ? ", as corrected" : ""}${one.injection.wrongClockMs === undefined ? "" : `. Recorded on a device whose clock was ${sayAhead(one.injection.wrongClockMs)}`}${sayAdded(one.injection.added)}`,
          who: one.injection.by,
        },
      ]
    : []),
];

/** A correction that counts strikes the entry it is about; one that waits or was dropped says so, and not how much. */
function ofCorrection(one: Correction): readonly Line[] {
  if (!one.signed)
    return [
      {
        at: one.saidAt,
        words: `${one.dropped ? `A correction was said, and dropped by ${one.dropped.by}` : "A correction waits for its second signature"}: ${one.reason}`,
        who: one.by,
      },
    ];
  return [
    {
      at: one.was.endedAt,
      words: (
        <>
          <s>
            {OUTCOMES[one.was.what]}: {mg(one.was.injected)}
          </s>
          {sayAdded(one.was.added) || "."} Corrected {longDateTime(one.signed.at)}: {asSentence(one.reason)}
          {one.leftWhere ? ` ${mg(one.left)} was left: ${one.leftWhere}` : ""}
        </>
      ),
      who: `${one.by} and ${one.signed.by}`,
    },
  ];
}
