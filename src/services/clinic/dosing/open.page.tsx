import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { fromLondon, londonDay, parseTime } from "../../../kernel/time.ts";
import { boxes, choose, type Field, FormFields, textOf } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { SLOTS } from "../prescribing/order.ts";
import { protocolInForce } from "../protocol/in-force.ts";
import { PremisesId } from "../register/index.ts";
import { thresholdsOfProtocol } from "./actions.ts";
import * as acts from "./acts-store.ts";
import { NotForClinicalUse } from "./frame.tsx";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import { DUTIES, type Duty, type Lack, lacksOf } from "./session-rules.ts";
import { type Able, ableStaff, ownPremises, standsBeforeOpening } from "./session-store.ts";
import { sayLack } from "./session-words.ts";

type Refusal =
  | DosingRefusal
  | { readonly code: "lacks"; readonly lacks: readonly Lack[] }
  | { readonly code: "ended" };

const time = (): Field<Temporal.PlainTime> => ({
  draw: "day",
  label: "When does it end?",
  hint: "For example, 12:30",
  read: (typed) => {
    const value = parseTime(textOf(typed));
    return value ? { value } : { error: "Enter when the session ends, like 12:30" };
  },
});

const choicesFor = (staff: readonly Able[], duty: Duty) =>
  staff
    .filter(({ duties }) => duties.includes(duty))
    .map(({ staff: value, name }) => ({ value: value as string, label: name }));

const openPage = act({
  path: "/dosing/open/:premises",
  device: () => "noted",
  allow: "dose",
  fresh: true,
  params: z.object({ premises: PremisesId.schema }),
  load: async (tx, { params, now }) => {
    const place = (await ownPremises(tx)).find(({ id }) => id === params.premises);
    if (!place) return refuse({ code: "not-there" as const });
    const standing = await protocolInForce(tx, params.premises as never);
    return accept({
      place,
      standing,
      staff: await ableStaff(tx),
      before: await standsBeforeOpening(tx, params.premises, londonDay(now)),
    });
  },
  form: ({ staff }) => ({
    slot: choose(
      "Which session?",
      (Object.keys(SLOTS) as (keyof typeof SLOTS)[]).map((value) => ({ value, label: SLOTS[value] })),
      "Choose which session",
    ),
    ends: time(),
    nurse: boxes(DUTIES.nurse, choicesFor(staff, "nurse"), { missing: "Name at least one nurse who gives" }),
    checker: boxes(DUTIES.checker, choicesFor(staff, "checker"), { missing: "Name at least one checker" }),
    doctor: boxes(DUTIES.doctor, choicesFor(staff, "doctor")),
    helper: boxes(DUTIES.helper, choicesFor(staff, "helper"), {
      hint: staff.some(({ duties }) => duties.includes("helper"))
        ? "No session waits for one"
        : "Nobody of the clinic is one, and no session waits for one",
    }),
  }),
  view: ({ place, standing, before }, { form, typed, errors }) => ({
    title: "Open a session",
    body: (
      <>
        <a className="nhsuk-back-link" href="/dosing">
          Dosing
        </a>
        <Title errors={errors} caption={place.name}>
          Open a session
        </Title>
        {standing ? (
          <NotForClinicalUse
            session={{
              signedOff: standing.signed,
              protocol: standing.protocol.code,
              protocolVersion: standing.protocol.version,
            }}
          />
        ) : null}
        <Before books={before.books} licensed={before.licensed} />
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Open the session</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (
    tx,
    { params: { premises }, now },
    typed,
    { standing, before, staff },
  ): Promise<Result<Moved, Refusal>> => {
    const shift = (["nurse", "checker", "doctor", "helper"] as const).flatMap((duty) =>
      typed[duty].map((one) => ({ staff: one, duty })),
    );
    const names = new Map(staff.map(({ staff: id, name }) => [id as string, name]));
    if (!standing) return refuse({ code: "no-protocol" });
    const lacks = lacksOf(
      {
        ...before,
        onShift: shift.map((one) => ({ ...one, staff: names.get(one.staff) ?? one.staff })),
        protocolMayBeUsed: standing.mayBeUsed,
      },
      thresholdsOfProtocol(standing.protocol),
    );
    if (lacks.length > 0) return refuse({ code: "lacks", lacks });
    const endsAt = fromLondon(londonDay(now).toPlainDateTime(typed.ends));
    if (Temporal.Instant.compare(endsAt, now) <= 0) return refuse({ code: "ended" });
    const numbers = Object.fromEntries(
      Object.entries(standing.protocol.parameters).map(([key, { value }]) => [key, value]),
    );
    const done = await acts.openSession(tx, {
      premises,
      slot: typed.slot,
      endsAt,
      shift,
      protocol: standing.protocol.code,
      protocolVersion: standing.protocol.version,
      protocolPrint: standing.print,
      numbers,
    });
    return done.ok ? accept({ to: `/dosing/${done.value}`, done: "The session is open." }) : done;
  },
  say: (refusal) =>
    refusal.code === "lacks"
      ? `The session cannot open yet. ${refusal.lacks.map(sayLack).join(" ")}`
      : refusal.code === "ended"
        ? { field: "ends", words: "Enter a time later today" }
        : sayDosing(refusal),
});

function Before({
  books,
  licensed,
}: {
  readonly books: readonly { readonly name: string; readonly counted: string }[];
  readonly licensed: boolean;
}): ReactNode {
  const lacks: Lack[] = [
    ...books.flatMap(({ name, counted }): Lack[] =>
      counted === "not-counted"
        ? [{ code: "not-counted", book: name }]
        : counted === "differs"
          ? [{ code: "differs", book: name }]
          : [],
    ),
    ...(books.length === 0 ? [{ code: "no-book" } as const] : []),
    ...(licensed ? [] : [{ code: "no-licence" } as const]),
  ];
  if (lacks.length === 0) return null;
  return (
    <section aria-label="Still missing">
      <h2 className="nhsuk-heading-s">Still missing</h2>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {lacks.map((lack) => (
          <li key={sayLack(lack)}>{sayLack(lack)}</li>
        ))}
      </ul>
    </section>
  );
}

/** Opening a session. */
export const openRoutes: readonly Route[] = [openPage];
