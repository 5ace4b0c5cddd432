import { describe, expect, test } from "vitest";
import { HandoverId, PersonId, ServiceId, StaffId, TeamId } from "../../kernel/id.ts";
import { aKind, anEndedEpisode, anEpisode, at, day } from "../episode/fixtures.ts";
import { aDeclinedHandover, anOfferedHandover } from "./fixtures.ts";
import { type Offer, type OfferFacts, offer, usualTimes } from "./offer-rules.ts";

const ours = TeamId.fresh();
const theirs = TeamId.fresh();
const by = StaffId.fresh();
const sides = { senderTeams: [ours], receiverTeams: [theirs] };
const episode = anEpisode({ kind: "hilltop", owner: { team: ours } });
const from = { episodeId: episode.id, serviceId: episode.serviceId, serviceKind: "hilltop" };
const to = { serviceId: ServiceId.fresh(), serviceKind: "quayside" };
const there = anEpisode({ personId: episode.personId, serviceId: to.serviceId });
const offered = anOfferedHandover({ sender: episode }, { to });

describe("offering a person", () => {
  const offering = (change: Partial<Offer> = {}, facts: Partial<OfferFacts> = {}, teams = [ours]) =>
    offer(
      {
        id: HandoverId.fresh(),
        personId: episode.personId,
        from,
        to,
        afterArrival: "close",
        summary: "Needs a prescriber",
        owner: { team: theirs },
        lead: StaffId.fresh(),
        dueAt: at("2026-03-03T10:00"),
        ...change,
      },
      { episodes: [episode], handovers: [], receiver: aKind(), sides, ...facts },
      { by, teams, at: at("2026-03-02T10:00") },
    );

  test.each<[string, ReturnType<typeof offering>, string]>([
    ["to a service that takes from ours is possible", offering(), "accepted"],
    [
      "to a service that does not take from ours is refused",
      offering({ from: { ...from, serviceKind: "prison" } }),
      "does-not-take-from",
    ],
    ["by someone outside the sending service is refused", offering({}, {}, [theirs]), "only-the-sender"],
    ["who has died is refused", offering({}, { died: day("2026-03-01") }), "person-has-died"],
    ["without what the receiver needs to know is refused", offering({ summary: " " }), "summary-needed"],
    ["to the service they are with is refused", offering({ to: from }), "same-service"],
    ["whom we do not have is refused", offering({}, { episodes: [] }), "sender-does-not-have-them"],
    [
      "whom we have let go is refused",
      offering({}, { episodes: [anEndedEpisode({ ...episode, state: "ended" })] }),
      "sender-does-not-have-them",
    ],
    [
      "from an episode of somebody else's is refused",
      offering({}, { episodes: [{ ...episode, personId: PersonId.fresh() }] }),
      "sender-does-not-have-them",
    ],
    [
      "whom the service had before is possible",
      offering({}, { episodes: [episode, anEndedEpisode({ ...there, state: "ended" })] }),
      "accepted",
    ],
    [
      "whom the service has already is refused",
      offering({}, { episodes: [episode, there] }),
      "receiver-has-them",
    ],
    ["twice to the same service is refused", offering({}, { handovers: [offered] }), "already-offered"],
    [
      "whom another sender offered to the same service is possible",
      offering({}, { handovers: [anOfferedHandover({}, { to, personId: episode.personId })] }),
      "accepted",
    ],
    [
      "again after a no is possible",
      offering({}, { handovers: [{ ...aDeclinedHandover(episode), to }] }),
      "accepted",
    ],
    ["owned by our own team is refused", offering({ owner: { team: ours } }), "owner-not-the-receivers"],
    ["due now is refused", offering({ dueAt: at("2026-03-02T10:00") }), "time-has-passed"],
  ])("%s", (_name, result, answer) => {
    expect(result.ok ? "accepted" : result.refusal.code).toBe(answer);
  });
});

describe("the usual times", () => {
  test("a release tomorrow at 08:30 is to be met within a day of it, and answered within half a day", () => {
    // 24 hours to first contact from this sender: half of it is 12 hours from the offer.
    const times = usualTimes(aKind(), "hilltop", at("2026-03-02T10:00"), at("2026-03-03T08:30"));
    expect(times.answerBy.equals(at("2026-03-02T22:00"))).toBe(true);
    expect(times.firstContactBy.equals(at("2026-03-04T08:30"))).toBe(true);
  });

  test("five days to first contact are real hours when the clocks go forward", () => {
    const times = usualTimes(aKind(), "elsewhere", at("2026-03-27T10:00"));
    expect(times.firstContactBy.equals(at("2026-04-01T11:00"))).toBe(true);
  });
});
