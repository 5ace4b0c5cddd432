import { InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { PersonId } from "../../kernel/id.ts";
import { type LocalDate, londonDay, longDate, longDateTime } from "../../kernel/time.ts";
import { EXITS, HOWS, MODALITIES, SETTINGS, subOf, WITH } from "./codes.ts";
import { subReviews } from "./rules.ts";
import { type Contact, type Intervention, MOST_CONTACTS } from "./store.ts";

/** Contacts, newest first; one that was corrected stays, struck through. */
export function Contacts(props: {
  readonly contacts: readonly Contact[];
  readonly person: PersonId;
  readonly mayCorrect: boolean;
}): ReactElement {
  const { contacts } = props;
  if (contacts.length === 0)
    return <InsetText>No contact yet. What you record with Record contact is listed here.</InsetText>;
  return (
    <>
      <p className="count">
        {contacts.length === MOST_CONTACTS
          ? `The newest ${MOST_CONTACTS} contacts; older ones are kept`
          : contacts.length === 1
            ? "1 contact"
            : `${contacts.length} contacts, the newest first`}
      </p>
      <ol className="note-list" data-list>
        {contacts.map((contact) => (
          <OneContact key={contact.id} contact={contact} {...props} />
        ))}
      </ol>
    </>
  );
}

/** One contact as it was written down. */
export function OneContact(props: {
  readonly contact: Contact;
  readonly person: PersonId;
  readonly mayCorrect: boolean;
}): ReactElement {
  const { contact } = props;
  const over = contact.corrected_by !== null || contact.void;
  return (
    <li className={over ? "note note--corrected" : "note"} id={`contact-${contact.id}`}>
      <p className="note__head">
        <strong>{longDateTime(contact.happened_at)}</strong>
        <span>
          {HOWS[contact.how]}
          {contact.minutes ? `, ${contact.minutes} minutes` : ""}
        </span>
        <span>{WITH[contact.with_whom]}</span>
        <span>
          {contact.staff ?? "A colleague"}, {contact.agency}
        </span>
        {contact.corrected_by ? <Tag modifier="grey">Corrected by another</Tag> : null}
        {contact.void ? <Tag modifier="grey">Did not happen so</Tag> : null}
        {contact.corrects ? <a href={`#contact-${contact.corrects}`}>Corrects an earlier one</a> : null}
      </p>
      <p className="note__words">{contact.words}</p>
      {contact.delivered.length > 0 ? (
        <p className="quiet-line">
          Delivered: {contact.delivered.map((code) => subOf(code).label).join("; ")}
        </p>
      ) : null}
      {props.mayCorrect && contact.ours && !over ? (
        <p className="note__foot no-print">
          <a href={`/people/${props.person}/contacts/${contact.id}/correct`} data-item>
            Correct this contact
            <span className="nhsuk-u-visually-hidden">{` of ${longDateTime(contact.happened_at)}`}</span>
          </a>
        </p>
      ) : null}
    </li>
  );
}

/** The interventions that stand, with what goes into the national return of each. */
export function Interventions(props: {
  readonly interventions: readonly Intervention[];
  readonly contacts: readonly Contact[];
  readonly person: PersonId;
  readonly mayChange: boolean;
  readonly today: LocalDate;
}): ReactElement {
  const stand = props.interventions.filter((each) => each.stands && !each.void);
  return (
    <section aria-labelledby="interventions">
      <h2 id="interventions" className="nhsuk-heading-m">
        Interventions
        {stand.length > 0 ? <span className="count"> {stand.length}, the newest first</span> : null}
      </h2>
      {stand.length === 0 ? (
        <InsetText>
          None yet. The first contact after triage that delivers something of the national set begins one by
          itself.
        </InsetText>
      ) : null}
      <ol className="note-list" data-list>
        {stand.map((each) => (
          <OneIntervention key={each.id} one={each} {...props} />
        ))}
      </ol>
    </section>
  );
}

function OneIntervention(props: {
  readonly one: Intervention;
  readonly contacts: readonly Contact[];
  readonly person: PersonId;
  readonly mayChange: boolean;
  readonly today: LocalDate;
}): ReactElement {
  const { one, contacts, today } = props;
  const counted = contacts
    .filter((each) => !each.void && !each.corrected_by && each.episode_id === one.episode_id)
    .map((each) => ({ on: londonDay(each.happened_at), delivered: each.delivered }));
  const reviews = one.started_on
    ? subReviews(one.modality, { started: one.started_on, ended: one.ended_on ?? undefined }, counted, today)
    : [];
  return (
    <li className="note">
      <p className="note__head">
        <strong>{MODALITIES[one.modality]}</strong>
        <span>{SETTINGS[one.setting]}</span>
        <span>
          {one.started_on
            ? `from ${longDate(one.started_on)}`
            : `asked for ${longDate(one.referred_on)}, not begun`}
          {one.ended_on ? ` to ${longDate(one.ended_on)}` : ""}
        </span>
        {one.exit ? <span>{EXITS[one.exit]}</span> : null}
        <span>{one.agency}</span>
      </p>
      {reviews.length > 0 ? (
        <ul>
          {reviews.map((review) => (
            <li key={review.on.toString()}>
              For the return on {longDate(review.on)}:{" "}
              {review.codes.length === 0
                ? "nothing was delivered"
                : review.codes.map((code) => subOf(code).label).join("; ")}
            </li>
          ))}
        </ul>
      ) : null}
      {props.mayChange && one.ours ? (
        <p className="note__foot no-print">
          <a href={`/people/${props.person}/interventions/${one.id}`} data-item>
            End or correct this
            <span className="nhsuk-u-visually-hidden"> {MODALITIES[one.modality]}</span>
          </a>
        </p>
      ) : null}
    </li>
  );
}
