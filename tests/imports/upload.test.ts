import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Site, setUpSite } from "../site.ts";

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

/** Sends a large file over a socket as browsers do: all of it, and the answer is read after it. */
async function sending(fields: Record<string, string>) {
  const { token } = await site.aWorker("office", "administrator");
  const session = `throughcare=${site.code}.${token}`;
  const page = await fetch(new URL("/imports/new", origin), { headers: { cookie: session } });
  const cookie = [session, ...page.headers.getSetCookie().map((line) => line.split(";")[0])].join("; ");
  const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
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
}, 30_000);

test("a large file whose form has expired is answered so", async () => {
  const { status, body } = await sending({ _csrf: "of another day" });
  expect(status).toBe(403);
  expect(body).toContain("This form is no longer valid");
}, 30_000);
