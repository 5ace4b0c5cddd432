import { BackLink, Button, InsetText } from "nhsuk-react-components";
import { accept, type Result } from "../../../kernel/result.ts";
import { type LocalDate, londonDay, longDate, today } from "../../../kernel/time.ts";
import { counted } from "../../../kernel/words.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import { carried, choose, day, FormFields, longText, optionalText, pick } from "../../../web/form.tsx";
import { InsideOnly, insideCsv } from "../../../web/inside.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, page, type Route, type Said } from "../../../web/page.ts";
import { followUpRoutes } from "./follow-up.page.tsx";
import { reportsOf } from "./follow-up-store.ts";
import { doneWords, Each, reportedCells, SentOn } from "./follow-ups.tsx";
import {
  INCIDENT_KINDS,
  type Incident,
  type IncidentKind,
  incidentsOf,
  noteIncident,
} from "./incident-store.ts";
import { LineKey, PremisesId } from "./line.ts";
import { chosenQuarter, quarterAddress, quarterQuery } from "./quarter-asked.ts";
import { QuarterLinks } from "./quarter-links.tsx";
import { premisesOfAgency } from "./store.ts";

/** How many of each kind, near misses apart. */
const byKind = (all: readonly Incident[]) =>
  (Object.keys(INCIDENT_KINDS) as IncidentKind[]).map((kind) => {
    const of = all.filter((one) => one.kind === kind);
    const near = of.filter(({ nearMiss }) => nearMiss).length;
    return { kind, happened: of.length - near, near };
  });

const reportPage = page({
  path: "/register/incidents",
  allow: "register:read",
  query: quarterQuery,
  load: async (tx, ask) => {
    const quarter = chosenQuarter(ask.query);
    tx.log({ what: "visited", about: "register", people: [] });
    return accept({
      quarter,
      ...(await incidentsOf(tx, quarter)),
      sent: await reportsOf(tx, quarter),
      reports: tx.asking.may.includes("register:report"),
    });
  },
  view: ({ quarter, happened, notedLater, sent, reports }) => ({
    title: "Incidents",
    body: (
      <>
        <BackLink href="/register">Back to the register</BackLink>
        <Title caption="Quarterly occurrence report">
          {`${longDate(quarter.from)} to ${longDate(quarter.to)}`}
        </Title>
        <p className="person-acts no-print">
          <a className="person-acts__one" href="/register/incidents/new">
            Write an incident down
          </a>
          <a className="person-acts__one" href={`/register/incidents.csv?${quarterAddress(quarter)}`}>
            Take it out as CSV
          </a>
          <QuarterLinks quarter={quarter} />
          {reports ? (
            <a
              className="person-acts__one"
              href={`/register/incidents/quarters/${quarter.year}/${quarter.number}/reported`}
            >
              This quarter was reported
            </a>
          ) : null}
        </p>
        <SentOn sent={sent} isOver={isAfter(today(), quarter.to)} />
        <InsideOnly kept="not" />
        <DataTable
          caption={`${counted(happened.length, "incident")}, schedules 2 to 5, near misses apart`}
          heads={[
            { words: "Kind" },
            { words: "Happened", numeric: true },
            { words: "Near misses", numeric: true },
          ]}
          rows={byKind(happened).map(({ kind, happened, near }) => ({
            key: kind,
            cells: [INCIDENT_KINDS[kind], String(happened), String(near)],
          }))}
        />
        {happened.length === 0 ? (
          <InsetText>
            Nothing happened in this quarter
            {notedLater.length > 0
              ? ", and what was noted in it is reported below."
              : ". A quarter without anything is reported too: nothing to report is a report."}
          </InsetText>
        ) : (
          <Each caption="Each, by day" of={happened} sent={sent} reports={reports} />
        )}
        {notedLater.length > 0 ? (
          <>
            <Each
              caption="Of before this quarter, noted in it"
              of={notedLater}
              sent={sent}
              reports={reports}
            />
            <p>
              They are not among the numbers above. The report of the quarter in which they happened may have
              gone out without them: report them with this one.
            </p>
          </>
        ) : null}
      </>
    ),
  }),
});

const csvPage = page({
  path: "/register/incidents.csv",
  allow: "register:read",
  query: quarterQuery,
  load: async (tx, ask) => {
    const quarter = chosenQuarter(ask.query);
    tx.log({ what: "downloaded", about: "register", people: [] });
    return accept({ quarter, ...(await incidentsOf(tx, quarter)), sent: await reportsOf(tx, quarter) });
  },
  view: ({ quarter, happened, notedLater, sent }) => ({
    type: "text/csv; charset=utf-8",
    fileName: `controlled-drug-occurrences-${quarter.year}-q${quarter.number}.csv`,
    body: insideCsv("not", [
      [
        "day",
        "kind",
        "near miss",
        "schedule",
        "premises",
        "what happened",
        "what was done",
        "reported to",
        "reported on",
        "noted by",
        "noted on",
        "of an earlier quarter",
      ],
      ...[...happened, ...notedLater].map((one) => [
        one.happenedOn.toString(),
        INCIDENT_KINDS[one.kind],
        one.nearMiss ? "yes" : "no",
        String(one.schedule),
        one.premises ?? "",
        one.words,
        doneWords(one),
        ...reportedCells(one, sent),
        one.notedBy ?? "the program",
        londonDay(one.notedAt).toString(),
        notedLater.includes(one) ? "yes" : "no",
      ]),
    ]),
  }),
});

const newPage = act({
  path: "/register/incidents/new",
  allow: "register:read",
  load: async (tx) => accept(await premisesOfAgency(tx)),
  form: (premises) => ({
    premises: pick(
      "At which premises?",
      premises.map(({ id, name }) => ({ value: id as string, label: name })),
      "Choose the premises",
    ),
    kind: pick(
      "What kind?",
      (Object.keys(INCIDENT_KINDS) as IncidentKind[]).map((value) => ({
        value,
        label: INCIDENT_KINDS[value],
      })),
      "Choose the kind",
    ),
    schedule: choose(
      "Which schedule?",
      (["2", "3", "4", "5"] as const).map((value) => ({ value, label: value })),
      "Choose the schedule",
    ),
    near: choose(
      "Did it have an effect?",
      [
        { value: "yes", label: "Yes" },
        { value: "no", label: "No, it was noticed before: a near miss" },
      ],
      "Choose whether it had an effect",
    ),
    on: day("On which day?", "Enter the day"),
    words: longText("What happened?", "Say what happened", {
      hint: "Without the name of anybody in treatment",
    }),
    done: optionalText("What was done about it?", { longest: 2000 }),
    id: carried(LineKey.parse),
  }),
  start: () => ({ id: LineKey.fresh() }),
  view: (_premises, { form, typed, errors }) => ({
    title: "Write an incident down",
    body: (
      <>
        <BackLink href="/register/incidents">Back</BackLink>
        <Title errors={errors}>Write an incident down</Title>
        <p>
          It goes into the quarterly report. Of theft, fraud, misappropriation or a lost register the
          accountable officer and the controlled-drugs lead have a task at once: tell them by telephone now as
          well, and of anything that put somebody in danger.
        </p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Write down</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, values): Promise<Result<Moved, { readonly code: "still-to-come" }>> => {
    if (isAfter(values.on, today())) return { ok: false, refusal: { code: "still-to-come" } };
    await noteIncident(tx, {
      id: values.id ?? LineKey.fresh(),
      premises: PremisesId.parse(values.premises),
      kind: values.kind as IncidentKind,
      schedule: Number(values.schedule),
      nearMiss: values.near === "no",
      happenedOn: values.on,
      words: values.words,
      done: values.done,
    });
    return accept({ to: "/register/incidents", done: "Written down for the quarterly report." });
  },
  say: (): Said => ({ field: "on", words: "That day is still to come" }),
});

const isAfter = (a: LocalDate, b: LocalDate): boolean => Temporal.PlainDate.compare(a, b) > 0;

/** Incidents with controlled drugs, and the report of a quarter. */
export const incidentRoutes: readonly Route[] = [reportPage, csvPage, newPage, ...followUpRoutes];
