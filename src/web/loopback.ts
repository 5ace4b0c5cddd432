import { isIPv4 } from "node:net";

/** Is this address the machine itself? A name that begins like its address, such as 127.example.org, is not. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
