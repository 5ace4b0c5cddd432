import { type Id, idOf, type PersonId } from "../../../kernel/id.ts";
import type { Instant, LocalDate } from "../../../kernel/time.ts";

export type OrderId = Id<"clinic-order">;
export const OrderId = idOf("clinic-order");
export type OrderPartId = Id<"clinic-order-part">;
export const OrderPartId = idOf("clinic-order-part");
export type PremisesId = Id<"premises">;
export const PremisesId = idOf("premises");

/** Sessions of a day, in order. Two a day are the first and the last. */
export const SLOTS = { morning: "Morning", midday: "Midday", evening: "Evening" } as const;
export type Slot = keyof typeof SLOTS;

/** The sessions of a day of so many. */
export const slotsOf = (sessionsADay: 2 | 3): readonly Slot[] =>
  sessionsADay === 3 ? ["morning", "midday", "evening"] : ["morning", "evening"];

/** How a dose is injected, as it is ordered. */
export const ROUTES = { vein: "into a vein", muscle: "into a muscle", skin: "under the skin" } as const;
export type Route = keyof typeof ROUTES;

export const STATES = ["draft", "queued", "signed", "held", "changed", "ended", "cancelled"] as const;
export type OrderState = (typeof STATES)[number];

/** One numbered part of an order: an injection of its own. Whole micrograms of the salt. */
export type Part = {
  readonly slot: Slot;
  readonly part: number;
  readonly product: string;
  readonly micrograms: number;
  /** From the end of the injection before, at least; 0 for a part that may follow straight away. */
  readonly leastMinutes: number;
  /** How it is injected; nothing where the order does not say. */
  readonly route?: Route | undefined;
};
export type OrderPart = Part & { readonly id: OrderPartId };

/** What of an order is written before it is signed, and never after. */
export type Writing = {
  readonly person: PersonId;
  readonly premises: PremisesId;
  readonly kind: "standing" | "single-session";
  readonly drugClass: string;
  readonly startsOn: LocalDate;
  readonly endsOn: LocalDate;
  /** Of an order for a single session. */
  readonly slot: Slot | undefined;
  readonly sessionsADay: 2 | 3;
  readonly mostSingle: number;
  readonly mostDaily: number;
  /** Down to how much of a session a nurse may reduce it without asking. */
  readonly rangeLeast: number | undefined;
  readonly protocol: string;
  readonly protocolVersion: number;
  readonly protocolPrint: string;
  readonly phase: "titration" | "stable";
  readonly rule: string;
  readonly naloxone: string;
  readonly reason: string | undefined;
  readonly replaces: OrderId | undefined;
  readonly insteadOf: OrderId | undefined;
  readonly parts: readonly Part[];
};

/** An order as it is kept. */
export type Order = Omit<Writing, "parts"> & {
  readonly id: OrderId;
  readonly parts: readonly OrderPart[];
  readonly withinRangeOf: OrderId | undefined;
  readonly premisesName: string;
  readonly state: OrderState;
  readonly agency: string;
  readonly ours: boolean;
  readonly teamName: string;
  readonly writtenAt: Instant;
  readonly writtenBy: string | undefined;
  readonly signedAt: Instant | undefined;
  readonly signedBy: string | undefined;
  readonly stopsOn: LocalDate | undefined;
  readonly restartedAt: Instant | undefined;
};

/** The parts of one session, in order. */
export const partsOfSlot = (parts: readonly Part[], slot: Slot): readonly Part[] =>
  parts.filter((part) => part.slot === slot).toSorted((a, b) => a.part - b.part);

/** What an order comes to in one session, or in the whole of its day. */
export const totalOf = (parts: readonly Part[], slot?: Slot): number =>
  parts
    .filter((part) => slot === undefined || part.slot === slot)
    .reduce((sum, part) => sum + part.micrograms, 0);
