import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { createServer, connect as dialTls, type SecureVersion } from "node:tls";
import { expect, test } from "vitest";
import { TLS_SPOKEN } from "../src/web/server.ts";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

test.runIf(hasOpenssl)(
  "TLS is spoken in 1.3 and 1.2 with what keeps its secrets, and in nothing older or weaker",
  async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "throughcare-tls-"));
    const [certFile, keyFile] = [path.join(folder, "cert.pem"), path.join(folder, "key.pem")];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=localhost",
        "-out",
        certFile,
        "-keyout",
        keyFile,
      ],
      { stdio: "ignore" },
    );
    const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile), ...TLS_SPOKEN });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const spoken = (maxVersion: SecureVersion, ciphers?: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = dialTls(
          {
            port,
            host: "127.0.0.1",
            rejectUnauthorized: false,
            minVersion: "TLSv1",
            maxVersion,
            ...(ciphers ? { ciphers } : {}),
          },
          () => {
            resolve(`${socket.getProtocol()}`);
            socket.destroy();
          },
        );
        socket.on("error", () => resolve("refused"));
      });
    expect([
      await spoken("TLSv1.3"),
      await spoken("TLSv1.2"),
      await spoken("TLSv1.1", "DEFAULT@SECLEVEL=0"),
      await spoken("TLSv1.2", "AES128-GCM-SHA256"),
      await spoken("TLSv1.2", "ECDHE-RSA-AES128-SHA"),
    ]).toEqual(["TLSv1.3", "TLSv1.2", "refused", "refused", "refused"]);
    server.close();
    await rm(folder, { recursive: true, force: true });
  },
);
