import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import type { NotThere } from "../../web/page.ts";
import { AGENCY_KINDS, asksAboutUses, isCare } from "./agency-kinds.ts";
import { type ConsentLine, type Pair, pairsThatNeedConsent } from "./consent-rules.ts";
import type { SharingRule } from "./rules.ts";
import { agenciesByKind, consentsOf, rulesInForce } from "./store.ts";
import { loadWhose, type Whose } from "./whose-page.ts";

/** What may be decided about a person's record, and what was, as far as the reader deals with it. */
export type SharingFacts = {
  /** The rules this reader's page speaks of. */
  readonly rules: readonly SharingRule[];
  readonly needed: readonly Pair[];
  readonly lines: readonly ConsentLine[];
  /** Names of the partnership's agencies by kind. */
  readonly names: ReadonlyMap<string, readonly string[]>;
};

/** The same with whose record it is. */
export type Sharing = SharingFacts & {
  readonly whose: Whose;
  /** Whether the reader's agency gives care: it may also name workers who are kept out. */
  readonly care: boolean;
  /** Whether it asks about uses beyond care: care agencies, but not the overdose prevention room. */
  readonly asksUses: boolean;
};

/** Whether an agency of this kind deals with consents at all. Police and probation never do. */
const sharesByConsent = (agencyKind: string | null): boolean =>
  AGENCY_KINDS.some((kind) => kind.code === agencyKind && !kind.enforcement && kind.code !== "office");

/** The pairs a kind of agency speaks of: care agencies all but the supervised-use room's own, others their own. */
const speaksOf = (agencyKind: string | null, pair: Pair): boolean => {
  if (pair.category === "supervised-use" && agencyKind !== "supervised-use") return false;
  return isCare(agencyKind) || pair.readerKind === agencyKind;
};

/** Everything about sharing of one person: all of it for themselves, what their agency deals with for staff. */
export async function sharingFacts(tx: Tx, person: PersonId): Promise<SharingFacts> {
  const { agency_kind: kind, person_id } = tx.asking;
  const rules = (await rulesInForce(tx)).filter((rule) => person_id === person || speaksOf(kind, rule));
  const order = AGENCY_KINDS.map((each) => each.code);
  const needed = pairsThatNeedConsent(rules).toSorted(
    (a, b) => order.indexOf(a.readerKind) - order.indexOf(b.readerKind),
  );
  return { rules, needed, lines: await consentsOf(tx, person), names: await agenciesByKind(tx) };
}

/** Sharing of one person for staff; not there for those who do not deal with consents or do not know the person. */
export async function loadSharing(
  tx: Tx,
  person: PersonId,
  now: Instant,
): Promise<Result<Sharing, NotThere>> {
  const whose = sharesByConsent(tx.asking.agency_kind) ? await loadWhose(tx, person, now) : undefined;
  if (!whose?.known) return refuse({ code: "not-there" });
  const care = isCare(tx.asking.agency_kind);
  const asksUses = asksAboutUses(tx.asking.agency_kind);
  return accept({ ...(await sharingFacts(tx, person)), whose, care, asksUses });
}
