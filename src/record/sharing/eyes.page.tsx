import { BodyText } from "nhsuk-react-components";
import { z } from "zod";
import { PersonId } from "../../kernel/id.ts";
import { accept, refuse } from "../../kernel/result.ts";
import { capital } from "../../kernel/words.ts";
import { Title } from "../../web/layout.tsx";
import { page, type Route } from "../../web/page.ts";
import { AGENCY_KINDS } from "./agency-kinds.ts";
import { Eyes } from "./eyes.tsx";
import { recordedOf } from "./eyes-store.ts";
import { loadSharing } from "./load-sharing.ts";
import { sayKinds } from "./messages.ts";
import { rulesInForce } from "./store.ts";
import { aboutPerson } from "./whose-page.ts";

const KINDS = AGENCY_KINDS.filter((kind) => kind.code !== "office");

/** What an agency of another kind would see, by what the reader sees themselves. */
const eyesPage = page({
  path: "/people/:person/consents/eyes",
  allow: "consent:record",
  params: z.object({ person: PersonId.schema }),
  query: z.object({ kind: z.string().optional() }),
  load: async (tx, { params, query, now }) => {
    const sharing = await loadSharing(tx, params.person, now);
    if (!sharing.ok) return sharing;
    if (!sharing.value.care) return refuse({ code: "not-there" as const });
    const kind = KINDS.find((one) => one.code === query.kind)?.code;
    const [recorded, rules] = [await recordedOf(tx, params.person), await rulesInForce(tx)];
    return accept({ ...sharing.value, recorded, rules, kind });
  },
  view: ({ whose, recorded, rules, lines, kind }, { now }) =>
    aboutPerson(whose, "consents", {
      title: "What would they see?",
      live: true,
      body: (
        <>
          <Title>What would they see?</Title>
          <nav aria-label="Kinds of agency" className="no-print">
            <ul className="chips">
              {KINDS.map(({ code }) => (
                <li key={code}>
                  <a
                    href={`/people/${whose.id}/consents/eyes?kind=${code}`}
                    aria-current={code === kind ? "true" : undefined}
                  >
                    {capital(sayKinds(code))}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          {kind ? (
            <Eyes
              recorded={recorded}
              rules={rules}
              lines={lines}
              readerKind={kind}
              whom="this person"
              now={now}
            />
          ) : (
            <p>Choose through whose eyes to look. Counted is what you see yourself.</p>
          )}
          <BodyText className="no-print">
            <a href="/sharing-rules">The sharing rules, and who signed them</a>
          </BodyText>
        </>
      ),
    }),
});

/** Looking at a record through another agency's eyes. */
export const eyesRoutes: readonly Route[] = [eyesPage];
