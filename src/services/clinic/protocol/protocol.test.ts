import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clinicStory, signedOrder } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../../../../tests/site.ts";
import type { World } from "../../../../tests/world.ts";
import { accept } from "../../../kernel/result.ts";
import { today } from "../../../kernel/time.ts";
import { differences } from "./compare-rules.ts";
import { protocolInForce } from "./in-force.ts";
import { KEYS } from "./keys.ts";
import { type Protocol, ProtocolFile, printOf, readProtocol } from "./protocol.ts";
import { DIAMORPHINE, HYDROMORPHONE, SHIPPED } from "./shipped.ts";

/** A protocol as somebody who edits the file may leave it. */
type Draft = { parameters: Record<string, object>; gaps: object[] };
const changed = (change: (draft: Draft) => void): string => {
  const draft: Draft = JSON.parse(JSON.stringify(DIAMORPHINE));
  change(draft);
  return JSON.stringify(draft);
};
const wrongIn = (text: string): readonly string[] => {
  const read = readProtocol(text);
  return "wrong" in read ? read.wrong : [];
};

/** Numbers that nothing computes with: what they say is done otherwise, or by people who read the protocol. */
const READ_BY_PEOPLE: Readonly<Record<string, string>> = {};

test("every number that is signed decides something, or it is written down who reads it", () => {
  const root = path.resolve(import.meta.dirname, "../../../..");
  const texts = ["src/services/clinic", "database/migrations"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(ts|tsx|sql)$/.test(name) && !/\.test\.|protocol\/(keys|shipped)\.ts$/.test(name))
      .map((name) => readFileSync(path.join(root, folder, name), "utf8")),
  );
  const isRead = (key: string): boolean => {
    const word = new RegExp(`[^\\w-]${key}[^\\w-]`);
    return texts.some((text) => word.test(text));
  };
  const unread = [...KEYS.keys()].filter((key) => !isRead(key));
  expect(unread.toSorted()).toEqual(Object.keys(READ_BY_PEOPLE).toSorted());
});

describe("a protocol", () => {
  test("that comes with the program is whole: each number with its unit, mark and source", () => {
    for (const protocol of SHIPPED) {
      expect(ProtocolFile.safeParse(protocol).success).toBe(true);
      expect(Object.keys(protocol.parameters).toSorted()).toEqual([...KEYS.keys()].toSorted());
      for (const { source } of Object.values(protocol.parameters)) expect(source.length).toBeGreaterThan(3);
    }
  });

  test("has the numbers of the reference", () => {
    const of = (key: string) => DIAMORPHINE.parameters[key]?.value;
    expect([of("max-single"), of("max-daily"), of("dispensing-step")]).toEqual([400, 900, 5]);
    expect([of("min-interval"), of("min-interval-ordered"), of("top-up-interval"), of("grace")]).toEqual([
      240, 180, 30, 60,
    ]);
    expect([of("assessment-holds"), of("breaths-withhold"), of("breaths-defer")]).toEqual([15, 10, 12]);
    expect([of("oxygen-withhold"), of("oxygen-defer"), of("alcohol-limit")]).toEqual([92, 95, 22]);
    expect([of("least-stay"), of("least-stay-titration"), of("least-checks")]).toEqual([20, 30, 2]);
    expect(DIAMORPHINE.gaps.map(({ underHours }) => underHours)).toEqual([24, 48, 72, 120, null]);
    expect(HYDROMORPHONE.parameters["max-daily"]?.value).toBe(500);
  });

  test("has the same print however it is written down, and another when one figure differs", () => {
    const turned = JSON.parse(
      JSON.stringify(Object.fromEntries(Object.entries(DIAMORPHINE).toReversed())),
    ) as Protocol;
    expect(printOf(turned)).toBe(printOf(DIAMORPHINE));
    const other = readProtocol(
      changed((draft) => Object.assign(draft.parameters["max-single"] ?? {}, { value: 401 })),
    );
    if ("wrong" in other) expect.fail(other.wrong.join());
    expect(printOf(other.protocol)).not.toBe(printOf(DIAMORPHINE));
    expect(differences(DIAMORPHINE, other.protocol)).toEqual([
      { what: "Most in one injection", there: "400 mg (M)", here: "401 mg (M)" },
    ]);
  });

  test("from a file that is not right names each field and says what it must be", () => {
    expect(wrongIn("{")).toEqual([expect.stringContaining("not JSON")]);
    expect(wrongIn(changed((draft) => delete draft.parameters.grace))).toEqual([
      "parameters.grace: is missing (minutes)",
    ]);
    expect(
      wrongIn(changed((draft) => Object.assign(draft.parameters["max-single"] ?? {}, { value: 4000 }))),
    ).toEqual(["parameters.max-single.value: is 4000; it must lie between 1 and 1000 mg"]);
    expect(
      wrongIn(changed((draft) => Object.assign(draft.parameters["max-single"] ?? {}, { mark: "X" }))),
    ).toEqual([expect.stringMatching(/^parameters\.max-single\.mark: /)]);
    expect(
      wrongIn(
        changed((draft) => Object.assign(draft.parameters, { speed: { value: 1, mark: "P", source: "x" } })),
      ),
    ).toEqual(["parameters.speed: is no number that this program knows"]);
    expect(wrongIn(changed((draft) => Object.assign(draft.gaps[1] ?? {}, { underHours: 12 })))).toEqual([
      expect.stringMatching(/^gaps: must rise/),
    ]);
    expect(wrongIn(changed((draft) => Object.assign(draft, { format: "other" })))).toEqual([
      expect.stringMatching(/^format: /),
    ]);
  });
});

describe("signing a protocol off", () => {
  let site: Site;
  let world: World;
  beforeAll(async () => {
    site = await setUpSite({ madeUp: true });
    world = site.world;
  });
  afterAll(() => site.close());

  const inForce = async (story: Awaited<ReturnType<typeof clinicStory>>) => {
    const found = await world.as(story.nurse, async (tx) =>
      accept(await protocolInForce(tx, story.premises)),
    );
    return found.ok ? [found.value?.protocol.version, found.value?.signed] : [];
  };

  test("takes the licensed doctor and the safety lead, each with a proof, under exactly what was shown; until then every screen says so", async () => {
    const story = await clinicStory(world);
    const [doctor, lead, nurse] = [story.doctor, story.lead, story.nurse].map(({ token }) =>
      visitorTo(site, { token }),
    );
    if (!doctor || !lead || !nurse) expect.fail("there are three");
    const put = await doctor.post("/clinic/protocols/new", { shipped: "hat-uk-draft" });
    expect([put.status, put.location]).toEqual([
      303,
      expect.stringMatching(/^\/clinic\/protocols\/[0-9a-f-]{36}$/),
    ]);
    for (const path of ["/clinic/protocols", "/clinic/licences", `/people/${story.person}/orders/new`])
      expect([path, (await doctor.get(path)).body.includes("Not for clinical use")]).toEqual([path, true]);
    await proveNow(world, story.doctor);
    const wrong = await doctor.post(`${put.location}/sign`, { print: "f".repeat(64) });
    expect(wrong.body).toContain("not the version that you were shown");
    const print = printOf(DIAMORPHINE);
    expect((await doctor.post(`${put.location}/sign`, { print })).status).toBe(303);
    expect((await doctor.post(`${put.location}/sign`, { print })).body).toContain(
      "signed already in your capacity",
    );
    expect(await inForce(story)).toEqual([1, false]);
    expect((await nurse.get(`${put.location}/sign`)).status).toBe(404);
    await proveNow(world, story.lead);
    expect((await lead.post(`${put.location}/sign`, { print })).status).toBe(303);
    expect(await inForce(story)).toEqual([1, true]);
    expect((await doctor.get("/clinic/licences")).body).not.toContain("Not for clinical use");
    // What one withdraws gives nothing any more, while everybody is made up neither.
    const order = await signedOrder(world, story, { endsOn: today() });
    if (!order.ok) expect.fail("signed");
    expect((await lead.post(`${put.location}/withdraw`, { reason: "A figure is wrong" })).status).toBe(303);
    expect((await nurse.get(`/people/${story.person}/orders/${order.value}`)).body).toContain(
      "not signed off for clinical use, or was withdrawn",
    );
  });

  test("is not done by a doctor without a licence, and a version put forward once is never another", async () => {
    const story = await clinicStory(world, { until: null });
    const doctor = visitorTo(site, { token: story.doctor.token });
    const put = await doctor.post("/clinic/protocols/new", { shipped: "hat-uk-draft" });
    await proveNow(world, story.doctor);
    const signed = await doctor.post(`${put.location}/sign`, { print: printOf(DIAMORPHINE) });
    expect(signed.body).toContain("who holds a licence here today");
    const other = { ...DIAMORPHINE, name: "Another of the same version" };
    const answer = await world.as(story.doctor, async (tx) => {
      const [row] =
        await tx`select put_clinic_protocol_forward(${other.code}, 1, ${printOf(other)}, ${tx.json(other as never)}) as answer`;
      return accept(row?.answer);
    });
    expect(answer).toEqual(accept("another-of-that-version"));
    expect((await doctor.post("/clinic/protocols/new", { shipped: "" })).body).toContain("Choose a file");
  });

  test("each protocol can be read, compared and taken away as a file that is read again", async () => {
    const story = await clinicStory(world);
    const nurse = visitorTo(site, { token: story.nurse.token });
    const doctor = visitorTo(site, { token: story.doctor.token });
    const put = await doctor.post("/clinic/protocols/new", { shipped: "hydromorphone-canada" });
    const beside = await nurse.get(`${put.location}?beside=hat-uk-draft`);
    expect(beside.body).toContain("What differs from hat-uk-draft, version 1");
    expect((await nurse.get("/clinic/protocols/shipped/hydromorphone-canada")).body).toContain(
      "45 mg + 30 mg",
    );
    const file = await nurse.get("/clinic/protocols/file/hat-uk-draft");
    const read = readProtocol(file.body);
    if ("wrong" in read) expect.fail(read.wrong.join());
    expect(printOf(read.protocol)).toBe(printOf(DIAMORPHINE));
    const elsewhere = await world.anAgency("treatment");
    expect((await visitorTo(site, { token: elsewhere.token }).get("/clinic/protocols")).status).toBe(404);
  });
});
