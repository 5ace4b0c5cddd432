import { BodyText, Button, InsetText } from "nhsuk-react-components";
import { z } from "zod";
import { accept, refuse } from "../../kernel/result.ts";
import { FormFields, longText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act } from "../../web/page.ts";
import { DaysBack, loadFound } from "./loading.ts";
import { linesAt, sayPattern, sayUsual, sayWhose } from "./messages.ts";
import { keyOf } from "./rules.ts";
import { keepReview } from "./store.ts";

/** Recording what was found out about one pattern. It goes from the list until it grows. */
export const lookIntoPage = act({
  path: "/access/patterns/:days/:pattern",
  allow: "access-log:read",
  params: z.object({ days: DaysBack, pattern: z.string().max(200) }),
  load: async (tx, { params, now }) => {
    const found = await loadFound(tx, params.days, now);
    const pattern = found.open.find((one) => keyOf(one) === params.pattern);
    if (pattern)
      return accept({ pattern, span: found.span, own: pattern.worker?.staffId === tx.asking.staff_id });
    const to = `/access/patterns?days=${params.days}`;
    const settled = found.settled.some((one) => keyOf(one.pattern) === params.pattern);
    return settled
      ? refuse({ code: "elsewhere" as const, to, done: "This was looked into already, just now or before." })
      : refuse({ code: "not-there" as const });
  },
  form: () => ({
    note: longText("What did you find out?", "Say what you found out", {
      hint: "For example: rang the team’s lead; she covers the whole caseload while two colleagues are ill",
      longest: 1000,
    }),
  }),
  view: ({ pattern, own }, { form, typed, errors }) => ({
    title: "Look into a pattern",
    body: (
      <div className="narrow">
        <Title errors={errors} caption={pattern.kind.name}>
          {sayWhose(pattern)}
        </Title>
        <BodyText>{sayPattern(pattern)}</BodyText>
        {sayUsual(pattern) ? <BodyText>{sayUsual(pattern)}</BodyText> : null}
        {pattern.people.length > 0 ? (
          <p className="pattern__links no-print">
            {pattern.people.map((person) => (
              <a key={person} href={linesAt(pattern, person)}>
                Lines on …{person.slice(-6)}
              </a>
            ))}
          </p>
        ) : null}
        {own ? (
          <InsetText>
            <p>{OWN}</p>
          </InsetText>
        ) : (
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <Button type="submit">Record what you found out</Button>
          </PostForm>
        )}
      </div>
    ),
  }),
  perform: async (tx, { params }, values, { pattern, span, own }) => {
    if (own) return refuse({ code: "own" as const });
    await keepReview(tx, pattern, span, values.note);
    return accept({ to: `/access/patterns?days=${params.days}`, done: "Kept. It comes back if it grows." });
  },
  say: () => OWN,
});

const OWN = "This is your own work. Somebody else looks into it.";
