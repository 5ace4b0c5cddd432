import { afterAll, beforeAll, test } from "vitest";
import { ROUTES } from "../../src/app.ts";
import { declareSignIn } from "../../src/record/staff/sign-in.page.tsx";
import type { Route } from "../../src/web/page.ts";
import { buildWeb, type Web } from "../../src/web/server.ts";
import { type Site, setUpSite } from "../site.ts";
import type { TestAgency } from "../world.ts";
import { FULL, LIMIT, publish, sized } from "./row.ts";

// Names, numbers, words and tokens that stand nowhere else in the world are put into the record and into requests, good
// and bad. Afterwards none of them is in the server's log, in an address, or in an answer about an error.

let site: Site;
let worker: TestAgency;
let person: string;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  worker = await site.world.anAgency("treatment");
  person = await site.world.aPerson(worker, { familyName: FAMILY, givenNames: GIVEN, numbers: { nhs: NHS } });
  await site.world.anEpisode(worker, person as never);
}, LIMIT);
afterAll(() => site.close());

/** What is asked of the talkative server: it talks on every page, so that in passing every tenth is enough to hear it. */
const HEARD_AGAIN = FULL ? ROUTES : ROUTES.filter((_, place) => place % 10 === 0);
const FAMILY = "Quillfeatherby";
const GIVEN = "Zebediah";
const NHS = "9434765919";
const WORDS = "Slept beneath Brackenthwaite bridge";
const PASSWORD = "harbour marmalade lantern";
const canaries = (): readonly string[] => [
  FAMILY,
  GIVEN,
  NHS,
  "943 476 5919",
  "Brackenthwaite",
  PASSWORD,
  worker.token,
  person,
];

type Heard = {
  readonly lines: string[];
  readonly errors: string[];
  readonly addresses: string[];
  requests: number;
};

/** Good requests, bad ones, and ones that fail inside, with canaries in every part of them. */
async function speak(
  web: Web,
  rounds: number,
  routes: readonly Route[],
): Promise<Pick<Heard, "errors" | "addresses" | "requests">> {
  const heard = { errors: [] as string[], addresses: [] as string[], requests: 0 };
  const cookie = `throughcare=${site.code}.${worker.token}`;
  const form = await web.app.inject({ url: "/help", headers: { host: site.host, cookie } });
  const csrf = form.cookies.find((one) => one.name === "_csrf")?.value ?? "";
  const token = /name="_csrf" value="([^"]+)"/.exec(form.body)?.[1] ?? "";
  const typed = {
    familyName: FAMILY,
    givenNames: GIVEN,
    nhs: NHS,
    words: WORDS,
    reason: WORDS,
    username: FAMILY,
    password: PASSWORD,
    code: NHS,
  };
  const ask = async (method: "GET" | "POST", url: string, extra: Record<string, string> = {}) => {
    heard.requests += 1;
    const answer = await web.app.inject({
      method,
      url,
      headers: {
        host: site.host,
        cookie: `${cookie}; _csrf=${encodeURIComponent(csrf)}`,
        "user-agent": `${FAMILY} ${NHS}`,
        referer: `http://${site.host}/people?find=${FAMILY}`,
        ...(method === "POST" ? { "content-type": "application/x-www-form-urlencoded" } : {}),
        ...extra,
      },
      ...(method === "POST" ? { payload: new URLSearchParams({ _csrf: token, ...typed }).toString() } : {}),
    });
    if (answer.statusCode >= 400 && answer.statusCode !== 422)
      heard.errors.push(answer.body.replaceAll(url, ""));
    heard.addresses.push(
      String(answer.headers.location ?? ""),
      ...[...answer.body.matchAll(/(?:href|action)="([^"]*)"/g)].map((found) => found[1] ?? ""),
    );
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const route of routes) {
      const url = route.path
        .replace(/:person/g, person)
        .replace(/:\w+/g, "0197aaaa-bbbb-7ccc-8ddd-eeeeffff0000");
      if (route.get) await ask("GET", url);
      if (route.post) await ask("POST", url);
    }
    await ask("POST", "/sign-in");
    await ask("POST", "/people/register", { "content-type": `multipart/form-data; boundary=${FAMILY}` });
    await ask("GET", `/${FAMILY}/${NHS}`);
    await ask("GET", `/people/${person}/notes`, {
      cookie: `throughcare=${site.code}.${worker.token}x; ${FAMILY}=%E0%A4%A`,
    });
  }
  return heard;
}

async function hear(
  rounds: number,
  routes: readonly Route[],
  tell: (write: (line: string) => void) => Partial<Web["options"]>,
): Promise<Heard> {
  const lines: string[] = [];
  const web = await buildWeb({
    ...site.web.options,
    logLevel: "trace",
    logTo: { write: (line) => void lines.push(line) },
    ...tell((line) => void lines.push(line)),
  });
  const way = { code: site.code, name: "Testland", madeUp: true, store: site.world.signIn };
  declareSignIn(web, new Map([[site.code, way]]), "a key for this test");
  const whole = await speak(web, rounds, routes);
  // Inside failures: a table that pages read is not there, so that PostgreSQL's own words rise through everything.
  await site.world.sql.unsafe(
    "alter table note rename to note_elsewhere; alter table handover rename to handover_elsewhere",
  );
  const broken = await speak(web, 1, routes).finally(() =>
    site.world.sql.unsafe(
      "alter table note_elsewhere rename to note; alter table handover_elsewhere rename to handover",
    ),
  );
  await web.app.close();
  return {
    lines,
    errors: [...whole.errors, ...broken.errors],
    addresses: [...whole.addresses, ...broken.addresses],
    requests: whole.requests + broken.requests,
  };
}

/** Where canaries were heard. A person's random id may stand in addresses: it says nothing to whoever may not open it. */
function sung({ lines, errors, addresses }: Heard): readonly string[] {
  const found: string[] = [];
  for (const canary of canaries()) {
    for (const line of lines)
      if (line.includes(canary)) found.push(`log: ${canary === person ? "a person's id" : canary}`);
    if (canary === person) continue;
    for (const body of errors) if (body.includes(canary)) found.push(`answer to an error: ${canary}`);
    for (const address of addresses)
      if (address.includes(canary) || address.includes(encodeURIComponent(canary)))
        found.push(`address: ${canary}`);
  }
  return found;
}

test(
  "no name, number, word or token is in the log, in an address or in an answer about an error",
  async () => {
    const heard = await hear(sized(1, 20), ROUTES, () => ({}));
    const found = sung(heard);
    for (const l of heard.lines.filter((l) => canaries().some((c) => l.includes(c))).slice(0, 6))
      console.log(l.slice(0, 600));
    for (const l of heard.errors
      .filter((l) => canaries().some((c) => c !== person && l.includes(c)))
      .slice(0, 3))
      console.log(l.slice(l.search(/Quill/) - 200, l.search(/Quill/) + 100));
    const talkative = await hear(1, HEARD_AGAIN, (write) => ({
      frameFacts: async (tx) => {
        write(JSON.stringify(await tx`select family_name from person`));
        return site.web.options.frameFacts(tx);
      },
    }));
    await publish({
      id: "D12",
      figure:
        "No name, number, free text, password or token in the server's log, in addresses or in answers about errors",
      target: "0 found",
      value: `${found.length} found`,
      met: found.length === 0,
      n: heard.lines.length + heard.errors.length + heard.addresses.length,
      zero: true,
      control: { planted: "a page that logs whom it shows", found: sung(talkative).length },
      notes: [
        `${heard.requests} requests, log at its most talkative: ${heard.lines.length} lines, ${heard.errors.length} answers about errors, ${heard.addresses.length} addresses`,
        "a search stands in the address that the searcher made themselves (/people?find=...), and in no log",
        ...new Set(found),
      ],
    });
  },
  LIMIT,
);
