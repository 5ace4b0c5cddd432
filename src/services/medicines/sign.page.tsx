import { Button, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, longDate, shortDate, weekdayAndDate } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { type Subject, shownOf } from "../../record/person/person-shown.tsx";
import { boxes, carried, FormFields, textOf } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere, page, type Route, type Said } from "../../web/page.ts";
import { loadToSign, type SignRefusal, sign, type ToSign } from "./actions.ts";
import {
  LastSeen,
  loadMedicinesSubject,
  loadOpioids,
  NotForUse,
  type Opioids,
  PrescriptionFacts,
  ProtocolsNotForUse,
  Warnings,
} from "./medicines-parts.tsx";
import { sayPlan } from "./messages.ts";
import { prescriptionParams } from "./prescription.page.tsx";
import type { PrescriptionId } from "./prescription.ts";
import { doseWords } from "./products.ts";
import { type Queued, queuedForSigning } from "./store.ts";
import { wordingsOf } from "./wordings.ts";
import { sayWrite } from "./write-form.ts";

/** What waits for a prescriber's signature, the one that starts first before the others. */
const queuePage = page({
  path: "/signing",
  allow: "prescribe",
  load: async (tx) => accept(await queuedForSigning(tx)),
  view: (queued) => ({
    title: "To sign",
    live: true,
    body: (
      <>
        <Title>Prescriptions to sign ({String(queued.length)})</Title>
        {queued.length === 0 ? (
          <InsetText>
            Nothing waits to be signed. What you or a keyworker puts in the signing queue is listed here.
          </InsetText>
        ) : (
          <>
            <ProtocolsNotForUse />
            <p>The one that starts first stands first.</p>
            <ul className="lines" data-list>
              {queued.map((one) => (
                <OneQueued key={one.prescription.id} one={one} />
              ))}
            </ul>
          </>
        )}
        <p>
          <a href="/protocols">Protocols</a> · <a href="/pharmacies">Pharmacies</a>
        </p>
      </>
    ),
  }),
});

const OneQueued = ({ one: { prescription, name, bornOn } }: { readonly one: Queued }): ReactElement => (
  <li className="lines__line">
    <span className="lines__what">
      <a href={`/people/${prescription.person}/medicines/${prescription.id}/sign`} data-item>
        {name}, born {longDate(bornOn)}
      </a>
      <span className="lines__who">
        {prescription.product.name}: {doseWords(prescription.product, prescription.micrograms)}; written by{" "}
        {prescription.changedBy}
      </span>
    </span>
    <span className="lines__when">
      {shortDate(prescription.startsOn)} to {shortDate(prescription.endsOn)}
    </span>
  </li>
);

type Signing = { readonly subject: Subject; readonly opioids: Opioids; readonly toSign: ToSign };

async function load(
  tx: Tx,
  person: PersonId,
  id: PrescriptionId,
  now: Instant,
): Promise<Result<Signing, NotThere>> {
  const subject = await loadMedicinesSubject(tx, person);
  if (!subject.ok) return subject;
  const toSign = await loadToSign(tx, person, id);
  if (!toSign?.prescription.ours || toSign.prescription.state !== "queued")
    return refuse({ code: "not-there" });
  return accept({ subject: subject.value, opioids: await loadOpioids(tx, person, now), toSign });
}

const signPage = act({
  path: "/people/:person/medicines/:prescription/sign",
  allow: "prescribe",
  fresh: true,
  params: prescriptionParams,
  load: (tx, { params, now }) => load(tx, params.person, params.prescription, now),
  form: ({ opioids: { warnings } }) => ({
    weighed: boxes(
      warnings.length > 0 ? `I have weighed ${counted(warnings.length, "warning")} above` : "Warnings",
      warnings.length > 0 ? [{ value: "yes", label: "Yes" }] : [],
      warnings.length > 0 ? { missing: "Weigh the warnings above, then tick this" } : {},
    ),
    print: carried((typed) => (/^[0-9a-f]{64}$/.test(typed) ? typed : undefined)),
  }),
  start: ({ toSign }) => ({ print: toSign.print }),
  view: ({ subject, opioids, toSign }, { form, typed: sent, errors }, { now }) => {
    const typed = { ...sent, print: textOf(sent.print) || toSign.print };
    return shownOf(subject, now, "medicines", {
      title: "Sign a prescription",
      body: (
        <>
          <Title errors={errors}>Sign this prescription</Title>
          <NotForUse prescription={toSign.prescription} />
          <LastSeen doses={opioids.doses} now={now} />
          <Warnings warnings={opioids.warnings} />
          <PrescriptionFacts prescription={toSign.prescription} />
          <Plan toSign={toSign} />
          <PostForm>
            {opioids.warnings.length > 0 ? (
              <FormFields form={form} typed={typed} errors={errors} />
            ) : (
              <FormFields form={{ print: form.print }} typed={typed} errors={errors} />
            )}
            <Button>Sign prescription</Button>
          </PostForm>
        </>
      ),
    });
  },
  perform: async (tx, { params, now }, values, { toSign }): Promise<Result<Moved, SignRefusal>> => {
    const done = await sign(tx, params.person, toSign, values.print, now);
    if (!done.ok) return done;
    return accept({
      to: `/people/${params.person}/medicines/${params.prescription}`,
      done: `Signed. ${toSign.pharmacy.name} sees it now.`,
    });
  },
  say: (refusal): Said => {
    const said = sayWrite(refusal);
    return typeof said === "string" ? said : `${said.words}. Write it anew, then sign.`;
  },
  // What is shown after a refusal is what stands now, and that is what would be signed.
  keep: () => ({}),
});

function Plan({ toSign: { prescription, plan, pharmacy } }: { readonly toSign: ToSign }): ReactElement {
  if (!plan.ok) return <InsetText>{sayPlan(plan.refusal)}.</InsetText>;
  const { product } = prescription;
  return (
    <>
      <h2 className="nhsuk-heading-s">
        {counted(plan.value.length, "day")} of collection at {pharmacy.name}
      </h2>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {plan.value.map((one) => (
          <li key={one.dueOn.toString()}>
            {weekdayAndDate(one.dueOn)}:{" "}
            {one.supervised > 0 ? `${doseWords(product, one.supervised)} taken there` : ""}
            {one.supervised > 0 && one.home > 0 ? ", " : ""}
            {one.home > 0 ? `${doseWords(product, one.home)} taken home` : ""}
          </li>
        ))}
      </ul>
      {wordingsOf(prescription.wordings).map(({ code, words }) => (
        <p key={code}>{words}</p>
      ))}
    </>
  );
}

/** The signing queue, and signing. */
export const signRoutes: readonly Route[] = [queuePage, signPage];
