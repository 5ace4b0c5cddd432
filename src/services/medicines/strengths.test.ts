import { afterAll, beforeAll, expect, test } from "vitest";
import { medicinesStory, proveNow, signedPrescription } from "../../../tests/medicines/story.ts";
import { type Answer, type Site, setUpSite, visitorTo } from "../../../tests/site.ts";
import { today, typedDay } from "../../kernel/time.ts";
import { productOf } from "./strengths-rules.ts";

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const words = ({ body }: Answer): string =>
  body
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("&#x27;", "'")
    .replaceAll(/\s+/g, " ");
const typedIn = ({ body }: Answer, name: string): string | undefined =>
  new RegExp(`<input[^>]*name="${name}"[^>]*value="([^"]*)"`).exec(body)?.[1];

test("10 mg of 8 mg and 2 mg are written, looked at, signed, dispensed and printed, each strength on its own line", async () => {
  const story = await medicinesStory(site.world);
  const keyworker = visitorTo(site, { token: story.keyworker.token });
  const here = `/people/${story.person}/medicines`;
  const form = {
    product: "buprenorphine-tablets",
    dose: "10",
    startsOn: typedDay(today()),
    endsOn: typedDay(today().add({ days: 6 })),
    supervised: "every",
    pharmacy: story.pharmacyId,
    told: "10",
    toldOn: typedDay(today().subtract({ days: 1 })),
    toldBy: "Sr Kerr, HMP Northmoor, by telephone",
    state: "queued",
  };
  const every = (more: Record<string, string> = {}) =>
    new URLSearchParams([
      ...Object.entries({ ...form, ...more }),
      ...[1, 2, 3, 4, 5, 6, 7].map((weekday): [string, string] => ["weekdays", String(weekday)]),
    ]);
  const proposed = await keyworker.post(`${here}/new`, every());
  expect(proposed.status).toBe(422);
  expect(words(proposed)).toContain("The fewest are 1 × 8 mg + 1 × 2 mg = 10 mg. They stand below");
  expect([typedIn(proposed, "of8000"), typedIn(proposed, "of2000"), typedIn(proposed, "dose")]).toEqual([
    "1",
    "1",
    "10",
  ]);
  const wrong = await keyworker.post(`${here}/new`, every({ of8000: "1", of2000: "2" }));
  expect(words(wrong)).toContain("1 × 8 mg + 2 × 2 mg = 12 mg, and the dose is 10 mg");
  const one = await keyworker.post(`${here}/new`, every({ product: "buprenorphine-tablet-2", of8000: "1" }));
  expect(words(one)).toContain("One strength is chosen above");
  const written = await keyworker.post(`${here}/new`, every({ of8000: "1", of2000: "1" }));
  expect(written.status).toBe(303);
  // Written anew, it comes with what was entered.
  const again = await keyworker.get(`${written.location}/edit`);
  expect([typedIn(again, "of8000"), typedIn(again, "of2000"), typedIn(again, "of400")]).toEqual([
    "1",
    "1",
    "",
  ]);

  await proveNow(site.world, story.prescriber);
  const prescriber = visitorTo(site, { token: story.prescriber.token });
  const shown = await prescriber.get(`${written.location}/sign`);
  expect(words(shown)).toContain("1 × 8 mg + 1 × 2 mg = 10 mg");
  expect(words(shown)).toContain("10 mg (1 tablet of 8 mg and 1 tablet of 2 mg) taken there");
  const signed = await prescriber.post(`${written.location}/sign`, { print: typedIn(shown, "print") ?? "" });
  expect(signed.status).toBe(303);

  const pharmacist = visitorTo(site, { token: story.pharmacy.token });
  const due = await pharmacist.get("/dispensing");
  expect(words(due)).toContain(
    "Buprenorphine sublingual tablets of 8 mg and 2 mg: 10 mg (1 tablet of 8 mg and 1 tablet of 2 mg) taken here",
  );
  const [day] = /\/dispensing\/[0-9a-f-]{36}/.exec(due.body) ?? [];
  expect(words(await pharmacist.get(String(day)))).toContain(
    "Give 10 mg (1 tablet of 8 mg and 1 tablet of 2 mg)",
  );
  const printed = words(await prescriber.get(`${written.location}/print`));
  // Seven days, one of each a day.
  expect(printed).toContain(
    "Buprenorphine 8 mg sublingual tablets: 7 tablets (seven tablets), 56 mg (fifty-six milligrams)",
  );
  expect(printed).toContain(
    "Buprenorphine 2 mg sublingual tablets: 7 tablets (seven tablets), 14 mg (fourteen milligrams)",
  );
  expect(printed).toContain(
    "Total quantity: 70 mg (7 tablets of 8 mg and 7 tablets of 2 mg) : seventy milligrams",
  );
  const own = await prescriber.get(written.location);
  expect(words(own)).toContain("1 × 8 mg + 1 × 2 mg = 10 mg");
});

test("another prescription of the same drug for the same days is added to it, whatever strengths either is of", async () => {
  const story = await medicinesStory(site.world);
  const product = productOf("1*buprenorphine-tablet-2+2*buprenorphine-tablet-0.4");
  const other = productOf("buprenorphine-tablet-2");
  expect(product && other).toBeTruthy();
  if (!product || !other) return;
  const continues = {
    micrograms: 4000,
    on: today().subtract({ days: 1 }),
    confirmedBy: "Sr Kerr, by telephone",
  };
  await signedPrescription(site.world, story, { product, micrograms: 2800, continues });
  await signedPrescription(site.world, story, { product: other, micrograms: 4000, continues });
  const page = await visitorTo(site, { token: story.prescriber.token }).get(
    `/people/${story.person}/medicines`,
  );
  expect(words(page)).toContain("Buprenorphine is prescribed twice for the same days.");
  expect(words(page)).toMatch(/(2\.8 mg|4 mg) \([^)]*\) \+ (2\.8 mg|4 mg) \([^)]*\) = 6\.8 mg a day/);
});
