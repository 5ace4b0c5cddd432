import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accept } from "../../src/kernel/result.ts";
import { type Site, setUpSite } from "../site.ts";
import type { TestAgency } from "../world.ts";

let site: Site;
let origin: URL;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  origin = new URL(await site.web.app.listen({ port: 0, host: "127.0.0.1" }));
});
afterAll(() => site.close());

const MEGABYTE = Buffer.alloc(1_000_000, "Ref,Name\n");
/** More than the sockets of both sides hold, so that it is sent to its end only when it is read to its end. */
const MEGABYTES = 40;

/** Opens the form: what it is sent with. */
async function opened(worker: TestAgency): Promise<{ cookie: string; csrf: string }> {
  const session = `throughcare=${site.code}.${worker.token}`;
  const page = await fetch(new URL("/imports/new", origin), { headers: { cookie: session } });
  const cookie = [session, ...page.headers.getSetCookie().map((line) => line.split(";")[0])].join("; ");
  return { cookie, csrf: /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? "" };
}

/** Begins to send the form with a file over a socket, as browsers do: its fields, then the file. */
function beginning(form: { cookie: string; csrf: string }, fields: Record<string, string>) {
  const { cookie, csrf } = form;
  const part = (name: string, value: string): string =>
    `--cut\r\nContent-Disposition: form-data; name="${name}"${value}`;
  const asked = request(new URL("/imports/new", origin), {
    method: "POST",
    headers: { cookie, origin: origin.origin, "content-type": "multipart/form-data; boundary=cut" },
  });
  const answered: Promise<[IncomingMessage]> = once(asked, "response") as Promise<[IncomingMessage]>;
  for (const [name, value] of Object.entries({ _csrf: csrf, ...fields }))
    asked.write(part(name, `\r\n\r\n${value}\r\n`));
  asked.write(part("file", '; filename="police.csv"\r\n\r\n'));
  return { asked, answered };
}

/** Sends a large file to its end; the answer is read after it. */
async function sending(fields: Record<string, string>) {
  const { asked, answered } = beginning(await opened(await site.aWorker("office", "administrator")), fields);
  for (let sent = 0; sent < MEGABYTES; sent++) if (!asked.write(MEGABYTE)) await once(asked, "drain");
  asked.end("\r\n--cut--\r\n");
  const [answer] = await answered;
  let body = "";
  for await (const piece of answer.setEncoding("utf8")) body += piece;
  return { status: answer.statusCode, body };
}

test("a large file beside a wrong answer comes back as the form with what is wrong", async () => {
  const { status, body } = await sending({ kind: "", completeTo: "never" });
  expect(status).toBe(422);
  expect(body).toContain("Choose what the file holds");
});

test("a large file whose form has expired is answered so", async () => {
  const { status, body } = await sending({ _csrf: "of another day" });
  expect(status).toBe(403);
  expect(body).toContain("This form is no longer valid");
});

/** A file of offences that has begun to arrive and does not go on. */
async function stalling(form: { cookie: string; csrf: string }) {
  const police = await site.world.anAgency("police");
  const begun = beginning(form, { kind: "events", agency: police.code });
  begun.answered.catch(() => undefined);
  begun.asked.write("Ref,Name\n");
  return begun;
}
/** Time enough for what was sent to come as far as it will. */
const arriving = () => new Promise((resolve) => setTimeout(resolve, 1000));

test("however many files stall on their way, others go on working", async () => {
  const form = await opened(await site.aWorker("office", "administrator"));
  const keyworker = await site.aWorker("treatment");
  // More than the application has connections to the database.
  const stalled = [];
  for (let i = 0; i < 12; i++) stalled.push(await stalling(form));
  await arriving();
  const page = await fetch(new URL("/help", origin), {
    headers: { cookie: `throughcare=${site.code}.${keyworker.token}` },
    signal: AbortSignal.timeout(20_000),
  });
  expect(page.status).toBe(200);
  for (const { asked } of stalled) asked.destroy();
});

test("an account is disabled while a file of its own is on its way, and the file then comes to nothing", async () => {
  const [administrator, other] = [
    await site.aWorker("office", "administrator"),
    await site.aWorker("office", "administrator"),
  ];
  const { asked, answered } = await stalling(await opened(administrator));
  await arriving();
  const disabled = await site.world.as(other, async (tx) => {
    const [row] = await tx`
      select set_account_disabled((select account_id from staff_directory() where username = ${administrator.username}), true) as outcome`;
    return accept(row?.outcome);
  });
  expect(disabled).toEqual(accept("done"));
  asked.end("1,One\n\r\n--cut--\r\n");
  const [answer] = await answered;
  answer.resume();
  expect([answer.statusCode, answer.headers.location]).toEqual([303, "/sign-in"]);
  const { staffId } = administrator;
  expect(await site.world.sql`select from import_run where staff_id = ${staffId}`).toHaveLength(0);
});
