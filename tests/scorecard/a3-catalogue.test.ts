import { afterAll, beforeAll, test } from "vitest";
import { LINTS } from "../access/catalogue.ts";
import { openWorld, type World } from "../world.ts";
import { inPassing } from "./matrix/measure.ts";
import { LIMIT, publish } from "./row.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, LIMIT);
afterAll(() => world.close());

test(
  "the database's own catalogue shows nothing that it must not, and each lint finds what it is for",
  async () => {
    const offenders: string[] = [];
    const blind: string[] = [];
    for (const lint of LINTS) {
      for (const found of await lint.find(world.sql, world.schema))
        offenders.push(`${lint.sentence}: ${found}`);
      const noticed = await inPassing(world.sql, async (tx) => {
        await tx.unsafe(lint.breakIt);
        return lint.find(tx, world.schema);
      });
      if (noticed.length === 0) blind.push(`blind: ${lint.sentence}`);
    }
    await publish({
      id: "A3",
      figure:
        "The database's catalogue: policies on and forced, nobody above them, no function that looks past them unlisted",
      target: "0 offenders",
      value: `${offenders.length} offenders`,
      met: offenders.length === 0 && blind.length === 0,
      n: LINTS.length,
      zero: false,
      control: { planted: "each lint's own fault, one after the other", found: LINTS.length - blind.length },
      notes: [`${LINTS.length} lints, ${LINTS.length - blind.length} seen to go red`, ...offenders, ...blind],
    });
  },
  LIMIT,
);
