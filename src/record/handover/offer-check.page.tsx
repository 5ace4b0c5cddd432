import { Button, SummaryList } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, refuse } from "../../kernel/result.ts";
import { longDateTime } from "../../kernel/time.ts";
import { PostButton, PostForm, Title } from "../../web/layout.tsx";
import { page, type Route } from "../../web/page.ts";
import { barOf, loadAbout } from "../episode/about.tsx";
import type { ServiceKinds } from "../episode/service-kind.ts";
import { isEnforcement } from "../sharing/agency-kinds.ts";
import { allServices } from "../staff/teams-store.ts";
import { offerHandover } from "./actions.ts";
import { sayAct } from "./answer-shown.tsx";
import { type Draft, DraftId, draftById, dropDraft, finishDraft } from "./draft-store.ts";

/** The address of a draft. */
export const OfDraft = z.object({ person: PersonId.schema, draft: DraftId.schema });
/** What it says. */
export type OfDraft = z.output<typeof OfDraft>;

const GONE =
  "That referral is not being written any more: it was offered or dropped, perhaps in another window.";

/** The asker's draft, and whom it is about. */
export const loadDraft = async (tx: Tx, { params }: { params: OfDraft }) => {
  const about = await loadAbout(tx, params.person, "referral being written");
  if (!about) return refuse({ code: "not-there" as const });
  const draft = await draftById(tx, params.draft);
  return draft?.person_id === params.person
    ? accept({ about, draft, enforcement: isEnforcement(tx.asking.agency_kind) })
    : refuse({ code: "elsewhere" as const, to: `/people/${params.person}`, done: GONE });
};

const checkPath = "/people/:person/handovers/offer/:draft/check";

/** Third: check your answers. */
export const checking = page({
  path: checkPath,
  allow: "work",
  params: OfDraft,
  load: async (tx, ask) => {
    const found = await loadDraft(tx, ask);
    return !found.ok || found.value.draft.due_at ? found : refuse({ code: "not-there" as const });
  },
  view: ({ about, draft }, { now }) => ({
    title: "Check your answers",
    bar: barOf(about, now),
    body: <Check draft={draft} />,
  }),
});

function Check({ draft }: { draft: Draft }): ReactNode {
  const here = `/people/${draft.person_id}/handovers/offer`;
  const rows: readonly (readonly [string, ReactNode, string])[] = [
    ["To", draft.to_service, here],
    [
      "What they need to know",
      <span key="s" className="as-typed">
        {draft.summary}
      </span>,
      `${here}/${draft.id}`,
    ],
    [
      "After arrival",
      draft.after_arrival === "close"
        ? `The episode at ${draft.from_service} closes`
        : `${draft.from_service} goes on too`,
      `${here}/${draft.id}`,
    ],
    ["Answer needed by", draft.due_at ? longDateTime(draft.due_at) : "", `${here}/${draft.id}`],
  ];
  return (
    <>
      <Title caption={`Handover to ${draft.to_service}`}>
        Check your answers before you offer this handover
      </Title>
      <SummaryList>
        {rows.map(([key, value, href]) => (
          <SummaryList.Row key={key}>
            <SummaryList.Key>{key}</SummaryList.Key>
            <SummaryList.Value>{value}</SummaryList.Value>
            <SummaryList.Action href={href} visuallyHiddenText={key.toLowerCase()}>
              Change
            </SummaryList.Action>
          </SummaryList.Row>
        ))}
      </SummaryList>
      <p>
        {draft.from_service} stays responsible until the person arrives. If nobody answers in time, their
        team's lead hears of it and it comes back to your list.
      </p>
      <PostForm action={`${here}/${draft.id}/offer`}>
        <Button>Offer handover</Button>
      </PostForm>
      <PostButton
        action={`${here}/${draft.id}/drop`}
        className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
      >
        Throw this draft away
      </PostButton>
    </>
  );
}

/** The act itself: the draft becomes the handover. */
export const offering = (kinds: ServiceKinds): Route => ({
  path: "/people/:person/handovers/offer/:draft/offer",
  allow: "work",
  post: async (tx, raw) => {
    const params = OfDraft.safeParse(raw.params);
    const found = params.success
      ? await loadDraft(tx, { params: params.data })
      : refuse({ code: "not-there" as const });
    if (!found.ok) return found;
    const { about, draft } = found.value;
    const to = (await allServices(tx)).find((each) => each.id === draft.to_service_id);
    if (!to || !draft.due_at || !draft.after_arrival) return refuse({ code: "not-there" });
    const offered = await offerHandover(
      tx,
      kinds,
      {
        person: draft.person_id,
        episode: draft.from_episode_id,
        to,
        summary: draft.summary,
        afterArrival: draft.after_arrival,
        dueAt: draft.due_at,
      },
      raw.now,
    );
    if (offered.ok) {
      await finishDraft(tx, draft.id, offered.value.id);
      return accept({
        to: `/people/${draft.person_id}`,
        done: "The handover is offered. You stay responsible until they arrive.",
      });
    }
    const words = sayAct(kinds)(offered.refusal);
    return refuse({
      code: "again",
      shown: {
        title: "Check your answers",
        bar: barOf(about, raw.now),
        body: (
          <>
            <Title errors={{ _form: words }}>The handover was not offered</Title>
            <Check draft={draft} />
          </>
        ),
      },
    });
  },
});

/** A draft thrown away. */
export const dropping: Route = {
  path: "/people/:person/handovers/offer/:draft/drop",
  allow: "work",
  post: async (tx, raw) => {
    const params = OfDraft.safeParse(raw.params);
    if (!params.success) return refuse({ code: "not-there" });
    const to = `/people/${params.data.person}`;
    return (await dropDraft(tx, params.data.draft))
      ? accept({ to, done: "The draft is gone. Nothing was offered." })
      : refuse({ code: "elsewhere", to, done: GONE });
  },
};
