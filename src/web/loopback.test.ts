import { expect, test } from "vitest";
import { isLoopback } from "./loopback.ts";

test.each(["localhost", "127.0.0.1", "127.255.0.9", "::1"])("%s is this machine", (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each(["127.evil.example", "127.0.0.1.evil.example", "127.0.0.256", "128.0.0.1", "0.0.0.0", "::", ""])(
  "“%s” is not",
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);
