import { BodyText, Button } from "nhsuk-react-components";
import { z } from "zod";
import { PersonId } from "../../kernel/id.ts";
import { accept, refuse } from "../../kernel/result.ts";
import { capital, listed } from "../../kernel/words.ts";
import { boxes, choose, FormFields, optionalDay, text } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act } from "../../web/page.ts";
import { recordDecision, withdrawConsents } from "./actions.ts";
import { audienceCode, audiencesOf, categoriesTo, type Pair, standingOf } from "./consent-rules.ts";
import { loadSharing, type Sharing } from "./load-sharing.ts";
import {
  CANNOT_CALL_BACK,
  consentFieldOf,
  sayAgencies,
  sayAudience,
  sayCategory,
  sayConsent,
  sayLeftOut,
  sayMeaning,
  sayOpened,
  sayPurpose,
  sayStanding,
} from "./messages.ts";
import { type Opened, openedByAgencies } from "./store.ts";
import { aboutPerson } from "./whose-page.ts";

const PARAMS = z.object({ person: PersonId.schema });

const DECISIONS = [
  { value: "given", label: "Yes, they may see it" },
  { value: "refused", label: "No, they may not" },
] as const;

const EVIDENCE = "How is it evidenced?";
const EVIDENCE_HINT =
  "For example: signed form of 3 March, kept in the paper file; said in the assessment, with the navigator present";

/** Recording a yes or a no for one or several kinds of agency and parts of the record at once. */
export const recordConsentPage = act({
  path: "/people/:person/consents/record",
  allow: "consent:record",
  params: PARAMS,
  load: (tx, { params, now }) => loadSharing(tx, params.person, now),
  form: ({ needed, names }) => ({
    decision: choose("What did the person decide?", DECISIONS, "Choose what the person decided"),
    kinds: boxes(
      "Who is it about?",
      audiencesOf(needed).map((audience, _at, all) => ({
        value: audienceCode(audience, all),
        label: capital(sayAudience(audience, all)),
        hint: `${agencyNames(names.get(audience.readerKind))}. Can be asked about ${listed(categoriesTo(needed, audience).map(sayCategory))}`,
      })),
      { missing: sayConsent({ code: "no-kind-chosen" }) },
    ),
    categories: boxes(
      "Which parts of the record?",
      [...new Set(needed.map((pair) => pair.category))].map((category) => ({
        value: category,
        label: capital(sayCategory(category)),
        hint: sayMeaning(category),
      })),
      { missing: sayConsent({ code: "no-category-chosen" }) },
    ),
    evidence: text(EVIDENCE, "Say how the decision is evidenced", { hint: EVIDENCE_HINT, longest: 500 }),
    lastDay: optionalDay("Last day it holds", {
      hint: "Leave empty when it holds until the person changes their mind. For example, 27/3/2027",
    }),
  }),
  view: ({ whose }, { form, typed, errors }) =>
    aboutPerson(whose, "consents", {
      title: "Record consent",
      body: (
        <>
          <Title errors={errors}>Record consent</Title>
          <BodyText>
            Record what the person decided, yes or no, with them. It takes effect the moment it is saved. A
            person who says no is looked after all the same.
          </BodyText>
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <Button type="submit">Record consent</Button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, { now }, values, sharing) => {
    const audiences = audiencesOf(sharing.needed).filter((each, _at, all) =>
      values.kinds.includes(audienceCode(each, all)),
    );
    const decision = { ...values, audiences };
    const done = await recordDecision(tx, sharing.whose.id, decision, sharing.needed, now);
    if (!done.ok) return done;
    const to = `/people/${sharing.whose.id}/consents`;
    return accept({ to, done: `Decision recorded. It is in force now.${sayLeftOut(done.value.leftOut)}` });
  },
  say: (refusal) => ({ field: consentFieldOf(refusal), words: sayConsent(refusal) }),
});

const agencyNames = (names: readonly string[] | undefined): string =>
  names ? listed(names) : "None in this partnership yet";

type Withdrawing = Sharing & { readonly inForce: readonly Pair[]; readonly opened: readonly Opened[] };

/** Withdrawing: what is in force, and beside it who had opened the record by now. */
export const withdrawConsentPage = act({
  path: "/people/:person/consents/withdraw",
  allow: "consent:record",
  params: PARAMS,
  load: async (tx, { params, now }) => {
    const sharing = await loadSharing(tx, params.person, now);
    if (!sharing.ok) return sharing;
    const { needed, lines } = sharing.value;
    const inForce = needed.filter((pair) => standingOf(lines, pair, now).state === "in-force");
    if (inForce.length === 0) {
      const to = `/people/${params.person}/consents`;
      return refuse({
        code: "elsewhere" as const,
        to,
        done: "No consent is in force now that could be withdrawn.",
      });
    }
    return accept({ ...sharing.value, inForce, opened: await openedByAgencies(tx, params.person) });
  },
  form: (withdrawing, { now }) => ({
    chosen: boxes("Which consents does the person withdraw?", choicesOf(withdrawing, now), {
      hint: "Beside each: who had opened the record, or taken it out in a file, by now.",
      missing: sayConsent({ code: "nothing-in-force" }),
    }),
    evidence: text(EVIDENCE, "Say how the decision is evidenced", { hint: EVIDENCE_HINT, longest: 500 }),
  }),
  view: ({ whose }, { form, typed, errors }) =>
    aboutPerson(whose, "consents", {
      title: "Withdraw consent",
      body: (
        <>
          <Title errors={errors}>Withdraw consent</Title>
          <BodyText>
            The agencies lose sight of it the moment this is saved, on pages that are open and in files and
            work still waiting. Nothing they recorded themselves is lost to them.
          </BodyText>
          <BodyText>{CANNOT_CALL_BACK}</BodyText>
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <Button type="submit">Withdraw consent</Button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, { now }, values, { whose, inForce, lines }) => {
    const chosen = inForce.filter((pair) => values.chosen.includes(codeOf(pair, inForce)));
    const done = await withdrawConsents(tx, whose.id, chosen, lines, values.evidence, now);
    if (!done.ok) return done;
    return accept({
      to: `/people/${whose.id}/consents`,
      done: "Consent withdrawn. From now on those agencies no longer see it.",
    });
  },
  say: (refusal) => ({ field: consentFieldOf(refusal), words: sayConsent(refusal) }),
});

const codeOf = (pair: Pair, inForce: readonly Pair[]): string =>
  `${audienceCode(pair, audiencesOf(inForce))}/${pair.category}`;

function choicesOf({ inForce, lines, names, opened }: Withdrawing, now: Temporal.Instant) {
  const several = (pair: Pair): boolean =>
    audiencesOf(inForce).filter((each) => each.readerKind === pair.readerKind).length > 1;
  return inForce.map((pair) => {
    const seen = opened.filter((each) => each.agencyKind === pair.readerKind).map(sayOpened);
    const standing = capital(sayStanding(standingOf(lines, pair, now)));
    return {
      value: codeOf(pair, inForce),
      label: `${capital(sayCategory(pair.category))}, to ${sayAgencies(pair.readerKind, names.get(pair.readerKind))}${several(pair) ? `, for ${sayPurpose(pair.purpose)}` : ""}`,
      hint: `${standing}. ${seen.length > 0 ? `${seen.join("; ")}.` : "None of them has opened this record."}`,
    };
  });
}
