import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Configuration } from "oidc-provider";

/** Who signs in at the organisation next, and how. */
export type There = {
  sub: string;
  acr?: string;
  /** Seconds ago. */
  signedInAgo?: number;
};

/** A real OpenID provider of a test's own, on this machine. Whoever comes is signed in as `there` says, at once. */
export type Organisation = {
  readonly issuer: string;
  there: There;
  close(): Promise<void>;
};

/** Opens an organisation that knows us by this client and sends people back to these addresses. */
export async function openOrganisation(
  backTo: readonly string[],
  client = "throughcare",
): Promise<Organisation> {
  let handle: (request: IncomingMessage, response: ServerResponse) => unknown = () => undefined;
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const organisation: Organisation = {
    issuer,
    there: { sub: "nobody" },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const provider = new Provider(issuer, settings(backTo, client));
  provider.on("server_error", (_context, error) => console.error(error));
  handle = async (request, response) => {
    if (!request.url?.startsWith("/interaction/")) return provider.callback()(request, response);
    const { sub, acr = "urn:two-factors", signedInAgo = 0 } = organisation.there;
    return provider.interactionFinished(request, response, {
      login: {
        accountId: sub,
        remember: false,
        ts: Math.floor(Date.now() / 1000) - signedInAgo,
        acr,
      },
    });
  };
  return organisation;
}

const settings = (backTo: readonly string[], client: string): Configuration => ({
  clients: [
    {
      client_id: client,
      client_secret: "a secret for this test alone",
      redirect_uris: [...backTo],
      response_types: ["code"],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  pkce: { required: () => true },
  claims: { acr: null, auth_time: null, sid: null, iss: null, openid: ["sub"] },
  acrValues: ["urn:two-factors", "urn:smartcard", "urn:one-factor"],
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  cookies: { keys: ["a key for this test"] },
  findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  loadExistingGrant: async (context) => {
    const { client: known, session } = context.oidc;
    const grant = new context.oidc.provider.Grant({
      clientId: known?.clientId ?? "",
      accountId: session?.accountId ?? "",
    });
    grant.addOIDCScope("openid");
    await grant.save();
    return grant;
  },
});

/** Goes through an organisation as a browser does, cookies and all, until it sends back to us. Answers that address. */
export async function throughIt(url: string, organisation: Organisation): Promise<URL> {
  const cookies = new Map<string, string>();
  let at = url;
  for (let hops = 0; hops < 10 && at.startsWith(organisation.issuer); hops++) {
    const answer = await fetch(at, {
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get("location");
    if (!location) throw new Error(`${answer.status} ${await answer.text()}`);
    at = new URL(location, at).href;
  }
  return new URL(at);
}
