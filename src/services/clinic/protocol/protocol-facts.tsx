import type { ReactElement } from "react";
import { longDate } from "../../../kernel/time.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import { RESCUE_ROUTES, type RescueMedicine, rescueKey } from "./emergency-medicines.ts";
import { GROUPS, type Kept, MARKS } from "./keys.ts";
import { type Eligibility, type GapRow, type Protocol, printOf, type Schedule } from "./protocol.ts";

/** Every number of a protocol with its unit, mark and source; the table of gaps; schedules. */
export function ProtocolFacts({ protocol }: { readonly protocol: Protocol }): ReactElement {
  return (
    <>
      <p>
        {protocol.substance}, dated {longDate(Temporal.PlainDate.from(protocol.dated))}, to be looked at by{" "}
        {longDate(Temporal.PlainDate.from(protocol.checkBy))}. Print{" "}
        <code>{printOf(protocol).slice(0, 16)}</code>…
      </p>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {Object.entries(MARKS).map(([mark, words]) => (
          <li key={mark}>
            <strong>{mark}</strong> {words}
          </li>
        ))}
      </ul>
      {Object.entries(GROUPS).map(([group, keys]) => (
        <DataTable
          key={group}
          caption={group}
          heads={[{ words: "What" }, { words: "How much" }, { words: "Mark" }, { words: "Source" }]}
          rows={Object.entries<Kept>(keys).map(([key, { words, unit }]) => {
            const found = protocol.parameters[key];
            return {
              key,
              cells: [words, `${found?.value ?? "missing"} ${unit}`, found?.mark, found?.source],
            };
          })}
        />
      ))}
      <EmergencyMedicines medicines={protocol.emergencyMedicines} />
      <Gaps gaps={protocol.gaps} />
      {protocol.schedules.map((one) => (
        <ScheduleTable key={one.code} schedule={one} />
      ))}
      {protocol.eligibility ? <Checklist of={protocol.eligibility} /> : null}
    </>
  );
}

const EmergencyMedicines = ({
  medicines,
}: {
  readonly medicines: readonly RescueMedicine[];
}): ReactElement => (
  <DataTable
    caption="Medicines of an emergency, in the order of their buttons"
    heads={[{ words: "What" }, { words: "Again after" }, { words: "Mark" }, { words: "Source" }]}
    rows={medicines.map((one) => ({
      key: rescueKey(one),
      cells: [
        `${one.drug} ${one.milligrams} mg ${RESCUE_ROUTES[one.route]}`,
        one.againFrom === null ? "not said" : `${one.againFrom} to ${one.againBy} minutes`,
        one.mark,
        one.source,
      ],
    }))}
  />
);

const gapWords = (row: GapRow["confirmed"]): string =>
  row.beginAnew
    ? "new induction"
    : [
        `at most ${row.percent}%`,
        row.observeLonger && "observed longer",
        row.halves && "in two halves",
        row.prescriberFirst ? "a doctor sees them first" : row.tellPrescriber && "a doctor is told",
      ]
        .filter(Boolean)
        .join("; ");

const Gaps = ({ gaps }: { readonly gaps: readonly GapRow[] }): ReactElement => (
  <DataTable
    caption="Since the last injection that was seen (proposed as a whole; in titration read lower)"
    heads={[{ words: "Time" }, { words: "Overnight methadone confirmed" }, { words: "Not confirmed" }]}
    rows={gaps.map(({ words, confirmed, otherwise }) => ({
      key: words,
      cells: [words, gapWords(confirmed), gapWords(otherwise)],
    }))}
  />
);

/** The clinic's own checklist, so that whoever signs has read it. */
const Checklist = ({ of }: { readonly of: Eligibility }): ReactElement => (
  <DataTable
    caption={`Eligibility: ${of.name}${of.cautions ? "" : "; the cautions are those that come with the program"}`}
    heads={[{ words: "Criterion or caution" }, { words: "Source" }]}
    rows={[
      ...of.criteria.map((one) => ({ key: one.code, cells: [one.words, one.mark] })),
      ...(of.cautions ?? []).map((one) => ({ key: one.code, cells: [`Caution: ${one.words}`, one.mark] })),
    ]}
  />
);

const ScheduleTable = ({ schedule }: { readonly schedule: Schedule }): ReactElement => (
  <DataTable
    caption={`Schedule ${schedule.name} (${schedule.mark}: ${schedule.source}); then ${schedule.maintenance} mg a dose; a top-up after ${schedule.topUpAfterMinutes} minutes`}
    heads={[{ words: "Day" }, { words: "Doses in order" }]}
    rows={schedule.days.map((doses, i) => ({
      key: `${schedule.code} ${i + 1}`,
      cells: [
        `Day ${i + 1}`,
        doses.map(({ dose, topUp }) => `${dose} mg${topUp ? ` + ${topUp} mg` : ""}`).join("; "),
      ],
    }))}
  />
);
