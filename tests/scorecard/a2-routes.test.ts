import { afterAll, beforeAll, expect, test } from "vitest";
import { ROUTES } from "../../src/app.ts";
import { ROLES } from "../../src/record/staff/roles.ts";
import { SIGNED_IN } from "../../src/web/page.ts";
import { ANYONE, openTo } from "../../src/web/registry.ts";
import { buildWeb, type Web } from "../../src/web/server.ts";
import { type Site, setUpSite, visitorTo } from "../site.ts";
import { LIMIT, publish } from "./row.ts";

let site: Site;
/** Somebody of each of a few roles, such that of every permission one of them has none. */
const tokens = new Map<string, string>();
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  for (const role of ["commissioner", "keyworker", "ig-lead"])
    tokens.set(role, (await site.aWorker("office", role)).token);
  const treatment = await site.aWorker("treatment");
  const person = await site.world.aPerson(treatment);
  await site.world.sql`insert into account (username, person_id) values ('herself', ${person})`;
  tokens.set("person", await site.world.tokenFor("herself"));
}, LIMIT);
afterAll(() => site.close());

const NIL = "00000000-0000-4000-8000-000000000000";
const addressOf = (path: string): string => path.replace(/:\w+/g, NIL);

/** Addresses that answer whoever asks: signing in and out, the brightness of the screen. Nothing of anybody's is there. */
const OPEN = ["GET /sign-in", "POST /sign-in", "POST /sign-out", "POST /demonstration", "POST /screen"];
const OPEN_BY_PASSKEY = ["POST /passkey/options", "POST /sign-in/passkey"];
const OPEN_BY_ORGANISATION = [
  "GET /sign-in/organisation/:code",
  "GET /sign-in/organisation/:code/prove",
  "GET /sign-in/return/:code",
];
const OPEN_LINKS = ["GET /link/:partnership/:token", "POST /link/:partnership/:token"];
/** Other partnerships knock here; what they bring is known by its signature. */
const OPEN_TO_PARTNERS = ["POST /transfers/door/:partnership"];

type Asked = { readonly what: string; readonly status: number; readonly location: string };

async function ask(method: "GET" | "POST", path: string, token?: string): Promise<Asked> {
  const visitor = visitorTo(site, token ? { token } : {});
  const answer =
    method === "GET" ? await visitor.get(addressOf(path)) : await visitor.post(addressOf(path), {});
  return { what: `${method} ${path}`, status: answer.status, location: answer.location };
}

/** What of a server's addresses nobody is turned away from, though they do not say that they are for anyone. */
async function openDoors(): Promise<{ readonly open: readonly string[]; readonly asked: number }> {
  const open: string[] = [];
  let asked = 0;
  for (const route of ROUTES) {
    for (const method of ["GET", "POST"] as const) {
      if (!(method === "GET" ? route.get : route.post)) continue;
      asked += 1;
      const stranger = await ask(method, route.path);
      if (stranger.status !== 303 || !stranger.location.startsWith("/sign-in"))
        open.push(`${stranger.what}, to a stranger: ${stranger.status}`);
      if (route.allow === SIGNED_IN) continue;
      const without = [...tokens].find(
        ([code]) =>
          !ROLES.some((role) => role.code === code && (role.may as readonly string[]).includes(route.allow)),
      );
      const refused = await ask(method, route.path, without?.[1]);
      if (refused.status !== 403) open.push(`${refused.what}, to a ${without?.[0]}: ${refused.status}`);
    }
  }
  return { open, asked };
}

test(
  "every address says who may open it, and turns away whoever may not; one that does not say stops the start",
  async () => {
    const declared = registered(site.web);
    const anyone = [...declared].filter(([, allow]) => allow === ANYONE).map(([what]) => what);
    expect(anyone.filter((what) => !what.includes("/assets/")).sort()).toEqual(
      [...OPEN, ...OPEN_LINKS, ...OPEN_BY_PASSKEY, ...OPEN_BY_ORGANISATION, ...OPEN_TO_PARTNERS].sort(),
    );
    const { open, asked } = await openDoors();
    await publish({
      id: "A2",
      figure: "Every address declares who may open it and turns away whoever may not",
      target: "100 % declared and denied, an undeclared one stops the start",
      value: `${declared.size} of ${declared.size} declared, ${open.length} open to somebody they are not for`,
      met: open.length === 0,
      n: asked,
      zero: true,
      control: { planted: "an address that does not say who may open it", found: await startRefused() },
      notes: [
        `${anyone.length} are for anyone: signing in and out, the screen, style sheets and scripts`,
        ...open,
      ],
    });
  },
  LIMIT,
);

/** Every address of a server with what it declares, as the router itself tells them. */
function registered(web: Web): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const route of web.declared)
    if (route.method !== "HEAD") found.set(`${route.method} ${route.url}`, route.allow);
  return found;
}

async function startRefused(): Promise<number> {
  const web = await buildWeb(site.web.options);
  const bare = () => web.app.get("/bare", (_request, reply) => reply.send("everything"));
  expect(() =>
    web.app.get("/declared", openTo(SIGNED_IN), (_request, reply) => reply.send("")),
  ).not.toThrow();
  let refused = 0;
  try {
    bare();
  } catch (error) {
    refused = /\/bare says who may open it/.test(String(error)) ? 1 : 0;
  }
  await web.app.close();
  return refused;
}
