import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { counted } from "../../kernel/words.ts";
import { agoInWords } from "../handover/board-cards.tsx";
import { type Part, Section } from "./home-people.tsx";

/** What waits for the information governance lead: openings to review, requests to answer, disposals to decide. */
export function Emergencies({ home: { emergencies }, now }: Part): ReactNode {
  const open = emergencies?.open ?? 0;
  return (
    <Section title={`Emergency access to review (${open})`}>
      {open === 0 ? (
        <p>None waits. When somebody opens a record in an emergency, it is here at once.</p>
      ) : (
        <>
          <p>
            {open} {open === 1 ? "opening waits" : "openings wait"} for review
            {emergencies?.oldest ? `, the oldest of ${agoInWords(emergencies.oldest, now)}` : ""}.
          </p>
          <Button as="a" href="/emergencies">
            Review emergency access
          </Button>
        </>
      )}
      {emergencies?.asked ? (
        <p>
          <a href="/gateways">
            {emergencies.asked} {emergencies.asked === 1 ? "request" : "requests"} to share without consent
          </a>{" "}
          {emergencies.asked === 1 ? "waits" : "wait"} for your answer.
        </p>
      ) : null}
      {emergencies?.disposals ? (
        <p>
          <a href="/keeping">{counted(emergencies.disposals, "disposal")}</a>{" "}
          {emergencies.disposals === 1 ? "waits" : "wait"} for your decision.
        </p>
      ) : null}
    </Section>
  );
}

/** Versions of the sharing rules that wait for a signature, and tables that wait for their second. */
export function RulesToSign({
  home: { rulesToSign = [], releasesToSign = 0 },
}: Pick<Part, "home">): ReactNode {
  return (
    <Section title={`Sharing rules to sign (${rulesToSign.length})`}>
      {rulesToSign.length === 0 ? (
        <p>
          None waits for you. A version that is put forward is here at once.{" "}
          <a href="/sharing-rules">Rules in use</a>.
        </p>
      ) : (
        <ul>
          {rulesToSign.map((number) => (
            <li key={number}>
              <a href={`/sharing-rules/${number}`}>Version {number}</a> waits for your signature
            </li>
          ))}
        </ul>
      )}
      {releasesToSign > 0 ? (
        <p>
          <a href="/releases">{counted(releasesToSign, "table")}</a> to be published{" "}
          {releasesToSign === 1 ? "waits" : "wait"} for a second signature.
        </p>
      ) : null}
    </Section>
  );
}
