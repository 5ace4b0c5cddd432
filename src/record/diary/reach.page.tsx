import { z } from "zod";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay, typedDay } from "../../kernel/time.ts";
import { boxes, choose, day, FormFields, longText, text } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route } from "../../web/page.ts";
import { personAct } from "../person/person-act.tsx";
import { loadSubject, shownOf } from "../person/person-shown.tsx";
import { AppointmentId } from "./appointment.ts";
import { contactMade, type LadderRefusal } from "./ladder.ts";
import { CHANNELS, type Channel } from "./reach.ts";
import { wrongAddress } from "./reach-rules.ts";
import { agreementsOf, endAgreement, insertAgreement, reminderCameBack } from "./reach-store.ts";
import { appointmentById } from "./store.ts";

const CHOICES = Object.entries(CHANNELS).map(([value, label]) => ({ value: value as Channel, label }));

type NewRefusal =
  | { readonly code: "address-wrong"; readonly words: string }
  | { readonly code: "in-the-future" };

const adding = personAct({
  path: "/people/:person/reach/new",
  allow: "person:read",
  about: "how they may be reached",
  at: "appointments",
  title: "Add a way to reach them",
  button: "Save",
  form: () => ({
    channel: choose("How?", CHOICES, "Choose how"),
    address: text("Which number or address?", "Enter the number or address they gave for it"),
    more: boxes("Also", [{ value: "leave", label: "A message may be left there with whoever answers" }]),
    on: day("When did they agree?", "Enter the day on which they agreed"),
  }),
  intro: () => (
    <p>
      Only what the person agreed to is used. A reminder says the day and time and nothing more: no service,
      no name, no place.
    </p>
  ),
  perform: async (tx, { now }, values, { identity }): Promise<Result<Moved, NewRefusal>> => {
    const wrong = wrongAddress(values.channel, values.address);
    if (wrong) return refuse({ code: "address-wrong", words: wrong });
    if (Temporal.PlainDate.compare(values.on, londonDay(now)) > 0) return refuse({ code: "in-the-future" });
    await insertAgreement(tx, identity.id, {
      channel: values.channel,
      address: values.address,
      mayLeave: values.more.includes("leave"),
      on: values.on,
    });
    return accept({ to: `/people/${identity.id}/appointments`, done: "They can be reached this way." });
  },
  say: (refusal) =>
    refusal.code === "address-wrong"
      ? { field: "address", words: refusal.words }
      : {
          field: "on",
          words: `That day is still to come. Enter it like ${typedDay(Temporal.PlainDate.from("2026-03-27"))}`,
        },
});

const ending = act({
  path: "/people/:person/reach/:agreement/end",
  allow: "person:read",
  params: z.object({ person: PersonId.schema, agreement: z.uuid() }),
  load: async (tx, { params }) => {
    const subject = await loadSubject(tx, params.person, "how they may be reached");
    if (!subject.ok) return subject;
    const one = (await agreementsOf(tx, params.person)).find((each) => each.id === params.agreement);
    return one?.ours ? accept({ subject: subject.value, one }) : refuse({ code: "not-there" });
  },
  form: () => ({ why: longText("Why is it used no more?", "Enter why", { longest: 500 }) }),
  view: ({ subject, one }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "appointments", {
      title: "Use it no more",
      body: (
        <>
          <Title errors={errors} caption={`${CHANNELS[one.channel]}: ${one.address}`}>
            Use it no more
          </Title>
          <PostForm>
            <div className="narrow">
              <FormFields form={form} typed={typed} errors={errors} />
            </div>
            <button type="submit" className="nhsuk-button">
              Use it no more
            </button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, { params }, values): Promise<Result<Moved, NotThere>> => {
    const ended = await endAgreement(tx, params.person, params.agreement, values.why);
    return ended
      ? accept({ to: `/people/${params.person}/appointments`, done: "It is used no more." })
      : refuse({ code: "not-there" });
  },
  say: () => "It is used no more already.",
});

const reached = personAct({
  path: "/people/:person/contact-made",
  allow: "person:read",
  about: "missed contact",
  at: "appointments",
  title: "Record contact",
  button: "Contact was made",
  form: () => ({
    how: longText("How did you reach them?", "Enter how you reached them", {
      hint: "For example, they answered the phone and come on Thursday",
      longest: 1000,
    }),
  }),
  perform: async (tx, _ask, values, { identity }): Promise<Result<Moved, LadderRefusal>> => {
    const made = await contactMade(tx, identity.id, values.how);
    if (!made.ok) return made;
    if (made.value === 0) return refuse({ code: "nothing-open" });
    return accept({
      to: `/people/${identity.id}/appointments`,
      done: "Contact was made. The search for it has ended.",
    });
  },
  say: (refusal) => {
    switch (refusal.code) {
      case "not-there":
        return "This person is no longer with your agency.";
      case "person-has-died":
        return "This person's death is recorded.";
      case "nothing-open":
        return "Nobody is looking for this person, so there is nothing to end. Write a note of the contact instead.";
    }
  },
});

const cameBack: Route = {
  path: "/appointments/:appointment/came-back",
  allow: "person:read",
  post: async (tx, ask) => {
    const id = AppointmentId.parse(ask.params.appointment ?? "");
    const one = id && (await appointmentById(tx, id));
    if (!id || !one?.ours || !(await reminderCameBack(tx, one.person_id, id)))
      return refuse({ code: "not-there" });
    return accept({
      to: `/people/${one.person_id}/appointments`,
      done: "It is noted, and that number or address is used no more. Ask for another.",
    });
  },
};

/** How somebody agreed to be reached, and contact that was made. */
export const reachRoutes: readonly Route[] = [adding, ending, reached, cameBack];
