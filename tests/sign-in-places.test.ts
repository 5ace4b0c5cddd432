import { afterAll, beforeAll, expect, test } from "vitest";
import { type Site, setUpSite } from "./site.ts";

const A_MINUTE = 120;

let real: Site;
beforeAll(async () => {
  real = await setUpSite({ madeUp: false });
});
afterAll(async () => {
  await real.close();
});

test("whoever makes up a session for each try is counted by where they come from, and nobody elsewhere waits", async () => {
  const attempt = async (from: string, session: string): Promise<number> => {
    const answer = await real.web.app.inject({
      method: "POST",
      url: "/sign-in",
      remoteAddress: from,
      headers: { host: real.host, cookie: `throughcare=${session}` },
    });
    return answer.statusCode;
  };
  const statuses = [];
  for (let turn = 0; turn <= A_MINUTE; turn++) statuses.push(await attempt(`2001:db8::${turn}`, `s${turn}`));
  expect(statuses.indexOf(429)).toBe(A_MINUTE);
  expect(await attempt("2001:db8:0:1::1", "s0")).not.toBe(429);
});
