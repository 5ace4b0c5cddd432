import { accept, refuse } from "../../../kernel/result.ts";
import { ageOn, londonDay, longDate, longDateTime, weekdayAndDate } from "../../../kernel/time.ts";
import { printedNumber } from "../../../record/person/identity.ts";
import { shownOf } from "../../../record/person/person-shown.tsx";
import { Title } from "../../../web/layout.tsx";
import { page } from "../../../web/page.ts";
import { amountInWords, amountWords } from "../../medicines/amount-rules.ts";
import { protocolOfOrder } from "../protocol/in-force.ts";
import { ClinicNotForUse } from "../protocol/not-for-use.tsx";
import { stepsOf } from "./acts-store.ts";
import { slotWords } from "./amounts.ts";
import { orderParams } from "./order.page.tsx";
import { slotsOf, totalOf } from "./order.ts";
import { loadPlanReader, OrderFacts } from "./parts.tsx";
import { orderOf } from "./store.ts";

/** A signed order to be printed: everything it says, with who it is for at the head of each sheet, amounts in figures and words. */
export const printPage = page({
  path: "/people/:person/orders/:order/print",
  allow: "person:read",
  params: orderParams,
  load: async (tx, { params }) => {
    const subject = await loadPlanReader(tx, params.person);
    if (!subject.ok) return subject;
    const order = await orderOf(tx, params.person, params.order);
    if (!order?.signedAt) return refuse({ code: "not-there" });
    tx.log({ what: "downloaded", about: "clinic order to print", people: [params.person] });
    const [standing, steps] = [await protocolOfOrder(tx, order), await stepsOf(tx, order.id)];
    return accept({ subject: subject.value, order, standing, steps });
  },
  view: ({ subject, order, standing, steps }, { now }) => {
    const { identity } = subject;
    const slots = order.slot ? [order.slot] : slotsOf(order.sessionsADay);
    const licence = steps.find((step) => step.licence !== undefined);
    return shownOf(subject, now, "medicines", {
      title: "Order to print",
      body: (
        <div className="sheet sheet--a4">
          <Title>Order for injection under supervision</Title>
          <ClinicNotForUse standing={standing} />
          <table className="sheet__table">
            <thead>
              <tr>
                <th scope="col">
                  {identity.familyName.toUpperCase()}, {identity.givenNames}, born {longDate(identity.bornOn)}{" "}
                  ({ageOn(identity.bornOn, londonDay(now))})
                  {identity.numbers
                    .filter(({ scheme }) => scheme === "nhs")
                    .map((number) => `, NHS number ${printedNumber(number)}`)}
                </th>
              </tr>
            </thead>
            <tbody>
              <tr>
                <td>
                  {["held", "changed", "ended"].includes(order.state) ? (
                    <p>
                      <strong>Not in force: {order.state}. Nothing is given by it.</strong>
                    </p>
                  ) : null}
                  <OrderFacts order={order} protocol={standing?.protocol} />
                  {slots.map((slot) => (
                    <p key={slot}>
                      {slotWords(slot)} session: <strong>{amountWords(totalOf(order.parts, slot))}</strong>,{" "}
                      {amountInWords(totalOf(order.parts, slot))}
                    </p>
                  ))}
                  <p>
                    From {weekdayAndDate(order.startsOn)} to {weekdayAndDate(order.endsOn)}. Signed by{" "}
                    {order.signedBy}, {longDateTime(order.signedAt ?? now)}
                    {licence?.licence ? `, licence ${licence.licence}` : ""}. Printed {longDateTime(now)}.
                  </p>
                  <p className="sheet__signature">
                    Signature ______________________________ Date ______________
                  </p>
                </td>
              </tr>
            </tbody>
          </table>
        </div>
      ),
    });
  },
});
