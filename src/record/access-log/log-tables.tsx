import { Fragment, type ReactElement } from "react";
import type { PersonId } from "../../kernel/id.ts";
import { clock, londonDay, shortDate } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { sayPage, sayWhat } from "./messages.ts";
import type { Line, Total } from "./store.ts";

/** People named on one line before it only says how many more there are. */
const MOST_NAMED = 3;

/** The last characters of an id: enough to tell two records on a page apart, and no name. */
const shortId = (person: PersonId): string => person.slice(-6);

/** Lines of the log, newest first, with the addresses that narrow it to one worker or one record. */
export function LinesTable(props: {
  readonly lines: readonly Line[];
  readonly caption: string;
  readonly whoAddress?: (line: Line) => string | undefined;
  readonly personAddress?: (person: PersonId) => string;
}): ReactElement {
  const { lines, caption, personAddress } = props;
  return (
    <table className="nhsuk-table rows-as-cards log">
      <caption className="nhsuk-table__caption">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          {personAddress ? <th scope="col">Record</th> : null}
          <th scope="col">Basis</th>
        </tr>
      </thead>
      <tbody data-list>
        {lines.map((line) => (
          <tr key={line.id}>
            <td data-label="When">
              {shortDate(londonDay(line.at))}, {clock(line.at)}
            </td>
            <td data-label="Who">
              <Who line={line} address={props.whoAddress?.(line)} />
            </td>
            <td data-label="What">
              {sayWhat(line.what)}: {line.about}
              {line.byItself ? ", left open" : ""}
              <span className="looked__when">{sayPage(line.route)}</span>
            </td>
            {personAddress ? (
              <td data-label="Record">
                <People people={line.people} address={personAddress} />
              </td>
            ) : null}
            <td data-label="Basis">{line.basis}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Who({ line, address }: { line: Line; address: string | undefined }): ReactElement {
  const name = line.staffName ?? (line.username ? "The person themselves" : "Nobody known");
  return (
    <>
      {address ? (
        <a href={address} data-item>
          {name}
        </a>
      ) : (
        name
      )}
      <span className="looked__when">
        {[line.roleName, line.agencyName].filter((part) => part !== undefined).join(", ")}
      </span>
    </>
  );
}

function People(props: { people: readonly PersonId[]; address: (person: PersonId) => string }): ReactElement {
  const named = props.people.slice(0, MOST_NAMED);
  const more = props.people.length - named.length;
  return (
    <>
      {props.people.length === 0 ? "None" : null}
      {named.map((person, i) => (
        <Fragment key={person}>
          {i > 0 ? ", " : null}
          <a href={props.address(person)} className="log__record">
            …{shortId(person)}
          </a>
        </Fragment>
      ))}
      {more > 0 ? ` and ${more} more` : null}
    </>
  );
}

/** How often each agency opened, listed, searched and changed, and by how many of its staff. */
export function Totals({
  totals,
  caption,
}: {
  totals: readonly Total[];
  caption: string;
}): ReactElement | null {
  if (totals.length === 0) return null;
  return (
    <table className="nhsuk-table rows-as-cards totals">
      <caption className="nhsuk-table__caption">
        {caption}: {counted(totals.length, "agency", "agencies")}, the most active first
      </caption>
      <thead>
        <tr>
          <th scope="col">Agency</th>
          <th scope="col" className="nhsuk-table__header--numeric">
            Opened
          </th>
          <th scope="col" className="nhsuk-table__header--numeric">
            In lists
          </th>
          <th scope="col" className="nhsuk-table__header--numeric">
            Searched
          </th>
          <th scope="col" className="nhsuk-table__header--numeric">
            Changed
          </th>
          <th scope="col" className="nhsuk-table__header--numeric">
            Staff
          </th>
        </tr>
      </thead>
      <tbody>
        {totals.map((total) => (
          <tr key={total.agencyName ?? "themselves"}>
            <th scope="row">{total.agencyName ?? "People themselves"}</th>
            <td className="nhsuk-table__cell--numeric" data-label="Opened">
              {total.read}
            </td>
            <td className="nhsuk-table__cell--numeric" data-label="In lists">
              {total.listed}
            </td>
            <td className="nhsuk-table__cell--numeric" data-label="Searched">
              {total.searched}
            </td>
            <td className="nhsuk-table__cell--numeric" data-label="Changed">
              {total.changed}
            </td>
            <td className="nhsuk-table__cell--numeric" data-label="Staff">
              {total.staff}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
