import type { Tx } from "../../kernel/database/door.ts";
import { type EpisodeId, type PersonId, TaskId } from "../../kernel/id.ts";
import { accept, invariant, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, type LocalDate, londonDay } from "../../kernel/time.ts";
import { raiseConcern } from "../concern/actions.ts";
import { startEpisode } from "../episode/actions.ts";
import { firstContactHours, kindOf, type ServiceKinds } from "../episode/service-kind.ts";
import { holdLife, momentOn } from "../episode/store.ts";
import { registerPerson } from "../person/actions.ts";
import type { Described } from "../person/store-find.ts";
import { type ServiceLine, teamsOf } from "../staff/teams-store.ts";
import { insertTask } from "../task/store.ts";
import type { ReferralRefusal } from "./messages.ts";
import { isChild, ndtmsSource } from "./rules.ts";
import type { Source } from "./sources.ts";
import { insertReferral } from "./store.ts";

/** Who is referred: somebody on record, or somebody described. */
export type Who = { readonly person: PersonId } | { readonly described: Described };

/** A referral as it was taken down. */
export type Taken = {
  readonly source: Source;
  readonly service: ServiceLine;
  readonly who: Who;
  readonly bornOn: LocalDate;
  readonly referredOn: LocalDate;
  readonly words: string;
  readonly agreed: string;
  readonly answers: Readonly<Record<string, string>>;
};

/** What came of a referral: whose record and stay it is, and by when they are to be met. */
export type Referred = { readonly person: PersonId; readonly episode: EpisodeId; readonly dueAt: Instant };

/**
 * Records a referral by a door: registers who is not here yet, opens the stay at its first stage with the day of the
 * referral, and puts the first contact before the service's duty team. A child is refused.
 */
export async function recordReferral(
  tx: Tx,
  kinds: ServiceKinds,
  taken: Taken,
  now: Instant,
): Promise<Result<Referred, ReferralRefusal>> {
  const { source, service } = taken;
  const kind = kindOf(kinds, service.kind);
  const teams = await teamsOf(tx, [service.id]);
  const team = teams.find((each) => each.id === tx.asking.team_id) ?? teams[0];
  if (!team) return refuse({ code: "no-team" });
  const known = await personOf(tx, taken, now);
  if (!known.ok) return known;
  const { person, born } = known.value;
  if (isChild(born, taken.referredOn)) return refuse({ code: "a-child" });
  const opened = await startEpisode(tx, kinds, { person, service, team, opened: taken.referredOn }, now);
  if (!opened.ok) return opened;
  const hours = firstContactHours(kind, source.from);
  const dueAt = momentOn(taken.referredOn, now).add({ hours });
  await insertReferral(tx, {
    person,
    episode: opened.value.id,
    source: source.code,
    ndtmsSource: ndtmsSource(source, taken.answers),
    referredOn: taken.referredOn,
    words: taken.words,
    answers: taken.answers,
    agreed: taken.agreed,
    firstContactBy: dueAt,
    category: kind.category,
  });
  await insertTask(tx, {
    id: TaskId.fresh(),
    team: team.id,
    personId: person,
    kind: "first-contact",
    title: "Make first contact: a new referral",
    dueAt,
    state: "open",
  });
  tx.log({ what: "changed", about: "task added", people: [person] });
  return accept({ person, episode: opened.value.id, dueAt });
}

/** A child who was referred: registered if they are not here yet, and put before the duty team as a concern. No stay is opened. */
export async function referChild(
  tx: Tx,
  taken: Taken,
  exploited: boolean,
  now: Instant,
): Promise<Result<PersonId, ReferralRefusal>> {
  const known = await personOf(tx, taken, now);
  if (!known.ok) return known;
  const { person } = known.value;
  const raised = await raiseConcern(
    tx,
    person,
    { kind: exploited ? "exploited-child" : "child", words: taken.words, service: taken.service.id },
    now,
  );
  return raised.ok ? accept(person) : raised;
}

/** Whose record it is, and when they were born by it: a record of an adult does not make an adult of who was typed as a child. */
async function personOf(
  tx: Tx,
  { who, bornOn, source }: Taken,
  now: Instant,
): Promise<Result<{ person: PersonId; born: LocalDate }, ReferralRefusal>> {
  if ("described" in who) {
    const made = await registerPerson(
      tx,
      { ...who.described, reason: `Referred: ${source.name}` },
      londonDay(now),
    );
    return made.ok ? accept({ person: made.value, born: bornOn }) : made;
  }
  const life = await holdLife(tx, who.person);
  if (!life) return refuse({ code: "not-there" });
  invariant(life.born, "everyone on record was born on a day");
  return accept({ person: who.person, born: life.born });
}
