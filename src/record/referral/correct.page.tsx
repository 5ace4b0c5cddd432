import { z } from "zod";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay, longDate, typedDay } from "../../kernel/time.ts";
import { choose, day, FormFields, longText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere } from "../../web/page.ts";
import { loadSubject, type Subject, shownOf } from "../person/person-shown.tsx";
import { sourceNamed } from "./sources.ts";
import { correctReferral, type Referral, referralsOf } from "./store.ts";

/** Whether the person agreed to being referred, in words. */
export const AGREED = { yes: "Agreed", no: "Did not agree", "not-asked": "Not asked" } as const;
type Agreed = keyof typeof AGREED;

type Data = { readonly subject: Subject; readonly referral: Referral };
type Refusal =
  | { readonly code: "changed-meanwhile" }
  | { readonly code: "in-the-future" }
  | { readonly code: "says-the-same" };

const form = {
  words: longText("Why they were referred", "Write why they were referred"),
  agreed: choose(
    "Did the person agree to being referred?",
    Object.entries(AGREED).map(([value, label]) => ({ value: value as Agreed, label })),
    "Choose whether they agreed",
  ),
  referredOn: day("Day of the referral", "Enter the day of the referral", {
    hint: "The day on which the stay began is corrected on its own page, under Episodes",
  }),
} as const;

/** Correcting a referral: a new entry that points at it. The first stays readable. */
export const correctPage = act({
  path: "/people/:person/referrals/:referral/correct",
  allow: "person:register",
  params: z.object({ person: PersonId.schema, referral: z.uuid() }),
  load: async (tx, { params }): Promise<Result<Data, NotThere>> => {
    const subject = await loadSubject(tx, params.person, "referrals");
    if (!subject.ok) return subject;
    const referral = (await referralsOf(tx, params.person)).find((each) => each.id === params.referral);
    return referral?.ours && !referral.corrected
      ? accept({ subject: subject.value, referral })
      : refuse({ code: "not-there" });
  },
  form: () => form,
  start: ({ referral }) => ({
    words: referral.words,
    agreed: referral.agreed,
    referredOn: typedDay(referral.referred_on),
  }),
  view: ({ subject, referral }, state, { now }) =>
    shownOf(subject, now, "episodes", {
      title: "Correct a referral",
      body: (
        <>
          <a className="nhsuk-back-link" href={`/people/${subject.identity.id}/referrals`}>
            How they came
          </a>
          <Title
            errors={state.errors}
            caption={`${sourceNamed(referral.source)?.name ?? referral.source}, ${longDate(referral.referred_on)}`}
          >
            Correct a referral
          </Title>
          <PostForm>
            <div className="narrow">
              <FormFields {...state} />
            </div>
            <button type="submit" className="nhsuk-button">
              Save correction
            </button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, { params, now }, values, { referral }): Promise<Result<Moved, Refusal>> => {
    if (Temporal.PlainDate.compare(values.referredOn, londonDay(now)) > 0)
      return refuse({ code: "in-the-future" });
    const to = { words: values.words, agreed: values.agreed, referred_on: values.referredOn };
    const same =
      to.words === referral.words &&
      to.agreed === referral.agreed &&
      to.referred_on.equals(referral.referred_on);
    if (same) return refuse({ code: "says-the-same" });
    const done = await correctReferral(tx, params.person, referral.id, to);
    return done
      ? accept({ to: `/people/${params.person}/referrals`, done: "The correction is saved." })
      : refuse({ code: "changed-meanwhile" });
  },
  say: (refusal) => {
    switch (refusal.code) {
      case "in-the-future":
        return { field: "referredOn", words: "That day is still to come. Enter the day of the referral." };
      case "says-the-same":
        return "Nothing was changed: it says what it said.";
      case "changed-meanwhile":
        return "A colleague corrected this meanwhile. Go back and correct what stands now.";
    }
  },
});
