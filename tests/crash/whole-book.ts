import { invariant } from "../../src/kernel/result.ts";
import { BookVerifier } from "../../src/services/clinic/register/verifier.ts";
import { mg } from "../clinic/orders-story.ts";
import { proveNow } from "../medicines/story.ts";
import { exported } from "../scorecard/register/story.ts";
import { Tablet } from "./dosing-kills.ts";
import { aDose, type Dose, give, type KilledClinic, STOCK } from "./killed-clinic.ts";

/** How long the doses of one kill take undisturbed: kills fall into that. */
export async function spanOf(clinic: KilledClinic, most: number): Promise<number> {
  const doses: Dose[] = [];
  for (let n = 0; n < most; n += 1) doses.push(await aDose(clinic));
  await proveNow(clinic.world, clinic.story.nurse);
  const tablet = new Tablet(clinic.server, clinic.story.nurse.token);
  await tablet.open();
  const begun = performance.now();
  await give(tablet, doses.slice(0, most / 2));
  const span = performance.now() - begun;
  invariant(doses.filter(({ recorded }) => recorded).length === most / 2, "undisturbed, all are given");
  await give(tablet, doses.slice(most / 2));
  return Math.ceil(span);
}

/** What is wrong with the whole book in the end, by the verifier and by what was given. */
export async function faultsOfBook({ world, story, all }: KilledClinic): Promise<readonly string[]> {
  const verifier = new BookVerifier();
  const texts = await exported(world, story.book);
  const fault = texts.map((text) => verifier.next(text)).find((one) => one !== undefined) ?? verifier.end();
  const right = mg(STOCK) - all.length * mg(100);
  return [
    ...(fault ? [`line ${fault.line}: ${fault.because}`] : []),
    ...(verifier.balance === BigInt(right) ? [] : [`balance ${verifier.balance} where ${right} is right`]),
    ...(verifier.lines === 2 + 2 * all.length
      ? []
      : [`${verifier.lines} lines where ${2 + 2 * all.length} are right`]),
  ];
}
