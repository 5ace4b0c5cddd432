/** One invented life as the record holds it. Agencies, services and workers stand by their codes and user names. */
export type Life = {
  readonly person: LifePerson;
  readonly identifiers: { scheme: string; value: string; agency: string; at: string }[];
  readonly aliases: { id: string; name: string; kind: string; agency: string; at: string }[];
  readonly alerts: {
    id: string;
    category: string;
    words: string;
    agency: string;
    by: string;
    at: string;
    endedAt?: string;
  }[];
  readonly registrations: { agency: string; at: string; reason: string }[];
  readonly consents: {
    id: string;
    category: string;
    readerKind: string;
    purpose: string;
    decision: string;
    evidence: string;
    agency: string;
    by: string;
    at: string;
  }[];
  readonly episodes: LifeEpisode[];
  readonly stages: {
    episode: string;
    what: string;
    stage: string;
    reason?: string;
    day: number;
    at: string;
    by: string;
  }[];
  readonly handovers: LifeHandover[];
  readonly tasks: LifeTask[];
  readonly events: LifeEvent[];
  readonly measures: LifeMeasure[];
  readonly notes: {
    id: string;
    category: string;
    words: string;
    agency: string;
    by: string;
    day: number;
    at: string;
  }[];
  readonly looks: { by: string; agency: string; what: string; about: string; route: string; at: string }[];
};

export type LifePerson = {
  readonly id: string;
  readonly insightKey: string;
  readonly familyName: string;
  readonly givenNames: string;
  readonly knownAs?: string;
  readonly bornOn: string;
  readonly sex: string;
  registeredAt: string;
  death?: {
    readonly on: string;
    readonly notedAt: string;
    readonly reason: string;
    readonly by: string;
    readonly agency: string;
  };
};

/** A stay with a service. Days count from today, which is 0. */
export type LifeEpisode = {
  readonly id: string;
  readonly service: string;
  readonly keyworker?: string;
  readonly start: number;
  stage: string;
  end?: number;
  ending?: string;
  reason?: string;
  byDeath: boolean;
  readonly openedAt: string;
  readonly openedBy: string;
};

export type LifeHandover = {
  readonly id: string;
  readonly from: LifeEpisode;
  readonly to: string;
  toEpisode?: string;
  state: string;
  readonly summary: string;
  readonly afterArrival: "close" | "keep";
  readonly offeredDay: number;
  readonly offeredAt: string;
  readonly offeredBy: string;
  readonly staff?: string;
  readonly dueAt: string;
  answeredDay?: number;
  answeredAt?: string;
  answeredBy?: string;
  firstContactAt?: string;
  arrivedDay?: number;
  arrivedAt?: string;
  declineReason?: string;
  nextStep?: string;
  /** Whose duty team sees to it. */
  nextStepService?: string;
  nextStepDueAt?: string;
  endedDay?: number;
  endedAt?: string;
  endReason?: string;
  stateBeforeDeath?: string;
};

export type LifeTask = {
  readonly id: string;
  readonly service: string;
  readonly staff?: string;
  readonly handover?: string;
  readonly kind: string;
  readonly title: string;
  readonly dueAt: string;
  state: string;
  readonly madeDay: number;
  readonly madeAt: string;
  readonly madeBy: string;
  closedAt?: string;
  closedBy?: string;
};

export type LifeEvent = {
  readonly id: string;
  readonly kind: string;
  readonly what?: string;
  readonly outcome?: string;
  readonly place?: string;
  readonly day: number;
  readonly at?: string;
  readonly until?: number;
  readonly certainty: string;
  readonly source: string;
  readonly sourceRef?: string;
  readonly category: string;
  readonly agency: string;
};

export type LifeMeasure = {
  readonly id: string;
  readonly episode: string;
  readonly definition: string;
  readonly version: string;
  readonly stage?: string;
  readonly day: number;
  readonly answers: Readonly<Record<string, number | string>>;
  readonly scores: Readonly<Record<string, number>>;
  readonly category: string;
  readonly agency: string;
  readonly by: string;
};
