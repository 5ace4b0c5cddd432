import type { LoadAbout } from "./insight/changed/person-changed.page.tsx";
import { fullName } from "./record/person/identity.ts";
import { IdentityBar } from "./record/person/identity-bar.tsx";
import { loadWhose } from "./record/sharing/whose-page.ts";

/** Whose record a page of insight is about: insight does not know the record, so the application tells it. */
export const personAbove: LoadAbout = async (tx, person, now, at) => {
  const whose = await loadWhose(tx, person, now);
  return (
    whose && {
      name: fullName(whose.identity),
      known: whose.known,
      bar: <IdentityBar identity={whose.identity} reader={whose.reader} now={now} at={at} />,
    }
  );
};
