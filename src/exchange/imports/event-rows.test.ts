import { expect, test } from "vitest";
import { EVENT_KINDS } from "../../record/event/kinds.ts";
import { eventRowKinds } from "./cells.ts";
import { importing, sayError, upload } from "./fixture.ts";
import { KINDS } from "./kinds.ts";

const HEAD = "CrimeRef,PNC,Offence,Date,EventKind\n";
const PNC = "2012/0394773H";
const read = (...rows: readonly string[]) => importing(KINDS.events, upload(`${HEAD}${rows.join("\n")}\n`));

test("one crime may be an offence, an arrest and a charge: of each kind a row of its own", async () => {
  const { rows, errors } = await read(
    `R1,${PNC},Burglary,01/10/2024,offence`,
    `R1,${PNC},Burglary,02/10/2024,arrest`,
    `R1,${PNC},Burglary,03/10/2024,arrest`,
  );
  expect(rows.map(({ kind }) => kind)).toEqual(["offence", "arrest"]);
  expect(errors.map(sayError)).toEqual([
    'Line 4, CrimeRef: "R1" is already on line 3, with other details. Keep the right one.',
  ]);
});

test("what a row of events cannot tell whole is refused, with where it belongs", async () => {
  const { rows, errors } = await read(
    `R1,${PNC},Detained,01/10/2024,Custody`,
    `R2,${PNC},Died,01/10/2024,death`,
    `R3,${PNC},Went out,01/10/2024,holiday`,
  );
  expect(rows).toEqual([]);
  expect(errors.map(sayError).slice(0, 2)).toEqual([
    'Line 2, EventKind: "Custody" is a time in custody, which has a day out: bring it in as a file of custody periods.',
    `Line 3, EventKind: "death" is recorded on the person's page, where it stops all that is under way.`,
  ]);
  expect(errors.map(sayError)[2]).toMatch(/^Line 4, EventKind: "holiday" is not one of /);
});

test("whoever chooses what a file of events holds is offered neither custody nor death", () => {
  const offered = eventRowKinds(EVENT_KINDS).map(({ code }) => code);
  expect(offered).toContain("offence");
  expect(EVENT_KINDS.map(({ code }) => code).filter((code) => !(offered as string[]).includes(code))).toEqual(
    ["custody", "death"],
  );
});
