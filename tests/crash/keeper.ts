import { type Embedded, type EmbeddedRefusal, startEmbedded } from "../../src/kernel/database/embedded.ts";

/** What the process says about itself, one line of JSON each. */
export type Said =
  | { readonly kind: "ready"; readonly port: number; readonly password: string }
  | { readonly kind: "refused"; readonly refusal: EmbeddedRefusal }
  | { readonly kind: "progress"; readonly sentence: string }
  | { readonly kind: "stopped" };

/** A Throughcare reduced to its database: keeps PostgreSQL on the folder it is given until it is told to stop, or killed. */
async function keep(dataDir: string): Promise<void> {
  const say = (said: Said) => process.send?.(said);
  const onProgress = (sentence: string) => say({ kind: "progress", sentence });
  const started = await startEmbedded({ dataDir, onProgress });
  if (!started.ok) {
    say({ kind: "refused", refusal: started.refusal });
    process.disconnect?.();
    return;
  }
  const { port, password } = started.value;
  say({ kind: "ready", port, password });
  process.on("message", () => void finish(started.value, say));
}

async function finish(embedded: Embedded, say: (said: Said) => void): Promise<void> {
  await embedded.stop();
  say({ kind: "stopped" });
  process.disconnect?.();
}

await keep(process.argv[2] ?? "");
