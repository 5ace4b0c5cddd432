import type { Tx } from "../../../kernel/database/door.ts";

/** Whoever works at a clinic and reads of its people sees the list. */
export const readsEnding = ({ asking }: Tx): boolean =>
  asking.agency_kind === "clinic" &&
  ["dose:account", "clinic:govern"].some((one) => asking.may.includes(one));

/** A licensed doctor and the controlled-drugs lead begin an ending and call it off. */
export const decidesEnding = ({ asking }: Tx): boolean =>
  asking.agency_kind === "clinic" &&
  ["prescribe:licensed", "clinic:govern"].some((one) => asking.may.includes(one));
