import { z } from "zod";
import { accept, refuse } from "../../../kernel/result.ts";
import { londonDay } from "../../../kernel/time.ts";
import { type Form, longText, optionalDay, pick, textOf } from "../../../web/form.tsx";
import { act } from "../../../web/page.ts";
import { saySelection } from "./messages.ts";
import { loadOnPanel, panelActShown, who } from "./panel-person.page.tsx";
import { panelDecide } from "./panel-store.ts";
import { DECISIONS, REASONS, STATE_NAMES } from "./states.ts";
import { NominationId } from "./store.ts";

/** What each decision is called as an act. */
export const ACT_NAMES = {
  shortlisted: "Put on the waiting list",
  declined: "Decline",
  deferred: "Put off",
} as const;

/** One decision about one person, with its reason. `settle`: which of two holds, or another instead. */
export const decidePage = act({
  path: "/panel/people/:nomination/:how/:meeting/:decision",
  allow: "panel:chair",
  params: z.object({
    nomination: NominationId.schema,
    how: z.enum(["decide", "settle"]),
    meeting: z.uuid(),
    decision: z.enum(DECISIONS),
  }),
  load: async (tx, { params }) => {
    const found = await loadOnPanel(tx, params.nomination);
    return found.ok && !found.value.leads ? refuse({ code: "not-there" as const }) : found;
  },
  form: (_data, { params }): Form => ({
    reason: pick("Why?", [...REASONS[params.decision]], "Choose the reason"),
    words: longText("In words", "Say in words why", {
      hint: "As little as is needed: the panel's other agencies read it, never police or probation",
      longest: 1000,
    }),
    ...(params.decision === "deferred" ? { again: optionalDay("When does the panel look again?") } : {}),
  }),
  view: ({ one }, state, { params }) =>
    panelActShown(
      {
        title: ACT_NAMES[params.decision],
        caption: who(one),
        back: `/panel/meetings/${params.meeting}`,
        button: ACT_NAMES[params.decision],
        intro:
          params.how === "settle" ? (
            <p>{`It stands as ${STATE_NAMES[one.state === "received" ? "panel" : one.state]}. What you record now holds; all of it is kept.`}</p>
          ) : null,
      },
      state,
    ),
  perform: async (tx, { params, now }, values, { one }) => {
    const again = values.again as Temporal.PlainDate | undefined;
    if (again && Temporal.PlainDate.compare(again, londonDay(now)) < 0)
      return refuse({ code: "again-has-passed" });
    const said = await panelDecide(
      tx,
      { nomination: one.id, person: one.person_id },
      {
        meeting: params.meeting,
        decision: params.decision,
        reason: textOf(values.reason as string),
        words: textOf(values.words as string),
        again,
        settles: params.how === "settle",
      },
    );
    const to = `/panel/meetings/${params.meeting}`;
    if (said === "clashed")
      return accept({
        to,
        done: "Somebody else recorded a decision at the same time. Both are kept: say which holds.",
      });
    return said === "done"
      ? accept({ to, done: `${STATE_NAMES[params.decision]}.` })
      : refuse({ code: said });
  },
  say: saySelection,
});
