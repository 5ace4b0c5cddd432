import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import { type Catalogue, type CountedEvent, inSentence } from "./catalogue.ts";
import type { Subject } from "./messages.ts";

/** A service as the partnership has it. */
export type OfferedService = {
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly kindName: string;
};

/** What is asked: who entered what, which events, how far before and after. */
export type Question = {
  readonly service: { readonly by: "kind" | "service"; readonly code: string; readonly entered: string };
  readonly event: CountedEvent;
  readonly windowDays: number;
  /** Of those who entered between two days alone, both included; of everyone where nothing is said. */
  readonly enteredIn?: { readonly from: LocalDate; readonly to: LocalDate };
};

/** What stood in the address or on the command line. */
export type Asked = {
  readonly service?: string | undefined;
  readonly event?: string | undefined;
  readonly window?: string | undefined;
};

/** Why a question cannot be answered as it was put. */
export type QuestionRefusal =
  | { readonly code: "no-services" }
  | { readonly code: "service-unknown"; readonly given: string; readonly known: readonly string[] }
  | { readonly code: "event-unknown"; readonly given: string; readonly known: readonly string[] }
  | { readonly code: "window-not-usable"; readonly given: string };

/** Below a month a window says nothing, beyond five years people have other lives. In days. */
export const SHORTEST_WINDOW = 28;
export const LONGEST_WINDOW = 1826;
const USUAL_WINDOW = "365";
const USUAL_SERVICE = "community";

/**
 * Reads what is asked. What is left out is `community` (or the first kind of service there is), the first kind of event,
 * and a year. A code of a kind of service means all services of that kind; any other is one service.
 *
 * Refuses what is not here, with what is.
 */
export function readQuestion(
  asked: Asked,
  offered: readonly OfferedService[],
  catalogue: Catalogue,
): Result<Question, QuestionRefusal> {
  const usual = offered.find((one) => one.kind === USUAL_SERVICE) ?? offered[0];
  if (!usual) return refuse({ code: "no-services" });
  const wanted = asked.service || usual.kind;
  const ofKind = offered.find((one) => one.kind === wanted);
  const one = offered.find((each) => each.code === wanted);
  if (!ofKind && !one) {
    const known = [...new Set(offered.flatMap((each) => [each.kind, each.code]))];
    return refuse({ code: "service-unknown", given: wanted, known });
  }
  const event = catalogue.events.find((each) => each.code === (asked.event || catalogue.events[0]?.code));
  if (!event) {
    const known = catalogue.events.map((each) => each.code);
    return refuse({ code: "event-unknown", given: asked.event ?? "", known });
  }
  const window = asked.window || USUAL_WINDOW;
  const windowDays = /^\d{1,4}$/.test(window) ? Number(window) : 0;
  if (windowDays < SHORTEST_WINDOW || windowDays > LONGEST_WINDOW) {
    return refuse({ code: "window-not-usable", given: window });
  }
  const service = ofKind
    ? { by: "kind" as const, code: ofKind.kind, entered: kindEntered(ofKind, catalogue) }
    : { by: "service" as const, code: wanted, entered: one?.name ?? wanted };
  return accept({ service, event, windowDays });
}

const kindEntered = ({ kind, kindName }: OfferedService, { services }: Catalogue): string =>
  services.find((one) => one.code === kind)?.entered ?? inSentence(kindName);

/** The question as phrases for sentences. */
export const subjectOf = ({ service, event }: Question): Subject => ({
  who: `everyone who entered ${service.entered}`,
  events: inSentence(event.plural),
});

/** What is counted around entry, as a heading: `Recorded offences, 365 days before and after entry`. */
export const aroundEntry = ({ event, windowDays }: Question): string =>
  `${event.plural}, ${windowDays} days before and after entry`;

/** The question as an address asks it. */
export const asQuery = ({ service, event, windowDays }: Question): string =>
  new URLSearchParams({ service: service.code, event: event.code, window: String(windowDays) }).toString();
