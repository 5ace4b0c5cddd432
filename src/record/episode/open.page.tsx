import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId, StaffId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type LocalDate, londonDay, typedDay } from "../../kernel/time.ts";
import { choose, day, optionalPick, type Typed } from "../../web/form.tsx";
import { act, type Moved, type Route } from "../../web/page.ts";
import { memberChoices } from "../staff/member-choices.ts";
import { membersOf, ownServices, teamsOf } from "../staff/teams-store.ts";
import { loadAbout } from "./about.tsx";
import { caption, pageOf, type Refused, say, shown } from "./act-shown.tsx";
import { nameKeyworker, startEpisode } from "./actions.ts";
import { loadEpisode, OfEpisode } from "./episode.page.tsx";
import { kindOf, type ServiceKinds } from "./service-kind.ts";

/** The asker's own services that have a team, with who works there. */
async function loadOwn(tx: Tx) {
  const all = await ownServices(tx);
  const teams = await teamsOf(
    tx,
    all.map((each) => each.id),
  );
  const members = await membersOf(
    tx,
    teams.map((team) => team.id),
  );
  const services = all.filter((each) => teams.some((team) => team.service_id === each.id));
  return { services, teams, members, ownTeam: tx.asking.team_id };
}

const startHere = (
  opened: LocalDate,
  { services, teams, ownTeam }: Awaited<ReturnType<typeof loadOwn>>,
): Typed => ({
  service:
    (services.length === 1 ? services[0]?.id : teams.find((team) => team.id === ownTeam)?.service_id) ?? "",
  opened: typedDay(opened),
});

/** Opening an episode with one of one's own services. */
export const opening = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/episodes/open",
    allow: "work",
    params: z.object({ person: PersonId.schema }),
    load: async (tx, { params }) => {
      const about = await loadAbout(tx, params.person, "name, to open an episode");
      // A handover that is only offered opens nothing: it is answered first.
      return about?.identity.known
        ? accept({ about, ...(await loadOwn(tx)) })
        : refuse({ code: "not-there" });
    },
    form: ({ services, members }) => ({
      service: choose(
        "Which service?",
        services.map((each) => ({
          value: each.id,
          label: each.name,
          hint: `${kindOf(kinds, each.kind).purpose} Begins at ‘${kindOf(kinds, each.kind).stages[0].name}’.`,
        })),
        "Choose the service this person is with",
      ),
      opened: day("First day with this service", "Enter the first day with this service", {
        hint: "Today, or the day it really began",
      }),
      keyworker: optionalPick("Keyworker", memberChoices(members), { none: "Nobody by name: the team" }),
    }),
    start: (own, { now }) => startHere(londonDay(now), own),
    view: ({ about }, state, { params, now }) =>
      shown(
        about,
        now,
        {
          title: "Open an episode",
          caption: "Episode",
          button: "Open episode",
          back: `/people/${params.person}`,
        },
        state,
      ),
    perform: async (
      tx,
      { params, now },
      values,
      { services, teams, members, ownTeam },
    ): Promise<Result<Moved, Refused>> => {
      const service = services.find((each) => each.id === values.service);
      const of = teams.filter((team) => team.service_id === service?.id);
      const team = of.find((each) => each.id === ownTeam) ?? of[0];
      if (!service || !team) return refuse({ code: "not-there" });
      const named = StaffId.parse(values.keyworker);
      if (named && !members.some((each) => each.staff_id === named && each.team_id === team.id))
        return refuse({ code: "not-of-the-team" });
      const wanted = {
        person: params.person,
        service,
        team,
        ...(named ? { keyworker: named } : {}),
        opened: values.opened,
      };
      const opened = await startEpisode(tx, kinds, wanted, now);
      return opened.ok ? accept({ to: `/people/${params.person}`, done: "The episode is open." }) : opened;
    },
    say: (refusal) => {
      const said = say(refusal);
      if (typeof said !== "string") return said;
      return { field: refusal.code === "already-open" ? "service" : "opened", words: said };
    },
  });

/** Naming who has the person. */
export const keyworker = (kinds: ServiceKinds): Route =>
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
      keyworker: optionalPick("Keyworker", memberChoices(members), {
        none: "Nobody by name: the team",
      }),
    }),
    start: ({ shown: { episode } }) => ({ keyworker: episode.owner.staff ?? "" }),
    view: (data, state, { params, now }) =>
      shown(
        data.about,
        now,
        { title: "Name a keyworker", caption: caption(data), button: "Save keyworker", back: pageOf(params) },
        state,
      ),
    perform: async (tx, { params }, values): Promise<Result<Moved, Refused>> => {
      const named = await nameKeyworker(tx, params, StaffId.parse(values.keyworker));
      return named.ok ? accept({ to: pageOf(params), done: "The keyworker is saved." }) : named;
    },
    say,
  });
