import { Details, Table } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { NARROW, WIDE } from "./journey-axis.ts";
import { JourneyDrawing } from "./journey-drawing.tsx";
import { isOpen, isSpell, type Journey, journeyFinding, journeyRows } from "./journey-model.ts";

type Drawn = {
  readonly journey: Journey;
  /** False for a reader whose work has no scores: then nothing is said of there being none. */
  readonly scored?: boolean;
};

/**
 * A person's journey as one picture: stays as bars by service, handovers between them, events and scores under the
 * same dates, and every fact again in a table. Drawn twice, for a page and for a phone; the style sheet shows one.
 * Needs `journey.css`.
 */
export function JourneyPicture({ journey, scored = true }: Drawn): ReactElement {
  if (isEmpty(journey)) {
    return (
      <p className="journey__empty">
        The journey starts here. Stays with services, handovers, events and scores are drawn along one line of
        time as they are recorded.
      </p>
    );
  }
  return (
    <figure className="journey">
      <figcaption className="journey__finding">{journeyFinding(journey)}</figcaption>
      <JourneyDrawing journey={journey} frame={WIDE} className="journey__drawing--wide" />
      <JourneyDrawing journey={journey} frame={NARROW} className="journey__drawing--narrow" />
      <Key journey={journey} />
      <Missing journey={journey} scored={scored} />
      <JourneyTable journey={journey} />
    </figure>
  );
}

const isEmpty = (journey: Journey): boolean =>
  journey.episodes.length + journey.handovers.length + journey.events.length + journey.measures.length === 0;

/** What is not there yet, and how it gets here. */
function Missing({ journey, scored }: Required<Drawn>): ReactElement | null {
  const sentences = [
    ...(journey.episodes.length === 0
      ? ["No stay with a service yet: one begins when a service takes the person on."]
      : []),
    ...(journey.events.length === 0
      ? ["No events yet: offences, hospital visits and moves appear when they are recorded or imported."]
      : []),
    ...(scored && journey.measures.length === 0
      ? ["No scores yet: each measure taken adds a point to its line."]
      : []),
  ];
  if (sentences.length === 0) return null;
  return (
    <ul className="journey__missing">
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

type Sign = {
  readonly words: string;
  readonly sign: ReactElement;
  readonly used: (journey: Journey) => boolean;
};

/** The signs of the drawing. Only those in use are explained. */
const SIGNS: readonly Sign[] = [
  {
    words: "open stay",
    sign: (
      <g className="journey__stay journey__stay--open">
        <rect className="journey__key-open" x={1} y={3} width={20} height={10} rx={2} />
        <path className="journey__arrow" d="M22 3l6 5l-6 5" />
      </g>
    ),
    used: (journey) => journey.episodes.some((episode) => !episode.endedOn),
  },
  {
    words: "ended stay",
    sign: (
      <g className="journey__stay journey__stay--ended">
        <rect x={1} y={3} width={26} height={10} rx={2} />
      </g>
    ),
    used: (journey) => journey.episodes.some((episode) => episode.endedOn),
  },
  {
    words: "handover: offered, accepted, arrived",
    sign: (
      <g className="journey__handover journey__handover--arrived">
        <path className="journey__handover-line" d="M4 8h22" />
        <circle className="journey__offered" cx={4} cy={8} r={3.5} />
        <circle className="journey__accepted" cx={15} cy={8} r={3.5} />
        <circle className="journey__arrived" cx={26} cy={8} r={3.5} />
      </g>
    ),
    used: (journey) => journey.handovers.some((handover) => handover.state === "arrived"),
  },
  {
    words: "handover waiting",
    sign: (
      <g className="journey__handover journey__handover--open">
        <path className="journey__handover-line" d="M4 8h22" />
        <circle className="journey__offered" cx={4} cy={8} r={3.5} />
        <circle className="journey__waiting" cx={26} cy={8} r={3.5} />
      </g>
    ),
    used: (journey) => journey.handovers.some(isOpen),
  },
  {
    words: "handover that ended without an arrival",
    sign: (
      <g className="journey__handover journey__handover--closed">
        <path className="journey__handover-line" d="M2 8h20" />
        <path className="journey__cross" d="M20 4l8 8M28 4l-8 8" />
      </g>
    ),
    used: (journey) =>
      journey.handovers.some((handover) => !isOpen(handover) && handover.state !== "arrived"),
  },
  {
    words: "in custody",
    sign: (
      <g className="journey__key-hatch">
        <path d="M2 14l12 -12M8 14l12 -12M14 14l12 -12" />
      </g>
    ),
    used: (journey) => journey.events.some((event) => event.kind === "custody"),
  },
  {
    words: "hollow: the day is not known exactly",
    sign: (
      <g className="journey__event">
        <path className="journey__mark journey__mark--about" d="M10 3h10v10h-10z" />
      </g>
    ),
    used: (journey) =>
      journey.events.some(
        (event) => !isSpell(event) && (event.precision === "month" || event.precision === "year"),
      ),
  },
];

function Key({ journey }: { journey: Journey }): ReactElement {
  return (
    <ul className="journey__key" aria-hidden="true">
      {SIGNS.filter((sign) => sign.used(journey)).map((sign) => (
        <li key={sign.words}>
          <svg width="30" height="16" viewBox="0 0 30 16" aria-hidden="true" focusable="false">
            {sign.sign}
          </svg>
          {sign.words}
        </li>
      ))}
    </ul>
  );
}

function JourneyTable({ journey }: { journey: Journey }): ReactElement {
  const rows = journeyRows(journey);
  const count = `${rows.length} ${rows.length === 1 ? "entry" : "entries"}`;
  return (
    <Details className="journey__table">
      <Details.Summary>{`The journey as a table (${count})`}</Details.Summary>
      <Details.Text>
        <Table caption={`${count}, newest first`} captionProps={{ size: "s" }}>
          <Table.Head>
            <Table.Row>
              <Table.Cell>When</Table.Cell>
              <Table.Cell>What</Table.Cell>
              <Table.Cell>How it stands</Table.Cell>
            </Table.Row>
          </Table.Head>
          <Table.Body>
            {rows.map((row) => (
              <Table.Row key={row.key}>
                <Table.Cell>{row.when}</Table.Cell>
                <Table.Cell>{row.what}</Table.Cell>
                <Table.Cell>{row.detail}</Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      </Details.Text>
    </Details>
  );
}
