import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { ageOn, londonDay, longDateTime } from "../../kernel/time.ts";
import { readForm, type Typed, textOf } from "../../web/form.tsx";
import type { Again, Ask, Elsewhere, Moved, NotThere, Route, Shown } from "../../web/page.ts";
import { kindOf, type ServiceKinds } from "../episode/service-kind.ts";
import { possibleDuplicates } from "../person/store-find.ts";
import { ownServices, teamsOf } from "../staff/teams-store.ts";
import { recordReferral, referChild, type Taken, type Who } from "./actions.ts";
import { DRAFT_GONE, type ReferralRefusal, sayReferral } from "./messages.ts";
import { isChild, savedMeanwhile } from "./rules.ts";
import { sourceNamed, takesBy } from "./sources.ts";
import { type Draft, dropDraft, insertDraft, lockDraft, saveDraft } from "./store.ts";
import { answersTyped, ownAnswers, startTyped, type TakeValues, takeForm } from "./take-form.ts";
import { alikeShown, childShown, formShown, MeanwhileSaid, type Screen } from "./take-shown.tsx";

type Out = Result<Moved, Again | NotThere | Elsewhere>;
const again = (shown: Shown): Out => refuse({ code: "again", shown });
const gone = (): Result<never, Elsewhere> =>
  refuse({ code: "elsewhere", to: "/referrals", done: DRAFT_GONE });

/** The screen of a door, with the asker's own services that take people by it; undefined where none does. */
async function screenOf(
  tx: Tx,
  kinds: ServiceKinds,
  code: string,
  draft?: Draft,
): Promise<Screen | undefined> {
  const source = sourceNamed(code);
  if (!source) return undefined;
  const services = (await ownServices(tx)).filter((each) => takesBy(kindOf(kinds, each.kind), source));
  if (services.length === 0) return undefined;
  // Whoever takes it down works in one of them: that one is proposed.
  const ids = services.map((each) => each.id);
  const own = (await teamsOf(tx, ids)).find((team) => team.id === tx.asking.team_id)?.service_id;
  return {
    source,
    services,
    usual: own ?? "",
    form: takeForm(source, services),
    kinds,
    ...(draft ? { draft } : {}),
  };
}

/** One screen for each door, and the acts behind it: record, save and return, refer a child to safeguarding. */
const newRoute = (kinds: ServiceKinds): Route => ({
  path: "/referrals/new/:source",
  allow: "person:register",
  get: async (tx, ask) => {
    const screen = await screenOf(tx, kinds, ask.params.source ?? "");
    return screen
      ? accept(formShown(screen, { ...startTyped(londonDay(ask.now)), service: screen.usual }, {}))
      : refuse({ code: "not-there" });
  },
  post: async (tx, ask, typed) => {
    const screen = await screenOf(tx, kinds, ask.params.source ?? "");
    if (!screen) return refuse({ code: "not-there" });
    if (typed.keep !== "yes") return taken(tx, ask, typed, screen);
    const draft = await insertDraft(tx, screen.source.code, answersTyped(screen.form, typed));
    return accept({ to: "/referrals", done: `Saved. It waits for you here. Reference ${draft.slice(-5)}.` });
  },
});

const OfDraft = z.object({ draft: z.uuid() });

async function draftOf(tx: Tx, kinds: ServiceKinds, ask: Ask): Promise<Result<Saved, NotThere | Elsewhere>> {
  const params = OfDraft.safeParse(ask.params);
  if (!params.success) return refuse({ code: "not-there" });
  const draft = await lockDraft(tx, params.data.draft);
  const screen = draft && (await screenOf(tx, kinds, draft.source, draft));
  return draft && screen ? accept({ ...screen, draft }) : gone();
}
type Saved = Screen & { readonly draft: Draft };

/** A referral that was saved, taken up again. */
const draftRoute = (kinds: ServiceKinds): Route => ({
  path: "/referrals/drafts/:draft",
  allow: "person:register",
  get: async (tx, ask) => {
    const screen = await draftOf(tx, kinds, ask);
    return screen.ok ? accept(formShown(screen.value, screen.value.draft.answers, {})) : screen;
  },
  post: async (tx, ask, typed) => {
    const found = await draftOf(tx, kinds, ask);
    if (!found.ok) return found;
    const screen = found.value;
    const { draft, form } = screen;
    const answers = answersTyped(form, typed);
    const here = { edition: Number(textOf(typed.edition)), answers };
    // What another window saved since is said before anything is written over it.
    if (here.edition !== draft.edition) {
      const said = <MeanwhileSaid meanwhile={savedMeanwhile(draft, here)} form={form} at={draft.saved_at} />;
      return again(formShown(screen, typed, {}, said));
    }
    if (typed.keep === "yes") {
      await saveDraft(tx, draft, answers);
      return accept({ to: "/referrals", done: "Saved. It waits for you here." });
    }
    return taken(tx, ask, typed, screen);
  },
});

/** A draft thrown away. */
const dropRoute: Route = {
  path: "/referrals/drafts/:draft/drop",
  allow: "person:register",
  post: async (tx, ask) => {
    const params = OfDraft.safeParse(ask.params);
    if (!params.success) return refuse({ code: "not-there" });
    if (!(await dropDraft(tx, params.data.draft))) return gone();
    tx.log({ what: "changed", about: "referral being taken down, thrown away", people: [] });
    return accept({ to: "/referrals", done: "The draft is gone. Nothing was recorded." });
  },
};

/** Reads the screen, asks what must be asked before anything is written, and records. */
async function taken(tx: Tx, ask: Ask, typed: Typed, screen: Screen): Promise<Out> {
  const { form, source, services, kinds, draft } = screen;
  const read = readForm(form, typed, ask.now);
  if ("errors" in read) return again(formShown(screen, typed, read.errors));
  const values = read.values as unknown as TakeValues;
  const service = services.length > 1 ? services.find((each) => each.id === values.service) : services[0];
  if (!service) return refuse({ code: "not-there" });
  const child = isChild(values.bornOn, values.referredOn);
  if (child && typed.sure !== "safeguarding")
    return again(childShown(screen, typed, ageOn(values.bornOn, values.referredOn)));
  const described = describedBy(screen, values);
  const chosen = textOf(typed.person);
  if (chosen === "") {
    const alike = await possibleDuplicates(tx, described);
    if (alike.length > 0) return again(alikeShown(screen, typed, alike, ask.now));
  }
  const person = PersonId.parse(chosen);
  const who: Who = person ? { person } : { described };
  const { bornOn, referredOn, words, agreed } = values;
  const answers = ownAnswers(source, read.values);
  const wanted: Taken = { source, service, who, bornOn, referredOn, words, agreed, answers };
  const outcome = child
    ? await referredToSafeguarding(tx, wanted, typed.exploited !== "no", ask)
    : await referred(tx, kinds, wanted, ask);
  if (!outcome.ok) {
    const said = sayReferral(outcome.refusal);
    return again(
      formShown(screen, typed, typeof said === "string" ? { _form: said } : { [said.field]: said.words }),
    );
  }
  if (draft) await dropDraft(tx, draft.id);
  return outcome;
}

const referred = async (
  tx: Tx,
  kinds: ServiceKinds,
  wanted: Taken,
  { now }: Ask,
): Promise<Result<Moved, ReferralRefusal>> => {
  const done = await recordReferral(tx, kinds, wanted, now);
  return done.ok
    ? accept({
        to: `/people/${done.value.person}`,
        done: `The referral is recorded and the episode is open. First contact is due by ${longDateTime(done.value.dueAt)}.`,
      })
    : done;
};

const referredToSafeguarding = async (
  tx: Tx,
  wanted: Taken,
  exploited: boolean,
  { now }: Ask,
): Promise<Result<Moved, ReferralRefusal>> => {
  const done = await referChild(tx, wanted, exploited, now);
  return done.ok
    ? accept({
        to: `/people/${done.value}`,
        done: "Referred to safeguarding. Your duty team has it; no episode was opened.",
      })
    : done;
};

const describedBy = ({ source }: Screen, values: TakeValues) => ({
  familyName: values.familyName,
  givenNames: values.givenNames,
  knownAs: "",
  bornOn: values.bornOn,
  sex: values.sex,
  numbers: {
    nhs: "",
    pnc: "",
    prison: "",
    ...(source.number ? { [source.number]: values.number ?? "" } : {}),
  },
});

/** Taking a referral down: one screen a door, drafts of it. */
export const takeRoutes = (kinds: ServiceKinds): readonly Route[] => [
  newRoute(kinds),
  draftRoute(kinds),
  dropRoute,
];
