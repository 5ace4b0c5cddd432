import { BodyText, Button, Details, InsetText, Table } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, invariant, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, londonDay, longDate } from "../../kernel/time.ts";
import {
  choose,
  type Form,
  FormFields,
  longText,
  optionalText,
  pick,
  type Typed,
  text,
} from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { type Ask, act, type Moved, type NotThere, page, type Route } from "../../web/page.ts";
import { type Catalogue, inSentence } from "../changed/catalogue.ts";
import type { Block } from "../programmes/blocks.ts";
import { programmeServices } from "../programmes/store.ts";
import { FEWEST_SHOWN } from "../publish/thresholds.ts";
import { type Asked, COMPARISONS, designText, GAPS, usualWords, WINDOWS } from "./asked.ts";
import { EVENT_COLUMNS, PEOPLE_COLUMNS } from "./columns.ts";
import {
  cohortServices,
  type DefineRefusal,
  defineCohort,
  type Offered,
  offeredFor,
  sayDefine,
} from "./define.ts";
import { NOT_IN_THE_RECORD, readRecordDesign } from "./read-design.ts";
import { type SavedVersion, versionsOf } from "./store.ts";

const PERMISSION = "insight:read";

const edgeField = (blocks: readonly Block[], edge: keyof Block) =>
  pick(
    edge === "from" ? "Entered from" : "Entered to",
    blocks.map((one) => ({ value: one[edge].toString(), label: longDate(one[edge]) })),
    edge === "from" ? "Choose the first day of entry" : "Choose the last day of entry",
    { hint: "Only months that hold five people or more can be told apart" },
  );

const COMPARED: Readonly<
  Record<(typeof COMPARISONS)[number], { readonly label: string; readonly hint: string }>
> = {
  none: { label: "Nobody: the same people before and after", hint: "What changed may have changed anyway" },
  "eligible-not-offered": {
    label: "Those who could have had it and were not offered it",
    hint: "Put forward, and no place was free: declined for want of a place, on the waiting list, or put off. They count from the day they were put forward",
  },
  matched: {
    label: "The same people, each beside the most alike of them",
    hint: "One to one by sex and by their own rate before (propensity)",
  },
};

const formFor = (offered: Offered, catalogue: Catalogue, change: boolean) => ({
  title: text("Title", "Give the cohort a title", {
    hint: "For example: Offences of those who entered the clinic",
  }),
  question: longText("The question", "Say what is asked", {
    hint: "In words anybody can read. For example: do people commit fewer recorded offences in the year after they enter than in the year before?",
    longest: 1000,
  }),
  from: edgeField(offered.blocks, "from"),
  to: edgeField(offered.blocks, "to"),
  trigger: optionalText("What brings people in", {
    hint: "For example: an arrest. What brings people in is often their worst time",
  }),
  event: pick(
    "Outcome",
    catalogue.events.map(({ code, plural }) => ({ value: code, label: plural })),
    "Choose what is counted",
  ),
  window: choose(
    "How long before and after entry",
    WINDOWS.map((days) => ({ value: String(days), label: `${days} days` })),
    "Choose how long is looked at before and after entry",
  ),
  gap: choose(
    "How much just before entry is left out",
    GAPS.map((days) => ({
      value: String(days),
      label: days === 0 ? "Nothing" : `${days} days`,
      ...(days === 0 ? {} : { hint: "People’s worst time comes just before they enter, and ends by itself" }),
    })),
    "Choose whether days just before entry are left out",
  ),
  comparison: choose(
    "Compared with",
    COMPARISONS.filter((one) => one === "none" || offered.hasOthers).map((value) => ({
      value,
      ...COMPARED[value],
    })),
    "Choose whom they are compared with",
  ),
  ...(change
    ? {
        why: longText("What is changed, and why?", "Say what is changed and why", {
          hint: "Readers of older answers see this",
          longest: 1000,
        }),
      }
    : {}),
});

/** What is chosen to begin with: a cohort as it was saved. */
function typedOf(asked: Asked): Typed {
  return {
    title: asked.title,
    question: asked.question,
    from: asked.from.toString(),
    to: asked.to.toString(),
    trigger: asked.trigger ?? "",
    event: asked.event.code,
    window: String(asked.windowDays),
    gap: String(asked.gapDays),
    comparison: asked.comparison,
  };
}

type Loaded = {
  readonly offered: Offered;
  readonly before: SavedVersion | undefined;
  readonly asked: Asked | undefined;
};
type Values = Readonly<Record<string, unknown>>;

function askedOf(
  values: Values,
  { offered, asked }: Loaded,
  catalogue: Catalogue,
  who: { readonly author: string; readonly date: string },
): Asked {
  const said = (name: string): string => String(values[name] ?? "");
  const event = catalogue.events.find(({ code }) => code === said("event"));
  invariant(event, "the list offers kinds of events that there are");
  const period = { from: Temporal.PlainDate.from(said("from")), to: Temporal.PlainDate.from(said("to")) };
  return {
    title: said("title"),
    question: said("question"),
    ...who,
    words: usualWords({ service: offered.service, ...period }),
    trigger: said("trigger") || undefined,
    service: offered.service,
    ...period,
    event,
    windowDays: Number(said("window")),
    gapDays: Number(said("gap")),
    comparison: said("comparison") as Asked["comparison"],
    // Methods are named in code alone; a change of anything else keeps them where they still fit.
    methods: asked && asked.comparison === said("comparison") ? asked.methods : undefined,
  };
}

/** Who saves it and on which day, as the design says it. */
const whoOf = (tx: Tx, now: Instant) => ({
  author: [tx.asking.staff_name, tx.asking.agency_name].filter(Boolean).join(", "),
  date: londonDay(now).toString(),
});

/** What is saved moves on to its page, where it is asked. */
function moved(
  saved: Result<{ readonly number: number; readonly version: number }, DefineRefusal>,
): Result<Moved, DefineRefusal> {
  if (!saved.ok) return saved;
  const { number, version } = saved.value;
  return accept({
    to: `/cohorts/${number}`,
    done: `Cohort ${number} is saved as version ${version}. Ask the record for its answer.`,
  });
}

/** Where a cohort is defined or changed by a form. */
const formPage = (
  path: string,
  catalogue: Catalogue,
  load: (tx: Tx, ask: Ask) => Promise<Result<Loaded, NotThere>>,
): Route =>
  act({
    path,
    allow: PERMISSION,
    load,
    form: ({ offered, before }): Form => formFor(offered, catalogue, before !== undefined),
    start: ({ asked }): Typed => (asked ? typedOf(asked) : {}),
    view: ({ offered, before }, { form, typed, errors }) => ({
      title: before ? `Change cohort ${before.number}` : "Define a cohort",
      body: (
        <>
          <Title errors={errors} caption={offered.service.name}>
            {before ? `Change cohort ${before.number}: ${before.title}` : "Define a cohort"}
          </Title>
          <BodyText>
            Everyone whose first stay with the service began in the period, whether they stayed or not; those
            who stayed are shown beside them.
            {before
              ? ` Version ${before.version} and its answers stay to be read.`
              : " It is saved with your name and today’s date, and can be asked again."}
          </BodyText>
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button type="submit">
              {before ? `Save as version ${before.version + 1}` : "Save the cohort"}
            </Button>
          </PostForm>
          <NotOffered offered={offered} />
        </>
      ),
    }),
    perform: async (tx, { now }, values, loaded): Promise<Result<Moved, DefineRefusal>> => {
      const asked = askedOf(values, loaded, catalogue, whoOf(tx, now));
      const { before } = loaded;
      return moved(
        await defineCohort(
          tx,
          designText(asked),
          {
            today: londonDay(now),
            after: before && { number: before.number, version: before.version },
            why: String(values.why ?? ""),
          },
          catalogue,
        ),
      );
    },
    say: sayDefine,
  });

/** With whom the record cannot compare, and why. */
function NotOffered({ offered }: { readonly offered: Offered }): ReactElement {
  return (
    <Details>
      <Details.Summary>Comparisons that the record cannot give</Details.Summary>
      <Details.Text>
        {offered.hasOthers ? null : (
          <p>
            Those who could have had it and were not offered it: fewer than five people were put forward for
            this service and had no place (declined for want of a place, on the waiting list, or put off).
            Figures of so few would say something of one of them.
          </p>
        )}
        <p>Drawn by lot, and other areas: {NOT_IN_THE_RECORD}</p>
        <p>
          <a href="/cohorts/code">Write the design as code</a> shows which columns the record has.
        </p>
      </Details.Text>
    </Details>
  );
}

/** The form for a new cohort of one service, the form for another version, and the page on which the design is written as code. */
export const defineRoutes = (catalogue: Catalogue): readonly Route[] => [
  choosePage,
  formPage("/cohorts/new/:service", catalogue, async (tx, { params, now }) => {
    const offered = await offeredFor(tx, params.service ?? "", londonDay(now));
    return offered && offered.blocks.length > 0
      ? accept({ offered, before: undefined, asked: undefined })
      : refuse({ code: "not-there" });
  }),
  formPage("/cohorts/:number/change", catalogue, async (tx, { params, now }) => {
    const [before] = await versionsOf(tx, numberIn(params.number));
    const offered = before && (await offeredFor(tx, before.service_code, londonDay(now)));
    if (!before || !offered) return refuse({ code: "not-there" });
    const read = readRecordDesign(before.design, await cohortServices(tx), catalogue);
    return accept({ offered, before, asked: read.ok ? read.value.asked : undefined });
  }),
  codePage(catalogue),
];

/** A cohort's number as an address has it; 0, which there is not, for anything else. */
export const numberIn = (text: string | undefined): number =>
  /^[1-9]\d{0,8}$/.test(text ?? "") ? Number(text) : 0;

const choosePage = page({
  path: "/cohorts/new",
  allow: PERMISSION,
  load: async (tx) => accept((await programmeServices(tx)).filter(({ entered }) => entered >= FEWEST_SHOWN)),
  view: (services) => ({
    title: "Define a cohort",
    body: (
      <>
        <Title>Define a cohort</Title>
        <BodyText>
          Choose the service that people entered. Services that fewer than five people entered are not here.
        </BodyText>
        {services.length === 0 ? (
          <InsetText>
            <p>
              Nobody has entered a service yet. Services appear here once five people have a stay with one.
            </p>
          </InsetText>
        ) : (
          <ul className="nhsuk-list nhsuk-list--bullet">
            {services.map(({ code, name, kindName }) => (
              <li key={code}>
                <a href={`/cohorts/new/${code}`}>{name}</a> ({inSentence(kindName)})
              </li>
            ))}
          </ul>
        )}
        <p className="nhsuk-body">
          <a href="/cohorts/code">Write the design as code</a>
        </p>
      </>
    ),
  }),
});

type CodeLoaded = { readonly before: SavedVersion | undefined };

/** The design as code, new or as another version: the same that the command line reads, as far as the record can answer it. */
const codePage = (catalogue: Catalogue): Route =>
  act({
    path: "/cohorts/code",
    allow: PERMISSION,
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
