import { BodyText, Button } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, londonDay } from "../../kernel/time.ts";
import { choose, type Form, FormFields, longText, type Typed, text, textOf } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, page, type Route, type Upload } from "../../web/page.ts";
import { type PrepareRefusal, prepareRelease } from "./actions.ts";
import { isOpen } from "./draft.page.tsx";
import type { Kind, Made, Way } from "./made.ts";
import { sayPrepare } from "./messages.ts";
import { type Draft, draftOf } from "./store.ts";

const PREPARE = "release:prepare";
const UUID = /^[0-9a-f-]{36}$/;

/** Why a table could not be made out of what was answered. */
export type MakeRefusal = { readonly code: "cannot-be-made"; readonly field: string; readonly words: string };

/** One kind of table that can leave: its questions, and how it is made out of the answers. */
export type TableKind<D> = {
  readonly kind: Kind;
  readonly title: string;
  readonly says: string;
  readonly load: (tx: Tx, now: Instant) => Promise<D>;
  readonly fields: (data: D) => Form;
  readonly make: (
    tx: Tx,
    about: Readonly<Record<string, string>>,
    ask: { readonly now: Instant; readonly upload?: Upload | undefined; readonly title: string },
    data: D,
  ) => Promise<Result<Made, MakeRefusal>>;
  /** The largest file in bytes that comes with it. */
  readonly largestFile?: number;
};

/** Everything a release says in words; the system has words of its own for what it makes itself. */
const words = (isFile: boolean) => {
  const usual = isFile ? "" : "Left empty, the system says it itself";
  const needed = (sentence: string) => (isFile ? sentence : "");
  const orEmpty = <F extends ReturnType<typeof text>>(field: F): F =>
    isFile
      ? field
      : {
          ...field,
          optional: true,
          read: (typed, at) => (textOf(typed) === "" ? { value: "" } : field.read(typed, at)),
        };
  return {
    title: orEmpty(text("Title", needed("Give it a title"), { hint: usual, longest: 200 })),
    definition: orEmpty(
      longText("What is counted, exactly?", needed("Say what is counted"), { hint: usual, longest: 2000 }),
    ),
    source: orEmpty(text("Source", needed("Say where the figures come from"), { hint: usual, longest: 300 })),
  };
};

const WAYS = [
  {
    value: "suppress",
    label: "Keep small counts back",
    hint: "Exact where it is told; 1 to 4, and what would tell them, is [c]",
  },
  {
    value: "round",
    label: "Round every count to 5",
    hint: "Every place is told, none exactly; rows need not add up",
  },
] as const satisfies readonly { value: Way; label: string; hint: string }[];

const formOf = <D,>(kind: TableKind<D>, data: D) => {
  const about = kind.fields(data);
  const { file, ...questions } = about;
  return {
    ...questions,
    ...words(kind.kind === "file"),
    way: choose("Small numbers", WAYS, "Choose what is done with small numbers"),
    why: {
      ...longText("What is restated, and why?", "", {
        hint: "Needed where the same table is published already: its readers see this",
        longest: 1000,
      }),
      read: (typed: Parameters<typeof textOf>[0]) => {
        const value = textOf(typed);
        return value.length > 1000 ? { error: "Use 1,000 characters or fewer" } : { value };
      },
    },
    // A browser sends what stands before a file first: what follows it would be lost.
    ...(file ? { file } : {}),
  };
};

type Loaded<D> = { readonly data: D; readonly before: Draft | undefined };

/** The page on which a table of this kind is prepared, anew or out of a draft or version that is there. */
export const preparePage = <D,>(kind: TableKind<D>): Route =>
  act({
    path: `/releases/new/${kind.kind}`,
    allow: PREPARE,
    ...(kind.largestFile ? { largestFile: kind.largestFile } : {}),
    load: async (tx, { query, now }) => {
      const before = UUID.test(query.draft ?? "") ? await draftOf(tx, query.draft ?? "") : undefined;
      if (before && before.asked.kind !== kind.kind) return refuse({ code: "not-there" });
      return accept<Loaded<D>>({ data: await kind.load(tx, now), before });
    },
    form: ({ data }): Form => formOf(kind, data),
    start: ({ before }): Typed =>
      before
        ? {
            ...before.asked.about,
            title: before.asked.title,
            definition: before.asked.definition,
            source: before.asked.source,
            way: before.asked.way,
            why: before.published_at ? "" : before.asked.why,
          }
        : {},
    view: ({ before }, { form, typed, errors }) => ({
      title: kind.title,
      body: (
        <>
          <Title errors={errors} caption="Prepare a table">
            {kind.title}
          </Title>
          <BodyText>{kind.says}</BodyText>
          {before && isOpen(before) ? (
            <BodyText>
              The draft that you change is dropped, with any signature; a new one takes its place.
            </BodyText>
          ) : null}
          <PostForm multipart={kind.largestFile !== undefined} className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button type="submit">Take the figures and make a draft</Button>
          </PostForm>
        </>
      ),
    }),
    perform: async (tx, { now, upload }, values, { data, before }): Promise<Result<Moved, Refusal>> => {
      const answers = Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, String(value ?? "")]),
      );
      const { title = "", definition = "", source = "", way, why = "", file: _file, ...about } = answers;
      const made = await kind.make(tx, about, { now, upload, title }, data);
      if (!made.ok) return made;
      const asked = { kind: kind.kind, way: way as Way, title, definition, source, why, about };
      const insteadOf = before && isOpen(before) ? before.id : undefined;
      const draft = await prepareRelease(tx, made.value, asked, londonDay(now), insteadOf);
      return draft.ok
        ? accept({
            to: `/releases/drafts/${draft.value}`,
            done: "The draft is made. Read it, then sign it first.",
          })
        : draft;
    },
    say,
  });

type Refusal = PrepareRefusal | MakeRefusal;

function say(refusal: Refusal) {
  if (refusal.code === "cannot-be-made") return { field: refusal.field, words: refusal.words };
  const sentence = sayPrepare(refusal);
  return refusal.code === "why-missing" ? { field: "why", words: sentence } : sentence;
}

/** The choice among the kinds of table. */
export const choosePage = (
  kinds: readonly { readonly kind: Kind; readonly title: string; readonly says: string }[],
): Route =>
  page({
    path: "/releases/new",
    allow: PREPARE,
    load: async () => accept(undefined),
    view: () => ({ title: "Prepare a table", body: <Choice kinds={kinds} /> }),
  });

function Choice(props: {
  readonly kinds: readonly { readonly kind: Kind; readonly title: string; readonly says: string }[];
}): ReactElement {
  return (
    <>
      <Title>Prepare a table</Title>
      <BodyText>
        What leaves is prepared by one person and signed by two. Figures are taken as they stand at that
        moment, without names.
      </BodyText>
      <dl className="nhsuk-summary-list">
        {props.kinds.map(({ kind, title, says }) => (
          <div className="nhsuk-summary-list__row" key={kind}>
            <dt className="nhsuk-summary-list__key">
              <a href={`/releases/new/${kind}`}>{title}</a>
            </dt>
            <dd className="nhsuk-summary-list__value">{says}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
