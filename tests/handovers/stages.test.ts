import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tx } from "../../src/kernel/database/door.ts";
import type { EpisodeId, PersonId } from "../../src/kernel/id.ts";
import { accept, invariant, type Result } from "../../src/kernel/result.ts";
import { fromLondon } from "../../src/kernel/time.ts";
import {
  changeStage,
  correctEpisode,
  finishEpisode,
  resumeEpisode,
  startEpisode,
} from "../../src/record/episode/actions.ts";
import { episodeById, historyOf } from "../../src/record/episode/store.ts";
import { ownServices, teamsOf } from "../../src/record/staff/teams-store.ts";
import { SERVICES } from "../../src/services/index.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { must } from "./story.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const day = (text: string) => Temporal.PlainDate.from(text);
const at = (text: string) => fromLondon(Temporal.PlainDateTime.from(text));

type Stay = { readonly agency: TestAgency; readonly person: PersonId; readonly episode: EpisodeId };

const act = async <V, R>(agency: TestAgency, work: (tx: Tx) => Promise<Result<V, R>>): Promise<V> =>
  must(await world.as(agency, work));

/** A stay opened on a day in the morning, on the day itself. */
async function aStay(opened: string): Promise<Stay> {
  const agency = await world.anAgency("treatment");
  const person = await world.aPerson(agency);
  const { id } = await act(agency, async (tx) => {
    const [service] = await ownServices(tx);
    const [team] = service ? await teamsOf(tx, [service.id]) : [];
    invariant(service && team, "the agency has a service and its team");
    return startEpisode(tx, SERVICES, { person, service, team, opened: day(opened) }, at(`${opened}T10:00`));
  });
  return { agency, person, episode: id };
}

const moved = (stay: Stay, to: string, on: string, now: string) =>
  act(stay.agency, (tx) => changeStage(tx, SERVICES, stay, { to, on: day(on), reason: "" }, at(now)));

const sinceOf = async (stay: Stay): Promise<string> =>
  act(stay.agency, async (tx) => accept(`${(await episodeById(tx, stay.episode))?.episode.stageSince}`));

test("a stage typed for an earlier day keeps that day after the stay's first day was corrected", async () => {
  const stay = await aStay("2026-06-30");
  await act(stay.agency, (tx) => {
    const change = { opened: day("2026-06-01"), reason: "Typed wrongly" };
    return correctEpisode(tx, SERVICES, stay, change, at("2026-06-30T11:00"));
  });
  await moved(stay, "assessment", "2026-06-08", "2026-06-30T12:00");
  expect(await sinceOf(stay)).toBe("2026-06-08");
  await moved(stay, "in-treatment", "2026-06-20", "2026-06-30T12:01");
  expect(await sinceOf(stay)).toBe("2026-06-20");
});

test("a stage typed for an earlier day keeps that day after the stay was ended by mistake and reopened", async () => {
  const stay = await aStay("2026-06-01");
  await act(stay.agency, (tx) => {
    const ending = { ending: "dropped-out", on: day("2026-06-30"), reason: "" };
    return finishEpisode(tx, SERVICES, stay, ending, at("2026-06-30T11:00"));
  });
  await act(stay.agency, (tx) => resumeEpisode(tx, stay, "The wrong person's", at("2026-06-30T11:05")));
  await moved(stay, "assessment", "2026-06-08", "2026-06-30T12:00");
  expect(await sinceOf(stay)).toBe("2026-06-08");
});

test("what happened on one day stands in its history in the order in which it was entered", async () => {
  const stay = await aStay("2026-06-01");
  await moved(stay, "assessment", "2026-06-01", "2026-06-02T09:00");
  await moved(stay, "in-treatment", "2026-06-01", "2026-06-02T09:01");
  const history = await act(stay.agency, async (tx) => accept(await historyOf(tx, stay.episode)));
  expect(history.map((line) => `${line.what} ${line.stage}`)).toEqual([
    "moved in-treatment",
    "moved assessment",
    "opened referred",
  ]);
  expect(await sinceOf(stay)).toBe("2026-06-01");
});
