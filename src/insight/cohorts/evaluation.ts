import type { Finding } from "../evaluate/finding.ts";
import type { Cannot } from "../evaluate/messages.ts";
import type { Caution } from "./cautions.ts";
import type { Counted, WhoChanged } from "./changed.ts";
import type { Step } from "./selection-rules.ts";

/** A file by its name and the SHA-256 of its bytes. */
export type Printed = { readonly file: string; readonly sha256: string };

/** One method's answer for one outcome and one set of people. */
export type Answered =
  | { readonly method: string; readonly finding: Finding }
  | { readonly method: string; readonly refused: Cannot };

/** One outcome among one set of people: everyone who entered, or those who stayed. */
export type Side = {
  readonly who: "everyone who entered" | "those who stayed";
  /** People of each group: the programme's, then those they are compared with. */
  readonly people: readonly number[];
  readonly counted: readonly Counted[];
  readonly changed: readonly WhoChanged[];
  readonly answers: readonly Answered[];
};

/** One outcome, for everyone who entered and beside it for those who stayed. */
export type Told = {
  readonly name: string;
  readonly kind: string;
  readonly words: string;
  readonly methods: readonly string[];
  /** What a method means by its first and its second. */
  readonly first: string;
  readonly second: string;
  readonly chosen: { readonly by: "the design" | "what is usual"; readonly because: string };
  /** Those of the cohort of whom it says nothing. */
  readonly flow: readonly Step[];
  /** Rows of the file of events, counted and set aside. */
  readonly rows: Readonly<Record<string, number>>;
  readonly everyone: Side;
  readonly stayed: Side | undefined;
};

/** One group of the cohort. */
export type GroupTold = {
  readonly name: string;
  readonly people: number;
  /** Of the programme's people, where the design says who stayed. */
  readonly stayed: { readonly stayed: number; readonly left: number; readonly notKnown: number } | undefined;
};

/** Everything that one design answers about one file, or two. The same design on the same files gives the same, to the byte. */
export type Evaluation = {
  readonly title: string;
  readonly question: string;
  readonly author: string;
  readonly date: string;
  readonly design: Printed;
  readonly people: Printed & { readonly rows: number };
  readonly events: (Printed & { readonly rows: number }) | undefined;
  readonly freshness: {
    readonly latest: readonly { readonly file: string; readonly column: string; readonly day: string }[];
    readonly completeFrom: string | undefined;
    readonly completeTo: string | undefined;
    readonly completeToIs: "stated" | "inferred" | "not known";
  };
  readonly words: readonly string[];
  readonly flow: readonly Step[];
  readonly groups: readonly GroupTold[];
  readonly outcomes: readonly Told[];
  readonly cautions: readonly Caution[];
};
