import type { Barrier } from "./barriers.ts";
import { filesOf, type Hazard, type HazardLog } from "./log.ts";

const INDEPENDENT = 3;

/** The five steps of each scale, as the log's preamble explains them. */
const SEVERITIES: readonly string[] = ["minor", "significant", "considerable", "major", "catastrophic"];
const LIKELIHOODS: readonly string[] = ["very low", "low", "medium", "high", "very high"];

const ALWAYS = "CSO";
/** Who may be asked to sign a hazard, as the log's preamble names them. */
const SIGNERS: readonly string[] = [ALWAYS, "AO", "LD", "IG", "SM"];

/** What a row lacks that whoever signs it must read. */
function missing(hazard: Hazard): readonly string[] {
  const { id, cause, effect, barriers, guards, severity, likelihood, left, signers } = hazard;
  return [
    ...(cause === "" ? [`${id} has no cause`] : []),
    ...(effect === "" ? [`${id} does not say what could happen`] : []),
    ...(barriers === "" ? [`${id} has no control`] : []),
    ...(guards.length === 0 ? [`${id} names no test`] : []),
    ...(SEVERITIES.includes(severity) ? [] : [`${id} has no severity of the scale`]),
    ...(LIKELIHOODS.includes(likelihood) ? [] : [`${id} has no likelihood of the scale`]),
    ...(left === "" ? [`${id} does not say what is left`] : []),
    ...(signers.includes(ALWAYS) ? [] : [`${id} is not signed by the clinical safety officer`]),
    ...signers.filter((role) => !SIGNERS.includes(role)).map((role) => `${id}: nobody is called ${role}`),
  ];
}

/** A cause or a rest that stands at two hazards was copied, and thought about for one at most. */
const copied = (hazards: readonly Hazard[], cell: "cause" | "left"): readonly string[] =>
  hazards
    .filter((one, i) => one[cell] !== "" && hazards.findIndex((other) => other[cell] === one[cell]) < i)
    .map(({ id }) => `${id}: its ${cell} is another's word for word`);

/** Whether more than one may die of it, or one may and nobody would be surprised: the list at the top is these, or the officer misses one. */
const isFirst = ({ severity, likelihood }: Hazard): boolean =>
  severity === "catastrophic" ||
  (severity === "major" && LIKELIHOODS.indexOf(likelihood) >= LIKELIHOODS.indexOf("medium"));

/** What is wrong with the rows of a log as rows: something to be read or signed is not there. */
export function rowFaults({ hazards, strays, signatures, readFirst }: HazardLog): readonly string[] {
  const twice = hazards.filter(({ id }, i) => hazards.findIndex((other) => other.id === id) !== i);
  const unsigned = hazards.flatMap(({ id, group, signers }) =>
    signers
      .filter((role) => !signatures.some((line) => line.group === group && line.role === role))
      .map((role) => `${id}: ${role} has no line to sign in “${group}”`),
  );
  return [
    ...twice.map(({ id }) => `${id} stands twice`),
    ...strays.map((id) => `${id}: a cause stands without its hazard, or twice`),
    ...hazards.flatMap(missing),
    ...copied(hazards, "cause"),
    ...copied(hazards, "left"),
    ...unsigned,
    ...hazards
      .filter((one) => isFirst(one) !== readFirst.includes(one.id))
      .map((one) => `${one.id} ${isFirst(one) ? "is not among those" : "need not be"} to read first`),
  ];
}

/** What is wrong with the controls of a log, given the titles that a test file declares. */
export function guardFaults(
  hazards: readonly Hazard[],
  critical: Readonly<Record<string, readonly Barrier[]>>,
  titles: (file: string) => readonly string[],
): readonly string[] {
  return [
    ...hazards.flatMap(({ id, guards }) =>
      guards
        .filter((guard) => !filesOf(guard).some((file) => titles(file).length > 0))
        .map((guard) => `${id}: no test stands in ${guard}`),
    ),
    ...Object.entries(critical).flatMap(([hazard, barriers]) => {
      const named = hazard.match(/H\d+/g) ?? [];
      const standing = barriers.filter(({ file, title }) => titles(file).includes(title));
      return [
        ...named.filter((id) => !hazards.some((one) => one.id === id)).map((id) => `${id} is not in the log`),
        ...barriers
          .filter((one) => !standing.includes(one))
          .map(({ file, title }) => `${hazard}: no test “${title}” in ${file}`),
        ...(standing.length < INDEPENDENT || new Set(standing.map(({ kind }) => kind)).size < INDEPENDENT
          ? [`${hazard}: fewer than three independent barriers stand`]
          : []),
      ];
    }),
  ];
}
