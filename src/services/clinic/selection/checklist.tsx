import { InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDate, longDateTime } from "../../../kernel/time.ts";
import { listed } from "../../../kernel/words.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import type { Choice } from "../../../web/form.tsx";
import type { NotThere } from "../../../web/page.ts";
import { type Standing as InForce, protocolOfClinic } from "../protocol/in-force.ts";
import { ClinicNotForUse } from "../protocol/not-for-use.tsx";
import { type Answer, answersOf, evidenceOf, evidencePage } from "./eligibility-store.ts";
import { ownProgrammes } from "./own-programmes.ts";
import { loadSelected, NotSignedOff, type Selected, tabOf } from "./parts.tsx";
import { type Criterion, cautionsOf, type Programme, programmeOf } from "./programmes.ts";
import { givenUnderOthers, type Standing, standsAgainst } from "./rules.ts";
import { type Nomination, selectionRules } from "./store.ts";

/** A selection with its criteria and what was answered. */
export type Eligible = Selected & {
  readonly programme: Programme;
  readonly answers: readonly Answer[];
  readonly evidence: readonly Choice[];
  readonly standing: Standing;
  /** The clinic's protocol in force: each answer is given under it. */
  readonly inForce: InForce;
};

/** Reads a nomination's checklist by the programme that its clinic goes by. */
export async function loadEligible(
  tx: Tx,
  params: Parameters<typeof loadSelected>[1],
  which: (one: Nomination) => boolean,
): Promise<Result<Eligible, NotThere>> {
  const selected = await loadSelected(tx, params, (one) => one.ours && one.episode_id !== null && which(one));
  if (!selected.ok) return selected;
  const rule = (await selectionRules(tx)).find(
    (one) => one.service_id === selected.value.nomination.service_id,
  );
  const programme = rule && programmeOf(rule.programme, rule.programme_version, await ownProgrammes(tx));
  const inForce = await protocolOfClinic(tx);
  if (!programme || !inForce) return refuse({ code: "not-there" });
  const answers = await answersOf(tx, params, programme);
  const evidence = await evidenceOf(tx, params.person);
  const standing = standsAgainst(
    programme.criteria.map((one) => one.code),
    cautionsOf(programme).map((one) => one.code),
    answers,
  );
  return accept({ ...selected.value, programme, answers, evidence, standing, inForce });
}

const ANSWERS = {
  criterion: [
    { value: "met", label: "Met" },
    { value: "not-met", label: "Not met" },
    { value: "not-known", label: "Not known" },
  ],
  caution: [
    { value: "met", label: "There" },
    { value: "not-met", label: "Not there" },
    { value: "not-known", label: "Not known" },
  ],
} as const;
/** Every criterion of a programme, then the cautions. */
export const all = (
  programme: Programme,
): readonly (Criterion & { readonly sort: keyof typeof ANSWERS })[] => [
  ...programme.criteria.map((one) => ({ ...one, sort: "criterion" as const })),
  ...cautionsOf(programme).map((one) => ({ ...one, sort: "caution" as const })),
];

/** How an answer is said. */
const answerWords = (answer: Answer, sort: keyof typeof ANSWERS): string =>
  answer.answer === "exception"
    ? `Exception by ${answer.by}; ${answer.second} is told`
    : (ANSWERS[sort].find((one) => one.value === answer.answer)?.label ?? answer.answer);

/** The checklist as it stands: one line a criterion, the newest answer with who, when and what shows it. */
export function Checklist({ data }: { readonly data: Eligible }): ReactElement {
  const newest = new Map(data.answers.map((one) => [one.criterion, one]));
  return (
    <DataTable
      caption={`Criteria of ${data.programme.name}, version ${data.programme.version}, and cautions`}
      heads={[
        { words: "Criterion" },
        { words: "Answer" },
        { words: "What is known" },
        { words: "By" },
        { words: "Source" },
      ]}
      rows={all(data.programme).map((one) => {
        const answer = newest.get(one.code);
        return {
          key: one.code,
          cells: [
            answer?.answer === "exception" || data.nomination.state !== "assessment" ? (
              one.words
            ) : (
              <a
                key="ask"
                href={`${tabOf(data.nomination.person_id)}/${data.nomination.id}/eligibility?criterion=${one.code}`}
              >
                {one.words}
              </a>
            ),
            answer ? <strong key="answer">{answerWords(answer, one.sort)}</strong> : "Not looked at yet",
            <span key="known">
              {answer?.words}{" "}
              {answer?.evidence ? (
                <a href={evidencePage(data.nomination.person_id, answer.evidence)}>In the record</a>
              ) : null}
            </span>,
            answer ? `${answer.by}, ${longDateTime(answer.at)}${underOther(answer, data.inForce)}` : "",
            one.mark,
          ],
        };
      })}
    />
  );
}

/** `, under hat-uk-draft version 1`, where that is not what is in force. */
const underOther = (answer: Answer, inForce: InForce): string =>
  answer.protocol_print === inForce.print
    ? ""
    : `, under ${answer.protocol} version ${answer.protocol_version}`;

/** By which protocol somebody is judged now; which answers were given under another, and what to do about them. */
export function ByProtocol({ inForce, answers }: Pick<Eligible, "inForce" | "answers">): ReactElement {
  const { n, of } = givenUnderOthers(answers, inForce.print);
  const { protocol } = inForce;
  return (
    <>
      <ClinicNotForUse standing={inForce} />
      <p>
        Judged under the protocol in force: {protocol.name}, version {protocol.version}.
      </p>
      {n > 0 ? (
        <InsetText>
          <strong>
            {n} of {of} answers were given under another version of the protocol.
          </strong>{" "}
          The list says which. Answer them again under this one, or say why they still hold.
        </InsetText>
      ) : null}
    </>
  );
}

/** What stands in the way of acceptance, in words. */
export function Open({ standing, programme }: Pick<Eligible, "standing" | "programme">): ReactElement {
  const words = (codes: readonly string[]): string =>
    listed(
      all(programme)
        .filter((one) => codes.includes(one.code))
        .map((one) => `“${one.words}”`),
    );
  const lines = [
    standing.notMet.length > 0 ? `Not met, and no exception made: ${words(standing.notMet)}.` : "",
    standing.notKnown.length > 0 ? `Not known yet: ${words(standing.notKnown)}.` : "",
    standing.cautionsOpen.length > 0 ? `Cautions nobody has looked at: ${words(standing.cautionsOpen)}.` : "",
  ].filter(Boolean);
  return lines.length === 0 ? (
    <InsetText>
      <Tag>Complete</Tag> Every criterion is met or has its exception, and every caution was looked at.
    </InsetText>
  ) : (
    <InsetText>
      <p>This stands in the way of acceptance:</p>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </InsetText>
  );
}

/** Who has signed the criteria off and when, or that nobody has; so of the cautions, where they are not the programme's own. */
export function SignedOff({ programme }: Pick<Eligible, "programme">): ReactElement {
  const { name, version, signedOff, cautions } = programme;
  if (!signedOff) return <NotSignedOff what={`The criteria of ${name}, version ${version}.`} />;
  return (
    <>
      <p>
        The criteria of {name}, version {version}
        {cautions ? ", and its cautions" : ""}: signed off by {signedOff.by},{" "}
        {longDate(Temporal.PlainDate.from(signedOff.on))}.
      </p>
      {cautions ? null : <NotSignedOff what="The cautions, which come with the program." />}
    </>
  );
}
