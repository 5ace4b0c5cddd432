import { Details, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay, longDate, longDateTime, typedDay } from "../../kernel/time.ts";
import {
  boxes,
  carried,
  day,
  type Field,
  type Form,
  FormFields,
  optionalPick,
  optionalText,
} from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere } from "../../web/page.ts";
import { loadSubject, type Subject, shownOf } from "../person/person-shown.tsx";
import { carriedMoment } from "../task/times.ts";
import { asks, finishAssessment, keepTold } from "./actions.ts";
import type { AssessmentDefinition, Item, Section } from "./definition.ts";
import { assessmentNamed, sectionNamed } from "./definitions/index.ts";
import { sayAnswer, sayAnswers, sayFinish } from "./messages.ts";
import { lastTold, type Standing, type Told, toldBy } from "./store.ts";

type Data = {
  readonly subject: Subject;
  readonly section: Section;
  /** Those that the reader's role may ask. */
  readonly items: readonly Item[];
  readonly standing: ReadonlyMap<string, Standing>;
};

const load = async (
  tx: Tx,
  { params }: { readonly params: { readonly person: PersonId; readonly section: string } },
): Promise<Result<Data, NotThere>> => {
  const section = sectionNamed(params.section);
  const items = section?.items.filter(asks(tx.asking.role)) ?? [];
  if (!section || items.length === 0) return refuse({ code: "not-there" });
  const subject = await loadSubject(tx, params.person, `assessment: ${section.name.toLowerCase()}`);
  if (!subject.ok) return subject;
  return accept({ subject: subject.value, section, items, standing: await toldBy(tx, params.person) });
};

const STILL = "still";
const SHOWN = "shown";

/** The questions of a section: what was told already is shown beside each, and a box says that it is still right. */
function formOf({ items, standing }: Data): Form {
  const known = items.filter((item) => standing.has(item.code));
  return {
    ...(known.length > 0
      ? {
          [STILL]: boxes(
            "Told already: tick what they say is still right",
            known.map((item) => ({ value: item.code, label: item.label, hint: toldWords(item, standing) })),
            { hint: "Leave the question below empty then. Answer it where something changed" },
          ),
        }
      : {}),
    ...Object.fromEntries(items.map((item) => [item.code, fieldOf(item, standing.has(item.code))])),
    [SHOWN]: carried(carriedMoment),
  };
}

function fieldOf(item: Item, known: boolean): Field<string> {
  const more = { ...(item.hint ? { hint: item.hint } : {}) };
  const label = known ? `Changed? ${item.label}` : item.label;
  switch (item.kind) {
    case "choice":
      return optionalPick(
        label,
        item.choices.map(({ code, label: words }) => ({ value: code, label: words })),
        { ...more, none: known ? "As told" : "Not asked yet" },
      );
    case "number":
      return { ...optionalText(label, { ...more, longest: 20 }), suffix: item.unit, draw: "number" };
    case "line":
      return optionalText(label, { ...more, longest: 40 });
    case "lines":
      return { ...optionalText(label, { ...more, longest: 8000 }), draw: "long-text" };
  }
}

const toldWords = (item: Item, standing: ReadonlyMap<string, Standing>): string => {
  const one = standing.get(item.code);
  return one ? `${sayAnswer(item, one.now.answer)}. ${provenance(one)}` : "";
};

const toldTo = (told: Told): string =>
  `${told.staff ?? "a colleague"}, ${told.agency}, on ${longDateTime(told.at)}`;

/** To whom it was told and when, and who confirmed or corrected it since. */
function provenance({ now, before }: Standing): string {
  const first = now.how === "confirmed" ? before.findLast((each) => each.answer === now.answer) : undefined;
  if (now.how === "confirmed" && first) return `Told to ${toldTo(first)}. Still right: ${toldTo(now)}`;
  return `${now.how === "corrected" ? "Corrected by" : "Told to"} ${toldTo(now)}`;
}

/** One section of the assessment: answered once, confirmed or corrected by whoever meets them next. */
export const sectionPage = act({
  path: "/people/:person/assessment/:section",
  allow: "work",
  params: z.object({ person: PersonId.schema, section: z.string() }),
  load,
  form: formOf,
  start: ({ items, standing }) => ({
    [SHOWN]:
      lastTold(
        standing,
        items.map((item) => item.code),
      )?.toString() ?? "",
  }),
  view: (data, { form, typed, errors }, { now }) =>
    shownOf(data.subject, now, "assessment", {
      title: data.section.name,
      body: (
        <>
          <a className="nhsuk-back-link" href={`/people/${data.subject.identity.id}/assessment`}>
            Assessment
          </a>
          <Title caption="Assessment" errors={errors}>
            {data.section.name}
          </Title>
          {data.section.intro ? <InsetText>{data.section.intro}</InsetText> : null}
          <PostForm>
            <div className="narrow">
              <FormFields form={form} typed={typed} errors={errors} />
            </div>
            <button type="submit" className="nhsuk-button">
              Save and return
            </button>
          </PostForm>
          <Earlier data={data} />
        </>
      ),
    }),
  perform: async (tx, { now }, values, { subject, section }) => {
    const all = values as Readonly<Record<string, unknown>>;
    const typed = Object.fromEntries(
      section.items.map((item) => [
        item.code,
        typeof all[item.code] === "string" ? String(all[item.code]) : "",
      ]),
    );
    const still = Array.isArray(all[STILL]) ? all[STILL].map(String) : [];
    const shown = all[SHOWN] instanceof Temporal.Instant ? all[SHOWN] : undefined;
    const kept = await keepTold(tx, subject.identity, section, { typed, still, shown }, now);
    if (!kept.ok) return kept;
    const done = kept.value === 0 ? "Nothing was changed." : `${section.name}: saved.`;
    return accept({ to: `/people/${subject.identity.id}/assessment`, done });
  },
  say: sayAnswers,
  // What stands now is beside the questions again: saving once more is a decision made in its sight.
  keep: (refusal, typed) =>
    refusal.code === "changed-meanwhile" ? { ...typed, [SHOWN]: refusal.last.toString() } : typed,
});

function Earlier({ data: { items, standing } }: { data: Data }): ReactElement | null {
  const changed = items.filter((item) => standing.get(item.code)?.before.length);
  if (changed.length === 0) return null;
  return (
    <Details>
      <Details.Summary>{`Told before (${changed.length})`}</Details.Summary>
      <Details.Text>
        <ul>
          {changed.flatMap((item) =>
            (standing.get(item.code)?.before ?? []).map((told) => (
              <li key={told.id}>
                {item.label} {sayAnswer(item, told.answer)}. {toldTo(told)}
              </li>
            )),
          )}
        </ul>
      </Details.Text>
    </Details>
  );
}

type Finishing = { readonly subject: Subject; readonly definition: AssessmentDefinition };

const finishForm = {
  doneOn: day("On which day was it finished?", "Enter the day on which it was finished"),
  words: {
    ...optionalText("What comes of it?", {
      hint: "What was found and agreed, for whoever reads next",
      longest: 8000,
    }),
    draw: "long-text" as const,
  },
};

/** Finishing triage or the comprehensive assessment: what it needs is answered, and the day can be. */
export const finishPage = act({
  path: "/people/:person/assessment/finish/:definition",
  allow: "clinical",
  params: z.object({ person: PersonId.schema, definition: z.string() }),
  load: async (tx, { params }): Promise<Result<Finishing, NotThere>> => {
    const definition = assessmentNamed(params.definition);
    if (!definition) return refuse({ code: "not-there" });
    const subject = await loadSubject(tx, params.person, "assessment");
    return subject.ok ? accept({ subject: subject.value, definition }) : subject;
  },
  form: () => finishForm,
  start: (_data, { now }) => ({ doneOn: typedDay(londonDay(now)) }),
  view: ({ subject, definition }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "assessment", {
      title: `Finish ${definition.name.toLowerCase()}`,
      body: (
        <>
          <a className="nhsuk-back-link" href={`/people/${subject.identity.id}/assessment`}>
            Assessment
          </a>
          <Title errors={errors}>Finish {definition.name.toLowerCase()}</Title>
          <p>{definition.why}</p>
          <PostForm>
            <div className="narrow">
              <FormFields form={form} typed={typed} errors={errors} />
            </div>
            <button type="submit" className="nhsuk-button">
              Finish {definition.name.toLowerCase()}
            </button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, { params, now }, values, { definition }) => {
    const wanted = { on: values.doneOn, words: values.words };
    const done = await finishAssessment(tx, params.person, definition, wanted, now);
    return done.ok
      ? accept({
          to: `/people/${params.person}/assessment`,
          done: `${definition.name} finished on ${longDate(done.value)}.`,
        })
      : done;
  },
  say: sayFinish,
});
