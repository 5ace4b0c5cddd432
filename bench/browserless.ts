import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { invariant } from "../src/kernel/result.ts";

/** Someone signed in over HTTP, on one kept connection. */
export type Visitor = {
  get(path: string): Promise<string>;
  post(path: string, fields: Record<string, string>): Promise<string>;
};

/** A visitor with this session cookie. The form token is read once; each form gets an id of its own. */
export async function visitor(origin: string, session: string): Promise<Visitor> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let cookie = session;
  let csrf = "";
  const call = (
    method: string,
    path: string,
    body?: string,
  ): Promise<{ status: number; location: string; text: string; setCookie: string[] }> =>
    new Promise((resolve, reject) => {
      const headers = {
        cookie,
        ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded", origin }),
      };
      const asked = request(new URL(path, origin), { method, agent, headers }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            location: answer.headers.location ?? "",
            text,
            setCookie: answer.headers["set-cookie"] ?? [],
          }),
        );
      });
      asked.on("error", reject);
      asked.end(body);
    });
  const first = await call("GET", "/help");
  csrf = /name="_csrf" value="([^"]+)"/.exec(first.text)?.[1] ?? "";
  cookie = [session, ...first.setCookie.map((line) => line.split(";")[0] ?? "")].join("; ");
  return {
    get: async (path) => {
      const answer = await call("GET", path);
      invariant(
        answer.status === 200,
        `a page is shown at ${path.replaceAll(/[0-9a-f-]{36}/g, "…")} (${answer.status})`,
      );
      return answer.text;
    },
    post: async (path, fields) => {
      const body = new URLSearchParams({ ...fields, _csrf: csrf, _once: randomUUID() }).toString();
      const answer = await call("POST", path, body);
      invariant(
        answer.status === 303,
        `a form is taken at ${path.replaceAll(/[0-9a-f-]{36}/g, "…")} (${answer.status})`,
      );
      return answer.location;
    },
  };
}
