import { describe, expect, test } from "vitest";
import { StaffId, TeamId } from "../../kernel/id.ts";
import { fromLondon } from "../../kernel/time.ts";
import { effectiveOwner } from "./owner.ts";

const team = TeamId.fresh();
const [asha, ben] = [StaffId.fresh(), StaffId.fresh()];
const at = (local: string) => fromLondon(Temporal.PlainDateTime.from(local));
const day = (text: string) => Temporal.PlainDate.from(text);
const nobody: ReadonlySet<StaffId> = new Set();
const away = { staff: asha, firstDay: day("2026-07-06"), lastDay: day("2026-07-10") };

describe("who does it now", () => {
  test.each([
    ["the evening before leave it is still theirs", "2026-07-05T23:59", asha],
    ["from midnight in England on the first day of leave it is the team's", "2026-07-06T00:00", undefined],
    ["on the last evening of leave it is the team's", "2026-07-10T23:59", undefined],
    ["on the first morning back it is theirs again", "2026-07-11T00:00", asha],
  ])("%s", (_name, local, staff) => {
    expect(effectiveOwner({ team, staff: asha }, [away], nobody, at(local))).toEqual(
      staff ? { team, staff } : { team },
    );
  });

  test("a disabled account hands everything to the team at once", () => {
    expect(effectiveOwner({ team, staff: asha }, [], new Set([asha]), at("2026-07-01T09:00"))).toEqual({
      team,
    });
  });

  test("sickness without an end lasts until they say", () => {
    const sick = { staff: asha, firstDay: day("2026-07-06") };
    expect(effectiveOwner({ team, staff: asha }, [sick], nobody, at("2027-01-01T09:00"))).toEqual({ team });
  });

  test("one leave of several is enough", () => {
    const others = [
      { staff: ben, firstDay: day("2026-07-01") },
      { ...away, firstDay: day("2026-05-01"), lastDay: day("2026-05-08") },
    ];
    const now = at("2026-07-07T09:00");
    expect(effectiveOwner({ team, staff: asha }, [...others, away], nobody, now)).toEqual({ team });
  });

  test("somebody else's leave changes nothing", () => {
    expect(effectiveOwner({ team, staff: ben }, [away], nobody, at("2026-07-07T09:00"))).toEqual({
      team,
      staff: ben,
    });
  });

  test("what nobody is named for is the team's", () => {
    expect(effectiveOwner({ team }, [], nobody, at("2026-07-07T09:00"))).toEqual({ team });
  });
});
