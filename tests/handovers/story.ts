import type { Tx } from "../../src/kernel/database/door.ts";
import type { EpisodeId, HandoverId, PersonId } from "../../src/kernel/id.ts";
import { accept, invariant, type Result } from "../../src/kernel/result.ts";
import { type Instant, now } from "../../src/kernel/time.ts";
import {
  acceptOffer,
  declineOffer,
  offerHandover,
  recordArrival,
} from "../../src/record/handover/actions.ts";
import { allServices } from "../../src/record/staff/teams-store.ts";
import { SERVICES } from "../../src/services/index.ts";
import type { TestAgency, World } from "../world.ts";

/** A handover on its way, between two agencies of a test's own. */
export type Story = {
  readonly sender: TestAgency;
  readonly receiver: TestAgency;
  readonly person: PersonId;
  readonly episode: EpisodeId;
  readonly id: HandoverId;
};

type Change = { readonly after?: "close" | "keep"; readonly dueIn?: number };

/** So many hours from now. */
export const hours = (n: number): Instant => now().add({ minutes: Math.round(n * 60) });

/** What came of it, where a refusal would be the test's own mistake. */
export const must = <V, R>(result: Result<V, R>): V => {
  invariant(
    result.ok,
    `the test's act is accepted${result.ok ? "" : `, not ${JSON.stringify(result.refusal)}`}`,
  );
  return result.value;
};

/** `done`, or the code of the refusal. */
export const code = (result: Result<unknown, { readonly code: string }>): string =>
  result.ok ? "done" : result.refusal.code;

/** The acts of a handover between test agencies, through the one door. */
export const storiesIn = (world: World) => {
  const tryOffer = (
    sender: TestAgency,
    receiver: TestAgency,
    person: PersonId,
    episode: EpisodeId,
    change: Change = {},
  ) =>
    world.as(sender, async (tx) => {
      const to = (await allServices(tx)).find((each) => each.id === receiver.serviceId);
      invariant(to, "the receiver's service is there");
      const dueAt = hours(change.dueIn ?? 12);
      const words = {
        summary: "On methadone, leaves on Friday",
        afterArrival: change.after ?? "close",
        dueAt,
      } as const;
      return offerHandover(tx, SERVICES, { person, episode, to, ...words }, now());
    });
  let liaison: Promise<TestAgency> | undefined;
  /** The health-side liaison, to whom a no to police or probation comes back. */
  const theLiaison = (): Promise<TestAgency> => {
    liaison ??= world.anAgency("liaison");
    return liaison;
  };
  const offerFrom = async (...of: Parameters<typeof tryOffer>): Promise<HandoverId> =>
    must(await tryOffer(...of)).id;
  return {
    tryOffer,
    offerFrom,
    theLiaison,
    /** A person of the sender's, offered to the receiver. */
    anOffer: async (from = "prison-health", to = "treatment", change: Change = {}): Promise<Story> => {
      const [sender, receiver] = [await world.anAgency(from), await world.anAgency(to)];
      if (from === "police" || from === "probation") await theLiaison();
      const person = await world.aPerson(sender);
      const episode = await world.anEpisode(sender, person);
      return {
        sender,
        receiver,
        person,
        episode,
        id: await offerFrom(sender, receiver, person, episode, change),
      };
    },
    yes: (story: Story, hour = 24) =>
      world.as(story.receiver, (tx) =>
        acceptOffer(tx, story.id, { team: story.receiver.teamId, firstContactAt: hours(hour) }, now()),
      ),
    arrives: (story: Story) =>
      world.as(story.receiver, (tx) => recordArrival(tx, SERVICES, story.id, now(), now())),
    no: (story: Story, team = story.sender.teamId) =>
      world.as(story.receiver, (tx) => {
        const nextStep = { what: "Try the evening clinic", team, dueAt: hours(24) };
        return declineOffer(tx, story.id, { because: { code: "no-capacity" }, nextStep }, now());
      }),
    seenBy: (agency: TestAgency, work: (tx: Tx) => Promise<unknown>) =>
      world.as(agency, async (tx) => accept(await work(tx))),
    /** Makes a handover's time pass, as waiting would. */
    late: (story: Story, byHours = 3) =>
      world.sql`update handover set due_at = now() - make_interval(hours => ${byHours}) where id = ${story.id}`,
  };
};
