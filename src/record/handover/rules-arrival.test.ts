import { describe, expect, test } from "vitest";
import { EpisodeId, StaffId, TeamId } from "../../kernel/id.ts";
import type { Episode } from "../episode/episode.ts";
import { anEpisode, at, day } from "../episode/fixtures.ts";
import { aDeclinedHandover, anAcceptedHandover, anArrivedHandover, anOfferedHandover } from "./fixtures.ts";
import type { Handover } from "./handover.ts";
import { arrive } from "./rules.ts";

const ours = TeamId.fresh();
const theirs = TeamId.fresh();
const sides = { senderTeams: [ours], receiverTeams: [theirs] };
const by = StaffId.fresh();
const sender = (now: string) => ({ by, teams: [ours], at: at(now) });
const receiver = (now: string) => ({ by, teams: [theirs], at: at(now) });
const episode = anEpisode({ kind: "hilltop", owner: { team: ours } });
const offered = anOfferedHandover({ sender: episode }, { owner: { team: theirs } });
const accepted = { ...anAcceptedHandover({ sender: episode }), owner: { team: theirs } };

describe("arriving", () => {
  const freshEpisodeId = EpisodeId.fresh();
  const arriving = (
    handover: Handover = accepted,
    {
      now = "2026-03-04T10:00",
      when = "2026-03-04T09:00",
      episodes = [episode] as readonly Episode[],
      others = [] as readonly Handover[],
      act = receiver,
    } = {},
  ) =>
    arrive(
      handover,
      { arrivedAt: at(when), freshEpisodeId },
      { episodes, handovers: [handover, ...others], sides },
      act(now),
    );

  test("opens an episode at the receiver and closes the sender's that meant to close", () => {
    const result = arriving();
    expect(result.ok && result.value.receiver).toEqual({ does: "open", on: day("2026-03-04") });
    expect(result.ok && result.value.sender).toEqual({ does: "close", on: day("2026-03-04") });
    expect(result.ok && result.value.handover.receiverEpisodeId).toBe(freshEpisodeId);
    expect(result.ok && "dueAt" in result.value.handover).toBe(false);
  });

  test("leaves a sender open that meant to stay", () => {
    const stays: Handover = { ...accepted, afterArrival: "keep" };
    const result = arriving(stays);
    expect(result.ok && result.value.sender).toEqual({ does: "keep" });
  });

  test("leaves a sender open that still hands the person over to someone else", () => {
    const result = arriving(accepted, { others: [anOfferedHandover({ sender: episode })] });
    expect(result.ok && result.value.sender).toEqual({ does: "keep" });
  });

  test.each<[string, Handover]>([
    ["somebody else to another service", anOfferedHandover({ sender: anEpisode() })],
    ["the person to a service that said no", aDeclinedHandover(episode)],
  ])("closes a sender that offered %s", (_name, other) => {
    const result = arriving(accepted, { others: [other] });
    expect(result.ok && result.value.sender).toEqual({ does: "close", on: day("2026-03-04") });
  });

  test("keeps the episode that the receiver already has", () => {
    const there = anEpisode({ personId: episode.personId, serviceId: accepted.to.serviceId });
    const result = arriving(accepted, { episodes: [episode, there] });
    expect(result.ok && [result.value.receiver.does, result.value.handover.receiverEpisodeId]).toEqual([
      "keep",
      there.id,
    ]);
  });

  test("before the answer is an answer", () => {
    const result = arriving(offered, { now: "2026-03-02T11:00", when: "2026-03-02T10:30" });
    expect(result.ok && result.value.handover.acceptance.at.equals(at("2026-03-02T10:30"))).toBe(true);
  });

  test("at half past midnight in summer counts for the new day in England", () => {
    const result = arriving(accepted, { now: "2026-07-01T09:00", when: "2026-07-01T00:30" });
    expect(result.ok && result.value.receiver).toEqual({ does: "open", on: day("2026-07-01") });
  });

  test.each<[string, ReturnType<typeof arriving>, string]>([
    ["before it was offered is refused", arriving(accepted, { when: "2026-03-02T08:59" }), "arrival-outside"],
    ["later than now is refused", arriving(accepted, { when: "2026-03-04T10:01" }), "arrival-outside"],
    ["twice is refused", arriving(anArrivedHandover()), "not-open"],
    ["said by the sender is refused", arriving(accepted, { act: sender }), "only-the-receiver"],
  ])("%s", (_name, result, answer) => {
    expect(result.ok ? "accepted" : result.refusal.code).toBe(answer);
  });
});
