import type { Sql } from "../../kernel/database/connection.ts";
import { asPolicyRole } from "../../kernel/database/partnership.ts";
import { today } from "../../kernel/time.ts";
import { freshToken, tokenHash } from "../../web/session.ts";

/**
 * Opens a session for a command that acts in somebody's name: whoever may run commands on this machine is trusted with
 * it, and what is done is logged as theirs. They act in the first of their posts that may do what is asked.
 * Answers the session's token; undefined when nobody who may sign in goes by that user name or holds such a post.
 */
export async function openCommandLineSession(
  setUp: Sql,
  partnership: string,
  username: string,
  permission: string,
): Promise<string | undefined> {
  const token = freshToken();
  const opened = await asPolicyRole(
    setUp,
    partnership,
    (tx) => tx`
      insert into session (token_hash, account_id, post_id, opened_by, proved_at, expires_at)
      select ${tokenHash(token)}, a.id, p.id, 'command-line', null, now() + session_longest()
        from account a join post p on p.account_id = a.id join role r on r.code = p.role
       where a.username = ${username} and a.disabled_at is null and ${permission} = any (r.may)
         and (p.ended_on is null or p.ended_on >= ${today()})
       order by p.id limit 1
      returning id`,
  );
  return opened.length === 1 ? token : undefined;
}

/** Ends a session that a command opened. */
export async function closeCommandLineSession(setUp: Sql, partnership: string, token: string): Promise<void> {
  await asPolicyRole(
    setUp,
    partnership,
    (tx) =>
      tx`update session set ended_at = now() where token_hash = ${tokenHash(token)} and ended_at is null`,
  );
}
