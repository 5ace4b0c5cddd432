import { afterAll, beforeAll, expect, test } from "vitest";
import { verify } from "../../../../docs/safety/verify-register.mjs";
import { type Desk, openDesk } from "../../../../tests/register/desk.ts";
import { exportedLines } from "./export-store.ts";
import { BookId } from "./line.ts";
import { BookVerifier } from "./verifier.ts";

// Where a line was signed from stands beside it: one device or two, and a witness who was not seen there.

let desk: Desk;
let path: string;
beforeAll(async () => {
  desk = await openDesk();
  path = await desk.aBook();
});
afterAll(() => desk.site.close());

const book = () => BookId.schema.parse(path.split("/")[3]);
const spilled = () =>
  desk.signedByTwo(`${path}/enter/spill`, { quantity: "1 ampoule", reason: "dropped" }, "100 mg");
const page = async () =>
  (await desk.as(desk.officer).get(path)).body.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const ELSEWHERE = "Open Register: a second signature came from elsewhere";
const elsewhere = async (): Promise<number> =>
  (await desk.site.world.sql`select 1 from cd_signed_elsewhere`).length;

test("H155: a witness on a device that was not used there in this shift is marked, on the page and for the accountable officer, and not refused", async () => {
  const [first] = await desk.site.world
    .sql`select device from cd_signed_from f join cd_entry e on e.first_signature = f.signature_id`;
  const [second] = await desk.site.world
    .sql`select device from cd_signed_from f join cd_entry e on e.second_signature = f.signature_id`;
  expect(first?.device).not.toBe(second?.device);
  expect(await desk.lastLine(path)).toMatchObject({ kind: "opening" });
  expect(await page()).toContain(
    `On devices ${first?.device} and ${second?.device}; the second signed from elsewhere`,
  );
  const tasks = await desk.site.world.sql`
    select staff_id from task where title = ${ELSEWHERE}`;
  expect(tasks).toEqual([{ staff_id: desk.officer.staffId }]);
});

test("H155: the officer is asked once a shift about one device, and every line stays marked", async () => {
  await spilled();
  expect(await elsewhere()).toBe(2);
  expect(await desk.site.world.sql`select 1 from task where title = ${ELSEWHERE}`).toHaveLength(1);
});

test("H155: a device that was used there in this shift is not marked; one that was used there a day ago is", async () => {
  // The checker signs something first on theirs: it is in use there from now on.
  await desk.sent(desk.checker, `${path}/enter/spill`, { quantity: "1 ampoule", reason: "dropped too" });
  await desk.sent(desk.nurse, `/register/waiting/${await desk.waitingKey()}`, { quantity: "100 mg" });
  const before = await elsewhere();
  await spilled();
  expect(await elsewhere()).toBe(before);
  await desk.site.world.sql`update premises_device set used_at = used_at - interval '25 hours'`;
  await desk.site.world.sql`update cd_signed_elsewhere set noted_at = noted_at - interval '25 hours'`;
  await spilled();
  expect(await elsewhere()).toBe(before + 1);
});

test("H155: an export with devices holds for both verifiers, and its lines are the same without them", async () => {
  const written = async (withDevices: boolean): Promise<readonly string[]> => {
    const all: string[] = [];
    for await (const line of exportedLines(desk.site.world.sql as never, book(), false, withDevices))
      all.push(line);
    return all;
  };
  const [plain, more] = [await written(false), await written(true)];
  const beside = more.filter((line) => line.startsWith('{"beside"'));
  expect(beside).toHaveLength(plain.length - 1);
  expect(JSON.parse(beside[0] ?? "{}")).toMatchObject({ second_elsewhere: true });
  expect(more.filter((line) => !line.startsWith('{"beside"')).slice(1)).toEqual(plain.slice(1));
  expect(verify([...more])).toBeUndefined();
  const own = new BookVerifier();
  expect(more.map((line) => own.next(line)).filter((fault) => fault)).toEqual([]);
  expect(own.end()).toBeUndefined();
  // What stands beside no line is no part of a register.
  const stray = [more[0] ?? "", beside[0] ?? "", ...more.slice(1)];
  expect(verify(stray)).toContain("line 0");
});
