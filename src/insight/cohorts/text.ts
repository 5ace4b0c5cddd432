import type { Estimate, Finding } from "../evaluate/finding.ts";
import type { Part } from "../evaluate/moves.ts";
import { SPANS } from "../evaluate/parallel-trends.ts";
import { figure, lined, pValue, tableText } from "../stats/text.ts";
import type { WhoChanged } from "./changed.ts";
import type { Evaluation, GroupTold, Side, Told } from "./evaluation.ts";
import type { Step } from "./selection-rules.ts";

/** Tables of curves are long: they are in the JSON, and those of balance stand in the text. */
const isShown = (name: string): boolean => name.includes("balance") || name === SPANS;

const perCent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const within = (
  low: number | undefined,
  high: number | undefined,
  show: (value: number) => string,
): string =>
  low === undefined || high === undefined || Number.isNaN(low)
    ? ""
    : low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY
      ? " (no limits)"
      : ` (${show(low)} to ${show(high)})`;

const block = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? "" : [title, ...lines].join("\n");
const dashed = (lines: readonly string[]): string[] => lines.map((line) => `- ${line}`);

/** An evaluation as plain text: the cohort in words, the flow, everyone beside those who stayed, warnings last. */
export function evaluationText(whole: Evaluation): string {
  const parts = [
    `${whole.title}\n${whole.question}\nDesign by ${whole.author}, ${whole.date}.`,
    block("The cohort", dashed(whole.words)),
    flowText(whole),
    freshText(whole),
    ...whole.outcomes.map((told) => outcomeText(told, whole.groups)),
    block("Before you believe it:", dashed(whole.cautions.map(({ sentence }) => sentence))),
    block("By which a later run knows that it is the same (SHA-256):", [
      lined([
        [`design ${whole.design.file}`, whole.design.sha256],
        [`people ${whole.people.file}`, whole.people.sha256],
        ...(whole.events ? [[`events ${whole.events.file}`, whole.events.sha256]] : []),
      ]),
    ]),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function flowText({ people, flow, groups }: Evaluation): string {
  const left = flow.at(-1)?.left ?? people.rows;
  const stayed = groups.map(groupText).join("; ");
  return block("Who is in, and who was left out", [
    lined([
      [`rows of ${people.file}`, "", String(people.rows)],
      ...flow.map(stepRow),
      ["in the cohort", "", String(left)],
    ]),
    `  ${stayed}.`,
  ]);
}

const stepRow = ({ because, leftOut, left }: Step): string[] => [
  because,
  leftOut === 0 ? "none" : `−${leftOut}`,
  String(left),
];

function groupText({ name, people, stayed }: GroupTold): string {
  if (!stayed) return `${name}: ${people}`;
  const unknown = stayed.notKnown > 0 ? `, ${stayed.notKnown} not known` : "";
  return `${name}: ${people} (${stayed.stayed} stayed, ${stayed.left} did not${unknown})`;
}

function freshText({ freshness, events }: Evaluation): string {
  const { latest, completeFrom, completeTo, completeToIs } = freshness;
  return block("How fresh the data are", [
    ...latest.map(({ file, column, day }) => `- the latest day in “${column}” of ${file} is ${day}`),
    ...(completeTo === undefined
      ? []
      : [
          `- complete${completeFrom === undefined ? "" : ` from ${completeFrom}`} to ${completeTo}, ${completeToIs === "stated" ? "as the design says" : "taken from the latest day"}`,
        ]),
    ...(events ? [`- ${events.rows} rows of events`] : []),
  ]);
}

function outcomeText(told: Told, groups: readonly GroupTold[]): string {
  const { name, words, methods, chosen, flow, rows, everyone, stayed } = told;
  const sides = stayed ? [everyone, stayed] : [everyone];
  const heading = ["", ...sides.map(({ who, people }) => `${who} (n = ${people.join(" + ")})`)];
  const by = chosen.by === "the design" ? "as the design says" : `usual for ${chosen.because}`;
  return [
    `Outcome: ${name}`,
    `${words[0]?.toUpperCase()}${words.slice(1)}. By ${methods.join(" and ")}: ${by}.`,
    ...flow.map(({ because, leftOut }) => `Left out of this outcome: ${leftOut}, ${because}.`),
    ...rowsText(rows),
    "",
    lined([
      heading,
      ...groups.flatMap((_, g) => countedRows(sides, g, groups.length > 1)),
      ...changedRows(sides),
    ]),
    ...methods.flatMap((_, m) => ["", methodText(told, sides, m)]),
  ].join("\n");
}

function rowsText(rows: Readonly<Record<string, number>>): string[] {
  const told = Object.entries(rows).filter(([, count]) => count > 0);
  return told.length === 0 ? [] : [`Events: ${told.map(([what, count]) => `${count} ${what}`).join("; ")}.`];
}

function countedRows(sides: readonly Side[], g: number, named: boolean): string[][] {
  const [first] = sides;
  const of = named ? `${first?.counted[g]?.group}: ` : "";
  const what = first?.counted[g]?.figures.map((one) => one.what) ?? [];
  return [
    [`${of}people`, ...sides.map(({ counted }) => String(counted[g]?.people ?? 0))],
    ...what.map((each) => [
      `${of}${each}`,
      ...sides.map(({ counted }) => {
        const one = counted[g]?.figures.find((figureOf) => figureOf.what === each);
        return one ? `${figure(one.value)}${within(one.low, one.high, figure)}` : "–";
      }),
    ]),
  ];
}

const partText = (part: Part | undefined): string =>
  part ? `${part.count} of ${part.of}, ${perCent(part.share)}${within(part.low, part.high, perCent)}` : "–";

function changedRows(sides: readonly Side[]): string[][] {
  const groups = sides[0]?.changed ?? [];
  return groups.flatMap(({ group, worse }) => {
    const mine = sides.map(({ changed }) => changed.find((one) => one.group === group));
    const row = (what: keyof Pick<WhoChanged, "rose" | "held" | "fell">): string[] => {
      const way = what === "held" || worse === undefined ? "" : what === worse ? " (worse)" : " (better)";
      return [
        `${groups.length > 1 ? `${group}: ` : ""}${what}${way}`,
        ...mine.map((one) => partText(one?.[what])),
      ];
    };
    const unknown = mine.map((one) => String(one?.unknown ?? 0));
    return [
      row("rose"),
      row("held"),
      row("fell"),
      ...(unknown.some((count) => count !== "0") ? [["cannot be compared with themselves", ...unknown]] : []),
    ];
  });
}

const nameOf = ({ what, of, by }: Estimate): string =>
  `${of === undefined ? what : `${what}, ${of}`}${by === undefined ? "" : ` [${by}]`}`;

function estimateText(one: Estimate | undefined): string {
  if (!one) return "–";
  const p = pValue(one.p);
  return `${figure(one.value)}${within(one.low, one.high, figure)}${p === "" ? "" : `, ${p}`}`;
}

/** One method, everyone beside those who stayed; what it takes for granted and warns of, once where both say the same. */
function methodText({ methods, first, second }: Told, sides: readonly Side[], m: number): string {
  const answers = sides.map(({ answers: all }) => all[m]);
  const findings = answers.flatMap((one): Finding[] => (one && "finding" in one ? [one.finding] : []));
  const names = [...new Set(findings.flatMap(({ estimates }) => estimates.map(nameOf)))];
  const ordered = findings.some(({ estimates }) => estimates.some(({ of }) => of === "first"));
  const order = ordered ? `; first is “${first}”, second “${second}”` : "";
  const level = findings[0] ? ` (${Number((100 * findings[0].level).toFixed(4))} % intervals${order})` : "";
  const rows = names.map((name) => [
    name,
    ...answers.map((one) =>
      one && "finding" in one
        ? estimateText(one.finding.estimates.find((each) => nameOf(each) === name))
        : "–",
    ),
  ]);
  const counts = [...new Set(findings.flatMap((one) => Object.keys(one.counts)))].map((what) => [
    what,
    ...answers.map((one) => (one && "finding" in one ? figure(one.finding.counts[what] ?? 0) : "–")),
  ]);
  const refused = answers.flatMap((one, s) =>
    one && "refused" in one ? [`- no figure for ${sides[s]?.who}: ${one.refused.sentence}`] : [],
  );
  const tables = findings
    .slice(0, 1)
    .flatMap(({ tables: all }) => all.filter(({ name }) => isShown(name)).map(tableText));
  return [
    `${methods[m]}${level}`,
    ...(rows.length > 0 ? [lined([["", ...sides.map(({ who }) => who)], ...rows, ...counts])] : []),
    ...tables,
    ...refused,
    ...said(
      "It takes for granted:",
      sides,
      findings.map(({ assumptions }) => assumptions),
    ),
    ...said(
      "It warns:",
      sides,
      findings.map(({ warnings }) => warnings.map(({ sentence }) => sentence)),
    ),
  ].join("\n");
}

/** Sentences of both sides; what only those who stayed are told is marked. */
function said(title: string, sides: readonly Side[], each: readonly (readonly string[])[]): string[] {
  const [first = [], second = []] = each;
  const more = second
    .filter((sentence) => !first.includes(sentence))
    .map((one) => `${sides[1]?.who}: ${one}`);
  const all = [...first, ...more];
  return all.length === 0 ? [] : [title, ...dashed(all)];
}

/** An evaluation as JSON. What has no bound is the text "Infinity", what cannot be said is null: JSON has neither. */
export function evaluationJson(whole: Evaluation, summary: boolean): string {
  return JSON.stringify(
    whole,
    (key, value: unknown) => {
      if (summary && key === "tables") return [];
      if (typeof value !== "number" || Number.isFinite(value)) return value;
      return Number.isNaN(value) ? null : String(value);
    },
    2,
  );
}
