import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import { type GivenTo, isNaloxone, NALOXONE_USED, type SupplyCode, type WhyGiven } from "./kinds.ts";

/** How many of one kind. */
export type Item = { readonly kind: SupplyCode; readonly howMany: number };

/** What is handed over at one moment, as a worker enters it. */
export type Handing = {
  readonly items: readonly Item[];
  readonly on: LocalDate;
  readonly givenTo: GivenTo;
  readonly trained: boolean;
  readonly expiresOn: LocalDate | undefined;
  readonly why: WhyGiven | undefined;
};

export type HandingRefusal =
  | { readonly code: "nothing-given" }
  | { readonly code: "in-the-future" }
  | { readonly code: "expiry-needed" }
  | { readonly code: "out-of-date"; readonly expiresOn: LocalDate }
  | { readonly code: "why-needed" };

const before = (a: LocalDate, b: LocalDate): boolean => Temporal.PlainDate.compare(a, b) < 0;

/** May this be recorded? Naloxone says until when it is in date and why it is given; packs need nothing but a number. */
export function decideHanding(handing: Handing, today: LocalDate): Result<Handing, HandingRefusal> {
  const items = handing.items.filter((item) => item.howMany > 0);
  if (items.length === 0) return refuse({ code: "nothing-given" });
  if (before(today, handing.on)) return refuse({ code: "in-the-future" });
  if (!items.some((item) => isNaloxone(item.kind)))
    return accept({ ...handing, items, expiresOn: undefined, why: undefined });
  const { expiresOn } = handing;
  if (!expiresOn) return refuse({ code: "expiry-needed" });
  if (before(expiresOn, handing.on)) return refuse({ code: "out-of-date", expiresOn });
  if (!handing.why) return refuse({ code: "why-needed" });
  return accept({ ...handing, items });
}

/** One line of what was given or used, as far as the naloxone in somebody's hands depends on it. */
export type NaloxoneLine = {
  readonly kind: string;
  readonly howMany: number;
  readonly on: LocalDate;
  readonly givenTo: GivenTo | undefined;
  readonly expiresOn: LocalDate | undefined;
  readonly why: WhyGiven | undefined;
  /** When it was entered: what happened on one day counts in the order it was told. */
  readonly entered: Instant;
};

/** Whether somebody has naloxone in date: the one fact on their page, with its age. */
export type NaloxoneFact =
  | { readonly has: "in-date"; readonly kits: number; readonly until: LocalDate; readonly given: LocalDate }
  | { readonly has: "out-of-date"; readonly since: LocalDate }
  | { readonly has: "gone"; readonly given: LocalDate }
  | { readonly has: "never" };

type Kit = { readonly given: LocalDate; readonly until: LocalDate };

/** What a kit given for this reason says of those given before: the used or lost one, and those out of date, are gone. */
function withoutReplaced(kits: readonly Kit[], line: NaloxoneLine, usedSince: boolean): readonly Kit[] {
  if (line.why === "lost" || (line.why === "used" && !usedSince)) return kits.slice(1);
  return line.why === "expired" ? kits.filter((kit) => !before(kit.until, line.on)) : kits;
}

/**
 * Counts the kits in the person's own hands or their family's, oldest expiry first out. What was used takes away as many
 * as were used; a kit that replaces a used, lost or expired one takes that one away, unless its use was told already. What
 * a worker was given stays with the worker.
 */
export function naloxoneOf(lines: readonly NaloxoneLine[], today: LocalDate): NaloxoneFact {
  let kits: readonly Kit[] = [];
  let lastGiven: LocalDate | undefined;
  let usedSince = false;
  const ordered = lines.toSorted(
    (a, b) => Temporal.PlainDate.compare(a.on, b.on) || Temporal.Instant.compare(a.entered, b.entered),
  );
  for (const line of ordered) {
    if (line.kind === NALOXONE_USED) {
      kits = kits.slice(line.howMany);
      usedSince = true;
    }
    const { expiresOn: until } = line;
    if (!isNaloxone(line.kind) || line.givenTo === "worker" || !until) continue;
    lastGiven = line.on;
    const added = Array.from({ length: line.howMany }, () => ({ given: line.on, until }));
    kits = [...withoutReplaced(kits, line, usedSince), ...added].toSorted((a, b) =>
      Temporal.PlainDate.compare(a.until, b.until),
    );
    usedSince = false;
  }
  if (!lastGiven) return { has: "never" };
  const inDate = kits.filter((kit) => !before(kit.until, today));
  const last = inDate.at(-1);
  if (last) return { has: "in-date", kits: inDate.length, until: last.until, given: last.given };
  const old = kits.at(-1);
  return old ? { has: "out-of-date", since: old.until } : { has: "gone", given: lastGiven };
}
