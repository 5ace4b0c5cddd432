import { createHash, randomBytes } from "node:crypto";
import { EventEmitter } from "node:events";

/** Longer than a stream lives, and than a page waits between being read and listening. */
const KEPT_MS = 60 * 60_000;

/**
 * What was heard to change, by topic, so that a page which begins to listen a moment after it was read misses nothing.
 * A mark says where a topic stands. It is drawn by lot, so that it tells nobody how much goes on anywhere.
 */
export type Signals = {
  /** Something changed. */
  tell(topic: string): void;
  /** For a while nothing could be heard. Every mark so far is old, and whoever listens is told so. */
  missed(): void;
  /** Where a topic stands. What changes after it was taken makes it old. */
  mark(topic: string): string;
  /** Whether anything was told of this topic within the last hour. */
  wasTold(topic: string): boolean;
  /** Calls `hear` whenever something is told of a topic, and `lost` when something may have been missed. Answers how to stop. */
  on(topic: string, hear: () => void, lost: () => void): () => void;
};

/** What signals are told by: an agency whose record changed, a session that ended, or one that works in another post now. */
export const topicOf = (
  partnership: string,
  about: "agency" | "session" | "switched",
  id: string | null,
): string => `${partnership}:${about}:${id}`;

/** What a page knows when it is made: where its agency's signals stand, and for which post it was made, none of it to be read. */
export function markFor(
  signals: Signals,
  partnership: string,
  asking: { readonly agency_id: string | null; readonly post_id: string | null },
): string {
  const [run, last] = signals.mark(topicOf(partnership, "agency", asking.agency_id)).split(".");
  const known = createHash("sha256").update(`${last} ${asking.post_id}`).digest("base64url");
  return `${run}.${known.slice(0, 8)}`;
}

/** Nothing heard so far. */
export function newSignals(): Signals {
  const told = new EventEmitter().setMaxListeners(0);
  const gaps = new EventEmitter().setMaxListeners(0);
  const last = new Map<string, { readonly mark: string; readonly at: number }>();
  let run = lot();
  return {
    tell: (topic) => {
      // Taken out first: what was told longest ago then stands first.
      last.delete(topic);
      last.set(topic, { mark: lot(), at: Date.now() });
      for (const [oldest, { at }] of last) {
        if (at > Date.now() - KEPT_MS) break;
        last.delete(oldest);
      }
      told.emit(topic);
    },
    missed: () => {
      run = lot();
      gaps.emit("missed");
    },
    mark: (topic) => `${run}.${last.get(topic)?.mark ?? "none"}`,
    wasTold: (topic) => last.has(topic),
    on: (topic, hear, lost) => {
      told.on(topic, hear);
      gaps.on("missed", lost);
      return () => {
        told.off(topic, hear);
        gaps.off("missed", lost);
      };
    },
  };
}

const lot = (): string => randomBytes(6).toString("base64url");
