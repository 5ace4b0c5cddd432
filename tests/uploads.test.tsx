import { once } from "node:events";
import { mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accept } from "../src/kernel/result.ts";
import { text } from "../src/web/form.tsx";
import { PostForm } from "../src/web/layout.tsx";
import { type Ask, act } from "../src/web/page.ts";
import { buildWeb, type Web } from "../src/web/server.ts";
import { openWorld, type TestAgency, type World } from "./world.ts";

// Files as they are sent, to acts of the tests' own.

const LARGEST = 500_000;

let received: string[] = [];
const act_ = (at: string, allow: string, more: { largestFile?: number }) =>
  act({
    path: at,
    allow,
    ...more,
    load: async () => accept(undefined),
    form: () => ({ word: text("Word", "Enter a word") }),
    view: () => ({ title: "Send", body: <PostForm multipart>Send</PostForm> }),
    perform: async (_tx, { upload }: Ask, { word }) => {
      let bytes = 0;
      let last = "";
      for await (const piece of upload?.bytes ?? []) {
        bytes += piece.length;
        last = piece.toString("latin1").slice(-1);
      }
      received.push(
        `${word}: ${upload?.name ?? "no file"}, ${bytes} bytes${last ? `, the last is ${last}` : ""}`,
      );
      return accept({ to: "/t/sent", done: "" });
    },
    say: () => "No",
  });

let world: World;
let folder: string;
let worker: TestAgency;
/** One server as it is, and one that waits for nobody. */
let [patient, hasty]: [Web, Web] = [] as never;
let [origin, hastyOrigin] = ["", ""];
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "throughcare-uploads-"));
  await writeFile(path.join(folder, "left-by-a-crash"), "");
  world = await openWorld();
  worker = await world.anAgency("treatment");
  [patient, hasty] = [await webOf({}), await webOf({ longestSilenceMs: 400 })];
  origin = await patient.app.listen({ port: 0, host: "127.0.0.1" });
  hastyOrigin = await hasty.app.listen({ port: 0, host: "127.0.0.1" });
});
afterAll(async () => {
  await patient.app.close();
  await hasty.app.close();
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const webOf = (more: { longestSilenceMs?: number }): Promise<Web> =>
  buildWeb({
    sites: new Map([
      ["testland", { code: "testland", name: "Testland", madeUp: true, database: world.database }],
    ]),
    routes: [
      act_("/t/send", "work", { largestFile: LARGEST }),
      act_("/t/office", "staff:manage", { largestFile: LARGEST }),
      act_("/t/words", "work", {}),
    ],
    assets: { styles: { device: "/s.css", light: "/l.css", dim: "/d.css" }, scripts: [], byPath: new Map() },
    frameFacts: async () => ({ navigation: [], mayFind: false, tasksDue: 0 }),
    secure: false,
    trustProxy: false,
    requestsPerMinute: 100_000,
    uploads: folder,
    logLevel: "silent",
    ...more,
  });

type Sending = { readonly asked: ClientRequest; readonly answer: Promise<{ status: number; body: string }> };

/** Begins to send a form with a file, as a browser does: all its fields, then the beginning of the file. */
async function begin(to: string, { word = "a word", withFile = true, at = origin } = {}): Promise<Sending> {
  const session = `throughcare=testland.${worker.token}`;
  const page = await fetch(new URL("/t/send", at), { headers: { cookie: session } });
  const cookie = [session, ...page.headers.getSetCookie().map((line) => line.split(";")[0])].join("; ");
  const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  const asked = request(new URL(to, at), {
    method: "POST",
    headers: { cookie, origin: at, "content-type": "multipart/form-data; boundary=cut" },
  });
  const answer = answerTo(asked);
  const part = (name: string, rest: string): string =>
    `--cut\r\nContent-Disposition: form-data; name="${name}"${rest}`;
  for (const [name, value] of Object.entries({ _csrf: csrf, _once: crypto.randomUUID(), word }))
    asked.write(part(name, `\r\n\r\n${value}\r\n`));
  if (withFile) asked.write(part("file", '; filename="list.csv"\r\n\r\n'));
  return { asked, answer };
}

/** What was answered, or that the connection ended without a word. */
async function answerTo(asked: ClientRequest): Promise<{ status: number; body: string }> {
  const [answer] = (await Promise.race([
    once(asked, "response"),
    once(asked, "close").then(() => [undefined]),
  ]).catch(() => [undefined])) as [IncomingMessage | undefined];
  let body = "";
  if (answer) for await (const piece of answer.setEncoding("utf8")) body += piece;
  return { status: answer?.statusCode ?? 0, body };
}

const send = async (to: string, word: string, bytes: string) => {
  const { asked, answer } = await begin(to, { word });
  asked.end(`${bytes}\r\n--cut--\r\n`);
  return answer;
};

/** Files that this process holds in the folder, with or without a name there. */
async function held(): Promise<readonly { readonly file: string; readonly link: string }[]> {
  const files = (await readdir("/proc/self/fd")).map((number) => `/proc/self/fd/${number}`);
  const links = await Promise.all(files.map((file) => readlink(file).catch(() => "")));
  return files
    .map((file, i) => ({ file, link: links[i] ?? "" }))
    .filter(({ link }) => link.startsWith(folder));
}

test("what an earlier process left of files that were being sent is cleared away before the first is taken in", async () => {
  expect(await readdir(folder)).toEqual([]);
});

test("a file reaches its act whole, and one that is too large as one byte too many", async () => {
  received = [];
  expect((await send("/t/send", "right", "x".repeat(LARGEST - 1) + "y")).status).toBe(303);
  expect((await send("/t/send", "large", "x".repeat(LARGEST * 9))).status).toBe(303);
  expect((await send("/t/send", "empty", "")).status).toBe(303);
  expect(received).toEqual([
    `right: list.csv, ${LARGEST} bytes, the last is y`,
    `large: list.csv, ${LARGEST + 1} bytes, the last is x`,
    "empty: list.csv, 0 bytes",
  ]);
  if (process.platform === "linux") expect(await held()).toEqual([]);
});

test("a form that takes no file is handed none, and one that is not its sender's keeps none", async () => {
  received = [];
  expect((await send("/t/words", "words", "x".repeat(LARGEST))).status).toBe(303);
  expect((await send("/t/office", "office", "x".repeat(LARGEST))).status).toBe(403);
  expect(received).toEqual(["words: no file, 0 bytes"]);
});

test.runIf(process.platform === "linux")(
  "while it is being sent a file has no name, and is its owner's alone; broken off, nothing of it is left or done",
  async () => {
    received = [];
    const { asked, answer } = await begin("/t/send");
    asked.write("Ref,Name\n".repeat(1000));
    await expect.poll(held).toHaveLength(1);
    const [file] = await held();
    expect(await readdir(folder)).toEqual([]);
    expect(file?.link).toMatch(/ \(deleted\)$/);
    expect((await stat(file?.file ?? "")).mode & 0o777).toBe(0o600);
    expect(await readFile(file?.file ?? "", "utf8")).toMatch(/^Ref,Name\n/);
    asked.destroy();
    await answer;
    await expect.poll(held).toEqual([]);
    expect(received).toEqual([]);
  },
);

test("a file that does not end as it should is refused, and nothing is done", async () => {
  received = [];
  const { asked, answer } = await begin("/t/send");
  asked.end("Ref,Name\n");
  const { status, body } = await answer;
  expect([status, body.includes("That could not be read")]).toEqual([400, true]);
  expect(received).toEqual([]);
});

test.each([
  ["in the middle of a file", async () => (await begin("/t/send", { at: hastyOrigin })).answer],
  ["before its file", async () => (await begin("/t/send", { at: hastyOrigin, withFile: false })).answer],
  [
    "in the middle of a plain form",
    async () => {
      const type = "application/x-www-form-urlencoded";
      const headers = { "content-type": type, "content-length": 1000, origin: hastyOrigin };
      const asked = request(new URL("/t/words", hastyOrigin), { method: "POST", headers });
      asked.write("word=");
      return answerTo(asked);
    },
  ],
])("a sender who falls silent %s is told so and cut off", async (_where, falling) => {
  received = [];
  const { status, body } = await falling();
  expect(status).toBe(408);
  expect(body).toContain("Nothing more arrived");
  expect(received).toEqual([]);
});

test("a sender who falls silent after a refusal is not waited for", async () => {
  const { asked, answer } = await begin("/t/office", { at: hastyOrigin });
  asked.write("Ref,Name\n");
  expect((await answer).status).toBe(0);
});
