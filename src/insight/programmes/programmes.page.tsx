import { BodyText, Table } from "nhsuk-react-components";
import { accept } from "../../kernel/result.ts";
import { Title } from "../../web/layout.tsx";
import { page, type Route } from "../../web/page.ts";
import { count, counted } from "../changed/figures.ts";
import type { Programmes } from "./entrants.ts";
import { isFew } from "./keep-back.ts";
import { programmeServices, type ServiceRow } from "./store.ts";
import { UNDER } from "./words.ts";

/** Every service of the partnership with its programme page. */
export const programmesRoute = (catalogue: Programmes): Route =>
  page({
    path: "/programmes",
    allow: "insight:read",
    load: async (tx) => {
      tx.log({ what: "listed", about: "programmes", people: [], basis: "figures without names" });
      const services = await programmeServices(tx);
      return accept(services.filter(({ kind }) => catalogue.kinds.some(({ code }) => code === kind)));
    },
    view: (services) => ({ title: "Programmes", body: <Services services={services} /> }),
  });

const few = (n: number): string => (isFew(n) ? UNDER : count(n));

function Services({ services }: { readonly services: readonly ServiceRow[] }) {
  return (
    <>
      <Title>Programmes</Title>
      <BodyText>
        {counted(services.length, "service", "services")} of the partnership, sorted by kind and name: who
        entered, how long they stay and what became of them, people without names.
      </BodyText>
      <BodyText>
        The overdose prevention room is not here: people there go by a name they choose, and nobody is
        followed from it into other files. What it changes is counted of places:{" "}
        <a href="/area-series">Areas, month by month</a>, around the day on which it opened.
      </BodyText>
      <p className="nhsuk-body no-print">
        <a href="/programmes/compare">Services of one kind beside one another</a>.{" "}
        <a href="/cohorts">Saved cohorts</a>: defined once, asked again.{" "}
        <a href="/area-series">Areas, month by month</a>: litter, open use, anti-social behaviour, deaths
      </p>
      <Table responsive caption="Services" captionProps={{ size: "s" }} firstCellIsHeader>
        <Table.Head>
          <Table.Row>
            <Table.Cell>Service</Table.Cell>
            <Table.Cell>Kind</Table.Cell>
            <Table.Cell>Run by</Table.Cell>
            <Table.Cell format="numeric">Ever entered</Table.Cell>
            <Table.Cell format="numeric">There now</Table.Cell>
          </Table.Row>
        </Table.Head>
        <Table.Body>
          {services.map((one) => (
            <Table.Row key={one.code}>
              <Table.Cell>
                <a href={`/programmes/${one.code}`}>{one.name}</a>
              </Table.Cell>
              <Table.Cell>{one.kindName}</Table.Cell>
              <Table.Cell>{one.agencyName}</Table.Cell>
              <Table.Cell format="numeric">{few(one.entered)}</Table.Cell>
              <Table.Cell format="numeric">{few(one.there)}</Table.Cell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </>
  );
}
