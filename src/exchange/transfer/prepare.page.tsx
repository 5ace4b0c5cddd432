import { InsetText } from "nhsuk-react-components";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { EpisodeId, type PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { endOfDay, type Instant, londonDay, longDate, typedDay } from "../../kernel/time.ts";
import { capital } from "../../kernel/words.ts";
import { endingOf, kindNamed, type ServiceKinds } from "../../record/episode/service-kind.ts";
import { minutesOf, PARAMETERS } from "../../record/parameters.ts";
import { personParams } from "../../record/person/identity-bar.tsx";
import { loadSubject, type Subject, shownOf } from "../../record/person/person-shown.tsx";
import { staysOf } from "../../record/person/store-journey.ts";
import { isCare } from "../../record/sharing/agency-kinds.ts";
import { sayCategory, sayMeaning } from "../../record/sharing/messages.ts";
import { categoriesOf } from "../../record/staff/role-categories.ts";
import { boxes, choose, day, FormFields, longText, pick } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, type Route, type Said } from "../../web/page.ts";
import { type Partner, partners } from "./directory-store.ts";
import { sayAct } from "./messages.ts";
import { BASES, type Basis } from "./rules.ts";
import { prepare } from "./send.ts";

type Stay = { readonly id: EpisodeId; readonly service: string; readonly since: Temporal.PlainDate };
type Data = {
  readonly subject: Subject;
  readonly stays: readonly Stay[];
  readonly open: readonly Partner[];
  readonly categories: readonly string[];
};

async function load(tx: Tx, kinds: ServiceKinds, person: PersonId): Promise<Result<Data, NotThere>> {
  const subject = await loadSubject(tx, person, "transfers");
  if (!subject.ok) return subject;
  if (subject.value.identity.diedOn || !isCare(tx.asking.agency_kind)) return refuse({ code: "not-there" });
  const stays = (await staysOf(tx, person)).flatMap((stay) => {
    const kind = kindNamed(kinds, stay.service_kind);
    const mayMove = stay.ours && !stay.ended_on && kind && endingOf(kind, "moved-away");
    return mayMove
      ? [{ id: EpisodeId.schema.parse(stay.id), service: stay.service_name, since: stay.started_on }]
      : [];
  });
  const open = (await partners(tx)).filter(({ stopped_at }) => !stopped_at);
  const categories = categoriesOf(tx.asking.role).filter((category) => category !== "identity");
  return accept({ subject: subject.value, stays, open, categories });
}

const formOf = ({ stays, open, categories }: Data) => ({
  stay: pick(
    "From which stay?",
    stays.map(({ id, service, since }) => ({ value: id, label: `${service}, since ${longDate(since)}` })),
    "Choose from which stay they move",
  ),
  service: pick(
    "To which service?",
    open.flatMap((partner) =>
      partner.services.map((service) => ({
        value: `${partner.id}:${service.code}`,
        label: `${partner.name}: ${service.name}`,
      })),
    ),
    "Choose to which service they move",
    { hint: "Services of the partnerships in the directory. Ring them first: a bundle is no phone call." },
  ),
  basis: choose(
    "On what does it rest?",
    (Object.entries(BASES) as [Basis, string][]).map(([value, label]) => ({
      value,
      label,
      ...(value === "consent" ? {} : { hint: "Without consent: the office approves it before it is sent" }),
    })),
    "Choose on what it rests",
  ),
  evidence: longText(
    "How did they consent, or why does the ground hold?",
    "Say how they consented, or why the ground holds",
    {
      hint: "For example: went through it together today, signed form. The receiver reads this.",
      longest: 2000,
    },
  ),
  categories: boxes(
    "What may go, besides who they are?",
    categories.map((value) => ({ value, label: capital(sayCategory(value)), hint: sayMeaning(value) })),
    {
      hint: "Only what the person agreed to. What such a service may not hold stays behind whatever is ticked; you see exactly what goes before it is sent.",
    },
  ),
  words: longText("What do they need to know first?", "Say what they need to know first", {
    hint: "Why they move, when, how to reach them, what cannot wait: the next dose, a child, a court date",
    longest: 4000,
  }),
  dueOn: day(
    "By which day should they have said that the person arrived?",
    "Enter the day by which word is due",
    {
      hint: "You stay responsible until they say so. When no word comes, your team’s lead is told.",
    },
  ),
});

type Refusal = { readonly code: string };

/** Not later than practice allows, and still to come. */
function dueAt(on: Temporal.PlainDate, now: Instant): Result<Instant, Refusal> {
  const at = endOfDay(on);
  if (Temporal.Instant.compare(at, now) <= 0) return refuse({ code: "day-is-over" });
  const longest = now.add({ minutes: minutesOf(PARAMETERS["word-of-a-transfer-longest"]) });
  return Temporal.Instant.compare(at, longest) > 0 ? refuse({ code: "too-long" }) : accept(at);
}

function say({ code }: Refusal): Said {
  if (code === "day-is-over") return { field: "dueOn", words: "That day is over. Enter one still to come" };
  if (code === "too-long")
    return {
      field: "dueOn",
      words:
        "That is too long to wait for word. Enter a day within four weeks, and send it nearer to the move",
    };
  return code === "no-such-ending" ? { field: "stay", words: sayAct(code) } : sayAct(code);
}

/** Whoever has the person prepares their move to another partnership. Nothing leaves by that. */
export const preparePage = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/transfers/new",
    allow: "work",
    params: personParams,
    load: (tx, { params }) => load(tx, kinds, params.person),
    form: formOf,
    start: ({ stays }, { now }) => ({
      ...(stays[0] && stays.length === 1 ? { stay: stays[0].id } : {}),
      dueOn: typedDay(londonDay(now.add({ minutes: minutesOf(PARAMETERS["word-of-a-transfer"]) }))),
    }),
    view: (data, { form, typed, errors }, { now }) =>
      shownOf(data.subject, now, "episodes", {
        title: "Move to another area",
        body: (
          <>
            <Title errors={errors}>Move to another area</Title>
            {data.open.length === 0 ? (
              <InsetText>
                No other partnership is in the directory yet. An administrator adds them under{" "}
                <a href="/partnerships">Partnerships</a>.
              </InsetText>
            ) : data.stays.length === 0 ? (
              <InsetText>
                Your agency has no open stay with this person that could end by moving away.
              </InsetText>
            ) : (
              <>
                <p>
                  This prepares a sealed bundle. Nothing leaves yet: next you see exactly what they will get.
                  The stay here goes on until they say that the person has arrived. Prescriptions go as
                  history: agree by phone from which day they prescribe.
                </p>
                <PostForm>
                  <div className="narrow">
                    <FormFields form={form} typed={typed} errors={errors} />
                  </div>
                  <button type="submit" className="nhsuk-button">
                    Look at what they would get
                  </button>
                </PostForm>
              </>
            )}
          </>
        ),
      }),
    perform: async (tx, { params, now }, values, { open }) => {
      const due = dueAt(values.dueOn, now);
      if (!due.ok) return due;
      const [partnerId, ...code] = values.service.split(":");
      const partner = open.find(({ id }) => id === partnerId);
      const service = partner?.services.find((each) => each.code === code.join(":"));
      if (!partner || !service) return refuse({ code: "not-there" });
      const made = await prepare(tx, kinds, {
        person: params.person,
        episode: EpisodeId.schema.parse(z.uuid().parse(values.stay)),
        partner: partner.id,
        service,
        basis: values.basis,
        evidence: values.evidence,
        categories: ["identity", ...values.categories],
        words: values.words,
        dueAt: due.value,
      });
      return made.ok
        ? accept({ to: `/transfers/out/${made.value}`, done: "Prepared. Nothing has left yet." })
        : made;
    },
    say,
  });
