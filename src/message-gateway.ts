import { readFile } from "node:fs/promises";
import nodemailer from "nodemailer";
import type { Config } from "./config.ts";
import { accept, type Result, refuse } from "./kernel/result.ts";
import { dialled } from "./record/diary/reach-rules.ts";
import type { Message, NotDelivered } from "./record/diary/reminder-rules.ts";
import type { Gateway } from "./record/diary/reminders.ts";
import { isLoopback } from "./web/loopback.ts";

const WAIT_MS = 20_000;

type Settings = Pick<Config, "SMTP_URL" | "MAIL_FROM" | "SEND_TEXTS_TO" | "SEND_TEXTS_TOKEN_FILE">;

const notNow = (because: string): Result<never, NotDelivered> => refuse({ code: "not-now", because });
const forEver = (because: string): Result<never, NotDelivered> => refuse({ code: "refused", because });

/**
 * How messages leave, as the settings say: e-mail by SMTP, texts by an https address. Without settings nothing leaves: that
 * something would have been sent is written to the server's log, without an address or a word of it.
 */
export function gatewayOf(settings: Settings, tell: (words: string) => void): Gateway {
  const mail =
    settings.SMTP_URL && settings.MAIL_FROM ? toMail(settings.SMTP_URL, settings.MAIL_FROM) : undefined;
  const texts = settings.SEND_TEXTS_TO
    ? toTexts(settings.SEND_TEXTS_TO, settings.SEND_TEXTS_TOKEN_FILE)
    : undefined;
  return {
    deliver: async (to, message, reference) => {
      const by = to.channel === "email" ? mail : texts;
      if (by) return by(to.address, message, reference);
      tell(
        `A reminder by ${to.channel === "email" ? "e-mail" : "text"} was written down and not sent: no way to send it is set.`,
      );
      return forEver("no way to send is set");
    },
  };
}

type Deliver = (
  address: string,
  message: Message,
  reference: string,
) => Promise<Result<undefined, NotDelivered>>;

/** Sends by SMTP. What the server refuses for ever is not tried again; what it cannot take now is. */
function toMail(url: string, from: string): Deliver {
  const transport = nodemailer.createTransport({
    url,
    // Off this machine an address never travels in the clear.
    requireTLS: !isLoopback(new URL(url).hostname),
    connectionTimeout: WAIT_MS,
    greetingTimeout: WAIT_MS,
    socketTimeout: WAIT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.slice(from.lastIndexOf("@") + 1).replace(/>$/, "");
  return async (address, { subject, words }, reference) => {
    try {
      await transport.sendMail({
        from,
        to: { name: "", address },
        subject,
        text: words,
        messageId: `<${reference}@${domain}>`,
        headers: { "Auto-Submitted": "auto-generated" },
      });
      return accept(undefined);
    } catch (error) {
      const { responseCode, code } = error as { responseCode?: number; code?: string };
      const because = responseCode ? `answer ${responseCode}` : (code ?? "unknown");
      return responseCode !== undefined && responseCode >= 500 && responseCode < 600
        ? forEver(because)
        : notNow(because);
    }
  };
}

/** Posts a text to a sender of texts as JSON: `to`, `text`, `reference`. The file of its token is read each time. */
const toTexts =
  (url: string, tokenFile: string | undefined): Deliver =>
  async (address, { words }, reference) => {
    try {
      const token = tokenFile === undefined ? undefined : (await readFile(tokenFile, "utf8")).trim();
      const answer = await fetch(url, {
        method: "POST",
        body: JSON.stringify({ to: dialled(address), text: words, reference }),
        redirect: "error",
        signal: AbortSignal.timeout(WAIT_MS),
        headers: {
          "content-type": "application/json",
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
      });
      await answer.body?.cancel();
      if (answer.ok) return accept(undefined);
      const because = `status ${answer.status}`;
      const rejected =
        answer.status >= 400 && answer.status < 500 && ![401, 403, 408, 429].includes(answer.status);
      return rejected ? forEver(because) : notNow(because);
    } catch (error) {
      return notNow((error as Error).name);
    }
  };
