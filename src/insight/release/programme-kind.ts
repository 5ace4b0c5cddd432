import { accept, refuse } from "../../kernel/result.ts";
import { londonDay } from "../../kernel/time.ts";
import { readPeriod } from "../indicators/period.ts";
import type { ProgrammeKind, ProgrammeService } from "../programmes/entrants.ts";
import { programmeServices } from "../programmes/store.ts";
import { EVERY, enteredFields } from "./entered-fields.ts";
import type { TableKind } from "./prepare.page.tsx";
import { programmeTable } from "./programme-table.ts";

type Offered = ProgrammeService & { readonly of: ProgrammeKind };

/** Who entered services in a period, and how they left: the head of every programme's page, as a table that leaves. */
export const programmeKind = (kinds: readonly ProgrammeKind[]): TableKind<readonly Offered[]> => ({
  kind: "programme",
  title: "Who entered, and how they left",
  says: "By service: everyone who first entered in a period, still there, left as planned or otherwise, or died while there.",
  load: async (tx) =>
    (await programmeServices(tx)).flatMap((service) => {
      const of = kinds.find(({ code }) => code === service.kind);
      return of ? [{ ...service, of }] : [];
    }),
  fields: enteredFields,
  make: async (tx, { services = "", from, to }, { now }, offered) => {
    const { period, wrong } = readPeriod({ from, to }, londonDay(now));
    if (wrong) return refuse({ code: "cannot-be-made", field: "from", words: wrong });
    const made = await programmeTable(
      tx,
      offered.filter(({ kind }) => services === EVERY || kind === services),
      period,
    );
    if (made.table.rows.length === 0)
      return refuse({
        code: "cannot-be-made",
        field: "from",
        words: "Nobody entered any of these services in that time. Choose another time",
      });
    // The time is that of who entered; two sets of services of one time are two tables.
    return accept(services === EVERY ? made : { ...made, subject: `${made.subject} ${services}` });
  },
});
