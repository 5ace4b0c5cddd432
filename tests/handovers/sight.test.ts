import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { now, today } from "../../src/kernel/time.ts";
import { episodesOf } from "../../src/record/episode/store.ts";
import { acceptOffer, recordArrival, recordRefusal, takeBack } from "../../src/record/handover/actions.ts";
import { referralsSent } from "../../src/record/handover/board-store.ts";
import { handoverById, handoversOf, handoversOut } from "../../src/record/handover/store.ts";
import { takeMeasure } from "../../src/record/measure/actions.ts";
import { phq9 } from "../../src/record/measure/definitions/phq-9.ts";
import { openTasks } from "../../src/record/task/store.ts";
import { SERVICES } from "../../src/services/index.ts";
import { openWorld, type World } from "../world.ts";
import { code, hours, must, type Story, storiesIn } from "./story.ts";

let world: World;
let stories: ReturnType<typeof storiesIn>;
beforeAll(async () => {
  world = await openWorld();
  stories = storiesIn(world);
});
afterAll(() => world.close());

describe("who sees what of a handover", () => {
  test("before the answer the receiver sees who the person is and nothing the sender recorded", async () => {
    const story = await stories.anOffer();
    await world.sql`insert into consent (person_id, category, reader_kind, decision, evidence)
                    values (${story.person}, 'health', 'treatment', 'given', 'signed')`;
    const names = () =>
      stories.seenBy(story.receiver, (tx) => tx`select family_name from person where id = ${story.person}`);
    const episodes = () => stories.seenBy(story.receiver, (tx) => episodesOf(tx, story.person));
    expect(must(await names())).toHaveLength(1);
    expect(must(await episodes())).toHaveLength(0);
    must(await stories.yes(story));
    expect(must(await episodes())).toHaveLength(1);
  });

  test("whoever had said yes keeps what it recorded, and what it has to do, after the handover is taken back", async () => {
    const story = await stories.anOffer();
    must(await stories.yes(story));
    const answers = Object.fromEntries(phq9.items.map((item) => [item.code, 3]));
    const taken = { on: today(), stage: undefined, answers };
    must(await world.as(story.receiver, (tx) => takeMeasure(tx, story.person, phq9, taken, now())));
    const due = async () =>
      must(await stories.seenBy(story.receiver, (tx) => openTasks(tx, "both"))) as readonly unknown[];
    const scores = async () =>
      must(await stories.seenBy(story.receiver, (tx) => tx`select from measure`)) as readonly unknown[];
    expect([(await due()).length, (await scores()).length]).toEqual([1, 1]);
    must(await world.as(story.sender, (tx) => takeBack(tx, story, "Plans changed")));
    expect([(await due()).length, (await scores()).length]).toEqual([1, 1]);
    expect(
      must(await stories.seenBy(story.receiver, (tx) => episodesOf(tx, story.person))),
      "the sender's record",
    ).toHaveLength(0);
    await world.sql`update handover set closed_at = now() - interval '28 days' where id = ${story.id}`;
    expect((await due()).length, "still to do after weeks").toBe(1);
    await world.sql`update task set state = 'done', closed_at = now() where person_id = ${story.person}`;
    expect((await scores()).length, "nothing is left to do, and the weeks are over").toBe(0);
  });

  test("a third agency sees neither the handover nor the person", async () => {
    const story = await stories.anOffer();
    const stranger = await world.anAgency("treatment");
    expect(must(await stories.seenBy(stranger, (tx) => handoverById(tx, story.id)))).toBeUndefined();
    expect(
      code(
        await world.as(stranger, (tx) =>
          acceptOffer(tx, story.id, { team: stranger.teamId, firstContactAt: hours(3) }, now()),
        ),
      ),
    ).toBe("not-there");
  });

  test("police learn sent, received and closed, and never which kind of closed", async () => {
    const statuses: unknown[] = [];
    const look = async (story: Story) => {
      expect(must(await stories.seenBy(story.sender, (tx) => handoversOf(tx, story.person)))).toEqual([]);
      const rows = must(
        await stories.seenBy(
          story.sender,
          (tx) => tx`select status from sent_referrals() where handover_id = ${story.id}`,
        ),
      );
      statuses.push(...(rows as { status: string }[]).map((row) => row.status));
      // The person's own page asks for one person; it may say no more and no other.
      const ofPerson = await stories.seenBy(
        story.sender,
        (tx) => tx`select status from referral_status(${story.person})`,
      );
      expect(must(ofPerson)).toEqual(rows);
    };
    const arriving = await stories.anOffer("police", "treatment");
    await look(arriving);
    must(await stories.yes(arriving));
    await look(arriving);
    must(await stories.arrives(arriving));
    await look(arriving);
    const refused = await stories.anOffer("police", "treatment");
    must(await world.as(refused.receiver, (tx) => recordRefusal(tx, refused.id, { code: "not-now" }, now())));
    await look(refused);
    expect(statuses).toEqual(["sent", "received", "closed", "closed"]);
  });

  test("an arrival never closes a police episode, which would tell them of it", async () => {
    const story = await stories.anOffer("police", "treatment", { after: "close" });
    must(await stories.arrives(story));
    const [row] = await world.sql`select ended_on from episode where id = ${story.episode}`;
    expect(row?.ended_on).toBeNull();
  });

  test("a no to police goes to the health-side liaison, which then knows who the person is", async () => {
    const story = await stories.anOffer("police", "treatment");
    const liaison = await stories.theLiaison();
    expect(code(await stories.no(story, story.sender.teamId))).toBe("next-step-not-the-senders");
    must(await stories.no(story, liaison.teamId));
    const own = must(
      await stories.seenBy(
        story.sender,
        (tx) => tx`select title from task where person_id = ${story.person}`,
      ),
    );
    expect(own).toEqual([]);
    const theirs = must(
      await stories.seenBy(liaison, (tx) => tx`select title from task where person_id = ${story.person}`),
    );
    expect(theirs).toMatchObject([{ title: "Referral declined: Try the evening clinic" }]);
    expect(
      must(await stories.seenBy(liaison, (tx) => tx`select id from person where id = ${story.person}`)),
    ).toHaveLength(1);
  });

  test("police refer nobody while there is no liaison to whom a no could come back", async () => {
    const alone = await openWorld();
    const police = await alone.anAgency("police");
    const treatment = await alone.anAgency("treatment");
    const person = await alone.aPerson(police);
    const episode = await alone.anEpisode(police, person);
    const offered = () => storiesIn(alone).tryOffer(police, treatment, person, episode);
    expect(code(await offered())).toBe("nobody-for-a-no");
    await alone.anAgency("liaison");
    expect(code(await offered())).toBe("done");
    await alone.close();
  });

  test("police can take back what they sent, though they may not read it", async () => {
    const story = await stories.anOffer("police", "treatment");
    must(await world.as(story.sender, (tx) => takeBack(tx, story, "Charged instead")));
    expect(code(await world.as(story.sender, (tx) => takeBack(tx, story, "Again")))).toBe("no-longer-open");
  });

  test("however many police have sent since, the one that nobody answered is still in their hands", async () => {
    const story = await stories.anOffer("police", "treatment");
    await world.sql`
      insert into handover (person_id, from_episode_id, from_service_id, from_agency_id, to_service_id, to_agency_id, state,
                            summary, after_arrival, offered_at, ended_at, end_reason)
      select person_id, from_episode_id, from_service_id, from_agency_id, to_service_id, to_agency_id, 'withdrawn',
             'Made for this test', 'keep', offered_at + make_interval(secs => n), now(), 'Sent by mistake'
        from handover, generate_series(1, 600) n where id = ${story.id}`;
    const out = must(await stories.seenBy(story.sender, (tx) => handoversOut(tx, story.episode)));
    expect(out).toMatchObject([{ id: story.id }]);
    const board = must(await stories.seenBy(story.sender, (tx) => referralsSent(tx)));
    expect((board as { id: string }[]).map((line) => line.id)).toContain(story.id);
  });

  test("a closed referral is on the referrer's list for 14 days from its closing, whenever it was sent or arrival was typed for", async () => {
    const story = await stories.anOffer("police", "treatment");
    const days = (n: number) => now().subtract({ minutes: Math.round(24 * 60 * n) });
    await world.sql`update handover set offered_at = ${days(40)} where id = ${story.id}`;
    // Only an arrival can be typed for a day before: it must not leave the list sooner than a no.
    must(await world.as(story.receiver, (tx) => recordArrival(tx, SERVICES, story.id, days(20), now())));
    const listed = async () =>
      (must(await stories.seenBy(story.sender, (tx) => referralsSent(tx))) as { status: string }[]).map(
        (line) => line.status,
      );
    expect(await listed()).toEqual(["closed"]);
    const closed = (at: Temporal.Instant) =>
      world.sql`update handover set closed_at = ${at} where id = ${story.id}`;
    await closed(days(13.9));
    expect(await listed()).toEqual(["closed"]);
    await closed(days(14.1));
    expect(await listed()).toEqual([]);
  });

  test("a role that may see no such work sees no handovers of it", async () => {
    const story = await stories.anOffer("prison-health", "clinic");
    const officer = await world.aWorker(story.receiver, "accountable-officer");
    expect(must(await stories.seenBy(officer, (tx) => handoverById(tx, story.id)))).toBeUndefined();
  });
});
