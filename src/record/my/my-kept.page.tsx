import { BodyText } from "nhsuk-react-components";
import { accept } from "../../kernel/result.ts";
import { DataTable } from "../../web/components/data-table.tsx";
import { Title } from "../../web/layout.tsx";
import { page } from "../../web/page.ts";
import { sayMonths } from "../keeping/messages.ts";
import { scheduleLines } from "../keeping/schedule.ts";
import { myPage } from "./my-shown.tsx";

/** How long each kind of service keeps what it recorded, in words for the person; nothing of theirs is read for it. */
export const myKeptPage = page({
  path: "/my/kept",
  allow: "own-record",
  load: async () => accept(scheduleLines().filter(({ rule }) => rule.agencyKind !== undefined)),
  view: (lines) =>
    myPage(
      "kept",
      "How long it is kept",
      <>
        <Title>How long it is kept</Title>
        <BodyText>
          Each service keeps what it wrote about you for a time of its own. The time begins when it last had
          to do with you. After that it is deleted for good, and when no service has anything left, so is your
          name.
        </BodyText>
        <DataTable
          caption="How long services keep what they wrote"
          captionHidden
          heads={[{ words: "Who wrote it" }, { words: "Kept for" }, { words: "After a death, if sooner" }]}
          rows={lines.map(({ names, rule }) => ({
            key: rule.code,
            cells: [
              names.join(", "),
              sayMonths(rule.keepMonths),
              rule.afterDeathMonths === undefined ? "The same" : sayMonths(rule.afterDeathMonths),
            ],
          }))}
        />
        <BodyText>
          These times are proposed and are still to be confirmed. A court case, a claim or an inquiry can keep
          a record longer.
        </BodyText>
        <BodyText>
          If something is wrong, ask any of your workers to correct it. You may also ask them to have what
          their service wrote deleted sooner. Somebody who did not write it decides, and tells you why if not:
          records of care are hardly ever deleted before their time.
        </BodyText>
      </>,
    ),
});
