import { BodyText, Button, InsetText } from "nhsuk-react-components";
import { accept, invariant } from "../../kernel/result.ts";
import { boxes, FormFields } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Route } from "../../web/page.ts";
import { loadVersion, VERSION } from "./load-version.ts";
import { sayRules } from "./messages.ts";
import {
  changesBetween,
  dropRules,
  isInUse,
  proposeRules,
  type RulesVersion,
  rulesVersions,
  signaturesOf,
  signRules,
} from "./store.ts";
import { ChangesTable, Facts } from "./version.page.tsx";

const PREPARE = "sharing-rules:prepare";

const proposePage = act({
  path: "/sharing-rules/:number/propose",
  allow: PREPARE,
  params: VERSION,
  load: (tx, { params }) => loadVersion(tx, params.number, ["draft"]),
  form: () => ({}),
  view: (version, { errors }) => ({
    title: "Put forward to be signed",
    body: (
      <>
        <Title errors={errors} caption={`Sharing rules, version ${version.number}`}>
          Put forward to be signed
        </Title>
        <BodyText>
          From then on it cannot be changed, only signed or dropped. Legal bases that no rule names are left
          out.
        </BodyText>
        <PostForm>
          <Button type="submit">Put version {version.number} forward</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, _values, { number }) => {
    const done = await proposeRules(tx, number);
    return done.ok
      ? accept({ to: `/sharing-rules/${number}`, done: "Put forward. Two people sign it now." })
      : done;
  },
  say: sayRules,
});

const dropPage = act({
  path: "/sharing-rules/:number/drop",
  allow: PREPARE,
  params: VERSION,
  load: (tx, { params }) => loadVersion(tx, params.number, ["draft", "proposed"]),
  form: () => ({}),
  view: (version, { errors }) => ({
    title: "Drop this version",
    body: (
      <>
        <Title errors={errors} caption={`Sharing rules, version ${version.number}`}>
          Drop this version
        </Title>
        <BodyText>It stays to be read, but can no longer be changed or signed.</BodyText>
        <PostForm>
          <Button type="submit">Drop version {version.number}</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, _values, { number }) => {
    const done = await dropRules(tx, number);
    return done.ok ? accept({ to: "/sharing-rules", done: `Version ${number} is dropped.` }) : done;
  },
  say: sayRules,
});

const SIGNED = {
  signed: "Signed. It comes into force when the other role has signed it as well.",
  "in-force": "Signed by two. The version in use is confirmed and in force.",
  coming: "Signed by two. It is coming into force now; this page says when it is.",
} as const;

const signPage = act({
  path: "/sharing-rules/:number/sign",
  allow: "sharing-rules:sign",
  fresh: true,
  params: VERSION,
  load: async (tx, { params: { number } }) => {
    const version = await loadVersion(tx, number, ["proposed"]);
    if (!version.ok) return version;
    const inUse = (await rulesVersions(tx)).find(isInUse);
    invariant(inUse, "some version of the rules is in use from the first start on");
    const from = inUse.number;
    const changes = from === number ? [] : await changesBetween(tx, from, number);
    return accept({ version: version.value, from, changes, signatures: await signaturesOf(tx, number) });
  },
  form: ({ version }) => ({
    read: boxes(
      "Before you sign",
      [
        {
          value: "yes",
          label: `I have read version ${version.number} in its exact text and its legal bases`,
        },
      ],
      { missing: "Read the version, then tick this" },
    ),
  }),
  view: ({ version, from, changes, signatures }, { form, typed, errors }) => ({
    title: `Sign version ${version.number}`,
    body: (
      <>
        <Title errors={errors} caption="Sharing rules">
          Sign version {version.number}
        </Title>
        <Facts version={version} signatures={signatures} />
        <h2 className="nhsuk-heading-m">What it changes</h2>
        {from === version.number ? (
          <Confirms version={version} />
        ) : (
          <ChangesTable {...{ from, changes }} number={version.number} />
        )}
        <BodyText>
          <a href={`/sharing-rules/${version.number}/text.txt`}>The exact text of version {version.number}</a>
          , whose SHA-256 is kept with your name, your role and the time.
        </BodyText>
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <Button type="submit">Sign version {version.number}</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, _values, { version: { number } }) => {
    const done = await signRules(tx, number);
    if (!done.ok) return done;
    invariant(done.value !== "done", "a signature says where the version stands");
    return accept({ to: `/sharing-rules/${number}`, done: SIGNED[done.value] });
  },
  say: sayRules,
});

function Confirms({ version }: { version: RulesVersion }) {
  return (
    <InsetText>
      <p>
        Nothing that anybody sees: rights follow version {version.number} already, as proposed. Two signatures
        confirm it for this partnership.
      </p>
    </InsetText>
  );
}

/** Putting a version forward, dropping it and signing it. */
export const signRoutes: readonly Route[] = [proposePage, dropPage, signPage];
