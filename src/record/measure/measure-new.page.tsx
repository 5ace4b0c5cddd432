import { BodyText, Button, Details } from "nhsuk-react-components";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept } from "../../kernel/result.ts";
import { day, type FormErrors, FormFields, readForm, type Typed } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import type { Ask, Route, Shown } from "../../web/page.ts";
import { aboutPerson, loadWhose, type Whose } from "../sharing/whose-page.ts";
import { categoriesOf } from "../staff/role-categories.ts";
import { takeMeasure } from "./actions.ts";
import type { MeasureDefinition } from "./definition.ts";
import { measureNamed } from "./definitions/index.ts";
import { type FieldErrors, fieldId, MeasureForm, STAGE_FIELD, stageFieldId } from "./measure-form.tsx";
import { SAY_STAGE_NEEDED, sayAnswer } from "./messages.ts";
import { readAnswers, readStage } from "./rules.ts";
import { ownOpenEpisode } from "./store.ts";
import { sayKept, sayTaking } from "./taking-messages.ts";

const DAY_FIELD = "taken-on";

/** Only the day is read by the form's own fields; the questions come from the definition. */
const DAY_FORM = {
  [DAY_FIELD]: day("Day it was taken", "Enter the day it was taken", {
    hint: "For example, 27/3/2026. Today counts only if it was taken today.",
  }),
} as const;

type Taking = {
  readonly whose: Whose;
  readonly definition: MeasureDefinition;
  readonly serviceName: string | undefined;
};

async function load(tx: Tx, ask: Ask): Promise<Taking | undefined> {
  const params = z.object({ person: PersonId.schema, definition: z.string() }).safeParse(ask.params);
  const definition = params.success ? measureNamed(params.data.definition) : undefined;
  if (!params.success || !definition) return undefined;
  if (!categoriesOf(tx.asking.role).includes(definition.category)) return undefined;
  const whose = await loadWhose(tx, params.data.person, ask.now);
  if (!whose?.known) return undefined;
  tx.log({ what: "read", about: "identity", people: [whose.id] });
  const episode = await ownOpenEpisode(tx, whose.id);
  return { whose, definition, serviceName: episode?.serviceName };
}

/** One value per field: a form of single answers never sends two. */
const single = (typed: Typed): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(typed).map(([name, value]) => [
      name,
      typeof value === "string" ? value : (value[0] ?? ""),
    ]),
  );

/** Beside each field by its name, and in the summary by the id the line leads to. */
type Wrong = { readonly beside: FieldErrors; readonly summary: FormErrors };

function view(taking: Taking, typed: Typed, wrong?: Wrong): Shown {
  const { whose, definition, serviceName } = taking;
  return aboutPerson(whose, "measures", {
    title: definition.name,
    body: (
      <>
        <Title errors={wrong?.summary ?? {}}>{definition.name}</Title>
        <BodyText>{definition.whyItMatters}</BodyText>
        <BodyText>
          {serviceName
            ? `It is kept with this person's stay at ${serviceName}.`
            : "Your agency has no open stay with this person; it is kept with the person alone."}{" "}
          Leave blank what was not asked; nothing is filled in for you.
        </BodyText>
        <PostForm>
          <FormFields
            form={DAY_FORM}
            typed={typed}
            errors={wrong?.beside[DAY_FIELD] ? { [DAY_FIELD]: wrong.beside[DAY_FIELD] } : {}}
          />
          <MeasureForm definition={definition} values={single(typed)} errors={wrong?.beside ?? {}} />
          <Button type="submit">Save measure</Button>
        </PostForm>
        <Details>
          <Details.Summary>Where these questions come from</Details.Summary>
          <Details.Text>
            <p>{definition.source}</p>
            <p>{definition.licence}</p>
          </Details.Text>
        </Details>
      </>
    ),
  });
}

/** Reads the whole form: what it says, or a sentence for each answer that is wrong. */
function read(definition: MeasureDefinition, typed: Typed, ask: Ask) {
  const values = single(typed);
  const takenOn = readForm(DAY_FORM, typed, ask.now);
  const stage = readStage(definition, values[STAGE_FIELD]);
  const answers = readAnswers(definition, values);
  if ("values" in takenOn && stage.ok && answers.ok) {
    return { on: takenOn.values[DAY_FIELD], stage: stage.value, answers: answers.value };
  }
  const beside: Record<string, string> = {};
  const summary: Record<string, string> = {};
  if ("errors" in takenOn) {
    const words = takenOn.errors[DAY_FIELD] ?? "";
    beside[DAY_FIELD] = words;
    summary[DAY_FIELD] = words;
  }
  if (!stage.ok) {
    beside[STAGE_FIELD] = SAY_STAGE_NEEDED;
    summary[stageFieldId] = SAY_STAGE_NEEDED;
  }
  for (const refusal of answers.ok ? [] : answers.refusal) {
    const item = definition.items.find((each) => each.code === refusal.item);
    beside[refusal.item] = sayAnswer(refusal);
    if (item)
      summary[fieldId(item)] = `${item.label}${item.label.endsWith("?") ? "" : ":"} ${sayAnswer(refusal)}`;
  }
  return { wrong: { beside, summary } };
}

/** Taking one measure: its questions, nothing filled in; saving leads to the page that shows its scores. */
export const newMeasurePage: Route = {
  path: "/people/:person/measures/:definition/new",
  allow: "person:read",
  get: async (tx, ask) => {
    const taking = await load(tx, ask);
    return taking ? accept(view(taking, {})) : { ok: false, refusal: { code: "not-there" } };
  },
  post: async (tx, ask, typed) => {
    const taking = await load(tx, ask);
    if (!taking) return { ok: false, refusal: { code: "not-there" } };
    const answers = read(taking.definition, typed, ask);
    if ("wrong" in answers) {
      return { ok: false, refusal: { code: "again", shown: view(taking, typed, answers.wrong) } };
    }
    const kept = await takeMeasure(tx, taking.whose.id, taking.definition, answers, ask.now);
    if (!kept.ok) {
      if (kept.refusal.code === "not-there") return { ok: false, refusal: kept.refusal };
      const words = sayTaking(kept.refusal);
      const wrong = { beside: { [DAY_FIELD]: words }, summary: { [DAY_FIELD]: words } };
      return { ok: false, refusal: { code: "again", shown: view(taking, typed, wrong) } };
    }
    const to = `/people/${taking.whose.id}/measures/taken/${kept.value.id}`;
    return accept({ to, done: sayKept(kept.value) });
  },
};
