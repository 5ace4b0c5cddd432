import { Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { PersonId } from "../../kernel/id.ts";
import { longDateTime } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { BASES, RECIPIENTS } from "./rules.ts";
import type { Letter } from "./store.ts";
import { templateNamed } from "./templates.ts";

/** A letter as it is printed. One that gives nothing away outside names no sender above the address. */
export function LetterSheet({ letter }: { letter: Letter }): ReactElement {
  const plain = templateNamed(letter.template)?.plainOutside ?? false;
  return (
    <article className="letter">
      <p className="letter__address">{letter.addressee}</p>
      {plain ? null : <p>{letter.agency}</p>}
      <p>{letter.words}</p>
    </article>
  );
}

/** The letters, newest first: drafts, and what was sent to whom and on which basis. */
export function LetterList(props: {
  readonly letters: readonly Letter[];
  readonly person: PersonId;
}): ReactElement {
  if (props.letters.length === 0)
    return <p className="quiet-line">No letters yet. Drafts and what was sent are listed here.</p>;
  return (
    <>
      <p className="count">{`${counted(props.letters.length, "letter")}, the newest first`}</p>
      <ul className="event-list" data-list>
        {props.letters.map((letter) => (
          <li key={letter.id} className="event-list__one">
            <span className="event-list__what">
              <a href={`/people/${props.person}/letters/${letter.id}`} data-item>
                {templateNamed(letter.template)?.name ?? letter.template}
                <span className="nhsuk-u-visually-hidden">{`, ${longDateTime(letter.sentAt ?? letter.begunAt)}`}</span>
              </a>{" "}
              {letter.sentAt ? null : <Tag modifier="grey">Draft</Tag>}
            </span>
            <span className="event-list__when">{longDateTime(letter.sentAt ?? letter.begunAt)}</span>
            <span className="event-list__source">{sayWhere(letter)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** To whom a letter goes or went, on which basis, and who sent it. */
export const sayWhere = (letter: Letter): string =>
  [
    `${RECIPIENTS[letter.toKind]}; ${BASES[letter.basis]}${letter.evidence ? ` (${letter.evidence})` : ""}`,
    letter.sentAt
      ? `sent by ${letter.sender ?? "a colleague"}, ${letter.agency}`
      : `not sent yet, ${letter.agency}`,
  ].join("; ");
