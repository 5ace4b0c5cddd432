import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { keepDiaryOnce } from "../src/diary-keeping.ts";
import type { PersonId } from "../src/kernel/id.ts";
import { accept, refuse } from "../src/kernel/result.ts";
import { now } from "../src/kernel/time.ts";
import { gatewayOf } from "../src/message-gateway.ts";
import { AppointmentId } from "../src/record/diary/appointment.ts";
import { insertAgreement, reminderCameBack } from "../src/record/diary/reach-store.ts";
import type { Gateway } from "../src/record/diary/reminders.ts";
import { SERVICES } from "../src/services/index.ts";
import { WORLD_CODE } from "./global-setup.ts";
import { openWorld, type TestAgency, type World } from "./world.ts";

let world: World;
let us: TestAgency;
let mail: SMTPServer;
let port: number;
const received: string[] = [];
let answer: "take" | "refuse" | "not-now" = "take";

beforeAll(async () => {
  world = await openWorld();
  us = await world.anAgency("treatment");
  mail = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    onRcptTo: (_address, _session, done) => {
      if (answer === "take") return done();
      const error = new Error("no") as Error & { responseCode: number };
      error.responseCode = answer === "refuse" ? 550 : 451;
      return done(error);
    },
    onData: (stream, _session, done) => {
      let text = "";
      stream.on("data", (part) => {
        text += part;
      });
      stream.on("end", () => {
        received.push(text);
        done();
      });
    },
  });
  await new Promise<void>((ready) => mail.listen(0, "127.0.0.1", ready));
  port = (mail.server.address() as AddressInfo).port;
});
afterAll(async () => {
  await new Promise<void>((closed) => mail.close(closed));
  await world.close();
});
beforeEach(() => {
  received.length = 0;
  answer = "take";
});

const smtp = (): Gateway =>
  gatewayOf(
    {
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      MAIL_FROM: "reminders@example.org",
      SEND_TEXTS_TO: undefined,
      SEND_TEXTS_TOKEN_FILE: undefined,
    },
    () => {},
  );

/** Somebody with an appointment in so many hours, and, unless told otherwise, an e-mail address they agreed to. */
async function someone(
  agency = us,
  hours = 20,
  address: string | undefined = "someone@example.net",
): Promise<PersonId> {
  const person = await world.aPerson(agency);
  const episode = await world.anEpisode(agency, person);
  await world.as(agency, async (tx) => {
    if (address)
      await insertAgreement(tx, person, {
        channel: address.includes("@") ? "email" : "sms",
        address,
        mayLeave: false,
        on: Temporal.PlainDate.from("2026-01-05"),
      });
    return accept(null);
  });
  await world.sql`
    insert into appointment (person_id, category, agency_id, owner_kind, service_id, team_id, episode_id, kind, purpose, place, starts_at, ends_at, staff_id)
    select ${person}, e.category, ${agency.agencyId}, ${agency.kind}, ${agency.serviceId}, ${agency.teamId}, ${episode}, 'clinical', 'Methadone titration',
           'Harbour drug clinic', date_trunc('minute', now()) + make_interval(hours => ${hours}), date_trunc('minute', now()) + make_interval(hours => ${hours}, mins => 30), ${agency.staffId}
      from episode e where e.id = ${episode}`;
  return person;
}
const minute = (gateway: Gateway, clock = now) => keepDiaryOnce(world.sql, WORLD_CODE, gateway, { clock });
const stateOf = async (person: PersonId) =>
  (await world.sql<{ state: string }[]>`select state from reminder where person_id = ${person}`)[0]?.state;

describe("a reminder", () => {
  test("goes out once, a day before, to a real mail server, however often the minute comes", async () => {
    const [soon, later, unasked] = [await someone(), await someone(us, 30), await someone(us, 20, "")];
    for (let i = 0; i < 3; i++) await minute(smtp());
    expect(received).toHaveLength(1);
    expect(received[0]).toContain("To: someone@example.net");
    expect(await stateOf(soon)).toBe("sent");
    expect(await stateOf(later)).toBeUndefined();
    expect(await stateOf(unasked)).toBeUndefined();
    await minute(smtp(), () => now().add({ hours: 8 }));
    expect(await stateOf(later)).toBe("sent");
    expect(received).toHaveLength(2);
  });

  test("is not sent twice when the server is killed while it is sending: it is seen as unsure", async () => {
    const person = await someone();
    let handedOver = 0;
    const killed: Gateway = {
      deliver: async () => {
        handedOver += 1;
        return Promise.reject(new Error("killed"));
      },
    };
    await expect(minute(killed)).rejects.toThrow("killed");
    await minute(smtp());
    await minute(smtp(), () => now().add({ minutes: 6 }));
    expect(handedOver).toBe(1);
    expect(received).toHaveLength(0);
    expect(await stateOf(person)).toBe("unsure");
  });

  test("of two servers at the same minute one sends it", async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => someone()));
    await Promise.all([minute(smtp()), minute(smtp())]);
    await minute(smtp());
    expect(received).toHaveLength(people.length);
  });

  test("that the mail server refuses for ever is seen to have failed; one it cannot take now is tried again", async () => {
    answer = "refuse";
    const refused = await someone();
    expect(await minute(smtp())).toBe("answer 550");
    expect(await stateOf(refused)).toBe("failed");
    answer = "not-now";
    const later = await someone();
    await minute(smtp());
    expect(await stateOf(later)).toBe("waiting");
    answer = "take";
    await minute(smtp(), () => now().add({ minutes: 11 }));
    expect(await stateOf(later)).toBe("sent");
    expect(await stateOf(refused)).toBe("failed");
  });

  test("is not sent of an appointment that was cancelled, nor by an agreement that was taken back", async () => {
    const cancelled = await someone();
    const takenBack = await someone();
    const notNow: Gateway = { deliver: async () => refuse({ code: "not-now", because: "test" }) };
    await minute(notNow);
    await world.sql`update appointment set state = 'cancelled', cancelled_by = 'person', closed_at = now() where person_id = ${cancelled}`;
    await world.sql`update contact_agreement set ended_at = now() where person_id = ${takenBack}`;
    await minute(smtp(), () => now().add({ minutes: 11 }));
    expect([await stateOf(cancelled), await stateOf(takenBack)]).toEqual(["not-needed", "not-needed"]);
    expect(received).toHaveLength(0);
  });

  test("that came back ends the agreement it went by, so that nobody is written to there again", async () => {
    const person = await someone();
    await minute(smtp());
    const [row] = await world.sql`select id from appointment where person_id = ${person}`;
    const back = await world.as(us, async (tx) =>
      accept(await reminderCameBack(tx, person, AppointmentId.schema.parse(row?.id))),
    );
    expect(back).toEqual({ ok: true, value: true });
    expect(await stateOf(person)).toBe("bounced");
    const [agreement] =
      await world.sql`select ended_at is not null as over from contact_agreement where person_id = ${person}`;
    expect(agreement?.over).toBe(true);
  });

  test("gives nothing away, of no service: no name, kind, place, worker, agency or drug, in no part of the message", async () => {
    const words: string[] = [];
    for (const { code, name, purpose } of SERVICES) {
      const kind =
        {
          prison: "prison-health",
          clinic: "clinic",
          "overdose-prevention": "supervised-use",
          residential: "rehab",
          housing: "housing",
          "mental-health": "mental-health",
          recovery: "recovery",
          diversion: "police",
        }[code] ?? "treatment";
      const agency = await world.anAgency(kind, { service: code, name: `Agency of ${name}` });
      await someone(agency, 19, `${code}@example.net`);
      words.push(
        ...name.split(" "),
        ...purpose.split(/\W+/),
        `Service ${agency.code}`,
        agency.code,
        agency.username,
        "Worker",
      );
    }
    words.push(
      "Methadone",
      "titration",
      "Harbour",
      "drug",
      "clinic",
      "Given",
      "Family",
      "clinical",
      "treatment",
      "recovery",
      "police",
      "prison",
    );
    await minute(smtp());
    // The supervised-use room writes to nobody at all.
    expect(received).toHaveLength(SERVICES.length - 1);
    expect(received.join()).not.toContain("overdose-prevention@");
    const harmless =
      /^(a|an|and|the|of|to|or|in|on|at|who|you|with|for|by|is|are|if|it|please|not|from|as|there|have|out|one|that|come|then|them|their|whoever|reminder|worker)$/i;
    for (const message of received) {
      const read = message.replace(/^(To|Message-ID|Date): .*$/gim, "");
      for (const word of new Set(words)) {
        if (word.length < 3 || harmless.test(word)) continue;
        expect(new RegExp(`\\b${word.replace(/[^\w -]/g, "")}\\b`, "i").test(read), word).toBe(false);
      }
    }
  });
});

test("a text goes to the sender of texts, with its number as it is dialled", async () => {
  const texts: string[] = [];
  const sender = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      texts.push(body);
      response.end();
    });
  });
  await new Promise<void>((ready) => sender.listen(0, "127.0.0.1", ready));
  const at = `http://127.0.0.1:${(sender.address() as AddressInfo).port}/texts`;
  const gateway = gatewayOf(
    { SEND_TEXTS_TO: at, SEND_TEXTS_TOKEN_FILE: undefined, SMTP_URL: undefined, MAIL_FROM: undefined },
    () => {},
  );
  const person = await someone(us, 20, "07700 900123");
  await minute(gateway);
  expect(texts).toHaveLength(1);
  expect(JSON.parse(texts[0] ?? "")).toMatchObject({ to: "+447700900123" });
  expect(await stateOf(person)).toBe("sent");
  sender.close();
});

test("where nothing is set nothing leaves: the log says so without an address, and the page that it was not sent", async () => {
  const told: string[] = [];
  const none = {
    SEND_TEXTS_TO: undefined,
    SEND_TEXTS_TOKEN_FILE: undefined,
    SMTP_URL: undefined,
    MAIL_FROM: undefined,
  };
  const person = await someone();
  await minute(gatewayOf(none, (words) => told.push(words)));
  expect(told).toEqual(["A reminder by e-mail was written down and not sent: no way to send it is set."]);
  expect(await stateOf(person)).toBe("failed");
});
