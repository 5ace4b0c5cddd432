import { describe, expect, test } from "vitest";
import { KINDS } from "./kinds.ts";
import { readMapFile } from "./mapfile.ts";
import { mapColumns } from "./mapping.ts";
import { sayMapFile, sayMapping } from "./messages.ts";

const mapped = (
  kind: keyof typeof KINDS,
  headings: string[],
  map?: string,
): Record<string, string> | readonly string[] => {
  const file = map === undefined ? undefined : readMapFile(map, KINDS[kind]);
  if (file && !file.ok) return file.refusal.map(sayMapFile);
  const mapping = mapColumns(KINDS[kind], headings, file?.value);
  if (!mapping.ok) return sayMapping(mapping.refusal);
  return Object.fromEntries([...mapping.value.columns].map(([field, column]) => [field, column.heading]));
};

describe("columns are found by the headings agencies use", () => {
  test("case, spaces and punctuation do not matter", () => {
    expect(
      mapped("people", ["CLIENT ID", "sur-name", "First Name(s)", "D.O.B.", "Gender", "NHS No.", "PNC ID"]),
    ).toEqual({
      ref: "CLIENT ID",
      familyName: "sur-name",
      givenNames: "First Name(s)",
      bornOn: "D.O.B.",
      sex: "Gender",
      nhsNumber: "NHS No.",
      pnc: "PNC ID",
    });
  });
  test("the likelier heading wins, and no column is read as two things", () => {
    expect(
      mapped("events", ["Ref", "Crime Ref", "PNC", "Offence", "Description", "Date", "Date From"]),
    ).toEqual({
      ref: "Crime Ref",
      clientRef: "Ref",
      pnc: "PNC",
      what: "Offence",
      happened: "Date From",
    });
  });
  test("a heading that could be two things is read as the first alone", () => {
    expect(mapped("events", ["Ref", "PNC", "Offence", "Date"])).not.toHaveProperty("clientRef");
  });
  test("a file says by name or by number whom it is about", () => {
    expect(mapped("custody", ["NOMS No", "Date In", "Date Out", "Prison"])).toMatchObject({
      prisonNumber: "NOMS No",
      inOn: "Date In",
    });
  });
  test("columns that nothing reads are told", () => {
    const mapping = mapColumns(KINDS.custody, ["PNC", "In", "Out", "Wing", ""]);
    expect(mapping.ok && mapping.value.unused).toEqual(["Wing"]);
  });
  test("a column called __proto__ is only unused", () => {
    const mapping = mapColumns(KINDS.custody, ["__proto__", "PNC", "In"]);
    expect(mapping.ok && mapping.value.unused).toEqual(["__proto__"]);
  });
});

describe("columns that do not fit are refused with all that is missing", () => {
  test("the missing fields and the headings found", () => {
    expect(mapped("people", ["Key", "Surname", "Whelped"])).toEqual([
      "A file of people needs a column for client reference (often headed ClientRef, ClientReference or ClientID).",
      "A file of people needs a column for family name (often headed Surname, FamilyName or LastName) and given names (often headed Forename, Forenames or FirstName) or whole name (often headed Name, FullName or ClientName).",
      "A file of people needs a column for date of birth (often headed DOB, DateOfBirth or BirthDate).",
      `The file's columns are "Key", "Surname" and "Whelped". Name the right ones in a map.`,
    ]);
  });
  test("two columns under one heading", () => {
    expect(mapped("custody", ["PNC", "In", "in", "Out"])).toContain(
      'More than one column is headed "In", so inOn cannot be read. Rename one of them in the file.',
    );
  });
  test("a heading that the map names and the file has not", () => {
    expect(mapped("custody", ["PNC", "In"], "columns:\n  outOn: Freed\n")).toContain(
      'The map reads outOn from a column "Freed", which the file does not have.',
    );
  });
});

describe("a user's map", () => {
  test("names columns by field or by what the field is called, and the rest is still found", () => {
    const map = "columns:\n  Family Name: Nachname\n  givenNames: Vorname\n  date of birth: Geburtstag\n";
    expect(mapped("people", ["ClientRef", "Nachname", "Vorname", "Geburtstag"], map)).toEqual({
      ref: "ClientRef",
      familyName: "Nachname",
      givenNames: "Vorname",
      bornOn: "Geburtstag",
    });
  });
  test("can leave a field empty whatever the headings say", () => {
    expect(mapped("custody", ["PNC", "In", "Location"], "columns:\n  establishment: null\n")).toEqual({
      pnc: "PNC",
      inOn: "In",
    });
  });
  test("without any setting changes nothing", () => {
    expect(mapped("custody", ["PNC", "In"], "# nothing\n")).toEqual({ pnc: "PNC", inOn: "In" });
  });
  test("says everything that is wrong with it at once", () => {
    const map = "dates: british\ncolums: {}\ncolumns:\n  surnam: X\n  pnc: A\n  PNC number: B\nvalues: 7\n";
    expect(mapped("people", ["ClientRef"], map)).toEqual([
      'The map has a setting "colums" that means nothing here. Settings are columns, dates, values, source, references, encoding and delimiter.',
      'The map\'s "columns" names "surnam", which is no field of this kind of file. Fields are ref, familyName, givenNames, name, bornOn, sex, nhsNumber, pnc, prisonNumber and cro.',
      'The map\'s "columns" names the field "pnc" twice. Keep one.',
      'The map\'s "values" should be a list of fields, each with a list of what the file says: what is meant.',
      'The map\'s "dates" should be day-first, month-first, iso.',
    ]);
  });
  test.each([
    ["that is not YAML", "columns: [", /^The map is not a list of settings in YAML \(line \d\)/],
    ["that is only words", "just words", /^The map is not a list of settings in YAML\./],
    [
      "whose aliases multiply",
      "a: &a [x,x]\nb: &b [*a,*a]\ncolumns: [*b,*b]",
      /^The map is not a list of settings/,
    ],
  ])("%s", (_name, map, sentence) => {
    expect((mapped("people", [], map) as string[])[0]).toMatch(sentence);
  });
  test("with a field called __proto__ is refused and touches nothing", () => {
    expect(
      mapped("people", ["ClientRef"], "columns:\n  __proto__: X\nvalues:\n  __proto__:\n    a: b\n"),
    ).not.toHaveProperty("ref");
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });
});
