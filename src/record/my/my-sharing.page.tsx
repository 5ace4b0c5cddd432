import { BodyText, Button } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import { capital, listed } from "../../kernel/words.ts";
import { boxes, FormFields } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, page } from "../../web/page.ts";
import { SharedWithoutConsent } from "../gateway/shared-without.tsx";
import { gatewaysOf } from "../gateway/store.ts";
import { choosePersonally } from "../sharing/actions.ts";
import { standingOf } from "../sharing/consent-rules.ts";
import { Eyes } from "../sharing/eyes.tsx";
import { type Recorded, recordedOf } from "../sharing/eyes-store.ts";
import { type SharingFacts, sharingFacts } from "../sharing/load-sharing.ts";
import {
  sayCategory,
  sayConsent,
  sayKinds,
  sayMeaning,
  sayOpened,
  sayStanding,
} from "../sharing/messages.ts";
import { SightTable } from "../sharing/sight-table.tsx";
import { type Opened, openedByAgencies } from "../sharing/store.ts";
import { myPage } from "./my-shown.tsx";

/** Kinds of agency the person can decide about, in order. */
const kindsOf = (facts: SharingFacts): readonly string[] => [
  ...new Set(facts.needed.map((pair) => pair.readerKind)),
];

const categoriesFor = (facts: SharingFacts, kind: string): readonly string[] =>
  facts.needed.filter((pair) => pair.readerKind === kind).map((pair) => pair.category);

const allowed = (facts: SharingFacts, kind: string, now: Instant): readonly string[] =>
  categoriesFor(facts, kind).filter(
    (category) => standingOf(facts.lines, { category, readerKind: kind }, now).state === "in-force",
  );

async function loadOwn(tx: Tx): Promise<Result<SharingFacts, NotThere>> {
  const { person_id: person } = tx.asking;
  return person ? accept(await sharingFacts(tx, person)) : refuse({ code: "not-there" });
}

/** Who may see what, kind by kind, each leading to its change. */
export const mySharingPage = page({
  path: "/my/sharing",
  allow: "own-record",
  load: async (tx) => {
    const facts = await loadOwn(tx);
    const { person_id: person } = tx.asking;
    if (!facts.ok || !person) return facts.ok ? refuse({ code: "not-there" as const }) : facts;
    return accept({ ...facts.value, without: await gatewaysOf(tx, person) });
  },
  view: (facts, { now }) =>
    myPage(
      "sharing",
      "Who may see what",
      <>
        <Title>Who may see what</Title>
        <BodyText>
          Services that look after you share only what you allow here, apart from what keeps you safe and
          tells them who you are. Change your mind at any time; you are looked after all the same. Police and
          probation never see your treatment, whatever is chosen here.
        </BodyText>
        <ul className="looked" data-list>
          {kindsOf(facts).map((kind) => (
            <OneKind key={kind} facts={facts} kind={kind} now={now} />
          ))}
        </ul>
        <SharedWithoutConsent all={facts.without} />
        <SightTable rules={facts.rules} lines={facts.lines} now={now} />
      </>,
    ),
});

function OneKind({ facts, kind, now }: { facts: SharingFacts; kind: string; now: Instant }): ReactElement {
  const open = allowed(facts, kind, now);
  const names = facts.names.get(kind);
  return (
    <li>
      <strong>{capital(sayKinds(kind))}</strong>
      {names ? ` (${listed(names)})` : ""}
      <span className="my-may">
        {open.length === 0
          ? "You have not allowed them to see anything that others recorded."
          : `May see: ${listed(open.map(sayCategory))}.`}
      </span>
      <a className="my-change" href={`/my/sharing/${kind}`}>
        Change<span className="nhsuk-u-visually-hidden"> what {sayKinds(kind)} may see</span>
      </a>
    </li>
  );
}

type Choosing = SharingFacts & {
  readonly kind: string;
  readonly opened: readonly Opened[];
  readonly recorded: readonly Recorded[];
};

/** Choosing for one kind of agency: what is ticked may be seen, from the moment it is saved. */
export const chooseSharingPage = act({
  path: "/my/sharing/:kind",
  allow: "own-record",
  params: z.object({ kind: z.string() }),
  load: async (tx, { params }): Promise<Result<Choosing, NotThere>> => {
    const facts = await loadOwn(tx);
    if (!facts.ok) return facts;
    const { person_id: person } = tx.asking;
    if (!person || !kindsOf(facts.value).includes(params.kind)) return refuse({ code: "not-there" });
    const opened = (await openedByAgencies(tx, person)).filter((each) => each.agencyKind === params.kind);
    return accept({ ...facts.value, kind: params.kind, opened, recorded: await recordedOf(tx, person) });
  },
  form: (facts, { now }) => ({
    ticked: boxes(
      `What may ${sayKinds(facts.kind)} see?`,
      categoriesFor(facts, facts.kind).map((category) => ({
        value: category,
        label: capital(sayCategory(category)),
        hint: `${sayMeaning(category)}. ${capital(sayStanding(standingOf(facts.lines, { category, readerKind: facts.kind }, now)))}`,
      })),
      {
        hint: "Tick what they may see of what other services wrote down. Take a tick away and they no longer see it.",
      },
    ),
  }),
  start: (facts, { now }) => ({ ticked: allowed(facts, facts.kind, now) }),
  view: ({ kind, names, opened, recorded, rules, lines }, { form, typed, errors }, { now }) =>
    myPage(
      "sharing",
      "Who may see what",
      <div className="narrow">
        <Title errors={errors}>{capital(sayKinds(kind))}</Title>
        <BodyText>In this partnership: {listed(names.get(kind) ?? ["none yet"])}.</BodyText>
        <BodyText>
          {opened.length === 0
            ? "None of them has opened your record so far."
            : `Until now, ${listed(opened.map(sayOpened)).replaceAll("this record", "your record")}. What they read then, they may remember.`}
        </BodyText>
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <Button type="submit">Save what they may see</Button>
        </PostForm>
        <h2 className="nhsuk-heading-m">What they would see now</h2>
        <Eyes recorded={recorded} rules={rules} lines={lines} readerKind={kind} whom="you" now={now} />
      </div>,
    ),
  perform: async (tx, { now }, values, facts) => {
    const { person_id: person } = tx.asking;
    const choice = {
      readerKind: facts.kind,
      offered: categoriesFor(facts, facts.kind),
      ticked: values.ticked,
    };
    const done = person
      ? await choosePersonally(tx, person, choice, facts.lines, now)
      : refuse({ code: "nothing-in-force" as const });
    if (!done.ok) return done;
    return accept({
      to: "/my/sharing",
      done: done.value === 0 ? "Nothing was changed." : "Saved. It counts from now on.",
    });
  },
  say: sayConsent,
});
