/** A kind of agency, which sharing rules speak of. */
export type AgencyKind = {
  readonly code: string;
  readonly name: string;
  /** Police and probation: never see treatment, whatever anyone consents to. */
  readonly enforcement: boolean;
  /** Gives care under a duty of confidence. */
  readonly care: boolean;
};

const kind = (
  code: string,
  name: string,
  sort: "enforcement" | "care" | "support" | "office",
): AgencyKind => ({
  code,
  name,
  enforcement: sort === "enforcement",
  care: sort === "care",
});

/** Every kind of agency in a partnership. */
export const AGENCY_KINDS: readonly AgencyKind[] = [
  kind("police", "Police", "enforcement"),
  kind("probation", "Probation", "enforcement"),
  kind("liaison", "Custody and court healthcare", "care"),
  kind("prison", "Prison resettlement", "support"),
  kind("prison-health", "Prison healthcare", "care"),
  kind("treatment", "Community treatment provider", "care"),
  kind("pharmacy", "Community pharmacy", "care"),
  kind("hospital", "Hospital", "care"),
  kind("clinic", "Heroin-assisted treatment clinic", "care"),
  kind("supervised-use", "Overdose prevention service", "care"),
  kind("rehab", "Residential rehabilitation", "care"),
  kind("housing", "Housing and employment", "support"),
  kind("mental-health", "Mental health service", "care"),
  kind("recovery", "Recovery service", "care"),
  kind("office", "Partnership office", "office"),
];

/** Is this kind of agency police or probation? One that is not known is told no more than they are. */
export const isEnforcement = (kind: string | null): boolean =>
  AGENCY_KINDS.find((each) => each.code === kind)?.enforcement ?? true;

/** Does this kind of agency give care under a duty of confidence? */
export const isCare = (kind: string | null): boolean =>
  AGENCY_KINDS.find((each) => each.code === kind)?.care ?? false;

/** Whether an agency of this kind asks about uses beyond care: those of care do, the overdose prevention room does not. */
export const asksAboutUses = (agencyKind: string | null): boolean =>
  isCare(agencyKind) && agencyKind !== "supervised-use";
