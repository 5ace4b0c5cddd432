import { accept, refuse } from "../../kernel/result.ts";
import { londonDay } from "../../kernel/time.ts";
import { pick } from "../../web/form.tsx";
import { sayAnswer } from "../changed/answer-messages.ts";
import type { Catalogue } from "../changed/catalogue.ts";
import { USUAL_WINDOWS } from "../changed/disclosure.ts";
import { type OfferedService, readQuestion } from "../changed/question.ts";
import { offeredServices } from "../changed/store.ts";
import { readPeriod } from "../indicators/period.ts";
import { changedTable } from "./changed-table.ts";
import { EVERY, enteredFields } from "./entered-fields.ts";
import type { TableKind } from "./prepare.page.tsx";

/** What changed by service: how many people had fewer, as many or more events after entry than before. */
export const changedKind = (catalogue: Catalogue): TableKind<readonly OfferedService[]> => ({
  kind: "changed",
  title: "What changed, by service",
  says: "How many people had fewer, as many or more of an event after entry than before. Those who got worse stand beside those who got better.",
  load: (tx) => offeredServices(tx),
  fields: (offered) => ({
    event: pick(
      "What is counted",
      catalogue.events.map(({ code, plural }) => ({ value: code, label: plural })),
      "Choose what is counted",
    ),
    window: pick(
      "Before and after",
      USUAL_WINDOWS.map((days) => ({ value: String(days), label: `${days} days` })),
      "Choose how long before and after",
    ),
    ...enteredFields(offered),
  }),
  make: async (tx, { event = "", window = "", services = "", from, to }, { now }, offered) => {
    const { period, wrong } = readPeriod({ from, to }, londonDay(now));
    if (wrong) return refuse({ code: "cannot-be-made", field: "from", words: wrong });
    const some = offered.filter(({ kind }) => services === EVERY || kind === services);
    const question = readQuestion({ event, window, service: some[0]?.code }, offered, catalogue);
    if (!question.ok || some.length === 0)
      return refuse({
        code: "cannot-be-made",
        field: "services",
        words: "Choose what the services are counted by",
      });
    const { windowDays } = question.value;
    const made = await changedTable(tx, some, catalogue, {
      event: question.value.event,
      windowDays,
      ...period,
    });
    if (!made.ok)
      return refuse({
        code: "cannot-be-made",
        field: "event",
        words: sayAnswer(made.refusal, question.value),
      });
    if (made.value.table.rows.length === 0)
      return refuse({
        code: "cannot-be-made",
        field: "from",
        words: "Nobody entered any of these services in that time. Choose another time",
      });
    // The time is that of who entered; two sets of services of one time are two tables.
    const subject = services === EVERY ? made.value.subject : `${made.value.subject} ${services}`;
    return accept({ ...made.value, subject });
  },
});
