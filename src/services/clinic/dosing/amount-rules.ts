import { accept, type Result, refuse } from "../../../kernel/result.ts";
import type { ClinicProduct, Micrograms } from "../products.ts";

/** What is taken from the cupboard for one part of an order, and how it is made up. Whole micrograms and microlitres. */
export type MadeUp = {
  readonly dose: Micrograms;
  /** Ampoules opened; none of a solution. */
  readonly units: number;
  readonly taken: Micrograms;
  /** What is left in the ampoule, wasted at once with a witness. */
  readonly rest: Micrograms;
  readonly microgramsPerMillilitre: number;
  /** To draw up: a hundredth of a millilitre is ten of these. */
  readonly microlitres: number;
};

export type MadeUpRefusal = { readonly code: "not-injected" } | { readonly code: "not-drawn-exactly" };

const HUNDREDTH = 10;

/** How a dose is made up from this product. A dose that a syringe marked in hundredths of a millilitre cannot hold is refused, never rounded. */
export function makeUp(
  dose: Micrograms,
  { form, strength }: Pick<ClinicProduct, "form" | "strength">,
  milligramsPerMillilitre: number,
): Result<MadeUp, MadeUpRefusal> {
  if (form === "powder-ampoule" && strength.per === "unit") {
    const units = Math.ceil(dose / strength.micrograms);
    const taken = units * strength.micrograms;
    return drawn({
      dose,
      units,
      taken,
      rest: taken - dose,
      microgramsPerMillilitre: milligramsPerMillilitre * 1000,
    });
  }
  if (form === "solution" && strength.per === "ml")
    return drawn({ dose, units: 0, taken: dose, rest: 0, microgramsPerMillilitre: strength.micrograms });
  return refuse({ code: "not-injected" });
}

function drawn(made: Omit<MadeUp, "microlitres">): Result<MadeUp, MadeUpRefusal> {
  const microlitres = (made.dose * 1000) / made.microgramsPerMillilitre;
  return Number.isInteger(microlitres / HUNDREDTH)
    ? accept({ ...made, microlitres })
    : refuse({ code: "not-drawn-exactly" });
}

/** `90 mg`; `67.5 mg`. */
export const mg = (micrograms: Micrograms): string => `${micrograms / 1000} mg`;

/** `0.90 ml` */
export const ml = (microlitres: number): string => `${(microlitres / 1000).toFixed(2)} ml`;

/** Milligrams as people type them, in whole micrograms: `90`, `67.5`, `67,5 mg`. Undefined when it is none above zero. */
export function parseMg(text: string): Micrograms | undefined {
  const typed = /^(\d{1,5})(?:[.,](\d{1,3}))?\s*(?:mg)?$/i.exec(text.trim());
  if (!typed) return undefined;
  return Number(typed[1]) * 1000 + Number((typed[2] ?? "").padEnd(3, "0"));
}

/** Millilitres as people type them, in whole microlitres: `0.9`, `.90 ml`. Undefined when it is none. */
export function parseMl(text: string): number | undefined {
  const typed = /^(\d{0,3})(?:[.,](\d{1,3}))?\s*(?:ml)?$/i.exec(text.trim());
  if (!typed || (typed[1] === "" && typed[2] === undefined)) return undefined;
  return Number(typed[1]) * 1000 + Number((typed[2] ?? "").padEnd(3, "0"));
}

/** What became of what was prepared, in one visit. */
export type Accounted = {
  readonly prepared: Micrograms;
  readonly injected: Micrograms;
  readonly wasted: Micrograms;
  readonly returned: Micrograms;
};

/** What of it is not accounted for yet: a visit closes at zero alone. */
export const unaccounted = ({ prepared, injected, wasted, returned }: Accounted): Micrograms =>
  prepared - injected - wasted - returned;
