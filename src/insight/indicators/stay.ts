import type { LocalDate } from "../../kernel/time.ts";

/** How a stay or a journey ended. */
export type Exit = "planned" | "unplanned" | "transfer" | "death";

/** One stay in structured treatment, as the indicators need it. */
export type Stay = {
  /** Whose: a key without meaning, or the person's id where their own workers read. */
  readonly person: string;
  /** The day the person was referred. */
  readonly referredOn: LocalDate;
  /** The day of the first appointment that was offered, whatever became of it. */
  readonly offeredOn: LocalDate | undefined;
  /** The day the first intervention began; without one there was no treatment. */
  readonly treatedOn: LocalDate | undefined;
  /** Last day; empty while it goes on. */
  readonly endedOn: LocalDate | undefined;
  readonly exit: Exit | undefined;
};

/** A stay in which there was treatment. */
export type Treated = Stay & { readonly treatedOn: LocalDate };

/** One outcomes profile (TOP) that was taken. */
export type Profile = {
  readonly person: string;
  readonly stage: "start" | "review" | "exit";
  readonly takenOn: LocalDate;
  /** Days of the last 28 on which each substance was used; what was not answered is not here. */
  readonly days: Readonly<Record<string, number>>;
};

/** One person's continuous time in treatment, which may hold several stays at once. */
export type Journey = {
  readonly person: string;
  readonly startedOn: LocalDate;
  readonly endedOn: LocalDate | undefined;
  readonly exit: Exit | undefined;
};

/** The span that is looked at: both days are part of it. */
export type Period = { readonly from: LocalDate; readonly to: LocalDate };

/** Is this day there, and part of the span? */
export const isWithin = (day: LocalDate | undefined, { from, to }: Period): boolean =>
  day !== undefined && compare(day, from) >= 0 && compare(day, to) <= 0;

/** The earlier day first. */
export const compare = Temporal.PlainDate.compare;
