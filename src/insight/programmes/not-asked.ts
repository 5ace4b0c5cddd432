import { listed } from "../../kernel/words.ts";
import type { Entered, Programmes } from "./entrants.ts";
import type { Note } from "./events.ts";
import type { Figure, Section } from "./figure.ts";
import { LIFE_QUESTIONS } from "./lives.ts";
import { followedBy } from "./outcomes.ts";
import { SPEND_MEASURE } from "./spending.ts";

/**
 * Why a part of a programme's page has no figures, or fewer than others have: what the service does not ask and which kinds of service do, and
 * what it asks and nobody has answered twice. So nothing is missing from a page without a word.
 */
export function notAskedNotes(
  { kind }: Pick<Entered, "kind">,
  figures: readonly Figure[],
  catalogue: Pick<Programmes, "kinds" | "scores" | "measureNames">,
): readonly Note[] {
  const note = (section: Section, words: string): Note => ({ section, words });
  const has = (code: string): boolean => figures.some((one) => one.code.startsWith(code));
  const named = (measure: string): string => `“${catalogue.measureNames.get(measure) ?? measure}”`;
  const askedBy = (measure: string): string => {
    const kinds = catalogue.kinds.filter(({ asksFor }) => asksFor.includes(measure)).map(({ name }) => name);
    return kinds.length === 0 ? "No service asks it." : `Asked by: ${listed(kinds)}.`;
  };
  const followed = followedBy(kind, catalogue.scores);
  const unanswered = followed.filter(({ measure, code }) => !has(`outcomes.${measure}.${code}.`));
  return [
    ...(followed.length === 0
      ? [note("outcomes", "This service asks for no outcome measure that is followed here.")]
      : []),
    ...(unanswered.length > 0 ? [note("outcomes", twice(unanswered.map(({ name }) => name)))] : []),
    ...(kind.asksFor.includes(SPEND_MEASURE)
      ? has("spending.")
        ? []
        : [
            note(
              "spending",
              "This service asks it, and nobody who entered in this period has been asked yet.",
            ),
          ]
      : [
          note(
            "spending",
            `This service does not ask for ${named(SPEND_MEASURE)}, so that there is no scenario of trade displaced either. ${askedBy(SPEND_MEASURE)}`,
          ),
        ]),
    ...[...Map.groupBy(LIFE_QUESTIONS, ({ measure }) => measure)].flatMap(([measure, own]) =>
      kind.asksFor.includes(measure)
        ? []
        : [
            note(
              "lives",
              `This service does not ask for ${named(measure)}, so that these are not known: ${listed(own.map(({ label }) => label.toLowerCase()))}. ${askedBy(measure)}`,
            ),
          ],
    ),
    ...lifeUnanswered(kind, has).map((words) => note("lives", words)),
    ...(kind.sessions
      ? []
      : [
          note(
            "harms",
            `Emergencies and incidents at sessions are counted where people are expected at sessions: ${listed(catalogue.kinds.filter(({ sessions }) => sessions).map(({ name }) => name))}. This service has none.`,
          ),
        ]),
  ];
}

function lifeUnanswered({ asksFor }: Entered["kind"], has: (code: string) => boolean): readonly string[] {
  const without = LIFE_QUESTIONS.filter(
    ({ code, measure }) => asksFor.includes(measure) && !has(`lives.${code}.`),
  );
  return without.length === 0 ? [] : [twice(without.map(({ label }) => label))];
}

const twice = (names: readonly string[]): string =>
  `Asked, and answered by nobody both around the start and at a later review: ${listed(names.map((one) => one.toLowerCase()))}.`;
