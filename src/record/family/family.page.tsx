import type { ReactElement } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay, longDate } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../web/page.ts";
import { personParams } from "../person/identity-bar.tsx";
import { loadSubject, type Subject, shownOf } from "../person/person-shown.tsx";
import { categoriesOf } from "../staff/role-categories.ts";
import { familyActs } from "./family-acts.page.tsx";
import { Earlier, Standing } from "./family-shown.tsx";
import { sayBarrier } from "./messages.ts";
import type { Barrier } from "./rules.ts";
import { barrierTo, type Half, halvesOf } from "./store.ts";

type Data = {
  readonly subject: Subject;
  readonly halves: readonly Half[];
  readonly barrier: Barrier | undefined;
};

async function load(tx: Tx, person: PersonId): Promise<Result<Data, NotThere>> {
  const subject = await loadSubject(tx, person, "family");
  if (!subject.ok) return subject;
  if (!categoriesOf(subject.value.reader.role).includes("social")) return refuse({ code: "not-there" });
  return accept({
    subject: subject.value,
    halves: await halvesOf(tx, person),
    barrier: await barrierTo(tx, person),
  });
}

const listPage = page({
  path: "/people/:person/family",
  allow: "clinical",
  params: personParams,
  load: (tx, { params }) => load(tx, params.person),
  view: (data, { now }) =>
    shownOf(data.subject, now, "family", { title: "Family", live: true, body: <Body data={data} /> }),
});

function Body({ data: { subject, halves, barrier } }: { data: Data }): ReactElement {
  const at = `/people/${subject.identity.id}/family`;
  const now = halves.filter((half) => half.state === "stands" || half.state === "waits");
  const earlier = halves.length - now.length;
  return (
    <>
      <Title>Family</Title>
      <p className="narrow">
        Two people who each have help of their own are linked only when both said yes, each to their own
        worker. Neither service sees the other's record by it. Either takes it back at any time.
      </p>
      {barrier ? (
        <p className="nhsuk-inset-text">{sayBarrier(barrier)}</p>
      ) : (
        <p className="person-acts no-print">
          <a className="person-acts__one" href={`${at}/new`}>
            Begin a family link
          </a>
          <a className="person-acts__one" href={`${at}/answer`}>
            Answer with a code
          </a>
        </p>
      )}
      {now.length === 0 ? (
        <p className="quiet-line">
          No family link stands. Begin one when the person says whom they wish to be linked with, or answer
          with the code that somebody of their family gave them.
        </p>
      ) : (
        <>
          <p className="count">{`${counted(now.length, "family link")}, newest first`}</p>
          <ul className="event-list" data-list>
            {now.map((half) => (
              <Standing key={half.id} half={half} at={at} may={subject.reader.may.includes("work")} />
            ))}
          </ul>
        </>
      )}
      {earlier > 0 ? (
        <p>
          <a href={`${at}/earlier`}>{`Earlier, and no longer: ${earlier}`}</a>
        </p>
      ) : null}
    </>
  );
}

const earlierPage = page({
  path: "/people/:person/family/earlier",
  allow: "clinical",
  params: personParams,
  load: (tx, { params }) => load(tx, params.person),
  view: ({ subject, halves }, { now }) => {
    const over = halves.filter((half) => half.state === "over" || half.state === "ran-out");
    return shownOf(subject, now, "family", {
      title: "Earlier family links",
      body: (
        <>
          <a className="nhsuk-back-link" href={`/people/${subject.identity.id}/family`}>
            Back to family
          </a>
          <Title>Earlier family links</Title>
          <p className="narrow">
            What this person once agreed to, as your service wrote it down. Nothing of it may be told any
            more.
          </p>
          {over.length === 0 ? (
            <p className="quiet-line">None. Links that were taken back or ended stand here.</p>
          ) : (
            <>
              <p className="count">{`${counted(over.length, "earlier link")}, newest first, as of ${longDate(londonDay(now))}`}</p>
              <ul className="event-list" data-list>
                {over.map((half) => (
                  <Earlier key={half.id} half={half} />
                ))}
              </ul>
            </>
          )}
        </>
      ),
    });
  },
});

/** Family links: the page of those that stand, of earlier ones, agreeing to one and taking it back. */
export const familyRoutes: readonly Route[] = [listPage, earlierPage, ...familyActs];
