import { BodyText, Button, Table } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay } from "../../kernel/time.ts";
import { type Form, FormFields, longText, type Typed } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route } from "../../web/page.ts";
import type { Catalogue } from "../changed/catalogue.ts";
import { EVENT_COLUMNS, PEOPLE_COLUMNS } from "./columns.ts";
import { type DefineRefusal, defineCohort, moved, numberIn, sayDefine } from "./define.ts";
import { type SavedVersion, versionsOf } from "./store.ts";

type CodeLoaded = { readonly before: SavedVersion | undefined };

/** The design as code, new or as another version: the same that the command line reads, as far as the record can answer it. */
export const codePage = (catalogue: Catalogue): Route =>
  act({
    path: "/cohorts/code",
    allow: "insight:read",
    load: async (tx, { query }): Promise<Result<CodeLoaded, NotThere>> => {
      if (query.cohort === undefined) return accept({ before: undefined });
      const [before] = await versionsOf(tx, numberIn(query.cohort));
      return before ? accept({ before }) : refuse({ code: "not-there" });
    },
    form: ({ before }): Form => ({
      design: longText("The design (YAML)", "Write the design", { longest: 20_000 }),
      ...(before
        ? { why: longText("What is changed, and why?", "Say what is changed and why", { longest: 1000 }) }
        : {}),
    }),
    start: ({ before }): Typed => (before ? { design: before.design } : {}),
    view: ({ before }, { form, typed, errors }) => ({
      title: before ? `Change cohort ${before.number} as code` : "Write the design as code",
      body: (
        <>
          <Title
            errors={errors}
            caption={before ? `Cohort ${before.number}, version ${before.version}` : "Define a cohort"}
          >
            {before ? before.title : "Write the design as code"}
          </Title>
          <BodyText>
            The same design that <code>./throughcare evaluate FILE --design DESIGN</code> reads
            (docs/methods/evaluate-a-file.md), with the columns of the record. What the record cannot answer
            is said by its field.
          </BodyText>
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button type="submit">
              {before ? `Save as version ${before.version + 1}` : "Save the cohort"}
            </Button>
          </PostForm>
          <Columns caption="Columns of people, one row each by their first stay" of={PEOPLE_COLUMNS} />
          <Columns caption="Columns of events, one row each" of={EVENT_COLUMNS} />
        </>
      ),
    }),
    perform: async (tx, { now }, values, { before }): Promise<Result<Moved, DefineRefusal>> => {
      const { design = "", why = "" } = values as Readonly<Record<string, string>>;
      const after = before && { number: before.number, version: before.version };
      return moved(
        await defineCohort(
          tx,
          `${design.replaceAll("\r\n", "\n")}\n`,
          { today: londonDay(now), after, why },
          catalogue,
        ),
      );
    },
    say: (refusal) => {
      const said = sayDefine(refusal);
      return { field: "design", words: typeof said === "string" ? said : said.words };
    },
  });

function Columns({
  caption,
  of,
}: {
  readonly caption: string;
  readonly of: Readonly<Record<string, string>>;
}): ReactElement {
  return (
    <Table responsive caption={caption} captionProps={{ size: "s" }} firstCellIsHeader>
      <Table.Head>
        <Table.Row>
          <Table.Cell>Column</Table.Cell>
          <Table.Cell>What it holds</Table.Cell>
        </Table.Row>
      </Table.Head>
      <Table.Body>
        {Object.entries(of).map(([name, words]) => (
          <Table.Row key={name}>
            <Table.Cell>{name}</Table.Cell>
            <Table.Cell>{words}</Table.Cell>
          </Table.Row>
        ))}
      </Table.Body>
    </Table>
  );
}
