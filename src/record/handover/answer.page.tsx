import { TeamId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { longDateTime } from "../../kernel/time.ts";
import {
  choose,
  dayAndTime,
  longText,
  optionalPick,
  optionalText,
  pick,
  type Typed,
} from "../../web/form.tsx";
import { act, type Moved, type Route } from "../../web/page.ts";
import { kindNamed, type ServiceKinds } from "../episode/service-kind.ts";
import { tomorrowEvening, typedMoment } from "../task/times.ts";
import { type ActRefusal, acceptOffer, declineOffer } from "./actions.ts";
import {
  beside,
  loadFor,
  noteOf,
  ownerChoices,
  ownerFrom,
  Params,
  reasons,
  shown,
  toPage,
} from "./answer-shown.tsx";
import { arriving, reassigning, refusing } from "./arrival.page.tsx";
import { DECLINE_REASONS, type DeclineReason } from "./handover.ts";
import { usualTimes } from "./offer-rules.ts";
import { isAfter } from "./rules.ts";

/** The acts on a handover: accept, decline, arrived, the person said no, another owner or time. */
export function answerRoutes(kinds: ServiceKinds): readonly Route[] {
  return [accepting(kinds), declining(kinds), arriving(kinds), refusing(kinds), reassigning(kinds)];
}

const accepting = (kinds: ServiceKinds): Route =>
  act({
    path: "/handovers/:handover/accept",
    allow: "work",
    params: Params,
    load: loadFor(["to"]),
    form: (data) => ({
      firstContactAt: dayAndTime(
        "When will you make first contact?",
        "Enter the day and time by which you will make first contact",
      ),
      owner: optionalPick("Who will make it?", ownerChoices(data), {
        none: "Anyone in the duty team",
        hint: "You can name somebody later.",
      }),
    }),
    start: ({ line: { handover } }, { now }): Typed => {
      const kind = kindNamed(kinds, handover.to.serviceKind);
      const by = kind && usualTimes(kind, handover.from.serviceKind, handover.offeredAt).firstContactBy;
      return by && isAfter(by, now) ? { firstContactAt: typedMoment(by) } : {};
    },
    view: (data, state, { now }) => {
      const kind = kindNamed(kinds, data.line.handover.to.serviceKind);
      const by = kind
        ? usualTimes(kind, data.line.handover.from.serviceKind, data.line.handover.offeredAt).firstContactBy
        : undefined;
      const intro = by ? (
        <p>
          {isAfter(by, now)
            ? `Your service aims at first contact by ${longDateTime(by)}.`
            : `Your service aimed at first contact by ${longDateTime(by)}, which has passed.`}{" "}
          {data.line.fromService} stays responsible until they arrive.
        </p>
      ) : null;
      return shown({ title: "Accept this handover", button: "Accept handover", intro }, data, state, now);
    },
    perform: async (tx, ask, values, data): Promise<Result<Moved, ActRefusal>> => {
      const answer = { ...ownerFrom(values.owner, data), firstContactAt: values.firstContactAt };
      const done = await acceptOffer(tx, ask.params.handover, answer, ask.now);
      return done.ok
        ? accept({
            to: toPage(ask.params.handover),
            done: "Accepted. You have promised first contact; record their arrival when they come.",
          })
        : done;
    },
    say: beside(kinds, { "time-has-passed": "firstContactAt", "owner-not-the-receivers": "owner" }),
  });

const declining = (kinds: ServiceKinds): Route =>
  act({
    path: "/handovers/:handover/decline",
    allow: "work",
    params: Params,
    load: loadFor(["to"]),
    form: ({ backTo }) => ({
      because: choose(
        "Why can you not take them?",
        reasons(DECLINE_REASONS) as { value: DeclineReason; label: string }[],
        "Choose why you cannot take them",
      ),
      note: optionalText("Anything to add?", {
        longest: 500,
        hint: "Needed for another reason",
        sometimesNeeded: true,
      }),
      next: longText("What should happen instead?", "Enter what should happen instead", {
        longest: 1000,
        hint: "The sender gets this as a task",
      }),
      team: pick(
        "Who does that?",
        backTo.map((team) => ({ value: team.id, label: `${team.name}, ${team.service}` })),
        "Choose the team that does it",
      ),
      dueAt: dayAndTime("By when?", "Enter the day and time by which it should happen"),
    }),
    start: ({ backTo }, { now }) => ({
      team: backTo.length === 1 ? (backTo[0]?.id ?? "") : "",
      dueAt: typedMoment(tomorrowEvening(now)),
    }),
    view: (data, state, { now }) => {
      const back = data.line.handover.state === "accepted";
      const intro = (
        <p>
          {data.line.fromService} still has the person. Nobody is left without an owner, so say what happens
          instead and who sees to it.
        </p>
      );
      return shown(
        {
          title: back ? "Hand this person back" : "Decline this handover",
          button: back ? "Hand back" : "Decline handover",
          intro,
        },
        data,
        state,
        now,
      );
    },
    perform: async (tx, ask, values): Promise<Result<Moved, ActRefusal>> => {
      const team = TeamId.parse(values.team);
      if (!team) return refuse({ code: "next-step-not-the-senders" });
      const answer = {
        because: { code: values.because, ...noteOf(values.note) },
        nextStep: { what: values.next, team, dueAt: values.dueAt },
      };
      const done = await declineOffer(tx, ask.params.handover, answer, ask.now);
      return done.ok
        ? accept({ to: "/boards/team", done: "Declined. The sender has what happens next as a task." })
        : done;
    },
    say: beside(kinds, {
      "reason-needed": "note",
      "time-has-passed": "dueAt",
      "next-step-needed": "next",
      "next-step-not-the-senders": "team",
    }),
  });
