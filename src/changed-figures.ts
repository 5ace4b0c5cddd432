import { choosePartnership } from "./choose-partnership.ts";
import { withSystem } from "./commands.ts";
import { COUNTED } from "./counted.ts";
import { inNameOf } from "./in-name-of.ts";
import { type Answer, type Answered, answerFor } from "./insight/changed/answer.ts";
import { sayAnswer, sayQuestion } from "./insight/changed/answer-messages.ts";
import type { Changed } from "./insight/changed/changed.ts";
import { changedCsv, changedJson } from "./insight/changed/changed-export.ts";
import { changedText } from "./insight/changed/changed-text.ts";
import { csvRow } from "./kernel/csv.ts";
import { accept } from "./kernel/result.ts";
import { failWith } from "./terminal.ts";

/** What the command line asks. */
export type ChangedOptions = {
  readonly service: string;
  readonly event: string;
  readonly window: string;
  readonly partnership?: string;
  readonly as?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
};

/** The question was wrong, and not the system: scripts tell it by this exit code. */
const CANNOT_ASK = 2;
/** The question was right, and there is no figure to give. */
const NO_FIGURES = 3;

/** Answers what changed: as text, JSON or CSV. */
export async function changedFigures(options: ChangedOptions): Promise<void> {
  if (options.json && options.csv) return failWith("Choose one of --json and --csv.", CANNOT_ASK);
  await withSystem(async (system) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, CANNOT_ASK);
    const who = { named: options.as, permission: "insight:read", route: "throughcare changed" } as const;
    const answered = await inNameOf<Answered, never>(system, chosen.value, who, async (tx) =>
      accept(await answerFor(tx, options, COUNTED)),
    );
    if (answered.ok) return tellAnswer(answered.value, options);
    return answered.refusal.code === "nobody"
      ? failWith(
          `Nobody who may read figures signs in to ${chosen.value.name} as “${answered.refusal.username}”. Leave --as out, or name a commissioner; an administrator adds one on the Staff page.`,
          CANNOT_ASK,
        )
      : failWith("The session ended, or the database went away, before the figures were read. Ask again.", 1);
  });
}

function tellAnswer({ answer }: Answered, options: ChangedOptions): void {
  if (!answer.ok) failWith(sayQuestion(answer.refusal, "command-line"), CANNOT_ASK);
  else if (answer.value.changed.ok)
    process.stdout.write(inForm(answer.value, answer.value.changed.value, options));
  else failWith(sayAnswer(answer.value.changed.refusal, answer.value.question), NO_FIGURES);
}

function inForm(answer: Answer, changed: Changed, { json, csv }: ChangedOptions): string {
  if (json) return `${JSON.stringify(changedJson(changed, answer), undefined, 2)}\n`;
  if (csv) return changedCsv(changed, answer).map(csvRow).join("");
  return `${changedText(answer, changed)}\n`;
}
