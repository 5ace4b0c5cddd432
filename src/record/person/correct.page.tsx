import { BodyText } from "nhsuk-react-components";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay } from "../../kernel/time.ts";
import { choose, pick, text } from "../../web/form.tsx";
import type { Moved, Route } from "../../web/page.ts";
import { categoriesOf } from "../staff/role-categories.ts";
import { correctPerson } from "./actions.ts";
import { sayIdentifier } from "./identifier-messages.ts";
import { IDENTIFIER_SCHEMES } from "./identifiers.ts";
import { numberName } from "./identity.ts";
import { sayCorrect } from "./messages.ts";
import { personAct } from "./person-act.tsx";
import { correctFields, correctTyped } from "./person-form.ts";
import { insertAlert, insertAlias, insertNumber } from "./store-acts.ts";

const correctPage = personAct({
  path: "/people/:person/correct",
  allow: "person:correct",
  about: "details",
  at: "details",
  title: "Correct details",
  button: "Save corrected details",
  form: () => correctFields,
  start: ({ identity: { familyName, givenNames, knownAs = "", bornOn, sex } }) => {
    const details = { familyName, givenNames, knownAs, bornOn, sex };
    return correctTyped(details, details);
  },
  intro: () => (
    <BodyText>
      Every agency that knows this person sees the correction. A name that changes is kept as a former name,
      and what they were called as a nickname, so that those who knew them by it still find them. A sex that
      was recorded before is shown nowhere.
    </BodyText>
  ),
  perform: async (tx, ask, { earlier, ...values }, { identity }) => {
    const details = { ...values, keepPrivate: earlier.includes("private") };
    const saved = await correctPerson(tx, identity.id, details, londonDay(ask.now));
    return saved.ok
      ? accept({ to: `/people/${identity.id}/details`, done: "The corrected details are saved." })
      : saved;
  },
  say: sayCorrect,
  keep: (refusal, typed) =>
    refusal.code === "changed-meanwhile" ? correctTyped(refusal.merged, refusal.recorded) : typed,
});

const aliasPage = personAct({
  path: "/people/:person/names/new",
  allow: "person:correct",
  about: "details",
  at: "details",
  title: "Add another name",
  button: "Add this name",
  form: () => ({
    name: text("Name", "Enter the name", { longest: 200 }),
    kind: choose(
      "What kind of name is it?",
      [
        { value: "alias", label: "Another name they go by" },
        { value: "former-name", label: "A former name" },
        { value: "nickname", label: "A nickname" },
      ],
      "Select what kind of name it is",
    ),
  }),
  intro: () => <BodyText>The person is found by it from now on.</BodyText>,
  perform: async (tx, _ask, values, { identity }) => {
    await insertAlias(tx, identity.id, values);
    return accept({ to: `/people/${identity.id}/details`, done: "The name is added." });
  },
  say: sayCorrect,
});

type NumberRefusal =
  | { readonly code: "not-a-number"; readonly words: string }
  | { readonly code: "not-there" }
  | { readonly code: "already-there" };

const numberPage = personAct({
  path: "/people/:person/numbers/new",
  allow: "person:correct",
  about: "details",
  at: "details",
  title: "Add a number",
  button: "Add this number",
  form: () => ({
    scheme: choose(
      "Which number is it?",
      IDENTIFIER_SCHEMES.map((scheme) => ({
        value: scheme.code,
        label: numberName(scheme.code),
        hint: scheme.hint,
      })),
      "Select which number it is",
    ),
    value: text("The number", "Enter the number", { hint: "In any spacing", longest: 60 }),
  }),
  perform: async (tx, ask, values, { identity }): Promise<Result<Moved, NumberRefusal>> => {
    const scheme = IDENTIFIER_SCHEMES.find((each) => each.code === values.scheme);
    const parsed = scheme?.parse(values.value, londonDay(ask.now).year);
    if (!parsed) return refuse({ code: "not-there" });
    if (!parsed.ok) {
      return refuse({ code: "not-a-number", words: `“${values.value}” ${sayIdentifier(parsed.refusal)}` });
    }
    const added = await insertNumber(tx, identity.id, { scheme: values.scheme, value: parsed.value });
    return added.ok ? accept({ to: `/people/${identity.id}/details`, done: "The number is added." }) : added;
  },
  say: (refusal) =>
    refusal.code === "not-a-number" ? { field: "value", words: refusal.words } : sayCorrect(refusal),
});

/** What alerts can be about, in the words a reader chooses by; a role offers only what it works with. */
const ALERT_ABOUT: readonly { readonly value: string; readonly label: string; readonly hint?: string }[] = [
  { value: "identity", label: "Meeting the person", hint: "Language, hearing, who must be present" },
  { value: "health", label: "Health", hint: "Allergy, epilepsy, withdrawal risk" },
  { value: "medication", label: "Medicines" },
  { value: "safeguarding", label: "Safeguarding", hint: "Risk to or from a child or adult" },
  { value: "offending", label: "Risk to others" },
  { value: "housing", label: "Housing" },
  { value: "social", label: "Work, money and family" },
  { value: "supervised-use", label: "Supervised use" },
];

const alertPage = personAct({
  path: "/people/:person/alerts/new",
  allow: "person:correct",
  about: "details",
  at: "details",
  title: "Add an alert",
  button: "Add this alert",
  form: ({ reader }) => ({
    category: pick(
      "What is it about?",
      ALERT_ABOUT.filter((about) => categoriesOf(reader.role).includes(about.value)),
      "Select what the alert is about",
    ),
    words: text("Alert", "Enter the alert", {
      hint: "A few words that anyone meeting the person must know at once",
      longest: 80,
    }),
  }),
  intro: () => (
    <BodyText>
      It stands beside the name on every page, for those who may see what it is about, until your agency ends
      it.
    </BodyText>
  ),
  perform: async (tx, _ask, values, { identity }) => {
    await insertAlert(tx, identity.id, values);
    return accept({ to: `/people/${identity.id}`, done: "The alert is added." });
  },
  say: sayCorrect,
});

/** Correcting who someone is, and adding what is known of them. */
export const correctRoutes: readonly Route[] = [correctPage, aliasPage, numberPage, alertPage];
