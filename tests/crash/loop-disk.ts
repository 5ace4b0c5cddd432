import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const run = (program: string, ...words: string[]): string =>
  execFileSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** Tells ext4 that its device is gone: nothing that is not on it by now ever gets there, its journal neither (EXT4_IOC_SHUTDOWN, no flush). */
const CUT = 'open(F, "<", $ARGV[0]) or die $!; my $how = pack("L", 2); ioctl(F, 0x8004587D, $how) or die $!';

/** A small disk of a test's own: an ext4 on a loop device, which can be filled, and whose power can be cut. Needs root. */
export class LoopDisk {
  readonly #home = mkdtempSync(path.join(tmpdir(), "throughcare-disk-"));
  readonly folder = path.join(this.#home, "mounted");
  readonly #image = path.join(this.#home, "image");
  readonly #filler = path.join(this.folder, "filler");
  #device = "";

  constructor(bytes: number) {
    // The account that runs PostgreSQL goes through it.
    chmodSync(this.#home, 0o755);
    mkdirSync(this.folder);
    writeFileSync(this.#image, "");
    truncateSync(this.#image, bytes);
    run("mkfs.ext4", "-q", "-F", "-m", "0", this.#image);
    this.#device = run("losetup", "--find", "--show", this.#image).trim();
    this.mount();
  }

  /** Mounts it, as a machine does that starts again: ext4 takes up its own journal first. */
  mount(): void {
    run("mount", this.#device, this.folder);
    run("chmod", "755", this.folder);
  }

  unmount(): void {
    run("umount", this.folder);
  }

  /** The power goes: what the device has not been given by now is lost. Whoever uses the disk gets errors from here on. */
  cut(): void {
    run("perl", "-e", CUT, this.folder);
  }

  /** Everything so far is put on the device. */
  sync(): void {
    run("sync", "-f", this.folder);
  }

  /** Takes every free byte. */
  fill(): void {
    for (let part = 0; ; part += 1) {
      const { bavail, bsize } = statfsSync(this.folder);
      // A file that is set aside needs a block or two for itself.
      const blocks = Math.floor(bavail * 0.98);
      if (blocks < 2) break;
      mkdirSync(this.#filler, { recursive: true });
      try {
        run("fallocate", "--length", String(blocks * bsize), path.join(this.#filler, String(part)));
      } catch (error) {
        // PostgreSQL took some of it in between: then it is looked at again.
        if (!/No space left/.test(String(error))) throw error;
      }
    }
  }

  /** Gives them back. */
  free(): void {
    rmSync(this.#filler, { recursive: true, force: true });
  }

  close(): void {
    try {
      run("umount", "--lazy", this.folder);
    } catch {
      // Not mounted just now.
    }
    run("losetup", "--detach", this.#device);
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** Why no such disk can be had here, in a sentence; undefined where one can. */
export function noLoopDisk(): string | undefined {
  if (process.platform !== "linux") return "loop devices are Linux's";
  if (process.getuid?.() !== 0) return "to mount a loop device takes root";
  try {
    run("losetup", "--find");
    run("perl", "-e", "1");
    run("mkfs.ext4", "-V");
    return undefined;
  } catch (error) {
    return `this machine has no loop device, or not the programs for it (${(error as { path?: string }).path ?? "losetup"})`;
  }
}
