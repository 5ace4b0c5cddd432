/** What of somebody's way on is known, when their clinic ends. */
export type WayOn = {
  readonly destination: string | undefined;
  readonly prescriber: string | undefined;
  readonly oralPlan: string | undefined;
  /** Where the handover to whoever receives them stands; nothing where none was offered. */
  readonly handover: "offered" | "accepted" | "arrived" | "declined" | undefined;
};

/** What each person needs before their last dose, in the order in which it is settled. */
export const NEEDS = {
  destination: "a destination",
  prescriber: "a prescriber",
  "oral-plan": "an oral plan",
  arrived: "to have arrived",
} as const;
export type Need = keyof typeof NEEDS;

/** What somebody still lacks. A handover that was offered or accepted names a destination; only one that has arrived is an arrival. */
export function lacks(one: WayOn): readonly Need[] {
  const goes = one.handover !== undefined && one.handover !== "declined";
  return [
    ...(one.destination || goes ? [] : (["destination"] as const)),
    ...(one.prescriber ? [] : (["prescriber"] as const)),
    ...(one.oralPlan ? [] : (["oral-plan"] as const)),
    ...(one.handover === "arrived" ? [] : (["arrived"] as const)),
  ];
}

/** Why a service ends or stops, in words. */
export const BECAUSE = {
  money: "The money ends",
  licence: "A licence ends",
  stock: "There is no stock",
  staff: "There is no staff",
  other: "Something else",
} as const;
export type Because = keyof typeof BECAUSE;
