import { Button, SummaryList } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { EpisodeId, PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { longDate, longDateTime } from "../../kernel/time.ts";
import { DataTable } from "../../web/components/data-table.tsx";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../web/page.ts";
import { ownServices } from "../staff/teams-store.ts";
import { type About, barOf, loadAbout } from "./about.tsx";
import { endingOf, kindOf, type ServiceKind, type ServiceKinds, stageOf } from "./service-kind.ts";
import { episodeById, type HistoryLine, historyOf, type ShownEpisode } from "./store.ts";

/** The address of an episode: its person, and itself. */
export const OfEpisode = z.object({ person: PersonId.schema, episode: EpisodeId.schema });
/** What the address of an episode says. */
export type OfEpisode = z.output<typeof OfEpisode>;

/** An episode as its pages have it: whose, of which kind of service, and whether the asker's own. */
export type EpisodeData = {
  readonly shown: ShownEpisode;
  readonly kind: ServiceKind;
  readonly about: About;
  readonly own: boolean;
};

/** Reads an episode for a page; `own` leaves out those of other services. */
export const loadEpisode =
  (kinds: ServiceKinds, which: "own" | "any") =>
  async (tx: Tx, { params }: { params: OfEpisode }): Promise<Result<EpisodeData, NotThere>> => {
    const shown = await episodeById(tx, params.episode);
    const about =
      shown?.episode.personId === params.person ? await loadAbout(tx, params.person, "episode") : undefined;
    if (!about || !shown) return refuse({ code: "not-there" });
    const own =
      (await ownServices(tx)).some((each) => each.id === shown.episode.serviceId) &&
      tx.asking.may.includes("work");
    if (which === "own" && !own) return refuse({ code: "not-there" });
    return accept({ shown, kind: kindOf(kinds, shown.episode.kind), about, own });
  };

/** One episode: where it stands, what may be done, and everything that happened to it. */
export const episodePage = (kinds: ServiceKinds): Route =>
  page({
    path: "/people/:person/episodes/:episode",
    allow: "person:read",
    params: OfEpisode,
    load: async (tx, ask) => {
      const found = await loadEpisode(kinds, "any")(tx, ask);
      return found.ok ? accept({ ...found.value, history: await historyOf(tx, ask.params.episode) }) : found;
    },
    view: (data, { now }) => ({
      title: `${data.shown.serviceName}: ${data.about.name}`,
      bar: barOf(data.about, now, "episodes"),
      live: true,
      body: <EpisodeView data={data} history={data.history} />,
    }),
  });

function EpisodeView({
  data,
  history,
}: {
  data: EpisodeData;
  history: readonly (HistoryLine & { readonly by?: string })[];
}): ReactNode {
  const { shown, kind, about, own } = data;
  const { episode } = shown;
  const stage = stageOf(kind, episode.stage)?.name ?? episode.stage;
  const rows: readonly (readonly [string, ReactNode])[] = [
    ["Agency", shown.agencyName],
    ["Started", longDate(episode.opened)],
    ["Stage", `${stage}, since ${longDate(episode.stageSince)}`],
    [
      "Responsible",
      shown.keyworkerName
        ? `${shown.keyworkerName}, ${shown.teamName}`
        : `${shown.teamName}, no keyworker named`,
    ],
    ...(episode.state === "ended"
      ? ([
          [
            "Ended",
            `${longDate(episode.ended)}: ${endingOf(kind, episode.ending)?.name ?? episode.ending}${shown.endReason ? `. ${shown.endReason}` : ""}`,
          ],
        ] as const)
      : []),
  ];
  return (
    <>
      <a className="nhsuk-back-link" href={`/people/${episode.personId}`}>
        Back to {about.name}
      </a>
      <Title caption="Episode">{shown.serviceName}</Title>
      {own ? <Acts shown={shown} /> : null}
      <SummaryList>
        {rows.map(([key, value]) => (
          <SummaryList.Row key={key}>
            <SummaryList.Key>{key}</SummaryList.Key>
            <SummaryList.Value>{value}</SummaryList.Value>
          </SummaryList.Row>
        ))}
      </SummaryList>
      <History kind={kind} history={history} />
    </>
  );
}

function Acts({ shown: { episode } }: { shown: ShownEpisode }): ReactNode {
  const to = (act: string): string => `/people/${episode.personId}/episodes/${episode.id}/${act}`;
  const [first, more] =
    episode.state === "open"
      ? [
          [["stage", "Move to another stage"]],
          [
            ["keyworker", "Name a keyworker"],
            ["end", "End this episode"],
            ["dates", "Correct the dates"],
          ],
        ]
      : [[["reopen", "Reopen"]], [["dates", "Correct the dates or the ending"]]];
  return (
    <div className="acts no-print">
      {first?.map(([act, words]) => (
        <Button key={act} as="a" href={to(act ?? "")}>
          {words}
        </Button>
      ))}
      {episode.state === "open" ? (
        <Button as="a" secondary href={`/people/${episode.personId}/handovers/offer`}>
          Offer a handover
        </Button>
      ) : null}
      <ul className="acts__more">
        {more?.map(([act, words]) => (
          <li key={act}>
            <a href={to(act ?? "")}>{words}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

const WHAT = {
  opened: "Opened",
  moved: "Moved to",
  ended: "Ended",
  reopened: "Reopened",
  corrected: "Corrected",
} as const satisfies Record<HistoryLine["what"], string>;

function History({
  kind,
  history,
}: {
  kind: ServiceKind;
  history: readonly (HistoryLine & { readonly by?: string })[];
}): ReactNode {
  if (history.length === 0) return <p>No history was kept for this episode: it came from a file.</p>;
  return (
    <DataTable
      caption={`What happened (${history.length}), newest first`}
      heads={[{ words: "When" }, { words: "What" }, { words: "By" }, { words: "Why" }]}
      rows={history.map((line) => {
        const stage = stageOf(kind, line.stage)?.name ?? line.stage;
        return {
          key: `${line.at.toString()} ${line.what} ${line.stage}`,
          cells: [
            longDateTime(line.at),
            line.what === "moved" ? `${WHAT.moved} ${stage}` : `${WHAT[line.what]}, at ${stage}`,
            line.by ?? "Throughcare",
            line.reason ?? "",
          ],
        };
      })}
    />
  );
}
