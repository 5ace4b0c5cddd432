import { BodyText, Button, InsetText, Table } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { capital, counted } from "../../kernel/words.ts";
import { choose, FormFields, optionalPick } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Elsewhere, type Moved, type NotThere } from "../../web/page.ts";
import { fileOf, openFile } from "./actions.ts";
import { type FileLook, lookAt, mapWith, type ShownColumn } from "./columns.ts";
import { IMPORT_JOB } from "./job.ts";
import { KINDS } from "./kinds.ts";
import type { ImportRun } from "./run.ts";
import { KIND_NAMES } from "./run-messages.ts";
import { askForJob, readRun, setColumns } from "./run-store.ts";

type Looked = { readonly run: ImportRun; readonly look: FileLook | undefined };

/** The run's file, read inside the transaction that asks. */
const fileIn = (tx: Tx, run: ImportRun) => fileOf(run.id, (work) => work(tx));

async function load(tx: Tx, id: string): Promise<Result<Looked, NotThere | Elsewhere>> {
  const run = await readRun(tx, id);
  if (!run) return refuse({ code: "not-there" });
  if (run.state !== "waiting" || run.jobId)
    return refuse({ code: "elsewhere", to: `/imports/${run.id}`, done: "This file was started already." });
  tx.log({ what: "listed", about: "the beginning of a file to import", people: [], basis: "import" });
  return accept({ run, look: await lookAt(run.kind, fileIn(tx, run), run.mapText) });
}

const GO = [
  {
    value: "import",
    label: "Bring it in",
    hint: "Good rows are loaded; rows with something wrong are listed",
  },
  {
    value: "check",
    label: "Only check it",
    hint: "Everything is judged as if it were brought in, and nothing is written",
  },
] as const;

const DATES = [
  { value: "day-first", label: "Day first, like 21/11/2026" },
  { value: "month-first", label: "Month first, like 11/21/2026" },
  { value: "iso", label: "Year first, like 2026-11-21" },
] as const;

const NO_COLUMN = "No such column";

/** A field's name in the form; the file's own names never become names of ours. */
const nameOf = (field: string): string => `column-${field}`;

function formOf({ run, look }: Looked) {
  const headings = [
    ...new Set(look?.columns.map(({ heading }) => heading).filter((heading) => heading !== "")),
  ];
  const choices = headings.map((heading) => ({ value: heading, label: heading }));
  const columns = [...KINDS[run.kind].fields].map(([field, { label, accepts }]) => {
    return [
      nameOf(field),
      optionalPick(capital(label), choices, { none: NO_COLUMN, hint: capital(accepts) }),
    ] as const;
  });
  return {
    ...Object.fromEntries(columns),
    dates: choose("How are dates written?", DATES, "Choose how dates are written"),
    go: choose("What should happen?", GO, "Choose what should happen"),
  };
}

/** Which column holds what: as recognised, to be corrected, before anything is read. */
export const columnsPage = act({
  path: "/imports/:run/columns",
  allow: "import",
  params: z.object({ run: z.uuid() }),
  load: (tx, { params }) => load(tx, params.run),
  form: formOf,
  start: ({ look }) => ({
    ...Object.fromEntries([...(look?.found ?? [])].map(([field, heading]) => [nameOf(field), heading])),
    dates: look?.dates ?? "",
  }),
  view: ({ run, look }, { form, typed, errors }) => ({
    title: `Columns of ${run.fileName}`,
    body: (
      <>
        <Title caption={`${KIND_NAMES[run.kind].name} from ${run.agencyName}`} errors={errors}>
          Check the columns of {run.fileName}
        </Title>
        {look ? (
          <>
            <BodyText>
              {counted(look.columns.length, "column")}, parted by {look.delimiter}, written in {look.encoding}
              .{look.doubt ? ` The letters could also be ${look.doubt}: look at the names below.` : ""}
            </BodyText>
            <FirstRows columns={look.columns} />
            <PostForm>
              <h2 className="nhsuk-heading-m">Which column holds what</h2>
              <BodyText>As recognised. Leave “{NO_COLUMN}” where the file has none.</BodyText>
              <div className="imports__columns">
                <FormFields
                  form={only(form, (name) => name.startsWith("column-"))}
                  typed={typed}
                  errors={errors}
                />
              </div>
              <FormFields
                form={only(form, (name) => !name.startsWith("column-"))}
                typed={typed}
                errors={errors}
              />
              <Button type="submit">Start</Button>
            </PostForm>
          </>
        ) : (
          <InsetText>
            This is no table in text that can be read. Save or export it as CSV and send it again.
          </InsetText>
        )}
        <p>
          <a href="/imports/new">Send another file instead</a>
        </p>
      </>
    ),
  }),
  perform: async (
    tx,
    _ask,
    values,
    { run },
  ): Promise<Result<Moved, { code: "does-not-fit"; words: string }>> => {
    const typed: Readonly<Record<string, unknown>> = values;
    const columns = Object.fromEntries(
      [...KINDS[run.kind].fields.keys()].map((field) => {
        const heading = typed[nameOf(field)];
        return [field, typeof heading === "string" && heading !== "" ? heading : null];
      }),
    );
    const map = mapWith(run.mapText, { columns, dates: String(typed.dates) });
    const opened = await openFile(run.kind, fileIn(tx, run), map);
    if (!opened.ok) return refuse({ code: "does-not-fit", words: opened.refusal.sentences.join(" ") });
    await opened.value.table.close();
    await setColumns(tx, run.id, map, typed.go === "check");
    // Two presses at one moment: the later finds it asked for, and leads to the same page.
    if (await askForJob(tx, run.id, IMPORT_JOB))
      tx.log({ what: "changed", about: `import of ${run.kind} asked for`, people: [], basis: "import" });
    return accept({ to: `/imports/${run.id}`, done: "The file is being read." });
  },
  say: ({ words }) => words,
});

const only = <F extends object>(form: F, keep: (name: string) => boolean): F =>
  Object.fromEntries(Object.entries(form).filter(([name]) => keep(name))) as F;

function FirstRows({ columns }: { columns: readonly ShownColumn[] }): ReactNode {
  return (
    <div className="nhsuk-scroll">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without it the region cannot be scrolled by keyboard where scripts are off. */}
      <section className="nhsuk-scroll__content" aria-label="The first rows of the file" tabIndex={0}>
        <Table caption="The first rows of the file" captionProps={{ size: "s" }}>
          <Table.Head>
            <Table.Row>
              {columns.map(({ heading }, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one heading; their places never move
                <Table.Cell key={i}>{heading || "(no heading)"}</Table.Cell>
              ))}
            </Table.Row>
          </Table.Head>
          <Table.Body>
            {(columns[0]?.values ?? []).map((_value, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no names; their places never move
              <Table.Row key={row}>
                {columns.map(({ values }, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above
                  <Table.Cell key={i}>{values[row]}</Table.Cell>
                ))}
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      </section>
    </div>
  );
}
