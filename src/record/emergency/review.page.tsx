import { BodyText, Button, InsetText, SummaryList, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { accept, refuse } from "../../kernel/result.ts";
import { type Instant, longDateTime } from "../../kernel/time.ts";
import { capital, listed } from "../../kernel/words.ts";
import { choose, FormFields, text } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, page, type Route } from "../../web/page.ts";
import { FINDINGS } from "./messages.ts";
import { type Emergency, emergencies, emergencyOf, reviewEmergency } from "./store.ts";

const listPage = page({
  path: "/emergencies",
  allow: "emergency:review",
  load: async (tx) => accept(await emergencies(tx)),
  view: (all, { now }) => ({
    title: "Emergency access",
    live: true,
    body: (
      <>
        <Title>Emergency access</Title>
        {all.length === 0 ? (
          <InsetText>
            <p>
              Nobody has opened a record in an emergency. When someone does, it is here at once, to be
              reviewed.
            </p>
          </InsetText>
        ) : (
          <table className="nhsuk-table rows-as-cards" data-list>
            <caption className="nhsuk-table__caption">{sayHowMany(all)}</caption>
            <thead>
              <tr>
                <th scope="col">Opened</th>
                <th scope="col">By</th>
                <th scope="col">Record</th>
                <th scope="col">Reason</th>
                <th scope="col">Review</th>
              </tr>
            </thead>
            <tbody>
              {all.map((one) => (
                <tr key={one.id}>
                  <td data-label="Opened">
                    <a href={`/emergencies/${one.id}`} data-item>
                      {longDateTime(one.opened_at)}
                    </a>
                  </td>
                  <td data-label="By">
                    {one.staff_name}, {one.agency_name}
                  </td>
                  <td data-label="Record">
                    {one.initials}, …{one.person_id.slice(-6)}
                  </td>
                  <td data-label="Reason">{one.reason}</td>
                  <td data-label="Review">
                    <Standing one={one} now={now} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </>
    ),
  }),
});

function sayHowMany(all: readonly Emergency[]): string {
  const open = all.filter((one) => !one.reviewed_at).length;
  return `${all.length} ${all.length === 1 ? "opening" : "openings"}, ${open === 0 ? "all reviewed" : `${open} to review`}`;
}

function Standing({ one, now }: { one: Emergency; now: Instant }): ReactElement {
  if (one.finding)
    return <Tag modifier={one.finding === "justified" ? "green" : "red"}>{FINDINGS[one.finding]}</Tag>;
  const late = Temporal.Instant.compare(one.review_by, now) < 0;
  return <Tag modifier={late ? "red" : "yellow"}>{late ? "Review is late" : "To review"}</Tag>;
}

const onePage = act({
  path: "/emergencies/:emergency",
  allow: "emergency:review",
  params: z.object({ emergency: z.uuid() }),
  load: async (tx, { params }) => {
    const one = await emergencyOf(tx, params.emergency);
    return one ? accept(one) : refuse({ code: "not-there" as const });
  },
  form: () => ({
    finding: choose(
      "What did the review find?",
      [
        { value: "justified", label: FINDINGS.justified },
        {
          value: "not-justified",
          label: FINDINGS["not-justified"],
          hint: "Say below what was done about it",
        },
      ],
      "Choose what the review found",
    ),
    note: text("What was said or done?", "Say what was said or done", {
      hint: "For example: rang the nurse; the person was unconscious and their methadone had to be known",
      longest: 1000,
    }),
  }),
  view: (one, { form, typed, errors }) => ({
    title: "Review an emergency",
    body: (
      <>
        <Title errors={errors} caption={`Record …${one.person_id.slice(-6)}`}>
          Review an emergency
        </Title>
        <Facts one={one} />
        <Review one={one}>
          <FormFields form={form} typed={typed} errors={errors} />
        </Review>
        <BodyText>
          <a href={`/people/${one.person_id}/who-looked`}>Who looked at this record</a>
        </BodyText>
      </>
    ),
  }),
  perform: async (tx, _ask, values, one) => {
    const done = await reviewEmergency(tx, one, values);
    return done.ok ? accept({ to: "/emergencies", done: "The review is recorded." }) : done;
  },
  say: (refusal) =>
    refusal.code === "own"
      ? "You opened this yourself. Somebody else reviews it."
      : "This was reviewed already, just now or before.",
});

function Review({ one, children }: { one: Emergency; children: ReactElement }): ReactElement {
  if (one.reviewed_at && one.finding) {
    return (
      <InsetText>
        <p>
          {FINDINGS[one.finding]}, found {one.reviewed_by} on {longDateTime(one.reviewed_at)}:{" "}
          {one.review_note}
        </p>
      </InsetText>
    );
  }
  if (one.own) return <InsetText>You opened this yourself. Somebody else reviews it.</InsetText>;
  return (
    <PostForm>
      {children}
      <Button type="submit">Record the review</Button>
    </PostForm>
  );
}

function Facts({ one }: { one: Emergency }): ReactElement {
  const lines: readonly (readonly [string, string])[] = [
    [
      "Opened by",
      `${one.staff_name}${one.role_name ? `, ${one.role_name.toLowerCase()}` : ""}, ${one.agency_name}`,
    ],
    ["Reason given", one.reason],
    ["Open", `${longDateTime(one.opened_at)} to ${longDateTime(one.closed_at ?? one.until)}`],
    ["Looked at", one.looked_at.length === 0 ? "Nothing" : capital(listed(one.looked_at))],
    ["To be reviewed by", longDateTime(one.review_by)],
  ];
  return (
    <SummaryList>
      {lines.map(([label, value]) => (
        <SummaryList.Row key={label}>
          <SummaryList.Key>{label}</SummaryList.Key>
          <SummaryList.Value>{value}</SummaryList.Value>
        </SummaryList.Row>
      ))}
    </SummaryList>
  );
}

/** Reviewing what was opened in an emergency. */
export const emergencyReviewRoutes: readonly Route[] = [listPage, onePage];
