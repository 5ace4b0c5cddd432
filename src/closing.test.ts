import { expect, test } from "vitest";
import { newClosing } from "./closing.ts";

type End = { readonly code: number; readonly failures: readonly unknown[] };

/** A process that has opened nothing yet, and how it ends. */
function aProcess() {
  const ended = Promise.withResolvers<End>();
  const closing = newClosing((code, failures) => ended.resolve({ code, failures }));
  const closed: string[] = [];
  const close = (what: string) => async () => void closed.push(what);
  return { closing, ended: ended.promise, closed, close };
}

test("what was opened is closed, the newest first, once however often it is asked", async () => {
  const { closing, ended, closed, close } = aProcess();
  await closing.open(async () => 1, close("database"));
  await closing.open(async () => 2, close("server"));
  void closing.now(0);
  void closing.now(1);
  expect(await ended).toEqual({ code: 0, failures: [] });
  expect(closed).toEqual(["server", "database"]);
});

test("what is being opened is waited for and closed, and goes no further", async () => {
  const { closing, ended, closed, close } = aProcess();
  const database = Promise.withResolvers<void>();
  const wentOn: string[] = [];
  void closing.open(() => database.promise, close("database")).then(() => wentOn.push("opened"));
  void closing.now(0);
  expect(closed).toEqual([]);
  database.resolve();
  expect(await ended).toEqual({ code: 0, failures: [] });
  expect([closed, wentOn]).toEqual([["database"], []]);
});

test("nothing more is opened by a process that is stopping", async () => {
  const { closing, ended, closed, close } = aProcess();
  void closing.now(0);
  const opened: string[] = [];
  void closing.open(async () => opened.push("server"), close("server"));
  await ended;
  expect([opened, closed]).toEqual([[], []]);
});

test("one that cannot be closed keeps none of the others open, and is told", async () => {
  const { closing, ended, closed, close } = aProcess();
  const failure = new Error("of the test's own");
  await closing.open(async () => 1, close("database"));
  await closing.open(
    async () => 2,
    () => Promise.reject(failure),
  );
  await closing.open(async () => 3, close("server"));
  void closing.now(0);
  expect(await ended).toEqual({ code: 1, failures: [failure] });
  expect(closed).toEqual(["server", "database"]);
});

test("what fails while it is being opened, or because it was cut off, does not keep a process from stopping", async () => {
  const { closing, ended, closed, close } = aProcess();
  await closing.open(async () => 1, close("database"));
  const [server, work] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const complaints: unknown[] = [];
  closing
    .during(async () => {
      await Promise.all([work.promise, closing.open(() => server.promise, close("server"))]);
    })
    .catch((error: unknown) => complaints.push(error));
  void closing.now(0);
  work.reject(new Error("cut off"));
  server.reject(new Error("not opened"));
  expect(await ended).toEqual({ code: 0, failures: [] });
  expect([closed, complaints]).toEqual([["database"], []]);
});

test("what fails while nothing is stopping is told as ever", async () => {
  const failure = new Error("of the test's own");
  await expect(aProcess().closing.during(() => Promise.reject(failure))).rejects.toBe(failure);
});
