import { createHmac, createSign, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An ID token as it is made: its header, its claims, and what signs it. */
export type Token = {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  signedBy: "its key" | "another key" | "our secret" | "nobody";
};

/** An organisation that answers with whatever token a test makes of the right one, and calls itself what a test says. */
export type Forger = {
  readonly issuer: string;
  make: (right: Token) => Token;
  /** What its metadata call it; the issuer that was set up, unless told otherwise. */
  callsItself: string;
  /** Where whoever asks it for a token is led on to. */
  leadsOnTo?: string;
  close(): Promise<void>;
};

const SECRET = "a secret for this test alone";
const [own, another] = [
  generateKeyPairSync("rsa", { modulusLength: 2048 }),
  generateKeyPairSync("rsa", { modulusLength: 2048 }),
];

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function written({ header, claims, signedBy }: Token): string {
  const text = `${part(header)}.${part(claims)}`;
  if (signedBy === "nobody") return `${text}.`;
  if (signedBy === "our secret")
    return `${text}.${createHmac("sha256", SECRET).update(text).digest("base64url")}`;
  const { privateKey } = signedBy === "its key" ? own : another;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(privateKey, "base64url")}`;
}

const metadataOf = ({ issuer, callsItself }: Forger) => ({
  issuer: callsItself,
  authorization_endpoint: `${issuer}/auth`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ["code"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["RS256"],
  authorization_response_iss_parameter_supported: true,
});

/** Opens one, for the client `throughcare` with the tests' secret. Whoever comes is `somebody`, who signed in just now. */
export async function openForger(): Promise<Forger> {
  const nonces = new Map<string, string>();
  const server = createServer((request, response): unknown => {
    const url = new URL(request.url ?? "/", forger.issuer);
    const say = (body: unknown) =>
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (url.pathname === "/auth") {
      const back = new URL(url.searchParams.get("redirect_uri") ?? "");
      const code = crypto.randomUUID();
      nonces.set(code, url.searchParams.get("nonce") ?? "");
      back.search = new URLSearchParams({
        code,
        state: url.searchParams.get("state") ?? "",
        iss: forger.issuer,
      }).toString();
      return response.writeHead(303, { location: back.href }).end();
    }
    if (url.pathname === "/jwks")
      return say({
        keys: [{ ...own.publicKey.export({ format: "jwk" }), kid: "1", use: "sig", alg: "RS256" }],
      });
    if (url.pathname !== "/token") return say(metadataOf(forger));
    if (forger.leadsOnTo) return response.writeHead(307, { location: `${forger.leadsOnTo}/token` }).end();
    let sent = "";
    request.on("data", (data) => {
      sent += data;
    });
    return request.on("end", () => {
      const now = Math.floor(Date.now() / 1000);
      const right: Token = {
        header: { alg: "RS256", kid: "1", typ: "JWT" },
        claims: {
          iss: forger.issuer,
          aud: "throughcare",
          sub: "somebody",
          nonce: nonces.get(new URLSearchParams(sent).get("code") ?? ""),
          iat: now,
          exp: now + 300,
          auth_time: now,
          acr: "urn:two-factors",
        },
        signedBy: "its key",
      };
      say({
        access_token: "opens nothing here",
        token_type: "Bearer",
        id_token: written(forger.make(right)),
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const forger: Forger = {
    issuer,
    callsItself: issuer,
    make: (right) => right,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return forger;
}
