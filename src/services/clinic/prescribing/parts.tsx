import { InsetText, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import {
  clock,
  type Instant,
  type LocalDate,
  londonDay,
  longDateTime,
  shortDate,
} from "../../../kernel/time.ts";
import { counted } from "../../../kernel/words.ts";
import { loadSubject, loadToRead, type Subject } from "../../../record/person/person-shown.tsx";
import { DataTable } from "../../../web/components/data-table.tsx";
import type { NotThere } from "../../../web/page.ts";
import { amountWords } from "../../medicines/amount-rules.ts";
import { drugName, Fact, readsMedicines } from "../../medicines/medicines-parts.tsx";
import { type ObservedDose, WAYS } from "../../medicines/observed-store.ts";
import { drugWords } from "../../medicines/products.ts";
import { CLINIC_PRODUCTS } from "../products.ts";
import type { Protocol } from "../protocol/protocol.ts";
import { productWords, sessionWords, slotWords } from "./amounts.ts";
import { type Order, slotsOf, totalOf } from "./order.ts";
import { STEADY } from "./order-rules.ts";
import { type RiseStop, STOPS_RISES } from "./rise-rules.ts";

/** The person a page of the clinic's plan is about, to read. Not there for a role whose work does not need medicines. */
export const loadPlanReader = async (tx: Tx, person: PersonId): Promise<Result<Subject, NotThere>> =>
  readsMedicines(tx.asking.role) ? loadToRead(tx, person, "medicines") : refuse({ code: "not-there" });

/** The person an act on the clinic's plan is about: of a clinic alone. */
export async function loadPlanSubject(tx: Tx, person: PersonId): Promise<Result<Subject, NotThere>> {
  if (tx.asking.agency_kind !== "clinic" || !readsMedicines(tx.asking.role))
    return refuse({ code: "not-there" });
  const subject = await loadSubject(tx, person, "medicines");
  return subject.ok ? accept(subject.value) : subject;
}

/** The words of a rule of titration. */
export function ruleWords(rule: string, protocol: Protocol | undefined): string {
  if (rule === STEADY) return "Steady: nothing is raised";
  if (rule === "label-twice-daily") return "The label, two sessions a day: each dose from the one before";
  if (rule === "label-multi-daily") return "The label, three sessions a day: each dose from the day before";
  return protocol?.schedules.find(({ code }) => code === rule)?.name ?? rule;
}

const DAYS = 7;

/** The last seven days of each opioid that somebody was really seen to take, one drug beside the other and never turned into each other. */
export function LastSevenDays({
  doses,
  now,
}: {
  readonly doses: readonly ObservedDose[];
  readonly now: Instant;
}): ReactElement {
  const days = Array.from({ length: DAYS }, (_, i) => londonDay(now).subtract({ days: i }));
  const seen = doses.filter(
    ({ withdrawnBecause, givenAt }) =>
      withdrawnBecause === undefined && days.some((day) => day.equals(londonDay(givenAt))),
  );
  const kinds = [...new Set(seen.map(({ drug, way }) => `${drug} ${way}`))];
  const cell = (kind: string, day: LocalDate): string => {
    const ofDay = seen
      .filter(({ drug, way, givenAt }) => `${drug} ${way}` === kind && londonDay(givenAt).equals(day))
      .toReversed();
    if (ofDay.length === 0) return "none seen";
    const sum = ofDay.reduce((total, { micrograms }) => total + micrograms, 0);
    return `${amountWords(sum)}: ${ofDay.map(({ givenAt, micrograms }) => `${clock(givenAt)} ${amountWords(micrograms)}`).join(", ")}`;
  };
  return (
    <>
      <h2 className="nhsuk-heading-s">Seen taken in the last seven days</h2>
      {kinds.length === 0 ? (
        <InsetText>
          No opioid was seen taken in the last seven days that your agency may know of. That is no proof that
          none was taken.
        </InsetText>
      ) : (
        <DataTable
          caption="Each opioid by itself, newest day first. No dose of one is worked out from another."
          heads={[
            { words: "Day" },
            ...kinds.map((kind) => {
              const [drug = "", way = "mouth"] = kind.split(" ");
              return {
                words: `${drugName(drug)}, ${(WAYS[way as keyof typeof WAYS] ?? way).toLowerCase()}`,
              };
            }),
          ]}
          rows={days.map((day) => ({
            key: day.toString(),
            cells: [shortDate(day), ...kinds.map((kind) => cell(kind, day))],
          }))}
        />
      )}
    </>
  );
}

/** Says that nothing is raised until a doctor has reviewed what happened. */
export function RiseStopped({
  stop,
  person,
  reviews,
}: {
  readonly stop: RiseStop | undefined;
  readonly person: PersonId;
  readonly reviews: boolean;
}): ReactElement | null {
  if (!stop) return null;
  return (
    <WarningCallout>
      <WarningCallout.Heading headingLevel="h2">Nothing is raised</WarningCallout.Heading>
      <p>
        {STOPS_RISES[stop.because]} on {longDateTime(stop.happenedAt)}, and no licensed doctor has reviewed it
        since. {reviews ? <a href={`/people/${person}/reviews/new`}>Record your review</a> : null}
      </p>
    </WarningCallout>
  );
}

/** What an order says, in the order in which it is read aloud. */
export function OrderFacts({
  order,
  protocol,
}: {
  readonly order: Order;
  readonly protocol: Protocol | undefined;
}): ReactElement {
  const [first] = order.parts;
  const product = first && CLINIC_PRODUCTS.get(first.product);
  const slots = order.slot ? [order.slot] : slotsOf(order.sessionsADay);
  return (
    <dl className="facts">
      <Fact name="Medicine">{product ? productWords(product) : drugWords(order.drugClass)}</Fact>
      {slots.map((slot) => (
        <Fact key={slot} name={slotWords(slot)}>
          <strong>{amountWords(totalOf(order.parts, slot))}</strong> ({sessionWords(order.parts, slot)})
        </Fact>
      ))}
      {order.kind === "standing" ? (
        <Fact name="Altogether">
          <strong>{amountWords(totalOf(order.parts))}</strong> a day, {counted(order.sessionsADay, "session")}{" "}
          a day, seven days a week
        </Fact>
      ) : null}
      <Fact name="Days">
        {shortDate(order.startsOn)}
        {order.kind === "standing"
          ? ` to ${shortDate(order.endsOn)}`
          : `, this session alone${order.withinRangeOf ? ", reduced by a nurse within the doctor’s range" : ""}`}
      </Fact>
      <Fact name="Most in one injection">{amountWords(order.mostSingle)}</Fact>
      <Fact name="Most in a day">{amountWords(order.mostDaily)}</Fact>
      <Fact name="A nurse may reduce">
        {order.rangeLeast
          ? `a session to ${amountWords(order.rangeLeast)}, no further`
          : "nothing without asking"}
      </Fact>
      <Fact name="Rule of titration">{ruleWords(order.rule, protocol)}</Fact>
      <Fact name="For an overdose">{order.naloxone}</Fact>
      <Fact name="Given at">{order.premisesName}</Fact>
      <Fact name="Ordered by">
        {order.agency}
        {order.signedBy && order.signedAt
          ? `, signed by ${order.signedBy}, ${longDateTime(order.signedAt)}`
          : `, not signed; written by ${order.writtenBy ?? "a colleague"}, ${longDateTime(order.writtenAt)}`}
      </Fact>
      <Fact name="Protocol">
        {protocol?.name ?? order.protocol}, version {order.protocolVersion}
      </Fact>
      {order.reason ? <Fact name="Reason">{order.reason}</Fact> : null}
    </dl>
  );
}
