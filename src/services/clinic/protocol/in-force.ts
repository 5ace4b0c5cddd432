import type { Tx } from "../../../kernel/database/door.ts";
import { invariant } from "../../../kernel/result.ts";
import type { PremisesId } from "../prescribing/order.ts";
import type { Key } from "./keys.ts";
import { numberOf, type Protocol, printOf } from "./protocol.ts";
import { SHIPPED } from "./shipped.ts";
import { isMadeUp, type KeptProtocol, keptProtocols } from "./store.ts";

/** A protocol as it stands at a clinic: what it says, its print, and whether both have signed exactly that. */
export type Standing = {
  readonly protocol: Protocol;
  readonly print: string;
  readonly signed: boolean;
  /** May anything be given by it: it is signed, or everybody here is made up. */
  readonly mayBeUsed: boolean;
};

/** Have both signed it, and has nobody withdrawn it? */
export const isSigned = ({ signatures, withdrawn }: KeptProtocol): boolean =>
  withdrawn === undefined && signatures.length === 2;

const signedAt = ({ signatures }: KeptProtocol): bigint =>
  signatures.reduce((last, { at }) => (at.epochNanoseconds > last ? at.epochNanoseconds : last), 0n);

/** Which of a clinic's protocols is in force for a drug: what both signed last; without any, the newest that was put forward, or the draft that comes with the program. */
export function inForceOf(
  kept: readonly KeptProtocol[],
  drugClass: string,
  madeUp: boolean,
): Standing | undefined {
  const ours = kept.filter((one) => one.protocol.drugClass === drugClass && one.withdrawn === undefined);
  const signed = ours
    .filter(isSigned)
    .toSorted((a, b) => (signedAt(a) < signedAt(b) ? -1 : 1))
    .at(-1);
  const chosen = signed ?? ours[0];
  if (chosen)
    return {
      protocol: chosen.protocol,
      print: chosen.print,
      signed: chosen === signed,
      mayBeUsed: chosen === signed || madeUp,
    };
  const shipped = SHIPPED.find((one) => one.drugClass === drugClass);
  return shipped && { protocol: shipped, print: printOf(shipped), signed: false, mayBeUsed: madeUp };
}

/** The protocol of the acting clinic that is in force for a drug. */
export const protocolOfClinic = async (tx: Tx, drugClass = "diamorphine"): Promise<Standing | undefined> =>
  inForceOf(await keptProtocols(tx), drugClass, await isMadeUp(tx));

/** A number of the acting clinic's protocol in force, in its own unit; without a protocol of the clinic, of the one that comes with the program. */
export async function numberInForce(tx: Tx, key: Key): Promise<number> {
  const standing = await protocolOfClinic(tx);
  invariant(standing, "a protocol comes with the program");
  return numberOf(standing.protocol, key);
}

/** The protocol in force at premises of the acting clinic. */
export const protocolInForce = (
  tx: Tx,
  _premises: PremisesId,
  drugClass = "diamorphine",
): Promise<Standing | undefined> => protocolOfClinic(tx, drugClass);

/** The very version that an order was written under, whatever is in force by now. */
export async function protocolOfOrder(
  tx: Tx,
  order: {
    readonly protocol: string;
    readonly protocolVersion: number;
    readonly protocolPrint: string;
  },
): Promise<Standing | undefined> {
  const kept = (await keptProtocols(tx)).find(({ print }) => print === order.protocolPrint);
  const protocol = kept?.protocol ?? SHIPPED.find((one) => printOf(one) === order.protocolPrint);
  if (!protocol) return undefined;
  const signed = kept !== undefined && isSigned(kept);
  const stopped = kept?.withdrawn !== undefined;
  return {
    protocol,
    print: order.protocolPrint,
    signed,
    mayBeUsed: signed || (!stopped && (await isMadeUp(tx))),
  };
}
