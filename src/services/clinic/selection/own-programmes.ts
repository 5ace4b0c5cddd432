import type { Tx } from "../../../kernel/database/door.ts";
import { londonDay } from "../../../kernel/time.ts";
import { listed } from "../../../kernel/words.ts";
import { type KeptProtocol, keptProtocols } from "../protocol/store.ts";
import { PROGRAMMES, type Programme } from "./programmes.ts";

/**
 * The checklists in protocols of the acting clinic that both have signed, under the protocol's own code and version. One whose protocol was withdrawn
 * since is read where it was chosen, and is signed off no more. A code of a programme that comes with the program stays that programme's.
 */
export async function ownProgrammes(tx: Tx): Promise<readonly Programme[]> {
  return (await keptProtocols(tx)).flatMap(checklistOf);
}

function checklistOf({ protocol, signatures, withdrawn }: KeptProtocol): readonly Programme[] {
  const { eligibility, code, version, dated, checkBy } = protocol;
  const [, last] = signatures;
  if (!eligibility || !last || PROGRAMMES.some((one) => one.code === code)) return [];
  return [
    {
      ...eligibility,
      code,
      version,
      dated,
      checkBy,
      ...(withdrawn
        ? {}
        : {
            signedOff: {
              by: listed(signatures.map(({ staff }) => staff)),
              on: londonDay(last.at).toString(),
            },
          }),
    },
  ];
}
