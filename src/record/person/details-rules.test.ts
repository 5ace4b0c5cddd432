import { expect, test } from "vitest";
import { accept, refuse } from "../../kernel/result.ts";
import { decideBirth, decideDeath } from "./details-rules.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const today = day("2026-11-21");

test("someone born today can be registered, someone born tomorrow cannot", () => {
  expect(decideBirth(day("2026-11-21"), { today })).toEqual(accept(day("2026-11-21")));
  expect(decideBirth(day("2026-11-22"), { today })).toEqual(refuse({ code: "born-in-the-future" }));
});

test("a birth 120 years ago to the day is believed, one a day earlier is a mistyped year", () => {
  expect(decideBirth(day("1906-11-21"), { today }).ok).toBe(true);
  expect(decideBirth(day("1906-11-20"), { today })).toEqual(
    refuse({ code: "born-too-long-ago", earliest: day("1906-11-21") }),
  );
});

test("a birth is not moved past a recorded death", () => {
  expect(decideBirth(day("2020-01-02"), { today, diedOn: day("2020-01-01") })).toEqual(
    refuse({ code: "born-after-death", diedOn: day("2020-01-01") }),
  );
});

test("nobody dies tomorrow, and nobody dies before they were born", () => {
  const bornOn = day("1985-04-03");
  expect(decideDeath(day("2026-11-21"), { bornOn, today })).toEqual(accept(day("2026-11-21")));
  expect(decideDeath(day("2026-11-22"), { bornOn, today })).toEqual(refuse({ code: "death-in-the-future" }));
  expect(decideDeath(day("1985-04-02"), { bornOn, today })).toEqual(
    refuse({ code: "death-before-birth", bornOn }),
  );
});
