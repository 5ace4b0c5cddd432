import { accept, type Result } from "../../kernel/result.ts";
import { londonDay, longDate, typedDay } from "../../kernel/time.ts";
import { choose, day, optionalText } from "../../web/form.tsx";
import { act, type Moved, type Route } from "../../web/page.ts";
import { caption, pageOf, type Refused, say, shown } from "./act-shown.tsx";
import { changeStage } from "./actions.ts";
import { correcting, reopening } from "./dates.page.tsx";
import { ending } from "./end.page.tsx";
import { loadEpisode, OfEpisode } from "./episode.page.tsx";
import { keyworker, opening } from "./open.page.tsx";
import type { ServiceKinds } from "./service-kind.ts";

/** Opening, moving, ending, reopening and correcting episodes of one's own services: one decision a page. */
export function episodeActRoutes(kinds: ServiceKinds): readonly Route[] {
  return [
    opening(kinds),
    moving(kinds),
    ending(kinds),
    reopening(kinds),
    correcting(kinds),
    keyworker(kinds),
  ];
}

const moving = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/episodes/:episode/stage",
    allow: "work",
    params: OfEpisode,
    load: loadEpisode(kinds, "own"),
    form: ({ kind, shown: { episode } }) => ({
      to: choose(
        "To which stage?",
        kind.stages
          .filter((stage) => stage.code !== episode.stage)
          .map((stage) => ({ value: stage.code, label: stage.name })),
        "Choose the stage the person has reached",
      ),
      on: day("Since when?", "Enter the day they reached it"),
      reason: optionalText("Why?", {
        longest: 500,
        hint: "Needed when the person goes back to an earlier stage",
        sometimesNeeded: true,
      }),
    }),
    start: (_data, { now }) => ({ on: typedDay(londonDay(now)) }),
    view: (data, state, { params, now }) => {
      const { episode } = data.shown;
      const at = data.kind.stages.find((stage) => stage.code === episode.stage)?.name ?? episode.stage;
      const intro = (
        <p>
          Now at ‘{at}’, since {longDate(episode.stageSince)}.
        </p>
      );
      return shown(
        data.about,
        now,
        {
          title: "Move to another stage",
          caption: caption(data),
          button: "Move",
          back: pageOf(params),
          intro,
        },
        state,
      );
    },
    perform: async (tx, { params, now }, values): Promise<Result<Moved, Refused>> => {
      const moved = await changeStage(tx, kinds, params, values, now);
      return moved.ok ? accept({ to: pageOf(params), done: "Moved to the new stage." }) : moved;
    },
    say,
  });
