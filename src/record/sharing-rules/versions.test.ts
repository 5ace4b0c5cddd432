import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WORLD_CODE } from "../../../tests/global-setup.ts";
import { type Versions, versionsIn } from "../../../tests/rule-versions.ts";
import { openServed, type Served } from "../../../tests/served.ts";
import { send as sendOf, visit as visitOf } from "../../../tests/visiting.ts";
import type { TestAgency, World } from "../../../tests/world.ts";
import { asPolicyRole } from "../../kernel/database/partnership.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, invariant } from "../../kernel/result.ts";
import { AGENCY_KINDS } from "../sharing/agency-kinds.ts";
import { ruleMismatches } from "./set-up-store.ts";

let served: Served;
let world: World;
let versions: Versions;
let lead: TestAgency;
let officer: TestAgency;
let treatment: TestAgency;
let hospital: TestAgency;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
  versions = await versionsIn(served);
  ({ lead, officer } = versions);
  treatment = await world.anAgency("treatment");
  hospital = await world.anAgency("hospital");
});
afterAll(() => served.close());

const visit = (who: TestAgency, url: string) => visitOf(served, who, url);
const send = (who: TestAgency, url: string, fields: Record<string, string | string[]>) =>
  sendOf(served, who, url, fields);

/** Somebody whom both agencies look after. */
async function someone(): Promise<PersonId> {
  const person = await world.aPerson(treatment);
  await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${hospital.agencyId}, 'x')`;
  await world.anEpisode(treatment, person);
  await world.anEpisode(hospital, person);
  return person;
}
async function grants(person: PersonId, agency = hospital): Promise<readonly string[]> {
  const [row] = await world.sql`
    select array_agg(distinct g) as grants from visible v, unnest(v.grants) g
     where person_id = ${person} and agency_id = ${agency.agencyId} and until > now()`;
  return row?.grants ?? [];
}

describe("a version of the partnership's own", () => {
  test("comes into force when two have signed it, in two roles: not before, and then for everybody", async () => {
    const person = await someone();
    const number = await versions.draft();
    expect((await versions.change(number, {})).location).toBe(`/sharing-rules/${number}`);
    const page = await visit(lead, `/sharing-rules/${number}`);
    expect(page.body).toContain("Hospitals: contact details");
    expect(page.body).toMatch(/Closes for \d+ (person|people)/);
    await versions.propose(number);
    expect((await versions.sign(lead, number)).location).toBe(`/sharing-rules/${number}`);
    expect((await versions.sign(lead, number)).body).toContain("You have signed this version already");
    const another = await world.aWorker(lead, "ig-lead");
    expect((await versions.sign(another, number)).body).toContain(
      "Somebody has signed this version in your role",
    );
    expect(await grants(person)).toContain("contact/treatment");
    await versions.sign(officer, number);
    expect(await versions.stateOf(number)).toBe("coming");
    while ((await versions.part(number, 100)) === "going-on");
    expect(await versions.stateOf(number)).toBe("in-force");
    expect(await grants(person)).not.toContain("contact/treatment");
    expect(await grants(person)).toContain("safeguarding/treatment");
    const signed = await world.sql`
      select name, role, encode(hash, 'hex') as hash from sharing_rule_signature where set_number = ${number} order by at`;
    const text = await visit(treatment, `/sharing-rules/${number}/text.txt`);
    const hash = createHash("sha256").update(text.body).digest("hex");
    expect(signed.map((row) => [row.role, row.hash])).toEqual([
      ["ig-lead", hash],
      ["data-protection-officer", hash],
    ]);
    expect(await asPolicyRole(world.sql, WORLD_CODE, (tx) => ruleMismatches(tx))).toEqual([]);
  });

  test("says for how many people it opens and closes today: those looked after, with a yes where one is asked for", async () => {
    const fresh = await world.anAgency("rehab");
    const people = [];
    for (const consented of [true, false, false]) {
      const person = await world.aPerson(fresh);
      await world.anEpisode(fresh, person);
      if (consented)
        await world.sql`
          insert into consent (person_id, category, reader_kind, decision, evidence) values (${person}, 'health', 'rehab', 'given', 'x')`;
      people.push(person);
    }
    const number = await versions.draft("Rehab");
    await versions.change(number, { reader: "rehab", categories: "health" });
    const consent = { how: "consent", purpose: "direct-care", basis: "explicit-consent" };
    await versions.change(number, { reader: "rehab", categories: "contact", ...consent });
    await versions.change(number, {
      reader: "rehab",
      categories: "offending",
      owners: "hospital",
      ...consent,
    });
    const counted = await world.as(lead, async (tx) =>
      accept(
        await tx`select category, opens::int, closes::int from sharing_rule_changes(${number}::int - 1, ${number})
                  where reader_kind = 'rehab' order by category`,
      ),
    );
    expect(counted.ok && counted.value.map((row) => ({ ...row }))).toEqual([
      { category: "contact", opens: 0, closes: 3 },
      { category: "health", opens: 0, closes: 1 },
      { category: "offending", opens: 0, closes: 0 },
    ]);
    await versions.drop(number);
    expect(await versions.stateOf(number)).toBe("dropped");
    expect((await visit(lead, `/sharing-rules/${number}`)).body).toContain("Dropped");
  });

  test("while it comes into force nobody holds more than the old rules and the new both allow", async () => {
    const people = [await someone(), await someone(), await someone()];
    const number = await versions.draft("Hospitals: offending freely, safeguarding no more");
    await versions.change(number, {
      categories: "safeguarding",
      owners: AGENCY_KINDS.map((kind) => kind.code),
    });
    const legal = { how: "without", purpose: "direct-care", basis: "direct-care" };
    await versions.change(number, { categories: "offending", owners: "treatment", ...legal });
    await versions.propose(number);
    await versions.sign(lead, number);
    await versions.sign(officer, number);
    const all = new Set<string>();
    const look = async () => {
      const [row] = await world.sql`select step from sharing_rule_set where number = ${number}`;
      for (const person of people) {
        const held = await grants(person);
        const both = `${held.includes("safeguarding/treatment") ? "old" : ""}${held.includes("offending/treatment") ? "new" : ""}`;
        all.add(`${row?.step} ${both || "neither"}`);
      }
    };
    await look();
    // Somebody who comes meanwhile gets no more either.
    people.push(await someone());
    expect(
      (await grants(people[3] as PersonId)).filter((g) => /^(safeguarding|offending).treatment/.test(g)),
    ).toEqual([]);
    while ((await versions.part(number, 2)) === "going-on") await look();
    await look();
    expect(all).toEqual(
      new Set(["closing old", "closing neither", "opening neither", "opening new", "null new"]),
    );
  });

  test("cannot let police or probation read of treatment, nor the office anything, whoever signs", async () => {
    const number = await versions.draft("What nobody may sign");
    const legal = { how: "consent", purpose: "direct-care", basis: "explicit-consent" };
    for (const kind of AGENCY_KINDS.filter((one) => one.enforcement)) {
      for (const category of [
        "health",
        "medication",
        "supervised-use",
        "housing",
        "social",
        "safeguarding",
      ]) {
        const refused = await versions.change(number, { reader: kind.code, categories: category, ...legal });
        expect([refused.status, refused.body.includes("No version can say otherwise")]).toEqual([422, true]);
        await expect(world.sql`
          insert into sharing_rule_line values (${number}, ${category}, 'treatment', ${kind.code}, 'direct-care', true, 'explicit-consent')`).rejects.toThrow(
          /police_and_probation_never|supervised_use_by_consent_alone/,
        );
        await expect(world.sql`
          insert into sharing_rule (set_number, category, owner_kind, reader_kind, purpose, needs_consent, basis)
          values (${number}, ${category}, 'treatment', ${kind.code}, 'direct-care', true, 'explicit-consent')`).rejects.toThrow(
          /police_and_probation_never|supervised_use_by_consent_alone/,
        );
      }
    }
    await expect(world.sql`
      insert into sharing_rule_line values (${number}, 'identity', 'treatment', 'office', 'direct-care', true, 'explicit-consent')`).rejects.toThrow(
      "nothing_for_the_office",
    );
    const free = await versions.change(number, {
      reader: "clinic",
      categories: "supervised-use",
      owners: "supervised-use",
      ...legal,
      how: "without",
    });
    expect(free.body).toContain("No version can say otherwise");
    await versions.drop(number);
  });

  test("is not put forward while a part rests on a basis that does not carry it, nor when it changes nothing", async () => {
    const number = await versions.draft("Health without asking");
    expect((await versions.propose(number)).body).toContain(
      "shares just what the one it was drafted from does",
    );
    await versions.change(number, {
      categories: "health",
      how: "without",
      purpose: "direct-care",
      basis: "explicit-consent",
    });
    const page = await visit(lead, `/sharing-rules/${number}`);
    expect(page.body).toContain("rests on explicit consent, but none is asked for");
    expect((await versions.propose(number)).body).toContain("on a basis that does not carry them");
    await send(lead, `/sharing-rules/${number}/basis`, {
      name: "A duty to share for care",
      article6: "6(1)(c)",
      article9: "9(2)(h)",
      schedule: "",
      confidence: "legal-duty",
      statute: "Health and Social Care (Safety and Quality) Act 2015",
    });
    await versions.change(number, {
      categories: "health",
      how: "without",
      purpose: "direct-care",
      basis: "basis-a-duty-to-share-for-care",
    });
    expect((await versions.propose(number)).location).toBe(`/sharing-rules/${number}`);
    expect((await versions.change(number, { categories: "housing" })).status).toBe(404);
    const late = await world.as(lead, async (tx) => {
      const [rule] = await tx`
        select change_sharing_rules(${number}, 'hospital', '{housing}', '{treatment}', 'not', '', '') as outcome`;
      const [basis] = await tx`
        select write_sharing_basis(${number}, 'direct-care', 'x', '6(1)(a)', null, null, 'none', null) as outcome`;
      return accept([rule?.outcome, basis?.outcome]);
    });
    expect(late).toEqual(accept(["not-there", "not-there"]));
    expect((await versions.drop(number)).location).toBe("/sharing-rules");
  });

  test("that was changed behind the program's back is not signed, and is found", async () => {
    const number = await versions.draft("To be tampered with");
    await versions.change(number, { categories: "social" });
    await versions.propose(number);
    await versions.sign(lead, number);
    await world.sql`update sharing_rule_line set needs_consent = false where set_number = ${number} and reader_kind = 'clinic' and category = 'health'`;
    expect((await versions.sign(officer, number)).body).toContain("no longer what was put forward");
    const found = await asPolicyRole(world.sql, WORLD_CODE, (tx) => ruleMismatches(tx));
    expect(found).toEqual([{ set_number: number, mismatch: "changed" }]);
    await world.sql`update sharing_rule_line set needs_consent = true where set_number = ${number} and reader_kind = 'clinic' and category = 'health'`;
    const [rule] =
      await world.sql`delete from sharing_rule where reader_kind = 'clinic' and category = 'health' and owner_kind = 'treatment' returning *`;
    invariant(rule, "there was such a rule");
    expect(await asPolicyRole(world.sql, WORLD_CODE, (tx) => ruleMismatches(tx))).toEqual([
      { set_number: rule.set_number, mismatch: "not-what-is-in-use" },
    ]);
    await world.sql`insert into sharing_rule ${world.sql([rule])}`;
    await versions.drop(number);
  });

  test("is prepared by the lead alone, signed with a fresh proof alone, and drafts are nobody else's to read", async () => {
    const number = await versions.draft("For the two to see");
    await versions.change(number, { categories: "housing" });
    for (const who of [treatment, await world.anAgency("housing", { role: "housing-officer" })]) {
      expect((await visit(who, `/sharing-rules/${number}`)).status).toBe(403);
      expect((await visit(who, `/sharing-rules/${number}/text.txt`)).status).toBe(404);
      expect((await visit(who, "/sharing-rules/draft")).status).toBe(403);
    }
    expect((await visit(officer, `/sharing-rules/${number}`)).status).toBe(200);
    expect((await visit(officer, `/sharing-rules/${number}/change`)).status).toBe(403);
    await versions.propose(number);
    await world.sql`update session set proved_at = now() - interval '6 minutes'`;
    const stale = await world.as(lead, async (tx) =>
      accept((await tx`select sign_sharing_rules(${number}) as outcome`)[0]?.outcome),
    );
    expect(stale).toEqual(accept("not-fresh"));
    await world.sql`update session set proved_at = now()`;
    const other = await world.as(treatment, async (tx) =>
      accept((await tx`select sign_sharing_rules(${number}) as outcome`)[0]?.outcome),
    );
    expect(other).toEqual(accept("not-there"));
  });
});
