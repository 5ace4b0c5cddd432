import { BodyText, InsetText, SummaryList, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { accept, invariant } from "../../kernel/result.ts";
import { longDateTime } from "../../kernel/time.ts";
import { capital, counted, listed } from "../../kernel/words.ts";
import { Title } from "../../web/layout.tsx";
import { page } from "../../web/page.ts";
import { sayCategory, sayKinds } from "../sharing/messages.ts";
import { loadVersion, VERSION } from "./load-version.ts";
import { sayBeforeAndAfter, sayEffect, sayFault, sayState } from "./messages.ts";
import { RulesTable } from "./rules-table.tsx";
import {
  changesBetween,
  faultsOf,
  isInUse,
  type RuleChange,
  type RuleFault,
  type RulesSignature,
  type RulesVersion,
  rulesOfVersion,
  rulesToSign,
  rulesVersions,
  signaturesOf,
} from "./store.ts";

/** One version, for those who prepare and sign: what it changes and for whom, who signed it, what it says. */
export const versionPage = page({
  path: "/sharing-rules/:number",
  allow: "sharing-rules:sign",
  params: VERSION,
  query: z.object({ from: z.coerce.number().int().positive().optional().catch(undefined) }),
  load: async (tx, { params: { number }, query }) => {
    const version = await loadVersion(tx, number);
    if (!version.ok) return version;
    const all = await rulesVersions(tx);
    const inUse = all.find(isInUse);
    invariant(inUse, "some version of the rules is in use from the first start on");
    const usual = inUse.number === number ? (version.value.based_on ?? inUse.number) : inUse.number;
    const from = all.some((one) => one.number === query.from) ? (query.from ?? usual) : usual;
    return accept({
      version: version.value,
      all,
      from,
      prepares: tx.asking.may.includes("sharing-rules:prepare"),
      maySign: (await rulesToSign(tx)).includes(number),
      changes: from === number ? [] : await changesBetween(tx, from, number),
      faults: version.value.state === "draft" ? await faultsOf(tx, number) : [],
      rules: await rulesOfVersion(tx, number),
      signatures: await signaturesOf(tx, number),
    });
  },
  view: ({ version, all, from, prepares, maySign, changes, faults, rules, signatures }) => ({
    title: `Sharing rules, version ${version.number}`,
    live: true,
    body: (
      <>
        <Title caption="Sharing rules">Version {version.number}</Title>
        <Facts version={version} signatures={signatures} />
        <Acts version={version} prepares={prepares} maySign={maySign} />
        <Faults faults={faults} />
        <Changes version={version} all={all} from={from} changes={changes} />
        <RulesTable rules={rules} />
        <BodyText className="no-print">
          <a href={`/sharing-rules/${version.number}/text.txt`}>The exact text of version {version.number}</a>
          {" · "}
          <a href="/sharing-rules">Rules in use and all versions</a>
        </BodyText>
      </>
    ),
  }),
});

/** What is known of a version: where it stands, who prepared it and who signed. */
export function Facts(props: {
  readonly version: RulesVersion;
  readonly signatures: readonly RulesSignature[];
}): ReactElement {
  const { version, signatures } = props;
  const signed = signatures.map((one) => `${one.name}, ${one.role_name}, ${longDateTime(one.at)}`);
  const lines: readonly (readonly [string, string])[] = [
    ["State", sayState(version)],
    ["Note", version.note],
    ["Prepared by", `${version.prepared_by ?? "The program"}, ${longDateTime(version.prepared_at)}`],
    ["Signed by", signed.length > 0 ? signed.join("; ") : "Nobody yet"],
    ...(version.used_from
      ? [["In use", `Since ${longDateTime(version.used_from)}${sayUntil(version)}`] as const]
      : []),
    ...(version.step
      ? [
          [
            "Coming into force",
            `${version.people_done} of ${version.people_all} steps: first what closes, then what opens`,
          ] as const,
        ]
      : []),
    ...(version.hash ? [["SHA-256 of its text", version.hash] as const] : []),
  ];
  return (
    <SummaryList>
      {lines.map(([label, value]) => (
        <SummaryList.Row key={label}>
          <SummaryList.Key>{label}</SummaryList.Key>
          <SummaryList.Value>{value}</SummaryList.Value>
        </SummaryList.Row>
      ))}
    </SummaryList>
  );
}

const sayUntil = ({ used_until: until }: RulesVersion): string =>
  until ? `, until ${longDateTime(until)}` : "";

type ActsProps = {
  readonly version: RulesVersion;
  readonly prepares: boolean;
  readonly maySign: boolean;
};

function Acts({ version, prepares, maySign }: ActsProps): ReactElement | null {
  const drafting = prepares && version.state === "draft";
  const dropping = prepares && version.prepared_by !== null && ["draft", "proposed"].includes(version.state);
  const acts: readonly (readonly [shown: boolean, at: string, words: string])[] = [
    [drafting, "change", "Change rules"],
    [drafting, "basis", "Write a legal basis"],
    [drafting, "propose", "Put forward to be signed"],
    [maySign, "sign", "Sign this version"],
    [dropping, "drop", "Drop this version"],
  ];
  const shown = acts.filter(([is]) => is);
  if (shown.length === 0) return null;
  return (
    <p className="person-acts no-print">
      {shown.map(([, at, words]) => (
        <a key={at} className="person-acts__one" href={`/sharing-rules/${version.number}/${at}`}>
          {words}
        </a>
      ))}
    </p>
  );
}

function Faults({ faults }: { faults: readonly RuleFault[] }): ReactElement | null {
  if (faults.length === 0) return null;
  return (
    <WarningCallout>
      <WarningCallout.Heading>To put right before this can be put forward</WarningCallout.Heading>
      <ul>
        {faults.map((fault) => (
          <li key={sayFault(fault)}>{sayFault(fault)}</li>
        ))}
      </ul>
    </WarningCallout>
  );
}

type ChangesProps = {
  readonly version: RulesVersion;
  readonly all: readonly RulesVersion[];
  readonly from: number;
  readonly changes: readonly RuleChange[];
};

function Changes({ version, all, from, changes }: ChangesProps): ReactElement {
  const others = all.filter((one) => one.number !== version.number);
  return (
    <>
      <h2 className="nhsuk-heading-m">What it changes</h2>
      {others.length > 0 ? (
        <nav aria-label="Compared with" className="no-print">
          <ul className="chips">
            {others.map(({ number }) => (
              <li key={number}>
                <a
                  href={`/sharing-rules/${version.number}?from=${number}`}
                  aria-current={number === from ? "true" : undefined}
                >
                  Compared with version {number}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      <ChangesTable from={from} number={version.number} changes={changes} />
    </>
  );
}

/** What opens and what closes, each with of how many people. */
export function ChangesTable(props: {
  readonly from: number;
  readonly number: number;
  readonly changes: readonly RuleChange[];
}): ReactElement {
  const { from, number, changes } = props;
  if (changes.length === 0)
    return (
      <InsetText>
        <p>
          {from === number
            ? "There is nothing to compare it with."
            : `It shares just what version ${from} does.`}
        </p>
      </InsetText>
    );
  return (
    <>
      <p>
        Counted are the people whom agencies of that kind look after now, with a consent in force where one is
        asked for.
      </p>
      <table className="nhsuk-table rows-as-cards">
        <caption className="nhsuk-table__caption nhsuk-table__caption--s">
          {counted(changes.length, "change", "changes")} from version {from}
        </caption>
        <thead>
          <tr>
            <th scope="col">Who would read what</th>
            <th scope="col">Recorded by</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
            <th scope="col">Today</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((one) => {
            const [before, after] = sayBeforeAndAfter(one);
            return (
              <tr key={`${one.reader_kind} ${one.category} ${one.owners.join()}`}>
                <td data-label="Who would read what">
                  {capital(sayKinds(one.reader_kind))}: {sayCategory(one.category)}
                </td>
                <td data-label="Recorded by">{capital(listed(one.owners.map(sayKinds)))}</td>
                <td data-label="Before">{before}</td>
                <td data-label="After">{after}</td>
                <td data-label="Today">{sayEffect(one)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
