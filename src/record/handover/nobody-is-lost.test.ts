import fc from "fast-check";
import { expect, test } from "vitest";
import type { StaffId } from "../../kernel/id.ts";
import { londonDay } from "../../kernel/time.ts";
import { anyCommand, happen } from "./any-month.ts";
import { aWorld, type Breakage, serviceOf, type World } from "./any-month-acts.ts";
import { isLate, onWhoseLists, responsible } from "./standing-rules.ts";

// The auditor shares nothing with the rules but the two questions it asks. It keeps its own book: whether the last
// service that closed had let the person go on purpose, or had closed because somebody else was to have them.

type Book = { everInCare: boolean; lastLetGoOnPurpose: boolean };

const openIds = (world: World) => world.episodes.flatMap((each) => (each.state === "open" ? [each.id] : []));
const waiting = (world: World) =>
  world.handovers.flatMap((each) => (each.state === "offered" || each.state === "accepted" ? [each] : []));

function audit(world: World, book: Book): void {
  const answering = responsible(world.episodes, world.handovers, world.tasks);
  for (const each of answering) expect(each.owner.team).toBeTruthy();
  if (world.died) {
    expect(answering).toEqual([]);
    expect(waiting(world)).toEqual([]);
    expect(world.tasks.filter((each) => each.state === "open")).toEqual([]);
    return;
  }
  if (book.everInCare && answering.length === 0) {
    expect(book.lastLetGoOnPurpose, "whoever has nobody was let go on purpose").toBe(true);
  }
  for (const each of waiting(world)) {
    expect(serviceOf(each.to.serviceId).teams, "an open handover has a team of the receiver's").toContain(
      each.owner.team,
    );
    expect(each.dueAt, "an open handover has a due time").toBeInstanceOf(Temporal.Instant);
    expect(openIds(world), "the sender still has the person").toContain(each.from.episodeId);
    for (const listed of onWhoseLists(each, world.absences, world.disabled, world.now)) {
      if ("owner" in listed && listed.owner.staff) {
        expect(isAway(world, listed.owner.staff), "nothing waits for someone who is away").toBe(false);
      }
    }
  }
  const services = world.episodes.flatMap((each) => (each.state === "open" ? [each.serviceId] : []));
  expect(new Set(services).size, "no service has the person twice").toBe(services.length);
}

function isAway(world: World, staff: StaffId): boolean {
  const today = londonDay(world.now).toString();
  const onLeave = world.absences.some(
    (each) =>
      each.staff === staff && each.firstDay.toString() <= today && today <= String(each.lastDay ?? today),
  );
  return onLeave || world.disabled.has(staff);
}

const nobodyIsLost = (broken: Breakage) =>
  fc.property(fc.array(anyCommand, { minLength: 5, maxLength: 60, size: "max" }), (commands) => {
    const world = aWorld();
    const book: Book = { everInCare: false, lastLetGoOnPurpose: false };
    for (const command of commands) {
      world.now = world.now.add({ hours: command.hours });
      const before = openIds(world);
      const onPurpose = happen(world, command, broken);
      const after = openIds(world);
      if (before.some((id) => !after.includes(id))) book.lastLetGoOnPurpose = onPurpose;
      book.everInCare ||= after.length > 0;
      audit(world, book);
    }
  });

const RUNS = { seed: 20261121, numRuns: 1000 };

test("whatever services do, a living person is never without someone responsible unless they were let go on purpose", () => {
  fc.assert(nobodyIsLost("nothing"), RUNS);
});

test.each<[string, Breakage]>([
  ["a sender closed at the offer", "sender-closes-at-offer"],
  ["a decline closed the sender", "decline-closes-the-sender"],
  ["handed over did not ask who has the person now", "no-look-at-who-received"],
])("the check above would notice if %s", (_name, broken) => {
  expect(fc.check(nobodyIsLost(broken), { ...RUNS, endOnFailure: true }).failed).toBe(true);
});

test("the months are eventful: people arrive, are declined, refuse, are late, die and come back", () => {
  const seen = new Set<string>();
  const months = fc.array(anyCommand, { minLength: 60, maxLength: 60 });
  for (const commands of fc.sample(months, { seed: 7, numRuns: 200 })) {
    const world = aWorld();
    for (const command of commands) {
      world.now = world.now.add({ hours: command.hours });
      happen(world, command, "nothing");
      for (const each of world.handovers) seen.add(`${each.id} ${each.state}`);
      for (const each of world.handovers) if (isLate(each, world.now)) seen.add(`${each.id} late`);
      for (const each of world.episodes)
        seen.add(`${each.id} ${each.state === "open" ? "open" : each.ending}`);
    }
  }
  const times = (what: string) => [...seen].filter((each) => each.endsWith(` ${what}`)).length;
  const what = [
    "offered",
    "accepted",
    "arrived",
    "declined",
    "withdrawn",
    "refused-by-person",
    "ended-by-death",
  ];
  for (const each of [...what, "late", "open", "handed-over", "completed", "died"]) {
    expect(times(each), each).toBeGreaterThan(10);
  }
});
