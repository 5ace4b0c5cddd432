import { setTimeout } from "node:timers/promises";
import { generate } from "otplib";

const STEP_MS = 30_000;
/** Long enough for a form to arrive and be weighed on a busy machine. */
const LEAST_LEFT_MS = 6_000;

/** The code an authenticator app shows; when its half minute is nearly over, the next one, as people wait for it. */
export async function codeNow(secret: string): Promise<string> {
  const left = STEP_MS - (Date.now() % STEP_MS);
  if (left < LEAST_LEFT_MS) await setTimeout(left);
  return generate({ secret, epoch: Math.floor(Date.now() / 1000) });
}
