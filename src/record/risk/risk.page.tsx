import { Details, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type LocalDate, londonDay, longDate, longDateTime } from "../../kernel/time.ts";
import { choose, day, FormFields, longText, text } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, page, type Route } from "../../web/page.ts";
import { daysOf, PARAMETERS } from "../parameters.ts";
import { personParams } from "../person/identity-bar.tsx";
import { loadSubject, loadToRead, type Subject, shownOf } from "../person/person-shown.tsx";
import { categoriesOf } from "../staff/role-categories.ts";
import { judgeRisk } from "./actions.ts";
import { AREA_CODES, AREAS, type Area, isArea, LEVELS, type Level } from "./areas.ts";
import { sayReviewDay } from "./messages.ts";
import { isOverdue, type ReviewDayRefusal } from "./rules.ts";
import { type Risk, risksOf } from "./store.ts";

type Data = { readonly subject: Subject; readonly risks: readonly Risk[] };

const areasFor = (role: string | null): readonly Area[] =>
  AREA_CODES.filter((area) => categoriesOf(role).includes(AREAS[area].category));

const listPage = page({
  path: "/people/:person/risk",
  allow: "person:read",
  params: personParams,
  load: async (tx, { params }): Promise<Result<Data, NotThere>> => {
    if (areasFor(tx.asking.role).length === 0) return refuse({ code: "not-there" });
    const subject = await loadToRead(tx, params.person, "risk");
    return subject.ok ? accept({ subject: subject.value, risks: await risksOf(tx, params.person) }) : subject;
  },
  view: ({ subject, risks }, { now }) =>
    shownOf(subject, now, "risk", {
      title: "Risk",
      live: true,
      body: (
        <>
          <Title>Risk</Title>
          <p className="quiet-line">
            What could harm them, why, and what is done about it. Each service judges for itself; the newest
            of each stands.
          </p>
          {areasFor(subject.reader.role).map((area) => (
            <OneArea
              key={area}
              area={area}
              subject={subject}
              risks={risks.filter((each) => each.area === area)}
              today={londonDay(now)}
            />
          ))}
        </>
      ),
    }),
});

const COLOURS = { high: "red", medium: "orange", low: "blue", "none-known": "grey" } as const;

function OneArea(props: {
  readonly area: Area;
  readonly subject: Subject;
  readonly risks: readonly Risk[];
  readonly today: LocalDate;
}): ReactElement {
  const { area, subject, risks, today } = props;
  const [stand, before] = [risks.filter((each) => each.stands), risks.filter((each) => !each.stands)];
  const mayJudge = subject.identity.known && subject.reader.may.includes("work");
  return (
    <section aria-labelledby={`area-${area}`}>
      <h2 id={`area-${area}`} className="nhsuk-heading-m">
        {AREAS[area].name}
      </h2>
      {stand.length === 0 ? (
        <p className="quiet-line">Not judged yet by a service that shares it with yours.</p>
      ) : null}
      <ol className="note-list" data-list>
        {stand.map((risk) => (
          <OneRisk key={risk.id} risk={risk} today={today} />
        ))}
      </ol>
      {mayJudge ? (
        <p className="no-print">
          <a href={`/people/${subject.identity.id}/risk/${area}`} data-item>
            {stand.some((each) => each.ours) ? "Review" : "Judge"}
            <span className="nhsuk-u-visually-hidden"> {AREAS[area].name.toLowerCase()}</span>
          </a>
        </p>
      ) : null}
      {before.length > 0 ? (
        <Details>
          <Details.Summary>{`Before (${before.length})`}</Details.Summary>
          <Details.Text>
            <ol className="note-list">
              {before.map((risk) => (
                <OneRisk key={risk.id} risk={risk} today={undefined} />
              ))}
            </ol>
          </Details.Text>
        </Details>
      ) : null}
    </section>
  );
}

function OneRisk({ risk, today }: { risk: Risk; today: LocalDate | undefined }): ReactElement {
  const late = today !== undefined && isOverdue(risk.review_on, today);
  return (
    <li className="note">
      <p className="note__head">
        <Tag modifier={COLOURS[risk.level]}>{LEVELS[risk.level]}</Tag>
        <span>
          {risk.staff ?? "A colleague"}, {risk.agency}, {longDateTime(risk.at)}
        </span>
        <span className={late ? "late" : undefined}>
          {late ? "Review overdue since" : "Review by"} {longDate(risk.review_on)}
        </span>
      </p>
      <p className="note__words">{risk.reasons}</p>
      <p className="note__words">
        <strong>What to do:</strong> {risk.todo}
      </p>
      <p>
        <strong>By:</strong> {risk.by_whom}
      </p>
    </li>
  );
}

const levels = Object.entries(LEVELS).map(([value, label]) => ({ value: value as Level, label }));

type Judging = { readonly subject: Subject; readonly area: Area; readonly risks: readonly Risk[] };

const judgePage = act({
  path: "/people/:person/risk/:area",
  allow: "work",
  params: z.object({ person: PersonId.schema, area: z.string().refine(isArea) }),
  load: async (tx, { params }): Promise<Result<Judging, NotThere>> => {
    if (!areasFor(tx.asking.role).includes(params.area)) return refuse({ code: "not-there" });
    const subject = await loadSubject(tx, params.person, "risk");
    if (!subject.ok) return subject;
    const risks = (await risksOf(tx, params.person)).filter(
      (each) => each.area === params.area && each.stands,
    );
    return accept({ subject: subject.value, area: params.area, risks });
  },
  form: ({ area }) => ({
    level: choose("How great is it now?", levels, "Choose how great it is now"),
    reasons: longText("Why?", "Write why it is judged so", { hint: AREAS[area].asks }),
    todo: longText("What is to be done about it?", "Write what is to be done about it"),
    byWhom: text("By whom?", "Enter who does it"),
    reviewOn: day("Review by", "Enter the day by which it is judged again", {
      hint: `Within ${daysOf(PARAMETERS["review-a-risk"])} days, sooner where it is high`,
    }),
  }),
  view: ({ subject, area, risks }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "risk", {
      title: AREAS[area].name,
      body: (
        <>
          <a className="nhsuk-back-link" href={`/people/${subject.identity.id}/risk`}>
            Risk
          </a>
          <Title caption="Risk" errors={errors}>
            {AREAS[area].name}
          </Title>
          {/* What stands is beside the questions, never in them: each judgement is made anew. */}
          <ol className="note-list">
            {risks.map((risk) => (
              <OneRisk key={risk.id} risk={risk} today={londonDay(now)} />
            ))}
          </ol>
          <PostForm>
            <div className="narrow">
              <FormFields form={form} typed={typed} errors={errors} />
            </div>
            <button type="submit" className="nhsuk-button">
              Save what was judged
            </button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, { params, now }, values, { area }) => {
    const judged = await judgeRisk(tx, params.person, { area, ...values }, now);
    return judged.ok
      ? accept({
          to: `/people/${params.person}/risk`,
          done: `${AREAS[area].name}: saved, to be reviewed by ${longDate(judged.value)}.`,
        })
      : judged;
  },
  say: (refusal: ReviewDayRefusal) => ({ field: "reviewOn", words: sayReviewDay(refusal) }),
});

/** Risks to a person: each area as each service judges it, and judging one. */
export const riskRoutes: readonly Route[] = [listPage, judgePage];
