import { longDate, longDateTime } from "../../kernel/time.ts";
import { listed } from "../../kernel/words.ts";
import type { ServiceKinds } from "../../record/episode/service-kind.ts";
import { EVENT_KINDS } from "../../record/event/kinds.ts";
import { EXITS, MODALITIES, SETTINGS } from "../../record/intervention/codes.ts";
import { RECIPIENTS } from "../../record/letter/rules.ts";
import { templateNamed } from "../../record/letter/templates.ts";
import { measureNamed } from "../../record/measure/definitions/index.ts";
import { AREAS, LEVELS } from "../../record/risk/areas.ts";
import { sayCategory, sayKinds } from "../../record/sharing/messages.ts";
import { amountWords } from "../../services/medicines/amount-rules.ts";
import { drugName } from "../../services/medicines/index.ts";
import { productOf } from "../../services/medicines/strengths-rules.ts";
import type { Recorded } from "./collect-store.ts";

type Facts = Recorded["facts"];

const textOf = (facts: Facts, name: string): string => {
  const value = facts[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
};
const dayOf = (facts: Facts, name: string): string => {
  const text = textOf(facts, name);
  return text ? longDate(Temporal.PlainDate.from(text)) : "";
};
const nameIn = (of: Readonly<Record<string, unknown>>, code: string): string => {
  const found = of[code];
  return typeof found === "string" ? found : code;
};
const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join("; ");
const asked = (before: string, what: string): string => (what === "" ? "" : `${before}${what}`);

const WAYS: Readonly<Record<string, string>> = {
  mouth: "by mouth",
  depot: "depot injection",
  injected: "injected",
};
const HOW: Readonly<Record<string, string>> = {
  "face-to-face": "Face to face",
  phone: "By phone",
  video: "By video",
  text: "By text message",
  letter: "By letter",
};

/** An item in words that somebody elsewhere can read without this program's codes. */
export function tell({ section, facts, at }: Recorded, kinds: ServiceKinds): string {
  switch (section) {
    case "alias":
      return `${textOf(facts, "name")} (${textOf(facts, "kind").replace("-", " ")})`;
    case "alert":
      return textOf(facts, "words");
    case "last-dose":
      return `${drugName(textOf(facts, "drug"))} ${amountWords(Number(facts.micrograms))}, ${nameIn(WAYS, textOf(facts, "way"))}, seen taken at ${textOf(facts, "site")}${at ? ` on ${longDateTime(at)}` : ""}`;
    case "prescription":
      return tellPrescription(facts);
    case "episode":
      return tellStay(facts, kinds);
    case "risk":
      return tellRisk(facts);
    case "goal":
      return joined(textOf(facts, "words"), textOf(facts, "state"), textOf(facts, "because"));
    case "step":
      return joined(
        textOf(facts, "words"),
        asked("by ", textOf(facts, "who")),
        asked("until ", dayOf(facts, "byOn")),
        textOf(facts, "state").replace("-", " "),
      );
    case "review":
      return joined(
        textOf(facts, "words"),
        facts.agreed === true ? "agreed with the person" : "not agreed",
        asked("next review ", dayOf(facts, "nextReviewOn")),
      );
    case "measure":
      return tellMeasure(facts);
    case "event":
      return tellEvent(facts);
    case "intervention":
      return joined(
        `${nameIn(MODALITIES, textOf(facts, "modality"))}, ${nameIn(SETTINGS, textOf(facts, "setting"))}`,
        asked("started ", dayOf(facts, "startedOn")),
        asked("ended ", dayOf(facts, "endedOn")),
        asked("", facts.exit ? nameIn(EXITS, textOf(facts, "exit")) : ""),
      );
    case "contact":
      return joined(
        nameIn(HOW, textOf(facts, "how")) +
          asked(", ", facts.minutes ? `${textOf(facts, "minutes")} minutes` : ""),
        textOf(facts, "words"),
      );
    case "letter":
      return `${templateNamed(textOf(facts, "template"))?.name ?? textOf(facts, "template")}, to: ${nameIn(RECIPIENTS, textOf(facts, "to"))}`;
    case "consent":
      return `${sayCategory(textOf(facts, "category"))} to ${sayKinds(textOf(facts, "reader"))}: ${textOf(facts, "decision")}. It does not hold here: ask anew`;
  }
}

function tellPrescription(facts: Facts): string {
  const product = productOf(textOf(facts, "product"));
  const dose = amountWords(Number(facts.micrograms));
  return joined(
    `${product?.name ?? textOf(facts, "product")}, ${dose}${product?.everyDays ? "" : " a day"}`,
    `${dayOf(facts, "startsOn")} to ${dayOf(facts, "endsOn")}`,
    facts.supervised === "every" ? "every collection supervised" : "not supervised",
    `${textOf(facts, "state")} at the sender’s: history, not an order`,
  );
}

function tellStay(facts: Facts, kinds: ServiceKinds): string {
  const kind = kinds.find(({ code }) => code === facts.kind);
  const stage = kind?.stages.find(({ code }) => code === facts.stage)?.name ?? textOf(facts, "stage");
  const ending = kind?.endings.find(({ code }) => code === facts.ending)?.name ?? textOf(facts, "ending");
  return joined(
    `${textOf(facts, "service")}${kind ? ` (${kind.name})` : ""}`,
    `from ${dayOf(facts, "startedOn")}`,
    facts.endedOn ? `ended ${dayOf(facts, "endedOn")}: ${ending}` : `open, at “${stage}”`,
    textOf(facts, "reason"),
  );
}

function tellRisk(facts: Facts): string {
  const area = Object.entries(AREAS).find(([code]) => code === facts.area)?.[1].name;
  return joined(
    `${area ?? textOf(facts, "area")}: ${nameIn(LEVELS, textOf(facts, "level")).toLowerCase()}`,
    textOf(facts, "reasons"),
    asked("to do: ", textOf(facts, "todo")),
    asked("by ", textOf(facts, "byWhom")),
    asked("review ", dayOf(facts, "reviewOn")),
  );
}

function tellMeasure(facts: Facts): string {
  const definition = measureNamed(textOf(facts, "definition"));
  const scores = Object.entries((facts.scores ?? {}) as Record<string, unknown>).flatMap(([code, value]) =>
    typeof value === "number"
      ? [`${definition?.scores.find((each) => each.code === code)?.name ?? code} ${value}`]
      : [],
  );
  return joined(
    `${definition?.name ?? textOf(facts, "definition")}`,
    scores.length > 0 ? listed(scores) : "",
  );
}

function tellEvent(facts: Facts): string {
  const kind = EVENT_KINDS.find(({ code }) => code === facts.kind)?.name ?? textOf(facts, "kind");
  return joined(
    kind,
    textOf(facts, "what"),
    textOf(facts, "outcome"),
    asked("at ", textOf(facts, "place")),
    asked("until ", dayOf(facts, "untilOn")),
    facts.certainty === "confirmed" ? "" : textOf(facts, "certainty"),
  );
}

/** Of which day an item is, as it is shown. */
export const sayDay = (item: { readonly day: string; readonly at?: string | undefined }): string =>
  item.at ? longDateTime(Temporal.Instant.from(item.at)) : longDate(Temporal.PlainDate.from(item.day));
