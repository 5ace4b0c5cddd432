import { isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

const HALF_OF_SIXTEEN_BYTES = 8;

/**
 * Where a request comes from, for counting how many do: an IPv4 address, or the network of 64 bits that one place is given
 * of IPv6 and may take any address of (RFC 6177).
 */
export function placeOf(address: string): string {
  if (!isIPv6(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  const network = parsed.toByteArray().slice(0, HALF_OF_SIXTEEN_BYTES);
  return `${Buffer.from(network).toString("hex")}/64`;
}
