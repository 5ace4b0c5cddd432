import { BodyText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { counted, grouped } from "../../kernel/words.ts";
import type { sealingStands } from "./seal-store.ts";

type Standing = Awaited<ReturnType<typeof sealingStands>>;

/** How far the log is sealed and taken elsewhere, with the last seal to write down. */
export function Seals({ seals }: { seals: Standing }): ReactElement {
  const { last, sent } = seals;
  return (
    <section aria-labelledby="seals">
      <h2 id="seals" className="nhsuk-heading-m">
        Seals
      </h2>
      <BodyText>
        Once a minute new lines are closed in by a seal that names the one before, so that a line changed or
        taken out later is found. {counted(seals.lines, "line")} under {counted(seals.seals, "seal")};{" "}
        {grouped(seals.open)} written since.
      </BodyText>
      <BodyText>
        {sent > 0
          ? `${grouped(sent)} of ${counted(seals.seals, "seal")} went to the system that keeps the log apart.`
          : "No seal has gone to a system that keeps the log apart. Whoever runs the server sets where to; until then, write the last seal down now and then."}
      </BodyText>
      {last ? (
        <BodyText>
          The last seal is number {grouped(last.no)}: <code className="seal">{last.hash}</code>
        </BodyText>
      ) : null}
    </section>
  );
}
