import { accept, refuse } from "../../../kernel/result.ts";
import { londonDay } from "../../../kernel/time.ts";
import { changeStage, finishEpisode, startEpisode } from "../../../record/episode/actions.ts";
import type { ServiceKinds } from "../../../record/episode/service-kind.ts";
import { episodesOf } from "../../../record/episode/store.ts";
import { ownServices, teamsOf } from "../../../record/staff/teams-store.ts";
import { carried, choose, longText, optionalText, pick } from "../../../web/form.tsx";
import { act, type Route } from "../../../web/page.ts";
import { saySelection, WORD_NAMES } from "./messages.ts";
import { sayForPanel } from "./panel-store.ts";
import { actShown, loadSelected, moved, ofNomination, tabOf } from "./parts.tsx";
import { isOpen, mayGo } from "./rules.ts";
import { REASONS, STATE_NAMES } from "./states.ts";
import { beginAssessment, moveNomination, type Nomination } from "./store.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const of = (person: Nomination["person_id"], nomination: Nomination["id"]) => ({ person, nomination });

/** What the clinical side says for the panel: a summary for all, and what care members alone read. */
const sayAct = act({
  path: "/people/:person/selection/:nomination/say",
  allow: "clinical",
  params: ofNomination,
  load: async (tx, { params, query }) => {
    const selected = await loadSelected(tx, params, (one) =>
      ["nominated", "consented", "panel", "deferred"].includes(one.state),
    );
    return selected.ok ? accept({ ...selected.value, corrects: query.corrects ?? "" }) : selected;
  },
  form: () => ({
    what: choose(
      "Who reads it?",
      [
        {
          value: "summary",
          label: WORD_NAMES.summary,
          hint: "Police and probation read it too: no word of health, treatment or tests",
        },
        {
          value: "health",
          label: WORD_NAMES.health,
          hint: "Read by the panel's care members, never by police, probation, housing or the chair's office",
        },
      ],
      "Choose who reads it",
    ),
    words: longText("What should they know?", "Enter what they should know", {
      hint: "As little as the panel needs",
      longest: 2000,
    }),
    corrects: carried((typed) => (UUID.test(typed) ? typed : undefined)),
  }),
  start: ({ corrects }) => ({ corrects }),
  view: (data, state, { now }) =>
    actShown(
      data,
      now,
      {
        title: data.corrects ? "Correct what was said for the panel" : "Say something for the panel",
        button: "Say it",
        intro: <p>The panel reads this and what its agencies say. It reads nothing else of the record.</p>,
      },
      state,
    ),
  perform: async (tx, { params }, values) =>
    moved(
      await sayForPanel(tx, of(params.person, params.nomination), values),
      tabOf(params.person),
      "Said. The panel reads it once the person has agreed.",
    ),
  say: saySelection,
});

/** What each way of closing is called in the form. */
const WAYS = ["refused-by-person", "withdrawn", "not-suitable"] as const;
const waysFor = ({ state, ours }: Nomination) =>
  WAYS.filter((way) => mayGo(state, way) && (ours || way !== "not-suitable"));
const reasonsOf = (ways: readonly (typeof WAYS)[number][]) =>
  ways.flatMap((way) =>
    REASONS[way].map(({ value, label }) => ({
      value: `${way}:${value}`,
      label: `${STATE_NAMES[way]}: ${label}`,
    })),
  );

/** How a stay that the selection had begun ends. */
const ENDINGS: Readonly<Record<string, string>> = {
  "refused-by-person": "declined-to-start",
  "not-suitable": "not-selected",
};

/** Closing: the person's own no, a nomination taken back, or not suitable. A stay that had begun ends with it. */
const closeAct = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/selection/:nomination/close",
    allow: "work",
    params: ofNomination,
    load: (tx, { params }) => loadSelected(tx, params, (one) => isOpen(one.state) && waysFor(one).length > 0),
    form: ({ nomination }) => ({
      reason: pick("How does it end?", reasonsOf(waysFor(nomination)), "Choose how it ends"),
      words: optionalText("In words", {
        longest: 1000,
        hint: "Needed with another reason",
        sometimesNeeded: true,
      }),
    }),
    view: (data, state, { now }) =>
      actShown(
        data,
        now,
        {
          title: "Close the selection",
          button: "Close it",
          intro: (
            <p>
              A person may say no at every step, and it is recorded as their own decision.
              {data.nomination.episode_id ? " The clinic's stay ends today." : ""}
            </p>
          ),
        },
        state,
      ),
    perform: async (tx, { params, now }, values, { nomination }) => {
      const [state = "", reason = ""] = String(values.reason).split(":");
      if (reason === "other" && values.words === "") return refuse({ code: "words-needed" });
      const said = await moveNomination(tx, of(params.person, params.nomination), {
        state,
        reason,
        words: values.words,
      });
      if (said !== "done") return refuse({ code: said });
      if (nomination.episode_id) {
        const ended = await finishEpisode(
          tx,
          kinds,
          { person: params.person, episode: nomination.episode_id },
          { ending: ENDINGS[state] ?? "not-selected", on: londonDay(now), reason: values.words },
          now,
        );
        if (!ended.ok) return refuse({ code: ended.refusal.code });
      }
      return accept({ to: tabOf(params.person), done: "Closed." });
    },
    say: saySelection,
  });

/** The clinical assessment begins, and with it the clinic's stay. */
const assessAct = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/selection/:nomination/assess",
    allow: "selection",
    params: ofNomination,
    load: (tx, { params }) => loadSelected(tx, params, (one) => one.ours && one.state === "shortlisted"),
    form: () => ({}),
    view: (data, state, { now }) =>
      actShown(
        data,
        now,
        {
          title: "Begin the clinical assessment",
          button: "Begin the assessment",
          intro: (
            <p>
              The clinic's stay with this person begins today, at the stage Clinical assessment. They leave
              the waiting list, and the panel sees them no more.
            </p>
          ),
        },
        state,
      ),
    perform: async (tx, { params, now }, _values, { nomination }) => {
      const service = (await ownServices(tx)).find((one) => one.id === nomination.service_id);
      if (!service) return refuse({ code: "no-service" });
      const known = (await episodesOf(tx, params.person)).find(
        (one) => one.episode.state === "open" && one.episode.serviceId === service.id,
      );
      const teams = await teamsOf(tx, [service.id]);
      const team = teams.find((one) => one.id === tx.asking.team_id) ?? teams[0];
      if (!team) return refuse({ code: "no-team" });
      const begun = known
        ? accept(known.episode)
        : await startEpisode(
            tx,
            kinds,
            { person: params.person, service, team, opened: londonDay(now) },
            now,
          );
      if (!begun.ok) return refuse({ code: begun.refusal.code });
      const at = { person: params.person, episode: begun.value.id };
      if (begun.value.stage === "nominated") {
        const to = await changeStage(
          tx,
          kinds,
          at,
          { to: "assessment", on: londonDay(now), reason: "" },
          now,
        );
        if (!to.ok) return refuse({ code: to.refusal.code });
      }
      const said = await beginAssessment(tx, of(params.person, params.nomination), begun.value.id);
      return moved(
        said,
        `${tabOf(params.person)}/${params.nomination}/eligibility`,
        "The assessment has begun.",
      );
    },
    say: saySelection,
  });

/** Treatment begins: the stay goes on to finding the dose. Doses are ordered and given by their own acts. */
const beginAct = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/selection/:nomination/begin",
    allow: "selection",
    params: ofNomination,
    load: (tx, { params }) =>
      loadSelected(tx, params, (one) => one.ours && one.state === "agreed" && one.episode_id !== null),
    form: () => ({}),
    view: (data, state, { now }) =>
      actShown(
        data,
        now,
        {
          title: "Begin treatment",
          button: "Begin treatment",
          intro: (
            <p>
              The agreement is signed. The stay goes on to Finding the dose; an order and a session are still
              needed before a dose.
            </p>
          ),
        },
        state,
      ),
    perform: async (tx, { params, now }, _values, { nomination }) => {
      if (!nomination.episode_id) return refuse({ code: "elsewhere" });
      const at = { person: params.person, episode: nomination.episode_id };
      const to = await changeStage(tx, kinds, at, { to: "titration", on: londonDay(now), reason: "" }, now);
      return to.ok
        ? accept({ to: tabOf(params.person), done: "Treatment has begun." })
        : refuse({ code: to.refusal.code });
    },
    say: saySelection,
  });

/** The clinical side's steps of a selection, but for eligibility, acceptance and agreement. */
export const clinicActRoutes = (kinds: ServiceKinds): readonly Route[] => [
  sayAct,
  closeAct(kinds),
  assessAct(kinds),
  beginAct(kinds),
];
