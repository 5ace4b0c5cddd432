import {
  parseClientReference,
  parseCro,
  parseNhsNumber,
  parsePnc,
  parsePrisonNumber,
} from "../../record/person/identifiers.ts";
import { birthDay, identifier, name, sex, wholeName } from "./cells.ts";
import { spelt } from "./kind.ts";

/** Columns that several kinds of file share. The headings are those of case, custody and police systems' exports. */

const referenceHeadings = spelt(
  "ClientRef ClientReference ClientID ClientNo ClientNumber ClientCode ServiceUserID ServiceUserRef PatientID CaseID CaseRef CaseNumber PersonID LocalID LocalIdentifier Reference Ref ID",
);

/** The agency's own reference for a client. */
export const referenceOf = (label: string) => ({
  label,
  accepts: "the reference your service uses for this client",
  headings: referenceHeadings,
  parse: identifier(parseClientReference),
});

/** A name in two columns or in one. */
export const NAMES = {
  familyName: {
    label: "family name",
    accepts: "a name",
    headings: spelt("Surname FamilyName LastName SName ClientSurname PatientSurname NominalSurname"),
    parse: name,
    anyWord: true,
  },
  givenNames: {
    label: "given names",
    accepts: "a name",
    headings: spelt(
      "Forename Forenames FirstName FirstNames GivenName GivenNames FName ClientForename PatientForename Christianname",
    ),
    parse: name,
    anyWord: true,
  },
  name: {
    label: "whole name",
    accepts: "SURNAME, Forename",
    headings: spelt(
      "Name FullName ClientName PatientName OffenderName NominalName SuspectName PersonName PrisonerName",
    ),
    parse: wholeName,
    anyWord: true,
  },
} as const;

/** Date of birth. */
export const BIRTH = {
  label: "date of birth",
  accepts: "a date",
  headings: spelt("DOB DateOfBirth BirthDate Born BornOn ClientDOB PatientDOB NominalDOB"),
  parse: birthDay,
} as const;

/** Sex. */
export const SEX = {
  label: "sex",
  accepts: "male, female, indeterminate or not known, as words, letters or NHS codes",
  headings: spelt("Sex Gender SexAtBirth BirthSex RegisteredSex PersonStatedGender"),
  parse: sex,
} as const;

/** Numbers by which agencies know a person. */
export const NUMBERS = {
  nhsNumber: {
    label: "NHS number",
    accepts: "10 digits, spaced in any way",
    headings: spelt("NHSNo NHSNumber NHS NHSNum PatientNHSNumber"),
    parse: identifier(parseNhsNumber),
  },
  pnc: {
    label: "PNC number",
    accepts: "a year, a number and a letter, like 2012/0394773H",
    headings: spelt("PNC PNCID PNCNo PNCNumber PNCRef NominalPNC PoliceNationalComputerID"),
    parse: identifier(parsePnc),
  },
  prisonNumber: {
    label: "prison number",
    accepts: "a letter, 4 digits and 2 letters, like A1234BC",
    headings: spelt(
      "PrisonNumber PrisonNo NOMISNumber NOMSNumber NOMISNo NOMSNo NOMSID NOMISID NOMIS NOMS OffenderNo PrisonerNumber",
    ),
    parse: identifier(parsePrisonNumber),
  },
  cro: {
    label: "CRO number",
    accepts: "a number, the year and a letter, like 029906/12J",
    headings: spelt("CRO CRONo CRONumber CROID"),
    parse: identifier(parseCro),
  },
} as const;
