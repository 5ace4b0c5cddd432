import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Site, setUpSite, visitorTo } from "../../../tests/site.ts";
import type { TestAgency } from "../../../tests/world.ts";
import type { Tx } from "../../kernel/database/door.ts";
import { accept } from "../../kernel/result.ts";
import { today } from "../../kernel/time.ts";
import type { Worker } from "./administration-store.ts";
import { chosen } from "./staff-list.page.tsx";

let site: Site;
let office: TestAgency;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  office = await site.aWorker("office", "administrator");
});
afterAll(() => site.close());

const accountOf = async (username: string): Promise<string> => {
  const [row] = await site.world.sql<{ id: string }[]>`select id from account where username = ${username}`;
  return row?.id ?? "";
};
const asking = async (
  who: TestAgency,
  work: (tx: Tx) => PromiseLike<readonly Record<string, unknown>[]>,
): Promise<unknown> => {
  const result = await site.world.as(who, async (tx) => accept((await work(tx))[0]));
  return result.ok ? Object.values(result.value ?? {})[0] : result.refusal;
};
const signedIn = async (who: TestAgency): Promise<boolean> =>
  (await site.world.as(who, async () => accept(1))).ok;
const available = async (who: TestAgency): Promise<unknown> =>
  asking(office, (tx) => tx`select staff_available(${who.staffId}, ${who.teamId})`);

describe("an administrator", () => {
  test("adds a worker, whose link is shown once and lets them choose a password", async () => {
    const agency = await site.aWorker("treatment");
    const visitor = visitorTo(site, { token: office.token });
    const to = await visitor.post("/staff/add", {
      name: "Sam Hill",
      username: "Sam.Hill",
      role: "keyworker",
      place: `${agency.agencyId} ${agency.teamId}`,
    });
    expect(to.status).toBe(303);
    const first = await visitor.get(to.location);
    const link = /(\/link\/testland\/[\w-]{43})/.exec(first.body)?.[1] ?? "";
    expect(first.body).toContain(`http://127.0.0.1${link}`);
    expect((await visitor.get(to.location)).body).not.toContain("/link/");
    expect((await visitorTo(site).get(link)).body).toContain("sam.hill");
    expect((await visitor.get("/staff?find=sam+hi")).body).toContain("1 of ");
  });

  test("is told what is wrong with a new worker beside the question", async () => {
    const agency = await site.aWorker("treatment");
    const elsewhere = await site.aWorker("clinic");
    const visitor = visitorTo(site, { token: office.token });
    const worker = { name: "Bea Field", username: "bea.field", role: "keyworker", place: agency.agencyId };
    expect((await visitor.post("/staff/add", { ...worker, username: agency.username })).body).toContain(
      "Somebody has this user name",
    );
    expect((await visitor.post("/staff/add", { ...worker, username: "Bea Field" })).body).toContain(
      "Use 2 to 63 small letters",
    );
    expect(
      await asking(
        office,
        (tx) =>
          tx`select outcome from add_worker('X', 'x.y', ${agency.agencyId}, 'keyworker', ${elsewhere.teamId}, '\\x01', 24)`,
      ),
    ).toBe("post-does-not-fit");
    expect(
      await asking(
        office,
        (tx) =>
          tx`select outcome from add_worker('X', 'x.y', ${agency.agencyId}, 'person', null, '\\x01', 24)`,
      ),
    ).toBe("post-does-not-fit");
  });

  test("disables an account: its session is over and its work shows as its team's, at once", async () => {
    const worker = await site.aWorker("treatment");
    expect([await signedIn(worker), await available(worker)]).toEqual([true, true]);
    const account = await accountOf(worker.username);
    const visitor = visitorTo(site, { token: office.token });
    expect((await visitor.post(`/staff/${account}/disable`, {})).body).toContain("Tick it if you mean it");
    expect(await signedIn(worker)).toBe(true);
    expect((await visitor.post(`/staff/${account}/disable`, { sure: "yes" })).status).toBe(303);
    expect([await signedIn(worker), await available(worker)]).toEqual([false, false]);
    expect((await visitor.post(`/staff/${account}/enable`, {})).status).toBe(303);
    expect([await signedIn(worker), await available(worker)]).toEqual([false, true]);
  });

  test("cannot shut themselves out", async () => {
    const own = await accountOf(office.username);
    expect(await asking(office, (tx) => tx`select set_account_disabled(${own}, true)`)).toBe("own-account");
    expect(await asking(office, (tx) => tx`select leave_work(${own}, '2026-01-01')`)).toBe("own-account");
    expect(
      await asking(office, (tx) => tx`select give_post(${own}, ${office.agencyId}, 'commissioner', null)`),
    ).toBe("own-account");
    expect(await signedIn(office)).toBe(true);
  });

  test("moves a worker: the old post's session ends and the new post holds", async () => {
    const worker = await site.aWorker("treatment");
    const clinic = await site.aWorker("clinic");
    const account = await accountOf(worker.username);
    expect(
      await asking(
        office,
        (tx) => tx`select give_post(${account}, ${worker.agencyId}, 'keyworker', ${worker.teamId})`,
      ),
    ).toBe("same-post");
    expect(
      await asking(
        office,
        (tx) => tx`select give_post(${account}, ${clinic.agencyId}, 'clinic-nurse', ${clinic.teamId})`,
      ),
    ).toBe("done");
    expect(await signedIn(worker)).toBe(false);
    const token = await site.world.tokenFor(worker.username);
    expect(await asking({ ...worker, token }, (tx) => tx`select acting_role()`)).toBe("clinic-nurse");
  });

  test("records that someone leaves: until that day they work, after it they do not", async () => {
    const worker = await site.aWorker("treatment");
    const account = await accountOf(worker.username);
    const day = (from: number): string => `'${today().add({ days: from })}'::date`;
    expect(await asking(office, (tx) => tx.unsafe(`select leave_work('${account}', ${day(3)})`))).toBe(
      "done",
    );
    expect([await signedIn(worker), await available(worker)]).toEqual([true, true]);
    expect(await asking(office, (tx) => tx.unsafe(`select leave_work('${account}', ${day(-1)})`))).toBe(
      "done",
    );
    expect([await signedIn(worker), await available(worker)]).toEqual([false, false]);
    expect(
      await asking(office, (tx) => tx`select state from staff_directory() where account_id = ${account}`),
    ).toBe("left");
  });

  test("records an absence once for the same days, and ends it when they are back", async () => {
    const worker = await site.aWorker("treatment");
    const day = (from: number): string => `'${today().add({ days: from })}'::date`;
    expect(
      await asking(office, (tx) =>
        tx.unsafe(`select record_absence('${worker.staffId}', ${day(-2)}, ${day(2)})`),
      ),
    ).toBe("done");
    expect(await available(worker)).toBe(false);
    expect(
      await asking(office, (tx) =>
        tx.unsafe(`select record_absence('${worker.staffId}', ${day(2)}, ${day(9)})`),
      ),
    ).toBe("overlaps");
    const id = await asking(office, (tx) => tx`select id from absence where staff_id = ${worker.staffId}`);
    expect(await asking(office, (tx) => tx`select end_absence(${String(id)})`)).toBe("done");
    expect(await available(worker)).toBe(true);
  });

  test("adds an agency, a service and a team, whose lead works for the agency and joins it", async () => {
    const other = await site.aWorker("clinic");
    expect(await asking(office, (tx) => tx`select add_agency('brook', 'Brook Trust', 'treatment')`)).toBe(
      "done",
    );
    expect(await asking(office, (tx) => tx`select add_agency('brook', 'Another', 'treatment')`)).toBe(
      "code-taken",
    );
    const agency = String(await asking(office, (tx) => tx`select id from agency where code = 'brook'`));
    expect(
      await asking(office, (tx) => tx`select add_service('brook-one', 'Brook', ${agency}, 'community')`),
    ).toBe("done");
    const service = String(await asking(office, (tx) => tx`select id from service where code = 'brook-one'`));
    expect(await asking(office, (tx) => tx`select add_team(${service}, 'Duty', ${other.staffId})`)).toBe(
      "lead-works-elsewhere",
    );
    expect(
      await asking(
        office,
        (tx) =>
          tx`select outcome from add_worker('Lead', 'brook.lead', ${agency}, 'keyworker', null, '\\x02', 24)`,
      ),
    ).toBe("added");
    const lead = String(
      await asking(office, (tx) => tx`select staff_id from staff_directory() where username = 'brook.lead'`),
    );
    expect(await asking(office, (tx) => tx`select add_team(${service}, 'Duty', ${lead})`)).toBe("done");
    expect(
      await asking(office, (tx) => tx`select team_name from staff_directory() where username = 'brook.lead'`),
    ).toBe("Duty");
  });

  test("makes a new link, and the one before stops working", async () => {
    const worker = await site.aWorker("treatment");
    const account = await accountOf(worker.username);
    const visitor = visitorTo(site, { token: office.token });
    const linkOf = async (): Promise<string> => {
      const to = await visitor.post(`/staff/${account}/link`, {});
      return /(\/link\/testland\/[\w-]{43})/.exec((await visitor.get(to.location)).body)?.[1] ?? "";
    };
    const [first, second] = [await linkOf(), await linkOf()];
    expect((await visitorTo(site).get(first)).status).toBe(404);
    expect((await visitorTo(site).get(second)).status).toBe(200);
  });
});

describe("someone who does not manage staff", () => {
  test.each(["/staff", "/staff/add", "/staff/agencies"])("is refused %s", async (path) => {
    const keyworker = await site.aWorker("treatment");
    expect((await visitorTo(site, { token: keyworker.token }).get(path)).status).toBe(403);
  });

  test("is refused by the database too, whatever page they find", async () => {
    const keyworker = await site.aWorker("treatment");
    const victim = await site.aWorker("treatment");
    const account = await accountOf(victim.username);
    expect(await asking(keyworker, (tx) => tx`select count(*)::int from staff_directory()`)).toBe(0);
    const acts: readonly ((tx: Tx) => PromiseLike<readonly Record<string, unknown>[]>)[] = [
      (tx) =>
        tx`select outcome from add_worker('X', 'x.z', ${keyworker.agencyId}, 'administrator', null, '\\x03', 24)`,
      (tx) => tx`select renew_link(${account}, '\\x04', 24)`,
      (tx) => tx`select set_account_disabled(${account}, true)`,
      (tx) => tx`select record_absence(${victim.staffId}, '2026-01-01', '2027-01-01')`,
      (tx) => tx`select end_absence(${account})`,
      (tx) => tx`select give_post(${account}, ${keyworker.agencyId}, 'administrator', null)`,
      (tx) => tx`select leave_work(${account}, '2026-01-01')`,
      (tx) => tx`select add_agency('a-b', 'A', 'police')`,
      (tx) => tx`select add_service('a-c', 'A', ${keyworker.agencyId}, 'community')`,
      (tx) => tx`select add_team(${keyworker.serviceId}, 'A', ${keyworker.staffId})`,
      (tx) => tx`select set_team_lead(${victim.teamId}, ${keyworker.staffId})`,
    ];
    for (const act of acts) expect(await asking(keyworker, act)).toBe("not-allowed");
    expect(await signedIn(victim)).toBe(true);
  });
});

test("every act is in the access log, about nobody in treatment", async () => {
  const [row] = await site.world.sql<{ lines: number; people: number }[]>`
    select count(*)::int as lines, coalesce(sum(cardinality(person_ids)), 0)::int as people from access_log where basis = 'administration'`;
  expect(row?.lines).toBeGreaterThan(2);
  expect(row?.people).toBe(0);
});

describe("the list of workers", () => {
  const worker = (name: string, more: Partial<Worker> = {}): Worker =>
    ({
      name,
      username: name.toLowerCase(),
      agency_name: "A",
      role_name: "R",
      team_name: null,
      state: "working",
      last_signed_in: null,
      ...more,
    }) as Worker;
  const all = [
    worker("Zoë"),
    worker("Adam", { state: "left" }),
    worker("Ben", { agency_name: "B", last_signed_in: Temporal.Instant.from("2026-07-01T10:00Z") }),
  ];

  test("finds a name without its accents and leaves out who has left unless asked", () => {
    expect(chosen(all, { find: "zoe" }).map((one) => one.name)).toEqual(["Zoë"]);
    expect(chosen(all, {}).map((one) => one.name)).toEqual(["Ben", "Zoë"]);
    expect(chosen(all, { state: "left" }).map((one) => one.name)).toEqual(["Adam"]);
  });

  test("sorts by agency, and by who signed in last", () => {
    expect(chosen(all, { sort: "agency" }).map((one) => one.name)).toEqual(["Zoë", "Ben"]);
    expect(chosen(all, { sort: "seen" }).map((one) => one.name)).toEqual(["Ben", "Zoë"]);
  });
});
