/** One kind of service whose entries can be counted. */
export type CountedService = {
  readonly code: string;
  /** What somebody enters, in the middle of a sentence: `community treatment`, `the heroin-assisted treatment clinic`. */
  readonly entered: string;
  /** Codes of the endings by which somebody leaves as planned. */
  readonly completed: readonly string[];
  /** Gives structured treatment, as the national indicators count it. */
  readonly treats?: true;
};

/** One kind of event that can be counted. */
export type CountedEvent = {
  readonly code: string;
  /** As a heading: `Recorded offences`. */
  readonly plural: string;
  /** The category of record they belong to, which decides who may see them. */
  readonly category: string;
  /** Whether more of them is what everybody hopes for, such as starts of jobs. */
  readonly hopedFor?: true;
  /** The number by which its source knows people: without it somebody's events cannot be found there. */
  readonly linkedBy: "pnc" | "nhs" | "nothing";
  /** What a file that holds them is called, in the middle of a sentence: `the police's offences`. */
  readonly file: string;
};

/** What can be counted here. The application puts it together, since insight knows neither the record nor its services. */
export type Catalogue = {
  readonly services: readonly CountedService[];
  readonly events: readonly CountedEvent[];
};

/** A heading in the middle of a sentence: `recorded offences`, but `A&E attendances`. */
export const inSentence = (heading: string): string =>
  /^[A-Z][^a-z]/.test(heading) ? heading : heading.charAt(0).toLowerCase() + heading.slice(1);
