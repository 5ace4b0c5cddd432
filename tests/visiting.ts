import { WORLD_CODE } from "./global-setup.ts";
import type { Served } from "./served.ts";
import type { TestAgency } from "./world.ts";

/** What a page answered. */
export type Answer = { readonly status: number; readonly body: string; readonly location: string };

/** The page as this worker sees it, without the parts that differ from one showing to the next. */
export async function visit(served: Served, who: TestAgency, url: string): Promise<Answer> {
  const answer = await served.web.app.inject({
    url,
    headers: { cookie: `throughcare=${WORLD_CODE}.${who.token}` },
  });
  return {
    status: answer.statusCode,
    body: answer.body.replace(/(name="_(?:csrf|once)" value=")[^"]*/g, "$1"),
    location: String(answer.headers.location ?? ""),
  };
}

/** Sends a form as a browser would: the page first, then its answers with the tokens it carried. */
export async function send(
  served: Served,
  who: TestAgency,
  url: string,
  fields: Readonly<Record<string, string | readonly string[]>>,
): Promise<Answer> {
  const session = `throughcare=${WORLD_CODE}.${who.token}`;
  const shown = await served.web.app.inject({ url, headers: { cookie: session } });
  const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(shown.body)?.[1] ?? "";
  const csrf = shown.cookies.find((cookie) => cookie.name === "_csrf");
  const answer = await served.web.app.inject({
    method: "POST",
    url,
    headers: {
      cookie: `${session}; _csrf=${encodeURIComponent(csrf?.value ?? "")}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    payload: new URLSearchParams([
      ["_csrf", hidden("_csrf")],
      ["_once", hidden("_once")],
      ...Object.entries(fields).flatMap(([name, value]) =>
        (typeof value === "string" ? [value] : value).map((each) => [name, each]),
      ),
    ]).toString(),
  });
  return { status: answer.statusCode, body: answer.body, location: String(answer.headers.location ?? "") };
}
