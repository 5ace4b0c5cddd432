import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { mendInstall } from "./binaries.ts";

function anEmptyPackage(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "throughcare-programs-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The package of programs as npm leaves it when it may not run install scripts. */
function aBarePackage(): string {
  const folder = anEmptyPackage();
  mkdirSync(path.join(folder, "native", "bin"), { recursive: true });
  mkdirSync(path.join(folder, "native", "lib"));
  for (const program of ["initdb", "pg_ctl", "postgres"]) {
    writeFileSync(path.join(folder, "native", "bin", program), "", { mode: 0o644 });
  }
  writeFileSync(path.join(folder, "native", "lib", "libpq.so.5.18"), "the library");
  const links = ["libpq.so", "libpq.so.5"].map((name) => ({
    source: "native/lib/libpq.so.5.18",
    target: `native/lib/${name}`,
  }));
  writeFileSync(path.join(folder, "native", "pg-symlinks.json"), JSON.stringify(links));
  return folder;
}

test("libraries are found under every name and programs may run, though npm ran no install script", async () => {
  const folder = aBarePackage();
  expect(await mendInstall(folder)).toBe(true);
  const library = path.join(folder, "native", "lib", "libpq.so.5");
  expect(readFileSync(library, "utf8")).toBe("the library");
  expect(readlinkSync(library)).toBe("libpq.so.5.18"); // still right when the folder is moved
  expect(statSync(path.join(folder, "native", "bin", "postgres")).mode & 0o777).toBe(0o755);
});

test("mending what is whole changes nothing, and a link to nowhere is put right", async () => {
  const folder = aBarePackage();
  const library = path.join(folder, "native", "lib", "libpq.so");
  symlinkSync("libpq.so.4", library);
  await mendInstall(folder);
  expect(readlinkSync(library)).toBe("libpq.so.5.18");
  chmodSync(path.join(folder, "native", "lib"), 0o555);
  expect(await mendInstall(folder)).toBe(true);
});

test("a package that is not whole is reported, so that a copy is tried instead", async () => {
  expect(await mendInstall(anEmptyPackage())).toBe(false);
});
