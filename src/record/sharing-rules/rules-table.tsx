import { Details } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { capital, listed } from "../../kernel/words.ts";
import { AGENCY_KINDS } from "../sharing/agency-kinds.ts";
import { sayCategory, sayKinds, sayPurpose } from "../sharing/messages.ts";
import type { SharingRule } from "../sharing/rules.ts";
import { sayLaw } from "../sharing/rules-messages.ts";

type Line = SharingRule & { readonly owners: readonly string[]; readonly categories: readonly string[] };

const groups = <T,>(of: readonly T[], key: (one: T) => string): readonly (readonly T[])[] => [
  ...Map.groupBy(of, key).values(),
];

/** The rules of one reader: what the same kinds share on the same basis stands in one line, what needs no consent first. */
function linesOf(rules: readonly SharingRule[]): readonly Line[] {
  const how = (rule: SharingRule) => `${rule.needsConsent} ${rule.purpose} ${rule.basis.code}`;
  const parts = groups(rules, (rule) => `${rule.category} ${how(rule)}`).flatMap((same) =>
    same.slice(0, 1).map((rule) => ({ ...rule, owners: same.map((each) => each.ownerKind) })),
  );
  const lines = groups(parts, (part) => `${part.owners.join()} ${how(part)}`).flatMap((same) =>
    same.slice(0, 1).map((part) => ({ ...part, categories: same.map((each) => each.category) })),
  );
  return lines.toSorted((a, b) => Number(a.needsConsent) - Number(b.needsConsent));
}

/** Kinds of agency, in words; all that give care, but for the supervised-use room, by that name. */
function sayOwners(owners: readonly string[]): string {
  const care = AGENCY_KINDS.filter((kind) => kind.care && kind.code !== "supervised-use").map((k) => k.code);
  const all = care.every((kind) => owners.includes(kind));
  const rest = owners.filter((kind) => !all || !care.includes(kind));
  return capital(listed([...(all ? ["care agencies"] : []), ...rest.map(sayKinds)]));
}

/** What each kind of agency may see of others, one fold for each. */
export function RulesTable({ rules }: { rules: readonly SharingRule[] }): ReactElement {
  return (
    <>
      <h2 className="nhsuk-heading-m">What each kind of agency may see of others</h2>
      <p>
        “Care agencies” are all that give care but the overdose prevention service. What an agency recorded
        itself it always sees, while it has to do with the person.
      </p>
      {AGENCY_KINDS.map(({ code }) => (
        <OneReader key={code} code={code} rules={rules.filter((rule) => rule.readerKind === code)} />
      ))}
      <LegalBases rules={rules} />
    </>
  );
}

function OneReader({ code, rules }: { code: string; rules: readonly SharingRule[] }): ReactElement {
  const parts = new Set(rules.map((rule) => rule.category)).size;
  const name = capital(sayKinds(code));
  return (
    <Details>
      <Details.Summary>{`${name} (${parts} ${parts === 1 ? "part" : "parts"})`}</Details.Summary>
      <Details.Text>
        {rules.length === 0 ? (
          <p>Nothing that another agency recorded, whatever anyone consents to.</p>
        ) : (
          <table className="nhsuk-table rows-as-cards">
            <caption className="nhsuk-u-visually-hidden">What {sayKinds(code)} may see</caption>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">Recorded by</th>
                <th scope="col">For what</th>
                <th scope="col">Consent</th>
                <th scope="col">Basis</th>
              </tr>
            </thead>
            <tbody>
              {linesOf(rules).map((line) => (
                <tr
                  key={`${line.categories.join()} ${line.owners.join()} ${line.purpose} ${line.basis.code}`}
                >
                  <td data-label="What">{capital(listed(line.categories.map(sayCategory)))}</td>
                  <td data-label="Recorded by">{sayOwners(line.owners)}</td>
                  <td data-label="For what">{capital(sayPurpose(line.purpose))}</td>
                  <td data-label="Consent">{line.needsConsent ? "Only with it" : "Not needed"}</td>
                  <td data-label="Basis">{line.basis.name}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Details.Text>
    </Details>
  );
}

function LegalBases({ rules }: { rules: readonly SharingRule[] }): ReactElement {
  const bases = [...new Map(rules.map(({ basis }) => [basis.code, basis])).values()];
  return (
    <>
      <h2 className="nhsuk-heading-m">Legal bases</h2>
      <table className="nhsuk-table rows-as-cards">
        <caption className="nhsuk-u-visually-hidden">Legal bases that the rules name</caption>
        <thead>
          <tr>
            <th scope="col">Basis</th>
            <th scope="col">In law</th>
          </tr>
        </thead>
        <tbody>
          {bases.map((basis) => (
            <tr key={basis.code}>
              <td data-label="Basis">{basis.name}</td>
              <td data-label="In law">{capital(sayLaw(basis))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
