import { accept, type Result } from "../../kernel/result.ts";
import { londonDay, typedDay } from "../../kernel/time.ts";
import { choose, day, optionalPick, optionalText } from "../../web/form.tsx";
import { act, type Moved, type Route } from "../../web/page.ts";
import { offerable } from "../handover/offerable.ts";
import { stepToRecovery } from "../moving-on/step-to-recovery.ts";
import { caption, pageOf, type Refused, say, shown } from "./act-shown.tsx";
import { finishEpisode } from "./actions.ts";
import { loadEpisode, OfEpisode } from "./episode.page.tsx";
import { sayEpisode } from "./messages.ts";
import { endingsToChoose } from "./rules.ts";
import type { ServiceKinds } from "./service-kind.ts";

/** Ending a stay; a planned ending offers the step to recovery check-ups with it. */
export const ending = (kinds: ServiceKinds): Route =>
  act({
    path: "/people/:person/episodes/:episode/end",
    allow: "work",
    params: OfEpisode,
    load: async (tx, ask) => {
      const found = await loadEpisode(kinds, "own")(tx, ask);
      if (!found.ok) return found;
      const { episode } = found.value.shown;
      const services = await offerable(tx, kinds, { serviceId: episode.serviceId, kind: episode.kind });
      const recovery = services.filter((each) =>
        kinds.some((kind) => kind.code === each.kind && (kind.checkUps ?? []).length > 0),
      );
      return accept({ ...found.value, recovery });
    },
    form: ({ kind, recovery }) => ({
      ending: choose(
        "How did it end?",
        endingsToChoose(kind).map((each) => ({ value: each.code, label: each.name })),
        "Choose how it ended",
      ),
      on: day("Last day", "Enter the last day with this service"),
      reason: optionalText("Anything to add?", { longest: 500 }),
      recovery: optionalPick(
        "Step to recovery check-ups?",
        recovery.map((each) => ({ value: each.id, label: `Yes, offer it to ${each.name}` })),
        {
          none: "Not now",
          hint: "After a planned ending: somebody keeps in touch for years, with a quick way back. Recovery is not discharge.",
        },
      ),
    }),
    start: (_data, { now }) => ({ on: typedDay(londonDay(now)) }),
    view: (data, state, { params, now }) => {
      const intro = (
        <p>
          From then on this service is no longer responsible. If the person died, record that on{" "}
          <a href={`/people/${params.person}`}>their page</a>: it stops everything everywhere at once. An
          ending that was not planned asks your duty team and its lead to reach the person. Where you have a{" "}
          <a href={`/people/${params.person}/moving-on`}>joint plan</a>, the other service agrees first.
        </p>
      );
      return shown(
        data.about,
        now,
        {
          title: "End this episode",
          caption: caption(data),
          button: "End episode",
          back: pageOf(params),
          intro,
        },
        state,
      );
    },
    perform: async (tx, { params, now }, values, data): Promise<Result<Moved, Refused>> => {
      const to = data.recovery.find((each) => each.id === values.recovery);
      if (to) {
        const stepped = await stepToRecovery(tx, kinds, { at: params, to, ...values }, now);
        if (!stepped.ok) return stepped;
        const done = `Offered to ${to.name}. You stay responsible until they have arrived; then this episode ends as planned.`;
        return accept({ to: pageOf(params), done });
      }
      const ended = await finishEpisode(tx, kinds, params, values, now);
      return ended.ok ? accept({ to: pageOf(params), done: "The episode has ended." }) : ended;
    },
    say: sayEnding,
  });

const sayEnding = (refusal: Refused) =>
  refusal.code === "ends-before-it-starts" || refusal.code === "in-the-future"
    ? { field: "on", words: sayEpisode(refusal) }
    : say(refusal);
