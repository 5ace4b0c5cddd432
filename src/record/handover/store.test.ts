import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWorld, type TestAgency, type World } from "../../../tests/world.ts";
import type { Tx } from "../../kernel/database/door.ts";
import { type EpisodeId, HandoverId, type PersonId } from "../../kernel/id.ts";
import { accept, type Result } from "../../kernel/result.ts";
import { now, today } from "../../kernel/time.ts";
import { SERVICES } from "../../services/index.ts";
import { finishEpisode } from "../episode/actions.ts";
import { episodesOf } from "../episode/store.ts";
import { allServices } from "../staff/teams-store.ts";
import {
  acceptOffer,
  declineOffer,
  offerHandover,
  reassignHandover,
  recordArrival,
  recordRefusal,
  takeBack,
} from "./actions.ts";
import { handoverById, handoversOf } from "./store.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const hours = (n: number) => now().add({ hours: n });

const must = <V, R>(result: Result<V, R>): V => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
};
const code = (result: Result<unknown, { readonly code: string }>): string => (result.ok ? "done" : result.refusal.code);

type Story = {
  readonly sender: TestAgency;
  readonly receiver: TestAgency;
  readonly person: PersonId;
  readonly episode: EpisodeId;
  readonly id: HandoverId;
};

async function anOffer(
  from = "prison-health",
  to = "treatment",
  change: { after?: "close" | "keep"; dueIn?: number } = {},
): Promise<Story> {
  const [sender, receiver] = [await world.anAgency(from), await world.anAgency(to)];
  const person = await world.aPerson(sender);
  const episode = await world.anEpisode(sender, person);
  const id = await offerFrom(sender, receiver, person, episode, change);
  return { sender, receiver, person, episode, id };
}

async function offerFrom(
  sender: TestAgency,
  receiver: TestAgency,
  person: PersonId,
  episode: EpisodeId,
  change: { after?: "close" | "keep"; dueIn?: number } = {},
): Promise<HandoverId> {
  const offered = await world.as(sender, async (tx) => {
    const service = (await allServices(tx)).find((each) => each.id === receiver.serviceId);
    if (!service) throw new Error("no such service");
    return offerHandover(
      tx,
      SERVICES,
      {
        person, episode, to: service, summary: "On methadone, leaves on Friday", afterArrival: change.after ?? "close",
        dueAt: hours(change.dueIn ?? 12),
      },
      now(),
    );
  });
  return must(offered).id;
}

const yes = (story: Story, hour = 24) =>
  world.as(story.receiver, (tx) =>
    acceptOffer(tx, story.id, { team: story.receiver.teamId, firstContactAt: hours(hour) }, now()),
  );
const arrives = (story: Story) =>
  world.as(story.receiver, (tx) => recordArrival(tx, SERVICES, story.id, now(), now()));
const no = (story: Story, team = story.sender.teamId) =>
  world.as(story.receiver, (tx) =>
    declineOffer(
      tx,
      story.id,
      { because: { code: "no-capacity" }, nextStep: { what: "Try the evening clinic", team, dueAt: hours(24) } },
      now(),
    ),
  );
const seenBy = (agency: TestAgency, work: (tx: Tx) => Promise<unknown>) =>
  world.as(agency, async (tx) => accept(await work(tx)));

describe("a handover, through the one door", () => {
  test("the sender has the person until they arrive, then the receiver does", async () => {
    const story = await anOffer();
    const open = () => world.sql`select service_id from episode where person_id = ${story.person} and ended_on is null`;
    expect((await open()).map((row) => row.service_id)).toEqual([story.sender.serviceId]);
    must(await yes(story));
    expect((await open()).map((row) => row.service_id)).toEqual([story.sender.serviceId]);
    must(await arrives(story));
    expect((await open()).map((row) => row.service_id)).toEqual([story.receiver.serviceId]);
    const [sent] = await world.sql`select ending from episode where id = ${story.episode}`;
    expect(sent?.ending).toBe("handed-over");
  });

  test("a sender that goes on keeps its episode after the arrival", async () => {
    const story = await anOffer("treatment", "housing", { after: "keep" });
    must(await yes(story));
    must(await arrives(story));
    const rows = await world.sql`select from episode where person_id = ${story.person} and ended_on is null`;
    expect(rows).toHaveLength(2);
  });

  test("someone who turns up before the answer is accepted by arriving", async () => {
    const story = await anOffer();
    must(await arrives(story));
    const [row] = await world.sql`select state, answered_at, to_episode_id from handover where id = ${story.id}`;
    expect(row).toMatchObject({ state: "arrived" });
    expect(row?.answered_at).not.toBeNull();
    expect(row?.to_episode_id).not.toBeNull();
  });

  test("a no gives a team of the sender's a task with a time", async () => {
    const story = await anOffer();
    must(await no(story));
    const tasks = await world.sql`select team_id, title, state, kind from task where handover_id = ${story.id}`;
    expect([...tasks]).toEqual([
      { team_id: story.sender.teamId, title: "Referral declined: Try the evening clinic", state: "open", kind: "handover-returned" },
    ]);
    const [episode] = await world.sql`select ended_on from episode where id = ${story.episode}`;
    expect(episode?.ended_on).toBeNull();
  });

  test("a no must name a team of the sender's", async () => {
    const story = await anOffer();
    expect(code(await no(story, story.receiver.teamId))).toBe("next-step-not-the-senders");
  });

  test("a person's own no gives the sender a task to agree what happens next", async () => {
    const story = await anOffer();
    const result = await world.as(story.receiver, (tx) => recordRefusal(tx, story.id, { code: "not-now" }, now()));
    expect(code(result)).toBe("done");
    const tasks = await world.sql`select team_id, title from task where handover_id = ${story.id}`;
    expect([...tasks]).toEqual([
      { team_id: story.sender.teamId, title: "Person said no to the referral: agree what happens next" },
    ]);
  });

  test("the sender cannot end its episode while the person is being handed over, nor say it handed them over before anyone has them", async () => {
    const story = await anOffer();
    const end = (ending: string) =>
      world.as(story.sender, (tx) =>
        finishEpisode(
          tx, SERVICES, story, { ending, on: today(), reason: "" }, now(),
        ),
      );
    expect(code(await end("completed"))).toBe("still-handing-over");
    must(await world.as(story.sender, (tx) => takeBack(tx, story, "Plans changed", )));
    expect(code(await end("handed-over"))).toBe("nobody-has-received-them");
    expect(code(await end("completed"))).toBe("done");
  });

  test("an arrival does not close an episode that is still being handed over to somebody else", async () => {
    const story = await anOffer("prison-health", "treatment");
    const other = await world.anAgency("recovery");
    await offerFrom(story.sender, other, story.person, story.episode);
    must(await arrives(story));
    const [row] = await world.sql`select ended_on from episode where id = ${story.episode}`;
    expect(row?.ended_on).toBeNull();
  });

  test("a service that does not take people from here cannot be offered them", async () => {
    const [sender, receiver] = [await world.anAgency("treatment"), await world.anAgency("police")];
    const person = await world.aPerson(sender);
    const episode = await world.anEpisode(sender, person);
    await expect(offerFrom(sender, receiver, person, episode)).rejects.toThrow("does-not-take-from");
  });

  test("a new owner and time keep their reason for both sides to read", async () => {
    const story = await anOffer();
    must(
      await world.as(story.sender, (tx) =>
        reassignHandover(tx, story.id, { team: story.receiver.teamId, dueAt: hours(40), reason: "Court moved to Monday" }, now()),
      ),
    );
    for (const side of [story.sender, story.receiver]) {
      const seen = must(await seenBy(side, (tx) => tx`select reason from handover_change where handover_id = ${story.id}`));
      expect(seen).toMatchObject([{ reason: "Court moved to Monday" }]);
    }
  });
});

describe("who sees what of a handover", () => {
  test("before the answer the receiver sees who the person is and nothing the sender recorded", async () => {
    const story = await anOffer();
    await world.sql`insert into consent (person_id, category, reader_kind, decision, evidence)
                    values (${story.person}, 'health', 'treatment', 'given', 'signed')`;
    const names = () => seenBy(story.receiver, (tx) => tx`select family_name from person where id = ${story.person}`);
    const episodes = () => seenBy(story.receiver, (tx) => episodesOf(tx, story.person));
    expect(must(await names())).toHaveLength(1);
    expect(must(await episodes())).toHaveLength(0);
    must(await yes(story));
    expect(must(await episodes())).toHaveLength(1);
  });

  test("a third agency sees neither the handover nor the person", async () => {
    const story = await anOffer();
    const stranger = await world.anAgency("treatment");
    expect(must(await seenBy(stranger, (tx) => handoverById(tx, story.id)))).toBeUndefined();
    expect(code(await world.as(stranger, (tx) => acceptOffer(tx, story.id, { team: stranger.teamId, firstContactAt: hours(3) }, now())))).toBe("not-there");
  });

  test("police learn sent, received and closed, and never which kind of closed", async () => {
    const statuses: unknown[] = [];
    const look = async (story: Story) => {
      expect(must(await seenBy(story.sender, (tx) => handoversOf(tx, story.person)))).toEqual([]);
      const rows = must(await seenBy(story.sender, (tx) => tx`select status from sent_referrals() where handover_id = ${story.id}`));
      statuses.push(...(rows as { status: string }[]).map((row) => row.status));
    };
    const arriving = await anOffer("police", "treatment");
    await look(arriving);
    must(await yes(arriving));
    await look(arriving);
    must(await arrives(arriving));
    await look(arriving);
    const refused = await anOffer("police", "treatment");
    must(await world.as(refused.receiver, (tx) => recordRefusal(tx, refused.id, { code: "not-now" }, now())));
    await look(refused);
    expect(statuses).toEqual(["sent", "received", "closed", "closed"]);
  });

  test("an arrival never closes a police episode, which would tell them of it", async () => {
    const story = await anOffer("police", "treatment", { after: "close" });
    must(await arrives(story));
    const [row] = await world.sql`select ended_on from episode where id = ${story.episode}`;
    expect(row?.ended_on).toBeNull();
  });

  test("a no to police goes to the health-side liaison, which then knows who the person is", async () => {
    const liaison = await world.anAgency("liaison");
    const story = await anOffer("police", "treatment");
    expect(code(await no(story, story.sender.teamId))).toBe("next-step-not-the-senders");
    must(await no(story, liaison.teamId));
    const own = must(await seenBy(story.sender, (tx) => tx`select title from task where person_id = ${story.person}`));
    expect(own).toEqual([]);
    const theirs = must(await seenBy(liaison, (tx) => tx`select title from task where person_id = ${story.person}`));
    expect(theirs).toMatchObject([{ title: "Referral declined: Try the evening clinic" }]);
    expect(must(await seenBy(liaison, (tx) => tx`select id from person where id = ${story.person}`))).toHaveLength(1);
  });

  test("police can take back what they sent, though they may not read it", async () => {
    const story = await anOffer("police", "treatment");
    must(await world.as(story.sender, (tx) => takeBack(tx, story, "Charged instead")));
    expect(code(await world.as(story.sender, (tx) => takeBack(tx, story, "Again")))).toBe("no-longer-open");
  });

  test("a role that may see no such work sees no handovers of it", async () => {
    const story = await anOffer("prison-health", "clinic");
    const officer = await world.aWorker(story.receiver, "accountable-officer");
    expect(must(await seenBy(officer, (tx) => handoverById(tx, story.id)))).toBeUndefined();
  });
});

describe("two at once", () => {
  test("of twenty who accept at the same moment one does, and the others are told plainly", async () => {
    const story = await anOffer();
    const answers = (await Promise.all(Array.from({ length: 20 }, (_, i) => yes(story, 10 + i)))).map(code);
    expect(answers.filter((each) => each === "done")).toHaveLength(1);
    expect(new Set(answers)).toEqual(new Set(["done", "not-waiting-for-an-answer"]));
  });

  test("of a yes and a withdrawal at the same moment the handover ends in one state that both were told of", async () => {
    for (let i = 0; i < 8; i += 1) {
      const story = await anOffer();
      const [accepted, withdrawn] = await Promise.all([
        yes(story),
        world.as(story.sender, (tx) => takeBack(tx, story, "Plans changed")),
      ]);
      const [row] = await world.sql`select state from handover where id = ${story.id}`;
      expect(row?.state).toBe("withdrawn");
      expect(code(withdrawn)).toBe("done");
      expect(["done", "not-waiting-for-an-answer"]).toContain(code(accepted));
    }
  });

  test("of an arrival and a death at the same moment nobody dead is left in care", async () => {
    for (let i = 0; i < 8; i += 1) {
      const story = await anOffer();
      must(await yes(story));
      const [arrived, died] = await Promise.all([
        arrives(story),
        seenBy(story.sender, (tx) => tx`select record_death(${story.person}, ${today()}, 'Coroner') as said`),
      ]);
      expect(must(died)).toMatchObject([{ said: "recorded" }]);
      expect(["done", "not-open"]).toContain(code(arrived));
      expect(await world.sql`select from episode where person_id = ${story.person} and ended_on is null`).toHaveLength(0);
      expect(await world.sql`select from handover where person_id = ${story.person} and state in ('offered', 'accepted')`).toHaveLength(0);
    }
  });

  test("of two arrivals at the same service one stay comes out", async () => {
    const story = await anOffer("prison-health", "treatment", { after: "keep" });
    const other = await world.anAgency("hospital");
    await world.sql`insert into registration (person_id, agency_id, reason) values (${story.person}, ${other.agencyId}, 'ward')`;
    const episode = await world.anEpisode(other, story.person);
    const second = { ...story, id: await offerFrom(other, story.receiver, story.person, episode, { after: "keep" }) };
    const both = await Promise.all([arrives(story), arrives(second)]);
    expect(both.map(code)).toEqual(["done", "done"]);
    const rows = await world.sql`select from episode where person_id = ${story.person} and service_id = ${story.receiver.serviceId}`;
    expect(rows).toHaveLength(1);
  });
});
