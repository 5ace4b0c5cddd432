import { randomUUID } from "node:crypto";
import { asPolicyRole } from "../../../src/kernel/database/partnership.ts";
import { accept, invariant } from "../../../src/kernel/result.ts";
import * as acts from "../../../src/services/clinic/dosing/acts-store.ts";
import { closeDosing } from "../../../src/services/clinic/dosing/closing-store.ts";
import { moveOrder } from "../../../src/services/clinic/prescribing/acts-store.ts";
import { insertReview } from "../../../src/services/clinic/prescribing/review-store.ts";
import { printOf } from "../../../src/services/clinic/protocol/protocol.ts";
import { DIAMORPHINE } from "../../../src/services/clinic/protocol/shipped.ts";
import { DifferenceId, postKept, release } from "../../../src/services/clinic/register/difference-store.ts";
import { type Line, LineKey, postLine, signLine } from "../../../src/services/clinic/register/index.ts";
import { numbers, WELL } from "../../clinic/dosing-story.ts";
import { WORLD_CODE } from "../../global-setup.ts";
import { proveNow } from "../../medicines/story.ts";
import { ofDose, ofTwo } from "./acts-doses.ts";
import type { Clinic } from "./clinic.ts";
import type { Command } from "./commands.ts";
import { at, MINUTE, type Model, PROMISED, type Who } from "./model.ts";
import { did, type Names, type Ready, visitOf } from "./names.ts";

/** Whoever acts has just shown that it is they; or did so an hour ago. Those who have are not asked again for a minute. */
async function shows(clinic: Clinic, m: Model, who: Who | "lead" | "doctor", fresh: boolean): Promise<void> {
  const { world, staff, proved } = clinic;
  if (!fresh) {
    proved.delete(who);
    await world.sql`update session set proved_at = now() - interval '1 hour' where account_id = (select id from account where username = ${staff[who].username})`;
  } else if (m.at - (proved.get(who) ?? 0) >= MINUTE) {
    await proveNow(world, staff[who]);
    proved.set(who, m.at);
  }
}

/** Gets somebody ready for a command: what must be signed or shown before is. What is answered then does it, by the program's own functions. */
export async function ready(clinic: Clinic, names: Names, m: Model, command: Command): Promise<Ready> {
  if ("fresh" in command) await shows(clinic, m, command.who, command.fresh);
  if (command.do === "open") {
    await shows(clinic, m, "nurse", true);
    await shows(clinic, m, "doctor", true);
  }
  switch (command.do) {
    case "wait":
      return async () => ({ answer: "done" });
    case "count":
    case "line":
    case "put-in":
    case "release":
      return ofBook(clinic, names, m, command);
    case "open":
    case "shift":
    case "close":
    case "by-itself":
    case "arrive":
      return ofSession(clinic, names, command);
    case "order":
    case "review":
      return ofDoctor(clinic, command);
    case "prepare":
    case "check":
    case "look-again":
    case "take":
    case "ask":
    case "outcome":
      return ofDose(clinic, names, m, command);
    case "waste":
    case "witness":
    case "late":
    case "countersign":
      return ofTwo(clinic, names, m, command);
    default:
      return ofVisit(clinic, names, m, command);
  }
}

type Of<What extends Command["do"]> = Extract<Command, { readonly do: What }>;

/** Lines of the book are signed by both beforehand; posting is what happens. */
async function ofBook(
  clinic: Clinic,
  names: Names,
  m: Model,
  command: Of<"count" | "line" | "put-in" | "release">,
): Promise<Ready> {
  const { world, staff, book } = clinic;
  if (command.do === "put-in")
    return async () => {
      const put = await world.as(staff.checker, (tx) => postKept(tx, names.kept[0] ?? LineKey.fresh()));
      return put.ok ? { answer: put.value.state === "posted" ? "done" : "pending" } : did(put);
    };
  if (command.do === "release") {
    const difference = DifferenceId.schema.parse(at(names.differences, command.difference));
    return async () =>
      did(await world.as(staff[command.who], (tx) => release(tx, difference, "It is looked for")));
  }
  const details: Line["details"] =
    command.do === "count"
      ? { counted_micrograms: command.found, expected_micrograms: command.expected }
      : command.kind !== "receipt"
        ? { reason: "dropped", incident: "1", other: "to the other site", to_book: randomUUID() }
        : {
            supplier: "Wholesale",
            supplier_address: "2 Quay",
            requisition: "1",
            ordered_by: "Dr Achebe",
            invoice: "1",
            lot: "L2",
            expires_on: "2060-01-01",
          };
  const line: Line = {
    book,
    key: LineKey.fresh(),
    kind: command.do === "count" ? "count" : command.kind,
    quantity: command.do === "count" ? 0 : command.ug,
    details,
  };
  const sign = async (who: Who) => {
    await shows(clinic, m, who, true);
    const signed = await world.as(staff[who], (tx) => signLine(tx, line, "test"));
    invariant(signed.ok, `the line is signed: ${JSON.stringify(signed)}`);
    return signed.value;
  };
  const [first, second] = [await sign("nurse"), await sign("checker")];
  return async () => {
    const posted = await world.as(staff.checker, (tx) =>
      postLine(tx, { ...line, first, second, happenedAt: clinic.clock.now() }),
    );
    return posted.ok ? { answer: posted.value.state === "posted" ? "done" : "pending" } : did(posted);
  };
}

function ofSession(
  { world, staff, premises, clock, people }: Clinic,
  names: Names,
  command: Of<"open" | "shift" | "close" | "by-itself" | "arrive">,
): Ready {
  switch (command.do) {
    case "open": {
      const shift = [
        { staff: staff.nurse.staffId, duty: "nurse" as const },
        { staff: staff.second.staffId, duty: "nurse" as const },
        { staff: staff.doctor.staffId, duty: "doctor" as const },
        ...(command.withChecker ? [{ staff: staff.checker.staffId, duty: "checker" as const }] : []),
      ];
      const session = {
        premises,
        slot: command.slot,
        endsAt: clock.now().add({ minutes: 180 }),
        shift,
        protocol: DIAMORPHINE.code,
        protocolVersion: DIAMORPHINE.version,
        protocolPrint: printOf(DIAMORPHINE),
        numbers: numbers(PROMISED),
      };
      return async () => {
        const opened = await world.as(staff.nurse, (tx) => acts.openSession(tx, session));
        // The doctor on call confirms on their own sign-in.
        if (opened.ok) await world.as(staff.doctor, (tx) => acts.takeDuty(tx, opened.value, "doctor"));
        return did(opened);
      };
    }
    case "shift": {
      const duty = command.on ? (command.who === "checker" ? "checker" : "nurse") : undefined;
      return async () =>
        did(
          await world.as(staff[command.who], (tx) =>
            acts.takeDuty(tx, at(names.sessions, command.session), duty),
          ),
        );
    }
    case "close":
      return async () =>
        did(
          await world.as(staff[command.who], (tx) =>
            acts.closeSession(
              tx,
              at(names.sessions, command.session),
              command.cancel ? "No staff" : undefined,
            ),
          ),
        );
    case "by-itself":
      return async () => {
        await asPolicyRole(world.sql, WORLD_CODE, (tx) => closeDosing(tx, clock.now()));
        return { answer: "done" };
      };
    case "arrive":
      return async () =>
        did(
          await world.as(staff[command.who], (tx) =>
            acts.arrive(tx, at(names.sessions, command.session), at(people, command.person)),
          ),
        );
  }
}

/** What a doctor does about somebody, who has just shown that it is they. */
function ofDoctor({ world, staff, people, orders }: Clinic, command: Of<"order" | "review">): Ready {
  switch (command.do) {
    case "review":
      return async () => {
        await proveNow(world, staff.doctor);
        const reviewed = await world.as<undefined, never>(staff.doctor, async (tx) => {
          await insertReview(tx, at(people, command.person), "after-event", "Seen");
          return accept(undefined);
        });
        return did(reviewed);
      };
    case "order":
      return async () => {
        await proveNow(world, staff.doctor);
        const said = await world.as(staff.doctor, async (tx) => {
          const answer = await moveOrder(
            tx,
            { id: at(orders, command.person), person: at(people, command.person) },
            command.step,
            "Tried",
          );
          return answer === "done" ? accept(undefined) : { ok: false as const, refusal: { code: answer } };
        });
        return did(said);
      };
  }
}

function ofVisit(
  clinic: Clinic,
  names: Names,
  m: Model,
  command: Of<"identify" | "assess" | "watch" | "look" | "leave" | "emergency" | "recovered">,
): Ready {
  const { world, staff } = clinic;
  const visit = visitOf(clinic, names, m, command.visit);
  switch (command.do) {
    case "identify": {
      const by = ["known", "name", "born"].slice(0, command.signs);
      return async () => did(await world.as(staff[command.who], (tx) => acts.identify(tx, visit, by)));
    }
    case "assess": {
      const { as, who } = command;
      const decision = {
        kind: as,
        reasons: as === "clear" ? [] : ["SEDATED" as const],
        by: "nobody" as const,
        againAfter: as === "defer" ? 30 : undefined,
      };
      const readings = as === "clear" ? WELL : { ...WELL, sedation: "2" };
      return async () =>
        did(await world.as(staff[who], (tx) => acts.keepAssessment(tx, visit, readings, decision, "So.")));
    }
    case "watch":
      return async () => did(await world.as(staff[command.who], (tx) => acts.takeOverWatch(tx, visit)));
    case "look": {
      const read = {
        sedation: "1",
        breaths: 8,
        seconds: 30,
        spo2: 97,
        onOxygen: false,
        lowSeconds: 0,
        rung: "watch",
      };
      return async () => did(await world.as(staff[command.who], (tx) => acts.keepLook(tx, visit, read)));
    }
    case "leave":
      return async () =>
        did(
          await world.as(staff[command.who], (tx) => acts.moveVisit(tx, visit, command.to, saidOf(command))),
        );
    case "emergency":
      return async () => {
        const made = await world.as<unknown, never>(staff.nurse, async (tx) =>
          accept(await acts.beginEmergency(tx, visit, "overdose")),
        );
        return did(made);
      };
    case "recovered":
      return async () => {
        const id = names.emergencies.get(command.visit) ?? "";
        return did(
          await world.as(staff.nurse, (tx) =>
            acts.actInEmergency(tx, { id: id as never, person: visit.person }, { what: "recovered" }),
          ),
        );
      };
  }
}

function saidOf({ to, said }: Of<"leave">): Parameters<typeof acts.moveVisit>[3] {
  if (to === "excused") return { code: "agreed", reason: "Rang" };
  if (!said) return {};
  return to === "left-early"
    ? { reason: "A bus", details: { advised: true, capacity: true, witness: "T. Reid", naloxone: true } }
    : to === "closed"
      ? { code: "not-given", reason: "Not given" }
      : {};
}
