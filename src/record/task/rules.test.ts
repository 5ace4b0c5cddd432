import { describe, expect, test } from "vitest";
import { StaffId, TaskId, TeamId } from "../../kernel/id.ts";
import { fromLondon } from "../../kernel/time.ts";
import { dueInWords, dueShort, sayTask } from "./messages.ts";
import { cancelTask, finishTask, isTaskLate, openTask, undoTask } from "./rules.ts";
import type { OpenTask } from "./task.ts";

const at = (local: string) => fromLondon(Temporal.PlainDateTime.from(local));
const by = StaffId.fresh();
const task = (change: Partial<OpenTask> = {}): OpenTask => ({
  id: TaskId.fresh(),
  kind: "call",
  title: "Call the hostel",
  team: TeamId.fresh(),
  dueAt: at("2026-11-21T14:30"),
  state: "open",
  ...change,
});
const code = (result: { ok: boolean; refusal?: { code: string } }) =>
  result.ok ? "accepted" : result.refusal?.code;

describe("a task", () => {
  test.each([
    ["without words is refused", { title: "  " }, "title-needed"],
    ["already due is refused", { dueAt: at("2026-11-21T09:00") }, "due-has-passed"],
    ["with words and a time to come is opened", {}, "accepted"],
  ])("%s", (_name, change, answer) => {
    expect(code(openTask(task(change), at("2026-11-21T09:00")))).toBe(answer);
  });

  test("keeps its words without the spaces around them", () => {
    const opened = openTask(task({ title: " Call the hostel " }), at("2026-11-21T09:00"));
    expect(opened.ok && opened.value.title).toBe("Call the hostel");
  });

  test("that is done is not cancelled", () => {
    const done = finishTask(task(), { by, at: at("2026-11-21T10:00") });
    const cancelled = { by, at: at("2026-11-21T10:05"), reason: "Not needed" };
    expect(done.ok && code(cancelTask(done.value, cancelled))).toBe("not-open");
  });

  test("can be done late, but only once", () => {
    const done = finishTask(task(), { by, at: at("2026-11-25T09:00") });
    expect(done.ok && code(finishTask(done.value, { by, at: at("2026-11-25T09:01") }))).toBe("not-open");
  });

  test.each([
    ["ten minutes after it was marked done can be undone", "2026-11-21T10:10:00", "accepted"],
    ["a second later can no longer be undone", "2026-11-21T10:10:01", "too-late-to-undo"],
  ])("%s", (_name, now, answer) => {
    const done = finishTask(task(), { by, at: at("2026-11-21T10:00") });
    expect(done.ok && code(undoTask(done.value, at(now)))).toBe(answer);
  });

  test("undone is exactly as it was", () => {
    const before = task();
    const done = finishTask(before, { by, at: at("2026-11-21T10:00") });
    expect(done.ok && undoTask(done.value, at("2026-11-21T10:05"))).toEqual({ ok: true, value: before });
  });

  test("about somebody who has died since is not undone, and it is said why", () => {
    const done = finishTask(task(), { by, at: at("2026-11-21T10:00") });
    const life = { died: Temporal.PlainDate.from("2026-11-20") };
    const undone = done.ok ? undoTask(done.value, at("2026-11-21T10:05"), life) : undefined;
    expect(undone).toEqual({ ok: false, refusal: { code: "person-has-died" } });
    expect(sayTask({ code: "person-has-died" })).toBe(
      "This person's death is recorded, so nothing more is asked of anyone about them.",
    );
  });

  test("cannot be undone before it is done", () => {
    expect(code(undoTask(task(), at("2026-11-21T10:00")))).toBe("not-done");
  });

  test("is cancelled only with a reason", () => {
    expect(code(cancelTask(task(), { by, at: at("2026-11-21T10:00"), reason: " " }))).toBe("reason-needed");
    expect(code(cancelTask(task(), { by, at: at("2026-11-21T10:00"), reason: "Hostel called us" }))).toBe(
      "accepted",
    );
  });

  test("is late a second after its time, not at it", () => {
    expect(isTaskLate(task(), at("2026-11-21T14:30:00"))).toBe(false);
    expect(isTaskLate(task(), at("2026-11-21T14:30:01"))).toBe(true);
  });
});

describe("when it is due, in words", () => {
  const now = at("2026-11-21T14:10");
  test.each([
    ["2026-11-21T14:30", "in 20 minutes (14:30)"],
    ["2026-11-21T14:10", "now (14:10)"],
    ["2026-11-21T13:10", "1 hour late (due 13:10)"],
    ["2026-11-19T14:10", "2 days late (due 19 November 2026 at 14:10)"],
    ["2026-11-24T14:10", "in 3 days (24 November 2026 at 14:10)"],
  ])("%s", (due, words) => {
    expect(dueInWords(at(due), now)).toBe(words);
  });
  test.each([
    ["2026-11-21T14:30", "in 20 minutes (14:30)"],
    ["2026-11-19T14:10", "2 days late (19 Nov, 14:10)"],
    ["2027-01-08T14:10", "in 48 days (8 Jan 2027, 14:10)"],
  ])("in few letters, with the year where it is another: %s", (due, words) => {
    expect(dueShort(at(due), now)).toBe(words);
  });
});

test("a refusal says what to do next", () => {
  expect(sayTask({ code: "too-late-to-undo", doneAt: at("2026-11-21T10:00") })).toBe(
    "This was marked done at 21 November 2026 at 10:00, more than 10 minutes ago. Add a new task instead.",
  );
});
