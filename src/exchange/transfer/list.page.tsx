import { InsetText } from "nhsuk-react-components";
import type { ReactElement, ReactNode } from "react";
import { accept } from "../../kernel/result.ts";
import { type Instant, longDateTime } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { Title } from "../../web/layout.tsx";
import { page, type Route } from "../../web/page.ts";
import { sayIn, sayOut } from "./messages.ts";
import { type TransferIn, type TransferOut, transfersIn, transfersOut } from "./store.ts";

/** Every transfer that the reader's post has to do with: of its own agency, or of all for whoever keeps watch. */
export const listPage: Route = page({
  path: "/transfers",
  allow: "work",
  load: async (tx) => {
    const [out, received] = [await transfersOut(tx), await transfersIn(tx)];
    const people = [
      ...out.map((each) => each.person_id),
      ...received.flatMap((each) => each.person_id ?? []),
    ];
    tx.log(
      people.length > 0
        ? { what: "listed", about: "transfers between partnerships", people }
        : { what: "visited", about: "transfers between partnerships", people: [] },
    );
    const { may } = tx.asking;
    return accept({
      out,
      received,
      mayBring: may.includes("person:register") || may.includes("access-log:read"),
    });
  },
  view: ({ out, received, mayBring }, { now }) => ({
    title: "Transfers",
    live: true,
    body: (
      <>
        <Title>Transfers between partnerships</Title>
        <p>
          A person who moves to another area is handed over by a sealed bundle. Their service here stays
          responsible until the other says that they have arrived.
        </p>
        {mayBring ? (
          <p className="person-acts no-print">
            <a className="person-acts__one" href="/transfers/bring-in">
              Bring in a file
            </a>
          </p>
        ) : null}
        <h2 className="nhsuk-heading-m">To us</h2>
        {received.length === 0 ? (
          <InsetText>Nobody is moving here. Bundles that come are listed here, the newest first.</InsetText>
        ) : (
          <Table
            caption={`${counted(received.length, "transfer")}, the newest first`}
            heads={["Received", "From", "To", "Stands"]}
          >
            {received.map((each) => (
              <In key={each.id} it={each} now={now} />
            ))}
          </Table>
        )}
        <h2 className="nhsuk-heading-m">From us</h2>
        {out.length === 0 ? (
          <InsetText>Nobody is moving away. Begin from the person’s page: “Move to another area”.</InsetText>
        ) : (
          <Table
            caption={`${counted(out.length, "transfer")}, the newest first`}
            heads={["Prepared", "Who", "From", "To", "Stands"]}
          >
            {out.map((each) => (
              <Out key={each.id} it={each} now={now} />
            ))}
          </Table>
        )}
      </>
    ),
  }),
});

function Table(props: { caption: string; heads: readonly string[]; children: ReactNode }): ReactElement {
  return (
    <table className="nhsuk-table rows-as-cards" data-list>
      <caption className="nhsuk-table__caption">{props.caption}</caption>
      <thead>
        <tr>
          {props.heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{props.children}</tbody>
    </table>
  );
}

function In({ it, now }: { it: TransferIn; now: Instant }): ReactElement {
  const late = it.state === "received" && Temporal.Instant.compare(it.expires_at, now) < 0;
  return (
    <tr>
      <td data-label="Received">
        <a href={`/transfers/in/${it.id}`} data-item>
          {longDateTime(it.received_at)}
        </a>
      </td>
      <td data-label="From">{it.partner}</td>
      <td data-label="To">{it.service}</td>
      <td data-label="Stands">{late ? "Too old to be taken in" : sayIn(it)}</td>
    </tr>
  );
}

function Out({ it, now }: { it: TransferOut; now: Instant }): ReactElement {
  const late = !it.ended_at && it.sent_at && Temporal.Instant.compare(it.due_at, now) < 0;
  return (
    <tr>
      <td data-label="Prepared">
        <a href={`/transfers/out/${it.id}`} data-item>
          {longDateTime(it.prepared_at)}
        </a>
      </td>
      <td data-label="Who">
        {it.initials}, …{it.person_id.slice(-6)}
      </td>
      <td data-label="From">{it.agency}</td>
      <td data-label="To">
        {it.service_name}, {it.partner}
      </td>
      <td data-label="Stands">{late ? `${sayOut(it)}; word is late` : sayOut(it)}</td>
    </tr>
  );
}
