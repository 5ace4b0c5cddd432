import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import { PersonId, StaffId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type LocalDate, londonDay, longDate } from "../../kernel/time.ts";
import { choose, day, type Form, type FormErrors, FormFields, longText, optionalDay, optionalPick, optionalText, type Typed } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route, type Said, type Shown } from "../../web/page.ts";
import { membersOf, ownServices, teamsOf } from "../staff/teams-store.ts";
import { changeStage, correctEpisode, finishEpisode, nameKeyworker, resumeEpisode, startEpisode } from "./actions.ts";
import { type EpisodeData, loadEpisode, OfEpisode } from "./episode.page.tsx";
import { type EpisodeRefusal, sayEpisode } from "./messages.ts";
import { kindOf, type ServiceKinds } from "./service-kind.ts";
import { whoIs } from "./store.ts";

type Refused = EpisodeRefusal | NotThere | { readonly code: "death-is-recorded-elsewhere" } | { readonly code: "not-of-the-team" };

/** What a worker reads when an episode cannot be changed so, beside the question it is about. */
function say(refusal: Refused): Said {
  switch (refusal.code) {
    case "not-there":
      return "This episode is not there any more.";
    case "death-is-recorded-elsewhere":
      return { field: "ending", words: "A death is recorded for the whole person, on their page, so that everything stops at once." };
    case "not-of-the-team":
      return { field: "keyworker", words: "Choose someone who works in the team." };
    case "reason-needed":
    case "reason-needed-to-go-back":
      return { field: "reason", words: sayEpisode(refusal) };
    case "unknown-stage":
    case "already-there":
    case "stage-not-allowed-from":
      return { field: "to", words: sayEpisode(refusal) };
    case "before-last-stage":
      return { field: "on", words: sayEpisode(refusal) };
    default:
      return sayEpisode(refusal);
  }
}

/** How a day is typed: `21/11/2026`. */
const typedDay = (on: LocalDate): string => `${on.day}/${on.month}/${on.year}`;
const pageOf = ({ person, episode }: OfEpisode): string => `/people/${person}/episodes/${episode}`;

function shown(
  words: { readonly title: string; readonly caption: string; readonly button: string; readonly back: string; readonly intro?: ReactNode },
  { form, typed, errors }: { readonly form: Form; readonly typed: Typed; readonly errors: FormErrors },
): Shown {
  return {
    title: words.title,
    body: (
      <>
        <a className="nhsuk-back-link" href={words.back}>Back</a>
        <Title caption={words.caption} errors={errors}>{words.title}</Title>
        {words.intro}
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>{words.button}</Button>
        </PostForm>
      </>
    ),
  };
}

/** Opening, moving, ending, reopening and correcting episodes of one's own services: one decision a page. */
export function episodeActRoutes(kinds: ServiceKinds): readonly Route[] {
  return [opening(kinds), moving(kinds), ending(kinds), reopening(kinds), correcting(kinds), keyworker(kinds)];
}

const opening = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/episodes/open",
    allow: "work",
    params: z.object({ person: PersonId.schema }),
    load: async (tx, { params }) => {
      const who = await whoIs(tx, params.person);
      if (!who) return refuse({ code: "not-there" });
      tx.log({ what: "read", about: "name, to open an episode", people: [params.person] });
      const services = await ownServices(tx);
      const teams = await teamsOf(tx, services.map((each) => each.id));
      const members = await membersOf(tx, teams.map((team) => team.id));
      return accept({ name: who.name, services: services.filter((each) => teams.some((team) => team.service_id === each.id)), teams, members, ownTeam: tx.asking.team_id });
    },
    form: ({ services, members }) => ({
      service: choose(
        "Which service?",
        services.map((each) => ({ value: each.id, label: each.name, hint: `${kindOf(kinds, each.kind).purpose} Begins at ‘${kindOf(kinds, each.kind).stages[0].name}’.` })),
        "Choose the service this person is with",
      ),
      opened: day("First day with this service", "Enter the first day with this service", { hint: "Today, or the day it really began" }),
      keyworker: optionalPick("Keyworker", [...new Map(members.map((each) => [each.staff_id, { value: each.staff_id, label: each.name }])).values()], { hint: "Leave it for the team" }),
    }),
    start: ({ services, teams, ownTeam }, { now }) => ({
      service: (services.length === 1 ? services[0]?.id : teams.find((team) => team.id === ownTeam)?.service_id) ?? "",
      opened: typedDay(londonDay(now)),
    }),
    view: ({ name }, state, { params }) =>
      shown({ title: "Open an episode", caption: name, button: "Open episode", back: `/people/${params.person}` }, state),
    perform: async (tx, { params, now }, values, { services, teams, members, ownTeam }): Promise<Result<Moved, Refused>> => {
      const service = services.find((each) => each.id === values.service);
      const of = teams.filter((team) => team.service_id === service?.id);
      const team = of.find((each) => each.id === ownTeam) ?? of[0];
      if (!service || !team) return refuse({ code: "not-there" });
      const named = StaffId.parse(values.keyworker);
      if (named && !members.some((each) => each.staff_id === named && each.team_id === team.id)) return refuse({ code: "not-of-the-team" });
      const opened = await startEpisode(tx, kinds, { person: params.person, service, team, ...(named ? { keyworker: named } : {}), opened: values.opened }, now);
      return opened.ok ? accept({ to: `/people/${params.person}`, done: "The episode is open." }) : opened;
    },
    say: (refusal) => {
      const said = say(refusal);
      return typeof said === "string" ? { field: "opened", words: said } : said;
    },
  });

const caption = ({ name, shown: { serviceName } }: EpisodeData): string => `${name}, ${serviceName}`;

const moving = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/episodes/:episode/stage",
    allow: "work",
    params: OfEpisode,
    load: loadEpisode(kinds, "own"),
    form: ({ kind, shown: { episode } }) => ({
      to: choose(
        "To which stage?",
        kind.stages.filter((stage) => stage.code !== episode.stage).map((stage) => ({ value: stage.code, label: stage.name })),
        "Choose the stage the person has reached",
      ),
      on: day("Since when?", "Enter the day they reached it"),
      reason: optionalText("Why?", { longest: 500, hint: "Needed when the person goes back to an earlier stage" }),
    }),
    start: (_data, { now }) => ({ on: typedDay(londonDay(now)) }),
    view: (data, state, { params }) => {
      const { episode } = data.shown;
      const now = data.kind.stages.find((stage) => stage.code === episode.stage)?.name ?? episode.stage;
      const intro = <p>Now at ‘{now}’, since {longDate(episode.stageSince)}.</p>;
      return shown({ title: "Move to another stage", caption: caption(data), button: "Move", back: pageOf(params), intro }, state);
    },
    perform: async (tx, { params, now }, values): Promise<Result<Moved, Refused>> => {
      const moved = await changeStage(tx, kinds, params, values, now);
      return moved.ok ? accept({ to: pageOf(params), done: "Moved to the new stage." }) : moved;
    },
    say,
  });

const ending = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/episodes/:episode/end",
    allow: "work",
    params: OfEpisode,
    load: loadEpisode(kinds, "own"),
    form: ({ kind }) => ({
      ending: choose("How did it end?", kind.endings.filter((each) => each.kind !== "death").map((each) => ({ value: each.code, label: each.name })), "Choose how it ended"),
      on: day("Last day", "Enter the last day with this service"),
      reason: optionalText("Anything to add?", { longest: 500 }),
    }),
    start: (_data, { now }) => ({ on: typedDay(londonDay(now)) }),
    view: (data, state, { params }) => {
      const intro = (
        <p>
          From then on this service is no longer responsible. If the person died, record that on <a href={`/people/${params.person}`}>their page</a>:
          it stops everything everywhere at once.
        </p>
      );
      return shown({ title: "End this episode", caption: caption(data), button: "End episode", back: pageOf(params), intro }, state);
    },
    perform: async (tx, { params, now }, values): Promise<Result<Moved, Refused>> => {
      const ended = await finishEpisode(tx, kinds, params, values, now);
      return ended.ok ? accept({ to: pageOf(params), done: "The episode has ended." }) : ended;
    },
    say: (refusal) => (refusal.code === "ends-before-it-starts" || refusal.code === "in-the-future" ? { field: "on", words: sayEpisode(refusal) } : say(refusal)),
  });

const reopening = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/episodes/:episode/reopen",
    allow: "work",
    params: OfEpisode,
    load: loadEpisode(kinds, "own"),
    form: () => ({ reason: longText("Why is it reopened?", "Enter why it is reopened", { longest: 500, hint: "For example: ended by mistake, or the person came back within days" }) }),
    view: (data, state, { params }) => {
      const intro = <p>It goes on as the same episode, as if it had not ended. For a new start, open a new one.</p>;
      return shown({ title: "Reopen this episode", caption: caption(data), button: "Reopen episode", back: pageOf(params), intro }, state);
    },
    perform: async (tx, { params, now }, values): Promise<Result<Moved, Refused>> => {
      const reopened = await resumeEpisode(tx, params, values.reason, now);
      return reopened.ok ? accept({ to: pageOf(params), done: "The episode is open again." }) : reopened;
    },
    say,
  });

const correcting = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/episodes/:episode/dates",
    allow: "work",
    params: OfEpisode,
    load: loadEpisode(kinds, "own"),
    form: ({ shown: { episode } }) => ({
      opened: day("First day", "Enter the first day with this service"),
      ...(episode.state === "ended" ? { ended: optionalDay("Last day") } : {}),
      reason: longText("Why is it corrected?", "Enter why it is corrected", { longest: 500 }),
    }),
    start: ({ shown: { episode } }): Typed => ({
      opened: typedDay(episode.opened),
      ...(episode.state === "ended" ? { ended: typedDay(episode.ended) } : {}),
    }),
    view: (data, state, { params }) => shown({ title: "Correct the dates", caption: caption(data), button: "Correct dates", back: pageOf(params) }, state),
    perform: async (tx, { params, now }, values): Promise<Result<Moved, Refused>> => {
      const { ended, ...days } = values;
      const corrected = await correctEpisode(tx, params, { ...days, ...(ended ? { ended } : {}) }, now);
      return corrected.ok ? accept({ to: pageOf(params), done: "The dates are corrected." }) : corrected;
    },
    say: (refusal) => {
      const said = say(refusal);
      return typeof said === "string" ? { field: "opened", words: said } : said;
    },
  });

const keyworker = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/episodes/:episode/keyworker",
    allow: "work",
    params: OfEpisode,
    load: async (tx, ask) => {
      const found = await loadEpisode(kinds, "own")(tx, ask);
      if (!found.ok) return found;
      return accept({ ...found.value, members: await membersOf(tx, [found.value.shown.episode.owner.team]) });
    },
    form: ({ members }) => ({
      keyworker: optionalPick("Keyworker", members.map((each) => ({ value: each.staff_id, label: each.available ? each.name : `${each.name} (away today)` })), { hint: "Choose nobody to leave the person with the team" }),
    }),
    start: ({ shown: { episode } }) => ({ keyworker: episode.owner.staff ?? "" }),
    view: (data, state, { params }) => shown({ title: "Name a keyworker", caption: caption(data), button: "Save keyworker", back: pageOf(params) }, state),
    perform: async (tx, { params }, values): Promise<Result<Moved, Refused>> => {
      const named = await nameKeyworker(tx, params, StaffId.parse(values.keyworker));
      return named.ok ? accept({ to: pageOf(params), done: "The keyworker is saved." }) : named;
    },
    say,
  });
