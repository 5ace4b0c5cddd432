import { type Instant, type LocalDate, londonDay } from "../../kernel/time.ts";
import { endingOf, kindNamed, type ServiceKinds, stageOf } from "../episode/service-kind.ts";
import { eventKind, isEventCode } from "../event/kinds.ts";
import { measures } from "../measure/definitions/index.ts";
import type { Journey, JourneyEpisode, JourneyHandover, JourneyMeasure } from "./journey-model.ts";
import type { Facts, JourneyPass, JourneyStay } from "./store-journey.ts";

/** Scores drawn on the journey, in order. A questionnaire of twenty scores would bury the picture; its page has them all. */
const DRAWN = [
  "opiates",
  "crack",
  "alcohol",
  "psychological-health",
  "physical-health",
  "quality-of-life",
  "phq-9",
] as const;

/** The name of the stage an episode is in, from its service's declaration. */
export const stageName = (kinds: ServiceKinds, kind: string, stage: string): string => {
  const declared = kindNamed(kinds, kind);
  return (declared && stageOf(declared, stage)?.name) ?? stage;
};

/** The name of how an episode ended, from its service's declaration. */
export const endingName = (kinds: ServiceKinds, kind: string, ending: string): string => {
  const declared = kindNamed(kinds, kind);
  return (declared && endingOf(declared, ending)?.name) ?? ending;
};

/** The picture's facts from what was read: only what this reader may see is in either. */
export function journeyOf(
  facts: Facts,
  kinds: ServiceKinds,
  known: { readonly diedOn: LocalDate | undefined; readonly now: Instant },
): Journey {
  const events = facts.happenings.flatMap((row) =>
    isEventCode(row.kind)
      ? [
          {
            kind: row.kind,
            label: row.what ?? eventKind(row.kind).name,
            on: row.happened_on,
            ...(row.until_on ? { endedOn: row.until_on } : {}),
            precision: row.precision,
          },
        ]
      : [],
  );
  const death =
    known.diedOn && !events.some((event) => event.kind === "death")
      ? [{ kind: "death" as const, label: "Died", on: known.diedOn, precision: "day" as const }]
      : [];
  return {
    episodes: facts.stays.map((stay) => episodeOf(stay, kinds)),
    handovers: facts.passes.map((pass) => handoverOf(pass, known.now)),
    events: [...events, ...death],
    measures: measuresOf(facts),
    today: facts.today,
  };
}

const episodeOf = (stay: JourneyStay, kinds: ServiceKinds): JourneyEpisode => ({
  service: stay.service_id,
  serviceName: stay.service_name,
  startedOn: stay.started_on,
  ...(stay.ended_on ? { endedOn: stay.ended_on } : {}),
  stage: stageName(kinds, stay.service_kind, stay.stage),
  ...(stay.ending ? { ending: endingName(kinds, stay.service_kind, stay.ending) } : {}),
});

function handoverOf(pass: JourneyPass, now: Instant): JourneyHandover {
  const open = pass.state === "offered" || pass.state === "accepted";
  const closedAt = pass.ended_at ?? (pass.state === "declined" ? pass.answered_at : null);
  return {
    fromService: pass.from_service_id,
    toService: pass.to_service_id,
    fromServiceName: pass.from_name,
    toServiceName: pass.to_name,
    offeredOn: londonDay(pass.offered_at),
    ...(pass.answered_at && pass.state !== "declined" ? { acceptedOn: londonDay(pass.answered_at) } : {}),
    ...(pass.arrived_at ? { arrivedOn: londonDay(pass.arrived_at) } : {}),
    ...(closedAt ? { closedOn: londonDay(closedAt) } : {}),
    state: pass.state,
    late: open && pass.due_at !== null && Temporal.Instant.compare(pass.due_at, now) < 0,
  };
}

/**
 * One line for each drawn score, whichever questionnaire it came from. Days of use that were none at every time are left
 * out, unless they are all there is: then no use is the news.
 */
function measuresOf(facts: Facts): readonly JourneyMeasure[] {
  const lines = DRAWN.flatMap((code) => {
    const score = measures.flatMap((each) => each.scores).find((each) => each.code === code);
    const points = facts.scores.flatMap((row) => {
      const value = row.scores[code];
      return typeof value === "number" && score ? [{ on: row.taken_on, value, max: score.max }] : [];
    });
    if (!score || points.length === 0) return [];
    const isNoUse = score.unit === "days" && points.every((point) => point.value === 0);
    return [{ line: { code, name: score.name, points }, isNoUse }];
  });
  const telling = lines.filter(({ isNoUse }) => !isNoUse);
  return (telling.length > 0 ? telling : lines).map(({ line }) => line);
}
