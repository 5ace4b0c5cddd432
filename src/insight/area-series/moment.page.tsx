import { BodyText, Button } from "nhsuk-react-components";
import { accept, type Result } from "../../kernel/result.ts";
import { londonDay } from "../../kernel/time.ts";
import { day, type Field, FormFields, longText, text } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved } from "../../web/page.ts";
import { writeMoment } from "./store.ts";

const began = (): Field<Temporal.PlainDate> => {
  const asked = day("On which day did it begin?", "Enter the day on which it began", {
    hint: "For example 1/10/2024",
  });
  return {
    ...asked,
    read: (typed, at) => {
      const read = asked.read(typed, at);
      if (!("value" in read)) return read;
      return Temporal.PlainDate.compare(read.value, londonDay(at)) > 0
        ? { error: "The day is still to come. Enter today or an earlier day" }
        : read;
    },
  };
};

/** Writing down a day from which something began, with the reason; it stays, so that others see which days were looked around. */
export const momentPage = act({
  path: "/area-series/moment",
  allow: "insight:read",
  load: async () => accept(undefined),
  form: () => ({
    what: text("What began?", "Say what began", {
      hint: "In a few words, for example The Lantern opened in Fenwick. No names of people",
      longest: 120,
    }),
    on: began(),
    reason: longText("Why this day, and where is it known from?", "Say why it is this day", {
      hint: "A day chosen by looking at the counts first finds a change in any series. Say what else the day is known from",
      longest: 500,
    }),
  }),
  view: (_none, { form, typed, errors }) => ({
    title: "When something began",
    body: (
      <>
        <Title errors={errors}>When something began</Title>
        <BodyText>
          It stays, with your name, for everyone who reads these series: how many days were tried is a part of
          what a finding is worth.
        </BodyText>
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <Button type="submit">Write it down</Button>
        </PostForm>
        <p>
          <a href="/area-series">Back without writing anything</a>
        </p>
      </>
    ),
  }),
  perform: async (tx, _ask, { on, what, reason }): Promise<Result<Moved, never>> => {
    const id = await writeMoment(tx, { on, what, reason });
    tx.log({
      what: "changed",
      about: "a day from which something began in an area",
      people: [],
      basis: "counts of areas",
    });
    return accept({ to: `/area-series?began=day:${id}`, done: "It is written down, and chosen below." });
  },
  say: (never) => never,
});
