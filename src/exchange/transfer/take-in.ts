import type { Tx } from "../../kernel/database/door.ts";
import type { EpisodeId, PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, londonDay, now } from "../../kernel/time.ts";
import type { ServiceKinds } from "../../record/episode/service-kind.ts";
import { episodesOf } from "../../record/episode/store.ts";
import { insertAlias, insertNumber } from "../../record/person/store-acts.ts";
import { type Described, type Found, possibleDuplicates } from "../../record/person/store-find.ts";
import { identitiesOf } from "../../record/person/store-identity.ts";
import { recordReferral } from "../../record/referral/actions.ts";
import type { ReferralRefusal } from "../../record/referral/messages.ts";
import type { Source } from "../../record/referral/sources.ts";
import { allServices } from "../../record/staff/teams-store.ts";
import { handsOf } from "./directory-store.ts";
import { openFile } from "./envelope.ts";
import type { Bundle } from "./format.ts";
import { sealWord } from "./receive.ts";
import type { ActRefusal } from "./send.ts";
import { messagesOf, sayOf, type TransferIn, takeIn } from "./store.ts";
import { rowsOf } from "./told-store.ts";

/** The door by which whoever moves here comes: as every other referral, with the sender's words. */
export const FROM_ANOTHER_AREA: Source = {
  code: "another-partnership",
  name: "Another partnership",
  from: "another-partnership",
  hint: "A formal transfer",
  why: "What does the sender say?",
  questions: [],
  ndtms: "",
};

/** The bundle of a transfer, opened. Undefined when its file is gone or does not open any more. */
export async function bundleOf(tx: Tx, it: TransferIn): Promise<Bundle | undefined> {
  const file = (await messagesOf(tx, it.id)).find(({ what }) => what === "bundle")?.file;
  const hands = file ? await handsOf(tx, await tx.keys(), "page") : undefined;
  if (!file || !hands) return undefined;
  const opened = await openFile(file, hands);
  return opened.ok && opened.value.type === "bundle" ? opened.value.body : undefined;
}

/** The person of a bundle, as somebody who could be registered here. */
export const describedIn = ({ person, numbers }: Bundle): Described => ({
  familyName: person.familyName,
  givenNames: person.givenNames,
  knownAs: person.knownAs,
  bornOn: Temporal.PlainDate.from(person.bornOn),
  sex: person.sex,
  numbers: Object.fromEntries(
    numbers
      .filter(({ scheme }, i) => numbers.findIndex((each) => each.scheme === scheme) === i)
      .map(({ scheme, value }) => [scheme, value]),
  ),
});

/** Who here may be the person of a bundle: by the same matching as everywhere, and only those whom the reader may see. */
export const alikeTo = (tx: Tx, bundle: Bundle): Promise<readonly Found[]> =>
  possibleDuplicates(tx, describedIn(bundle));

/** Why a bundle was not taken in: ours, or what stands in the way of a referral. */
export type TakeInRefusal = ReferralRefusal | { readonly code: "act"; readonly why: string };

const no = (why: string): Result<never, TakeInRefusal> => refuse({ code: "act", why });

/**
 * Takes a bundle in, in the transaction of whoever presses or not at all: registers the person or joins who is here already, opens the
 * stay as a referral at the receiving service, and keeps everything else as told by another partnership.
 */
export async function takeInBundle(
  tx: Tx,
  kinds: ServiceKinds,
  it: TransferIn,
  who: PersonId | "nobody-here",
  at: Instant,
): Promise<Result<PersonId, TakeInRefusal>> {
  if (it.state !== "received") return no("answered");
  const bundle = await bundleOf(tx, it);
  if (!bundle) return no("cannot-open");
  if (who !== "nobody-here" && !(await alikeTo(tx, bundle)).some(({ identity }) => identity.id === who))
    return no("not-alike");
  const stay = await stayFor(tx, kinds, it, bundle, who, at);
  if (!stay.ok) return stay;
  const { person, episode } = stay.value;
  await keepNames(tx, person, bundle);
  const answer = await takeIn(tx, it.id, person, episode, rowsOf(bundle));
  if (answer !== "done") return no(answer);
  const sealed = await sealSaid(tx, it, "taken-in", "");
  if (!sealed.ok) return no(sealed.refusal.code);
  return accept(person);
}

/** The stay that they come into: one that is open with the service already goes on; else a referral opens one. */
async function stayFor(
  tx: Tx,
  kinds: ServiceKinds,
  it: TransferIn,
  bundle: Bundle,
  who: PersonId | "nobody-here",
  at: Instant,
): Promise<Result<{ readonly person: PersonId; readonly episode: EpisodeId }, TakeInRefusal>> {
  const described = describedIn(bundle);
  if (who !== "nobody-here") {
    const open = (await episodesOf(tx, who)).find(
      ({ episode }) => episode.state === "open" && episode.serviceId === it.service_id,
    );
    if (open) return accept({ person: who, episode: open.episode.id });
  }
  const service = (await allServices(tx)).find(({ id }) => id === it.service_id);
  if (!service) return no("not-there");
  return recordReferral(
    tx,
    kinds,
    {
      source: FROM_ANOTHER_AREA,
      service,
      who: who === "nobody-here" ? { described } : { person: who },
      bornOn: described.bornOn,
      referredOn: londonDay(at),
      words: `${it.partner}, ${bundle.sender.agency}: ${bundle.words}`.slice(0, 4000),
      agreed: bundle.basis === "consent" ? "yes" : "not-asked",
      answers: {},
    },
    at,
  );
}

/** Numbers and other names that are not here yet, so that the person is found by them. */
async function keepNames(tx: Tx, person: PersonId, bundle: Bundle): Promise<void> {
  const [identity] = await identitiesOf(tx, [person]);
  for (const number of bundle.numbers) {
    const isKnown = identity?.numbers.some(
      ({ scheme, value }) => scheme === number.scheme && value === number.value,
    );
    if (!isKnown) await insertNumber(tx, person, number);
  }
  for (const { section, facts } of bundle.items) {
    const [name, kind] = [facts.name, facts.kind];
    if (section !== "alias" || typeof name !== "string" || !isAliasKind(kind)) continue;
    if (!identity?.aliases.some((each) => each.name === name)) await insertAlias(tx, person, { name, kind });
  }
}

const isAliasKind = (kind: unknown): kind is "alias" | "former-name" | "nickname" =>
  kind === "alias" || kind === "former-name" || kind === "nickname";

/** Says to the sender what became of it: sealed and kept, to be sent or downloaded. */
export async function sealSaid(
  tx: Tx,
  it: TransferIn,
  what: "taken-in" | "arrived" | "refused" | "deleted",
  words: string,
): Promise<Result<true, ActRefusal>> {
  const hands = await handsOf(tx, await tx.keys(), "page");
  const receipt = { what, at: now().toString(), words } as const;
  const file = hands && (await sealWord(hands, { transfer: it.id, to: it.partner_id }, { receipt }));
  if (!file) return refuse({ code: "no-keys" });
  const answer = await sayOf(tx, it.id, what, words, file);
  if (answer !== "done") return refuse({ code: answer });
  if (what !== "taken-in")
    tx.log({ what: "changed", about: `transfer: ${what}`, people: it.person_id ? [it.person_id] : [] });
  return accept(true);
}
