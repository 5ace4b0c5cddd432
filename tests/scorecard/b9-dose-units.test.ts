import { test } from "vitest";
import { type Random, randomFrom } from "../../src/kernel/random.ts";
import { makeUp, parseMg, parseMl } from "../../src/services/clinic/dosing/amount-rules.ts";
import { CLINIC_PRODUCTS, type ClinicProduct } from "../../src/services/clinic/products.ts";
import { publish, sized } from "./row.ts";

// A dose as it is prescribed, from any product, made up to any strength, read off the syringe by a second person who types what they will:
// either it is the prescribed dose to the microgram, or it stops.

const SEED = "dose-units";

/** What somebody types for a quantity, and how many thousandths of a milligram or millilitre they meant. */
type Typed = { readonly text: string; readonly meant: bigint };

/** Thousandths as people write them: `90`, `67.5`, `67,5`, `0.90`, `.9`. */
function asWritten(random: Random, thousandths: bigint): string {
  const whole = thousandths / 1000n;
  const rest = String(thousandths % 1000n)
    .padStart(3, "0")
    .replace(/0+$/, "");
  const digits = random.chance(0.2) && rest.length === 1 ? `${rest}0` : rest;
  const point = random.chance(0.2) ? "," : ".";
  const front = whole === 0n && digits !== "" && random.chance(0.2) ? "" : String(whole);
  return digits === "" ? front : `${front}${point}${digits}`;
}

/** What is right, or wrong as people are wrong: ten times, a tenth, the other quantity, another unit, the dose of somebody else. */
function typedFor(random: Random, right: bigint, other: bigint, unit: "mg" | "ml"): Typed {
  const of = (thousandths: bigint, behind: string, times = 1n): Typed => ({
    text: `${asWritten(random, thousandths)}${random.chance(0.5) ? " " : ""}${behind}`,
    meant: thousandths * times,
  });
  const bare = random.chance(0.5) ? "" : unit;
  const slips: readonly (() => Typed)[] = [
    () => of(right, bare),
    () => of(right, bare),
    () => of(right * 10n, bare),
    () => of(right / 10n, bare),
    () => of(other, bare),
    () => of(right, unit === "mg" ? "g" : "l", 1000n),
    () => of(right + BigInt(random.between(1, 50_000)), bare),
    () => ({ text: random.pick(["", "all of it", "1/2", "9O", "-5", "1e2", "10 10"]), meant: -1n }),
  ];
  return random.pick(slips)();
}

/** The same by another way: nothing is divided, so nothing is rounded. */
function faultsOf(product: ClinicProduct, dose: number, perMl: number): readonly string[] {
  const made = makeUp(dose, product, perMl);
  const { form, strength } = product;
  const injected = form === "powder-ampoule" || form === "solution";
  const ugPerMl = BigInt(form === "solution" ? strength.micrograms : perMl * 1000);
  const exact = injected && (BigInt(dose) * 1000n) % (ugPerMl * 10n) === 0n;
  if (made.ok !== exact)
    return [`${dose} µg of ${product.code} at ${perMl} mg/ml: ${made.ok ? "made" : "refused"}`];
  if (!made.ok) return [];
  const { units, taken, rest, microlitres } = made.value;
  const right =
    made.value.dose === dose &&
    BigInt(microlitres) * ugPerMl === BigInt(dose) * 1000n &&
    taken - rest === dose &&
    (form === "solution"
      ? units === 0 && rest === 0
      : taken === units * strength.micrograms && rest >= 0 && rest < strength.micrograms);
  return right ? [] : [`${dose} µg of ${product.code}: ${JSON.stringify(made.value)}`];
}

test("what is handed over is the prescribed dose to the microgram, whatever it is made from and whatever the second person types, or it stops", async () => {
  const random = randomFrom(SEED);
  const products = [...CLINIC_PRODUCTS.values()];
  const wanted = sized(5_000, 100_000);
  const faults: string[] = [];
  let [made, passed, stopped, naive] = [0, 0, 0, 0];
  for (let n = 0; n < wanted; n += 1) {
    const product = random.pick(products);
    const dose = random.pick([500, 1000, 2500, 5000, 10_000]) * random.between(1, 80);
    const perMl = random.pick([10, 20, 30, 50, 60, 100, 150]);
    faults.push(...faultsOf(product, dose, perMl));
    const up = makeUp(dose, product, perMl);
    if (!up.ok) continue;
    made += 1;
    const { microlitres } = up.value;
    const mg = typedFor(random, BigInt(dose), BigInt(microlitres), "mg");
    const ml = typedFor(random, BigInt(microlitres), BigInt(dose), "ml");
    const goesOn = parseMg(mg.text) === dose && parseMl(ml.text) === microlitres;
    const meantIt = mg.meant === BigInt(dose) && ml.meant === BigInt(microlitres);
    if (goesOn && !meantIt)
      faults.push(`“${mg.text}” and “${ml.text}” went on as ${dose} µg in ${microlitres} µl`);
    if (goesOn) passed += 1;
    else stopped += 1;
    // The control: whoever types the millilitres for the milligrams is believed.
    if (!meantIt && (mg.meant === BigInt(dose) || mg.meant === BigInt(microlitres))) naive += 1;
  }
  await publish({
    id: "B9",
    figure:
      "doses in a syringe that are not the prescribed one and went on without a stop, and amounts made up otherwise than by exact arithmetic",
    target: "0",
    value: `${faults.length} of ${wanted}`,
    met: faults.length === 0 && passed > 0 && stopped > 0,
    n: wanted,
    zero: true,
    seed: SEED,
    control: { planted: "millilitres that are believed where milligrams were asked for", found: naive },
    notes: [
      `${made} could be drawn to a hundredth of a millilitre, the others were refused; what the second person typed went on ${passed} times and stopped ${stopped} times.`,
      "Typed right, ten times, a tenth, the other quantity, in grams or litres, another dose, no number at all; with point or comma, with and without a unit.",
      ...faults.slice(0, 10),
    ],
  });
});
