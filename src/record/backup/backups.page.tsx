import type { ReactNode } from "react";
import { accept } from "../../kernel/result.ts";
import { longDateTime } from "../../kernel/time.ts";
import { counted, grouped } from "../../kernel/words.ts";
import { DataTable } from "../../web/components/data-table.tsx";
import { Title } from "../../web/layout.tsx";
import { page } from "../../web/page.ts";
import { BackupsStanding } from "./standing.tsx";
import { type BackupLine, backupsKnown, newestBackups } from "./store.ts";

const SHOWN = 50;

/** How old the last good backup is, and what came of those before: the administrator's page. */
export const backupsPage = page({
  path: "/backups",
  allow: "staff:manage",
  load: async (tx) => {
    const known = await backupsKnown(tx);
    return accept({ known, lines: await newestBackups(tx, SHOWN) });
  },
  view: ({ known, lines }, { now }) => ({
    title: "Backups",
    body: (
      <>
        <Title>Backups</Title>
        <BackupsStanding known={known} now={now} whole />
        <p>
          A backup holds everything of this partnership at one moment, encrypted. Nothing recorded later is in
          it. Look once a year whether one can be brought back: whoever runs the server does it on another
          machine.
        </p>
        <Lines lines={lines} />
      </>
    ),
  }),
});

function Lines({ lines }: { readonly lines: readonly BackupLine[] }): ReactNode {
  if (lines.length === 0) return <p>No backup was ever made of this partnership.</p>;
  return (
    <DataTable
      caption={`${lines.length === SHOWN ? `The newest ${SHOWN}` : counted(lines.length, "backup")}, newest first`}
      heads={[
        { words: "As it stood" },
        { words: "What came of it" },
        { words: "File" },
        { words: "Made by" },
      ]}
      rows={lines.map((line) => ({
        key: line.id,
        cells: [
          longDateTime(line.taken_at),
          outcome(line),
          line.file,
          line.by_itself ? "the server" : "a command",
        ],
      }))}
    />
  );
}

const outcome = ({ trouble, rows_in_it, bytes }: BackupLine): string =>
  trouble
    ? `Failed (${trouble})`
    : `${grouped(rows_in_it ?? 0)} rows, ${grouped(Math.ceil((bytes ?? 0) / 1000))} kB`;
