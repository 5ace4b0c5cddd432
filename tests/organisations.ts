import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { invariant } from "../src/kernel/result.ts";
import { addProvider } from "../src/record/staff/provider-command-store.ts";
import { tokenHash } from "../src/web/session.ts";
import { type Organisation, openOrganisation, throughIt } from "./organisation.ts";
import { sessionsOf } from "./sessions.ts";
import { setUpSite, type Visitor, visitorTo } from "./site.ts";
import { worldKeys } from "./world.ts";

/** A real partnership whose staff may sign in at two organisations: both by two factors, at the trust also by a smartcard, which cannot be phished. */
export async function setUpOrganisations() {
  const site = await setUpSite({ madeUp: false });
  const sessions = sessionsOf(site);
  const [trust, council] = [
    await openOrganisation(["http://127.0.0.1/sign-in/return/trust"]),
    await openOrganisation(["http://127.0.0.1/sign-in/return/council"]),
  ];
  const office = await site.aWorker("office", "administrator");
  for (const [code, { issuer }, unphishableAcr] of [
    ["trust", trust, ["urn:smartcard"]],
    ["council", council, []],
  ] as const) {
    const acr = ["urn:two-factors", ...unphishableAcr];
    const wanted = { code, name: `The ${code}`, issuer, clientId: "throughcare", acr, unphishableAcr };
    const added = await asPolicyRole(site.world.sql, site.code, (tx) =>
      addProvider(tx, { ...wanted, clientSecret: "a secret for this test alone" }, worldKeys),
    );
    invariant(added.ok, "the organisation is added");
  }
  const idOf = async (code: string): Promise<string> => {
    const [row] = await site.world.sql<
      { id: string }[]
    >`select id from identity_provider where code = ${code}`;
    return row?.id ?? "";
  };
  /** An administrator says that this subject is this account. */
  const link = async (account: string, code: string, subject: string) => {
    await site.world.sql`update session set proved_at = now() where token_hash = ${tokenHash(office.token)}`;
    return visitorTo(site, { token: office.token }).post(`/staff/${account}/organisations/link`, {
      provider: await idOf(code),
      subject,
    });
  };
  let made = 0;
  return {
    site,
    sessions,
    trust,
    council,
    office,
    idOf,
    link,
    /** A worker whom an administrator linked to what their organisation calls them. */
    linked: async (code = "trust") => {
      made += 1;
      const worker = await site.aWorker("treatment");
      const account = await sessions.accountOf(worker);
      const subject = `subject-${made}`;
      await link(account, code, subject);
      return { worker, account, subject };
    },
    /** Sessions of an account that were opened at an organisation, with how many seconds ago they showed who they are. */
    openedBy: async (account: string): Promise<readonly { readonly ago: number }[]> =>
      site.world.sql<{ ago: number }[]>`
        select extract(epoch from now() - proved_at)::int as ago from session
         where account_id = ${account} and opened_by = 'provider'`,
    close: async () => {
      await Promise.all([site.close(), trust.close(), council.close()]);
    },
  };
}

/** Goes to an organisation and comes back, as `there` says: where to, where back to, and what that answered. */
export async function goAndComeBack(visitor: Visitor, organisation: Organisation, code: string, from = "") {
  const out = await visitor.get(`/sign-in/organisation/${code}${from}`);
  invariant(out.location.startsWith(organisation.issuer), "we are sent to the organisation");
  const back = await throughIt(out.location, organisation);
  return { out, back, answer: await visitor.get(back.pathname + back.search) };
}
