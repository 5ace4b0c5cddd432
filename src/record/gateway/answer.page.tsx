import { BodyText, Button, InsetText, SummaryList, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { accept, refuse } from "../../kernel/result.ts";
import { longDateTime } from "../../kernel/time.ts";
import { capital, counted, listed } from "../../kernel/words.ts";
import { choose, FormFields, text } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, page, type Route } from "../../web/page.ts";
import { sayCategory } from "../sharing/messages.ts";
import { GROUNDS, groundName } from "./grounds.ts";
import { STATES, sayGateway } from "./messages.ts";
import { answerGateway, endGateway, type Gateway, gatewayOf, gateways } from "./store.ts";

const listPage = page({
  path: "/gateways",
  allow: "gateway:answer",
  load: async (tx) => accept(await gateways(tx)),
  view: (all) => ({
    title: "Sharing without consent",
    live: true,
    body: (
      <>
        <Title>Sharing without consent</Title>
        {all.length === 0 ? (
          <InsetText>
            <p>
              Nobody has asked to share parts of a record without consent. When somebody does, it waits here
              for your answer.
            </p>
          </InsetText>
        ) : (
          <table className="nhsuk-table rows-as-cards" data-list>
            <caption className="nhsuk-table__caption">{sayHowMany(all)}</caption>
            <thead>
              <tr>
                <th scope="col">Asked</th>
                <th scope="col">By</th>
                <th scope="col">Record</th>
                <th scope="col">What, with whom</th>
                <th scope="col">Answer</th>
              </tr>
            </thead>
            <tbody>
              {all.map((one) => (
                <tr key={one.id}>
                  <td data-label="Asked">
                    <a href={`/gateways/${one.id}`} data-item>
                      {longDateTime(one.asked_at)}
                    </a>
                  </td>
                  <td data-label="By">
                    {one.asked_by}, {one.asked_for}
                  </td>
                  <td data-label="Record">
                    {one.initials}, …{one.person_id.slice(-6)}
                  </td>
                  <td data-label="What, with whom">{sayWhat(one)}</td>
                  <td data-label="Answer">
                    <Tag modifier={COLOURS[one.state]}>{STATES[one.state]}</Tag>
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

const COLOURS = { asked: "yellow", approved: "blue", refused: "grey", ended: "grey" } as const;

const sayWhat = (one: Gateway): string =>
  `${capital(listed(one.categories.map(sayCategory)))}, with ${one.to_agency}`;

function sayHowMany(all: readonly Gateway[]): string {
  const open = all.filter((one) => one.state === "asked").length;
  return `${counted(all.length, "request", "requests")}, ${open === 0 ? "all answered" : `${open} to answer`}`;
}

const PARAMS = z.object({ gateway: z.uuid() });

const onePage = act({
  path: "/gateways/:gateway",
  allow: "gateway:answer",
  fresh: true,
  params: PARAMS,
  load: async (tx, { params }) => {
    const one = await gatewayOf(tx, params.gateway);
    return one ? accept(one) : refuse({ code: "not-there" as const });
  },
  form: () => ({
    decision: choose(
      "May it be shared?",
      [
        { value: "yes", label: "Yes, from now until its last day" },
        { value: "no", label: "No" },
      ],
      "Choose yes or no",
    ),
    answer: text("Why?", "Say why", {
      hint: "Those who asked read this, and so may the person",
      longest: 1000,
    }),
    told: choose(
      "May the person read of it?",
      [
        { value: "yes", label: "Yes" },
        { value: "no", label: "No, it would put somebody in danger" },
      ],
      "Choose whether the person may read of it",
    ),
  }),
  view: (one, { form, typed, errors }) => ({
    title: "Sharing without consent",
    live: true,
    body: (
      <>
        <Title errors={errors} caption={`Record …${one.person_id.slice(-6)}`}>
          Sharing without consent
        </Title>
        <Facts one={one} />
        {one.state === "asked" && !one.own ? (
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <Button type="submit">Record the answer</Button>
          </PostForm>
        ) : (
          <Answered one={one} />
        )}
        <BodyText>
          <a href="/gateways">All requests</a>
        </BodyText>
      </>
    ),
  }),
  perform: async (tx, _ask, values, one) => {
    const given = {
      yes: values.decision === "yes",
      answer: values.answer,
      personTold: values.told === "yes",
    };
    const done = await answerGateway(tx, one, given);
    if (!done.ok) return done;
    return accept({
      to: "/gateways",
      done: given.yes ? `Shared with ${one.to_agency} from now on.` : "Refused.",
    });
  },
  say: sayGateway,
});

function Answered({ one }: { one: Gateway }): ReactElement {
  if (one.state === "asked")
    return <InsetText>You asked for this yourself. Somebody else answers it.</InsetText>;
  return (
    <>
      <InsetText>
        <p>
          {STATES[one.state]}. {one.answered_by} on {one.answered_at ? longDateTime(one.answered_at) : ""}:{" "}
          {one.answer}
          {one.end_reason ? ` Ended: ${one.end_reason}` : ""}
        </p>
        {one.state === "refused" ? null : (
          <p>{one.person_told ? "The person may read of it." : "The person is not told."}</p>
        )}
      </InsetText>
      {one.state === "approved" ? (
        <BodyText className="no-print">
          <a href={`/gateways/${one.id}/end`}>End sharing now</a>
        </BodyText>
      ) : null}
    </>
  );
}

function Facts({ one }: { one: Gateway }): ReactElement {
  const lines: readonly (readonly [string, string])[] = [
    ["Asked by", `${one.asked_by}, ${one.asked_for}, ${longDateTime(one.asked_at)}`],
    ["With whom", one.to_agency],
    ["Which parts", capital(listed(one.categories.map(sayCategory)))],
    ["Ground", `${groundName(one.ground)} (${GROUNDS.find(({ code }) => code === one.ground)?.law})`],
    ["Why", one.reason],
    ["Until", longDateTime(one.until)],
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

const endPage = act({
  path: "/gateways/:gateway/end",
  allow: "gateway:answer",
  params: PARAMS,
  load: async (tx, { params }) => {
    const one = await gatewayOf(tx, params.gateway);
    return one?.state === "approved" ? accept(one) : refuse({ code: "not-there" as const });
  },
  form: () => ({ reason: text("Why?", "Say why it ends", { longest: 500 }) }),
  view: (one, { form, typed, errors }) => ({
    title: "End sharing",
    body: (
      <>
        <Title errors={errors}>End sharing with {one.to_agency}</Title>
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <Button type="submit">End sharing</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, { reason }, one) => {
    const done = await endGateway(tx, one.person_id, one.id, reason);
    return done.ok ? accept({ to: `/gateways/${one.id}`, done: "Ended. They no longer see it." }) : done;
  },
  say: sayGateway,
});

/** Answering and ending what is to be shared without consent. */
export const gatewayAnswerRoutes: readonly Route[] = [listPage, onePage, endPage];
