import { Button, InsetText } from "nhsuk-react-components";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { StaffId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDate, shortDate } from "../../../kernel/time.ts";
import { counted } from "../../../kernel/words.ts";
import { boxes, choose, day, FormFields, longText, pick, text } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route, type Said } from "../../../web/page.ts";
import { takeOver } from "../prescribing/acts-store.ts";
import { type ActRefusal, sayAct } from "../prescribing/messages.ts";
import { PremisesId } from "../prescribing/order.ts";
import { ownPremises, type Premises } from "../prescribing/premises-store.ts";
import { LICENSED_DRUGS, type Licence, LicenceId, type LicensedDrug } from "./licence.ts";
import { type LicenceRefusal, sayLicence } from "./messages.ts";
import { lastDayOf } from "./rules.ts";
import {
  authorise,
  type Doctor,
  doctorsHere,
  endLicence,
  licencesOf,
  ordersToTakeOver,
  recordLicence,
  type Uncovered,
} from "./store.ts";

const done = (
  answer: Awaited<ReturnType<typeof endLicence>>,
  words: string,
): Result<Moved, LicenceRefusal> =>
  answer === "done" ? accept({ to: "/clinic/licences", done: words }) : refuse({ code: answer });

type Recording = { readonly premises: readonly Premises[]; readonly doctors: readonly Doctor[] };
const FIELDS: Readonly<Record<string, string>> = {
  "no-doctor": "doctor",
  "ends-before-it-begins": "untilOn",
  "not-that-day": "on",
  "longer-than-the-licence": "untilOn",
};
const say = (refusal: LicenceRefusal): Said => {
  const field = FIELDS[refusal.code];
  return field ? { field, words: sayLicence(refusal) } : sayLicence(refusal);
};

const doctorField = (doctors: readonly Doctor[]) =>
  pick(
    "Doctor",
    doctors.map(({ id, name }) => ({ value: id as string, label: name })),
    "Choose the doctor",
  );

const newPage = act({
  path: "/clinic/licences/new",
  allow: "clinic:govern",
  fresh: true,
  load: async (tx) =>
    accept({ premises: await ownPremises(tx), doctors: await doctorsHere(tx) } satisfies Recording),
  form: ({ premises, doctors }: Recording) => ({
    doctor: doctorField(doctors),
    premises: pick(
      "Premises it names",
      premises.map(({ id, name, address }) => ({ value: id as string, label: `${name}, ${address}` })),
      "Choose the premises",
    ),
    drug: choose(
      "Drug it names",
      Object.entries(LICENSED_DRUGS).map(([value, label]) => ({ value: value as LicensedDrug, label })),
      "Choose the drug. Each drug is recorded by itself",
    ),
    number: text("Number of the licence", "Enter its number as it stands on the paper", { longest: 60 }),
    fromOn: day("First day", "Enter the first day on which it holds"),
    untilOn: day("Last day", "Enter the last day on which it holds"),
  }),
  view: (_, { form, typed, errors }) => ({
    title: "Record a licence",
    body: (
      <>
        <Title errors={errors}>Record a licence</Title>
        <InsetText>
          With the paper in hand. A licence names one doctor, these premises and the drug; nobody records one
          of their own. Nothing is signed or given on a day that no licence covers.
        </InsetText>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Record licence</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _, values): Promise<Result<Moved, LicenceRefusal>> => {
    const [holder, premises] = [StaffId.parse(values.doctor), PremisesId.parse(values.premises)];
    if (!holder || !premises) return refuse({ code: "not-there" });
    const { drug, number, fromOn, untilOn } = values;
    if (Temporal.PlainDate.compare(untilOn, fromOn) < 0) return refuse({ code: "ends-before-it-begins" });
    const answer = await recordLicence(tx, { holder, premises, drug, number, fromOn, untilOn });
    return done(answer, "The licence is recorded. Its end is told 90, 60 and 30 days before.");
  },
  say,
});

const params = z.object({ licence: LicenceId.schema });
async function oneOf(tx: Tx, id: LicenceId): Promise<Result<Licence, NotThere>> {
  const licence = (await licencesOf(tx)).find((one) => one.id === id);
  return licence && !licence.endedOn ? accept(licence) : refuse({ code: "not-there" });
}

const endPage = act({
  path: "/clinic/licences/:licence/end",
  allow: "work",
  fresh: true,
  params,
  load: async (tx, { params: { licence } }) => {
    const one = await oneOf(tx, licence);
    if (!one.ok) return one;
    return one.value.mine || tx.asking.may.includes("clinic:govern") ? one : refuse({ code: "not-there" });
  },
  form: () => ({
    on: day("From which day does it hold no longer?", "Enter the day"),
    reason: longText("Why?", "Say why", { longest: 400 }),
  }),
  view: (licence: Licence, { form, typed, errors }) => ({
    title: "End a licence early",
    body: (
      <>
        <Title errors={errors}>End this licence early</Title>
        <InsetText>
          {licence.holderName}, {LICENSED_DRUGS[licence.drug].toLowerCase()} at {licence.premisesName}, number{" "}
          {licence.number}, until {longDate(licence.untilOn)}. From the day you enter nothing is given by{" "}
          {licence.holderName}’s orders there, until another licensed doctor takes them over.
        </InsetText>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>End licence</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params: { licence } }, { on, reason }): Promise<Result<Moved, LicenceRefusal>> =>
    done(
      await endLicence(tx, licence, on, reason),
      `The licence ends: it holds no longer from ${shortDate(on)}.`,
    ),
  say,
});

const authorisePage = act({
  path: "/clinic/licences/:licence/authorise",
  allow: "prescribe:licensed",
  fresh: true,
  params,
  load: async (tx, { params: { licence } }) => {
    const one = await oneOf(tx, licence);
    if (!one.ok || !one.value.mine) return refuse({ code: "not-there" });
    const doctors = (await doctorsHere(tx)).filter(({ id }) => id !== tx.asking.staff_id);
    return accept({ licence: one.value, doctors });
  },
  form: ({ doctors }) => ({
    doctor: doctorField(doctors),
    fromOn: day("First day", "Enter the first day"),
    untilOn: day("Last day", "Enter the last day"),
  }),
  view: ({ licence }, { form, typed, errors }) => ({
    title: "Authorise a doctor",
    body: (
      <>
        <Title errors={errors}>Authorise another doctor under your licence</Title>
        <InsetText>
          They may administer and supply under your licence, and order a smaller dose for a single session.
          They sign no standing order by it. Your licence holds until {longDate(lastDayOf(licence))}.
        </InsetText>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Authorise</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params: { licence } }, values): Promise<Result<Moved, LicenceRefusal>> => {
    const doctor = StaffId.parse(values.doctor);
    if (!doctor) return refuse({ code: "no-doctor" });
    if (Temporal.PlainDate.compare(values.untilOn, values.fromOn) < 0)
      return refuse({ code: "ends-before-it-begins" });
    return done(await authorise(tx, licence, doctor, values.fromOn, values.untilOn), "Authorised.");
  },
  say,
});

type TakeOverRefusal = ActRefusal | { readonly code: "none-chosen" };
const takeOverPage = act({
  path: "/clinic/take-over",
  allow: "prescribe:licensed",
  fresh: true,
  load: async (tx, { now }) =>
    tx.asking.agency_kind === "clinic"
      ? accept(await ordersToTakeOver(tx, now))
      : refuse({ code: "not-there" }),
  form: (uncovered: readonly Uncovered[]) => ({
    orders: boxes(
      "Orders to take over under your licence",
      uncovered.map(({ id, name, bornOn, premises, holder, endsOn }) => ({
        value: id as string,
        label: `${name}, born ${longDate(bornOn)}`,
        hint: `${premises}; signed under ${holder ?? "nobody"}; until ${shortDate(endsOn)}`,
      })),
    ),
    reason: longText("Why do you take them over?", "Say why", { longest: 1000 }),
  }),
  view: (uncovered, { form, typed, errors }) => ({
    title: "Take over orders",
    body: (
      <>
        <Title errors={errors}>Take over orders ({String(uncovered.length)})</Title>
        {uncovered.length === 0 ? (
          <InsetText>
            No order here is without a licence today that yours would cover. Those whose holder’s licence has
            ended are listed here.
          </InsetText>
        ) : (
          <>
            <InsetText>
              From now on these are given under your licence, and you answer for them. Read each before you
              take it over; what you do not tick stays stopped.
            </InsetText>
            <PostForm className="narrow">
              <FormFields form={form} typed={typed} errors={errors} />
              <Button>Take over what is ticked</Button>
            </PostForm>
          </>
        )}
      </>
    ),
  }),
  perform: async (tx, _, { orders, reason }, uncovered): Promise<Result<Moved, TakeOverRefusal>> => {
    const chosen = uncovered.filter(({ id }) => orders.includes(id));
    if (chosen.length === 0) return refuse({ code: "none-chosen" });
    const answer = await takeOver(tx, chosen, reason);
    if (answer !== "done") return refuse({ code: answer });
    return accept({
      to: "/clinic/take-over",
      done: `${counted(chosen.length, "order")} taken over under your licence.`,
    });
  },
  say: (refusal) =>
    refusal.code === "none-chosen"
      ? { field: "orders", words: "Tick the orders that you take over" }
      : sayAct(refusal),
});

/** Recording, ending and lending licences, and taking over what one of them no longer covers. */
export const licenceActRoutes: readonly Route[] = [newPage, endPage, authorisePage, takeOverPage];
