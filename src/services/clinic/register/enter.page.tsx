import { BackLink, Button, InsetText } from "nhsuk-react-components";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { type Instant, londonDay } from "../../../kernel/time.ts";
import { minutesOf, PARAMETERS } from "../../../record/parameters.ts";
import {
  carried,
  dayAndTime,
  type Field,
  type Form,
  FormFields,
  optionalText,
  textOf,
} from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type Said } from "../../../web/page.ts";
import { fillIn } from "./actions.ts";
import { contextOf } from "./book.page.tsx";
import { DifferenceId } from "./difference-store.ts";
import { noteIncident } from "./incident-store.ts";
import { BookId, LineKey } from "./line.ts";
import type { LineContext, LineForm, Wrong } from "./line-form.ts";
import { deviceFor, type FormKind, formsFor, happenedAt, LINE_FORMS } from "./line-forms.ts";
import { type RegisterRefusal, say } from "./messages.ts";
import { BookHeading } from "./register-parts.tsx";

type Filling = { readonly context: LineContext; readonly kind: FormKind; readonly form: LineForm };
type Refusal = RegisterRefusal | Wrong;

const params = z.object({
  book: BookId.schema,
  kind: z.enum(Object.keys(LINE_FORMS) as [FormKind, ...FormKind[]]),
});

/** Minutes after which a line says why it is entered late. */
export const LATE_MINUTES = minutesOf(PARAMETERS["entered-late-after"]);

const optionalMoment: Field<Instant | undefined> = {
  ...dayAndTime("When did it happen?", "", {
    hint: "Leave it empty when it happened just now. Otherwise like 14:30 for today, or 27/3/2026 14:30",
  }),
  optional: true,
  read: (typed, at) => (textOf(typed) === "" ? { value: undefined } : dayAndTime("", "").read(typed, at)),
};

/** What the page carries along: keys, drawn when the form is made, so that the same form sent twice is one line. */
const KEYS = {
  key: carried(LineKey.parse),
  pair: carried(LineKey.parse),
  incident: carried((typed) => (LineKey.parse(typed) ? typed : undefined)),
  /** The difference that a correction explains. */
  difference: carried(DifferenceId.parse),
};

/** When it happened, and why it is entered late. */
export const LATE = {
  happened: optionalMoment,
  late: optionalText("If it is entered late, why?", { longest: 500 }),
};

const fieldsOf = ({ form, context }: Filling): Form => ({
  ...form.fields(context),
  ...(form.isNow ? {} : LATE),
  ...KEYS,
});

/** The first person fills a line in and signs it; it waits for a second. */
export const enterPage = act({
  path: "/register/books/:book/enter/:kind",
  allow: "register:keep",
  fresh: true,
  device: ({ kind }) => deviceFor(kind),
  params,
  load: async (tx, { params: { book, kind } }) => {
    const context = await contextOf(tx, book);
    if (!context || !formsFor(context).includes(kind)) return refuse({ code: "not-there" });
    return accept({ context, kind, form: LINE_FORMS[kind] });
  },
  form: fieldsOf,
  start: (_filling, { query }) => ({
    key: LineKey.fresh(),
    pair: LineKey.fresh(),
    incident: LineKey.fresh(),
    difference: (query as { difference?: string }).difference ?? "",
  }),
  view: ({ context, form }, { form: fields, typed, errors }) => ({
    title: form.title,
    body: (
      <>
        <BackLink href={`/register/books/${context.book.id}`}>Back to the book</BackLink>
        <Title errors={errors} caption="Controlled-drug register">
          {form.title}
        </Title>
        <BookHeading book={context.book} />
        <p>{form.intro}</p>
        <PostForm className="narrow">
          <FormFields form={fields} typed={typed} errors={errors} />
          <InsetText>
            You sign this under your name. It stands in the book once a second person has entered the quantity
            for themselves and signed too.
          </InsetText>
          <Button>Sign, and wait for a second</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { now }, values, filling): Promise<Result<Moved, Refusal>> => {
    const key = await sign(tx, filling, values as Typed, now);
    return key.ok ? accept({ to: "/register", done: "Signed. It waits for a second signature." }) : key;
  },
  say: (refusal): Said =>
    refusal.code === "wrong" ? { field: refusal.field, words: refusal.words } : say(refusal),
});

type Typed = {
  readonly happened?: Instant;
  readonly late?: string;
  readonly key?: LineKey;
  readonly pair?: LineKey;
  readonly incident?: string;
  readonly difference?: DifferenceId;
};

async function sign(
  tx: Tx,
  { context, form, kind }: Filling,
  values: Typed,
  now: Instant,
): Promise<Result<LineKey, Refusal>> {
  const when = happenedAt(values.happened, values.late ?? "", now, LATE_MINUTES);
  if (!when.ok) return when;
  const keys = {
    key: values.key ?? LineKey.fresh(),
    pair: values.pair ?? LineKey.fresh(),
    incident: values.incident ?? LineKey.fresh(),
    day: londonDay(when.value.at),
  };
  const filled = form.build(context, values as never, keys);
  if (!filled.ok) return filled;
  const more = {
    ...when.value.details,
    ...(kind === "correction" && values.difference ? { difference: values.difference } : {}),
  };
  const lines = filled.value.lines.map((line) => ({ ...line, details: { ...line.details, ...more } }));
  const signed = await fillIn(tx, lines, values.happened);
  if (!signed.ok || !filled.value.incident) return signed;
  await noteIncident(tx, {
    id: keys.incident,
    premises: context.book.premisesId,
    kind: "spill",
    schedule: context.book.product.schedule,
    nearMiss: false,
    happenedOn: londonDay(when.value.at),
    words: filled.value.incident.words,
    line: keys.key,
  });
  return signed;
}
