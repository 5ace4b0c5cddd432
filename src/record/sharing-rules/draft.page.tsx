import { BodyText, Button } from "nhsuk-react-components";
import { accept, invariant } from "../../kernel/result.ts";
import { capital } from "../../kernel/words.ts";
import {
  boxes,
  choose,
  FormFields,
  longText,
  optionalPick,
  optionalText,
  pick,
  text,
} from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Route } from "../../web/page.ts";
import { AGENCY_KINDS } from "../sharing/agency-kinds.ts";
import { sayCategory, sayKinds, sayMeaning, sayPurpose } from "../sharing/messages.ts";
import { CONFIDENCE } from "../sharing/rules-messages.ts";
import { loadVersion, VERSION } from "./load-version.ts";
import { sayRules } from "./messages.ts";
import { basesOfVersion, changeRules, draftRules, isInUse, rulesVersions, writeBasis } from "./store.ts";

const PREPARE = "sharing-rules:prepare";

const draftPage = act({
  path: "/sharing-rules/draft",
  allow: PREPARE,
  load: async (tx) => accept((await rulesVersions(tx)).filter((one) => one.state !== "dropped")),
  form: (versions) => ({
    base: pick(
      "Begin with a copy of",
      versions.map((one) => ({
        value: String(one.number),
        label: `Version ${one.number}${isInUse(one) ? ", in use" : ""}`,
      })),
      "Choose a version",
    ),
    note: longText("What is to change, and why?", "Say what is to change and why", {
      hint: "Those who sign read this, and whoever asks later why it was so",
      longest: 2000,
    }),
  }),
  start: (versions) => ({ base: String(versions.find(isInUse)?.number ?? "") }),
  view: (_versions, { form, typed, errors }) => ({
    title: "Draft a new version",
    body: (
      <>
        <Title errors={errors} caption="Sharing rules">
          Draft a new version
        </Title>
        <BodyText>
          A draft changes nothing anybody sees. It comes into force when two people have signed it, in two
          roles.
        </BodyText>
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <Button type="submit">Begin the draft</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, { base, note }) => {
    const made = await draftRules(tx, Number(base), note);
    if (!made.ok) return made;
    return accept({ to: `/sharing-rules/${made.value}`, done: `Version ${made.value} is begun.` });
  },
  say: sayRules,
});

const CATEGORIES = [
  "identity",
  "contact",
  "health",
  "medication",
  "offending",
  "housing",
  "social",
  "safeguarding",
  "supervised-use",
];
const READERS = AGENCY_KINDS.filter((kind) => kind.code !== "office");
const PURPOSES = ["direct-care", "resettlement", "offender-management"];

const changePage = act({
  path: "/sharing-rules/:number/change",
  allow: PREPARE,
  params: VERSION,
  load: async (tx, { params: { number } }) => {
    const version = await loadVersion(tx, number, ["draft"]);
    return version.ok ? accept({ number, bases: await basesOfVersion(tx, number) }) : version;
  },
  form: ({ bases }) => ({
    reader: pick(
      "Who would read it?",
      READERS.map(({ code }) => ({ value: code, label: capital(sayKinds(code)) })),
      "Choose who would read it",
    ),
    categories: boxes(
      "Which parts of the record?",
      CATEGORIES.map((code) => ({ value: code, label: capital(sayCategory(code)), hint: sayMeaning(code) })),
      { missing: "Choose at least one part" },
    ),
    owners: boxes(
      "Recorded by whom?",
      AGENCY_KINDS.map(({ code }) => ({ value: code, label: capital(sayKinds(code)) })),
      { missing: "Choose at least one kind of agency", hint: "Rules for those not ticked stay as they are" },
    ),
    how: choose(
      "How is it shared?",
      [
        { value: "not", label: "Not at all" },
        { value: "consent", label: "Only with the person’s consent" },
        { value: "without", label: "Without asking" },
      ],
      "Choose how it is shared",
    ),
    purpose: optionalPick(
      "What for?",
      PURPOSES.map((code) => ({ value: code, label: capital(sayPurpose(code)) })),
      { none: "Not shared" },
    ),
    basis: optionalPick(
      "On which legal basis?",
      bases.map(({ code, name }) => ({ value: code, label: name })),
      { none: "Not shared", hint: "A basis that is missing is written first: on the version’s page" },
    ),
  }),
  view: ({ number }, { form, typed, errors }) => ({
    title: "Change rules",
    body: (
      <>
        <Title errors={errors} caption={`Sharing rules, version ${number}`}>
          Change rules
        </Title>
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <Button type="submit">Change the draft</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, values, { number }) => {
    const done = await changeRules(tx, number, values);
    return done.ok ? accept({ to: `/sharing-rules/${number}`, done: "The draft is changed." }) : done;
  },
  say: (refusal) => {
    const fields = { "no-purpose": "purpose", "no-basis": "basis", never: "categories" } as const;
    const field = fields[refusal.code as keyof typeof fields];
    return field ? { field, words: sayRules(refusal) } : sayRules(refusal);
  },
});

const ARTICLE_6 = ["6(1)(a)", "6(1)(b)", "6(1)(c)", "6(1)(d)", "6(1)(e)", "6(1)(f)"];
const ARTICLE_9 = [..."abcdefghij"].map((letter) => `9(2)(${letter})`);
const asCode = (name: string): string =>
  `basis-${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 50)}`;

const basisPage = act({
  path: "/sharing-rules/:number/basis",
  allow: PREPARE,
  params: VERSION,
  load: (tx, { params }) => loadVersion(tx, params.number, ["draft"]),
  form: () => ({
    name: text("What is it called?", "Say what it is called", {
      hint: "Written again under the same name, it takes the place of the one before",
      longest: 100,
    }),
    article6: pick(
      "UK GDPR article 6",
      [
        ...ARTICLE_6.map((value) => ({ value, label: value })),
        { value: "part-3", label: "None: law enforcement, Part 3 of the Data Protection Act 2018" },
      ],
      "Choose the condition",
    ),
    article9: optionalPick(
      "UK GDPR article 9",
      ARTICLE_9.map((value) => ({ value, label: value })),
      { none: "None", hint: "Health, medicines and supervised use need one" },
    ),
    schedule: optionalText("Section or schedule of the Data Protection Act 2018", { longest: 200 }),
    confidence: choose(
      "The common-law duty of confidence",
      Object.entries(CONFIDENCE).map(([value, label]) => ({ value, label: capital(label) })),
      "Choose how confidence is met or set aside",
    ),
    statute: optionalText("Statute that gives the power or the duty", { longest: 200 }),
  }),
  view: ({ number }, { form, typed, errors }) => ({
    title: "Write a legal basis",
    body: (
      <>
        <Title errors={errors} caption={`Sharing rules, version ${number}`}>
          Write a legal basis
        </Title>
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <Button type="submit">Write it into the draft</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, values, { number }) => {
    const known = (await basesOfVersion(tx, number)).find((one) => one.name === values.name);
    const done = await writeBasis(tx, number, { ...values, code: known?.code ?? asCode(values.name) });
    invariant(!done.ok || done.value === "done", "a basis is written or refused");
    return done.ok
      ? accept({ to: `/sharing-rules/${number}`, done: "The basis is written. Rules can name it now." })
      : done;
  },
  say: sayRules,
});

/** Drafting a version: beginning it, changing its rules, writing its legal bases. */
export const draftRoutes: readonly Route[] = [draftPage, changePage, basisPage];
