import { BodyText, Button } from "nhsuk-react-components";
import { z } from "zod";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { typedDay } from "../../kernel/time.ts";
import { FormFields } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved } from "../../web/page.ts";
import { sayCompleteness } from "./run-messages.ts";
import { readRun, stateComplete } from "./run-store.ts";
import { statedDay } from "./stated-day.ts";

/** Correcting to which day a source is complete, after the file was brought in. */
export const completePage = act({
  path: "/imports/:run/complete",
  allow: "import",
  params: z.object({ run: z.uuid() }),
  load: async (tx, { params }) => {
    const run = await readRun(tx, params.run);
    return run?.state === "done" && !run.dryRun ? accept(run) : refuse({ code: "not-there" });
  },
  form: (run) => ({
    completeTo: statedDay(
      `As ${run.agencyName} states it, for example 30/9/2026. Up to that day, a day without a row counts as one on which nothing happened`,
    ),
  }),
  start: (run) => ({ completeTo: run.completeTo ? typedDay(run.completeTo) : "" }),
  view: (run, { form, typed, errors }) => ({
    title: `How far ${run.fileName} is complete`,
    body: (
      <>
        <Title caption={run.fileName} errors={errors}>
          To which day it is complete
        </Title>
        <BodyText>{sayCompleteness(run) ?? "Nobody has stated it, and the file does not tell."}</BodyText>
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <Button type="submit">Save day</Button>
        </PostForm>
        <p>
          <a href={`/imports/${run.id}`}>Leave it as it is</a>
        </p>
      </>
    ),
  }),
  perform: async (tx, _ask, { completeTo }, run): Promise<Result<Moved, never>> => {
    await stateComplete(tx, run.id, completeTo);
    const about = `day to which an import of ${run.kind} is complete`;
    tx.log({ what: "changed", about, people: [], basis: "import" });
    const counts = run.kind === "events" || run.kind === "custody" ? " Figures end by it from now on." : "";
    return accept({ to: `/imports/${run.id}`, done: `The day is saved.${counts}` });
  },
  say: (never) => never,
});
