import type { Browser, BrowserContext, CDPSession, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../served.ts";
import { DESKTOP, expectNoSidewaysScroll, findings, openBrowser, PHONE } from "./browser.ts";

let served: Served;
let browser: Browser;
beforeAll(async () => {
  [served, browser] = await Promise.all([openServed(), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await served.close();
});

type Device = { readonly page: Page; readonly cdp: CDPSession; readonly key: string };

/** A browser on a device with an authenticator that its owner unlocks, at this machine's name: numbers have no passkeys. */
async function aDevice(size = DESKTOP): Promise<Device> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: size.width, height: size.height },
    baseURL: served.origin.replace("127.0.0.1", "localhost"),
  });
  return withAuthenticator(await context.newPage());
}

async function withAuthenticator(page: Page): Promise<Device> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId: key } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { page, cdp, key };
}

async function lookAround({ page }: Device, username: string): Promise<void> {
  await page.goto("/sign-in");
  await page.locator(`form:has(input[name="username"][value="${username}"]) button`).click();
  await page.waitForURL((url) => url.pathname === "/");
}

async function addPasskey({ page }: Device, name: string): Promise<void> {
  await page.goto("/account/passkeys/add");
  await page.getByLabel("Name of this passkey").fill(name);
  await page.getByRole("button", { name: "Add passkey" }).click();
}

/** A device of someone of the cast that has their passkey; nobody is signed in. */
async function withPasskey(username: string): Promise<Device> {
  const device = await aDevice();
  await lookAround(device, username);
  await addPasskey(device, `key of ${username}`);
  await device.page.getByText("is added. It signs you in from now on.").waitFor();
  await device.page.locator(".bar__out button").click();
  await device.page.waitForURL((url) => url.pathname === "/sign-in");
  return device;
}

const press = async ({ page }: Device): Promise<void> => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
};
const refused = ({ page }: Device): Promise<void> =>
  page.getByText("This passkey does not sign in here.").first().waitFor();
const kept = async (username: string) => {
  const [row] = await served.world.sql`
    select k.counter::int, k.synced, k.backed_up, k.last_used_at is not null as used, k.name
      from passkey k join account a on a.id = k.account_id where a.username = ${username}`;
  return row;
};

test("a keyworker adds a passkey, signs out, and signs in by it with nothing typed", async () => {
  const device = await aDevice();
  await lookAround(device, "keyworker");
  const { page } = device;
  await page.goto("/account");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  expect(await findings(page)).toEqual([]);
  await addPasskey(device, "work phone");
  await page.getByText("The passkey “work phone” is added.").waitFor();
  expect(await findings(page)).toEqual([]);
  expect(await kept("keyworker")).toMatchObject({ synced: false, backed_up: false, used: false });
  await page.locator(".bar__out button").click();
  await press(device);
  await page.waitForURL((url) => url.pathname === "/");
  expect(await page.locator(".bar__as").textContent()).toContain("Keyworker");
  const after = await kept("keyworker");
  expect(after).toMatchObject({ used: true, name: "work phone" });
  expect(after?.counter).toBeGreaterThan(1);
  const [session] = await served.world.sql`
    select opened_by, proved_at is not null as proved from session order by started_at desc limit 1`;
  expect(session).toEqual({ opened_by: "passkey", proved: true });
});

test("a passkey is renamed and removed; removed it opens nothing", async () => {
  const device = await withPasskey("housing-officer");
  const { page } = device;
  await press(device);
  await page.waitForURL((url) => url.pathname === "/");
  await page.goto("/account");
  await page.getByRole("button", { name: "Rename key of housing-officer" }).click();
  await page.getByLabel("Name of this passkey").fill("blue key");
  await page.getByRole("button", { name: "Rename" }).click();
  await page.getByText("It is called “blue key” now.").waitFor();
  await page.getByRole("button", { name: "Remove blue key" }).click();
  await page.getByRole("button", { name: "Remove passkey" }).click();
  await page.getByText("The passkey “blue key” is removed.").waitFor();
  await page.locator(".bar__out button").click();
  await press(device);
  await refused(device);
});

test("a passkey of an account that is disabled opens nothing, and does again once it is enabled", async () => {
  const device = await withPasskey("recovery-worker");
  await served.world.sql`update account set disabled_at = now() where username = 'recovery-worker'`;
  await press(device);
  await refused(device);
  await served.world.sql`update account set disabled_at = null where username = 'recovery-worker'`;
  await press(device);
  await device.page.waitForURL((url) => url.pathname === "/");
});

test("a passkey whose counter goes back is refused: there is a copy of it", async () => {
  const device = await withPasskey("opc-worker");
  await served.world.sql`
    update passkey set counter = 1000 where account_id = (select id from account where username = 'opc-worker')`;
  await press(device);
  await refused(device);
  expect((await kept("opc-worker"))?.counter).toBe(1000);
  // The database refuses by itself as well: of two uses at one moment, the second.
  const [one] = await served.world.sql<{ id: string }[]>`select id from passkey where counter = 1000`;
  const used = (counter: number) => served.world.signIn.passkeyUsed(one?.id ?? "", counter, false);
  expect([await used(1000), await used(1001), await used(1001)]).toEqual([false, true, false]);
});

test("a passkey that its owner does not unlock signs nobody in", async () => {
  const device = await withPasskey("prison-nurse");
  await device.cdp.send("WebAuthn.setUserVerified", { authenticatorId: device.key, isUserVerified: false });
  await press(device);
  await device.page.getByRole("alert").getByText("No passkey was used.").waitFor();
  // Nor when a browser lets it through: the server asks whether its owner was verified.
  const answer = await signedWithoutUnlocking(device);
  const sent = await sendSigned(device.page, answer);
  expect(sent).toContain("This passkey does not sign in here.");
});

/** An answer signed with the owner present and not verified, for a challenge of ours. */
const signedWithoutUnlocking = ({ page }: Device): Promise<string> => page.evaluate<string>(IN_THE_PAGE);
const IN_THE_PAGE = `(async () => {
  const _csrf = document.querySelector('input[name="_csrf"]').value;
  const body = new URLSearchParams({ _csrf, what: "sign-in" });
  const options = await (await fetch("/passkey/options", { method: "POST", body })).json();
  const optionsJSON = { ...options, userVerification: "discouraged" };
  return JSON.stringify(await SimpleWebAuthnBrowser.startAuthentication({ optionsJSON }));
})()`;

/** Sends an answer to the sign-in page by hand; says what comes back. */
const sendSigned = (page: Page, passkey: string): Promise<string> =>
  page.evaluate(async (answer) => {
    const csrf = document.querySelector<HTMLInputElement>('input[name="_csrf"]')?.value ?? "";
    const sent = await fetch("/sign-in/passkey", {
      method: "POST",
      body: new URLSearchParams({ _csrf: csrf, passkey: answer }),
    });
    return `${sent.url} ${await sent.text()}`;
  }, passkey);

test("what was signed once opens one session, and nothing from another place or for another purpose", async () => {
  const device = await withPasskey("clinic-nurse");
  const { page } = device;
  const sent = page.waitForRequest((request) => request.url().includes("/sign-in/passkey"));
  await press(device);
  const answer = new URLSearchParams((await sent).postData() ?? "").get("passkey") ?? "";
  expect(answer).toContain("clientDataJSON");
  await page.waitForURL((url) => url.pathname === "/");
  await page.locator(".bar__out button").click();
  // Before the page is there, what is sent from it would be sent by the one before.
  await page.waitForURL((url) => url.pathname === "/sign-in");
  expect(await sendSigned(page, answer)).toContain("This passkey does not sign in here.");
  // A challenge drawn for signing in is good for nothing else, nor one that is too old.
  await served.world.signIn.keepChallenge("drawn", "sign-in");
  const [someone] = await served.world.sql<{ id: string }[]>`select id from session limit 1`;
  expect(await served.world.signIn.takeChallenge("drawn", "prove", someone?.id)).toBe(false);
  expect(await served.world.signIn.takeChallenge("drawn", "sign-in")).toBe(true);
  expect(await served.world.signIn.takeChallenge("drawn", "sign-in")).toBe(false);
  await served.world.signIn.keepChallenge("old", "sign-in");
  await served.world
    .sql`update passkey_challenge set expires_at = now() - interval '1 second' where challenge = 'old'`;
  expect(await served.world.signIn.takeChallenge("old", "sign-in")).toBe(false);
});

test("a passkey shows again that it is they, and what was entered goes on with it; another's does not", async () => {
  const device = await withPasskey("administrator");
  const { page } = device;
  await press(device);
  await page.waitForURL((url) => url.pathname === "/");
  await page.goto("/staff/add");
  await page.getByLabel("Name", { exact: true }).fill("Sasha Brook");
  await page.getByLabel("User name").fill("sasha.brook");
  await page.getByLabel("Agency and duty team").selectOption({ index: 1 });
  await page.getByLabel("Role").selectOption({ label: "Keyworker" });
  await served.world.sql`update session set proved_at = now() - interval '6 minutes'`;
  await page.getByRole("button", { name: "Add worker" }).click();
  await page.getByRole("heading", { name: "Show that it is you" }).waitFor();
  expect(await findings(page)).toEqual([]);
  // The key on this device is somebody else's: the server asks whose it is.
  const giveTo = (username: string) => served.world.sql`
    update passkey set account_id = (select id from account where username = ${username}) where name = 'key of administrator'`;
  await giveTo("cd-lead");
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByText("That passkey is not one of yours here").first().waitFor();
  await giveTo("administrator");
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByText("Give sasha.brook this link.").waitFor();
});

test("the sign-in and account pages fit a phone, and at an address of numbers the page says why there is no passkey", async () => {
  const device = await aDevice(PHONE);
  await lookAround(device, "custody-officer");
  await addPasskey(device, "pocket");
  await device.page.getByText("The passkey “pocket” is added.").waitFor();
  await expectNoSidewaysScroll(device.page);
  const numbers = await device.page.context().newPage();
  await numbers.goto(`${served.origin}/sign-in`);
  await numbers.locator(`form:has(input[name="username"][value="custody-officer"]) button`).click();
  await numbers.goto(`${served.origin}/account/passkeys/add`);
  await numbers.getByText("Browsers have passkeys only at an address with a name.").waitFor();
});

/** As if they had signed in by password and code a moment ago. */
const byCode = (username: string) => served.world.sql`
  update session set opened_by = 'password', proved_by = 'code', unphishable = false, proved_at = now()
   where account_id = (select id from account where username = ${username})`;

test("who has a code alone sets up a passkey on the way into an emergency, and nothing they entered is lost", async () => {
  const { world } = served;
  const treatment = await world.anAgency("treatment");
  const person = await world.aPerson(treatment, {
    familyName: "Marrowbone",
    givenNames: "Dean",
    bornOn: "1984-02-29",
  });
  const device = await aDevice(PHONE);
  await lookAround(device, "hospital-liaison");
  await byCode("hospital-liaison");
  const { page } = device;
  await page.goto("/emergency");
  await page.getByLabel("Family name").fill("Marrowbone");
  await page.getByLabel("Given name").fill("Dean");
  await page.getByLabel("Date of birth").fill("29/2/1984");
  await page.getByLabel("What is happening").fill("unconscious in our department, has taken something");
  await page.getByRole("button", { name: "Open the record" }).click();
  await page.getByText("so it needs a passkey").waitFor();
  expect(await findings(page)).toEqual([]);
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "I have shown it in another tab: go on" }).click();
  await page.getByText("Nothing was shown yet by which this can be done.").first().waitFor();
  const opens = page.context().waitForEvent("page");
  await page.getByRole("link", { name: "Set up a passkey (opens in a new tab)" }).click();
  const tab = await opens;
  const other = await withAuthenticator(tab);
  await tab.getByLabel("Name of this passkey").fill("ward phone");
  await tab.getByRole("button", { name: "Add passkey" }).click();
  await tab.getByText("If another page waits for it, go back there and use it.").waitFor();
  // One device: what a tab keeps in it the other finds. The virtual one is a tab's own.
  const { credentials } = await other.cdp.send("WebAuthn.getCredentials", { authenticatorId: other.key });
  for (const credential of credentials)
    await device.cdp.send("WebAuthn.addCredential", { authenticatorId: device.key, credential });
  await page.bringToFront();
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByText("Opened to you for an hour.").waitFor();
  expect(new URL(page.url()).pathname).toBe(`/people/${person}`);
});

test("a browser that has no passkeys says so where one is asked for, and what to do instead", async () => {
  const device = await aDevice();
  const { page } = device;
  await page.addInitScript("delete window.PublicKeyCredential");
  await lookAround(device, "clinic-doctor");
  await byCode("clinic-doctor");
  await page.goto("/emergency");
  await page.getByRole("button", { name: "Open the record" }).click();
  await page.getByText("This browser has no passkeys. Show it at your organisation").waitFor();
  expect(await page.getByRole("button", { name: "Use a passkey" }).count()).toBe(0);
  expect(await findings(page)).toEqual([]);
});
