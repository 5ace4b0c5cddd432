import type { Opener } from "../../archive/lock.ts";
import { accept, type Result } from "../../result.ts";
import type { Instant } from "../../time.ts";
import { type ChoiceRefusal, type Chosen, chosenFrom } from "./choose.ts";
import { contentsOf } from "./folder.ts";
import { ONLY_LOOKING, readAll, type UnpackRefusal } from "./unpack.ts";

/** Reads every byte that the last moment, or another, needs, and keeps nothing. Answers from when on any moment comes back. */
export async function lookThrough(asked: {
  readonly folder: string;
  readonly opener: Opener;
  readonly until: Instant | undefined;
}): Promise<Result<Chosen & { readonly oldest: Instant }, ChoiceRefusal | UnpackRefusal>> {
  const contents = await contentsOf(asked.folder);
  const chosen = chosenFrom(contents, asked.until);
  if (!chosen.ok) return chosen;
  const read = await readAll(asked, chosen.value, ONLY_LOOKING);
  if (!read.ok) return read;
  return accept({ ...chosen.value, oldest: contents.bases[0]?.at ?? chosen.value.base.at });
}
