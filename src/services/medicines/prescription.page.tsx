import { InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, londonDay, longDateTime, weekdayAndDate } from "../../kernel/time.ts";
import { type Subject, shownOf } from "../../record/person/person-shown.tsx";
import { DataTable } from "../../web/components/data-table.tsx";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page } from "../../web/page.ts";
import { OUTCOMES, REASONS } from "./collection-rules.ts";
import { type CollectionDay, daysOf } from "./collection-store.ts";
import {
  loadMedicinesReader,
  loadOpioids,
  NotForUse,
  type Opioids,
  PrescriptionFacts,
  StandingTag,
  Warnings,
} from "./medicines-parts.tsx";
import { standingOn } from "./plan-rules.ts";
import { type Prescription, PrescriptionId } from "./prescription.ts";
import { doseWords } from "./products.ts";
import { type Step, stepsOf } from "./steps-store.ts";
import { prescriptionOf } from "./store.ts";
import { wordingsOf } from "./wordings.ts";

/** The address of every page about one prescription. */
export const prescriptionParams = z.object({ person: PersonId.schema, prescription: PrescriptionId.schema });

type One = {
  readonly subject: Subject;
  readonly prescription: Prescription;
  readonly opioids: Opioids;
  readonly days: readonly CollectionDay[];
  readonly steps: readonly Step[];
};

async function load(
  tx: Tx,
  person: PersonId,
  id: PrescriptionId,
  now: Instant,
): Promise<Result<One, NotThere>> {
  const subject = await loadMedicinesReader(tx, person);
  if (!subject.ok) return subject;
  const prescription = await prescriptionOf(tx, person, id);
  if (!prescription) return refuse({ code: "not-there" });
  const [opioids, days, steps] = [
    await loadOpioids(tx, person, now),
    await daysOf(tx, id),
    await stepsOf(tx, id),
  ];
  return accept({ subject: subject.value, prescription, opioids, days, steps });
}

/** One prescription: what it says, where it stands, what became of each day of collection, everything that happened to it. */
export const prescriptionPage = page({
  path: "/people/:person/medicines/:prescription",
  allow: "person:read",
  params: prescriptionParams,
  load: (tx, { params, now }) => load(tx, params.person, params.prescription, now),
  view: (one, { now }) =>
    shownOf(one.subject, now, "medicines", {
      title: "Prescription",
      live: true,
      body: (
        <>
          <Title>{one.prescription.product.name}</Title>
          <p>
            <StandingTag prescription={one.prescription} today={londonDay(now)} />
          </p>
          <Acts one={one} now={now} />
          <Standing one={one} now={now} />
          <NotForUse prescription={one.prescription} />
          <Warnings warnings={one.opioids.warnings} />
          <PrescriptionFacts prescription={one.prescription} />
          <Days one={one} />
          <Steps steps={one.steps} />
        </>
      ),
    }),
});

function Acts({
  one: { prescription, subject },
  now,
}: {
  readonly one: One;
  readonly now: Instant;
}): ReactElement | null {
  const { may } = subject.reader;
  if (!prescription.ours || !may.includes("prescribe:draft")) return null;
  const standing = standingOn(prescription, londonDay(now));
  const signs = may.includes("prescribe");
  const isOpen = standing === "draft" || standing === "to sign";
  const goesOn = standing === "running" || standing === "signed";
  const acts: readonly (readonly [string, string, boolean])[] = [
    ["sign", "Sign", signs && standing === "to sign"],
    ["edit", "Write anew", isOpen],
    ["cancel", "Cancel", isOpen],
    ["hold", "Hold", goesOn],
    ["restart", "Restart", signs && standing === "held"],
    ["change", "Change", goesOn || standing === "held"],
    ["end", "End", signs && (goesOn || standing === "held")],
    ["print", "Print", prescription.signedAt !== undefined],
  ];
  return (
    <p className="person-acts no-print">
      {acts
        .filter(([, , offered]) => offered)
        .map(([code, words]) => (
          <a
            key={code}
            className="person-acts__one"
            href={`/people/${prescription.person}/medicines/${prescription.id}/${code}`}
          >
            {words}
          </a>
        ))}
    </p>
  );
}

function Standing({
  one: { prescription, steps },
  now,
}: {
  readonly one: One;
  readonly now: Instant;
}): ReactElement | null {
  const standing = standingOn(prescription, londonDay(now));
  if (standing === "draft" || standing === "to sign")
    return <InsetText>Nothing is given by this until a prescriber has signed it.</InsetText>;
  if (standing !== "held") return null;
  const held = steps.find(({ what }) => what === "held");
  return (
    <InsetText>
      <strong>On hold{held ? ` since ${longDateTime(held.at)}` : ""}: nothing is given.</strong>{" "}
      {held?.reason}. {prescription.teamName} decides how it goes on.
    </InsetText>
  );
}

function Days({ one: { days, prescription } }: { readonly one: One }): ReactElement | null {
  if (days.length === 0) return null;
  const { product } = prescription;
  return (
    <>
      <DataTable
        caption={`Days of collection (${days.length}), in order`}
        heads={[
          { words: "Day" },
          { words: "Taken there" },
          { words: "Taken home" },
          { words: "What happened" },
        ]}
        rows={days.map((day) => ({
          key: day.id,
          cells: [
            weekdayAndDate(day.dueOn),
            day.supervised > 0 ? doseWords(product, day.supervised) : "",
            day.home > 0 ? doseWords(product, day.home) : "",
            day.outcome ? sayOutcome(day) : "",
          ],
        }))}
      />
      {prescription.wordings.length > 0 ? (
        <>
          <h2 className="nhsuk-heading-s">Wordings</h2>
          <ul className="nhsuk-list nhsuk-list--bullet">
            {wordingsOf(prescription.wordings).map(({ code, words }) => (
              <li key={code}>{words}</li>
            ))}
          </ul>
        </>
      ) : null}
    </>
  );
}

/** What became of a day of collection, in a sentence. */
export function sayOutcome(day: CollectionDay): string {
  if (!day.outcome) return "Nothing recorded";
  const because = day.because ? `: ${REASONS[day.because].toLowerCase()}` : "";
  const given = day.given ? ` ${doseWords(day.product, day.given)}` : "";
  const when = day.givenAt ?? day.notedAt;
  const by = day.notedBy ? `, ${day.notedBy}` : "";
  const more = [
    day.concern && `Concern: ${day.concern}`,
    day.despite && `All the same: ${day.despite}`,
  ].filter(Boolean);
  return `${OUTCOMES[day.outcome]}${because}${given}${when ? ` (${longDateTime(when)}${by})` : ""}${more.map((words) => `. ${words}`).join("")}`;
}

function Steps({ steps }: { readonly steps: readonly Step[] }): ReactElement {
  return (
    <>
      <h2 className="nhsuk-heading-s">What happened to it, the newest first ({steps.length})</h2>
      <ul className="lines">
        {steps.map((step) => (
          <li key={`${step.what} ${step.at.toString()}`} className="lines__line">
            <span className="lines__what">
              {step.what.charAt(0).toUpperCase() + step.what.slice(1)}
              {step.reason ? `: ${step.reason}` : ""}
              <span className="lines__who">{step.staff ?? "By itself"}</span>
            </span>
            <span className="lines__when">{longDateTime(step.at)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
