import { expect, test } from "vitest";
import { rowFaults } from "./faults.ts";
import { logOf } from "./log.ts";

const LOG = `# Log

## Doses

| no. | hazard | what could happen | barriers | guarded by |
| --- | --- | --- | --- | --- |
| H1 | Given twice | Overdose | Unique | \`tests/once.test.ts\` |

| no. | cause | severity | likelihood | what is left | who signs |
| --- | --- | --- | --- | --- | --- |
| H1 | Pressed twice | major | very low | Given by hand | CSO, AO |

| signs | name | date | signature |
| --- | --- | --- | --- |
| CSO, clinical safety officer | | | |
| AO, accountable officer | A. Name | 1 May | A. N. |
`;

const faultsWith = (words: string, instead: string): readonly string[] => {
  expect(LOG).toContain(words);
  return rowFaults(logOf(LOG.replace(words, instead)));
};

test("a hazard with all that must be signed is read whole and has no fault", () => {
  const log = logOf(LOG);
  expect(log.hazards).toEqual([
    {
      id: "H1",
      group: "Doses",
      effect: "Overdose",
      barriers: "Unique",
      guards: ["tests/once.test.ts"],
      cause: "Pressed twice",
      severity: "major",
      likelihood: "very low",
      left: "Given by hand",
      signers: ["CSO", "AO"],
    },
  ]);
  expect(log.signatures.map(({ role, signed }) => [role, signed])).toEqual([
    ["CSO", false],
    ["AO", true],
  ]);
  expect(rowFaults(log)).toEqual([]);
});

test.each([
  ["Pressed twice", "", "H1 has no cause"],
  ["Overdose", "", "H1 does not say what could happen"],
  ["Unique", "", "H1 has no control"],
  ["`tests/once.test.ts`", "", "H1 names no test"],
  ["major", "", "H1 has no severity of the scale"],
  ["major", "rather bad", "H1 has no severity of the scale"],
  ["very low", "", "H1 has no likelihood of the scale"],
  ["very low", "minor", "H1 has no likelihood of the scale"],
  ["Given by hand", "", "H1 does not say what is left"],
  ["CSO, AO |", "|", "H1 is not signed by the clinical safety officer"],
  ["CSO, AO |", "AO |", "H1 is not signed by the clinical safety officer"],
  ["CSO, AO |", "CSO, AO, XX |", "H1: nobody is called XX"],
  ["| major |", "| catastrophic |", "H1 is not among those to read first"],
  ["very low", "medium", "H1 is not among those to read first"],
  ["# Log", "# Log\n\nTo read first, since people may die: H1.", "H1 need not be to read first"],
  ["| AO, accountable officer |", "| LD, licensed doctor |", "H1: AO has no line to sign in “Doses”"],
  ["| H1 | Pressed twice", "| H2 | Pressed twice", "H2: a cause stands without its hazard, or twice"],
])("“%s” replaced by “%s” is a fault", (words, instead, fault) => {
  expect(faultsWith(words, instead)).toContain(fault);
});

test("a cause, or what is left, that was copied from another hazard is a fault", () => {
  const second = LOG.replace(
    "| H1 | Given twice | Overdose | Unique | `tests/once.test.ts` |",
    "$&\n| H2 | Given early | Overdose | Interval | `tests/once.test.ts` |",
  ).replace(/\| H1 \| Pressed twice.*/, "$&\n| H2 | Clocks | major | low | Given by hand | CSO, AO |");
  expect(rowFaults(logOf(second))).toEqual(["H2: its left is another's word for word"]);
});

test("a hazard that lost its second line lacks all that stood there", () => {
  const without = LOG.replace(/\| H1 \| Pressed twice.*\n/, "");
  expect(rowFaults(logOf(without))).toHaveLength(5);
});
