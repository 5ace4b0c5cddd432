import type { ReactElement } from "react";
import { longDate } from "../../kernel/time.ts";
import { fullName, numberName, printedNumber, SEXES } from "./identity.ts";
import type { Pair, PairIdentity } from "./store-review.ts";

/** How one half of a pair is called. */
export const named = (one: PairIdentity): string =>
  fullName({
    givenNames: one.given_names,
    familyName: one.family_name,
    ...(one.known_as ? { knownAs: one.known_as } : {}),
  });

type Line = { readonly label: string; readonly of: (one: PairIdentity) => string };

const LINES: readonly Line[] = [
  { label: "Family name", of: (one) => one.family_name },
  { label: "Given names", of: (one) => one.given_names },
  { label: "Known as", of: (one) => one.known_as ?? "–" },
  { label: "Other names", of: (one) => (one.aliases.length > 0 ? one.aliases.join(", ") : "–") },
  { label: "Date of birth", of: (one) => longDate(one.born_on) },
  { label: "Sex", of: (one) => SEXES[one.sex] },
  { label: "Day of death", of: (one) => (one.died_on ? longDate(one.died_on) : "–") },
  ...(["nhs", "pnc", "prison", "cro"] as const).map((scheme) => ({
    label: numberName(scheme),
    of: (one: PairIdentity) =>
      one.numbers
        .filter((number) => number.scheme === scheme)
        .map(printedNumber)
        .join(", ") || "–",
  })),
];

/** Who each record of a pair says it is, and nothing else of either. */
export function SideBySide({ pair }: { pair: Pair }): ReactElement {
  return (
    <table className="nhsuk-table pair">
      <caption className="nhsuk-table__caption nhsuk-table__caption--s">
        Who each record says it is, and nothing else of either
      </caption>
      <thead>
        <tr>
          <td />
          <th scope="col">New record</th>
          <th scope="col">Record it may repeat</th>
          <th scope="col">Same</th>
        </tr>
      </thead>
      <tbody>
        {LINES.filter((line) => !isNeither(line, pair)).map((line) => {
          const [one, other] = [line.of(pair.one), line.of(pair.other)];
          return (
            <tr key={line.label} className={one === other ? "pair__same" : undefined}>
              <th scope="row">{line.label}</th>
              <td>{one}</td>
              <td>{other}</td>
              <td>{one === other ? "Yes" : "No"}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const isNeither = (line: Line, pair: Pair): boolean =>
  line.of(pair.one) === "–" && line.of(pair.other) === "–";

/** What neither record says, in one sentence instead of empty rows. */
export function Neither({ pair }: { pair: Pair }): ReactElement | null {
  const missing = LINES.filter((line) => isNeither(line, pair)).map((line) => line.label);
  if (missing.length === 0) return null;
  return <p className="count">In neither record: {missing.join(", ")}.</p>;
}
