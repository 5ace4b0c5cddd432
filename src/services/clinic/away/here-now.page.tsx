import { Button } from "nhsuk-react-components";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { personParams } from "../../../record/person/identity-bar.tsx";
import { loadToRead, shownOf } from "../../../record/person/person-shown.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route } from "../../../web/page.ts";
import { readsMedicines } from "../../medicines/medicines-parts.tsx";
import { meetsThemElsewhere } from "./rules.ts";
import { sayTheyAreHere } from "./store.ts";

/**
 * Health staff of custody, prison or hospital say that somebody is with them: whoever prescribes is told, and the clinic holds its plan.
 * For no other kind of agency and no other role the page is there.
 */
const hereNow = act({
  path: "/people/:person/here-now",
  allow: "clinical",
  params: personParams,
  load: (tx, { params }) =>
    meetsThemElsewhere(tx.asking.agency_kind) && readsMedicines(tx.asking.role)
      ? loadToRead(tx, params.person, "medicines")
      : Promise.resolve(refuse({ code: "not-there" as const })),
  form: () => ({}),
  view: (subject, _form, { now }) =>
    shownOf(subject, now, "", {
      title: "They are here now",
      body: (
        <>
          <Title>They are here now: tell the prescriber</Title>
          <p>
            Whoever prescribes an opioid for this person gets a task at once. A clinic that gives injected
            doses puts its plan on hold, with what is taken at night, and gives nothing again until a doctor
            there has reviewed the gap.
          </p>
          <p>
            They are told that the person is with your service, and nothing of why. Police and probation are
            told nothing.
          </p>
          <PostForm>
            <Button>Tell them now</Button>
          </PostForm>
          <p>
            <a href={`/people/${subject.identity.id}`}>Not now</a>
          </p>
        </>
      ),
    }),
  perform: async (tx, { params }): Promise<Result<Moved, NotThere>> => {
    if (!(await sayTheyAreHere(tx, params.person))) return refuse({ code: "not-there" });
    return accept({
      to: `/people/${params.person}`,
      // The same words whoever was told: a reader without the person's consent learns nothing of who treats them.
      done: "Whoever prescribes an opioid for them in this partnership has been told. Ring as well before anything is given.",
    });
  },
  say: () => "This can no longer be said of them here. Ring the prescriber.",
});

/** Saying that somebody is in custody, prison or hospital now. */
export const awayRoutes: readonly Route[] = [hereNow];
