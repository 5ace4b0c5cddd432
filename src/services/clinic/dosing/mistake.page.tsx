import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { clock, type Instant } from "../../../kernel/time.ts";
import { FormFields, longText } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { emergencyById } from "./emergency-store.ts";
import { asSentence } from "./frame.tsx";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import { type Mistake, sayMistake, signMistake } from "./mistake-store.ts";
import { sayAct, sayLook } from "./press-words.ts";
import { EmergencyId, VisitId } from "./visit.ts";
import { visitById } from "./visit-store.ts";

// A press that was a mistake: the original stays, struck through, with who says so, when and why.

/** Beside something pressed: the way to say that it was a mistake, or who said so and whether it counts. */
export function Mistaken({
  mistake,
  at,
  what,
}: {
  readonly mistake: Mistake | undefined;
  /** The page of it; none for whoever may not say so. */
  readonly at: string | undefined;
  readonly what: string;
}): ReactNode {
  if (!mistake)
    return at === undefined ? null : (
      <a className="no-print" href={at}>
        A mistake<span className="nhsuk-u-visually-hidden">: {what}</span>
      </a>
    );
  return (
    <span>
      {mistake.waits ? "Said to be a mistake" : "A mistake"}: {asSentence(mistake.reason)} {mistake.by},{" "}
      {clock(mistake.at)}
      {mistake.second ? `; signed by ${mistake.second.by}, ${clock(mistake.second.at)}` : ""}.
      {mistake.waits ? " It counts until a second has signed. " : null}
      {at && mistake.waits && !mistake.mine ? <a href={`${at}/sign`}>Sign as the second</a> : null}
    </span>
  );
}

type Pressed = {
  readonly id: string;
  readonly person: Parameters<typeof sayMistake>[2];
  readonly mistake: Mistake | undefined;
  readonly at: string;
  /** What was pressed, when and by whom. */
  readonly what: string;
};

const said = (what: string, one: { readonly at: Instant; readonly staff: string | undefined }): string =>
  `${clock(one.at)} ${what}${one.staff ? ` (${one.staff})` : ""}`;

const OF_EMERGENCY = z.object({ emergency: EmergencyId.schema, press: z.uuid() });
const OF_VISIT = z.object({ visit: VisitId.schema, press: z.uuid() });

type Tx = Parameters<typeof emergencyById>[0];
async function inEmergency(tx: Tx, of: z.infer<typeof OF_EMERGENCY>): Promise<Pressed | undefined> {
  const emergency = await emergencyById(tx, of.emergency);
  if (!emergency) return undefined;
  const { person, id } = emergency;
  const at = `/dosing/emergencies/${id}`;
  if (id === of.press)
    return {
      id,
      person,
      mistake: emergency.mistake,
      at,
      what: `${clock(emergency.beganAt)} the whole emergency`,
    };
  const one = emergency.acts.find((each) => each.id === of.press);
  return one ? { id: one.id, person, mistake: one.mistake, at, what: said(sayAct(one), one) } : undefined;
}
async function ofReadings(tx: Tx, of: z.infer<typeof OF_VISIT>): Promise<Pressed | undefined> {
  const visit = await visitById(tx, of.visit);
  const one = visit && [...visit.looks, ...visit.mistaken].find(({ id }) => id === of.press);
  return visit && one
    ? {
        id: one.id,
        person: visit.person,
        mistake: one.mistake,
        at: `/dosing/visits/${visit.id}`,
        what: said(sayLook(one), one),
      }
    : undefined;
}

const shown = (
  { at, what }: Pressed,
  title: string,
  errors: Parameters<typeof Title>[0]["errors"],
  body: ReactNode,
) => ({
  title,
  body: (
    <>
      <a className="nhsuk-back-link no-print" href={at}>
        Back
      </a>
      <Title {...(errors ? { errors } : {})}>{title}</Title>
      <p>
        <strong>{what}</strong>
      </p>
      {body}
    </>
  ),
});

/** The two pages of a kind of press: saying that it was a mistake, and signing so as the second. */
const pagesOf = <P extends { readonly press: string }>(
  path: string,
  params: z.ZodType<P>,
  find: (tx: Tx, of: P) => Promise<Pressed | undefined>,
): readonly Route[] => {
  const load = async (tx: Tx, of: P, signs: boolean) => {
    const one = await find(tx, of);
    return one && (signs ? one.mistake?.waits : !one.mistake)
      ? accept(one)
      : refuse({ code: "not-there" as const });
  };
  return [
    act({
      path,
      allow: "dose:account",
      params,
      load: (tx, ask) => load(tx, ask.params, false),
      form: () => ({
        reason: longText("Why was it a mistake?", "Say why it was a mistake", { longest: 1000 }),
      }),
      view: (one, { form, typed, errors }) =>
        shown(
          one,
          "Pressed by mistake",
          errors,
          <PostForm className="narrow">
            <p>
              It stays to be seen, struck through. Naloxone, readings that were not good and a whole emergency
              go on counting until a second person has signed on their own sign-in.
            </p>
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>It was a mistake</Button>
          </PostForm>,
        ),
      perform: async (tx, _ask, { reason }, one): Promise<Result<Moved, DosingRefusal>> => {
        const done = await sayMistake(tx, one.id, one.person, reason);
        return done.ok ? accept({ to: one.at, done: "Kept." }) : done;
      },
      say: sayDosing,
    }),
    act({
      path: `${path}/sign`,
      allow: "dose:check",
      fresh: true,
      params,
      load: (tx, ask) => load(tx, ask.params, true),
      form: () => ({}),
      view: (one, { errors }) =>
        shown(
          one,
          "Sign that it was a mistake",
          errors,
          <PostForm>
            <p>
              {one.mistake?.by} says: {asSentence(one.mistake?.reason ?? "")} Once you have signed it counts
              no more: how long they stay, and whether they may be given anything, go on without it.
            </p>
            <Button>I find the same: sign</Button>
          </PostForm>,
        ),
      perform: async (tx, _ask, _typed, one): Promise<Result<Moved, DosingRefusal>> => {
        const done = one.mistake
          ? await signMistake(tx, one.mistake.id, one.person)
          : refuse({ code: "not-there" as const });
        return done.ok ? accept({ to: one.at, done: "Signed. It counts no more." }) : done;
      },
      say: sayDosing,
    }),
  ];
};

/** Saying that a press or readings were a mistake, and signing so. */
export const mistakeRoutes: readonly Route[] = [
  ...pagesOf("/dosing/emergencies/:emergency/mistakes/:press", OF_EMERGENCY, inEmergency),
  ...pagesOf("/dosing/visits/:visit/mistakes/:press", OF_VISIT, ofReadings),
];
