import type { Rows } from "../evaluate/finding.ts";
import { SPAN_COLUMNS, SPANS } from "../evaluate/parallel-trends.ts";
import { asFile, drawn } from "./drawn.ts";

const at = (name: (typeof SPAN_COLUMNS)[number]): number => SPAN_COLUMNS.indexOf(name);

/** Rates of both groups span by span: full dots and a line with the programme, empty dots and dashes elsewhere, and a rule where it began. Its numbers are the table it is drawn from. */
export async function spansPicture({ rows }: Rows): Promise<string> {
  const points = rows.flatMap((row) =>
    (["rate with", "rate elsewhere"] as const).flatMap((group) => {
      const rate = row[at(group)];
      return typeof rate === "number" && Number.isFinite(rate) ? [{ span: String(row[0]), group, rate }] : [];
    }),
  );
  const of = (group: string) => points.filter((one) => one.group === group);
  const [own, other] = [of("rate with"), of("rate elsewhere")];
  const first = rows.find((row) => row[at("when")] !== "before");
  const ends = [own, other].flatMap((line, i) => {
    const end = line.at(-1);
    return end ? [{ ...end, words: i === 0 ? "with the programme" : "elsewhere" }] : [];
  });
  const label = `Rates of both groups in ${rows.length} spans${first ? `; a line marks ${first[0]}, the first with the programme` : ""}. The same numbers are in the table ${SPANS}.`;
  const drawing = await drawn(
    (plot, document) => ({
      document,
      width: 940,
      height: 400,
      marginLeft: 60,
      marginRight: 150,
      marginBottom: 50,
      x: {
        type: "point",
        label: "Span",
        labelArrow: "none",
        domain: rows.map((row) => String(row[0])),
        ...(rows.length > 12 ? { tickRotate: -60 } : {}),
      },
      y: { label: "Events for each unit of time", labelArrow: "none", grid: true, zero: true },
      marks: [
        plot.ruleY([0]),
        ...(first ? [plot.ruleX([String(first[0])], { strokeDasharray: "2,3", strokeWidth: 2 })] : []),
        plot.line(own, { x: "span", y: "rate", stroke: "currentColor", strokeWidth: 3 }),
        plot.line(other, {
          x: "span",
          y: "rate",
          stroke: "currentColor",
          strokeWidth: 2,
          strokeDasharray: "6,5",
        }),
        plot.dot(own, { x: "span", y: "rate", r: 5, fill: "currentColor" }),
        plot.dot(other, {
          x: "span",
          y: "rate",
          r: 5,
          fill: "white",
          stroke: "currentColor",
          strokeWidth: 2,
        }),
        plot.text(ends, { x: "span", y: "rate", text: "words", dx: 12, textAnchor: "start", fontSize: 13 }),
      ],
    }),
    label,
  );
  return asFile(drawing);
}
