import { describe, expect, test } from "vitest";
import { StaffId, TaskId, TeamId } from "../../kernel/id.ts";
import type { Episode } from "../episode/episode.ts";
import { anEndedEpisode, anEpisode, at, day } from "../episode/fixtures.ts";
import type { Absence } from "../staff/owner.ts";
import { finishTask } from "../task/rules.ts";
import type { Task } from "../task/task.ts";
import { returnedTask } from "./any-month-database.ts";
import { aDeclinedHandover, anAcceptedHandover, anArrivedHandover, anOfferedHandover } from "./fixtures.ts";
import type { Handover } from "./handover.ts";

import { isLate, onWhoseLists, responsible, statusForReferrer } from "./standing-rules.ts";

const by = StaffId.fresh();
const nobody: ReadonlySet<StaffId> = new Set();
const sender = anEpisode();
const receiver = anEpisode({ personId: sender.personId });
describe("late", () => {
  test.each([
    ["an offer is not late at the time its answer is due", anOfferedHandover(), "2026-03-03T09:00:00", false],
    ["an offer is late a second afterwards", anOfferedHandover(), "2026-03-03T09:00:01", true],
    [
      "a yes is not late before the promised first contact",
      anAcceptedHandover(),
      "2026-03-04T10:00:00",
      false,
    ],
    ["a yes is late after it", anAcceptedHandover(), "2026-03-04T10:00:01", true],
    ["an arrival is never late", anArrivedHandover(), "2030-01-01T00:00:00", false],
  ])("%s", (_name, handover, now, late) => {
    expect(isLate(handover, at(now))).toBe(late);
  });
});

describe("who is responsible now", () => {
  const because = (
    episodes: readonly Episode[],
    handovers: readonly Handover[],
    tasks: readonly Task[] = [],
  ) => responsible(episodes, handovers, tasks).map((each) => [each.because, each.owner.team]);
  const both = { sender, receiver };

  test("the service that has the person", () => {
    expect(because([sender], [])).toEqual([["in-care", sender.owner.team]]);
  });

  test.each<[string, Handover]>([
    ["offered", anOfferedHandover(both)],
    ["accepted", anAcceptedHandover(both)],
  ])("the sender, while a handover is %s", (_state, handover) => {
    expect(because([sender], [handover])).toEqual([["handing-over", sender.owner.team]]);
  });

  test("the receiver once the person has arrived and the sender has ended", () => {
    const ended = anEndedEpisode({ ...sender, state: "ended" });
    expect(because([ended, receiver], [anArrivedHandover(both)])).toEqual([["in-care", receiver.owner.team]]);
  });

  test("after a decline the team that owns the next step, and the sender that still has them", () => {
    const no = aDeclinedHandover(sender);
    const step = returnedTask(no, TaskId.fresh(), sender.owner.team);
    const done = finishTask(step, { by, at: at("2026-03-03T10:00") });
    const has = ["in-care", sender.owner.team];
    expect(because([sender], [no], [step])).toEqual([["next-step", sender.owner.team], has]);
    expect(because([sender], [no], done.ok ? [done.value] : [])).toEqual([has]);
  });

  test("after a decline whoever of that team was named for the next step", () => {
    const step = { ...returnedTask(aDeclinedHandover(), TaskId.fresh(), TeamId.fresh()), staff: by };
    expect(responsible([], [], [step])[0]?.owner).toEqual({ team: step.team, staff: by });
  });

  test("nobody for a task of another kind", () => {
    const task = { ...returnedTask(aDeclinedHandover(), TaskId.fresh(), TeamId.fresh()), kind: "call" };
    expect(because([], [], [task])).toEqual([]);
  });

  test("those in whose hands something could be lost come first", () => {
    const other = anEpisode({ personId: sender.personId });
    const why = because([other, sender], [anOfferedHandover(both)]).map(([each]) => each);
    expect(why).toEqual(["handing-over", "in-care"]);
  });
});

describe("on whose lists it is", () => {
  const asha = StaffId.fresh();
  const open = anOfferedHandover({ sender }, { owner: { team: TeamId.fresh(), staff: asha } });
  const lists = (now: string, absences: readonly Absence[] = [], disabled = nobody) =>
    onWhoseLists(open, absences, disabled, at(now));

  test("in time it is on the owner's alone", () => {
    expect(lists("2026-03-03T09:00")).toEqual([{ because: "answer", owner: open.owner }]);
  });

  test("silence brings it to the team's named lead and back to the sending service", () => {
    expect(lists("2026-03-03T09:01")).toEqual([
      { because: "answer", owner: open.owner },
      { because: "silence-escalated", owner: { team: open.owner.team, staff: open.lead } },
      { because: "silence-returned", serviceId: sender.serviceId },
    ]);
  });

  test("leave gives it to the team at once", () => {
    const leave = { staff: asha, firstDay: day("2026-03-02"), lastDay: day("2026-03-06") };
    expect(lists("2026-03-02T09:00", [leave])).toEqual([
      { because: "answer", owner: { team: open.owner.team } },
    ]);
  });

  test("a disabled lead does not swallow an escalation: the team has it", () => {
    const escalated = lists("2026-03-03T09:01", [], new Set([open.lead]))[1];
    expect(escalated).toEqual({ because: "silence-escalated", owner: { team: open.owner.team } });
  });

  test("what is over is on nobody's", () => {
    expect(onWhoseLists(anArrivedHandover(), [], nobody, at("2030-01-01T09:00"))).toEqual([]);
  });
});

describe("what a referrer may know", () => {
  const { owner: _, dueAt: __, lead: ___, ...core } = anOfferedHandover();
  const every: readonly [Handover, string][] = [
    [anOfferedHandover(), "sent"],
    [anAcceptedHandover(), "received"],
    [anArrivedHandover(), "closed"],
    [aDeclinedHandover(), "closed"],
    [{ ...core, state: "withdrawn", withdrawnAt: core.offeredAt, because: "Mistake" }, "closed"],
    [
      {
        ...core,
        state: "refused-by-person",
        refusedAt: core.offeredAt,
        because: { code: "not-now" },
      },
      "closed",
    ],
    [
      {
        ...core,
        state: "ended-by-death",
        stoppedAt: core.offeredAt,
        was: anOfferedHandover(),
      },
      "closed",
    ],
  ];

  test.each(every.map(([handover, status]) => [handover.state, status, handover] as const))(
    "of a handover that is %s, police and probation learn only: %s",
    (_state, status, handover) => {
      for (const kind of ["police", "probation"]) {
        expect(statusForReferrer(handover, kind)).toEqual({ detail: "limited", status });
      }
    },
  );

  test("a kind of agency nobody has declared learns no more than the police", () => {
    expect(statusForReferrer(anArrivedHandover(), "circus")).toEqual({ detail: "limited", status: "closed" });
  });

  test("a treatment service learns how it stands", () => {
    expect(statusForReferrer(anArrivedHandover(), "treatment")).toEqual({
      detail: "full",
      status: "arrived",
    });
  });
});
