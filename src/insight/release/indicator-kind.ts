import { accept, refuse } from "../../kernel/result.ts";
import { londonDay } from "../../kernel/time.ts";
import { optionalText, pick } from "../../web/form.tsx";
import { INDICATORS, indicatorNamed } from "../indicators/definitions.ts";
import { readPeriod } from "../indicators/period.ts";
import type { TreatingKind } from "../indicators/store.ts";
import { indicatorTable } from "./indicator-table.ts";
import type { TableKind } from "./prepare.page.tsx";

/** National indicators by service, over the kinds of service that give structured treatment. */
export const indicatorKind = (kinds: readonly TreatingKind[]): TableKind<undefined> => ({
  kind: "indicator",
  title: "A national indicator by service",
  says: "How many of each service count above the line, with the share and its interval. Where fewer than ten do, the share is flagged.",
  load: async () => undefined,
  fields: () => ({
    indicator: pick(
      "Indicator",
      INDICATORS.map(({ code, title }) => ({ value: code, label: title })),
      "Choose the indicator",
    ),
    from: optionalText("First day", {
      hint: "Like 1/4/2026. Both left empty: the year that ended with the last month",
    }),
    to: optionalText("Last day", { hint: "Like 31/3/2026" }),
  }),
  make: async (tx, { indicator: code = "", from, to }, { now }) => {
    const indicator = indicatorNamed(code);
    const today = londonDay(now);
    const { period, wrong } = readPeriod({ from, to }, today);
    if (wrong) return refuse({ code: "cannot-be-made", field: "from", words: wrong });
    const made = indicator && (await indicatorTable(tx, indicator, period, today, kinds));
    return made && made.table.rows.length > 0
      ? accept(made)
      : refuse({
          code: "cannot-be-made",
          field: "indicator",
          words: "Nobody counts below the line at any service in that time. Choose another indicator or time",
        });
  },
});
