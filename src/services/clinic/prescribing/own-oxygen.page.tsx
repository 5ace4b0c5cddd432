import { Button, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { type Instant, type LocalDate, londonDay, longDate, longDateTime } from "../../../kernel/time.ts";
import { personParams } from "../../../record/person/identity-bar.tsx";
import { type Subject, shownOf } from "../../../record/person/person-shown.tsx";
import { carried, day, type Field, FormFields, longText, textOf } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type NotThere, page, type Route } from "../../../web/page.ts";
import { protocolInForce, type Standing } from "../protocol/in-force.ts";
import { ClinicNotForUse } from "../protocol/not-for-use.tsx";
import { ownOxygenRuleOf } from "./own-oxygen-rules.ts";
import {
  type OwnOxygen,
  OwnOxygenId,
  type OwnOxygenRefusal,
  ownOxygenOf,
  recordOwnOxygen,
} from "./own-oxygen-store.ts";
import { sayOwnOxygen, sayOwnOxygenRefusal } from "./own-oxygen-words.ts";
import { loadPlanReader, loadPlanSubject } from "./parts.tsx";
import { ownPremises } from "./premises-store.ts";

type Recorded = {
  readonly subject: Subject;
  readonly all: readonly OwnOxygen[];
  readonly standing: Standing | undefined;
};

/** What the clinic recorded of somebody, and the protocol that says whether it counts. */
async function loadOwnOxygen(tx: Tx, subject: Subject): Promise<Recorded> {
  const [premises] = await ownPremises(tx);
  return {
    subject,
    all: await ownOxygenOf(tx, subject.identity.id),
    standing: premises && (await protocolInForce(tx, premises.id)),
  };
}

const at = (person: PersonId): string => `/people/${person}/own-oxygen`;

const shownPage = page({
  path: "/people/:person/own-oxygen",
  allow: "person:read",
  params: personParams,
  load: async (tx, { params }): Promise<Result<Recorded, NotThere>> => {
    if (tx.asking.agency_kind !== "clinic") return refuse({ code: "not-there" });
    const subject = await loadPlanReader(tx, params.person);
    return subject.ok ? accept(await loadOwnOxygen(tx, subject.value)) : subject;
  },
  view: (data, { now }) =>
    shownOf(data.subject, now, "medicines", {
      title: "Own oxygen on air",
      live: true,
      body: (
        <>
          <a className="nhsuk-back-link no-print" href={`/people/${data.subject.identity.id}/orders`}>
            The clinic’s plan
          </a>
          <Title>Own oxygen on air</Title>
          <ClinicNotForUse standing={data.standing} />
          <Newest data={data} now={now} />
          <History all={data.all} />
        </>
      ),
    }),
});

function Newest({ data, now }: { readonly data: Recorded; readonly now: Instant }): ReactElement {
  const { subject, all, standing } = data;
  const rule = ownOxygenRuleOf(standing?.protocol);
  const said = sayOwnOxygen(all[0], rule, londonDay(now));
  const records = !subject.identity.diedOn && subject.reader.may.includes("prescribe:licensed");
  return (
    <>
      <InsetText>
        {said ?? "None is recorded: the saturations of the protocol count for everybody."}
      </InsetText>
      <p>
        Some people’s lungs are so that they never reach what the protocol asks for. A licensed doctor may
        record what is theirs at rest on air; readings that reach it then count as good enough, before a dose
        and on leaving.{" "}
        {rule.counts
          ? `By this protocol it counts from ${rule.least} %, for ${rule.holdsDays} days after it was measured.`
          : "By this protocol nobody’s own counts."}
      </p>
      {records ? (
        <p className="person-acts no-print">
          <a className="person-acts__one" href={`${at(subject.identity.id)}/record`}>
            {all[0]?.measured ? "Record another" : "Record one"}
          </a>
          {all[0]?.measured ? (
            <a className="person-acts__one" href={`${at(subject.identity.id)}/take-back`}>
              It counts no longer
            </a>
          ) : null}
        </p>
      ) : null}
    </>
  );
}

const History = ({ all }: { readonly all: readonly OwnOxygen[] }): ReactElement => (
  <>
    <h2 className="nhsuk-heading-s">What was recorded, the newest first ({all.length})</h2>
    {all.length === 0 ? <p>A licensed doctor records one here, with the reason.</p> : null}
    <ul className="lines" data-list="">
      {all.map((one, i) => {
        const words = one.measured
          ? `${one.measured.spo2} %, measured on ${longDate(one.measured.measuredOn)}`
          : "Counts no longer";
        return (
          <li key={one.id} className="lines__line">
            <span className="lines__what">
              {i > 0 && one.measured ? <s>{words}</s> : words}: {one.reason}
              <span className="lines__who">{one.by}</span>
            </span>
            <span className="lines__when">{longDateTime(one.at)}</span>
          </li>
        );
      })}
    </ul>
  </>
);

/** The newest that was shown: somebody else's that came meanwhile is not written over unseen. */
const before = carried((typed) => OwnOxygenId.parse(typed));

const saturation: Field<number> = {
  draw: "number",
  label: "Saturation at rest, on air",
  suffix: "%",
  hint: "As it was measured when they were well and had taken nothing",
  read: (typed) => {
    const given = textOf(typed);
    if (given === "") return { error: "Enter the saturation that was measured" };
    const value = /^\d{2,3}$/.test(given) ? Number(given) : Number.NaN;
    return value >= 60 && value <= 100
      ? { value }
      : { error: `“${given}” is no saturation from 60 to 100. Enter it in whole per cent` };
  },
};

const loadToRecord = async (tx: Tx, person: PersonId): Promise<Result<Recorded, NotThere>> => {
  const subject = await loadPlanSubject(tx, person);
  return subject.ok ? accept(await loadOwnOxygen(tx, subject.value)) : subject;
};

async function record(
  tx: Tx,
  person: PersonId,
  it: { spo2?: number; on?: LocalDate; reason: string; before: string | undefined },
): Promise<Result<Moved, OwnOxygenRefusal>> {
  const said = await recordOwnOxygen(tx, person, {
    spo2: it.spo2,
    on: it.on,
    reason: it.reason,
    before: it.before,
  });
  return said === "done"
    ? accept({
        to: at(person),
        done: it.spo2 === undefined ? "It counts no longer." : `Recorded: ${it.spo2} %.`,
      })
    : refuse({ code: said });
}

const recordPage = act({
  path: "/people/:person/own-oxygen/record",
  allow: "prescribe:licensed",
  fresh: true,
  params: personParams,
  load: (tx, { params }) => loadToRecord(tx, params.person),
  form: () => ({
    spo2: saturation,
    on: day("On which day was it measured?", "Enter the day on which it was measured"),
    reason: longText("Why is it theirs, and how do you know?", "Say why it is theirs", {
      hint: "What their lungs or heart have, who measured it, how often",
      longest: 400,
    }),
    before,
  }),
  start: ({ all }) => ({ before: all[0]?.id ?? "" }),
  view: (data, { form, typed, errors }, { now }) =>
    shownOf(data.subject, now, "medicines", {
      title: "Record their own oxygen",
      body: (
        <>
          <Title errors={errors}>Record their own oxygen</Title>
          <ClinicNotForUse standing={data.standing} />
          <p>
            A reading that reaches it lets a full dose be given where the protocol would wait or withhold. It
            takes the place of the one before, which stays to be seen.
          </p>
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>Record their own oxygen</Button>
          </PostForm>
          <History all={data.all} />
        </>
      ),
    }),
  perform: (tx, { params }, { spo2, on, reason, before: shown }) =>
    record(tx, params.person, { spo2, on, reason, before: shown }),
  say: sayOwnOxygenRefusal,
});

const takeBackPage = act({
  path: "/people/:person/own-oxygen/take-back",
  allow: "prescribe:licensed",
  fresh: true,
  params: personParams,
  load: async (tx, { params }) => {
    const found = await loadToRecord(tx, params.person);
    return found.ok && !found.value.all[0]?.measured ? refuse({ code: "not-there" as const }) : found;
  },
  form: () => ({
    reason: longText("Why does it count no longer?", "Say why it counts no longer", { longest: 400 }),
    before,
  }),
  start: ({ all }) => ({ before: all[0]?.id ?? "" }),
  view: (data, { form, typed, errors }, { now }) =>
    shownOf(data.subject, now, "medicines", {
      title: "Their own oxygen counts no longer",
      body: (
        <>
          <Title errors={errors}>Their own oxygen counts no longer</Title>
          <ClinicNotForUse standing={data.standing} />
          <p>The saturations of the protocol count again, from now on.</p>
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>It counts no longer</Button>
          </PostForm>
          <History all={data.all} />
        </>
      ),
    }),
  perform: (tx, { params }, { reason, before: shown }) =>
    record(tx, params.person, { reason, before: shown }),
  say: sayOwnOxygenRefusal,
});

/** Somebody's own saturation on air: shown with its age and author, recorded and taken back by a licensed doctor. */
export const ownOxygenRoutes: readonly Route[] = [shownPage, recordPage, takeBackPage];
