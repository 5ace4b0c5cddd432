import type { Slot, Who } from "./model.ts";

/** One thing that somebody does, about things by their number. What anybody presses is one of these. */
export type Command =
  | { readonly do: "wait"; readonly minutes: number }
  | { readonly do: "count"; readonly expected: number; readonly found: number }
  | { readonly do: "line"; readonly kind: "receipt" | "spill" | "transfer-out"; readonly ug: number }
  /** Whoever leads on controlled drugs, or somebody who does not, lets a frozen book be issued from. */
  | {
      readonly do: "release";
      readonly difference: number;
      readonly who: Who | "lead";
      readonly fresh: boolean;
    }
  | { readonly do: "put-in" }
  | { readonly do: "open"; readonly slot: Slot; readonly withChecker: boolean }
  | {
      readonly do: "shift";
      readonly session: number;
      readonly who: Who;
      readonly on: boolean;
      readonly fresh: boolean;
    }
  | { readonly do: "close"; readonly session: number; readonly cancel: boolean; readonly who: Who }
  | { readonly do: "by-itself" }
  | { readonly do: "arrive"; readonly session: number; readonly person: number; readonly who: Who }
  | { readonly do: "identify"; readonly visit: number; readonly signs: number; readonly who: Who }
  | {
      readonly do: "assess";
      readonly visit: number;
      readonly as: "clear" | "defer" | "withhold";
      readonly who: Who;
    }
  | {
      readonly do: "prepare";
      readonly visit: number;
      readonly slot: Slot;
      readonly part: number;
      readonly who: Who;
      readonly fresh: boolean;
    }
  | {
      readonly do: "check";
      readonly preparation: number;
      readonly right: boolean;
      readonly who: Who;
      readonly fresh: boolean;
    }
  | { readonly do: "look-again"; readonly preparation: number; readonly who: Who }
  | {
      readonly do: "take";
      readonly preparation: number;
      /** Whose key the form has: the number of a preparation, or one that nobody drew. */
      readonly key: number | undefined;
      readonly who: Who;
      readonly fresh: boolean;
      /** The server dies before the answer: nothing of it may stand. */
      readonly dies: boolean;
    }
  | { readonly do: "ask"; readonly preparation: number }
  | {
      readonly do: "outcome";
      readonly preparation: number;
      readonly what: "full" | "part" | "none" | "spilled";
      readonly injected: number;
      /** When it ended, as minutes before now; below zero is a time to come. */
      readonly ago: number;
      readonly who: Who;
    }
  | {
      readonly do: "waste";
      readonly preparation: number;
      readonly unopened: boolean;
      readonly who: Who;
      readonly fresh: boolean;
    }
  | {
      readonly do: "witness";
      readonly waste: number;
      readonly right: boolean;
      readonly who: Who;
      readonly fresh: boolean;
    }
  | { readonly do: "watch"; readonly visit: number; readonly who: Who }
  | { readonly do: "look"; readonly visit: number; readonly who: Who }
  | {
      readonly do: "leave";
      readonly visit: number;
      readonly to: "fit-to-leave" | "left-early" | "closed" | "excused" | "observing";
      /** Whether what must be said is said. */
      readonly said: boolean;
      readonly who: Who;
    }
  | { readonly do: "emergency" | "recovered"; readonly visit: number }
  | { readonly do: "review"; readonly person: number }
  | { readonly do: "order"; readonly person: number; readonly step: "held" | "restarted" | "ended" }
  | {
      readonly do: "late";
      readonly person: number;
      readonly ug: number;
      readonly ago: number;
      readonly who: Who;
      readonly fresh: boolean;
    }
  | {
      readonly do: "countersign";
      readonly late: number;
      readonly right: boolean;
      readonly who: Who;
      readonly fresh: boolean;
    };
