import { statfsSync } from "node:fs";
import os from "node:os";

/** Where Linux keeps files in memory. */
const MEMORY = "/dev/shm";
/** What the databases of a run and their logs may grow to, in bytes, with room to spare. */
const NEEDED = 6e9;

/**
 * Where the tests' databases are: in memory where there is room, else where temporary files are. A database has two thousand files, and on
 * a disk to make them anew for each test file took a seventh of the whole run. Nothing here takes the power away: who tries that has a disk
 * of its own.
 */
export function placeOfDatabases(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > NEEDED ? MEMORY : os.tmpdir();
  } catch {
    return os.tmpdir();
  }
}
