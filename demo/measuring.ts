import type { Random } from "../src/kernel/random.ts";
import { invariant } from "../src/kernel/result.ts";
import type { Item, MeasureDefinition } from "../src/record/measure/definition.ts";
import { measureNamed } from "../src/record/measure/definitions/index.ts";
import { readAnswers, score, scoreValues } from "../src/record/measure/rules.ts";
import { clamp, normal } from "./chance.ts";
import type { LifeEpisode } from "./life.ts";
import { placeOf } from "./places.ts";
import { idsFor, severityOn, type Teller } from "./teller.ts";

const REVIEW_DAYS = 175;
const FULL = ["top", "phq-9", "housing-status", "employment-status"];
const READINGS = ["psychological-health", "physical-health", "quality-of-life"];

/** How much of each substance somebody uses when things are at their hardest, from 0 to 1. */
type Use = Readonly<Record<string, number>>;

function substancesOf(random: Random): Use {
  const main = random.next();
  const opiates = main < 0.55;
  const drinks = main >= 0.55 && main < 0.75;
  return {
    opiates: opiates ? 0.7 + 0.3 * random.next() : 0,
    crack: opiates && random.chance(0.55) ? random.next() : random.chance(0.1) ? random.next() * 0.6 : 0,
    alcohol: drinks ? 0.7 + 0.3 * random.next() : random.chance(0.4) ? random.next() * 0.4 : 0,
    cocaine: !opiates && random.chance(0.3) ? 0.2 + random.next() * 0.6 : 0,
    cannabis: random.chance(0.4) ? random.next() : 0,
    amphetamines: random.chance(0.06) ? random.next() * 0.5 : 0,
    "other-substance": random.chance(0.1) ? random.next() * 0.6 : 0,
    tobacco: random.chance(0.8) ? 2 : 0,
    injected: opiates && random.chance(0.35) ? 0.6 + 0.4 * random.next() : 0,
  };
}

const LIKELY: Readonly<Record<string, number>> = {
  "shared-needle": 0.06,
  "shared-equipment": 0.1,
  "vehicle-theft": 0.06,
  "other-theft": 0.12,
  "fraud-handling": 0.12,
  violence: 0.1,
  "acute-housing": 0.35,
  "unsuitable-housing": 0.3,
  "eviction-risk": 0.2,
};

/** An answer that somebody in this state could give, as it would be typed. Undefined: not asked. */
function answer(random: Random, item: Item, hard: number, use: Use): string | undefined {
  switch (item.kind) {
    case "days-of-28": {
      const most = use[item.code];
      if (most !== undefined)
        return String(
          clamp(
            Math.round(28 * Math.min(1, most) * (most > 1 ? 1 : hard * (0.6 + random.next() * 0.6))),
            0,
            28,
          ),
        );
      if (item.code === "shoplifting" || item.code === "drug-selling")
        return String(random.chance(hard * 0.35) ? random.between(1, 14) : 0);
      return String(random.chance(0.45 * (1 - hard)) ? random.between(2, 20) : 0);
    }
    case "pounds-a-week": {
      // A bag of heroin or a rock of crack is some ten pounds; whoever takes neither buys less.
      const most = 420 * Math.max(use.opiates ?? 0, (use.crack ?? 0) * 0.9, (use.cocaine ?? 0) * 0.5) + 30;
      return String(
        random.chance(0.55 * (1 - hard))
          ? 0
          : 5 * Math.round((most * hard * (0.6 + 0.8 * random.next())) / 5),
      );
    }
    case "scale-0-20":
      return String(clamp(Math.round(normal(random, 17 - 13 * hard, 2)), 0, 20));
    case "yes-no":
      return random.chance((LIKELY[item.code] ?? 0.1) * hard * 1.4) ? "Y" : "N";
    case "score-0-3":
      return String(clamp(Math.round(normal(random, (item.code === "phq-9" ? 0.9 : 2.6) * hard, 0.7)), 0, 3));
    case "choice":
      return item.code === "housing-need"
        ? random.chance(hard * 0.45)
          ? "1"
          : random.chance(0.25 + hard * 0.4)
            ? "2"
            : "3"
        : random.chance(0.5 * (1 - hard))
          ? random.pick(["1", "1", "2", "14"])
          : random.pick(["9", "12", "12", "10", "13"]);
  }
}

/** Takes one measure on one day; its answers are read and scored by the definition, as a form's would be. */
function take(
  teller: Teller,
  use: Use,
  episode: LifeEpisode,
  definition: MeasureDefinition,
  day: number,
  stage: string,
): void {
  const { random, life } = teller;
  const { agency, categories } = placeOf(episode.service);
  if (!categories.includes(definition.category) || day >= 0) return;
  const hard = clamp(normal(random, severityOn(teller, day), 0.08), 0.02, 1);
  const silent = definition.allowsNotDisclosed && random.chance(0.08);
  const kept = new Set(["violence", "drug-selling", "spend"]);
  const typed = definition.items.map((item): [string, string | undefined] => [
    item.code,
    silent && kept.has(item.code) ? "NA" : answer(random, item, hard, use),
  ]);
  const read = readAnswers(definition, Object.fromEntries(typed));
  invariant(read.ok, `invented answers to ${definition.code} can be read`);
  life.measures.push({
    id: teller.id(),
    episode: episode.id,
    definition: definition.code,
    version: definition.version,
    day,
    answers: read.value,
    scores: scoreValues(score(definition, read.value)),
    category: definition.category,
    agency,
    by: episode.keyworker ?? episode.openedBy,
    ...(definition.stages ? { stage } : {}),
  });
}

/** What is spent on street drugs, at the start and at reviews: told by a chance of its own, so that it changes nothing else of a life. */
function spendingOf(teller: Teller, use: Use, episode: LifeEpisode): void {
  const definition = measureNamed("street-drug-spend");
  if (!definition || !(placeOf(episode.service).kind.asksFor as readonly string[]).includes(definition.code))
    return;
  const random = teller.random.fork(`street-drug-spend/${episode.id}`);
  const own = { ...teller, random, id: idsFor(random.fork("ids"), 0) };
  const last = Math.min(episode.end ?? -1, -1);
  if (random.chance(0.85))
    take(own, use, episode, definition, Math.min(last, episode.start + random.between(0, 9)), "start");
  for (let day = episode.start + REVIEW_DAYS; day < last - 14; day += REVIEW_DAYS + random.between(-20, 25))
    if (random.chance(0.75)) take(own, use, episode, definition, day, "review");
}

/** What each stay's service asks for: at the start, at reviews, on leaving; and readings in between for some. */
export function measuresOf(teller: Teller): void {
  const { random, life } = teller;
  const use = substancesOf(random);
  for (const episode of life.episodes) {
    const { kind } = placeOf(episode.service);
    const asked = (codes: readonly string[]): readonly MeasureDefinition[] =>
      codes
        .filter((code) => (kind.asksFor as readonly string[]).includes(code))
        .flatMap((code) => measureNamed(code) ?? []);
    if (episode.service === "fenwick-supervised" || asked([...FULL, ...READINGS]).length === 0) continue;
    spendingOf(teller, use, episode);
    const last = Math.min(episode.end ?? -1, -1);
    const full = (day: number, stage: string): void => {
      for (const definition of asked(FULL))
        if (random.chance(0.9)) take(teller, use, episode, definition, day, stage);
    };
    full(Math.min(last, episode.start + random.between(0, 9)), "start");
    for (
      let day = episode.start + REVIEW_DAYS;
      day < last - 14;
      day += REVIEW_DAYS + random.between(-20, 25)
    ) {
      if (random.chance(0.82)) full(day, "review");
    }
    if (episode.end !== undefined && episode.ending !== "dropped-out" && random.chance(0.7))
      full(last, "exit");
    if (!random.chance(0.3)) continue;
    for (let day = episode.start + random.between(20, 40); day < last; day += random.between(30, 60)) {
      for (const definition of asked(READINGS))
        if (random.chance(0.7)) take(teller, use, episode, definition, day, "review");
    }
  }
}
