import { test } from "vitest";
import { randomFrom } from "../../src/kernel/random.ts";
import { CLINIC_PRODUCTS } from "../../src/services/clinic/products.ts";
import { bothWords, readQuantity } from "../../src/services/clinic/register/quantity-rules.ts";
import { publish, sized } from "./row.ts";

// What is typed of a quantity is stored as it was meant, or not at all.

const SEED = "register-units";

const UNITS: readonly (readonly [unit: string, perUnit: "ug" | "mg" | "g" | "piece" | "none"])[] = [
  ["mg", "mg"],
  ["milligrams", "mg"],
  ["micrograms", "ug"],
  ["g", "g"],
  ["ml", "piece"],
  ["ampoules", "piece"],
  ["vials", "piece"],
  ["", "none"],
  ["mcg", "none"],
  ["µg", "none"],
  ["drops", "none"],
];

test("what is typed of a quantity is stored as it was meant, or not at all", async () => {
  const random = randomFrom(SEED);
  const products = [...CLINIC_PRODUCTS.values()];
  const wanted = sized(5_000, 100_000);
  let [wrong, stored, naive] = [0, 0, 0];
  for (let n = 0; n < wanted; n += 1) {
    const product = random.pick(products);
    const places = random.between(0, 3);
    const thousandths = random.between(1, 500_000);
    const number = (thousandths / 10 ** places).toFixed(places);
    const [unit, of] = random.pick(UNITS);
    const word = product.strength.per === "ml" ? "ml" : product.form === "powder-vial" ? "vials" : "ampoules";
    // By another way: a rational number of micrograms, multiplied out before anything is divided.
    const per = {
      ug: 1,
      mg: 1000,
      g: 1_000_000,
      piece: unit === word ? product.strength.micrograms : 0,
      none: 0,
    }[of];
    const product_ = thousandths * per;
    const meant =
      per > 0 && product_ % 10 ** places === 0 && product_ / 10 ** places <= 1_000_000_000
        ? product_ / 10 ** places
        : undefined;
    const read = readQuantity(`${number}${random.chance(0.5) ? " " : ""}${unit}`, product);
    const is = read.ok ? read.value : undefined;
    if (is !== meant) wrong += 1;
    if (is !== undefined) {
      stored += 1;
      const back = readQuantity(bothWords(product, is).replace(/ \(.*/, ""), product);
      if (!back.ok || back.value !== is) wrong += 1;
    }
    // The control: a number is taken for milligrams whatever stands behind it.
    if (meant !== undefined && Math.round((thousandths / 10 ** places) * 1000) !== meant) naive += 1;
  }
  await publish({
    id: "B9a",
    figure:
      "Quantities typed into the register in mg, ml, ampoules and otherwise, stored as another amount than was meant",
    target: "0 amounts",
    value: `${wrong} amounts`,
    met: wrong === 0,
    n: wanted,
    zero: true,
    seed: SEED,
    control: { planted: "a number taken for milligrams whatever its unit", found: naive },
    notes: [
      `${stored} were stored, the others refused in words: no unit, another product’s unit, a unit that is misread, finer than a microgram`,
    ],
  });
});
