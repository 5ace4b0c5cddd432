import { accept, refuse } from "../../kernel/result.ts";
import type { LocalDate, LocalDateTime } from "../../kernel/time.ts";
import type {
  ClientReference,
  CroNumber,
  NhsNumber,
  PncId,
  PrisonNumber,
} from "../../record/person/identifiers.ts";
import { areaMonths } from "./area-months.ts";
import { day, dayOrTime, eventKindCell, oneOf, type Sex, text } from "./cells.ts";
import { BIRTH, NAMES, NUMBERS, referenceOf, SEX } from "./fields.ts";
import { declareKind, inOrder, promised, spelt } from "./kind.ts";
import type { SplitName } from "./names.ts";

/** The numbers by which a row says whom it is about; at least one is there. */
export type Subject = {
  readonly pnc?: PncId;
  readonly nhsNumber?: NhsNumber;
  readonly prisonNumber?: PrisonNumber;
  readonly clientRef?: ClientReference;
};

/** One person of an agency's client list. */
export type PeopleRow = {
  readonly ref: ClientReference;
  readonly familyName: string;
  readonly givenNames: string;
  readonly bornOn: LocalDate;
  readonly sex: Sex;
  readonly nhsNumber?: NhsNumber;
  readonly pnc?: PncId;
  readonly prisonNumber?: PrisonNumber;
  readonly cro?: CroNumber;
};

/** One stay with a service. `endedOn` is its last day; without it the person is still there. */
export type EpisodeRow = {
  readonly ref: ClientReference;
  readonly service: string;
  readonly startedOn: LocalDate;
  readonly endedOn?: LocalDate;
  readonly reason?: string;
};

/** Something that happened to or was done by a person, as another system recorded it. */
export type EventRow = {
  readonly ref: string;
  readonly subject: Subject;
  readonly name?: SplitName;
  readonly bornOn?: LocalDate;
  /** The code of a kind of event; `offence` unless the file or the user says otherwise. */
  readonly kind: string;
  /** In the source's own words. */
  readonly what: string;
  readonly happenedOn: LocalDate;
  /** On the wall in England, to the minute. Absent when only the day is known, and midnight is then not meant. */
  readonly happenedAt?: LocalDateTime;
  readonly precision: "day" | "minute";
  readonly outcome?: string;
};

/** One spell in custody. `outOn` is the day of release, which is not a day inside; without it the person is inside. */
export type CustodyRow = {
  readonly subject: Subject;
  readonly inOn: LocalDate;
  readonly outOn?: LocalDate;
  readonly establishment?: string;
};

/** An agency's client list. */
export const people = declareKind({
  code: "people",
  label: "people",
  fields: { ref: referenceOf("client reference"), ...NAMES, bornOn: BIRTH, sex: SEX, ...NUMBERS },
  needs: [[["ref"]], [["familyName", "givenNames"], ["name"]], [["bornOn"]]],
  assemble: (given) => {
    const { familyName, givenNames } =
      given.familyName && given.givenNames
        ? { familyName: given.familyName, givenNames: given.givenNames }
        : promised(given.name);
    const { nhsNumber, pnc, prisonNumber, cro } = given;
    return accept<PeopleRow>({
      ref: promised(given.ref),
      familyName,
      givenNames,
      bornOn: promised(given.bornOn),
      sex: given.sex ?? "not-known",
      ...(nhsNumber && { nhsNumber }),
      ...(pnc && { pnc }),
      ...(prisonNumber && { prisonNumber }),
      ...(cro && { cro }),
    });
  },
  key: (row) => [row.ref],
});

/** Stays with services. One client may have several. */
export const episodes = declareKind({
  code: "episodes",
  label: "episodes",
  fields: {
    ref: referenceOf("client reference"),
    service: {
      label: "service",
      accepts: "the code of a service, like community",
      headings: spelt("Service ServiceCode ServiceType Programme Project Team Modality"),
      parse: oneOf((reading) => reading.services),
    },
    startedOn: {
      label: "first day",
      accepts: "a date",
      headings: spelt(
        "Start StartDate EpisodeStart EpisodeStartDate Started StartedOn TriageDate Triaged Admitted AdmissionDate ReferralAccepted DateStarted DateOpened Opened",
      ),
      parse: day,
    },
    endedOn: {
      label: "last day",
      accepts: "a date, or nothing while the person is still there",
      headings: spelt(
        "End EndDate EpisodeEnd EpisodeEndDate Ended EndedOn DischargeDate Discharged DateEnded DateClosed Closed",
      ),
      parse: day,
    },
    reason: {
      label: "reason for ending",
      accepts: "text",
      headings: spelt(
        "Reason EndReason ReasonForEnding DischargeReason ClosureReason DischargeOutcome Outcome ReasonEnded",
      ),
      parse: text(200),
    },
  },
  needs: [[["ref"]], [["service"]], [["startedOn"]]],
  assemble: (given) => {
    const startedOn = promised(given.startedOn);
    const { endedOn, reason } = given;
    const order = inOrder(startedOn, endedOn, "endedOn");
    if (!order.ok) return order;
    return accept<EpisodeRow>({
      ref: promised(given.ref),
      service: promised(given.service),
      startedOn,
      ...(endedOn && { endedOn }),
      ...(reason && { reason }),
    });
  },
  key: (row) => [row.ref, row.service, row.startedOn.toString()],
});

const { nhsNumber, pnc, prisonNumber } = NUMBERS;
const SUBJECT = { pnc, nhsNumber, prisonNumber, clientRef: referenceOf("client reference") } as const;
const SUBJECT_NEED = [["pnc"], ["nhsNumber"], ["prisonNumber"], ["clientRef"]] as const;

const subjectOf = (given: Subject): Subject => ({
  ...(given.pnc && { pnc: given.pnc }),
  ...(given.nhsNumber && { nhsNumber: given.nhsNumber }),
  ...(given.prisonNumber && { prisonNumber: given.prisonNumber }),
  ...(given.clientRef && { clientRef: given.clientRef }),
});

/** The first of a subject's numbers, most lasting first: what tells two people of one reference apart. */
const numberOf = (subject: Subject): string =>
  subject.pnc ?? subject.nhsNumber ?? subject.prisonNumber ?? subject.clientRef ?? "";

/** Offences from police, or other events. */
export const events = declareKind({
  code: "events",
  label: "events",
  fields: {
    ref: {
      label: "reference",
      accepts: "the number of the crime or event, one for each",
      headings: spelt(
        "CrimeRef CrimeReference CrimeNo CrimeNumber EventRef EventNo OffenceRef OffenceID OccurrenceNo OccurrenceNumber IncidentNo IncidentNumber IncidentRef URN Reference Ref",
      ),
      parse: text(100),
    },
    ...SUBJECT,
    name: NAMES.name,
    bornOn: BIRTH,
    kind: {
      label: "kind of event",
      accepts: "the code of a kind of event, like offence",
      headings: spelt("EventKind EventType Kind"),
      parse: eventKindCell,
    },
    what: {
      label: "what happened",
      accepts: "text, like Shoplifting",
      headings: spelt(
        "Offence OffenceDescription OffenceTitle OffenceType HomeOfficeOffence CrimeType Crime Description Event EventDescription What",
      ),
      parse: text(300),
    },
    happened: {
      label: "date it happened",
      accepts: "a date, or a date and time",
      headings: spelt(
        "DateFrom OffenceDate DateOfOffence OffenceStart OffenceStartDate CommittedFrom DateCommitted FromDate CommittedDate EventDate OccurredOn DateOccurred IncidentDate Date DateTime When",
      ),
      parse: dayOrTime,
    },
    outcome: {
      label: "outcome",
      accepts: "text, like Charged",
      headings: spelt("Disposal DisposalDescription Outcome CrimeOutcome Result Status"),
      parse: text(200),
    },
  },
  needs: [[["ref"]], [["happened"]], [["what"]], SUBJECT_NEED],
  assemble: (given, reading) => {
    const { day: happenedOn, time } = promised(given.happened);
    const { name, bornOn, outcome } = given;
    if (bornOn && Temporal.PlainDate.compare(happenedOn, bornOn) < 0) {
      return refuse({ code: "before-birth", field: "happened", bornOn });
    }
    return accept<EventRow>({
      ref: promised(given.ref),
      subject: subjectOf(given),
      ...(name && { name }),
      ...(bornOn && { bornOn }),
      kind: given.kind ?? reading.eventKind,
      what: promised(given.what),
      happenedOn,
      ...(time && { happenedAt: happenedOn.toPlainDateTime(time) }),
      precision: time ? "minute" : "day",
      ...(outcome && { outcome }),
    });
  },
  key: (row, manyPeople) => (manyPeople ? [row.ref, numberOf(row.subject)] : [row.ref]),
  // Of one crime there may be an offence, an arrest and a charge.
  apart: (row) => row.kind,
});

/** Spells in custody. They carry no reference: the person and the first day say which spell it is. */
export const custody = declareKind({
  code: "custody",
  label: "custody periods",
  fields: {
    ...SUBJECT,
    inOn: {
      label: "day in",
      accepts: "a date",
      headings: spelt(
        "In DateIn InDate Received ReceptionDate DateReceived CustodyStart Start StartDate From Admitted",
      ),
      parse: day,
    },
    outOn: {
      label: "day out",
      accepts: "a date, or nothing while the person is inside",
      headings: spelt("Out DateOut OutDate Released ReleaseDate DateReleased CustodyEnd End EndDate To"),
      parse: day,
    },
    establishment: {
      label: "establishment",
      accepts: "text, like HMP Northmoor",
      headings: spelt("Establishment Prison EstablishmentName Location Site Institution Where"),
      parse: text(200),
    },
  },
  needs: [[["inOn"]], SUBJECT_NEED],
  assemble: (given) => {
    const inOn = promised(given.inOn);
    const { outOn, establishment } = given;
    const order = inOrder(inOn, outOn, "outOn");
    if (!order.ok) return order;
    return accept<CustodyRow>({
      subject: subjectOf(given),
      inOn,
      ...(outOn && { outOn }),
      ...(establishment && { establishment }),
    });
  },
  key: (row) => [numberOf(row.subject), row.inOn.toString()],
});

/** The kinds of file that can be imported. */
export const KINDS = { people, episodes, events, custody, "area-months": areaMonths } as const;
export type KindCode = keyof typeof KINDS;
