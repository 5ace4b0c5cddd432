import { afterAll, expect, test } from "vitest";
import { randomFrom } from "../../src/kernel/random.ts";
import { fromLondon } from "../../src/kernel/time.ts";
import type { World } from "../world.ts";
import { faultsIn } from "./clinic-audit.ts";
import { factsOf } from "./clinic-facts.ts";
import { aLivedClinic, liveDays } from "./clinic-life.ts";
import { type Going, Schedule } from "./clinic-schedule.ts";
import { aWorldWithAClock } from "./clinic-seed.ts";
import type { LivedClinic } from "./lived-clinic.ts";

// The auditor judges what happened and not what the rules say: where a shipped rule is loosened, a clinic lives on as before, and what
// comes of it is found.

let world: World | undefined;
afterAll(() => world?.close());

/** After the first morning everybody stays away for three sessions. */
async function* everybodyStaysAway(clinic: LivedClinic): Going {
  for (const patient of clinic.patients) patient.away = 3;
  yield 0;
}

/** Loosened as a careless change would: the table of gaps leaves everything, and nobody has to stay. */
async function loosened({ sql, schema }: World): Promise<void> {
  await sql`
    update clinic_shipped_protocol set content = jsonb_set(content, '{gaps}', (
      select jsonb_agg(g || jsonb_build_object('confirmed', content #> '{gaps,0,confirmed}', 'otherwise', content #> '{gaps,0,otherwise}'))
        from jsonb_array_elements(content -> 'gaps') g))`;
  await sql.unsafe(`
    create or replace function dosing_stays_until(the_visit uuid) returns timestamptz language sql stable security definer set search_path = "${schema}", pg_temp
      return (select max(i.ended_at) from injection i where i.visit_id = the_visit and i.injected_ug > 0)`);
}

test("where the table of gaps or the stay after a dose is loosened, or an acknowledged row is gone, the auditor says so", async () => {
  const made = await aWorldWithAClock();
  world = made.world;
  await loosened(world);
  const day = Temporal.PlainDate.from("2027-03-27");
  await made.clock.begin(fromLondon(day.toPlainDateTime({ hour: 6 })));
  const clinic = await aLivedClinic(world, made.clock, randomFrom("loosened"), day, 3, 6);
  const schedule = new Schedule(made.clock);
  liveDays(clinic, schedule, day, 3);
  schedule.add(fromLondon(day.toPlainDateTime({ hour: 12, minute: 30 })), everybodyStaysAway(clinic));
  await schedule.run();

  const faults = faultsIn(await factsOf(clinic)).join("\n");
  expect(faults).toContain("after a gap no more is given than the table leaves");
  expect(faults).toContain(
    "whoever leaves fit has had two readings since the last dose and has stayed their time",
  );
  expect(faults).not.toContain("whatever was acknowledged is there");

  const [check] = clinic.told.get("preparation_check") ?? [];
  await world.sql
    .begin(async (tx) => {
      await tx.unsafe("set local session_replication_role = replica");
      await tx`delete from preparation_check where preparation_id = ${check ?? ""}`;
      expect((await factsOf(clinic, tx)).missing).toEqual([`preparation_check ${check}`]);
      throw new Error("thrown away");
    })
    .catch((error: unknown) => expect(String(error)).toContain("thrown away"));
});
