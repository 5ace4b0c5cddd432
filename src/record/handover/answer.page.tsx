import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { HandoverId, StaffId, TeamId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, longDateTime } from "../../kernel/time.ts";
import { choose, dayAndTime, type Form, type FormErrors, FormFields, longText, optionalPick, optionalText, pick, type Typed } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route, type Said, type Shown } from "../../web/page.ts";
import { sayEpisode } from "../episode/messages.ts";
import { kindNamed, type ServiceKinds } from "../episode/service-kind.ts";
import { type Member, membersOf, ownServices, type TeamLine, teamsForANo, teamsOf } from "../staff/teams-store.ts";
import { tomorrowEvening, typedMoment } from "../task/task.page.tsx";
import { type ActRefusal, acceptOffer, declineOffer, reassignHandover, recordArrival, recordRefusal } from "./actions.ts";
import { dueInWords } from "../task/messages.ts";
import { type HandoverLine, handoverLine } from "./board-store.ts";
import { DECLINE_REASONS, type DeclineReason, isOpen, PERSON_REFUSAL_REASONS, type PersonRefusalReason } from "./handover.ts";
import { sayHandover } from "./messages.ts";
import { usualTimes } from "./offer-rules.ts";
import { isAfter } from "./rules.ts";

const Params = z.object({ handover: HandoverId.schema });
type Params = z.output<typeof Params>;

type Data = {
  readonly line: HandoverLine;
  readonly teams: readonly TeamLine[];
  readonly members: readonly Member[];
  readonly backTo: readonly { readonly id: string; readonly name: string; readonly service: string }[];
};

/** Reads an open handover for one of its ends to act on. */
const loadFor =
  (ends: readonly ("to" | "from")[]) =>
  async (tx: Tx, { params }: { params: Params }): Promise<Result<Data, NotThere>> => {
    const line = await handoverLine(tx, params.handover);
    if (!line) return refuse({ code: "not-there" });
    const own = (await ownServices(tx)).map((each) => each.id);
    const { to, from, personId } = line.handover;
    const end = own.includes(to.serviceId) ? "to" : "from";
    if (!own.includes(to.serviceId) && !own.includes(from.serviceId)) return refuse({ code: "not-there" });
    if (!ends.includes(end)) return refuse({ code: "not-there" });
    tx.log({ what: "read", about: "handover", people: [personId] });
    const teams = await teamsOf(tx, [to.serviceId]);
    const members = end === "to" ? await membersOf(tx, teams.map((team) => team.id)) : [];
    return accept({ line, teams, members, backTo: await teamsForANo(tx, from.serviceId) });
  };

/** A page that answers a handover: what is known beside what is asked, and one button that says the act. */
function shown(words: { title: string; button: string; intro?: ReactNode }, { line }: Data, state: { form: Form; typed: Typed; errors: FormErrors }, now: Instant): Shown {
  const { handover } = line;
  return {
    title: words.title,
    body: (
      <>
        <a className="nhsuk-back-link" href={`/handovers/${handover.id}`}>Back to the handover</a>
        <Title caption={line.personName} errors={state.errors}>{words.title}</Title>
        <div className="beside">
          <PostForm className="beside__asked">
            {words.intro}
            <FormFields form={state.form} typed={state.typed} errors={state.errors} />
            <Button>{words.button}</Button>
          </PostForm>
          <aside className="beside__known" aria-label="What we know">
            <h2 className="nhsuk-heading-xs">{line.fromService} to {line.toService}</h2>
            <p className="as-typed">{handover.summary}</p>
            <p>Offered {longDateTime(handover.offeredAt)}{line.offeredByName ? ` by ${line.offeredByName}` : ""}.</p>
            {isOpen(handover) ? <p>{handover.state === "offered" ? "Answer due" : "First contact due"} {dueInWords(handover.dueAt, now)}.</p> : null}
          </aside>
        </div>
      </>
    ),
  };
}

/** What a worker reads when a handover cannot be answered so. */
export const sayAct =
  (kinds: ServiceKinds) =>
  (refusal: ActRefusal): string => {
    const nameOf = (code: string): string => kindNamed(kinds, code)?.name ?? code;
    switch (refusal.code) {
      case "not-there":
        return "This handover is not there any more.";
      case "no-longer-open":
        return "This referral was closed a moment ago, so it cannot be withdrawn.";
      case "before-birth":
      case "after-death":
      case "in-the-future":
      case "ends-before-it-starts":
      case "already-open":
      case "overlaps":
        return sayEpisode(refusal);
      default:
        return sayHandover(refusal, nameOf);
    }
  };

const beside = (kinds: ServiceKinds, fields: Readonly<Partial<Record<ActRefusal["code"], string>>>) => (refusal: ActRefusal): Said => ({
  field: fields[refusal.code] ?? "_form",
  words: sayAct(kinds)(refusal),
});

/** Who may be named: the one team, or each of several, and the people in them. `team` or `team:staff`. */
function ownerChoices({ teams, members }: Data) {
  return teams.flatMap((team) => [
    ...(teams.length > 1 ? [{ value: team.id as string, label: `${team.name}, anyone` }] : []),
    ...members
      .filter((each) => each.team_id === team.id)
      .map((each) => ({
        value: `${team.id}:${each.staff_id}`,
        label: `${each.name}${teams.length > 1 ? `, ${team.name}` : ""}${each.available ? "" : " (away today)"}`,
      })),
  ]);
}

function ownerFrom(value: string, { line, teams }: Data): { team: TeamId; staff?: StaffId } {
  const [team, staff] = value.split(":");
  const { handover } = line;
  const fallback = isOpen(handover) ? handover.owner.team : teams[0]?.id;
  const named = TeamId.parse(team ?? "") ?? fallback ?? TeamId.fresh();
  const person = StaffId.parse(staff ?? "");
  return person ? { team: named, staff: person } : { team: named };
}

const reasons = (of: Readonly<Record<string, string>>) => Object.entries(of).map(([value, label]) => ({ value, label }));
const toPage = (id: HandoverId): string => `/handovers/${id}`;
const noteOf = (note: string) => (note ? { note } : {});

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
      firstContactAt: dayAndTime("When will you make first contact?", "Enter the day and time by which you will make first contact"),
      owner: optionalPick("Who will make it?", ownerChoices(data), { hint: "Leave it for your duty team. You can name somebody later." }),
    }),
    start: ({ line: { handover } }, { now }): Typed => {
      const kind = kindNamed(kinds, handover.to.serviceKind);
      const by = kind && usualTimes(kind, handover.from.serviceKind, handover.offeredAt).firstContactBy;
      return by && isAfter(by, now) ? { firstContactAt: typedMoment(by) } : {};
    },
    view: (data, state, { now }) => {
      const kind = kindNamed(kinds, data.line.handover.to.serviceKind);
      const by = kind ? usualTimes(kind, data.line.handover.from.serviceKind, data.line.handover.offeredAt).firstContactBy : undefined;
      const intro = by ? <p>Your service aims at first contact by {longDateTime(by)}. {data.line.fromService} stays responsible until they arrive.</p> : null;
      return shown({ title: "Accept this handover", button: "Accept handover", intro }, data, state, now);
    },
    perform: async (tx, ask, values, data): Promise<Result<Moved, ActRefusal>> => {
      const answer = { ...ownerFrom(values.owner, data), firstContactAt: values.firstContactAt };
      const done = await acceptOffer(tx, ask.params.handover, answer, ask.now);
      return done.ok ? accept({ to: toPage(ask.params.handover), done: "Accepted. You have promised first contact; record their arrival when they come." }) : done;
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
      because: choose("Why can you not take them?", reasons(DECLINE_REASONS) as { value: DeclineReason; label: string }[], "Choose why you cannot take them"),
      note: optionalText("Anything to add?", { longest: 500, hint: "Needed for another reason" }),
      next: longText("What should happen instead?", "Enter what should happen instead", { longest: 1000, hint: "The sender gets this as a task" }),
      team: pick("Who does that?", backTo.map((team) => ({ value: team.id, label: `${team.name}, ${team.service}` })), "Choose the team that does it"),
      dueAt: dayAndTime("By when?", "Enter the day and time by which it should happen"),
    }),
    start: ({ backTo }, { now }) => ({ team: backTo.length === 1 ? (backTo[0]?.id ?? "") : "", dueAt: typedMoment(tomorrowEvening(now)) }),
    view: (data, state, { now }) => {
      const back = data.line.handover.state === "accepted";
      const intro = <p>{data.line.fromService} still has the person. Nobody is left without an owner, so say what happens instead and who sees to it.</p>;
      return shown({ title: back ? "Hand this person back" : "Decline this handover", button: back ? "Hand back" : "Decline handover", intro }, data, state, now);
    },
    perform: async (tx, ask, values): Promise<Result<Moved, ActRefusal>> => {
      const team = TeamId.parse(values.team);
      if (!team) return refuse({ code: "next-step-not-the-senders" });
      const answer = { because: { code: values.because, ...noteOf(values.note) }, nextStep: { what: values.next, team, dueAt: values.dueAt } };
      const done = await declineOffer(tx, ask.params.handover, answer, ask.now);
      return done.ok ? accept({ to: "/boards/team", done: "Declined. The sender has what happens next as a task." }) : done;
    },
    say: beside(kinds, { "reason-needed": "note", "time-has-passed": "dueAt", "next-step-needed": "next", "next-step-not-the-senders": "team" }),
  });

const arriving = (kinds: ServiceKinds): Route =>
  act({
    path: "/handovers/:handover/arrive",
    allow: "work",
    params: Params,
    load: loadFor(["to"]),
    form: () => ({ arrivedAt: dayAndTime("When did they arrive?", "Enter the day and time at which they arrived") }),
    start: (_data, { now }) => ({ arrivedAt: typedMoment(now) }),
    view: (data, state, { now }) => {
      const { handover, fromService, toService } = data.line;
      const after = handover.afterArrival === "close" ? `${fromService} closes its episode` : `${fromService} goes on too`;
      const intro = <p>From then on {toService} has this person: an episode opens here, and {after}.</p>;
      return shown({ title: "Record arrival", button: "Record arrival", intro }, data, state, now);
    },
    perform: async (tx, ask, values, { line }): Promise<Result<Moved, ActRefusal>> => {
      // Times are typed to the minute: an arrival in the minute of the offer came after it.
      const { offeredAt } = line.handover;
      const arrivedAt = typedMoment(values.arrivedAt) === typedMoment(offeredAt) ? offeredAt : values.arrivedAt;
      const done = await recordArrival(tx, kinds, ask.params.handover, arrivedAt, ask.now);
      return done.ok ? accept({ to: `/people/${line.handover.personId}`, done: "Arrived. Your service has this person now." }) : done;
    },
    say: beside(kinds, { "arrival-outside": "arrivedAt", "in-the-future": "arrivedAt", overlaps: "arrivedAt" }),
  });

const refusing = (kinds: ServiceKinds): Route =>
  act({
    path: "/handovers/:handover/refused",
    allow: "work",
    params: Params,
    load: loadFor(["to", "from"]),
    form: () => ({
      because: choose("Why does the person not want this?", reasons(PERSON_REFUSAL_REASONS) as { value: PersonRefusalReason; label: string }[], "Choose why they do not want this"),
      note: optionalText("Anything to add?", { longest: 500, hint: "Needed for another reason" }),
    }),
    view: (data, state, { now }) => {
      const intro = <p>{data.line.fromService} still has the person, and gets a task to agree with them what happens next.</p>;
      return shown({ title: "The person said no", button: "Record that they said no", intro }, data, state, now);
    },
    perform: async (tx, ask, values): Promise<Result<Moved, ActRefusal>> => {
      const done = await recordRefusal(tx, ask.params.handover, { code: values.because, ...noteOf(values.note) }, ask.now);
      return done.ok ? accept({ to: toPage(ask.params.handover), done: "Recorded. The sender has a task to agree what happens next." }) : done;
    },
    say: beside(kinds, { "reason-needed": "note" }),
  });

const reassigning = (kinds: ServiceKinds): Route =>
  act({
    path: "/handovers/:handover/reassign",
    allow: "work",
    params: Params,
    load: loadFor(["to", "from"]),
    form: (data) => ({
      owner: optionalPick("Who acts?", ownerChoices(data), { hint: `Leave it for ${data.line.teamName}` }),
      dueAt: dayAndTime("By when?", "Enter the day and time by which they must act"),
      reason: longText("Why the change?", "Enter a reason; both services read it", { longest: 1000 }),
    }),
    start: ({ line: { handover } }): Typed =>
      isOpen(handover)
        ? { dueAt: typedMoment(handover.dueAt), owner: handover.owner.staff ? `${handover.owner.team}:${handover.owner.staff}` : "" }
        : {},
    view: (data, state, { now }) => shown({ title: "Change who or when", button: "Save change" }, data, state, now),
    perform: async (tx, ask, values, data): Promise<Result<Moved, ActRefusal>> => {
      const { handover } = data.line;
      // The page shows minutes; a time left as it was is the same time.
      const same = isOpen(handover) && typedMoment(handover.dueAt) === typedMoment(values.dueAt);
      const dueAt = same && isOpen(handover) ? handover.dueAt : values.dueAt;
      const done = await reassignHandover(tx, ask.params.handover, { ...ownerFrom(values.owner, data), dueAt, reason: values.reason }, ask.now);
      return done.ok ? accept({ to: toPage(ask.params.handover), done: "Changed. Both services can read why." }) : done;
    },
    say: beside(kinds, { "time-has-passed": "dueAt", "reason-needed": "reason", "owner-not-the-receivers": "owner", "nothing-to-change": "dueAt" }),
  });
