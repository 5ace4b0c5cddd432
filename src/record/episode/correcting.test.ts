import { describe, expect, test } from "vitest";
import { EpisodeId } from "../../kernel/id.ts";
import { aKind, anEndedEpisode, anEpisode, day } from "./fixtures.ts";
import { sayBefore } from "./messages.ts";
import { correctStay, type Life } from "./rules.ts";

const kind = aKind();
const today = day("2026-06-30");
const code = (result: { ok: boolean; refusal?: { code: string } }) =>
  result.ok ? "accepted" : result.refusal?.code;

describe("correcting the days", () => {
  const ended = anEndedEpisode();
  const earlier = anEndedEpisode({
    ...ended,
    id: EpisodeId.fresh(),
    opened: day("2026-01-10"),
    ended: day("2026-02-10"),
  });
  const correcting = (opened: string, last?: string, reason = "Typed wrongly") =>
    correctStay(
      ended,
      kind,
      { opened: day(opened), ended: last ? day(last) : undefined, reason },
      { life: { born: day("1990-01-01"), died: day("2026-04-01") }, episodes: [ended, earlier], today },
    );

  test.each<[string, ReturnType<typeof correcting>, string]>([
    ["to other possible days is possible", correcting("2026-02-20", "2026-03-25"), "accepted"],
    ["without a reason is refused", correcting("2026-02-20", "2026-03-25", " "), "reason-needed"],
    [
      "to an end before the start is refused",
      correcting("2026-03-10", "2026-03-09"),
      "ends-before-it-starts",
    ],
    ["into the stay before is refused", correcting("2026-02-10"), "overlaps"],
    ["to before birth is refused", correcting("1989-12-31"), "before-birth"],
    ["to an end on the day of death is possible", correcting("2026-03-01", "2026-04-01"), "accepted"],
    ["to an end after death is refused", correcting("2026-03-01", "2026-04-02"), "after-death"],
    ["to an end in the future is refused", correcting("2026-03-01", "2026-07-01"), "in-the-future"],
  ])("%s", (_name, result, answer) => {
    expect(code(result)).toBe(answer);
  });

  test("gives the stay the days that were said, and its old last day where none was", () => {
    const days = (result: ReturnType<typeof correcting>) =>
      result.ok && result.value.state === "ended" && [`${result.value.opened}`, `${result.value.ended}`];
    expect(days(correcting("2026-02-20", "2026-03-25"))).toEqual(["2026-02-20", "2026-03-25"]);
    expect(days(correcting("2026-02-20"))).toEqual(["2026-02-20", "2026-03-20"]);
  });

  test("a first stage moves with the first day, a later one keeps its own", () => {
    const known = { life: {}, episodes: [], today };
    const opened = day("2026-02-20");
    const first = correctStay(anEpisode(), kind, { opened, reason: "Typed wrongly" }, known);
    const second = correctStay(
      anEpisode({ stage: "assessed", stageSince: day("2026-03-15") }),
      kind,
      { opened, reason: "Typed wrongly" },
      known,
    );
    expect(first.ok && first.value.stageSince.toString()).toBe("2026-02-20");
    expect(second.ok && second.value.stageSince.toString()).toBe("2026-03-15");
  });

  test("an open episode is given an end by ending it, not by correcting it", () => {
    const days = { opened: day("2026-03-01"), ended: day("2026-03-09"), reason: "Typed wrongly" };
    expect(code(correctStay(anEpisode(), kind, days, { life: {}, episodes: [], today }))).toBe("still-open");
  });
});

describe("correcting how a stay ended", () => {
  const correcting = (was: string, ending: string, life: Life = {}) =>
    correctStay(
      anEndedEpisode({ ending: was }),
      kind,
      { opened: day("2026-03-01"), ending, reason: "Pressed the wrong one" },
      { life, episodes: [], today },
    );
  const died = { died: day("2026-03-20") };

  test.each<[string, ReturnType<typeof correcting>, string]>([
    ["to another ending of the service is possible", correcting("completed", "dropped-out"), "accepted"],
    ["to what it was is possible", correcting("handed-over", "handed-over"), "accepted"],
    ["to one that the service has not is refused", correcting("completed", "abducted"), "unknown-ending"],
    [
      "to a death is refused: that is recorded of the person",
      correcting("completed", "died"),
      "unknown-ending",
    ],
    [
      "to a handover that nobody received is refused",
      correcting("completed", "handed-over"),
      "nobody-has-received-them",
    ],
    ["of one that a receiver has is refused", correcting("handed-over", "completed"), "was-handed-over"],
    ["of a death that still stands is refused", correcting("died", "completed", died), "after-death"],
    [
      "of a death recorded in error is possible once that is undone",
      correcting("died", "completed"),
      "accepted",
    ],
  ])("%s", (_name, result, answer) => {
    expect(code(result)).toBe(answer);
  });

  test("leaves the ending where none is said, and an open stay has none to correct", () => {
    const change = { opened: day("2026-03-01"), reason: "Typed wrongly" };
    const known = { life: {}, episodes: [], today };
    const left = correctStay(anEndedEpisode(), kind, change, known);
    expect(left.ok && left.value.state === "ended" && left.value.ending).toBe("completed");
    expect(code(correctStay(anEpisode(), kind, { ...change, ending: "completed" }, known))).toBe(
      "still-open",
    );
  });

  test("what it was before is kept in words", () => {
    expect(sayBefore(anEndedEpisode(), kind)).toBe("Before: 1 March 2026 to 20 March 2026, Completed.");
    expect(sayBefore(anEpisode(), kind)).toBe("Before: from 1 March 2026.");
  });
});
