import { afterAll, beforeAll, test } from "vitest";
import { ROUTES } from "../../src/app.ts";
import { accept } from "../../src/kernel/result.ts";
import type { Route } from "../../src/web/page.ts";
import { buildWeb, type Web } from "../../src/web/server.ts";
import { type Site, setUpSite } from "../site.ts";
import { addressesOf, type Ground, groundOf } from "./matrix/crawl.ts";
import { type Judge, judgeOf } from "./matrix/declared.ts";
import { buildPartnership, type Partnership, type Reader } from "./matrix/partnership.ts";
import { LIMIT, publish, sized, TIMED } from "./row.ts";

// Whoever may not see somebody must not learn that they are here: not from a status, not from a word, not from a wait.

let site: Site;
let partnership: Partnership;
let judge: Judge;
let ground: Ground;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  partnership = await buildPartnership(site.world, {
    everyKind: false,
    relationships: ["none", "open episode"],
    consents: ["given"],
    categories: ["identity", "health", "offending"],
    kinds: ["treatment", "police", "housing"],
  });
  // Somebody whom the reader's agency never had to do with: rights that have lapsed are known to have been.
  await site.world.sql`delete from visible where until <= now()`;
  judge = judgeOf(partnership);
  ground = await groundOf(site);
}, LIMIT);
afterAll(() => site.close());

const ABSENT = "0197aaaa-bbbb-7ccc-8ddd-eeeeffff0000";
const ANY_ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** A page without what differs from one showing to the next: tokens, marks and whatever the address said itself. */
const plain = (body: string): string =>
  body
    .replace(/(name="_(?:csrf|once)" value=")[^"]*/g, "$1")
    .replace(/data-mark="[^"]*"/g, "")
    .replace(/\d{1,2} [A-Z][a-z]+ \d{4} at \d\d:\d\d/g, "now")
    .replace(ANY_ID, "id");

type Said = { readonly status: number; readonly body: string };
async function ask(web: Web, reader: Reader, url: string, method: "GET" | "POST" = "GET"): Promise<Said> {
  const cookie = `throughcare=${site.code}.${reader.token}`;
  if (method === "GET") {
    const answer = await web.app.inject({ url, headers: { host: site.host, cookie } });
    return { status: answer.statusCode, body: plain(answer.body) };
  }
  const form = await web.app.inject({ url: "/help", headers: { host: site.host, cookie } });
  const csrf = form.cookies.find((one) => one.name === "_csrf");
  const token = /name="_csrf" value="([^"]+)"/.exec(form.body)?.[1] ?? "";
  const answer = await web.app.inject({
    method,
    url,
    headers: {
      host: site.host,
      cookie: `${cookie}; _csrf=${encodeURIComponent(csrf?.value ?? "")}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    payload: new URLSearchParams({ _csrf: token }).toString(),
  });
  return { status: answer.statusCode, body: plain(answer.body) };
}

/** Pairs of addresses that differ only in whether what they name is hidden or not there at all. */
function pairsOf(
  reader: Reader,
): readonly { readonly route: Route; readonly hidden: string; readonly absent: string }[] {
  return ROUTES.filter((route) =>
    /:(person|handover|task|line|event|episode|note|measure)\b/.test(route.path),
  ).flatMap((route) => {
    const person = partnership.people.find((each) => each.relationship === "none");
    if (!person) return [];
    return addressesOf(route, reader, person, judge, ground)
      .filter((address) => address.about === "hidden" || address.about === "person")
      .map(({ url }) => ({ route, hidden: url, absent: url.replace(ANY_ID, ABSENT) }));
  });
}

/** On how many pairs the two answers can be told apart, with each reader. */
async function toldApart(
  web: Web,
  readers: readonly Reader[],
): Promise<{ readonly apart: readonly string[]; readonly pairs: number }> {
  const apart: string[] = [];
  let pairs = 0;
  for (const reader of readers) {
    for (const { route, hidden, absent } of pairsOf(reader)) {
      for (const method of ["GET", "POST"] as const) {
        if (!(method === "GET" ? route.get : route.post)) continue;
        pairs += 1;
        const [notYours, notThere] = [
          await ask(web, reader, hidden, method),
          await ask(web, reader, absent, method),
        ];
        if (notYours.status !== notThere.status || notYours.body !== notThere.body)
          apart.push(`${method} ${route.path} for ${reader.name}: ${notYours.status} and ${notThere.status}`);
      }
    }
  }
  return { apart, pairs };
}

/** How well the two can be told apart by time alone: 0.5 is not at all. The share of pairs of looks in which hidden took longer. */
function areaUnder(hidden: readonly number[], absent: readonly number[]): number {
  const all = [...hidden.map((ms) => ({ ms, of: 1 })), ...absent.map((ms) => ({ ms, of: 0 }))].sort(
    (a, b) => a.ms - b.ms,
  );
  let absentSoFar = 0;
  let longer = 0;
  for (const { of } of all) {
    if (of === 0) absentSoFar += 1;
    else longer += absentSoFar;
  }
  const share = longer / (hidden.length * absent.length);
  return Math.max(share, 1 - share);
}

/** Times looks at somebody hidden and at nobody, in turn and in changing order. */
async function timed(web: Web, reader: Reader, looks: number): Promise<number> {
  const hidden = ground.rows
    .get("person")
    ?.find((row) => partnership.people.some((each) => each.id === row.id && each.relationship === "none"));
  const times = { hidden: [] as number[], absent: [] as number[] };
  for (let look = -20; look < looks; look += 1) {
    const order = look % 2 === 0 ? (["hidden", "absent"] as const) : (["absent", "hidden"] as const);
    for (const which of order) {
      const begun = performance.now();
      await web.app.inject({
        url: `/people/${which === "hidden" ? hidden?.id : ABSENT}`,
        headers: { host: site.host, cookie: `throughcare=${site.code}.${reader.token}` },
      });
      if (look >= 0) times[which].push(performance.now() - begun);
    }
  }
  return areaUnder(times.hidden, times.absent);
}

/** The same server with one address that says that somebody is here but not yours, and looks a little longer to find out. */
const telling = (): Promise<Web> =>
  buildWeb({
    ...site.web.options,
    routes: site.web.options.routes.map((route) =>
      route.path === "/people/:person"
        ? {
            ...route,
            get: async (tx, ask) => {
              const here = await site.world
                .sql`select id from person where id::text = ${ask.params.person ?? ""}`;
              if (here.length > 0) await site.world.sql`select pg_sleep(0.002)`;
              return here.length > 0
                ? accept({ title: "Not yours", body: "Not yours" })
                : (route.get?.(tx, ask) ?? accept({ title: "", body: "" }));
            },
          }
        : route,
    ),
  });

test(
  "not yours and not there cannot be told apart, by words or by waiting",
  async () => {
    const readers = ["keyworker", "custody-officer", "housing-officer"].flatMap((code) =>
      partnership.readers.filter((each) => each.role.code === code),
    );
    const { apart, pairs } = await toldApart(site.web, readers);
    const [keyworker] = readers;
    // Where times do not decide, that they can be taken is enough.
    const looks = TIMED ? sized(150, 2000) : 10;
    const area = keyworker ? await timed(site.web, keyworker, looks) : 1;
    const web = await telling();
    const told = keyworker ? await toldApart(web, [keyworker]) : { apart: [] };
    const areaTold = keyworker ? await timed(web, keyworker, TIMED ? sized(50, 200) : 10) : 0;
    await web.app.close();
    // Few looks on a busy machine scatter: three standard errors of the share are allowed beside the target.
    const allowed = 0.55 + sized(Math.ceil(300 / Math.sqrt(6 * looks)) / 100, 0);
    await publish({
      id: "A6",
      figure: "What is not yours and what is not there answer alike: status, words and time",
      target: "0 pairs told apart, area under the curve of times at most 0.55",
      value: `${apart.length} told apart, area ${area.toFixed(3)}`,
      met: apart.length === 0 && (!TIMED || area <= allowed),
      n: pairs,
      zero: true,
      control: {
        planted: `a page that says of somebody hidden that they are not yours (area ${areaTold.toFixed(3)})`,
        found: !TIMED || areaTold > 0.6 ? told.apart.length : 0,
      },
      notes: [
        `${pairs} pairs over every address that names somebody or something of theirs; ${looks} pairs of looks timed`,
        ...apart,
      ],
    });
  },
  LIMIT,
);
