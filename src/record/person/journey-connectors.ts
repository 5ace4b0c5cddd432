import { longDate } from "../../kernel/time.ts";
import type { Axis } from "./journey-axis.ts";
import type { Lane } from "./journey-layout.ts";
import { isOpen, type Journey, type JourneyHandover, sayHandover, serviceName } from "./journey-model.ts";

type Point = { readonly x: number; readonly y: number };

/** One handover as a line from the lane that offers to the lane that receives. */
export type Connector = {
  readonly key: string;
  /** `open` still waits, `late` waits too long, `arrived` is done, `closed` ended without an arrival. */
  readonly look: "open" | "late" | "arrived" | "closed";
  readonly offered: Point;
  readonly accepted?: Point;
  /** The arrival; the day it was closed; or today, while it waits. */
  readonly end: Point;
  /** How far the line's bends reach, up or down. */
  readonly bend: number;
  readonly title: string;
};

/** Lines between lanes. A handover within one service has no line and stands in the table alone. */
export function connectorsOf(journey: Journey, axis: Axis, lanes: readonly Lane[]): readonly Connector[] {
  return journey.handovers.flatMap((handover, index) => {
    const from = lanes.find((lane) => lane.service === handover.fromService);
    const to = lanes.find((lane) => lane.service === handover.toService);
    if (!from || !to || from === to) return [];
    return [connector(handover, journey, axis, from, to, index)];
  });
}

function connector(
  handover: JourneyHandover,
  journey: Journey,
  axis: Axis,
  from: Lane,
  to: Lane,
  index: number,
): Connector {
  const down = to.top > from.top;
  const offered = { x: axis.x(handover.offeredOn), y: down ? barEdges(from).bottom : barEdges(from).top };
  const endDay = isOpen(handover)
    ? journey.today
    : (handover.arrivedOn ?? handover.closedOn ?? handover.offeredOn);
  const end = { x: axis.x(endDay), y: down ? barEdges(to).top : barEdges(to).bottom };
  const bend = (end.y - offered.y) * 0.55;
  const line = { offered, end, bend };
  const accepted = handover.acceptedOn && pointAt(line, axis.x(handover.acceptedOn));
  const words = `Handover from ${serviceName(journey, handover.fromService)} to ${serviceName(journey, handover.toService)}`;
  return {
    key: `${index}`,
    look: lookOf(handover),
    ...line,
    accepted,
    title: `${words}: offered on ${longDate(handover.offeredOn)}, ${sayHandover(handover)}`,
  };
}

function lookOf(handover: JourneyHandover): Connector["look"] {
  if (handover.state === "arrived") return "arrived";
  if (!isOpen(handover)) return "closed";
  return handover.late ? "late" : "open";
}

/** The edges of the lane's bars; where it has none yet, of the place where one will stand. */
function barEdges(lane: Lane): { readonly top: number; readonly bottom: number } {
  const tops = lane.bars.map((bar) => bar.y);
  const bottoms = lane.bars.map((bar) => bar.y + bar.height);
  const middle = lane.top + lane.height - 22;
  return {
    top: Math.min(...tops, tops.length > 0 ? Infinity : middle),
    bottom: Math.max(...bottoms, bottoms.length > 0 ? -Infinity : middle),
  };
}

/** The line as an SVG path: down, across, down. */
export const pathOf = ({ offered, end, bend }: Pick<Connector, "offered" | "end" | "bend">): string =>
  `M${offered.x.toFixed(1)} ${offered.y.toFixed(1)}C${offered.x.toFixed(1)} ${(offered.y + bend).toFixed(1)} ` +
  `${end.x.toFixed(1)} ${(end.y - bend).toFixed(1)} ${end.x.toFixed(1)} ${end.y.toFixed(1)}`;

const BISECTIONS = 24;

/** The point of the line that stands at this x. The line only ever moves to the right, so halving finds it. */
function pointAt(line: Pick<Connector, "offered" | "end" | "bend">, x: number): Point {
  const { offered, end, bend } = line;
  const at = (t: number, a: number, b: number, c: number, d: number): number =>
    (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d;
  let low = 0;
  let high = 1;
  if (end.x - offered.x < 1)
    return { x: offered.x, y: at(0.5, offered.y, offered.y + bend, end.y - bend, end.y) };
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (at(middle, offered.x, offered.x, end.x, end.x) < x) low = middle;
    else high = middle;
  }
  return { x, y: at(low, offered.y, offered.y + bend, end.y - bend, end.y) };
}
