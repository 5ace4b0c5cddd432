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

/**
 * Parts handed over while more of those before them, of the same order and session, had not been handed over than doses were given by paper since the
 * session was opened.
 */
export function outOfOrder(facts: Facts): string[] {
  const sessions = new Map(facts.sessions.map((one) => [one.id, one]));
  return facts.authorities.flatMap((a) => {
    const mine = facts.parts.find(({ id }) => id === a.part);
    const session = sessions.get(a.session);
    const gone = (part: string) =>
      facts.authorities.some(
        (one) => one.part === part && one.at < a.at && sessions.get(one.session)?.day === session?.day,
      );
    const before = facts.parts.filter(
      (one) => one.order === mine?.order && one.slot === mine.slot && one.part < mine.part && !gone(one.id),
    );
    const paper = facts.lates.filter(
      (one) => one.person === a.person && one.given >= (session?.opened ?? 0) && one.given <= a.at,
    );
    return before.length > paper.length ? [a.id] : [];
  });
}
