import { accept, type Result } from "../../kernel/result.ts";
import { typedDay } from "../../kernel/time.ts";
import { choose, day, longText, optionalDay, type Typed } from "../../web/form.tsx";
import { act, type Moved, type Route } from "../../web/page.ts";
import { caption, pageOf, type Refused, say, shown } from "./act-shown.tsx";
import { correctEpisode, resumeEpisode } from "./actions.ts";
import { loadEpisode, OfEpisode } from "./episode.page.tsx";
import { endingsToChoose } from "./rules.ts";
import { HANDED_OVER, type ServiceKinds } from "./service-kind.ts";

/** Reopening an episode that ended too early. */
export const reopening = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/episodes/:episode/reopen",
    allow: "work",
    params: OfEpisode,
    load: loadEpisode(kinds, "own"),
    form: () => ({
      reason: longText("Why is it reopened?", "Enter why it is reopened", {
        longest: 500,
        hint: "For example: ended by mistake, or the person came back within days",
      }),
    }),
    view: (data, state, { params, now }) => {
      const intro = (
        <p>It goes on as the same episode, as if it had not ended. For a new start, open a new one.</p>
      );
      return shown(
        data.about,
        now,
        {
          title: "Reopen this episode",
          caption: caption(data),
          button: "Reopen episode",
          back: pageOf(params),
          intro,
        },
        state,
      );
    },
    perform: async (tx, { params, now }, values): Promise<Result<Moved, Refused>> => {
      const reopened = await resumeEpisode(tx, params, values.reason, now);
      return reopened.ok ? accept({ to: pageOf(params), done: "The episode is open again." }) : reopened;
    },
    say,
  });

/** Correcting the days of an episode, and how it ended. */
export const correcting = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/episodes/:episode/dates",
    allow: "work",
    params: OfEpisode,
    load: loadEpisode(kinds, "own"),
    form: ({ shown: { episode }, kind }) => {
      const chosen = endingsToChoose(kind).filter((each) => each.code !== HANDED_OVER);
      return {
        opened: day("First day", "Enter the first day with this service"),
        ...(episode.state === "ended" ? { ended: optionalDay("Last day", { sometimesNeeded: true }) } : {}),
        ...(episode.state === "ended" && episode.ending !== HANDED_OVER
          ? {
              ending: choose(
                "How did it end?",
                // What it was stays to be chosen: a death that stands, while only a day is corrected.
                kind.endings
                  .filter((each) => each.code === episode.ending || chosen.includes(each))
                  .map((each) => ({ value: each.code, label: each.name })),
                "Choose how it ended",
              ),
            }
          : {}),
        reason: longText("Why is it corrected?", "Enter why it is corrected", { longest: 500 }),
      };
    },
    start: ({ shown: { episode } }): Typed => ({
      opened: typedDay(episode.opened),
      ...(episode.state === "ended" ? { ended: typedDay(episode.ended), ending: episode.ending } : {}),
    }),
    view: (data, state, { params, now }) =>
      shown(
        data.about,
        now,
        {
          title:
            data.shown.episode.state === "ended" ? "Correct the dates or the ending" : "Correct the dates",
          caption: caption(data),
          button: "Save correction",
          back: pageOf(params),
        },
        state,
      ),
    perform: async (tx, { params, now }, values): Promise<Result<Moved, Refused>> => {
      const { ended, ending, ...days } = values;
      const change = { ...days, ...(ended ? { ended } : {}), ...(ending ? { ending } : {}) };
      const corrected = await correctEpisode(tx, kinds, params, change, now);
      return corrected.ok ? accept({ to: pageOf(params), done: "The episode is corrected." }) : corrected;
    },
    say: (refusal) => {
      const said = say(refusal);
      return typeof said === "string" ? { field: "opened", words: said } : said;
    },
  });
