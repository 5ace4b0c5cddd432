import { accept, type Result } from "../../kernel/result.ts";
import {
  carried,
  choose,
  dayAndTime,
  type Field,
  longText,
  optionalPick,
  optionalText,
  type Typed,
} from "../../web/form.tsx";
import { act, type Moved, type Route } from "../../web/page.ts";
import type { ServiceKinds } from "../episode/service-kind.ts";
import { carriedMoment, typedMoment, unlessLeft } from "../task/times.ts";
import { type ActRefusal, reassignHandover, recordArrival, recordRefusal } from "./actions.ts";
import {
  beside,
  type Data,
  loadFor,
  noteOf,
  ownerChoices,
  ownerFrom,
  Params,
  reasons,
  shown,
  toPage,
} from "./answer-shown.tsx";
import { isOpen, PERSON_REFUSAL_REASONS, type PersonRefusalReason } from "./handover.ts";

/** They have arrived: the receiver has them. */
export const arriving = (kinds: ServiceKinds): Route =>
  act({
    path: "/handovers/:handover/arrive",
    allow: "work",
    params: Params,
    load: loadFor(["to"]),
    form: () => ({
      arrivedAt: dayAndTime("When did they arrive?", "Enter the day and time at which they arrived"),
      shownAt: carried(carriedMoment),
    }),
    start: (_data, { now }) => ({ arrivedAt: typedMoment(now), shownAt: now.toString() }),
    view: (data, state, { now }) => {
      const { handover, fromService, toService } = data.line;
      const after =
        handover.afterArrival === "close"
          ? `${fromService} closes its episode`
          : `${fromService} goes on too`;
      const intro = (
        <p>
          From then on {toService} has this person: an episode opens here, and {after}.
        </p>
      );
      return shown({ title: "Record arrival", button: "Record arrival", intro }, data, state, now);
    },
    perform: async (tx, ask, values, { line }): Promise<Result<Moved, ActRefusal>> => {
      // Times are typed to the minute: an arrival in the minute of the offer came after it.
      const arrivedAt = unlessLeft(values.arrivedAt, values.shownAt, line.handover.offeredAt);
      const done = await recordArrival(tx, kinds, ask.params.handover, arrivedAt, ask.now);
      return done.ok
        ? accept({
            to: `/people/${line.handover.personId}`,
            done: "Arrived. Your service has this person now.",
          })
        : done;
    },
    say: beside(kinds, {
      "arrival-outside": "arrivedAt",
      "in-the-future": "arrivedAt",
      overlaps: "arrivedAt",
    }),
  });

/** The person said no. */
export const refusing = (kinds: ServiceKinds): Route =>
  act({
    path: "/handovers/:handover/refused",
    allow: "work",
    params: Params,
    load: loadFor(["to", "from"]),
    form: () => ({
      because: choose(
        "Why does the person not want this?",
        reasons(PERSON_REFUSAL_REASONS) as { value: PersonRefusalReason; label: string }[],
        "Choose why they do not want this",
      ),
      note: optionalText("Anything to add?", {
        longest: 500,
        hint: "Needed for another reason",
        sometimesNeeded: true,
      }),
    }),
    view: (data, state, { now }) => {
      const intro = (
        <p>
          {data.line.fromService} still has the person, and gets a task to agree with them what happens next.
        </p>
      );
      return shown(
        { title: "The person said no", button: "Record that they said no", intro },
        data,
        state,
        now,
      );
    },
    perform: async (tx, ask, values): Promise<Result<Moved, ActRefusal>> => {
      const done = await recordRefusal(
        tx,
        ask.params.handover,
        { code: values.because, ...noteOf(values.note) },
        ask.now,
      );
      return done.ok
        ? accept({
            to: toPage(ask.params.handover),
            done: "Recorded. The sender has a task to agree what happens next.",
          })
        : done;
    },
    say: beside(kinds, { "reason-needed": "note" }),
  });

/** Another owner or time. */
export const reassigning = (kinds: ServiceKinds): Route =>
  act({
    path: "/handovers/:handover/reassign",
    allow: "work",
    params: Params,
    load: loadFor(["to", "from"]),
    form: (data) => ({
      ...ownerQuestion(data),
      dueAt: dayAndTime("By when?", "Enter the day and time by which they must act"),
      reason: longText("Why the change?", "Enter a reason; both services read it", { longest: 1000 }),
    }),
    start: ({ line: { handover } }): Typed =>
      isOpen(handover)
        ? {
            dueAt: typedMoment(handover.dueAt),
            owner: handover.owner.staff ? `${handover.owner.team}:${handover.owner.staff}` : "",
          }
        : {},
    view: (data, state, { now }) =>
      shown({ title: "Change who or when", button: "Save change" }, data, state, now),
    perform: async (tx, ask, values, data): Promise<Result<Moved, ActRefusal>> => {
      const { handover } = data.line;
      const dueAt = isOpen(handover) ? unlessLeft(values.dueAt, handover.dueAt) : values.dueAt;
      const done = await reassignHandover(
        tx,
        ask.params.handover,
        { ...ownerFrom(values.owner ?? "", data), dueAt, reason: values.reason },
        ask.now,
      );
      return done.ok
        ? accept({ to: toPage(ask.params.handover), done: "Changed. Both services can read why." })
        : done;
    },
    say: beside(kinds, {
      "time-has-passed": "dueAt",
      "reason-needed": "reason",
      "owner-not-the-receivers": "owner",
      "nothing-to-change": "dueAt",
    }),
  });

/** A sender sees no people of the receiving service, so it is asked only where there are several teams. */
function ownerQuestion(data: Data): { readonly owner?: Field<string> } {
  const choices = ownerChoices(data);
  if (choices.length === 0) return {};
  const none = data.side === "to" ? `Anyone in ${data.line.teamName}` : "As it is";
  return { owner: optionalPick("Who acts?", choices, { none }) };
}
