import { BodyText, Button } from "nhsuk-react-components";
import { z } from "zod";
import { PersonId } from "../../kernel/id.ts";
import { accept, invariant, refuse } from "../../kernel/result.ts";
import { choose, FormFields, longText, optionalDay, optionalText, pick, text } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act } from "../../web/page.ts";
import { aboutPerson, loadWhose } from "../sharing/whose-page.ts";
import { categoriesOf } from "../staff/role-categories.ts";
import { recordEvent, withdrawEvent } from "./actions.ts";
import { type Certainty, eventKind, isEventCode } from "./kinds.ts";
import { fieldOf, SAY_NOT_THERE, SAY_NOTHING_TO_WITHDRAW, sayEvent, sayWhen } from "./messages.ts";
import { kindsFor } from "./rules.ts";
import { EventId, eventOf } from "./store.ts";

const CERTAINTY_CHOICES = [
  {
    value: "confirmed",
    label: "Confirmed by a record",
    hint: "A letter, a system, a document you have seen",
  },
  { value: "reported", label: "As the person or someone else told it" },
  { value: "suspected", label: "Suspected, not confirmed" },
] as const satisfies readonly { value: Certainty; label: string; hint?: string }[];

/** Recording by hand: the agency is the source, and time is kept only as exactly as it was typed. */
export const newEventPage = act({
  path: "/people/:person/events/new",
  allow: "person:read",
  params: z.object({ person: PersonId.schema }),
  load: async (tx, { params, now }) => {
    const kinds = kindsFor(categoriesOf(tx.asking.role));
    const whose = kinds.length > 0 ? await loadWhose(tx, params.person, now) : undefined;
    if (!whose?.known) return refuse({ code: "not-there" });
    tx.log({ what: "read", about: "identity", people: [whose.id] });
    return accept({ whose, kinds, source: tx.asking.agency_name ?? "" });
  },
  form: ({ kinds }) => ({
    kind: pick(
      "What happened?",
      kinds.map((kind) => ({ value: kind.code, label: kind.name })),
      "Choose what happened",
    ),
    when: text("When?", "Enter when it happened, as exactly as you know it", {
      hint: "Only as exactly as you know it: 3/3/2026 14:30, 3/3/2026, March 2026 or 2026",
    }),
    until: optionalDay("Day of release or discharge, if it has ended", {
      hint: "Only for time in custody and hospital admissions. For example, 27/3/2026",
      sometimesNeeded: true,
    }),
    what: optionalText("What exactly?", {
      hint: "In the source's words: the offence, the drug, the job",
      longest: 300,
    }),
    place: optionalText("Where?"),
    outcome: optionalText("What came of it?", {
      hint: "For example: community order; discharged home",
    }),
    certainty: choose("How sure is it?", CERTAINTY_CHOICES, "Choose how sure it is"),
  }),
  view: ({ whose, source }, { form, typed, errors }) =>
    aboutPerson(whose, "events", {
      title: "Record an event",
      body: (
        <div className="narrow">
          <Title errors={errors}>Record an event</Title>
          <BodyText>
            It is kept with {source} as its source. A death is recorded from the person's page.
          </BodyText>
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <Button type="submit">Record event</Button>
          </PostForm>
        </div>
      ),
    }),
  perform: async (tx, { now }, values, { whose }) => {
    const { kind } = values;
    invariant(isEventCode(kind), "the form offers kinds that are declared");
    const done = await recordEvent(tx, whose.id, { ...values, kind }, now);
    return done.ok ? accept({ to: `/people/${whose.id}/events`, done: "Event recorded." }) : done;
  },
  say: (refusal) =>
    refusal.code === "not-there" ? SAY_NOT_THERE : { field: fieldOf(refusal), words: sayEvent(refusal) },
});

/** Withdrawing an event found wrong: it stays, struck through, with the reason. */
export const withdrawEventPage = act({
  path: "/people/:person/events/:event/withdraw",
  allow: "person:read",
  params: z.object({ person: PersonId.schema, event: EventId.schema }),
  load: async (tx, { params, now }) => {
    const whose = await loadWhose(tx, params.person, now);
    const event = whose?.known ? await eventOf(tx, params.person, params.event) : undefined;
    if (!whose || !event?.ours) return refuse({ code: "not-there" });
    return accept({ whose, event });
  },
  form: () => ({
    because: longText("Why is it wrong?", "Say why it is wrong", {
      hint: "For example: belongs to another person of the same name. Everyone who sees the event sees this.",
      longest: 500,
    }),
  }),
  view: ({ whose, event }, { form, typed, errors }) =>
    aboutPerson(whose, "events", {
      title: "Withdraw an event",
      body: (
        <div className="narrow">
          <Title errors={errors}>
            Withdraw {eventKind(event.kind).name.toLowerCase()}, {sayWhen(event)}
          </Title>
          <BodyText>
            It stays in the record, struck through, and no longer counts in any figure. This cannot be undone;
            what really happened can be recorded as a new event.
          </BodyText>
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <Button type="submit">Withdraw event</Button>
          </PostForm>
        </div>
      ),
    }),
  perform: async (tx, { params }, values, { whose }) => {
    const done = await withdrawEvent(tx, whose.id, params.event, values.because);
    return done.ok ? accept({ to: `/people/${whose.id}/events`, done: "Event withdrawn." }) : done;
  },
  say: () => SAY_NOTHING_TO_WITHDRAW,
});
