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
import {
  type Audience,
  audienceCode,
  audiencesOf,
  categoriesTo,
  standingOf,
} from "../sharing/consent-rules.ts";
import { Eyes } from "../sharing/eyes.tsx";
import { type Recorded, recordedOf } from "../sharing/eyes-store.ts";
import { type SharingFacts, sharingFacts } from "../sharing/load-sharing.ts";
import {
  sayAudience,
  sayCategory,
  sayConsent,
  sayKinds,
  sayMeaning,
  sayOpened,
  sayStanding,
} from "../sharing/messages.ts";
import { SightTable } from "../sharing/sight-table.tsx";
import { type Opened, openedByAgencies } from "../sharing/store.ts";
import { Uses } from "../sharing/uses.tsx";
import { usesOf } from "../sharing/uses-store.ts";
import { myPage } from "./my-shown.tsx";

const allowed = (facts: SharingFacts, audience: Audience, now: Instant): readonly string[] =>
  categoriesTo(facts.needed, audience).filter(
    (category) => standingOf(facts.lines, { category, ...audience }, now).state === "in-force",
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
    const files = (await openedByAgencies(tx, person)).filter((each) => each.downloads > 0);
    return accept({
      ...facts.value,
      without: await gatewaysOf(tx, person),
      files,
      uses: await usesOf(tx, person),
    });
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
          {audiencesOf(facts.needed).map((audience, _at, all) => (
            <OneKind key={audienceCode(audience, all)} {...{ facts, audience, all, now }} />
          ))}
        </ul>
        <SharedWithoutConsent all={facts.without} />
        <Uses decided={facts.uses} at="/my/sharing/use" />
        <TakenOut files={facts.files} />
        <SightTable rules={facts.rules} lines={facts.lines} now={now} />
        <BodyText className="no-print">
          <a href="/sharing-rules">The rules of this partnership, their legal bases, and who signed them</a>
        </BodyText>
      </>,
    ),
});

/** Who has files in which the person's record stands: those no change of mind calls back. */
function TakenOut({ files }: { files: readonly Opened[] }): ReactElement | null {
  if (files.length === 0) return null;
  return (
    <>
      <h2 className="nhsuk-heading-m">Files taken out</h2>
      <p>
        Your record stands in files that were taken out. Whatever you choose here, these cannot be called
        back.
      </p>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {files.map((each) => (
          <li key={each.agencyName}>{sayOpened(each).replaceAll("this record", "your record")}</li>
        ))}
      </ul>
    </>
  );
}

function OneKind(props: {
  readonly facts: SharingFacts;
  readonly audience: Audience;
  readonly all: readonly Audience[];
  readonly now: Instant;
}): ReactElement {
  const { facts, audience, all, now } = props;
  const open = allowed(facts, audience, now);
  const names = facts.names.get(audience.readerKind);
  return (
    <li>
      <strong>{capital(sayAudience(audience, all))}</strong>
      {names ? ` (${listed(names)})` : ""}
      <span className="my-may">
        {open.length === 0
          ? "You have not allowed them to see anything that others recorded."
          : `May see: ${listed(open.map(sayCategory))}.`}
      </span>
      <a className="my-change" href={`/my/sharing/${audienceCode(audience, all)}`}>
        Change<span className="nhsuk-u-visually-hidden"> what {sayAudience(audience, all)} may see</span>
      </a>
    </li>
  );
}

type Choosing = SharingFacts & {
  readonly kind: string;
  readonly audience: Audience;
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
    const audience = audiencesOf(facts.value.needed).find(
      (each, _at, all) => audienceCode(each, all) === params.kind,
    );
    if (!person || !audience) return refuse({ code: "not-there" });
    const kind = audience.readerKind;
    const opened = (await openedByAgencies(tx, person)).filter((each) => each.agencyKind === kind);
    return accept({ ...facts.value, kind, audience, opened, recorded: await recordedOf(tx, person) });
  },
  form: (facts, { now }) => ({
    ticked: boxes(
      `What may ${sayAudience(facts.audience, audiencesOf(facts.needed))} see?`,
      categoriesTo(facts.needed, facts.audience).map((category) => ({
        value: category,
        label: capital(sayCategory(category)),
        hint: `${sayMeaning(category)}. ${capital(sayStanding(standingOf(facts.lines, { category, ...facts.audience }, now)))}`,
      })),
      {
        hint: "Tick what they may see of what other services wrote down. Take a tick away and they no longer see it.",
      },
    ),
  }),
  start: (facts, { now }) => ({ ticked: allowed(facts, facts.audience, now) }),
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
            : `Until now, ${listed(opened.map(sayOpened)).replaceAll("this record", "your record")}. What they read then, they may remember; files they took out cannot be called back.`}
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
      audience: facts.audience,
      offered: categoriesTo(facts.needed, facts.audience),
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
