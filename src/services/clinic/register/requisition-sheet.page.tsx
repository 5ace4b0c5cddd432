import { BackLink, Table } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { accept, refuse } from "../../../kernel/result.ts";
import { longDate } from "../../../kernel/time.ts";
import { Title } from "../../../web/layout.tsx";
import { page } from "../../../web/page.ts";
import { CLINIC_PRODUCTS } from "../products.ts";
import { bothWords, mgWords, spelledOut } from "./quantity-rules.ts";
import { CD_FORMS, type Requisition, RequisitionId, requisitionsOf } from "./requisition-store.ts";

/** What the mandatory form asks, in its order. */
function asked(one: Requisition): readonly (readonly [string, string])[] {
  const product = CLINIC_PRODUCTS.get(one.product);
  return [
    ["Form", CD_FORMS[one.form]],
    ["Number", one.number],
    ["Name of the recipient", one.recipient],
    ["Profession or occupation", one.profession],
    ["Address", `${one.agency}, ${one.premises}, ${one.address}`],
    ["Purpose", one.purpose],
    ["Drug, form and strength", one.heading],
    ["Total quantity in figures", product ? bothWords(product, one.ordered) : mgWords(one.ordered)],
    ["Total quantity in words", spelledOut(product, one.ordered)],
    ["Supplier", one.supplier],
    ["Date", longDate(one.dated)],
  ];
}

/** Lines that are filled in by hand, on paper. */
const ByHand = ({
  caption,
  lines,
}: {
  readonly caption: string;
  readonly lines: readonly string[];
}): ReactElement => (
  <Table caption={caption} className="requisition-sheet__hand">
    <Table.Body>
      {lines.map((words) => (
        <Table.Row key={words}>
          <th scope="row">{words}</th>
          <Table.Cell />
        </Table.Row>
      ))}
    </Table.Body>
  </Table>
);

/** One requisition as it is printed and signed by hand: whoever may read the list. */
export const requisitionSheet = page({
  path: "/register/requisitions/:requisition",
  allow: "register:read",
  params: z.object({ requisition: RequisitionId.schema }),
  load: async (tx, { params: { requisition } }) => {
    const [one] = await requisitionsOf(tx, { id: requisition });
    if (!one) return refuse({ code: "not-there" as const });
    tx.log({ what: "visited", about: "register", people: [] });
    return accept(one);
  },
  view: (one) => ({
    title: `Requisition ${one.number}`,
    body: (
      <div className="requisition-sheet">
        <div className="no-print">
          <BackLink href="/register/requisitions">Back to the requisitions</BackLink>
        </div>
        <Title caption={CD_FORMS[one.form]}>Requisition for controlled drugs</Title>
        {one.closedBecause === undefined ? null : (
          <p>
            <strong>Closed: nothing more is supplied on it.</strong> {one.closedBecause}
          </p>
        )}
        <Table caption="What is asked for">
          <Table.Body>
            {asked(one).map(([words, answer]) => (
              <Table.Row key={words}>
                <th scope="row">{words}</th>
                <Table.Cell>{answer}</Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
        <p>
          Signed here by {one.orderedBy}, under their name. A supplier is given it signed by hand by the
          recipient.
        </p>
        <ByHand caption="The recipient" lines={["Signature of the recipient", "Date of signing"]} />
        <ByHand
          caption="The supplier’s endorsement"
          lines={["Name and address, or stamp", "Quantity supplied", "Date supplied", "Signature"]}
        />
        <p>The supplier endorses this and sends the original to the NHS agency that collects such forms.</p>
        <p className="no-print">Print it from your browser, on A4.</p>
      </div>
    ),
  }),
});
