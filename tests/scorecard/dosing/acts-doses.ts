import type { Tx } from "../../../src/kernel/database/door.ts";
import { accept, invariant } from "../../../src/kernel/result.ts";
import * as doses from "../../../src/services/clinic/dosing/dose-store.ts";
import { askByKey } from "../../../src/services/clinic/dosing/hand-over-store.ts";
import { HandKey } from "../../../src/services/clinic/dosing/visit.ts";
import type { OrderPartId } from "../../../src/services/clinic/prescribing/order.ts";
import type { Clinic } from "./clinic.ts";
import type { Command } from "./commands.ts";
import { at, MINUTE, type Model } from "./model.ts";
import { type Did, did, type Names, type Ready, visitOf } from "./names.ts";

// Handing over and what follows, by the program's own functions.

type Of<What extends Command["do"]> = Extract<Command, { readonly do: What }>;
const EXPIRES = Temporal.PlainDate.from("2060-01-01");
const ADDRESS = "no fixed abode";

/** Gets a command about one dose ready. */
export function ofDose(
  clinic: Clinic,
  names: Names,
  m: Model,
  command: Of<"prepare" | "check" | "look-again" | "take" | "ask" | "outcome">,
): Ready {
  const { world, staff, people, book, parts } = clinic;
  if (command.do === "prepare") {
    const visit = visitOf(clinic, names, m, command.visit);
    const part =
      parts.get(`${at(m.visits, command.visit).person}/${command.slot}/${command.part}`) ??
      crypto.randomUUID();
    const it = {
      part: part as OrderPartId,
      book,
      lot: "L1",
      expiresOn: EXPIRES,
      unit: 100_000,
      microgramsPerMillilitre: 100_000,
      address: ADDRESS,
    };
    return async () => did(await world.as(staff[command.who], (tx) => doses.prepare(tx, visit, it)));
  }
  const preparation = at(names.preparations, command.preparation);
  const it = at(m.preparations, command.preparation);
  const person = at(people, it.person);
  const keyOf = (n: number) => HandKey.schema.parse(names.keys.get(at(names.preparations, n)));
  switch (command.do) {
    case "check": {
      const entered = {
        ug: command.right ? it.part.ug : it.part.ug * 10,
        microlitres: it.part.ug / 100,
        strength: 100_000,
        lot: "L1",
      };
      return async () => {
        const checked = await world.as(staff[command.who], (tx) =>
          doses.check(tx, person, preparation, entered),
        );
        return checked.ok ? { answer: checked.value } : did(checked);
      };
    }
    case "look-again":
      return async () =>
        did(await world.as(staff[command.who], (tx) => doses.lookAgain(tx, person, preparation)));
    case "take": {
      const key = command.key === undefined ? HandKey.fresh() : keyOf(command.key);
      return () => handsOver(clinic, command, (tx) => doses.takeAuthority(tx, person, preparation, key));
    }
    case "ask":
      return async () => {
        const known = await world.as<string, never>(staff.nurse, async (tx) =>
          accept(await askByKey(tx, keyOf(command.preparation))),
        );
        return { answer: known.ok ? known.value : known.refusal.code };
      };
    case "outcome": {
      const { what, injected, ago, who } = command;
      const authority = names.authorities.get(command.preparation);
      invariant(authority, "it was handed over");
      const endedAt = momentBefore(m.at, ago);
      return async () =>
        did(
          await world.as(staff[who], (tx) =>
            doses.recordInjection(tx, person, authority, { what, injected, endedAt, words: undefined }),
          ),
        );
    }
  }
}

/** So many minutes before a moment of the model. */
const momentBefore = (now: number, minutes: number): Temporal.Instant =>
  Temporal.Instant.fromEpochNanoseconds(BigInt(now - minutes * MINUTE) * 1000n);

async function handsOver(
  { world, staff }: Clinic,
  { who, dies }: Of<"take">,
  takes: (tx: Tx) => ReturnType<typeof doses.takeAuthority>,
): Promise<Did> {
  if (!dies) return did(await world.as(staff[who], takes));
  const said: Did[] = [];
  await world
    .as(staff[who], async (tx) => {
      said.push(did(await takes(tx)));
      throw new Error("the server died");
    })
    .catch((error: unknown) => {
      if (!(error instanceof Error) || error.message !== "the server died") throw error;
    });
  return at(said, 0);
}

/** Gets a command ready that a second person must follow, or that follows a first. */
export function ofTwo(
  { world, staff, people, book }: Clinic,
  names: Names,
  m: Model,
  command: Of<"waste" | "witness" | "late" | "countersign">,
): Ready {
  const who = staff[command.who];
  switch (command.do) {
    case "waste": {
      const person = at(people, at(m.preparations, command.preparation).person);
      const preparation = at(names.preparations, command.preparation);
      return async () =>
        did(await world.as(who, (tx) => doses.wasteFrom(tx, person, preparation, command.unopened, "left")));
    }
    case "witness": {
      const it = at(m.wastes, command.waste);
      const person = at(people, at(m.preparations, it.preparation).person);
      const seen = it.wasted + it.returned + (command.right ? 0 : 1000);
      return async () =>
        did(await world.as(who, (tx) => doses.witness(tx, person, at(names.wastes, command.waste), seen)));
    }
    case "late": {
      const it = {
        book,
        ug: command.ug,
        at: momentBefore(m.at, command.ago),
        address: ADDRESS,
        words: "On paper",
        paper: { microlitres: null, id_asked: null, id_shown: null },
      };
      return async () =>
        did(await world.as(who, (tx) => doses.recordLate(tx, at(people, command.person), it)));
    }
    case "countersign": {
      const it = at(m.lates, command.late);
      const ug = it.ug + (command.right ? 0 : 1000);
      return async () =>
        did(
          await world.as(who, (tx) =>
            doses.countersignLate(tx, at(people, it.person), at(names.lates, command.late), ug),
          ),
        );
    }
  }
}
