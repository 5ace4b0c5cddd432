import { connect } from "../../src/kernel/database/connection.ts";
import { databaseOver } from "../../src/kernel/database/door.ts";
import { connectionOf } from "../../src/kernel/database/partnership.ts";
import { accept } from "../../src/kernel/result.ts";
import { WORLD_CODE, WORLD_LOGINS } from "../global-setup.ts";
import type { World } from "../world.ts";
import { dosingStory, opened, prepared } from "./dosing-story.ts";

/** What came of many who tried at once to hand over one part. */
export type Attempts = {
  readonly tried: number;
  readonly done: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly authorities: number;
  readonly lines: number;
};

/**
 * So many attempts to hand over the same part, by so many actors at once, each on a connection of its own: half of them with the key of
 * the form, half with one of their own making.
 */
export async function attempts(
  world: World,
  tries: number,
  actors: number,
  connections: number,
): Promise<Attempts> {
  const story = await dosingStory(world);
  const session = await opened(world, story, "morning", { "assessment-holds": 60 });
  const { preparation, key } = await prepared(world, story, session);
  const tokens = await Promise.all(
    Array.from({ length: actors }, () => world.tokenFor(story.nurse.username)),
  );
  const database = databaseOver(
    connect(connectionOf(world.server, WORLD_CODE, "app", WORLD_LOGINS), connections),
    world.schema,
  );
  const answers: Record<string, number> = {};
  const one = async (n: number): Promise<void> => {
    const token = tokens[n % actors] ?? "";
    const done = await database.as(token, "/attempts", async (tx) => {
      const [row] =
        await tx`select answer from take_authority(${preparation}, ${n % 2 === 0 ? key : crypto.randomUUID()})`;
      return accept(String(row?.answer));
    });
    const answer = done.ok ? done.value : "refused";
    answers[answer] = (answers[answer] ?? 0) + 1;
  };
  let next = 0;
  const actor = async (): Promise<void> => {
    for (let n = next++; n < tries; n = next++) await one(n);
  };
  await Promise.all(Array.from({ length: actors }, actor));
  await database.close();
  const [count] = await world.sql`
    select (select count(*)::int from authority where preparation_id = ${preparation}) as authorities,
           (select count(*)::int from cd_entry where book_id = ${story.book} and kind = 'administer') as lines`;
  return {
    tried: tries,
    done: answers.done ?? 0,
    answers,
    authorities: Number(count?.authorities),
    lines: Number(count?.lines),
  };
}
