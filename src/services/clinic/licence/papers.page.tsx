import { BackLink, Button, InsetText, Tag, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { type LocalDate, shortDate } from "../../../kernel/time.ts";
import { choose, day, FormFields, optionalDay, optionalText, pick, text } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { PremisesId } from "../prescribing/order.ts";
import { ownPremises, type Premises } from "../prescribing/premises-store.ts";
import { PAPERS, type Paper, type PaperAnswer, type PaperKind, recordPaper } from "./papers-store.ts";
import { daysLeft } from "./rules.ts";

const holds = ({ fromOn, untilOn }: Paper, today: LocalDate): boolean =>
  Temporal.PlainDate.compare(fromOn, today) <= 0 &&
  (untilOn === undefined || Temporal.PlainDate.compare(today, untilOn) <= 0);

/** What is recorded of the premises, and what is not. Nothing is stopped by it: it is told. */
export function Papers({
  papers,
  premises,
  today,
  govern,
}: {
  readonly papers: readonly Paper[];
  readonly premises: readonly Premises[];
  readonly today: LocalDate;
  readonly govern: boolean;
}): ReactElement {
  const without = premises.filter(
    ({ id }) => !papers.some((one) => one.premises === id && one.kind === "stock" && holds(one, today)),
  );
  return (
    <>
      <h2>Papers of the premises ({papers.length})</h2>
      {govern ? (
        <p className="no-print">
          <a href="/clinic/licences/papers/new">Record a paper of the premises</a>
        </p>
      ) : null}
      {without.length > 0 ? (
        <WarningCallout>
          <WarningCallout.Heading headingLevel="h3">No licence for stock is recorded</WarningCallout.Heading>
          <p>
            For {without.map(({ name }) => name).join(", ")} no licence to hold and supply controlled drugs
            holds today, and nobody has recorded why none is needed. The controlled-drugs lead records it.
          </p>
        </WarningCallout>
      ) : null}
      {papers.length === 0 ? (
        <InsetText>None yet.</InsetText>
      ) : (
        <ul className="lines" data-list>
          {papers.map((paper) => (
            <OnePaper key={paper.id} paper={paper} today={today} />
          ))}
        </ul>
      )}
    </>
  );
}

function OnePaper({ paper, today }: { readonly paper: Paper; readonly today: LocalDate }): ReactElement {
  const { untilOn } = paper;
  const left = untilOn && daysLeft({ fromOn: paper.fromOn, untilOn, endedOn: undefined }, today);
  const now = holds(paper, today);
  const begins = Temporal.PlainDate.compare(today, paper.fromOn) < 0;
  return (
    <li className="lines__line">
      <span className="lines__what">
        {PAPERS[paper.kind]}, {paper.premisesName}
        <span className="lines__who">
          {paper.number ? `Number ${paper.number}` : `None needed: ${paper.exemptBecause}`};{" "}
          {paper.number ? "responsible" : "judged by"}: {paper.responsible}
        </span>
      </span>
      <span className="lines__when">
        <Tag
          modifier={now ? (left !== undefined && left <= 30 ? "yellow" : "green") : begins ? "blue" : "red"}
        >
          {now ? "Holds" : begins ? "Not yet" : "Ended"}
        </Tag>{" "}
        {untilOn ? `${shortDate(paper.fromOn)} to ${shortDate(untilOn)}` : `Since ${shortDate(paper.fromOn)}`}
      </span>
    </li>
  );
}

type PaperRefusal = {
  readonly code: Exclude<PaperAnswer, "done"> | "ends-before-it-begins" | "number-or-none" | "no-last-day";
};
const SAYS = {
  "not-there": "These premises are not there, or not yours to decide for.",
  "not-fresh": "It was too long ago that you showed that it is you. Send it again.",
  "there-already": "This paper is recorded already: same premises, number and first day.",
} as const;

const newPage = act({
  path: "/clinic/licences/papers/new",
  allow: "clinic:govern",
  fresh: true,
  load: async (tx) => accept({ premises: await ownPremises(tx) }),
  form: ({ premises }) => ({
    premises: pick(
      "Premises",
      premises.map(({ id, name, address }) => ({ value: id as string, label: `${name}, ${address}` })),
      "Choose the premises",
    ),
    kind: choose(
      "Which paper?",
      (Object.keys(PAPERS) as PaperKind[]).map((value) => ({ value, label: PAPERS[value] })),
      "Choose which paper it is",
    ),
    number: optionalText("Number", { hint: "As it stands on the paper", longest: 60 }),
    exemptBecause: optionalText("If none is needed: why?", {
      hint: "What exempts these premises, like an NHS trust whose own pharmacy holds the stock",
      longest: 400,
    }),
    responsible: text(
      "Who is named as responsible?",
      "Enter who is named on it, or who judged that none is needed",
      { longest: 400 },
    ),
    fromOn: day("First day", "Enter the first day on which it holds"),
    untilOn: optionalDay("Last day", { hint: "Leave it empty where it goes on until it is taken away" }),
  }),
  view: (_, { form, typed, errors }) => ({
    title: "Record a paper of the premises",
    body: (
      <>
        <BackLink href="/clinic/licences">Back to licences</BackLink>
        <Title errors={errors}>Record a paper of the premises</Title>
        <InsetText>
          With the paper in hand. Its end is told 90, 60 and 30 days before, or as your protocol says. Nothing
          is stopped by it: whether stock may lie there is for whoever is named.
        </InsetText>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Record paper</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _, values): Promise<Result<Moved, PaperRefusal>> => {
    const premises = PremisesId.parse(values.premises);
    if (!premises) return refuse({ code: "not-there" });
    const { fromOn, untilOn } = values;
    const [number, exemptBecause] = [values.number || undefined, values.exemptBecause || undefined];
    if ((number === undefined) === (exemptBecause === undefined)) return refuse({ code: "number-or-none" });
    if (untilOn && Temporal.PlainDate.compare(untilOn, fromOn) < 0)
      return refuse({ code: "ends-before-it-begins" });
    if (values.kind === "stock" && number !== undefined && untilOn === undefined)
      return refuse({ code: "no-last-day" });
    const answer = await recordPaper(tx, { ...values, number, exemptBecause, premises });
    return answer === "done"
      ? accept({ to: "/clinic/licences", done: "The paper is recorded." })
      : refuse({ code: answer });
  },
  say: ({ code }) => {
    switch (code) {
      case "number-or-none":
        return { field: "number", words: "Enter its number, or below why none is needed; not both" };
      case "ends-before-it-begins":
        return { field: "untilOn", words: "The last day is before the first. Check both" };
      case "no-last-day":
        return { field: "untilOn", words: "Enter the last day of the licence: it is renewed each year" };
      default:
        return SAYS[code];
    }
  },
});

/** Recording a paper of the premises. */
export const paperRoutes: readonly Route[] = [newPage];
