import { BodyText, Button, Details, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, londonDay } from "../../kernel/time.ts";
import { type Form, FormFields, type Typed } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { type Ask, act, type Moved, type NotThere, page, type Route } from "../../web/page.ts";
import { type Catalogue, inSentence } from "../changed/catalogue.ts";
import { programmeServices } from "../programmes/store.ts";
import { FEWEST_SHOWN } from "../publish/thresholds.ts";
import { designText } from "./asked.ts";
import { codePage } from "./code.page.tsx";
import { askedOf, formFor, type Loaded, typedOf } from "./cohort-form.ts";
import {
  cohortServices,
  type DefineRefusal,
  defineCohort,
  moved,
  numberIn,
  type Offered,
  offeredFor,
  sayDefine,
} from "./define.ts";
import { NOT_IN_THE_RECORD, readRecordDesign } from "./read-design.ts";
import { versionsOf } from "./store.ts";

const PERMISSION = "insight:read";

/** Who saves it and on which day, as the design says it. */
const whoOf = (tx: Tx, now: Instant) => ({
  author: [tx.asking.staff_name, tx.asking.agency_name].filter(Boolean).join(", "),
  date: londonDay(now).toString(),
});

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
