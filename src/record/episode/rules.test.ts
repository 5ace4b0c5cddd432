import { describe, expect, test } from "vitest";
import { EpisodeId, type HandoverId } from "../../kernel/id.ts";
import { anArrivedHandover, anOfferedHandover } from "../handover/fixtures.ts";
import type { Handover } from "../handover/handover.ts";
import type { Episode } from "./episode.ts";
import { aKind, anEndedEpisode, anEpisode, day } from "./fixtures.ts";
import { sayEpisode } from "./messages.ts";
import { endEpisode, type Life, moveStage, openEpisode, reopenEpisode } from "./rules.ts";

const kind = aKind();
const today = day("2026-06-30");
const code = (result: { ok: boolean; refusal?: { code: string } }) =>
  result.ok ? "accepted" : result.refusal?.code;

describe("opening an episode", () => {
  const past = anEndedEpisode({ opened: day("2026-03-01"), ended: day("2026-03-20") });
  const here = anEpisode({ ...past, state: "open", opened: day("2026-05-01") });
  const opening = (opened: string, life: Life = {}, episodes: readonly Episode[] = []) =>
    openEpisode({ ...past, id: EpisodeId.fresh(), opened: day(opened) }, kind, { life, episodes, today });

  test.each<[string, ReturnType<typeof opening>, string]>([
    ["today is possible", opening("2026-06-30"), "accepted"],
    ["tomorrow is refused", opening("2026-07-01"), "in-the-future"],
    ["on the day of birth is possible", opening("2001-05-05", { born: day("2001-05-05") }), "accepted"],
    ["before birth is refused", opening("2001-05-04", { born: day("2001-05-05") }), "before-birth"],
    [
      "of someone who has died is refused, whatever its day",
      opening("2026-05-01", { died: day("2026-06-01") }),
      "after-death",
    ],
    ["while the service has the person is refused", opening("2026-06-01", {}, [here]), "already-open"],
    ["on the last day of the stay before is refused", opening("2026-03-20", {}, [past]), "overlaps"],
    ["the day after the stay before is possible", opening("2026-03-21", {}, [past]), "accepted"],
    ["inside the stay before is refused", opening("2026-03-05", {}, [past]), "overlaps"],
    [
      "while another service has the person is possible",
      opening("2026-06-01", {}, [anEpisode({ personId: past.personId })]),
      "accepted",
    ],
    [
      "while the same service has somebody else is possible",
      opening("2026-06-01", {}, [anEpisode({ serviceId: past.serviceId })]),
      "accepted",
    ],
  ])("%s", (_name, result, answer) => {
    expect(code(result)).toBe(answer);
  });

  test("begins at the first stage", () => {
    const result = opening("2026-06-01");
    expect(result.ok && [result.value.stage, result.value.stageSince.toString()]).toEqual([
      "referred",
      "2026-06-01",
    ]);
  });
});

describe("moving through the stages", () => {
  const at = (stage: string, to: string, on = "2026-06-10", reason?: string) =>
    code(
      moveStage(
        anEpisode({ stage, stageSince: day("2026-06-01") }),
        kind,
        { to, on: day(on), reason },
        today,
      ),
    );

  test.each([
    ["to the next stage is possible", at("referred", "assessed"), "accepted"],
    ["past a stage where the service allows it is possible", at("referred", "treated"), "accepted"],
    ["past a stage where it does not is refused", at("assessed", "leaving"), "stage-not-allowed-from"],
    ["to the same stage is refused", at("treated", "treated"), "already-there"],
    ["to a stage the service does not have is refused", at("treated", "detox"), "unknown-stage"],
    ["back without a reason is refused", at("treated", "assessed"), "reason-needed-to-go-back"],
    [
      "back with an empty reason is refused",
      at("treated", "assessed", "2026-06-10", " "),
      "reason-needed-to-go-back",
    ],
    ["back with a reason is possible", at("leaving", "referred", "2026-06-10", "Relapsed"), "accepted"],
    ["tomorrow is refused", at("referred", "assessed", "2026-07-01"), "in-the-future"],
    ["before the stage now is refused", at("referred", "assessed", "2026-05-31"), "before-last-stage"],
    ["on the day of the stage now is possible", at("referred", "assessed", "2026-06-01"), "accepted"],
  ])("%s", (_name, answer, expected) => {
    expect(answer).toBe(expected);
  });

  test("too far ahead is answered with the stages from which it can be reached, by name", () => {
    const move = { to: "leaving", on: day("2026-06-10") };
    expect(moveStage(anEpisode({ stage: "assessed" }), kind, move, today)).toEqual({
      ok: false,
      refusal: { code: "stage-not-allowed-from", stage: "Leaving", from: "Assessed", allowed: ["Treated"] },
    });
  });

  test("of an ended episode is refused", () => {
    expect(code(moveStage(anEndedEpisode(), kind, { to: "assessed", on: today }, today))).toBe("not-open");
  });
});

describe("ending an episode", () => {
  const episode = anEpisode();
  const offered = anOfferedHandover({ sender: episode });
  const arrived = anArrivedHandover({ sender: episode });
  const ending = (
    code: string,
    on = "2026-06-10",
    out: readonly Handover[] = [],
    received: HandoverId[] = [],
  ) =>
    endEpisode(
      episode,
      kind,
      { ending: code, on: day(on) },
      { handoversOut: out, stillReceived: new Set(received), today },
    );

  test.each<[string, ReturnType<typeof ending>, string]>([
    ["as the service declares is possible", ending("completed"), "accepted"],
    ["otherwise is refused", ending("evicted"), "unknown-ending"],
    ["on its first day is possible", ending("completed", "2026-03-01"), "accepted"],
    ["before its first day is refused", ending("completed", "2026-02-28"), "ends-before-it-starts"],
    ["tomorrow is refused", ending("completed", "2026-07-01"), "in-the-future"],
    ["while handing over is refused", ending("completed", "2026-06-10", [offered]), "still-handing-over"],
    ["by death while handing over is possible", ending("died", "2026-06-10", [offered]), "accepted"],
    [
      "as handed over when nobody received them is refused",
      ending("handed-over"),
      "nobody-has-received-them",
    ],
    ["by leaving the area needs no receiver", ending("moved-away"), "accepted"],
    [
      "as handed over to a service that has them is possible",
      ending("handed-over", "2026-06-10", [arrived], [arrived.id]),
      "accepted",
    ],
    [
      "as handed over to a service that has let them go since is refused",
      ending("handed-over", "2026-06-10", [arrived]),
      "nobody-has-received-them",
    ],
    [
      "while somebody else's handover is open is possible",
      ending("completed", "2026-06-10", [anOfferedHandover({ sender: anEpisode() })]),
      "accepted",
    ],
  ])("%s", (_name, result, answer) => {
    expect(code(result)).toBe(answer);
  });

  test("twice is refused", () => {
    const known = { handoversOut: [], stillReceived: new Set<HandoverId>(), today };
    expect(code(endEpisode(anEndedEpisode(), kind, { ending: "completed", on: today }, known))).toBe(
      "not-open",
    );
  });
});

describe("reopening an episode", () => {
  const ended = anEndedEpisode();
  const later = anEndedEpisode({
    ...ended,
    id: EpisodeId.fresh(),
    opened: day("2026-04-01"),
    ended: day("2026-04-20"),
  });
  const laterOpen = anEpisode({ ...ended, id: EpisodeId.fresh(), state: "open", opened: day("2026-05-01") });
  const reopening = (reason: string, episodes: readonly Episode[] = [], life: Life = {}) =>
    reopenEpisode(ended, reason, { life, episodes: [ended, ...episodes], today });

  test.each<[string, ReturnType<typeof reopening>, string]>([
    ["with a reason is possible", reopening("Ended on the wrong person"), "accepted"],
    ["without a reason is refused", reopening("  "), "reason-needed"],
    ["that is not the latest is refused", reopening("Mistake", [later]), "not-the-latest"],
    ["while the service has the person again is refused", reopening("Mistake", [laterOpen]), "already-open"],
    ["after death is refused", reopening("Mistake", [], { died: day("2026-06-01") }), "after-death"],
    [
      "with a later stay elsewhere is possible",
      reopening("Mistake", [anEpisode({ personId: ended.personId })]),
      "accepted",
    ],
  ])("%s", (_name, result, answer) => {
    expect(code(result)).toBe(answer);
  });

  test("that has not ended is refused", () => {
    expect(code(reopenEpisode(laterOpen, "Mistake", { life: {}, episodes: [], today }))).toBe("still-open");
  });

  test("makes it the same stay again, without an ending", () => {
    const { ended: _, ending: __, ...before } = ended;
    expect(reopening("Mistake")).toEqual({ ok: true, value: { ...before, state: "open" } });
  });
});

test("a refusal says what is wrong and what to do", () => {
  expect(sayEpisode({ code: "still-handing-over", count: 1 })).toBe(
    "The person is being handed over, so you are responsible until they arrive. Wait for arrival, or withdraw the handover.",
  );
  expect(sayEpisode({ code: "overlaps", from: day("2026-03-01"), to: day("2026-03-20") })).toBe(
    "This service had the person from 1 March 2026 to 20 March 2026. Reopen that episode, or choose days outside it.",
  );
});
