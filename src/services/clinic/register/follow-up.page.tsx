import { BackLink, Button } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { type LocalDate, longDate, today } from "../../../kernel/time.ts";
import { carried, day, FormFields, longText, optionalText, text } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route, type Said } from "../../../web/page.ts";
import { followUp } from "./follow-up-store.ts";
import { INCIDENT_KINDS, type Incident, incidentById } from "./incident-store.ts";
import { LineKey } from "./line.ts";
import { quarterAddress } from "./quarter-asked.ts";
import { type Quarter, quarterOf } from "./quarter-rules.ts";

const REPORT = "/register/incidents";
const WITHOUT = "Without the name of anybody in treatment";
const ofIncident = z.object({ incident: z.uuid() });

/** The report in which an occurrence stands. */
const reportOf = ({ happenedOn }: Incident): string => `${REPORT}?${quarterAddress(quarterOf(happenedOn))}`;

async function load(tx: Tx, id: string): Promise<Result<Incident, NotThere>> {
  const one = await incidentById(tx, id);
  return one ? accept(one) : refuse({ code: "not-there" });
}

const Occurrence = ({ one }: { readonly one: Incident }): ReactElement => (
  <p>
    <strong>
      {INCIDENT_KINDS[one.kind]}, {longDate(one.happenedOn)}:
    </strong>{" "}
    {one.words}
  </p>
);

const donePage = act({
  path: `${REPORT}/:incident/follow-up`,
  allow: "register:read",
  params: ofIncident,
  load: (tx, { params }) => load(tx, params.incident),
  form: () => ({
    words: longText("What was done about it?", "Say what was done", { hint: WITHOUT, longest: 3000 }),
    id: carried(LineKey.parse),
  }),
  start: () => ({ id: LineKey.fresh() }),
  view: (one, { form, typed, errors }) => ({
    title: "What was done",
    body: (
      <>
        <BackLink href={reportOf(one)}>Back to the report</BackLink>
        <Title errors={errors}>What was done</Title>
        <Occurrence one={one} />
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Add what was done</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, { words, id }, one): Promise<Result<Moved, NotThere>> => {
    await followUp(tx, { incident: one.id }, { id: id ?? LineKey.fresh(), words, reported: undefined });
    return accept({ to: reportOf(one), done: "Added beneath the occurrence." });
  },
  say: (): Said => "It is not there any more",
});

type NotThatDay = { readonly code: "still-to-come" | "not-over" };
const SAYS: Readonly<Record<NotThatDay["code"], Said>> = {
  "still-to-come": { field: "on", words: "That day is still to come" },
  "not-over": "This quarter is not over: report a single occurrence now, and the quarter once it is over",
};

const reportedForm = () => ({
  to: text("To whom?", "Say to whom it was reported", {
    hint: "Like: NHS England, controlled drugs accountable officer",
    longest: 200,
  }),
  on: day("On which day?", "Enter the day"),
  words: optionalText("Anything to add?", { hint: WITHOUT, longest: 2000 }),
  id: carried(LineKey.parse),
});

const said = (on: LocalDate, to: string, words: string, id: LineKey | undefined) => ({
  id: id ?? LineKey.fresh(),
  words: words === "" ? undefined : words,
  reported: { to, on },
});
const isAhead = (on: LocalDate): boolean => Temporal.PlainDate.compare(on, today()) > 0;

const oneReported = act({
  path: `${REPORT}/:incident/reported`,
  allow: "register:report",
  params: ofIncident,
  load: (tx, { params }) => load(tx, params.incident),
  form: reportedForm,
  start: () => ({ id: LineKey.fresh() }),
  view: (one, { form, typed, errors }) => ({
    title: "Reported",
    body: (
      <>
        <BackLink href={reportOf(one)}>Back to the report</BackLink>
        <Title errors={errors}>Reported</Title>
        <Occurrence one={one} />
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Reported</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, { to, on, words, id }, one): Promise<Result<Moved, NotThatDay>> => {
    if (isAhead(on)) return refuse({ code: "still-to-come" });
    await followUp(tx, { incident: one.id }, said(on, to, words, id));
    return accept({ to: reportOf(one), done: "Kept: this occurrence was reported." });
  },
  say: ({ code }): Said => SAYS[code],
});

const quarterReported = act({
  path: `${REPORT}/quarters/:year/:quarter/reported`,
  allow: "register:report",
  params: z.object({
    year: z.coerce.number().int().min(2000).max(2200),
    quarter: z.coerce.number().int().min(1).max(4),
  }),
  load: async (_tx, { params }) =>
    accept(quarterOf(Temporal.PlainDate.from({ year: params.year, month: params.quarter * 3, day: 1 }))),
  form: reportedForm,
  start: () => ({ id: LineKey.fresh() }),
  view: (quarter: Quarter, { form, typed, errors }) => ({
    title: "Quarter reported",
    body: (
      <>
        <BackLink href={`${REPORT}?${quarterAddress(quarter)}`}>Back to the report</BackLink>
        <Title errors={errors} caption={`${longDate(quarter.from)} to ${longDate(quarter.to)}`}>
          Quarter reported
        </Title>
        <p>
          Everything that was noted until now of this quarter is reported by it, and nothing to report is a
          report.
        </p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Reported</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, { to, on, words, id }, quarter): Promise<Result<Moved, NotThatDay>> => {
    if (isAhead(quarter.to.add({ days: 1 }))) return refuse({ code: "not-over" });
    if (isAhead(on)) return refuse({ code: "still-to-come" });
    await followUp(tx, { quarter: quarter.from }, said(on, to, words, id));
    return accept({ to: `${REPORT}?${quarterAddress(quarter)}`, done: "Kept: this quarter was reported." });
  },
  say: ({ code }): Said => SAYS[code],
});

/** What was done about an occurrence, and to whom it and its quarter were reported. */
export const followUpRoutes: readonly Route[] = [donePage, oneReported, quarterReported];
