import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkTable } from "./check.ts";
import { context, importing, sayError, upload } from "./fixture.ts";
import { KINDS } from "./kinds.ts";
import { mapColumns } from "./mapping.ts";
import { openTable } from "./read.ts";
import { rememberReferences } from "./repeats.ts";
import { sayCounts } from "./run-messages.ts";

const said = async (kind: keyof typeof KINDS, text: string, map?: string): Promise<string[]> =>
  (await IMPORT[kind](text, map)).errors.map(sayError);

const IMPORT = {
  people: (text: string, map?: string) => importing(KINDS.people, upload(text), map),
  episodes: (text: string, map?: string) => importing(KINDS.episodes, upload(text), map),
  events: (text: string, map?: string) => importing(KINDS.events, upload(text), map),
  custody: (text: string, map?: string) => importing(KINDS.custody, upload(text), map),
  "area-months": (text: string, map?: string) => importing(KINDS["area-months"], upload(text), map),
} as const;

const PEOPLE = "ClientRef,Surname,Forename,DOB,Sex,NHSNo\n";
const EVENTS = "CrimeRef,PNC,Offence,Date,Name,DOB\n";
const PNC = "2012/0394773H";

describe("each cell is checked, and every error names its line, column and value", () => {
  test.each<[string, keyof typeof KINDS, string, string]>([
    [
      "a birth in 1900, as databases print nothing",
      "people",
      `${PEOPLE}A,B,C,01/01/1900,F,\n`,
      'Line 2, DOB: "01/01/1900" is too long ago: systems print such a date when they have none.',
    ],
    [
      "a birth today",
      "people",
      `${PEOPLE}A,B,C,21/11/2026,F,\n`,
      'Line 2, DOB: "21/11/2026" is not in the past: the file is read as on 21 November 2026.',
    ],
    [
      "an unknown sex code",
      "people",
      `${PEOPLE}A,B,C,01/01/1980,Q,\n`,
      'Line 2, Sex: "Q" is not one of female, male, indeterminate or not-known; say in a map what it means.',
    ],
    [
      "no family name",
      "people",
      `${PEOPLE}A,,C,01/01/1980,F,\n`,
      "Line 2, Surname: there is no family name.",
    ],
    [
      "a name without a letter",
      "people",
      `${PEOPLE}A,B,123,01/01/1980,F,\n`,
      'Line 2, Forename: "123" is not a name.',
    ],
    [
      "a placeholder NHS number",
      "people",
      `${PEOPLE}A,B,C,01/01/1980,F,1111111111\n`,
      'Line 2, NHSNo: "1111111111" is not a real NHS number: all its digits are the same.',
    ],
    [
      "a stay that ends before it starts",
      "episodes",
      "ClientRef,Service,Start,End\nA,community,02/01/2025,01/01/2025\n",
      'Line 2, End: "01/01/2025" is before the first day, 2 January 2025.',
    ],
    [
      "a service the partnership has not",
      "episodes",
      "ClientRef,Service,Start\nA,moon,02/01/2025\n",
      'Line 2, Service: "moon" is not one of community or overdose-prevention; say in a map what it means.',
    ],
    [
      "an offence before birth",
      "events",
      `${EVENTS}R1,${PNC},Theft,01/01/1980,,01/01/1981\n`,
      'Line 2, Date: "01/01/1980" is before the date of birth, 1 January 1981.',
    ],
    [
      "an offence tomorrow",
      "events",
      `${EVENTS}R1,${PNC},Theft,22/11/2026,,\n`,
      'Line 2, Date: "22/11/2026" is not in the past: the file is read as on 21 November 2026.',
    ],
    [
      "an offence by nobody",
      "events",
      `${EVENTS}R1,,Theft,01/01/2020,,\n`,
      "Line 2, PNC: there is no PNC number.",
    ],
    [
      "a spell in custody of nobody, where two numbers could say who",
      "custody",
      "PNC,NOMS,In\n,,01/01/2020\n",
      "Line 2, PNC: there is no PNC number or prison number to say whom the row is about.",
    ],
    [
      "an undivided name",
      "events",
      `${EVENTS}R1,${PNC},Theft,01/01/2020,Jo Smith,\n`,
      'Line 2, Name: "Jo Smith" does not show which is the family name: write it as SURNAME, Forename.',
    ],
    [
      "text beyond its measure",
      "events",
      `${EVENTS}R1,${PNC},${"x".repeat(301)},01/01/2020,,\n`,
      `Line 2, Offence: "${"x".repeat(60)}…" is longer than 300 characters.`,
    ],
    [
      "a row of the wrong length",
      "people",
      `${PEOPLE}A,B\n`,
      "Line 2: it has 2 cells where the headings name 6 columns.",
    ],
  ])("%s", async (_name, kind, text, sentence) => {
    expect(await said(kind, text)).toEqual([sentence]);
  });

  test("all that is wrong with a row is said at once", async () => {
    expect(await said("people", `${PEOPLE},B,C,31/02/1985,F,943\n`)).toEqual([
      'Line 2, DOB: "31/02/1985" is not a date (day first, like 21/11/2026).',
      'Line 2, NHSNo: "943" is not an NHS number (like 943 476 5919).',
      "Line 2, ClientRef: there is no client reference.",
    ]);
  });
});

describe("what a row comes to", () => {
  test("a day stays a day and a minute stays a minute", async () => {
    const { rows } = await importing(
      KINDS.events,
      upload(`${EVENTS}R1,${PNC},Theft,01/10/2024,,\nR2,${PNC},Theft,01/10/2024 01:48,,\n`),
    );
    expect(rows).toMatchObject([
      { precision: "day", happenedOn: Temporal.PlainDate.from("2024-10-01") },
      { precision: "minute", happenedAt: Temporal.PlainDateTime.from("2024-10-01T01:48") },
    ]);
    expect(rows[0]).not.toHaveProperty("happenedAt");
  });
  test("an offence today, a stay of one day and a spell in and out on one day are all possible", async () => {
    expect(await said("events", `${EVENTS}R1,${PNC},Theft,21/11/2026,,\n`)).toEqual([]);
    expect(
      await said("episodes", "ClientRef,Service,Start,End\nA,community,02/01/2025,02/01/2025\n"),
    ).toEqual([]);
    expect(await said("custody", `PNC,In,Out\n${PNC},02/01/2025,02/01/2025\n`)).toEqual([]);
  });
  test("a database's word for nothing is nothing, but there are people called Null", async () => {
    const { rows } = await importing(KINDS.people, upload(`${PEOPLE}A,NULL,Jo,01/01/1980,NULL,N/A\n`));
    expect(rows).toMatchObject([{ familyName: "Null", sex: "not-known" }]);
    expect(rows[0]).not.toHaveProperty("nhsNumber");
  });
  test("a map says what a source's words mean", async () => {
    const map = "values:\n  Service:\n    Drug Team (North): community\n  End:\n    31/12/9999: null\n";
    const { rows } = await importing(
      KINDS.episodes,
      upload("ClientRef,Service,Start,End\nA,drug team (north),02/01/2025,31/12/9999\n"),
      map,
    );
    expect(rows).toMatchObject([{ service: "community" }]);
    expect(rows[0]).not.toHaveProperty("endedOn");
  });
  test("a formula is text like any other, to be disarmed where it goes out", async () => {
    const { rows } = await importing(
      KINDS.events,
      upload(`${EVENTS}=1+1,${PNC},"=HYPERLINK(""x"")",01/10/2024,,\n`),
    );
    expect(rows).toMatchObject([{ ref: "=1+1", what: '=HYPERLINK("x")' }]);
  });
});

describe("a row that comes again", () => {
  const row = (ref: string, what: string, pnc = PNC): string => `${ref},${pnc},${what},01/10/2024,,\n`;
  test("with the same content is counted and not loaded, however it is written", async () => {
    const text = EVENTS + row("R1", "Theft") + row("R1", "Theft", "12/394773h");
    const { outcomes, summary } = await importing(KINDS.events, upload(text));
    expect(outcomes[1]).toEqual({ kind: "repeated", line: 3, of: 2 });
    expect(sayCounts({ ...summary, fresh: summary.good, changed: 0, known: 0 })).toBe(
      "2 rows read: 1 good, 1 repeated, 0 with something wrong.",
    );
  });
  test("with other content is an error that names both lines", async () => {
    expect(
      await said("events", EVENTS + row("R1", "Theft") + row("R2", "Theft") + row("R1", "Robbery")),
    ).toEqual(['Line 4, CrimeRef: "R1" is already on line 2, with other details. Keep the right one.']);
  });
  test("under one reference but about another person is a row of its own where the map says that a crime may name several", async () => {
    const text = EVENTS + row("R1", "Theft") + row("R1", "Theft", "2003/1234567Q");
    expect(await said("events", text)).toHaveLength(1);
    expect(await said("events", text, "references: many-people\n")).toEqual([]);
  });
  test("of a row that was refused is judged by itself", async () => {
    const { summary } = await importing(
      KINDS.people,
      upload(`${PEOPLE}A,B,C,31/02/1980,F,\nA,B,C,28/02/1980,F,\n`),
    );
    expect(summary).toMatchObject({ good: 1, bad: 1, repeated: 0 });
  });
  test("one client may stay twice, but not from the same day with the same service", async () => {
    const text =
      "ClientRef,Service,Start,End\nA,community,01/01/2024,01/02/2024\nA,community,01/03/2024,\nA,community,01/01/2024,\n";
    expect(await said("episodes", text)).toEqual([
      'Line 4, ClientRef: "A" is already on line 2, with other details. Keep the right one.',
    ]);
  });
  test("is noticed among 100,000 others", () => {
    const repeats = rememberReferences();
    for (let i = 0; i < 100_000; i++)
      expect(repeats.meet(`R${i}`, "00112233445566778899", i + 2)).toBeUndefined();
    expect(repeats.meet("R0", "00112233445566778899", 100_002)).toEqual({ line: 2, same: true });
    expect(repeats.meet("R99999", "ff112233445566778899", 100_003)).toEqual({ line: 100_001, same: false });
  });
});

test("every row read is good, bad or repeated, and the summary is the sum of them", async () => {
  const cell = fc.oneof(
    fc.constantFrom("R1", "R2", PNC, "01/10/2024", "31/02/2024", "", '"', "NULL", "=1", "__proto__"),
    fc.string({ maxLength: 6 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 5, maxLength: 7 }), { maxLength: 20 }),
      async (rows) => {
        const text = EVENTS + rows.map((cells) => cells.join(",")).join("\n");
        const { outcomes, summary } = await importing(KINDS.events, upload(text), "delimiter: comma\n");
        const of = (kind: string): number => outcomes.filter((outcome) => outcome.kind === kind).length;
        expect(summary).toMatchObject({
          read: outcomes.length,
          good: of("row"),
          bad: of("bad"),
          repeated: of("repeated"),
        });
        expect(summary.good + summary.bad + summary.repeated).toBe(summary.read);
      },
    ),
  );
});

test("100,000 malformed rows: each refused with its line and its reason, in little memory", async () => {
  const rows = [
    'x,"open,3\n',
    "a\u0000b,,,,,\n",
    `=1,${PNC},X,31/02/2025,,\n`,
    "a,b\n",
    '"a"b",,,,,\n',
    "\ufeffr,,,,,\n",
    `R,${PNC},X,22/11/2026,,\n`,
  ];
  async function* flood() {
    yield EVENTS;
    for (let i = 0; i < 100_000; i += 1000) {
      yield Array.from({ length: 1000 }, (_, j) => rows[(i + j) % rows.length]).join("");
    }
  }
  const table = await openTable(flood());
  const mapping = table.ok ? mapColumns(KINDS.events, table.value.recognised.headings) : undefined;
  if (!table.ok || !mapping?.ok) throw new Error("it is a table of events");
  const before = process.memoryUsage().rss;
  let most = before;
  let line = 1;
  for await (const outcome of checkTable(table.value, KINDS.events, mapping.value, context)) {
    line += 1;
    if (outcome.kind !== "bad" || outcome.line !== line || outcome.errors.length === 0)
      throw new Error(`line ${line} was not refused`);
    for (const error of outcome.errors)
      if (!/^Line \d+(, \w+)?: .{10,}\.$/s.test(sayError(error))) throw new Error(sayError(error));
    if (line % 5000 === 0) most = Math.max(most, process.memoryUsage().rss);
  }
  expect(line - 1).toBe(100_000);
  expect(most - before).toBeLessThan(150_000_000);
});
