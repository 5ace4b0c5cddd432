import { afterAll, beforeAll, test } from "vitest";
import { ROUTES } from "../../src/app.ts";
import { ANYONE, openTo } from "../../src/web/registry.ts";
import { buildWeb, type Web } from "../../src/web/server.ts";
import { type Site, setUpSite } from "../site.ts";
import type { TestAgency } from "../world.ts";
import { LIMIT, publish } from "./row.ts";

// What every answer carries, whoever asks and whatever it says; and what no form does that another site sent.

let site: Site;
let worker: TestAgency;
const addresses: string[] = [];
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  worker = await site.world.anAgency("treatment");
  const person = await site.world.aPerson(worker);
  await site.world.anEpisode(worker, person);
  const there: Readonly<Record<string, string>> = {
    person,
    definition: "phq-9",
    kind: "clinic",
    partnership: site.code,
  };
  for (const route of ROUTES)
    addresses.push(route.path.replace(/:(\w+)/g, (_, name: string) => there[name] ?? NIL));
}, LIMIT);
afterAll(() => site.close());

const NIL = "00000000-0000-4000-8000-000000000000";

/** What each header must be. Style sheets and scripts hold nothing about anyone and may be kept by a browser. */
const EXPECTED: readonly (readonly [name: string, right: RegExp])[] = [
  [
    "content-security-policy",
    /^default-src 'none';script-src 'self'[^;]*;style-src 'self'[^;]*;img-src 'self' data:;connect-src 'self';form-action 'self';base-uri 'none';object-src 'none';frame-ancestors 'none'$/,
  ],
  ["x-content-type-options", /^nosniff$/],
  ["x-frame-options", /^DENY$/],
  ["referrer-policy", /^same-origin$/],
  ["cross-origin-opener-policy", /^same-origin$/],
  ["cross-origin-resource-policy", /^same-origin$/],
  ["cache-control", /^no-store$/],
];

type Faults = { readonly found: string[]; answers: number; posts: number };
type Answer = Awaited<ReturnType<Web["app"]["inject"]>>;

function judge(faults: Faults, what: string, answer: Answer): void {
  faults.answers += 1;
  for (const [name, right] of EXPECTED) {
    const said = String(answer.headers[name] ?? "");
    if (name === "cache-control" && what.includes("/assets/")) continue;
    if (!right.test(said)) faults.found.push(`${what}: ${name} is "${said}"`);
  }
  if (/unsafe-inline|unsafe-eval/.test(String(answer.headers["content-security-policy"])))
    faults.found.push(`${what}: unsafe`);
  if (answer.headers["x-powered-by"] || answer.headers.server)
    faults.found.push(`${what}: says what it runs on`);
  for (const cookie of [answer.headers["set-cookie"] ?? []].flat()) {
    if (!/; HttpOnly/i.test(cookie) || !/; SameSite=Strict/i.test(cookie) || !/; Path=\//i.test(cookie))
      faults.found.push(`${what}: cookie ${cookie.split("=")[0]}`);
  }
  if (
    /text\/html/.test(String(answer.headers["content-type"])) &&
    /<script(?![^>]*\bsrc=)|\son\w+=|style="/.test(answer.body)
  )
    faults.found.push(`${what}: script or style in the page itself`);
}

/** A form with a good token, and what is wrong with where it comes from. None of these may be taken. */
const FOREIGN: readonly (readonly [
  what: string,
  headers: Record<string, string>,
  token: "good" | "none" | "another's",
])[] = [
  ["without a token", {}, "none"],
  ["with another's token", {}, "another's"],
  ["from another site", { "sec-fetch-site": "cross-site" }, "good"],
  ["from a neighbouring site", { "sec-fetch-site": "same-site" }, "good"],
  ["from another origin", { origin: "https://elsewhere.example" }, "good"],
  ["from nowhere", { origin: "null" }, "good"],
  ["as plain text", { "content-type": "text/plain" }, "good"],
  ["as JSON", { "content-type": "application/json" }, "good"],
];

async function lookOver(web: Web): Promise<Faults> {
  const faults: Faults = { found: [], answers: 0, posts: 0 };
  const session = `throughcare=${site.code}.${worker.token}`;
  const paths = [
    ...addresses,
    "/sign-in",
    "/nowhere",
    "/assets/nothing.css",
    ...site.web.options.assets.byPath.keys(),
  ];
  for (const url of paths) {
    for (const cookie of [session, ""])
      judge(faults, `GET ${url}`, await web.app.inject({ url, headers: { host: site.host, cookie } }));
  }
  const form = await web.app.inject({ url: "/help", headers: { host: site.host, cookie: session } });
  const csrf = form.cookies.find((one) => one.name === "_csrf")?.value ?? "";
  const good = /name="_csrf" value="([^"]+)"/.exec(form.body)?.[1] ?? "";
  const unsafe = web.declared.filter(({ method }) => method !== "GET" && method !== "HEAD");
  for (const { method, url: pattern } of unsafe) {
    const url = pattern.replace(/:\w+/g, NIL);
    for (const [what, headers, token] of FOREIGN) {
      const _csrf = token === "good" ? good : token === "none" ? "" : `${good.slice(0, -2)}xx`;
      const answer = await web.app.inject({
        method: method as "POST",
        url,
        headers: {
          host: site.host,
          cookie: `${session}; _csrf=${encodeURIComponent(csrf)}`,
          "content-type": "application/x-www-form-urlencoded",
          ...headers,
        },
        payload: new URLSearchParams({ _csrf }).toString(),
      });
      faults.posts += 1;
      judge(faults, `${method} ${pattern} ${what}`, answer);
      if (answer.statusCode !== 403 && answer.statusCode !== 415)
        faults.found.push(`${method} ${pattern} ${what}: ${answer.statusCode}`);
    }
  }
  return faults;
}

test(
  "every answer carries its headers and cookies as they must be, and no form from elsewhere is taken",
  async () => {
    const faults = await lookOver(site.web);
    const exempt = await buildWeb(site.web.options);
    exempt.app.post("/exempt", openTo(ANYONE), (_request, reply) =>
      reply.header("x-frame-options", "ALLOWALL").send("done"),
    );
    const planted = (await lookOver(exempt)).found.filter((fault) => fault.includes("/exempt")).length;
    await exempt.app.close();
    await publish({
      id: "D7",
      figure: "Headers, cookies and form checks on every answer and every unsafe address",
      target: "0 misses, 0 foreign forms taken",
      value: `${faults.found.length} misses`,
      met: faults.found.length === 0,
      n: faults.answers,
      zero: true,
      control: {
        planted: "an address without the check of forms and with a header of its own",
        found: planted,
      },
      notes: [
        `${faults.posts} of them forms: ${FOREIGN.length} ways of coming from elsewhere, to each address that changes anything`,
        ...faults.found.slice(0, 40),
      ],
    });
  },
  LIMIT,
);
