import { choose, type Field, optionalText, textOf } from "../../../web/form.tsx";
import { parseMl } from "./amount-rules.ts";

/** What the register's line of a dose says that only the paper, or whoever was there, can know. */
export type OnPaper = {
  /** Whole microlitres that were drawn up; nothing where it is not written down. */
  readonly microlitres: number | null;
  /** Whether they were asked who they are, and showed a document; nothing where it is not written down. */
  readonly id_asked: boolean | null;
  readonly id_shown: boolean | null;
  readonly lot?: string;
  /** The number of the paper form, and who gave and who saw it as it says. */
  readonly form?: string;
  readonly given_by?: string;
  readonly seen_by?: string;
};

const IDENTITY = {
  shown: { label: "Asked, and a document was shown", id_asked: true, id_shown: true },
  asked: { label: "Asked, no document was shown", id_asked: true, id_shown: false },
  no: { label: "Not asked", id_asked: false, id_shown: false },
  unknown: { label: "It is not written down", id_asked: null, id_shown: null },
} as const;

const optionalMl: Field<number | null> = {
  draw: "number",
  label: "How many millilitres were drawn up?",
  suffix: "ml",
  optional: true,
  read: (typed) => {
    const given = textOf(typed);
    if (given === "") return { value: null };
    const value = parseMl(given);
    return value === undefined
      ? { error: `“${given}” is no number of millilitres. Enter it like 0.90` }
      : { value };
  },
};

/** What the register's line holds of one answer about who somebody is. */
export const identityOf = (answer: keyof typeof IDENTITY): Pick<OnPaper, "id_asked" | "id_shown"> => {
  const { id_asked, id_shown } = IDENTITY[answer];
  return { id_asked, id_shown };
};

/** The questions of a dose recorded late whose answers its line in the register needs (controlled-drug register, supply entries). */
export const lineFields = {
  ml: optionalMl,
  lot: optionalText("Lot", { longest: 60 }),
  identity: choose(
    "Were they asked who they are?",
    Object.entries(IDENTITY).map(([value, { label }]) => ({ value: value as keyof typeof IDENTITY, label })),
    "Choose whether they were asked who they are, or say that it is not written down",
  ),
  address: optionalText("Address for the register", { longest: 200 }),
};

/** The same answers as the register's line holds them. */
export function readLine(
  typed: {
    readonly ml: number | null;
    readonly lot: string;
    readonly identity: keyof typeof IDENTITY;
    readonly address: string;
  },
  form: Pick<OnPaper, "form" | "given_by" | "seen_by"> = {},
): { readonly address: string; readonly paper: OnPaper } {
  return {
    address: typed.address === "" ? "no fixed abode" : typed.address,
    paper: {
      microlitres: typed.ml,
      ...identityOf(typed.identity),
      ...(typed.lot === "" ? {} : { lot: typed.lot }),
      ...form,
    },
  };
}
