import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { today } from "../../kernel/time.ts";
import type { OtherPost } from "../../web/web.ts";

const Other = z
  .object({ id: z.string(), role_name: z.string(), agency_name: z.string() })
  .transform((row): OtherPost => ({ id: row.id, role: row.role_name, agency: row.agency_name }));

/** The posts that whoever asks holds besides the one they work in, by agency. */
export async function otherPosts(tx: Tx): Promise<readonly OtherPost[]> {
  const rows = await tx`
    select p.id, r.name as role_name, g.name as agency_name
      from post p join role r on r.code = p.role join agency g on g.id = p.agency_id
     where p.account_id = ${tx.asking.account_id} and p.id <> ${tx.asking.post_id}
       and (p.ended_on is null or p.ended_on >= ${today()})
     order by g.name, r.name, p.id`;
  return rows.map((row) => Other.parse(row));
}

/** Works in another of one's posts from now on, in this session. */
export async function switchPost(tx: Tx, post: string): Promise<"done" | "same-post" | "not-there"> {
  const [row] = await tx<{ outcome: "done" | "same-post" | "not-there" }[]>`
    select switch_post(${post}) as outcome`;
  return row?.outcome ?? "not-there";
}
