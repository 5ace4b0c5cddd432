import { invariant } from "../../kernel/result.ts";

/**
 * What a kind of service is, as data. Everything shared reads it: lists, handovers, timeline, sharing, returns.
 * The ten declarations live in `src/services`; the record receives them as a registry and never imports them.
 */

/** The category an episode at this kind of service carries, which decides who may see it. */
export type EpisodeCategory = "health" | "offending" | "housing" | "social" | "supervised-use";

/** Ways into the partnership that are not one of its services, with the name users read. */
export const DOORS = {
  self: "Self, family or friends",
  "police-custody": "Police custody",
  court: "Court",
  gp: "GP",
  hospital: "Hospital",
  outreach: "Outreach",
} as const;
export type Door = keyof typeof DOORS;

/** Is this the code of a door rather than of a service? */
export const isDoor = (code: string): code is Door => Object.hasOwn(DOORS, code);

/** The measures a service can ask for; each is defined as reviewed data in `record/measure`. */
export type MeasureCode =
  | "top"
  | "psychological-health"
  | "physical-health"
  | "quality-of-life"
  | "phq-9"
  | "housing-status"
  | "employment-status"
  | "street-drug-spend";

/**
 * Discharge reasons by their national labels, in force since data set F (April 2009).
 * Source: labels as seen in published NDTMS output; the numeric codes are not confirmed, so none are kept here.
 */
export type NdtmsDischarge =
  | "Treatment completed - drug free"
  | "Treatment completed - occasional user (not opiates or crack)"
  | "Treatment completed - alcohol free"
  | "Treatment completed - occasional user"
  | "Transferred - not in custody"
  | "Transferred - in custody"
  | "Incomplete - dropped out"
  | "Incomplete - treatment withdrawn by provider"
  | "Incomplete - retained in custody"
  | "Incomplete - treatment commencement declined by client"
  | "Incomplete - client died";

/** A national return that episodes of this kind feed. The setting decides which, not the person's age. */
export type Return = "ndtms-adult" | "ndtms-secure" | "ndtms-cjit" | "ndtms-ips";

/** Whether somebody has naloxone in date; what is known of viruses in their blood. */
export type Asked = "naloxone" | "viruses";

/** One step of a stay, in order. Unless `allowedFrom` says otherwise it follows the stage written before it. */
export type Stage = {
  readonly code: string;
  readonly name: string;
  /** Earlier stages from which a person may move straight to this one. */
  readonly allowedFrom?: readonly string[];
  /** Structured treatment is given at this stage: whoever reached it has begun. */
  readonly treats?: true;
};

/**
 * How a stay can end. The one transfer within the partnership needs a completed handover; those marked `elsewhere`
 * leave the partnership and need none.
 */
export type Ending = {
  readonly code: string;
  readonly name: string;
  readonly kind: "planned" | "unplanned" | "transfer" | "death";
  readonly elsewhere?: true;
  readonly ndtms?: NdtmsDischarge;
};

/** A number that practice or law will settle, with what a reader needs to trust or replace it. */
export type Parameter = {
  readonly value: number;
  readonly unit: "minute" | "hour" | "day";
  readonly version: number;
  readonly status: "proposed" | "confirmed";
  readonly source: string;
  /** The day by which someone looks at it again, as `2027-04-01`. */
  readonly checkBy: string;
};

/** From which age services of a kind take people, with what a reader needs to trust or replace it. */
export type YoungestAge = { readonly years: number } & Omit<Parameter, "value" | "unit">;

/** One kind of service. */
export type ServiceKind = {
  readonly code: string;
  readonly name: string;
  readonly purpose: string;
  readonly category: EpisodeCategory;
  readonly stages: readonly [Stage, ...Stage[]];
  readonly endings: readonly Ending[];
  /** Codes of the services whose handovers it accepts, and of the doors by which people come to it directly. */
  readonly takesFrom: readonly string[];
  readonly asksFor: readonly MeasureCode[];
  readonly reportsTo: readonly Return[];
  /** What is asked about everybody in its care, and said on their page while it is missing. */
  readonly asksAbout?: readonly Asked[];
  /** Days after the first of a stay on which somebody is checked up on, for years. */
  readonly checkUps?: readonly Parameter[];
  /** Whether it follows people up before they leave hospital. */
  readonly followsUpHospital?: true;
  /** Hours from a handover's start to first contact, and where a sender makes it more urgent. */
  readonly firstContactHours: {
    readonly usual: Parameter;
    readonly from?: Readonly<Record<string, Parameter>>;
  };
  /** Days after an ending in which the agency still sees the person. */
  readonly retentionDays: Parameter;
  /** Nobody younger is taken; without, people of any age are. */
  readonly youngest?: YoungestAge;
};

/** Every kind of service of this installation, in the order users read them. */
export type ServiceKinds = readonly ServiceKind[];

/** The code of the one ending that a completed handover writes; the database writes it too. */
export const HANDED_OVER = "handed-over";

const CODE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const duplicates = (codes: readonly string[]): readonly string[] =>
  codes.filter((code, i) => codes.indexOf(code) !== i);

/** Checks one declaration when it is loaded. A mistake is ours, so it stops the start with a sentence. */
export function checkedKind(kind: ServiceKind): ServiceKind {
  const { code } = kind;
  invariant(CODE.test(code), `the service code '${code}' is lower-case words joined by hyphens`);
  invariant(!isDoor(code), `the service code '${code}' is not also the code of a door`);
  invariant(kind.name.trim() && kind.purpose.trim(), `${code} has a name and a purpose`);
  checkStages(kind);
  checkEndings(kind);
  for (const list of [kind.takesFrom, kind.asksFor, kind.reportsTo]) {
    invariant(duplicates(list).length === 0, `${code} lists nothing twice, yet repeats ${duplicates(list)}`);
  }
  invariant(kind.takesFrom.length > 0, `${code} takes people from somewhere`);
  for (const from of Object.keys(kind.firstContactHours.from ?? {})) {
    invariant(
      kind.takesFrom.includes(from),
      `${code} has contact hours only for those it takes from, not '${from}'`,
    );
  }
  const hours = [kind.firstContactHours.usual, ...Object.values(kind.firstContactHours.from ?? {})];
  for (const parameter of hours) checkParameter(code, parameter, "hour");
  checkParameter(code, kind.retentionDays, "day");
  for (const span of kind.checkUps ?? []) checkParameter(code, span, "day");
  return Object.freeze(kind);
}

function checkStages({ code, stages }: ServiceKind): void {
  const codes = stages.map((stage) => stage.code);
  invariant(
    duplicates(codes).length === 0,
    `${code} names each stage once, yet repeats ${duplicates(codes)}`,
  );
  for (const [i, stage] of stages.entries()) {
    invariant(CODE.test(stage.code) && stage.name.trim(), `every stage of ${code} has a code and a name`);
    const before = codes.slice(0, i);
    const unknown = (stage.allowedFrom ?? []).filter((from) => !before.includes(from));
    invariant(
      unknown.length === 0,
      `${code}: '${stage.code}' is reached from earlier stages only, not ${unknown}`,
    );
    invariant(i > 0 || !stage.allowedFrom, `${code}: the first stage is where everyone begins`);
  }
}

function checkEndings({ code, endings }: ServiceKind): void {
  const codes = endings.map((ending) => ending.code);
  invariant(
    duplicates(codes).length === 0,
    `${code} names each ending once, yet repeats ${duplicates(codes)}`,
  );
  for (const ending of endings) {
    invariant(CODE.test(ending.code) && ending.name.trim(), `every ending of ${code} has a code and a name`);
    invariant(!ending.elsewhere || ending.kind === "transfer", `${code}: only a transfer can lead elsewhere`);
  }
  const ofKind = (kind: Ending["kind"]) => endings.filter((ending) => ending.kind === kind);
  invariant(ofKind("death").length === 1, `${code} has exactly one ending for a death`);
  invariant(ofKind("death")[0]?.code === "died", `${code} calls the ending for a death 'died'`);
  invariant(ofKind("planned").length > 0, `${code} can end as planned`);
  invariant(ofKind("unplanned").length > 0, `${code} can end unplanned`);
  const within = ofKind("transfer").filter((ending) => !ending.elsewhere);
  invariant(within.length === 1, `${code} has exactly one ending for a completed handover`);
  invariant(
    within[0]?.code === HANDED_OVER,
    `${code} calls the ending for a completed handover '${HANDED_OVER}'`,
  );
}

function checkParameter(code: string, parameter: Parameter, unit: Parameter["unit"]): void {
  invariant(parameter.unit === unit, `${code} states this parameter in ${unit}s`);
  invariant(
    Number.isInteger(parameter.value) && parameter.value > 0,
    `${code} has whole ${unit}s above zero`,
  );
  invariant(parameter.source.trim(), `${code} says where each parameter comes from`);
  invariant(
    /^\d{4}-\d{2}-\d{2}$/.test(parameter.checkBy),
    `${code} says when each parameter is looked at again`,
  );
}

/** Checks the declarations against each other: codes are unique and everyone named in `takesFrom` exists. */
export function checkedKinds(kinds: ServiceKinds): ServiceKinds {
  const codes = kinds.map((kind) => kind.code);
  invariant(
    duplicates(codes).length === 0,
    `each service code is used once, yet ${duplicates(codes)} repeats`,
  );
  for (const kind of kinds) {
    const unknown = kind.takesFrom.filter((from) => !codes.includes(from) && !isDoor(from));
    invariant(
      unknown.length === 0,
      `${kind.code} takes people from services and doors that exist, not ${unknown}`,
    );
  }
  return Object.freeze(kinds);
}

/** The declaration with this code, or undefined: the code may come from an address or a file. */
export const kindNamed = (kinds: ServiceKinds, code: string): ServiceKind | undefined =>
  kinds.find((kind) => kind.code === code);

/** The declaration of a code our own database holds. */
export function kindOf(kinds: ServiceKinds, code: string): ServiceKind {
  const kind = kindNamed(kinds, code);
  invariant(kind, `the service kind '${code}' is declared`);
  return kind;
}

/** Hours to first contact for a handover that comes from this service or door. */
export const firstContactHours = (kind: ServiceKind, from: string): number =>
  (kind.firstContactHours.from?.[from] ?? kind.firstContactHours.usual).value;

/** The ending with this code, or undefined when this kind of service has none. */
export const endingOf = (kind: ServiceKind, code: string): Ending | undefined =>
  kind.endings.find((ending) => ending.code === code);

/** The stage with this code, or undefined when this kind of service has none. */
export const stageOf = (kind: ServiceKind, code: string): Stage | undefined =>
  kind.stages.find((stage) => stage.code === code);

/** The one ending every kind of service has for a death. */
export function endingForDeath(kind: ServiceKind): Ending {
  const ending = kind.endings.find((each) => each.kind === "death");
  invariant(ending, `${kind.code} has an ending for a death`);
  return ending;
}
