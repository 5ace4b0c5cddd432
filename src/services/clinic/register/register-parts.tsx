import { Tag, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { longDate, longDateTime } from "../../../kernel/time.ts";
import { capital, listed } from "../../../kernel/words.ts";
import { sayAhead } from "../../../web/device.ts";
import type { ClinicProduct } from "../products.ts";
import { LINE_KINDS } from "./line.ts";
import type { LineContext } from "./line-form.ts";
import type { StandingLine } from "./lines-store.ts";
import { type RegisterRefusal, say } from "./messages.ts";
import { bothWords, decimalOf, headingOf, mgWords } from "./quantity-rules.ts";
import type { Book } from "./store.ts";
import type { Waiting } from "./waiting-store.ts";

/** What a line's details are called where they are read. Those that stand elsewhere in the line are not here. */
const DETAIL_WORDS: Readonly<Record<string, string>> = {
  evidence: "established by",
  requisition: "requisition",
  ordered_by: "ordered by",
  same_because: "received by whoever ordered it, because",
  invoice: "invoice",
  invoice_kept: "which is kept:",
  invoice_until: "the invoice is kept until",
  lot: "lot",
  expires_on: "expires",
  vial: "powder of lot",
  authority: "authority",
  prescriber: "prescriber",
  of: "part of",
  reason: "because",
  method: "how:",
  again: "another one that day:",
  late: "recorded late, because",
  left_where: "what was left:",
  form: "paper form",
  given_by: "given by",
  seen_by: "checked and seen by",
};

const sayPlain = (name: string, value: unknown): string =>
  name === "invoice_until" ? longDate(Temporal.PlainDate.from(String(value))) : String(value);

const amountOf = (value: unknown): string => mgWords(Number(value));

/** What else a line says, in words. */
export function saysOf({
  kind,
  details,
  partOf,
}: Pick<StandingLine, "kind" | "details"> & Partial<Pick<StandingLine, "partOf">>): string {
  // A correction names the number of its line; the key of it beside that tells a reader nothing. A part names a line by its key, which is read as
  // its number.
  const plain = Object.entries(details).flatMap(([name, value]) =>
    DETAIL_WORDS[name] && !(kind === "correction" && name === "of")
      ? [
          `${DETAIL_WORDS[name]} ${name === "of" && partOf ? `the dose of line ${partOf}` : sayPlain(name, value)}`,
        ]
      : [],
  );
  if (kind === "count") return sayCount(details);
  // What nobody wrote down is said to be so, never shown as nought. It is not there at all where a second person is to enter it for themselves.
  if (kind === "administer" && "microlitres" in details)
    return [
      typeof details.microlitres === "number"
        ? `${decimalOf(details.microlitres, 2)} ml`
        : "millilitres not written down",
      ...plain,
    ].join("; ");
  if (kind === "receipt" && "over_order_micrograms" in details)
    return [...plain, `${amountOf(details.over_order_micrograms)} more than was ordered`].join("; ");
  if (kind === "set-aside")
    return [
      "micrograms" in details ? amountOf(details.micrograms) : "",
      details.all_of_it === true ? "all there is of it" : "the rest of it is used",
      ...plain,
    ]
      .filter((words) => words !== "")
      .join("; ");
  if (kind === "reconstitute") {
    const over = Number(details.overage_micrograms);
    return listed([
      `${amountOf(details.micrograms)} to ${Number(details.microlitres) / 1000} ml`,
      ...plain,
      ...(over === 0 ? [] : [`${amountOf(Math.abs(over))} ${over > 0 ? "over" : "under"} the label`]),
    ]);
  }
  if (kind === "correction" && "injected_micrograms" in details)
    return [
      `${amountOf(details.injected_micrograms)} injected and ${amountOf(details.left_micrograms)} left, not ${amountOf(details.recorded_micrograms)} as recorded`,
      ...plain,
    ].join("; ");
  if (kind === "correction" && details.late === "set aside")
    return [`${amountOf(details.recorded_micrograms)} that was recorded late is set aside`, ...plain].join(
      "; ",
    );
  if (kind === "correction" && "taken_micrograms" in details)
    return [
      details.taken_micrograms === 0
        ? "nothing of it was taken by that person"
        : `${amountOf(details.taken_micrograms)} of it was taken`,
      ...plain,
    ].join("; ");
  return plain.join("; ");
}

function sayCount(details: StandingLine["details"]): string {
  const [counted, expected] = [Number(details.counted_micrograms), Number(details.expected_micrograms)];
  const found = `counted ${amountOf(counted)}, expected ${amountOf(expected)}`;
  if (counted === expected) return `${found}: they agree`;
  const off = `${found}: ${amountOf(Math.abs(counted - expected))} ${counted > expected ? "over" : "short"}`;
  return "tolerance_micrograms" in details
    ? `${off}, within the ${amountOf(details.tolerance_micrograms)} signed for syringes and vials since a count last agreed`
    : off;
}

/** Name and address from whom it was received, or to whom it was supplied, as the law's headings ask. */
export function partyOf(line: StandingLine, agency: string): string {
  const { details, kind, person } = line;
  if (kind === "receipt") return `${String(details.supplier)}, ${String(details.supplier_address)}`;
  if (kind === "administer") return person ? person.words : "a person whose record you may not read";
  if (kind === "transfer-in" || kind === "transfer-out") return `${agency}, ${String(details.other)}`;
  if (kind === "destroy") return `destroyed before ${line.secondAs}`;
  return "";
}

/** The heading of a page of the register: class of drug, form and strength, and where. */
export const BookHeading = ({ book }: { readonly book: Book }): ReactElement => (
  <p className="book-heading">
    <strong>{book.product.drugClass}</strong>
    <br />
    {headingOf(book.product)}
    <br />
    {book.premises}, {book.address}
  </p>
);

/** From where a line was signed: one device or two, a witness elsewhere, and a clock that was wrong. */
export function sayFrom({ first, second, elsewhere }: StandingLine["from"]): string {
  if (!first && !second) return "Devices not known";
  const both = first && second && first.name === second.name;
  const clocks = [first, second].flatMap((one) =>
    one?.wrongByMs === undefined ? [] : [`clock of ${one.name} ${sayAhead(one.wrongByMs)}`],
  );
  return [
    both
      ? `Both on device ${first.name}`
      : `On devices ${first?.name ?? "not known"} and ${second?.name ?? "not known"}`,
    ...(elsewhere ? ["the second signed from elsewhere"] : []),
    ...new Set(clocks),
  ].join("; ");
}

/** Who signed, and from where. */
export const SignedBy = ({ line }: { readonly line: StandingLine }): ReactElement => (
  <>
    {line.firstAs}; {line.secondAs}
    <br />
    <span className="quiet">{sayFrom(line.from)}</span>
  </>
);

/** When it happened, and that it was entered later where it was. */
export function When({ line }: { readonly line: StandingLine }): ReactElement {
  const isLate = line.details.late !== undefined;
  return (
    <>
      {longDateTime(line.happenedAt)}
      {isLate ? (
        <>
          <br />
          <span className="quiet">recorded late, {longDateTime(line.enteredAt)}</span>
        </>
      ) : null}
    </>
  );
}

/** What a line is, whom it concerns, what else it says, and what corrects it. */
export function What({
  line,
  agency,
}: {
  readonly line: StandingLine;
  readonly agency: string;
}): ReactElement {
  const party = partyOf(line, agency);
  return (
    <>
      <strong>{LINE_KINDS[line.kind]}</strong>
      {line.corrects ? ` of line ${line.corrects}` : ""}
      {party ? (
        <>
          <br />
          {capital(party)}
        </>
      ) : null}
      <br />
      <span className="quiet">{saysOf(line)}</span>
      {line.correctedBy.length > 0 ? (
        <>
          <br />
          <Tag color="yellow">Corrected by line {listed(line.correctedBy.map(String))}</Tag>
        </>
      ) : null}
      {line.notedBy.length > 0 ? (
        <>
          <br />
          <Tag color="grey">Note in line {listed(line.notedBy.map(String))}</Tag>
        </>
      ) : null}
    </>
  );
}

/** A quantity in its column, struck where a correction changes it. */
export const Quantity = ({
  line,
  product,
  shown,
}: {
  readonly line: StandingLine;
  readonly product: ClinicProduct;
  readonly shown: boolean;
}): ReactElement | string => {
  if (!shown || line.quantity === 0) return "";
  const words = bothWords(product, Math.abs(line.quantity));
  return line.correctedBy.length > 0 ? <s>{words}</s> : words;
};

/** A waiting line in a sentence, without its quantity, which the second person enters for themselves. */
export const sayWaiting = ({ line, product, premises, firstBy }: Waiting): string =>
  `${LINE_KINDS[line.kind]}: ${headingOf(product)}, ${premises}; filled in by ${firstBy}`;

type BesideBalanceProps = { readonly context: LineContext; readonly stands: RegisterRefusal | undefined };

/** What the balance alone does not say: what stands against issuing, stock on its way here, and stock that is set aside. */
export const BesideBalance = ({ context, stands }: BesideBalanceProps): ReactElement => (
  <>
    {stands ? (
      <WarningCallout>
        <WarningCallout.Heading headingLevel="h2">Nothing is issued from this book</WarningCallout.Heading>
        <p>{say(stands)}</p>
      </WarningCallout>
    ) : null}
    {context.onTheWay.map(({ key, seq, from, since }) => (
      <p key={key}>
        On the way here from {from} since {longDateTime(since)} (their line {seq}).
      </p>
    ))}
    {context.setAside.map(({ key, seq, lot, left }) => (
      <p key={key}>
        Set aside, not to be used: {bothWords(context.book.product, left)} of lot {lot} (line {seq}). It
        counts in the balance until it is destroyed.
      </p>
    ))}
  </>
);

/** Where a dose by mouth is booked: never at the book, which names nobody. */
export const AtThePerson = ({
  book,
  gives,
}: {
  readonly book: Book;
  readonly gives: boolean;
}): ReactElement => (
  <p className="no-print">
    A dose by mouth is booked at the person
    {gives ? (
      <>
        : <a href={`/register/books/${book.id}/dose-by-mouth`}>find the person and book it</a>.
      </>
    ) : (
      ", by whoever gives doses."
    )}
  </p>
);
