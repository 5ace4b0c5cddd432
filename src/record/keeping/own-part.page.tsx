import { BodyText, Button, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { type AgencyId, PersonId } from "../../kernel/id.ts";
import { accept, invariant, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, longDate } from "../../kernel/time.ts";
import { FormFields, longText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, page, type Route } from "../../web/page.ts";
import { aboutPerson, loadWhose, type Whose } from "../sharing/whose-page.ts";
import { HOLD_FORM, sayHold } from "./hold.page.tsx";
import { sayKeeping } from "./messages.ts";
import { askErasure, type Hold, holds, ownPart, placeHold } from "./store.ts";

const PARAMS = z.object({ person: PersonId.schema });

type OwnPart = {
  readonly whose: Whose;
  readonly agencyId: AgencyId;
  readonly agency: string;
  readonly part: NonNullable<Awaited<ReturnType<typeof ownPart>>>;
  readonly holds: readonly Hold[];
};

async function loadOwnPart(tx: Tx, person: PersonId, now: Instant): Promise<Result<OwnPart, NotThere>> {
  const whose = await loadWhose(tx, person, now);
  const part = whose?.known ? await ownPart(tx, person) : undefined;
  if (!whose || !part) return refuse({ code: "not-there" });
  tx.log({ what: "read", about: "how long the record is kept", people: [person] });
  const { agency_id, agency_name } = tx.asking;
  invariant(agency_id && agency_name, "whoever has a part of a record works for an agency");
  return accept({
    whose,
    agencyId: agency_id,
    agency: agency_name,
    part,
    holds: await holds(tx, { person }),
  });
}

const ownPartPage = page({
  path: "/people/:person/keeping",
  allow: "person:correct",
  params: PARAMS,
  load: (tx, { params, now }) => loadOwnPart(tx, params.person, now),
  view: ({ whose, agency, part, holds: all }) =>
    aboutPerson(whose, "details", {
      title: "How long this is kept",
      body: (
        <>
          <Title>How long this is kept</Title>
          <BodyText>{sayKept(part, agency)}</BodyText>
          <Standing all={all} held={part.held === true} />
          {part.asked ? (
            <InsetText>
              <p>
                Your service has asked for its part to be erased. The information governance lead decides.
              </p>
            </InsetText>
          ) : null}
          <p className="person-acts no-print">
            <a className="person-acts__one" href={`/people/${whose.id}/keeping/hold`}>
              Place a hold
            </a>
            {part.asked || part.still ? null : (
              <a className="person-acts__one" href={`/people/${whose.id}/keeping/erase`}>
                Ask for erasure
              </a>
            )}
          </p>
        </>
      ),
    }),
});

function sayKept(part: OwnPart["part"], agency: string): string {
  if (part.still)
    return `${agency} has to do with this person now, so what it recorded is kept. The time begins when its last episode, handover or task has ended.`;
  if (!part.last_contact || !part.due_on)
    return `${agency} has recorded nothing about this person that is kept for a time.`;
  return `${agency} last had to do with this person on ${longDate(part.last_contact)}. What it recorded is due to be disposed of from ${longDate(part.due_on)}. Each service keeps its own part for its own time.`;
}

function Standing({ all, held }: { all: readonly Hold[]; held: boolean }): ReactElement | null {
  const standing = all.filter((hold) => !hold.ended_at);
  if (standing.length === 0)
    return held ? (
      <InsetText>
        <p>A hold over more than this record stands: nothing of it is disposed of until it has been ended.</p>
      </InsetText>
    ) : null;
  return (
    <InsetText>
      {standing.map((hold) => (
        <p key={hold.id}>
          A hold stands over this record: nothing of it is disposed of. {hold.reason} To be asked about again
          on {longDate(hold.review_on)}.
        </p>
      ))}
    </InsetText>
  );
}

const holdPage = act({
  path: "/people/:person/keeping/hold",
  allow: "person:correct",
  params: PARAMS,
  load: (tx, { params, now }) => loadOwnPart(tx, params.person, now),
  form: () => HOLD_FORM,
  view: ({ whose, agency }, { form, typed, errors }) =>
    aboutPerson(whose, "details", {
      title: "Place a hold",
      body: (
        <>
          <Title errors={errors}>Place a hold</Title>
          <BodyText>
            Nothing that {agency} recorded about this person is disposed of or erased while it stands. The
            information governance lead sees it, and ends it when it is no longer needed.
          </BodyText>
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <Button type="submit">Place the hold</Button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, _ask, { reason, review }, { whose, agencyId }) => {
    const done = await placeHold(tx, { person: whose.id, agency: agencyId, reason, review });
    return done.ok ? accept({ to: `/people/${whose.id}/keeping`, done: "The hold stands." }) : done;
  },
  say: sayHold,
});

const erasePage = act({
  path: "/people/:person/keeping/erase",
  allow: "person:correct",
  params: PARAMS,
  load: (tx, { params, now }) => loadOwnPart(tx, params.person, now),
  form: () => ({
    reason: longText("Why should it be erased?", "Say why it should be erased", {
      hint: "What the person said, or what was recorded wrongly, and whether anything needs it still: treatment, a claim, an order. A care record is hardly ever erased before its time.",
      longest: 2000,
    }),
  }),
  view: ({ whose, agency }, { form, typed, errors }) =>
    aboutPerson(whose, "details", {
      title: "Ask for erasure",
      body: (
        <>
          <Title errors={errors}>Ask for erasure</Title>
          <BodyText>
            All that {agency} recorded about this person goes for good, once the information governance lead
            has approved it. What other services recorded stays. A single mistake is better corrected.
          </BodyText>
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <Button type="submit">Ask for erasure</Button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, _ask, { reason }, { whose }) => {
    const done = await askErasure(tx, whose.id, reason);
    return done.ok
      ? accept({ to: `/people/${whose.id}/keeping`, done: "Asked. Nothing goes until it is approved." })
      : done;
  },
  say: (refusal) => ({ field: "reason", words: sayKeeping(refusal) }),
});

/** How long a worker's agency keeps its part of somebody's record, and what they may ask about it. */
export const ownPartRoutes: readonly Route[] = [ownPartPage, holdPage, erasePage];
