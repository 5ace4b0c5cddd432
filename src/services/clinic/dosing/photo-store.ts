import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import type { Instant } from "../../../kernel/time.ts";

/** Kinds of picture that are kept, by how each begins. */
export const PICTURES = { "image/jpeg": "ffd8ff", "image/png": "89504e47" } as const;
export type PictureType = keyof typeof PICTURES;

const Row = z.object({
  type: z.enum(["image/jpeg", "image/png"]),
  image: z.instanceof(Uint8Array),
  taken_at: z.instanceof(Temporal.Instant),
});

/** The photo by which somebody is known. */
export type Photo = { readonly type: PictureType; readonly base64: string; readonly takenAt: Instant };

/** The newest photo of somebody that the reader may see. Notes the read. */
export async function photoOf(tx: Tx, person: PersonId): Promise<Photo | undefined> {
  const [raw] =
    await tx`select type, image, taken_at from person_photo where person_id = ${person} order by taken_at desc, id desc limit 1`;
  if (!raw) return undefined;
  tx.log({ what: "read", about: "photo", people: [person] });
  const { type, image, taken_at: takenAt } = Row.parse(raw);
  return { type, base64: Buffer.from(image).toString("base64"), takenAt };
}

/** Keeps a photo of somebody in the care of one's own clinic. */
export async function keepPhoto(
  tx: Tx,
  person: PersonId,
  type: PictureType,
  image: Buffer,
): Promise<boolean> {
  const [row] = await tx`select keep_person_photo(${person}, ${type}, ${image}) as answer`;
  tx.log({ what: "changed", about: "photo", people: [person] });
  return row?.answer === "done";
}
