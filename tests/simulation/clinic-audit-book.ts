import type { Facts, Row } from "./clinic-facts.ts";

/**
 * Doses handed over while a count that had found too much or too little waited for its explanation, and for the lead's word. A count that finds
 * just what the lead let be, with no count in between that agreed and nothing put right, is that same difference.
 */
export function handedOverFrozen(facts: Facts): string[] {
  const off = (l: Row<"lines">): number => l.found - l.balance;
  const counts = facts.lines.filter(({ kind }) => kind === "count");
  const letBe = (l: Row<"lines">, at: number): boolean =>
    facts.releases.some((one) => one.count === l.key && one.at <= at);
  const same = (l: Row<"lines">): boolean =>
    counts.some(
      (one) =>
        one.seq < l.seq &&
        off(one) === off(l) &&
        letBe(one, l.at) &&
        !facts.lines.some(
          ({ seq, kind, quantity, found, balance }) =>
            seq > one.seq &&
            seq < l.seq &&
            ((kind === "count" && found === balance) || (kind === "correction" && quantity !== 0)),
        ),
    );
  const differed = counts.filter((l) => off(l) !== 0 && !same(l));
  return facts.authorities
    .filter((a) => differed.some((l) => l.at < a.at && !letBe(l, a.at)))
    .map(({ id }) => id);
}
