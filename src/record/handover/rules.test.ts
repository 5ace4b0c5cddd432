import { describe, expect, test } from "vitest";
import { StaffId, TeamId } from "../../kernel/id.ts";
import { anEpisode, at } from "../episode/fixtures.ts";
import { anAcceptedHandover, anArrivedHandover, anOfferedHandover } from "./fixtures.ts";
import { codedFrom, codedText, DECLINE_REASONS, type NextStep } from "./handover.ts";
import { sayHandover } from "./messages.ts";
import { acceptHandover, decline, personRefused, reassignDue, withdraw } from "./rules.ts";

const ours = TeamId.fresh();
const theirs = TeamId.fresh();
const sides = { senderTeams: [ours], receiverTeams: [theirs] };
const by = StaffId.fresh();
const sender = (now = "2026-03-02T10:00") => ({ by, teams: [ours], at: at(now) });
const receiver = (now = "2026-03-02T10:00") => ({ by, teams: [theirs], at: at(now) });
const stranger = { by, teams: [TeamId.fresh()], at: at("2026-03-02T10:00") };
const code = (result: { ok: boolean; refusal?: { code: string } }) =>
  result.ok ? "accepted" : result.refusal?.code;

const episode = anEpisode({ kind: "hilltop", owner: { team: ours } });
const offered = anOfferedHandover({ sender: episode }, { owner: { team: theirs } });
const accepted = { ...anAcceptedHandover({ sender: episode }), owner: { team: theirs } };

describe("answering", () => {
  const yes = { firstContactAt: at("2026-03-03T14:00"), owner: { team: theirs, staff: by }, lead: by };

  test("yes makes the promised first contact the time by which it is late", () => {
    const result = acceptHandover(offered, yes, sides, receiver());
    expect(result.ok && result.value.dueAt.equals(at("2026-03-03T14:00"))).toBe(true);
    expect(result.ok && result.value.owner).toEqual({ team: theirs, staff: by });
  });

  test.each<[string, ReturnType<typeof acceptHandover>, string]>([
    ["yes by the sender is refused", acceptHandover(offered, yes, sides, sender()), "only-the-receiver"],
    [
      "yes by someone of no team is refused",
      acceptHandover(offered, yes, sides, { ...receiver(), teams: [] }),
      "only-the-receiver",
    ],
    [
      "yes by someone who works in the receiving team and in another is possible",
      acceptHandover(offered, yes, sides, { ...receiver(), teams: [...stranger.teams, theirs] }),
      "accepted",
    ],
    ["yes twice is refused", acceptHandover(accepted, yes, sides, receiver()), "not-waiting-for-an-answer"],
    [
      "yes with a contact that has passed is refused",
      acceptHandover(offered, { ...yes, firstContactAt: at("2026-03-02T10:00") }, sides, receiver()),
      "time-has-passed",
    ],
    [
      "yes for the sender to do is refused",
      acceptHandover(offered, { ...yes, owner: { team: ours } }, sides, receiver()),
      "owner-not-the-receivers",
    ],
  ])("%s", (_name, result, answer) => {
    expect(code(result)).toBe(answer);
  });

  const nextStep = { what: "Offer residential", team: ours, dueAt: at("2026-03-03T10:00") };
  const no = { because: { code: "no-capacity" }, nextStep } as const;
  const step = (change: Partial<NextStep>) =>
    decline(offered, { ...no, nextStep: { ...nextStep, ...change } }, sides, receiver());

  test.each<[string, ReturnType<typeof decline>, string]>([
    ["no with a next step for the sender is possible", decline(offered, no, sides, receiver()), "accepted"],
    ["no by the sender is refused", decline(offered, no, sides, sender()), "only-the-receiver"],
    [
      "no with the next step left at the receiver is refused",
      step({ team: theirs }),
      "next-step-not-the-senders",
    ],
    ["no without saying what happens instead is refused", step({ what: " " }), "next-step-needed"],
    [
      "no with a next step already due is refused",
      step({ dueAt: at("2026-03-02T10:00") }),
      "time-has-passed",
    ],
    [
      "no for another reason needs words",
      decline(offered, { ...no, because: { code: "other" } }, sides, receiver()),
      "reason-needed",
    ],
    ["after a yes, giving the person back is possible", decline(accepted, no, sides, receiver()), "accepted"],
    [
      "no after arrival is refused",
      decline(anArrivedHandover(), no, sides, receiver()),
      "not-waiting-for-an-answer",
    ],
  ])("%s", (_name, result, answer) => {
    expect(code(result)).toBe(answer);
  });
});

describe("taking back, saying no and moving the time", () => {
  const change = { dueAt: at("2026-03-05T10:00"), reason: "Bank holiday" };
  test.each<[string, { ok: boolean; refusal?: { code: string } }, string]>([
    ["the sender can withdraw", withdraw(accepted, "Sent to prison", sides, sender()), "accepted"],
    ["the receiver cannot withdraw", withdraw(accepted, "Full", sides, receiver()), "only-the-sender"],
    ["withdrawing needs a reason", withdraw(accepted, "", sides, sender()), "reason-needed"],
    [
      "what has arrived cannot be withdrawn",
      withdraw(anArrivedHandover(), "Mistake", sides, sender()),
      "not-open",
    ],
    [
      "the person can say no to the receiver",
      personRefused(accepted, { code: "not-now" }, sides, receiver()),
      "accepted",
    ],
    [
      "the person can say no to the sender",
      personRefused(offered, { code: "not-now" }, sides, sender()),
      "accepted",
    ],
    [
      "a stranger cannot say it for them",
      personRefused(offered, { code: "not-now" }, sides, stranger),
      "only-the-two-sides",
    ],
    [
      "after they arrived the person's no is no more a no",
      personRefused(anArrivedHandover(), { code: "not-now" }, sides, receiver()),
      "not-open",
    ],
    [
      "another reason needs words",
      personRefused(offered, { code: "other" }, sides, sender()),
      "reason-needed",
    ],
    ["a new time with a reason is possible", reassignDue(offered, change, sides, receiver()), "accepted"],
    [
      "a stranger cannot give it another time",
      reassignDue(offered, change, sides, stranger),
      "only-the-two-sides",
    ],
    [
      "a new time needs a reason",
      reassignDue(offered, { ...change, reason: "" }, sides, receiver()),
      "reason-needed",
    ],
    [
      "a new time that has passed is refused",
      reassignDue(offered, { ...change, dueAt: at("2026-03-02T10:00") }, sides, receiver()),
      "time-has-passed",
    ],
    [
      "it stays with the receiver's teams",
      reassignDue(offered, { duty: { owner: { team: ours }, lead: by }, reason: "Swap" }, sides, receiver()),
      "owner-not-the-receivers",
    ],
    [
      "a late one can change hands without a new time",
      reassignDue(
        offered,
        { duty: { owner: { team: theirs, staff: by }, lead: by }, reason: "Leave" },
        sides,
        receiver("2026-03-09T10:00"),
      ),
      "accepted",
    ],
    [
      "nothing changed is refused",
      reassignDue(offered, { reason: "Hm" }, sides, receiver()),
      "nothing-to-change",
    ],
    [
      "what is over cannot be given a time",
      reassignDue(anArrivedHandover(), change, sides, receiver()),
      "not-open",
    ],
  ])("%s", (_name, result, answer) => {
    expect(code(result)).toBe(answer);
  });
});

test.each([
  ["no-capacity", { code: "no-capacity" }],
  ["other: The lift: broken", { code: "other", note: "The lift: broken" }],
  ["Full until May", { code: "other", note: "Full until May" }],
])("a reason kept as ‘%s’ is read back", (text, coded) => {
  expect(codedFrom(DECLINE_REASONS, text)).toEqual(coded);
  expect(codedText({ code: "other", note: " The lift: broken " })).toBe("other: The lift: broken");
});

test("a refusal says what is wrong and what to do", () => {
  const nameOf = (kind: string) => (kind === "hilltop" ? "Hilltop" : kind);
  expect(
    sayHandover({ code: "does-not-take-from", service: "Quayside", takesFrom: ["self", "hilltop"] }, nameOf),
  ).toBe("Quayside does not take people from here. It takes them from: Self, family or friends, Hilltop.");
  expect(sayHandover({ code: "not-open", state: "arrived" }, nameOf)).toBe(
    "This handover is over: the person has arrived, so it cannot be changed.",
  );
});
