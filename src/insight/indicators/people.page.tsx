import { BackLink, BodyText, InsetText, Table } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { shortDate } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../web/page.ts";
import { type Indicator, indicatorNamed } from "./definitions.ts";
import { addressOf } from "./indicators.page.tsx";
import { type Counted, countOf } from "./indicators.ts";
import { type Asked, basisFor } from "./load.ts";
import { compare } from "./stay.ts";
import type { TreatingKind } from "./store.ts";
import { periodWords } from "./words.ts";

/** Who these people are, from the record, which insight does not know. Those the reader may not see are left out. */
export type NamesOf = (tx: Tx, people: readonly PersonId[]) => Promise<ReadonlyMap<string, string>>;

/** People shown at once. */
const MOST = 200;

type Line = Counted & { readonly name: string };
type Loaded = {
  readonly indicator: Indicator;
  readonly asked: Asked;
  readonly lines: readonly Line[];
  readonly all: number;
};

/** The people behind one figure whom the reader may see: first those who do not count above the line. */
export const peopleRoute = (kinds: readonly TreatingKind[], namesOf: NamesOf): Route =>
  page({
    path: "/indicators/:code/people",
    allow: "insight:read",
    params: z.object({ code: z.string() }),
    load: async (tx, { params, query, now }): Promise<Result<Loaded, NotThere>> => {
      const indicator = indicatorNamed(params.code);
      if (!indicator || !tx.asking.may.includes("person:read")) return refuse({ code: "not-there" });
      const asked = await basisFor(tx, query as Record<string, string>, now, kinds, "those in sight");
      const all = countOf(indicator.code, asked.basis).toSorted(
        (a, b) => Number(a.yes) - Number(b.yes) || compare(b.day, a.day),
      );
      const some = all.slice(0, MOST);
      const names = await namesOf(tx, [...new Set(some.map(({ person }) => PersonId.schema.parse(person)))]);
      if (names.size > 0)
        tx.log({ what: "listed", about: "people behind an indicator", people: [...names.keys()] });
      const lines = some.flatMap((one) => {
        const name = names.get(one.person);
        return name === undefined ? [] : [{ ...one, name }];
      });
      return accept({ indicator, asked, lines, all: all.length });
    },
    view: (loaded, { query }) => ({
      title: `${loaded.indicator.title}: people`,
      body: <People loaded={loaded} back={addressOf("/indicators", query as Record<string, string>)} />,
    }),
  });

function People({ loaded, back }: { loaded: Loaded; back: string }): ReactElement {
  const { indicator, asked, lines, all } = loaded;
  const yes = lines.filter((one) => one.yes).length;
  return (
    <>
      <BackLink href={back}>National indicators</BackLink>
      <Title>{indicator.title}: people</Title>
      <BodyText>
        Of those whom you may see, {periodWords(asked.period)}: {yes} of {counted(lines.length, "line")} count
        above the line. Above: {indicator.numerator}. Below: {indicator.denominator}. Stays that you may not
        see are not counted here, so this is not the whole figure.
      </BodyText>
      {all > lines.length ? <BodyText>The first {MOST} are shown.</BodyText> : null}
      {lines.length === 0 ? (
        <InsetText>
          <p>Nobody. People stand here once somebody whom you may see is counted below the line.</p>
        </InsetText>
      ) : (
        <Table
          responsive
          caption={`${counted(lines.length, "line")}, those who do not count above the line first, then the newest`}
          captionProps={{ size: "s" }}
        >
          <Table.Head>
            <Table.Row>
              <Table.Cell>Who</Table.Cell>
              <Table.Cell>Day</Table.Cell>
              <Table.Cell>Above the line</Table.Cell>
            </Table.Row>
          </Table.Head>
          <Table.Body data-list>
            {lines.map((one) => (
              <Table.Row key={`${one.person} ${one.day}`}>
                <Table.Cell>
                  <a href={`/people/${one.person}`} data-item>
                    {one.name}
                  </a>
                </Table.Cell>
                <Table.Cell>{shortDate(one.day)}</Table.Cell>
                <Table.Cell>{one.yes ? "Yes" : "No"}</Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      )}
    </>
  );
}
