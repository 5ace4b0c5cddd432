import type { ReactElement, ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDate } from "../../../kernel/time.ts";
import { listed } from "../../../kernel/words.ts";
import {
  carried,
  choose,
  type Form,
  type FormErrors,
  FormFields,
  howMany,
  longText,
  type Typed,
} from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type NotThere, page, type Route, type Shown } from "../../../web/page.ts";
import { saySelection, WORD_NAMES } from "./messages.ts";
import {
  type PanelPerson,
  type PanelStep,
  type PanelWord,
  panelPeople,
  panelSteps,
  panelWords,
  placeNomination,
  sayForPanel,
} from "./panel-store.ts";
import { againWords, History, moved, Papers, StateTag } from "./parts.tsx";
import { moveNomination, NominationId, selectionRules } from "./store.ts";

/** The address of somebody on the panel's list. */
export const ofPanel = z.object({ nomination: NominationId.schema });
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Somebody whom the panel has, and whether the reader leads it. Not there once consent is taken back. */
export type OnPanel = { readonly one: PanelPerson; readonly leads: boolean };

export async function loadOnPanel(tx: Tx, nomination: NominationId): Promise<Result<OnPanel, NotThere>> {
  const one = (await panelPeople(tx)).find((each) => each.id === nomination);
  if (!one) return refuse({ code: "not-there" });
  const rule = (await selectionRules(tx)).find((each) => each.service_id === one.service_id);
  return accept({
    one,
    leads: tx.asking.may.includes("panel:chair") && rule?.chaired_by === tx.asking.agency_id,
  });
}

/** One decision on the panel's pages. */
export const panelActShown = (
  words: {
    readonly title: string;
    readonly caption?: string;
    readonly back: string;
    readonly button: string;
    readonly intro?: ReactNode;
  },
  { form, typed, errors }: { readonly form: Form; readonly typed: Typed; readonly errors: FormErrors },
): Shown => ({
  title: words.title,
  body: (
    <div className="narrow">
      <a className="nhsuk-back-link" href={words.back}>
        Back
      </a>
      <Title errors={errors} {...(words.caption ? { caption: words.caption } : {})}>
        {words.title}
      </Title>
      {words.intro}
      <PostForm>
        <FormFields form={form} typed={typed} errors={errors} />
        <button type="submit" className="nhsuk-button">
          {words.button}
        </button>
      </PostForm>
    </div>
  ),
});

/** Who it is, above an act of the panel. */
export const who = (one: PanelPerson): string => `${one.name}, born ${longDate(one.born_on)}`;
const at = (one: PanelPerson): string => `/panel/people/${one.id}`;
const key = (one: PanelPerson) => ({ nomination: one.id, person: one.person_id });

type Data = OnPanel & { readonly words: readonly PanelWord[]; readonly steps: readonly PanelStep[] };

/** One person as the panel sees them: what was said for it, and what it decided. */
const personPage = page({
  path: "/panel/people/:nomination",
  allow: "panel",
  params: ofPanel,
  load: async (tx, { params }): Promise<Result<Data, NotThere>> => {
    const found = await loadOnPanel(tx, params.nomination);
    if (!found.ok) return found;
    return accept({
      ...found.value,
      words: await panelWords(tx, params.nomination),
      steps: await panelSteps(tx, params.nomination),
    });
  },
  view: ({ one, leads, words, steps }, { now }) => ({
    title: one.name,
    live: true,
    body: (
      <>
        <a className="nhsuk-back-link no-print" href="/panel">
          Back to the panel
        </a>
        <Title caption={`Born ${longDate(one.born_on)}`}>{one.name}</Title>
        <p>
          <StateTag state={one.state} /> for {one.service_name}.
          {one.place ? ` Place ${one.place} on the waiting list.` : ""}
          {againWords(one)} Named by the person: {listed(one.named)}.
        </p>
        <Acts one={one} leads={leads} />
        <h2 className="nhsuk-heading-m">Said for the panel ({String(words.length)})</h2>
        <Papers
          words={words}
          correct={(word) =>
            ["summary", "health"].includes(word.what)
              ? undefined
              : `${at(one)}/say?corrects=${word.id}&what=${word.what}`
          }
        />
        {one.reach === "all" ? null : (
          <>
            <h2 className="nhsuk-heading-m">What the panel decided, newest first ({String(steps.length)})</h2>
            {steps.length === 0 ? (
              <p className="quiet-line">Nothing yet.</p>
            ) : (
              <History steps={steps} now={now} />
            )}
          </>
        )}
      </>
    ),
  }),
});

function Acts({ one, leads }: OnPanel): ReactElement {
  const preparing = ["consented", "panel", "deferred", "received"].includes(one.state);
  return (
    <nav className="person-acts no-print" aria-label="What you can do">
      {preparing ? (
        <a className="person-acts__one" href={`${at(one)}/say`}>
          Say something for the panel
        </a>
      ) : null}
      {leads && (one.state === "consented" || one.state === "deferred") ? (
        <a className="person-acts__one" href={`${at(one)}/put`}>
          Put before the panel
        </a>
      ) : null}
      {leads && one.place !== null ? (
        <a className="person-acts__one" href={`${at(one)}/place`}>
          Move on the waiting list
        </a>
      ) : null}
    </nav>
  );
}

/** What an agency of the panel says for it: which sorts follow from what the agency is. */
const sayAct = act({
  path: "/panel/people/:nomination/say",
  allow: "panel",
  params: ofPanel,
  load: async (tx, { params, query }) => {
    const found = await loadOnPanel(tx, params.nomination);
    return found.ok
      ? accept({
          ...found.value,
          kind: tx.asking.agency_kind,
          corrects: query.corrects ?? "",
          what: query.what ?? "",
        })
      : found;
  },
  form: ({ kind }) => ({
    what: choose(
      "What is it?",
      (
        [
          "concern",
          "contacts",
          ...(kind === "police" || kind === "probation" ? (["offending"] as const) : []),
          ...(kind === "housing" ? (["housing"] as const) : []),
        ] as const
      ).map((what) => ({ value: what, label: WORD_NAMES[what] })),
      "Choose what it is",
    ),
    words: longText("What should the panel know?", "Enter what the panel should know", {
      hint: "As little as it needs to decide",
      longest: 2000,
    }),
    corrects: carried((typed) => (UUID.test(typed) ? typed : undefined)),
  }),
  start: ({ corrects, what }): Typed => ({ corrects, ...(corrects && what ? { what } : {}) }),
  view: ({ one, kind, corrects }, state) =>
    panelActShown(
      {
        title: corrects ? "Correct what was said for the panel" : "Say something for the panel",
        caption: who(one),
        back: at(one),
        button: "Say it",
        intro: (
          <p>
            {kind === "police" || kind === "probation"
              ? "Everyone the person named on the panel reads this."
              : "Those the person named read this, but never police or probation; what a care agency says, care members alone."}
          </p>
        ),
      },
      state,
    ),
  perform: async (tx, _ask, values, { one }) =>
    moved(await sayForPanel(tx, key(one), values), at(one), "Said. The panel reads it."),
  say: saySelection,
});

/** Putting somebody before the panel: on the list of its meetings. */
const putAct = act({
  path: "/panel/people/:nomination/put",
  allow: "panel:chair",
  params: ofPanel,
  load: async (tx, { params }) => {
    const found = await loadOnPanel(tx, params.nomination);
    return found.ok && !(found.value.leads && ["consented", "deferred"].includes(found.value.one.state))
      ? refuse({ code: "not-there" as const })
      : found;
  },
  form: () => ({}),
  view: ({ one }, state) =>
    panelActShown(
      {
        title: "Put before the panel",
        caption: who(one),
        back: at(one),
        button: "Put before the panel",
        intro: (
          <p>{`${one.said.length > 0 ? `These have said something: ${listed(one.said)}` : "Nobody has said anything yet"}. The person stands on the list of each meeting until it is decided.`}</p>
        ),
      },
      state,
    ),
  perform: async (tx, _ask, _values, { one }) =>
    moved(
      await moveNomination(tx, key(one), { state: "panel", reason: "", words: "" }),
      at(one),
      "Before the panel.",
    ),
  say: saySelection,
});

/** Moving somebody on the waiting list, with the reason; everybody else moves up or down, and every place is kept. */
const placeAct = act({
  path: "/panel/people/:nomination/place",
  allow: "panel:chair",
  params: ofPanel,
  load: async (tx, { params }) => {
    const found = await loadOnPanel(tx, params.nomination);
    return found.ok && !(found.value.leads && found.value.one.place !== null)
      ? refuse({ code: "not-there" as const })
      : found;
  },
  form: () => ({
    place: howMany("To which place?", {
      most: 1000,
      width: 5,
      hint: "1 is next. Everybody from there on moves down",
    }),
    reason: longText("Why?", "Say why they move", {
      hint: "It stands with your name on the list's history",
      longest: 1000,
    }),
  }),
  view: ({ one }, state) =>
    panelActShown(
      {
        title: "Move on the waiting list",
        caption: `${who(one)}: place ${one.place} now`,
        back: at(one),
        button: "Move",
      },
      state,
    ),
  perform: async (tx, _ask, values, { one }) =>
    moved(
      await placeNomination(tx, key(one), values.place, values.reason),
      "/panel",
      `Moved to place ${values.place}.`,
    ),
  say: saySelection,
});

/** One person before the panel. */
export const panelPersonRoutes: readonly Route[] = [personPage, sayAct, putAct, placeAct];
