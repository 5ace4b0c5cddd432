import { expect, test } from "vitest";
import { accept, refuse } from "../../kernel/result.ts";
import { type Details, decideBirth, decideDeath, mergeDetails } from "./details-rules.ts";
import { sayCorrect } from "./messages.ts";

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

const details = (change: Partial<Details> = {}): Details => ({
  familyName: "Hawthorne",
  givenNames: "Edith",
  knownAs: "",
  bornOn: day("1985-04-03"),
  sex: "female",
  ...change,
});

test("of a form that stood open only what it changes is changed", () => {
  const recorded = details({ bornOn: day("1958-04-03") });
  const merged = mergeDetails(details({ familyName: "Quill" }), { shown: details(), recorded });
  expect(merged).toEqual({ ok: true, value: details({ familyName: "Quill", bornOn: day("1958-04-03") }) });
});

test("what somebody else has changed as well is said, all of it, and nothing else", () => {
  const recorded = details({ bornOn: day("1958-04-03"), sex: "not-known", knownAs: "Edie" });
  const wanted = details({ bornOn: day("1985-03-04"), sex: "male", familyName: "Quill" });
  const refused = mergeDetails(wanted, { shown: details(), recorded });
  expect(refused).toMatchObject({
    ok: false,
    refusal: { code: "changed-meanwhile", both: ["bornOn", "sex"] },
  });
  expect(!refused.ok && sayCorrect(refused.refusal)).toEqual({
    field: "bornOn",
    words:
      "Corrected by somebody else while you had this page open: the date of birth is now 3 April 1958 and the sex is now Not known. Check, and save again if yours is right",
  });
});
