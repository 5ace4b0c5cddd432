import { choosePartnership } from "./choose-partnership.ts";
import { withSystem } from "./commands.ts";
import { COUNTED } from "./counted.ts";
import { type Answer, answerFor } from "./insight/changed/answer.ts";
import { sayAnswer, sayQuestion } from "./insight/changed/answer-messages.ts";
import type { Changed } from "./insight/changed/changed.ts";
import { changedCsv, changedJson } from "./insight/changed/changed-export.ts";
import { changedText } from "./insight/changed/changed-text.ts";
import { csvRow } from "./kernel/csv.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import { accept } from "./kernel/result.ts";
import { accountForCommands } from "./record/staff/command-account-store.ts";
import { closeCommandLineSession, openCommandLineSession } from "./record/staff/command-line-store.ts";
import type { OpenPartnership } from "./system.ts";

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

/** Says why not, and leaves that exit code; the databases are closed on the way out. */
function failWith(sentence: string, code: number): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = code;
}

/** Answers what changed: as text, JSON or CSV. */
export async function changedFigures(options: ChangedOptions): Promise<void> {
  if (options.json && options.csv) return failWith("Choose one of --json and --csv.", CANNOT_ASK);
  await withSystem(async (system) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, CANNOT_ASK);
    const { code, name } = chosen.value;
    const username =
      options.as ?? (await asPolicyRole(system.setUp, code, (tx) => accountForCommands(tx, "insight:read")));
    const token = await openCommandLineSession(system.setUp, code, username, "insight:read");
    if (!token) {
      return failWith(
        `Nobody who may read figures signs in to ${name} as “${username}”. Leave --as out, or name a commissioner; an administrator adds one on the Staff page.`,
        CANNOT_ASK,
      );
    }
    try {
      await answerAs(token, chosen.value, options);
    } finally {
      await closeCommandLineSession(system.setUp, code, token);
    }
  });
}

async function answerAs(token: string, partnership: OpenPartnership, options: ChangedOptions): Promise<void> {
  const answered = await partnership.database.as(token, "throughcare changed", async (tx) =>
    accept(await answerFor(tx, options, COUNTED)),
  );
  if (!answered.ok) return failWith("The session ended before the figures were read. Ask again.", 1);
  const { answer } = answered.value;
  if (!answer.ok) return failWith(sayQuestion(answer.refusal), CANNOT_ASK);
  const { changed, question } = answer.value;
  if (!changed.ok) return failWith(sayAnswer(changed.refusal, question), NO_FIGURES);
  process.stdout.write(inForm(answer.value, changed.value, options));
}

function inForm(answer: Answer, changed: Changed, { json, csv }: ChangedOptions): string {
  if (json) return `${JSON.stringify(changedJson(changed, answer.subject), undefined, 2)}\n`;
  if (csv) return changedCsv(changed, answer.subject).map(csvRow).join("");
  return `${changedText(answer, changed)}\n`;
}
