import { Details, InsetText } from "nhsuk-react-components";
import type { ReactElement, ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import { Title } from "../../web/layout.tsx";
import { page, type Route } from "../../web/page.ts";
import type { LeftOut } from "./answer.ts";
import { leftOutWords, sourceWords } from "./answer-messages.ts";
import { type Catalogue, type CountedEvent, inSentence } from "./catalogue.ts";
import type { Changed } from "./changed.ts";
import { monthsTable, personTable } from "./changed-tables.ts";
import { Sentences } from "./changed-view.tsx";
import { FiguresTable } from "./figures-table.tsx";
import { definition, type Subject } from "./messages.ts";
import { MonthBars } from "./month-bars.tsx";
import { changedForOne, type PersonQuestion, type PersonRefusal } from "./one-person.ts";
import { personCautions, personFinding, personRatio, sayPerson } from "./person-messages.ts";
import type { Source } from "./sources.ts";
import { sourcesOf } from "./store.ts";
import { type FirstStay, firstStays, happenedTo, leftOutFor, seenPerson } from "./store-person.ts";

/** Whose record a page is about, from the record, which insight does not know: what stands above, and their name. */
export type AboutPerson = { readonly name: string; readonly known: boolean; readonly bar: ReactNode };
/** Answers undefined when the reader may not know that the person is here. `at` is the tab the page belongs to. */
export type LoadAbout = (
  tx: Tx,
  person: PersonId,
  now: Instant,
  at: string,
) => Promise<AboutPerson | undefined>;

const TAB = "what-changed";
const WINDOWS = [182, 365, 730] as const;

type Loaded = {
  readonly about: AboutPerson;
  readonly address: string;
  readonly stays: readonly FirstStay[];
  readonly event: CountedEvent;
  readonly sources: readonly Source[];
  readonly asked:
    | {
        readonly question: PersonQuestion;
        readonly changed: Result<Changed, PersonRefusal>;
        readonly leftOut: LeftOut;
      }
    | undefined;
};

/** What changed for one person, for those who may see both their stays and what is counted. */
export function personChangedRoutes(catalogue: Catalogue, loadAbout: LoadAbout): readonly Route[] {
  return [
    page({
      path: `/people/:person/${TAB}`,
      allow: "insight:read",
      params: z.object({ person: PersonId.schema }),
      load: async (tx, ask): Promise<Result<Loaded, { code: "not-there" }>> => {
        const { person } = ask.params;
        const about = await loadAbout(tx, person, ask.now, TAB);
        const seen = await seenPerson(tx, person);
        const [first] = catalogue.events;
        const event = catalogue.events.find((one) => one.code === ask.query.event) ?? first;
        if (!about?.known || !seen || !event) return refuse({ code: "not-there" });
        tx.log({ what: "read", about: "what changed", people: [person] });
        const sources = await sourcesOf(tx, event.code);
        const stays = await firstStays(tx, person);
        const stay = stays.find((one) => one.kind === ask.query.service) ?? stays[0];
        const windowDays = WINDOWS.find((days) => String(days) === ask.query.window) ?? 365;
        const base = { about, address: `/people/${person}/${TAB}`, stays, event, sources };
        if (!stay) return accept({ ...base, asked: undefined });
        const entered = catalogue.services.find((one) => one.code === stay.kind)?.entered ?? stay.kindName;
        const question = { stay, entered, event, windowDays };
        const happened = await happenedTo(tx, person, event.code);
        const changed = changedForOne(seen, happened, sources, question);
        const around = { event: event.code, enteredOn: stay.startedOn, windowDays };
        const leftOut = await leftOutFor(tx, person, around);
        return accept({ ...base, asked: { question, changed, leftOut } });
      },
      view: (loaded) => ({
        title: `What changed: ${loaded.about.name}`,
        live: true,
        bar: loaded.about.bar,
        body: <PersonChanged loaded={loaded} />,
      }),
    }),
  ];
}

function PersonChanged({ loaded }: { loaded: Loaded }): ReactElement {
  const { asked, event } = loaded;
  return (
    <>
      <Title>What changed</Title>
      {asked ? <Choices loaded={loaded} question={asked.question} /> : null}
      {asked?.changed.ok ? (
        <Figures
          changed={asked.changed.value}
          question={asked.question}
          sources={loaded.sources}
          leftOut={asked.leftOut}
        />
      ) : (
        <InsetText>
          <p>{sayPerson(asked && !asked.changed.ok ? asked.changed.refusal : { code: "no-stays" }, event)}</p>
        </InsetText>
      )}
    </>
  );
}

/** Which entry, and how far around it, as links that keep their state in the address. */
function Choices({ loaded, question }: { loaded: Loaded; question: PersonQuestion }): ReactElement {
  const link = (kind: string, days: number, current: boolean, words: string): ReactElement => (
    <li key={words}>
      <a
        href={`${loaded.address}?${new URLSearchParams({ service: kind, event: question.event.code, window: String(days) })}`}
        aria-current={current ? "true" : undefined}
      >
        {words}
      </a>
    </li>
  );
  const { stay, windowDays } = question;
  return (
    <nav className="no-print" aria-label="What is compared">
      {loaded.stays.length > 1 && (
        <ul className="chips">
          {loaded.stays.map((one) => link(one.kind, windowDays, one.kind === stay.kind, one.kindName))}
        </ul>
      )}
      <ul className="chips">
        {WINDOWS.map((days) =>
          link(stay.kind, days, days === windowDays, `${Math.round((days * 12) / 365)} months`),
        )}
      </ul>
    </nav>
  );
}

function Figures(props: {
  readonly changed: Changed;
  readonly question: PersonQuestion;
  readonly sources: readonly Source[];
  readonly leftOut: LeftOut;
}): ReactElement {
  const { changed, question, sources, leftOut } = props;
  const subject: Subject = { who: "this person", events: inSentence(question.event.plural) };
  const label = `${personFinding(changed, question)} The same numbers are in the table by month.`;
  return (
    <div className="changed-main">
      <p className="nhsuk-lede-text changed-finding">{personFinding(changed, question)}</p>
      <p>{personRatio(changed)}</p>
      <figure className="changed-figure">
        <figcaption>
          <h2 className="nhsuk-heading-m">{question.event.plural} by month from entry</h2>
          <p>Hollow before, solid after. Grey below: not at risk (in custody, or not in complete data).</p>
        </figcaption>
        <div className="changed-plot--wide">
          <MonthBars changed={changed} label={label} shape="wide" />
        </div>
        <div className="changed-plot--narrow">
          <MonthBars changed={changed} label={label} shape="narrow" />
        </div>
      </figure>
      <FiguresTable model={personTable(changed, subject)} />
      <Details>
        <Details.Summary>The figures by month</Details.Summary>
        <Details.Text>
          <FiguresTable model={monthsTable(changed, subject)} />
        </Details.Text>
      </Details>
      <h2 className="nhsuk-heading-m">What it cannot tell</h2>
      <Sentences of={personCautions(changed, subject)} />
      <h2 className="nhsuk-heading-m">How it was counted</h2>
      <Sentences
        of={[
          ...sources.map((source) => `${sourceWords(source, question)}.`),
          ...leftOutWords(leftOut, subject),
          ...definition(changed, subject).slice(0, 4),
        ]}
      />
    </div>
  );
}
