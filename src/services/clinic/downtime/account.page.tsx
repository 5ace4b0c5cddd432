import { Button } from "nhsuk-react-components";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { choose, type Field, FormFields, howMany, optionalText, textOf } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { BECAME, DowntimeId } from "./downtime.ts";
import { formNumber, parseNumbers } from "./forms-rules.ts";
import { type DowntimeRefusal, sayDowntime } from "./messages.ts";
import { BackToDowntime } from "./parts.tsx";
import { downtimeById, finishDowntime, tickForm } from "./store.ts";

const params = z.object({ downtime: DowntimeId.schema });

/** Numbers as they are typed. */
const numbers: Field<readonly number[]> = {
  draw: "text",
  label: "Which numbers?",
  hint: "For example, 12 to 15, 18",
  read: (typed) => {
    const given = textOf(typed);
    if (given === "") return { error: "Enter which numbers" };
    const value = parseNumbers(given);
    return value ? { value } : { error: `“${given}” are no numbers of forms. Enter them like 12 to 15, 18` };
  },
};

const tickPage = act({
  path: "/dosing/downtime/:downtime/tick",
  allow: "dose",
  params,
  load: async (tx, ask) => {
    const one = await downtimeById(tx, ask.params.downtime);
    return one && !one.finishedAt ? accept(one) : refuse({ code: "not-there" as const });
  },
  form: () => ({
    numbers,
    became: choose(
      "What are they?",
      (["blank", "spoiled", "page"] as const).map((value) => ({ value, label: BECAME[value] })),
      "Choose what they are",
    ),
    words: optionalText("How were they spoiled, or which lines of the book are on the page?", {
      longest: 1000,
      hint: "Also when a number was ticked off wrongly: say why",
    }),
  }),
  view: (one, { form, typed, errors }) => ({
    title: "Tick off forms",
    body: (
      <>
        <BackToDowntime id={one.id} />
        <Title caption={one.premisesName} errors={errors}>
          Tick off forms that are no dose
        </Title>
        <p>
          Hold each in your hand. What moved on a page of the register is entered in{" "}
          <a href="/register">the register</a> first, each line with its time.
        </p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Tick them off</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (
    tx,
    { params: { downtime } },
    it,
  ): Promise<Result<Moved, DowntimeRefusal & { number?: number }>> => {
    for (const number of it.numbers) {
      const done = await tickForm(
        tx,
        downtime,
        number,
        it.became,
        it.words === "" ? {} : { words: it.words },
      );
      if (!done.ok) return refuse({ ...done.refusal, number });
    }
    return accept({ to: `/dosing/downtime/${downtime}`, done: `Ticked off: ${it.numbers.length}.` });
  },
  say: (refusal) =>
    refusal.code === "not-enough-said"
      ? { field: "words", words: sayDowntime(refusal) }
      : {
          field: "numbers",
          words: `${refusal.number ? `${formNumber(refusal.number)}: ` : ""}${sayDowntime(refusal)}`,
        },
});

const finishPage = act({
  path: "/dosing/downtime/:downtime/finish",
  allow: "dose:check",
  params,
  load: async (tx, ask) => {
    const one = await downtimeById(tx, ask.params.downtime);
    return one?.endedAt && !one.finishedAt ? accept(one) : refuse({ code: "not-there" as const });
  },
  form: () => ({
    count: howMany("How many forms on the desk have a dose on them?", {
      most: 1000,
      hint: "Count the paper, not the list. None is 0",
    }),
  }),
  view: (one, { form, typed, errors }) => ({
    title: "Finish the downtime",
    body: (
      <>
        <BackToDowntime id={one.id} />
        <Title caption={one.premisesName} errors={errors}>
          Finish the downtime
        </Title>
        <p>You ticked off none of them. Count the forms that have a dose on them, by yourself.</p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Finish the downtime</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _, { count }, one): Promise<Result<Moved, DowntimeRefusal>> => {
    const done = await finishDowntime(tx, one.id, count);
    return done.ok
      ? accept({ to: `/dosing/downtime/${one.id}`, done: "Finished. Every number is accounted for." })
      : done;
  },
  say: (refusal) =>
    refusal.code === "count-differs" ? { field: "count", words: sayDowntime(refusal) } : sayDowntime(refusal),
});

/** Accounting for every number of a downtime: what is no dose, and the second person's count. */
export const accountRoutes: readonly Route[] = [tickPage, finishPage];
