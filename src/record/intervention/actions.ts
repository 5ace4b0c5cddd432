import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, londonDay } from "../../kernel/time.ts";
import { contactMade } from "../diary/ladder.ts";
import { type OwnStay, ownStay } from "../episode/store.ts";
import { changeStep } from "../plan/actions.ts";
import { categoriesOf } from "../staff/role-categories.ts";
import { type Modality, type Setting, settingOf } from "./codes.ts";
import {
  beginsWith,
  type ContactRefusal,
  type Days,
  type DaysRefusal,
  decideDays,
  decideMinutes,
  SAME_CONTACT_MINUTES,
} from "./rules.ts";
import {
  contactsOf,
  holdTreatment,
  insertContact,
  insertIntervention,
  interventionsOf,
  recordedAlready,
  triagedOn,
} from "./store.ts";

/** A contact as it was typed. */
export type Told = {
  readonly how: string;
  readonly happenedAt: Instant;
  readonly minutes: string;
  readonly withWhom: string;
  readonly delivered: readonly string[];
  readonly words: string;
};

/** What a contact began besides: interventions; and those that could not begin, since triage is not finished. */
export type Kept = { readonly began: readonly Modality[]; readonly notYet: readonly Modality[] };

/**
 * Records a contact. Steps of the plan that were done are moved; what was delivered begins the intervention it belongs to,
 * where none is running on that day and triage was finished by then. A contact is kept whatever it could not begin.
 */
export async function recordContact(
  tx: Tx,
  person: PersonId,
  told: Told,
  steps: readonly string[],
  now: Instant,
): Promise<Result<Kept, ContactRefusal>> {
  const minutes = decideMinutes(told.how, told.minutes);
  if (!minutes.ok) return minutes;
  if (Temporal.Instant.compare(told.happenedAt, now) > 0) return refuse({ code: "contact-in-the-future" });
  await holdTreatment(tx, person);
  const recorded = await recordedAlready(tx, person, told, SAME_CONTACT_MINUTES);
  if (recorded) return refuse({ code: "recorded-already", at: recorded });
  const stay = await ownStay(tx, person);
  await insertContact(tx, person, {
    ...told,
    episode: stay?.id,
    minutes: minutes.value,
    category: categoryFor(stay, tx.asking.role),
  });
  if (isWithThem(told)) await contactMade(tx, person, "Keywork contact");
  for (const step of steps) await changeStep(tx, person, step, { state: "done" });
  return accept(stay ? await begin(tx, person, stay, told) : { began: [], notYet: [] });
}

/** Somebody met, or spoken to, is in contact: who was looked for is no more. A text or a letter may not have been read. */
const isWithThem = ({ how, withWhom }: Told): boolean =>
  withWhom.startsWith("person") && ["face-to-face", "phone", "video"].includes(how);

async function begin(tx: Tx, person: PersonId, stay: OwnStay, told: Told): Promise<Kept> {
  const on = londonDay(told.happenedAt);
  const running = (await interventionsOf(tx, person))
    .filter((each) => each.ours && each.stands && !each.void && each.episode_id === stay.id)
    .map(({ modality, started_on, ended_on }) => ({
      modality,
      started: started_on ?? undefined,
      ended: ended_on ?? undefined,
    }));
  const wanted = beginsWith(told.delivered, on, running);
  const triaged = wanted.length > 0 ? await triagedOn(tx, stay.id) : undefined;
  const days: Days = { referredOn: on, offeredOn: on, startedOn: on };
  if (!decideDays(days, { opened: stay.started_on, triaged, today: on }).ok)
    return { began: [], notYet: wanted };
  for (const modality of wanted) {
    const { id: episode, category } = stay;
    await insertIntervention(tx, person, {
      episode,
      modality,
      setting: settingOf(stay.kind),
      days,
      category,
    });
  }
  return { began: wanted, notYet: [] };
}

/** Under which category a contact is kept: its stay's, or without one the first that the writer's role writes. */
const categoryFor = (stay: OwnStay | undefined, role: string | null): string =>
  stay?.category ??
  ["health", "social", "housing", "offending"].find((each) => categoriesOf(role).includes(each)) ??
  "contact";

/** Corrects a contact of one's own agency by a new one that points at it; or says that it did not happen so at all. */
export async function correctContact(
  tx: Tx,
  person: PersonId,
  id: string,
  told: Told & { readonly isVoid: boolean },
  now: Instant,
): Promise<Result<PersonId, ContactRefusal>> {
  await holdTreatment(tx, person);
  const contact = (await contactsOf(tx, person)).find((each) => each.id === id);
  if (!contact?.ours) return refuse({ code: "not-there" });
  if (contact.corrected_by) return refuse({ code: "corrected-already" });
  const minutes = decideMinutes(told.how, told.minutes);
  if (!minutes.ok) return minutes;
  if (Temporal.Instant.compare(told.happenedAt, now) > 0) return refuse({ code: "contact-in-the-future" });
  const { category, episode_id } = contact;
  await insertContact(tx, person, {
    ...told,
    episode: episode_id ?? undefined,
    minutes: minutes.value,
    corrects: id,
    category,
  });
  return accept(person);
}

type InterventionRefusal = DaysRefusal | { readonly code: "no-episode" | "not-there" | "changed-meanwhile" };

/** Records an intervention in one's own agency's stay, or with `changes` what one has become; `isVoid`: it was not so at all. */
export async function keepIntervention(
  tx: Tx,
  person: PersonId,
  wanted: {
    readonly modality: Modality;
    readonly setting: Setting;
    readonly days: Days;
    readonly isVoid: boolean;
  },
  changes: string | undefined,
  now: Instant,
): Promise<Result<PersonId, InterventionRefusal>> {
  await holdTreatment(tx, person);
  const stay = await ownStay(tx, person);
  if (!stay) return refuse({ code: "no-episode" });
  const before = changes
    ? (await interventionsOf(tx, person)).find((each) => each.id === changes)
    : undefined;
  if (changes && !before?.ours) return refuse({ code: "not-there" });
  if (before && !before.stands) return refuse({ code: "changed-meanwhile" });
  const triaged = await triagedOn(tx, stay.id);
  const decision = decideDays(wanted.days, { opened: stay.started_on, triaged, today: londonDay(now) });
  if (!decision.ok && !wanted.isVoid) return decision;
  const { category } = before ?? stay;
  await insertIntervention(
    tx,
    person,
    { ...wanted, episode: before?.episode_id ?? stay.id, category },
    before,
  );
  return accept(person);
}
