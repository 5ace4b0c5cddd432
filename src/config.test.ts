import { describe, expect, test } from "vitest";
import { mayNotListen, readConfig, settingsHelp } from "./config.ts";
import { linkTo } from "./partnership.command.ts";

describe("settings", () => {
  test("with nothing set, it listens on this machine only, on port 3000", () => {
    const config = readConfig({});
    expect(config.ok && [config.value.HOST, config.value.PORT]).toEqual(["127.0.0.1", 3000]);
  });

  const wrong: readonly [Record<string, string>, string][] = [
    [{ PORT: "eighty" }, "PORT must be a port number from 0 to 65535."],
    [{ PORT: "70000" }, "PORT must be a port number from 0 to 65535."],
    [
      { DATABASE_URL: "mysql://x" },
      "DATABASE_URL must look like postgres://user:password@host:5432/database.",
    ],
    [
      { DATABASE_URL: "postgres://user:pass@host:port/database" },
      "DATABASE_URL must look like postgres://user:password@host:5432/database.",
    ],
    [
      { DATABASE_URL: "postgres://user:100%@host/database" },
      "DATABASE_URL must look like postgres://user:password@host:5432/database.",
    ],
    [
      { DATABASE_URL: "postgres://user:pass@host/database?sslmode=prefer" },
      "DATABASE_URL says sslmode=prefer; it must be disable, require, verify-ca or verify-full.",
    ],
    [
      { DATABASE_URL: "postgres://user:pass@host/database?sslmode=verify-ca" },
      "DATABASE_URL says sslmode=verify-ca, which needs sslrootcert=FILE, the certificate of the authority to trust.",
    ],
    [{ BEHIND_PROXY: "maybe" }, "BEHIND_PROXY must be yes or no."],
    [
      { PUBLIC_ORIGIN: "example.org/path" },
      "PUBLIC_ORIGIN must look like https://throughcare.example.org, with no path.",
    ],
    [{ LOG_LEVEL: "loud" }, "LOG_LEVEL must be silent, error, warn, info or debug."],
    [{ TLS_CERT_FILE: "/cert.pem" }, "TLS_CERT_FILE and TLS_KEY_FILE must be set together."],
  ];
  for (const [environment, sentence] of wrong) {
    test(`${JSON.stringify(environment)} is refused: ${sentence}`, () => {
      const config = readConfig(environment);
      expect(!config.ok && config.refusal.sentences).toEqual([sentence]);
    });
  }

  test("two wrong settings are both told at once", () => {
    const config = readConfig({ PORT: "x", LOG_LEVEL: "y" });
    expect(!config.ok && config.refusal.sentences.length).toBe(2);
  });

  test("every setting says what it means", () => {
    expect(settingsHelp().filter(({ meaning }) => meaning === "")).toEqual([]);
    expect(settingsHelp().length).toBeGreaterThan(5);
  });
});

describe("the address people type", () => {
  test.each([
    ["https://Throughcare.Example.ORG", "https://throughcare.example.org"],
    ["https://example.org:443", "https://example.org"],
    ["http://example.org:80", "http://example.org"],
    ["HTTPS://example.org", "https://example.org"],
    ["https://example.org:8443", "https://example.org:8443"],
    ["https://bücher.example", "https://xn--bcher-kva.example"],
    ["http://[2001:DB8::1]:3000", "http://[2001:db8::1]:3000"],
  ])("%s is kept as browsers say where a form comes from: %s", (PUBLIC_ORIGIN, origin) => {
    const config = readConfig({ PUBLIC_ORIGIN });
    expect(config.ok && config.value.PUBLIC_ORIGIN).toBe(origin);
  });

  test.each(["https://example.org:99999", "https://someone@example.org", "https://[::1", "https://a?b"])(
    "%s is refused",
    (PUBLIC_ORIGIN) => {
      const config = readConfig({ PUBLIC_ORIGIN });
      expect(!config.ok && config.refusal.sentences).toEqual([
        "PUBLIC_ORIGIN must look like https://throughcare.example.org, with no path.",
      ]);
    },
  );
});

describe("listening where others can reach it", () => {
  const listening = (environment: Record<string, string>): string | undefined => {
    const config = readConfig(environment);
    return config.ok ? mayNotListen(config.value) : "wrong settings";
  };
  test("is refused without TLS or a declared proxy", () => {
    expect(listening({ HOST: "0.0.0.0" })).toContain("TLS_CERT_FILE");
    expect(listening({ HOST: "192.0.2.1" })).toContain("BEHIND_PROXY");
  });
  test("is allowed with either, and on this machine with neither", () => {
    expect(listening({ HOST: "0.0.0.0", BEHIND_PROXY: "yes" })).toBeUndefined();
    expect(listening({ HOST: "0.0.0.0", TLS_CERT_FILE: "a", TLS_KEY_FILE: "b" })).toBeUndefined();
    expect(listening({ HOST: "127.0.0.1" })).toBeUndefined();
    expect(listening({ HOST: "localhost" })).toBeUndefined();
  });
});

test("a link for this machine goes by its name, since browsers keep passkeys for names alone", () => {
  const linkAt = (environment: Record<string, string>) => {
    const config = readConfig(environment);
    return config.ok ? linkTo(config.value, "harbour", "TOKEN") : "wrong settings";
  };
  expect(linkAt({ HOST: "127.0.0.1", PORT: "3100" })).toBe("http://localhost:3100/link/harbour/TOKEN");
  expect(linkAt({ HOST: "::1" })).toMatch(/^http:\/\/localhost:/);
  expect(linkAt({ PUBLIC_ORIGIN: "https://throughcare.example.org" })).toBe(
    "https://throughcare.example.org/link/harbour/TOKEN",
  );
});
