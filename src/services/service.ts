import {
  checkedKind,
  type Ending,
  type Parameter,
  type ServiceKind,
  type YoungestAge,
} from "../record/episode/service-kind.ts";

/**
 * How a service is declared. The type and its checks belong to the record, which reads declarations as data;
 * this page adds what several declarations have in common, since one service never imports another.
 */

/** Declares one kind of service. A mistake in the declaration stops the start with a sentence. */
export const service = (declaration: ServiceKind): ServiceKind => checkedKind(declaration);

const CHECK_BY = "2027-04-01";

/** Hours to first contact as proposed here, for the partnership's clinical and operational leads to confirm. */
export const proposedHours = (value: number): Parameter => ({
  value,
  unit: "hour",
  version: 1,
  status: "proposed",
  source: "proposed, for the partnership's clinical and operational leads to confirm",
  checkBy: CHECK_BY,
});

/** Days of sight after an ending as proposed here, for the information governance lead to confirm. */
export const proposedDays = (value: number): Parameter => ({
  value,
  unit: "day",
  version: 1,
  status: "proposed",
  source: "proposed, for the information governance lead to confirm",
  checkBy: CHECK_BY,
});

/** Services for adults: who is younger is referred to safeguarding and to services for the young. */
export const ADULTS: YoungestAge = {
  years: 18,
  version: 1,
  status: "proposed",
  source:
    "the adult national data set takes people from 18; proposed, for the partnership's clinical and safeguarding leads to confirm",
  checkBy: CHECK_BY,
};

/** The ending every service has. */
export const DIED: Ending = {
  code: "died",
  name: "Died",
  kind: "death",
  ndtms: "Incomplete - client died",
};

/** Leaving the partnership's area: the next area's service takes over by a formal transfer of the record. */
export const MOVED_AWAY: Ending = {
  code: "moved-away",
  name: "Moved to another area",
  kind: "transfer",
  elsewhere: true,
  ndtms: "Transferred - not in custody",
};

/**
 * Handed over to another service of this partnership: what an arrival writes when the sender's episode closes.
 * Into a prison service it is returned as in custody; the return knows, since it knows the receiver.
 */
export const HANDED_OVER: Ending = {
  code: "handed-over",
  name: "Handed over to another service",
  kind: "transfer",
  ndtms: "Transferred - not in custody",
};

/**
 * The endings of structured treatment, one for each national discharge label. `completed` is for files that say
 * no more than that: it has no label of its own, and a return asks for the exact one.
 */
export const TREATMENT_ENDINGS: readonly Ending[] = [
  {
    code: "completed-drug-free",
    name: "Completed, drug free",
    kind: "planned",
    ndtms: "Treatment completed - drug free",
  },
  {
    code: "completed-occasional-use",
    name: "Completed, occasional use (not opiates or crack)",
    kind: "planned",
    ndtms: "Treatment completed - occasional user (not opiates or crack)",
  },
  {
    code: "completed-alcohol-free",
    name: "Completed, alcohol free",
    kind: "planned",
    ndtms: "Treatment completed - alcohol free",
  },
  {
    code: "completed-occasional-alcohol",
    name: "Completed, occasional drinking",
    kind: "planned",
    ndtms: "Treatment completed - occasional user",
  },
  { code: "completed", name: "Treatment completed", kind: "planned" },
  HANDED_OVER,
  {
    code: "custody-elsewhere",
    name: "Taken into custody in another area",
    kind: "transfer",
    elsewhere: true,
    ndtms: "Transferred - in custody",
  },
  MOVED_AWAY,
  { code: "dropped-out", name: "Dropped out", kind: "unplanned", ndtms: "Incomplete - dropped out" },
  {
    code: "withdrawn-by-service",
    name: "Treatment withdrawn by the service",
    kind: "unplanned",
    ndtms: "Incomplete - treatment withdrawn by provider",
  },
  {
    code: "retained-in-custody",
    name: "Kept in custody",
    kind: "unplanned",
    ndtms: "Incomplete - retained in custody",
  },
  {
    code: "declined-to-start",
    name: "Chose not to start treatment",
    kind: "unplanned",
    ndtms: "Incomplete - treatment commencement declined by client",
  },
  DIED,
];
